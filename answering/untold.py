"""What a question asks for so plainly that words without it are no answer: a day, a number to call, a name, a figure.

Each is told by the words chosen or the answer is refused, with that reason. Pure.
"""

import re
from collections.abc import Sequence

from answering.kinds import answering_spans, asks_day, tells_day
from answering.question import Asked, Shape, Wants
from corpus.numbering import narrow_figures

DAY_NOT_TOLD = "找到的资料没有说明是哪一天，只有相近的内容。"
CONTACT_NOT_TOLD = "找到的资料没有给出号码或网址，只有相近的内容。"
NAME_NOT_TOLD = "找到的资料没有说出姓名，只有相近的内容。"
FIGURE_NOT_TOLD = "找到的资料没有给出所问的数字，只有相近的内容。"
FIRM_NOT_TOLD = "找到的资料没有说出是哪家单位，只有相近的内容。"
RESULT_NOT_TOLD = "找到的资料只有目标，没有说明实际结果。"

_ASKS_CONTACT = re.compile(
    r"(?:电话|热线|传真|手机|邮箱|网址|邮编|邮政编码|微信号|[账帐]号)(?:的)?(?:号码?)?(?:分别)?(?:是|为)?(?:多少|什么|几|哪)"
    r"(?!时候|时间|样|位|个?(?:小时|分钟|天|日|年|次|人))"
    r"|.(?:电话|热线|传真|邮箱|网址|邮编)(?:号码?)?[？?。\s]*$|(?:打|拨)(?:哪个|什么|多少)(?:电话|热线|号)"
)
_CONTACT = re.compile(
    r"(?<![0-9.])[0-9]{3,4}[-—－ ]?[0-9]{2,8}(?![0-9年元亿万])|(?<![0-9.])1[12][0-9]{1,3}(?![0-9年月日元亿万人])"
    r"|[0-9]{8,}|[@＠]|\.(?:gov|com|cn|org)|www\.|http"
)
_POST = r"(?:主任|书记|组长|主席|总理|部长|局长|院长|校长|会长|司长|厅长|[市省州区县厂矿]长|秘书长|发言人|理事长|总?指挥长?)"
_ASKS_NAME = re.compile(
    r"[人员长者记任生表师民友属士手工](?:们|都|分别)?叫(?:啥|什么)|姓名(?:是|叫|[？?]|$)|姓(?:什么|啥)"
    r"|(?:谁|何人|哪位)(?:执笔|写)的?|执笔的?(?:人)?是谁|哪(?:几|一|两|三)?位(?:院士|科学家|专家|同志|领导)"
    r"|授予了?(?:谁|哪[几一两三]位)"
)
_ASKS_HOLDER = re.compile(
    rf"{_POST}(?:是|为|都是|分别是)谁(?!.{{0,4}}(?:任|聘|选|提名|指定|产生|推))|谁(?:是|当|担任|任|兼任).{{0,12}}{_POST}"
)
_HOLDER = re.compile("担任|兼任|任命|聘任|选举|推选|指定|委派|产生")
"""A rule tells who holds a post by how it is filled: 主任由县长担任."""
_ASKS_DOER = re.compile("谁(主持|致辞|致词|陪同|宣布|揭牌|颁奖)")
_ASKS_FIRM = re.compile(
    "哪(?:[几一两三])?家(?:公司|企业|工厂|厂家|厂|集团)(?!.{0,2}(?:可以?|应当|应该|需要?|要|能|须|必须|符合|才|享受))"
)
_FIRM = re.compile(
    "[\u4e00-\u9fff]{2,12}(?:公司|集团|厂)|由[^，。\\s]{2,12}?(?:承建|建设|开发|运营|中标|生产)|[、]"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶"
    "解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝谌"
)
_GIVEN = f"(?!应当|应该|和其|全体|全面|时任|明确|成员|解决)[{_SURNAMES}][\u3400-\u9fff]{{1,2}}"
_PERSON = re.compile(
    rf"(?:{_POST}|(?:负责|责任)人|同志|院士|教授|先生|女士|代表|委员){_GIVEN}|{_GIVEN}(?:同志|院士|教授|先生|女士)"
    rf"|[由是为：:、]\s*{_GIVEN}(?![\u4e00-\u9fff])|[\u4e00-\u9fff][·・][\u4e00-\u9fff]"
    rf"|(?:任命|授予|选举|免去){_GIVEN}|{_GIVEN}(?:为|当选|任(?!务))"
)
"""A name beside what a person is called, or one that stands by itself."""
_REALLY = re.compile("实际|真正|最终|最后(?:完成|做到|达到|是)")
_AIMED_AT = re.compile(r"到(?:20[0-9]{2}年|“?十[一二三四五六]五”?末)|力争|目标|预期|计划|要达到")
_WAS = re.compile("实际|完成了|达到了|实现了|突破|已经?(?:达到|实现|建成)|同比|比上年|增长了")
_FEE = "手续费|管理费|报名费|登记费|检测费|鉴定费|工本费|服务费|注册费|学费|住宿费"
_FREE = re.compile("免收|免缴|免费|不收|不得收|免除|取消收费")
_BETWEEN = re.compile("(?<=[\u4e00-\u9fff])[\u3000 ](?=[\u4e00-\u9fff])")
_COUNTED = (
    ("滞纳金", "滞纳金"),
    ("生活费", "生活费|伙食"),
    ("免税额", "免税|免征|起征"),
    (
        "罚(?:款|金)?(?:金额|数额)?(?:是|为|到|最[高低])?(?:多少|几)|罚(?:款)?[^，。]{0,4}(?:多少|几)",
        "罚|一律|倍",
    ),
    ("押金|保证金", "押金|保证金"),
    ("补助|补贴|津贴", "补|贴|资助|奖|标准|每人"),
    ("利息|利率", "息|利率"),
    ("受伤|伤者|重伤|轻伤", "伤"),
    ("死亡|遇难|丧生|身亡", "死|遇难|丧生|亡|牺牲"),
    ("失踪", "失踪|失联"),
    ("库容", "库容"),
    ("租金|房租", "租金|房租"),
    (_FEE, "费|每[生人本证件次]"),
)
"""What is asked for as an amount or a number of people, and what must then stand where that is told."""
_MATERIAL = re.compile(r"素材|段落|表述|提法|论述|几[句段]")


