"""A small data folder with documents in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, index, notice, small_chuchu

TOPICS = ("春耕备耕", "防汛抗旱", "安全生产", "养老服务", "数字政府建设")

SPEECH = """在全市营商环境工作会议上的讲话
同志们：
今天会议的主要任务是部署优化营商环境工作。
一、认识要再提高
***总书记强调，营商环境没有最好、只有更好。要把“高效办成一件事”作为重要抓手，２０２４年底前实现二十类事项集成办理。
二、措施要再加力
一是减环节，开办企业压缩到半个工作日。二是减材料，能共享的一律不再提交。
各单位要高度重视防汛抗旱，明确责任分工，于每月５日前报送进展情况。
"""

RULES = """临江市河道管理办法
第一章　总则
第一条　为了加强河道管理，制定本办法。
第二条　本办法所称河道，包括湖泊、人工水道和滞洪区。
第二章　保护
第三条　禁止在河道管理范围内从事下列活动：
（一）倾倒垃圾、渣土；
（二）修建围堤、阻水渠道。
第四条　违反本办法第三条规定的，处一千元以上五千元以下罚款。
第五条　本办法自2022年5月1日起施行。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven invented documents: five notices, a speech, a regulation."""
    folder = tmp_path / "文件"
    folder.mkdir()
    for number, topic in enumerate(TOPICS, start=1):
        (folder / f"{number:02}-{topic}.txt").write_text(notice(number, topic, year=2019 + number), "utf-8")
    (folder / "讲话.txt").write_text(SPEECH, "utf-8")
    (folder / "办法.txt").write_text(RULES, "utf-8")
    return folder


@pytest.fixture
def chuchu(tmp_path: Path, folder: Path) -> Iterator[SmallChuchu]:
    """A data folder with the seven documents indexed."""
    with small_chuchu(tmp_path) as opened:
        index(opened, folder)
        yield opened
