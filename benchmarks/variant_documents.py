"""Invented documents that differ only in what spelling hides, and sixty questions in other spellings.

Each question has near twins among the documents that answer another question (another year, another speaker, another
number, another place, clauses in another order), so that a search that does not read the spelling has no way to tell
them apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from opencc import OpenCC

_TO_TRADITIONAL = OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its file name and its lines, the title first."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a kind, and the words of the document that answer it."""

    kind: str
    text: str
    paper: str
    answer: str


Made = Paper | Asked

_COUNTIES = ("青石县", "白鹭县", "云岭县")
_YEARS = (
    (2019, "２０１９年"),
    (2020, "二０二０年"),
    (2021, "二〇二一年"),
    (2022, "2022年"),
    (2023, "二○二三年"),
)
_WORKS = ("新修水窖", "改造梯田", "建成冷库", "疏通渡口", "开办书屋")
_ASKED_YEARS = ("二〇一九年", "2020年", "２０２１年", "二０二二年", "2023 年")

_CRAFTS = (
    "养蜂", "竹编", "油茶", "蓝染", "藤椅", "石雕", "麦秆画", "草药", "木耳", "陶罐", "渔网", "山核桃", "剪纸", "米酒", "蚕桑",
)  # fmt: skip
_LEADER = "深入学习{leader}总书记重要讲话精神，推动{craft}产业提质，新建{craft}工坊{count}间。"
_OTHERS = (
    "深入学习县委书记重要讲话精神，推动{craft}产业提质，新建{craft}工坊{count}间。",
    "深入学习老支书重要讲话精神，推动{craft}产业提质，新建{craft}工坊{count}间。",
)
_CONGRESS = "深入学习党的{congress}精神，推动{craft}产业提质，新建{craft}工坊{count}间。"
_MEETING = "深入学习{which}精神，推动{craft}产业提质，新建{craft}工坊{count}间。"

_HOUSES = (
    ("图书馆", "乡村图书馆借阅证办理后当日启用"), ("体育馆", "乡村体育馆周三闭馆检修"), ("戏剧团", "乡村戏剧团每季度轮换演员"),
    ("气象台", "乡村气象台汛期加派值班人员"), ("养老院", "乡村养老院访客须登记证件"), ("变电站", "乡村变电站围栏内严禁晾晒谷物"),
    ("广播室", "乡村广播室播报农时与药剂用量"), ("车队", "乡村车队逢集增开两班"), ("钟楼", "乡村钟楼整点报时至晚八点"),
    ("鱼塘", "乡村鱼塘禁渔期为四十天"), ("龙舟队", "乡村龙舟队训练须着救生衣"), ("织机厂", "乡村织机厂学徒满半年转正"),
    ("诊疗点", "乡村诊疗点备齐急救药剂"), ("银杏园", "乡村银杏园落叶期免收门票"), ("盐湖场", "乡村盐湖场冬季停采维护"),
)  # fmt: skip

_NOTICE = "{county}人民政府关于加强农村道路养护的通知"
_AGENCIES = (("青石县", "青政发"), ("白鹭县", "白政发"), ("云岭县", "云政发"))
_NUMBER_FORMS = (
    "{agency}[{year}]{number}号", "{agency}（{year}）{number}号", "{agency}【{year}】{number}号", "{agency}{year}年{number}号",
    "{agency}({year})第{number}号",
)  # fmt: skip
_WIDE = {0x30 + figure: 0xFF10 + figure for figure in range(10)}
_EACH = 13
"""Questions of each of four kinds, the last ones, which hold the one that is missed; eight of the fifth make sixty."""

_NARROW = str.maketrans("，。；：“”（）", ',.;:""()')
_SAYINGS = (
    ("渡船", "开船之前", "清点人数", "检查缆绳", "雾天停航"), ("窑炉", "出窑之前", "先测炉温", "后开侧门", "余火未尽的不得离人"),
    ("晒场", "收粮之时", "分户堆放", "挂牌过秤", "雨前盖好油布"), ("粮仓", "每月逢五", "通风两次", "翻仓一次", "虫害当日上报"),
)  # fmt: skip
_TITLED = (
    ("白鹭县渡口值守办法", "（试行）", "（修订）", "渡口夜间值守不少于{count}人"),
    ("云岭县茶园分级规程", "（第二版：春茶）", "（第二版：秋茶）", "每批茶样留存{count}天"),
    ("青石县水窖编号规则", "（一；山区）", "（一；坝区）", "编号牌离地{count}厘米"),
    ("青石县“灯会”安全须知", "（草案）", "（送审）", "灯架间距不小于{count}厘米"),
)


def make() -> tuple[list[Paper], list[Asked]]:
    """Give the documents and the sixty questions, always the same ones."""
    kinds = [list(made) for made in (_figures(), _masks(), _scripts(), _numbers(), _widths())]
    papers = [one for made in kinds for one in made if isinstance(one, Paper)]
    asked = [[one for one in made if isinstance(one, Asked)][-_EACH:] for made in kinds]
    return papers, [one for many in asked for one in many]


def _figures() -> Iterator[Made]:
    """Reports of five years alike but for the year, which each prints in its own way."""
    for place, county in enumerate(_COUNTIES):
        for at, (year, printed) in enumerate(_YEARS):
            done = [f"{printed}{work}{year - 1900 + 7 * n + 31 * place}处" for n, work in enumerate(_WORKS)]
            name = f"figures-{place}-{at}.txt"
            yield Paper(
                name, (f"{county}政府工作报告", *(f"{one}，群众反映良好，工程质量经过验收。" for one in done))
            )
            work = _WORKS[(at + place) % len(_WORKS)]
            count = done[(at + place) % len(_WORKS)].removeprefix(printed)
            yield Asked("figures", f"{county}{_ASKED_YEARS[at]}{work}多少处", name, count)