def untold(asked: Asked, chosen: Sequence[str], above: Sequence[str] = ()) -> str | None:
    """Say what a question asks for and the words chosen do not tell; None where they may answer.

    `above`: the titles and headings that the words chosen stand under.
    """
    chosen = [narrow_figures(text) for text in chosen]
    question, told = asked.text, " ".join(chosen)
    if asks_day(asked) and not any(tells_day(text) for text in chosen):
        return DAY_NOT_TOLD
    if _ASKS_CONTACT.search(question):
        return None if _CONTACT.search(told) else CONTACT_NOT_TOLD
    if not _names(question, _BETWEEN.sub("", told)):
        return NAME_NOT_TOLD
    if _ASKS_FIRM.search(question):
        return None if any(name not in question for name in _FIRM.findall(told)) else FIRM_NOT_TOLD
    if asked.wants is not Wants.NUMBER or asked.shape not in (Shape.FACT, Shape.DUTY):
        return None
    if _MATERIAL.search(question) or is_table(told):
        return None
    holding = [text for text in chosen if any(answering_spans(text, asked))]
    return _figure_untold(question, holding, " ".join((told, *above)))


def _names(question: str, told: str) -> bool:
    """Tell whether a text names who is asked for by name, by post or by what was done; so too where nobody is."""
    doer = _ASKS_DOER.search(question)
    if doer is not None:
        return doer[1] in told or _PERSON.search(told) is not None
    if _ASKS_HOLDER.search(question):
        return _PERSON.search(told) is not None or _HOLDER.search(told) is not None
    return _ASKS_NAME.search(question) is None or _PERSON.search(told) is not None


def is_table(told: str) -> bool:
    """Tell whether rows of a table are told: their units and measures stand in its head, apart from the figures."""
    return "\t" in told and any(character.isdigit() for character in told)


def _figure_untold(question: str, holding: Sequence[str], told: str) -> str | None:
    """Say that a figure, what it counts or what came of an aim is not told; `holding` are the texts with such a figure."""
    if re.search(_FEE, question) and _FREE.search(told):
        return None
    if not holding:
        return FIGURE_NOT_TOLD
    if any(re.search(asks, question) and not re.search(tells, told) for asks, tells in _COUNTED):
        return FIGURE_NOT_TOLD
    if _REALLY.search(question) and "目标" not in question and all(_only_aimed(text) for text in holding):
        return RESULT_NOT_TOLD
    return None


def _only_aimed(text: str) -> bool:
    """Tell whether a text tells an aim and nothing that was reached."""
    return _AIMED_AT.search(text) is not None and _WAS.search(text) is None
