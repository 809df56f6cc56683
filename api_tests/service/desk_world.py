"""A served data folder in small for the pages on which one works: invented documents, quick encoder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api_tests.live_server import serving
from api_tests.small_world import SmallChuchu, index, small_chuchu

RULES = """临川市河湖巡查办法

临川市人民政府令第１２号

第一条　为了加强河湖保护，制定本办法。

第二条　各级河长应当每月巡查河道不少于两次，发现问题当场记录，三日内交办，㙍头镇、沐河镇每周巡查一次。

第三条　禁止在河道管理范围内倾倒垃圾、渣土，禁止围垦湖泊。

临川市人民政府

2023年5月8日
"""
NOTICE = """临川市人民政府办公室关于做好2024年河湖巡查工作的通知

临川政办发〔2024〕9号

各县区人民政府：

为做好河湖巡查工作，现将有关事项通知如下：

一、压实责任

坚持守土有责、守土尽责，把河湖保护摆在突出位置，朱堃、𠮷田同志具体联系。

二、强化督查

对巡查走过场的，予以通报；坚持守土有责、守土尽责，确保河湖保护取得实效。

临川市人民政府办公室

2024年3月6日
"""
ALTERED = "各级河长应当每月巡查河道不少于三次，发现问题当场记录，三日内交办"
WORDS = "各级河长应当每月巡查河道不少于两次，发现问题当场记录，三日内交办"
DRAFT = f"""关于河湖巡查的通知

《临川市河湖巡查办法》第二条规定：“{ALTERED}”。

要“禁止在河道管理范围内倾倒垃圾、渣土，禁止围垦湖泊”。
"""


@contextmanager
def desk_world(root: Path) -> Iterator[tuple[str, SmallChuchu]]:
    """Serve two documents from a folder below `root`; gives the address and the data folder."""
    folder = root / "files"
    folder.mkdir()
    (folder / "01-办法.txt").write_text(RULES, "utf-8")
    (folder / "02-通知.txt").write_text(NOTICE, "utf-8")
    with small_chuchu(
        root,
        poll_seconds=0.05,
        requests={"per_second": 1000, "burst": 5000, "answers_per_minute": 1e6, "uploads_per_minute": 1e6},
    ) as chuchu:
        index(chuchu, folder)
        with serving(chuchu) as address:
            yield address, chuchu
