"""A served data folder for who searches and reads: versions, links, duplicates, a table with its caption, pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api_tests.live_server import serving
from api_tests.small_world import SmallChuchu, index, small_chuchu

PRINTED = (
    Path(__file__).resolve().parents[2] / "examples" / "documents" / "12-2024年临江市人民政府工作报告.pdf"
)
INTRANET = "chuchu.intranet"
"""A name by which the service may be called."""
OLD = """临川省湿地保护办法

（2016年5月20日临川省人民政府令第２０５号公布　自2016年7月1日起施行）

第一条　为了加强湿地保护，制定本办法。

第二条　湿地保护实行名录制度，㙍头镇湿地列入省级名录。

第三条　占用湿地的，应当占补平衡。
"""
NEW = """临川省湿地保护办法

（2024年3月29日临川省人民政府令第３３１号公布　自2024年6月1日起施行）

第一条　为了加强湿地保护，根据有关法律，制定本办法。

第二条　湿地保护实行名录制度，㙍头镇湿地列入国家级名录。

第三条　占用湿地的，应当先补后占、占补平衡，湿地面积不得减少。
"""
NOTICE = """临川省林业局关于贯彻《临川省湿地保护办法》的通知

临林发〔2024〕19号

各市林业局：

一、抓好落实

请对照《临川省湿地保护办法》和《不存在的办法》，参见临川省人民政府令第３３１号，逐条落实湿地保护责任。

二、其他事项

落实情况按临林发〔2024〕19号要求报送，湿地名录由朱堃同志汇总。

临川省林业局

2024年6月18日
"""
SAID = "候鸟停歇的浅水滩涂一律禁止捕捞投饵，沐河镇、𠮷水村的巡护员每十天清点一次越冬的白鹤并上报数量"


def monitoring() -> str:
    """A plan with a captioned table of thirty places and a paragraph that other documents repeat."""
    rows = "".join(
        f"<tr><td>第{number}号点位</td><td>{number * 7}亩</td><td>每{number}天一次</td></tr>"
        for number in range(1, 31)
    )
    return (
        "<html><body><h1>临川省湿地监测工作方案</h1><p>一、监测点位</p><p>各点位和频次见表１。</p>"
        f"<table><caption>表１　监测点位一览</caption><tr><th>点位</th><th>面积</th><th>频次</th></tr>{rows}</table>"
        f"<p>二、候鸟保护</p><p>{SAID}。</p></body></html>"
    )


def repeating(place: str) -> str:
    """A notice of a place that repeats the paragraph."""
    return f"{place}林业局关于候鸟保护的通知\n\n各乡镇：\n\n一、保护措施\n\n{SAID}。\n\n{place}林业局\n\n2024年10月8日\n"


def rules_of_parks() -> str:
    """Twenty-four articles, each of another park."""
    parks = "松鹤听涛望云采薇浣花落雁栖霞揽月抱朴拾翠临渊知止"
    articles = "\n\n".join(
        f"第{number}条　{parks[number - 1]}公园的步道由{parks[-number]}街道每{number}个月检修一次，费用列入第{number}类预算。"
        for number in range(1, 25)
    )
    return f"临川省公园步道管理规定\n\n{articles}\n"


@contextmanager
def reading_world(root: Path) -> Iterator[tuple[str, SmallChuchu]]:
    """Serve the documents from a folder below `root`; gives the address and the data folder."""
    folder = root / "文件"
    folder.mkdir()
    texts = {
        "旧.txt": OLD,
        "新.txt": NEW,
        "通知.txt": NOTICE,
        "监测.html": monitoring(),
        "步道.txt": rules_of_parks(),
    }
    texts |= {f"候鸟{number}.txt": repeating(place) for number, place in enumerate(("白石县", "青岚区"))}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    shutil.copy(PRINTED, folder / "报告.pdf")
    requests = {"per_second": 1000, "burst": 5000, "answers_per_minute": 1e6}
    with small_chuchu(root, poll_seconds=0.05, requests=requests, allowed_hosts=[INTRANET]) as chuchu:
        index(chuchu, folder)
        with serving(chuchu) as address:
            yield address, chuchu
