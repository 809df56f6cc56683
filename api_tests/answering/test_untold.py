"""What is asked for so plainly that words without it are no answer: told, or refused with the reason."""

import pytest

from answering.indicators import amount_untold
from answering.kinds import answering_spans, beside
from answering.question import read_question
from answering.untold import (
    CONTACT_NOT_TOLD,
    DAY_NOT_TOLD,
    FIGURE_NOT_TOLD,
    FIRM_NOT_TOLD,
    NAME_NOT_TOLD,
    RESULT_NOT_TOLD,
    untold,
)

CASES = (
    ("㙍头镇哪一天开渔？", "㙍头镇于９月开渔。", "㙍头镇于９月１６日开渔。", DAY_NOT_TOLD),
    (
        "河道举报电话是多少？",
        "县水务局应当公布2024年的举报电话。",
        "举报电话：０９１５－２３４５６７８。",
        CONTACT_NOT_TOLD,
    ),
    ("粮库的网址是什么？", "粮库应当公开网址。", "网址为www.liangku.example。", CONTACT_NOT_TOLD),
    ("㙍头镇渡口的值守人员叫什么名字？", "值守人员应当佩戴胸牌。", "值守人员为朱堃。", NAME_NOT_TOLD),
    (
        "临川县河长办主任是谁？",
        "主任应当每月巡河。",
        "主任𠮷田已到任，副主任朱堃协助。",
        NAME_NOT_TOLD,
    ),
    ("大会由谁主持？", "会议于上午召开。", "会议由朱堃主持，主席朱堃讲话。", NAME_NOT_TOLD),
    ("智慧渡口是哪家公司建的？", "全县建成智慧渡口。", "由临川㙍水科技公司承建。", FIRM_NOT_TOLD),
    ("渡口一年接送了多少学生？", "渡口接送学生平安。", "渡口接送学生１２００人次。", FIGURE_NOT_TOLD),
    ("下派了几名驻村干部？", "下派x名驻村干部。", "下派１２名驻村干部。", FIGURE_NOT_TOLD),
    (
        "乱倒垃圾的罚多少？",
        "第三十条　责令其清理，逾期的按５０元收取清运费。",
        "处２００元以上罚款。",
        FIGURE_NOT_TOLD,
    ),
    ("透水事故有多少人受伤？", "事故造成３人死亡。", "事故造成３人死亡、５人受伤。", FIGURE_NOT_TOLD),
    (
        "晚交水费每天加收万分之几？",
        "水费按月交，２０２４年调整一次。",
        "每日加收万分之五。",
        FIGURE_NOT_TOLD,
    ),
    ("疏浚了多少万户门前的河道？", "疏浚３００公里。", "疏浚３.２万户门前河道。", FIGURE_NOT_TOLD),
    (
        "龙口水库去年实际蓄水多少？",
        "到2024年蓄水达到４０００万立方米。",
        "实际蓄水３８００万立方米。",
        RESULT_NOT_TOLD,
    ),
)


