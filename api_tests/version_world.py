"""Invented rules in several versions: revised, repealed, not yet in force; and a speech, which has no versions."""

from pathlib import Path

from api_tests.small_world import SmallChuchu, index, small_chuchu

_LAKES = """云泽省河湖保护条例（{edition}）
（{passed}）
第一条　为了保护河湖，制定本条例。
第二条　{second}
第三条　𠮷祥湖的保护，适用本条例。
"""
_FIRST = "2019年5月30日云泽省第十三届人民代表大会常务委员会第十次会议通过"
_AGAIN = "2023年9月28日云泽省第十四届人民代表大会常务委员会第五次会议修订"
TEXTS = {
    "旧.txt": _LAKES.format(
        edition="２０１９年", passed=f"{_FIRST}　自2019年8月1日起施行", second="向河湖倾倒渣土的,处罚款。"
    ),
    "新.txt": _LAKES.format(
        edition="2023年修订",
        passed=f"{_FIRST}　{_AGAIN}　自2023年12月1日起施行",
        second="违反本条例规定，向河道、湖泊管理范围内倾倒渣土、垃圾的，由水行政主管部门责令限期清除，处五千元以上五万元以下罚款。",
    ),
    "废.txt": """云泽省滩涂管理办法
（2001年3月1日云泽省人民政府令第12号公布　自2001年5月1日起施行）
第一条　滩涂围垦须经批准。
第二条　擅自围垦滩涂的，限期拆除，处三千元罚款。
""",
    "代.txt": """云泽省滩涂保护条例
（2022年7月30日云泽省第十三届人民代表大会常务委员会第三十次会议通过　自2022年10月1日起施行）
第一条　禁止围垦滩涂。
第二条　擅自围垦滩涂的，限期拆除，处三万元罚款。
第三条　《云泽省滩涂管理办法》同时废止。
""",
    "现.txt": """云泽省渡口管理办法
（2015年3月1日云泽省人民政府令第77号公布　自2015年5月1日起施行）
第一条　渡船超载的，由渡口所在地政府处理。
""",
    "将.txt": """云泽省渡口管理办法（2026年修订）
（2015年3月1日云泽省人民政府令第77号公布　2026年10月1日修订　自2099年1月1日起施行）
第一条　渡船超载的，处罚款。
""",
    "讲.txt": "在全省河湖长会议上的讲话\n（2024年3月5日）\n朱堃\n同志们：\n保护河湖要久久为功，不许倾倒渣土。\n",
}


def version_world(root: Path) -> SmallChuchu:
    """Index the documents in a data folder below `root`, and open it."""
    folder = root / "文件"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    opened = small_chuchu(root)
    index(opened, folder)
    return opened
