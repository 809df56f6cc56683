"""Texts of the genre and beyond, invented, the same on every run."""

import random

_OPENINGS = ("要", "必须", "各镇要", "市直机关应当", "坚持把", "进一步", "一是", "（一）", "第十二条 ")
_SUBJECTS = (
    "党的政治建设",
    "营商环境",
    "乡村振兴示范点",
    "基层减负",
    "安全生产责任",
    "青松湖水库移民安置",
    "档案数字化",
)
_VERBS = ("摆在首位", "抓紧抓实", "落到实处", "纳入年度考核", "逐级压实", "常态化推进", "提请常务会议审议")
_TAILS = (
    "，确保2027年6月底前完成。",
    "，完成率达到９５．３％以上；",
    "（松府发〔2023〕１２号）。",
    "，由***同志牵头负责。",
    "——“四个意识”“两个维护”不动摇！",
    "，投入资金1,280.5万元，惠及村民３４２６户。",
)
_ODD = (
    "堅持黨的領導，推進機關黨的建設高質量發展；臺灣、裏面、乾部。",
    "㐂𠮷𡈽野家，䶮县令，𬭎、𬭚、𬭛三字。",
    "The Qingsong County AI+ Office (tel. 0999-1234567) shall report by 5 p.m.",
    "会议强调👍🏻🎉，务必“说到做到”🚀。",
    "序号\t项目\t金额（万元）\n1\t河道清淤\t128.00\n2\t校舍维修\t96.50",
    "党的XX大以来，******总书记多次强调……",
    "（略）",
    "第一千二百六十条",
    "http://www.example.gov.cn/zwgk/2023-04/01/content_1.htm",
    "Ｈｅｌｌｏ，１２３４５６７８９０％",
    "e\u0301tude, naïve, Zürich, Москва, Ελλάδα, ひらがな, 한국어",
    "①②③ⅣⅤ㈠㈡ ½ ㎡ ℃ № ※ ★",
)


def sentence(source: random.Random) -> str:
    """One sentence in the manner of a work plan."""
    return "".join(source.choice(part) for part in (_OPENINGS, _SUBJECTS, _VERBS, _TAILS))


def varied_texts(count: int, seed: int = 7) -> list[str]:
    """Short, long, longer than the model reads, and the odd ones in turn."""
    source = random.Random(seed)
    texts = []
    for index in range(count):
        kind = index % 8
        if kind == 0:
            texts.append(_ODD[index // 8 % len(_ODD)])
        elif kind == 1 and index % 5 == 0:
            texts.append("".join(sentence(source) for _ in range(60)))
        elif kind == 2:
            texts.append(sentence(source)[: source.randint(1, 9)])
        elif kind == 3:
            texts.append(sentence(source) + source.choice(_ODD))
        else:
            texts.append("".join(sentence(source) for _ in range(source.randint(1, 9))))
    return texts