@pytest.mark.parametrize(("question", "near", "told", "reason"), CASES, ids=[case[0] for case in CASES])
def test_what_is_not_told_is_no_answer(question: str, near: str, told: str, reason: str) -> None:
    """Words of the same subject without what is asked for are refused by name; with it they may answer."""
    asked = read_question(question)

    assert (untold(asked, [near]), untold(asked, [told])) == (reason, None)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("谁是渡口安全的第一责任人？", "镇人民政府是渡口安全的第一责任人。"),
        ("渡口安全的责任人姓名是什么？", "安全责任人朱堃常驻渡口。"),
        ("县防汛会议由谁主持？", "会议由县长召集和主持。"),
        ("谁是安全生产委员会主任？", "委员会设主任一人，由县长担任。"),
        ("渡口规章由谁起草？", "规章由县交通局组织起草。"),
        ("新任县长是谁？", "会议任命朱堃为临川县县长。"),
        ("领导小组组长是谁？", "组　长：尤　权　　县政府副县长"),
        ("授予了谁渡工奖章？", "授予𠮷田“渡工奖章”，授予朱堃“渡工奖章”。"),
        ("高新渔业减按百分之几征收？", "减按１５％的税率征收。"),
        ("能耗下降百分之几？", "能耗下降２.５个百分点。"),
        ("多少村民可以联名？", "五分之一以上有选举权的村民联名。"),
        ("搬迁了多少群众？", "９６０多万贫困群众搬迁。"),
        ("有多少在校学生？", "在校生１２００万。"),
        ("注册资本多少万元？", "注册资本为十亿元人民币。"),
        ("经济总量是多少万亿元？", "生产总值１２６０５８２亿元。"),
        ("补偿多少个月工资？", "支付半个月工资的补偿。"),
        ("渡口登记费多少钱？", "渡口登记免缴登记费。"),
        ("最终目标是多少？", "到2030年达到95%以上。"),
        ("举报电话是什么时候开通的？", "举报电话于2023年5月1日开通。"),
        ("粮库的邮箱是什么？", "来信请寄liangku＠lc.gov.cn。"),
        ("哪家企业可以享受渔船补贴？", "科技型渔业企业可以享受。"),
        ("智慧渡口是哪家公司建的？", "由㙍水交建承建。"),
        ("渔灯节的吉祥物叫什么名字？", "吉祥物“㙍㙍”随渔灯巡游。"),
        ("灯塔志是谁写的？", "《㙍水灯塔志》为阿·霍尔所写。"),
        ("渡口的经费从哪里来？", "经费由县、镇两级（含㙍头镇）负担。"),
        ("写几句致敬渡工的话，找现成的表述", "他们风雨无阻，守护平安。"),
        ("龙口水库的总库容是多少万立方米？", "龙口水库\t４８６０\t186.5"),
        ("渡口的补贴标准是多少？", "每船每月２００元。"),
        ("河长应当多久巡查一次？", "河长应当每月巡查。"),
    ],
)
def test_what_may_be_told_in_other_words_is(question: str, told: str) -> None:
    """A body may answer who, a row of a table has its units in its head, a title may say what is paid for."""
    assert untold(read_question(question), [told], ["渡口补贴办法", "第二章　补贴"]) is None


@pytest.mark.parametrize(
    ("question", "text", "spans"),
    [
        ("罚多少？", "第三十条　处５０元以上罚款。", ["５０元以上"]),
        ("收到多少条意见？", "8月16日至29日，2024年征得意见100多万条。", ["100多万条"]),
        ("有多少人到场？", "人均收入71647元，人们到场。", []),
        ("渡口几点开放？", "每日上午八时三十分开放。", ["八时三十分"]),
        ("办证要多久？", "满半年的可以申领。", ["半年"]),
        ("第几次修订？", "第三次修订。", ["三次"]),
    ],
)
def test_only_what_counts_is_a_number(question: str, text: str, spans: list[str]) -> None:
    """The number of an article and a date answer no 多少, and a unit does not stand beyond a comma."""
    assert [text[a:b] for a, b in answering_spans(text, read_question(question))] == spans


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("临川县2024年渔获销售额是多少亿元？", "渔获销售额增长５%，水产业收入８３.９亿元。", True),
        ("临川县2024年渔获销售额是多少亿元？", "渔获销售额达到３.２亿元。", False),
        ("以旧换新带动了多少亿元销售额？", "兑现以旧换新补贴１.６亿元，举办活动30场。", True),
        ("临川县的经济总量是多少亿元？", "地区生产总值３２０亿元。", False),
        ("县里给渡口拨了多少万元？", "县财政安排５０万元。", False),
        ("绿色渔业贷款余额是多少亿元？", "绿色渔业贷款３６亿元。", False),
    ],
)
def test_an_amount_stands_beside_its_measure(question: str, text: str, missing: bool) -> None:
    """The growth of what is asked for, with the amount of something else beside it, is not its amount."""
    asked = read_question(question)

    assert amount_untold(question, beside(text, asked)) is missing
