"""The second round of training: wrong passages that others ask about, and none that may be right."""

from small_world import CharacterEncoder

from benchmarks.train.again import MARGIN, mined
from benchmarks.train.pairs import Gathered, Pair

FERRY = "青岚市渡船条例第三条\n渡船每日六时开航，学童凭证免收船资，老人减半收取船资。"
COPY = "青岚市轮渡办法第九条\n渡船每日六时开航，学童凭证免收船资，老人减半收取船资。"
STORM = "青岚市渡船条例第四条\n大风停航的，应当退还船资；拒不退还的，处２００元罚款。"
BRIDGE = "青岚市渡船条例第五条\n桥梁通车后，渡口由县人民政府公告撤销。"
TEXTS = {
    "船资": FERRY,
    "轮渡": COPY,
    "停航": STORM,
    "撤销": BRIDGE,
    "无人问": "青岚市渡船条例第一条\n为了管理渡船，制定本条例。",
}


def allowed(pair: Pair) -> set[str]:
    """What may be wrong for a pair, by its text: asked about, not right, and no nearer than the right one."""
    encoder = CharacterEncoder()
    query = encoder.encode_query(pair.query)
    near = {name: float(query @ encoder.encode_passages([text])[0]) for name, text in TEXTS.items()}
    most = near[pair.right[0]] + MARGIN
    return {name for name in TEXTS if name != "无人问" and name not in pair.right and near[name] <= most}


def test_wrong_passages_answer_other_questions_and_are_no_nearer_than_the_right_one() -> None:
    """Neither a copy of the right one, nor what is nearer by more than the margin, nor what nobody asks about is wrong."""
    asked = (
        Pair("lay", "学童凭证免收船资吗", ("船资",)),
        Pair("lay", "老人轮渡票价", ("轮渡",)),
        Pair("lay", "大风停航退不退船资", ("停航",)),
        Pair("lay", "渡口啥时候撤销", ("撤销",), ("无人问",)),
        Pair("lay", "渡口由县人民政府公告撤销", ("停航",)),
    )
    encoder = CharacterEncoder()

    found = mined([Gathered(asked, TEXTS)], encoder)

    assert [("船资", "轮渡"), ("轮渡", "船资"), ("停航",), ("撤销",), ("停航",)] == [
        one.right for one in found.pairs
    ]
    assert [allowed(one) for one in found.pairs] == [set(one.wrong) for one in found.pairs]
    assert ({"停航", "撤销"}, False) == (set(found.pairs[0].wrong), "撤销" in found.pairs[-1].wrong)
    assert "无人问" not in found.texts


def test_groups_do_not_lend_each_other_wrong_passages() -> None:
    """A law that stands among official documents too is no wrong answer to a question about the law."""
    laws = Gathered(
        (Pair("lay", "学童凭证免收船资吗", ("船资",)), Pair("lay", "大风停航的要退还吗", ("停航",))), TEXTS
    )
    documents = Gathered((Pair("lay-official", "老人轮渡票价", ("轮渡",)),), TEXTS)

    found = mined([laws, documents], CharacterEncoder())

    assert [{"停航"}, {"船资"}, set()] == [set(one.wrong) for one in found.pairs]