def _masks() -> Iterator[Made]:
    """Papers on learning from one speech or another; names and numbers masked on one side."""
    for at, craft in enumerate(_CRAFTS):
        count = 12 + 3 * at
        masked = at % 2 == 0
        if at < 10:
            texts = [_LEADER.format(leader="***" if masked else "习近平", craft=craft, count=count)]
            texts += [other.format(craft=craft, count=count + 40 + n) for n, other in enumerate(_OTHERS)]
            question = f"学习{'习近平' if masked else '***'}总书记重要讲话精神后新建了多少间{craft}工坊"
        else:
            texts = [_CONGRESS.format(congress="XX大" if masked else "二十大", craft=craft, count=count)]
            meetings = ("省第九次党代会", "县委九届四次全会")
            texts += [
                _MEETING.format(which=which, craft=craft, count=count + 40 + n)
                for n, which in enumerate(meetings)
            ]
            question = f"学习党的{'二十大' if masked else 'XX大'}精神后新建了多少间{craft}工坊"
        for n, text in enumerate(texts):
            yield Paper(f"masks-{at}-{n}.txt", (f"关于{craft}产业的情况汇报", text, "下一步将继续抓好落实。"))
        yield Asked("masks", question, f"masks-{at}-0.txt", f"新建{craft}工坊{count}间")


def _scripts() -> Iterator[Made]:
    """House rules in one script, asked for in the other, beside rules of another house in the script of the question."""
    for at, (house, rule) in enumerate(_HOUSES):
        traditional = at % 2 == 1
        other_house, other_rule = _HOUSES[(at + 2) % len(_HOUSES)]
        told = (f"{house}管理须知", f"{rule}，违反者由管理员劝离。")
        twin = (f"{other_house}开放须知", f"{other_rule.replace('乡村', '镇区')}，违反者由管理员劝离。")
        question = f"乡村{house}有什么管理规定"
        yield Paper(f"scripts-{at}-0.txt", _in_script(told, traditional))
        yield Paper(f"scripts-{at}-1.txt", _in_script(twin, not traditional))
        text = question if traditional else _TO_TRADITIONAL.convert(question)
        yield Asked("scripts", text, f"scripts-{at}-0.txt", _in_script((rule,), traditional)[0])


def _numbers() -> Iterator[Made]:
    """Notices of one title that differ in their numbers, asked for in other brackets and other widths."""
    for place, (county, agency) in enumerate(_AGENCIES):
        for at, form in enumerate(_NUMBER_FORMS):
            year, number = 2016 + at, 7 + 4 * at + place
            name, length = f"numbers-{place}-{at}.txt", 30 + 11 * at + place
            lines = (
                _NOTICE.format(county=county),
                f"{agency}〔{year}〕{number}号",
                "各乡镇人民政府：",
                f"一、今年养护农村道路{length}公里,资金由县财政承担.",
                "二、养护队伍按“定人、定段、定责”管理。",
            )
            yield Paper(name, lines)
            asked = form.format(agency=agency, year=year, number=number)
            asked = asked.translate(_WIDE) if at % 2 else asked
            yield Asked("numbers", f"{asked} 养护农村道路多少公里", name, f"养护农村道路{length}公里")


def _widths() -> Iterator[Made]:
    """Sentences and titles in punctuation of one width, asked for in the other, beside twins in the question's own."""
    for at, (thing, when, first, second, third) in enumerate(_SAYINGS):
        orders = ((first, second, third), (second, third, first), (third, first, second))
        said = [f"{when}：{a}，{b}；{c}。" for a, b, c in orders]
        narrow = at % 2 == 0
        texts = [_in_width(text, narrow=narrow != (n == 0)) for n, text in enumerate(said)]
        for n, text in enumerate(texts):
            rule = f"{thing}管理人员牢记{text}"
            yield Paper(f"widths-{at}-{n}.txt", (f"{thing}管理须知", rule, "须知张贴在入口处。"))
        quoted = _in_width(f"“{said[0]}”", narrow=narrow)
        yield Asked("widths", f"哪里写着{quoted}", f"widths-{at}-0.txt", texts[0])
    for at, (title, edition, other, rule) in enumerate(_TITLED, len(_SAYINGS)):
        narrow = at % 2 == 0
        for n, mark in enumerate((edition, other)):
            heading = _in_width(title + mark, narrow=narrow != (n == 0))
            done = rule.format(count=15 + 7 * at + 4 * n)
            yield Paper(f"widths-{at}-{n}.txt", (heading, f"{done}，每季度检查一次。", "检查结果当日公布。"))
        asked = _in_width(title + edition, narrow=narrow)
        about = rule.split("{count}", maxsplit=1)[0]
        yield Asked(
            "widths", f"《{asked}》规定{about}多少", f"widths-{at}-0.txt", rule.format(count=15 + 7 * at)
        )


def _in_width(text: str, *, narrow: bool) -> str:
    return text.translate(_NARROW) if narrow else text


def _in_script(lines: tuple[str, ...], traditional: bool) -> tuple[str, ...]:
    return tuple(_TO_TRADITIONAL.convert(line) for line in lines) if traditional else lines
