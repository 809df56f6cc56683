"""Quotations of a draft judged against a small set of invented documents."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.filters import SearchFilters
from drafting.alignment import edit_script, extent
from drafting.anchors import Anchor
from drafting.annotating import annotated
from drafting.drafts import DraftEmpty, DraftTooLong, draft_of_text
from drafting.finding import find_quotations
from drafting.verdicts import CheckedDraft, DiffOp, QuoteKind, ReferenceStatus, Verdict
from parsing.errors import FailureReason, ParseError

SPEECH = """在全省河湖治理工作会议上的讲话
同志们：
河湖治理是一项久久为功的系统工程，必须坚持上下游协同、左右岸共治，把每一条支流的责任落到具体的人。
要让沿河群众看得见变化，问得清责任，算得出实惠，不能把治水办成只在纸面上流动的工程。
***总书记关于治水的重要论述，是我们做好工作的根本遵循，各地要认真学习领会。
"""
RULES = """云泽省河道采砂管理办法
云政发〔2021〕7号
第一条 为了加强河道采砂管理，保障防洪安全和航道畅通，制定本办法。
第二条 在本省行政区域内从事河道采砂活动的单位和个人，应当遵守本办法的规定。
第三条 采砂作业应当在批准的范围和期限内进行，不得超量开采，不得破坏堤防和岸线。
"""
OTHER = """青岚区养老服务工作要点
各街道要把社区食堂办在老年人走路十分钟能到的地方，价格公开，菜单由居民议定。
助餐补贴每月２０日前发放到卡，不得以实物抵扣，也不得由村居代领。
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    folder = tmp_path_factory.mktemp("quotes")
    open_files, closed_files = folder / "公开", folder / "内部"
    for path, text in (
        (open_files / "讲话.txt", SPEECH),
        (open_files / "办法.txt", RULES),
        (closed_files / "要点.txt", OTHER),
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    with small_chuchu(folder) as chuchu:
        index(chuchu, open_files)
        index(chuchu, closed_files, collection="内部")
        yield chuchu


def check(world: SmallChuchu, text: str, *collections: str) -> CheckedDraft:
    return world.desk.checker.check(draft_of_text(text), SearchFilters(collections=collections))


def test_a_quotation_begins_with_the_number_that_stands_before_what_it_leaves_out() -> None:
    """Five characters left out behind a leading number do not make the number one that was put in."""
    source, quote = "前文九采砂船舶应当靠泊在指定水域后文", "九应当靠泊在指定水域"
    anchor = Anchor(1, 1, source.index("应当"), len(quote) - 1)

    assert source.index("九") == extent(quote, source, [anchor])[0]
    assert source.index("应当") - 1 == extent("丙" + quote[1:], source, [anchor])[0]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("“必须坚持上下游协同、左右岸共治”", Verdict.EXACT),
        ("「必須堅持上下游協同、左右岸共治」", Verdict.EXACT),
        ("“助餐补贴每月20日前发放到卡，不得以实物抵扣”", Verdict.EXACT),
        ("“必须坚持上下游协同，左右岸共治”", Verdict.PUNCTUATION),
        ("“必须坚持上下游协调、左右岸共治，把每一条支流的责任落到人”", Verdict.ALTERED),
        ("“习近平总书记关于治水的重要论述，是我们做好工作的根本遵循”", Verdict.EXACT),
        ("“让沿河群众看得见变化……不能把治水办成只在纸面上流动的工程”", Verdict.STITCHED),
        ("“河湖治理是一项久久为功的系统工程，价格公开，菜单由居民议定”", Verdict.STITCHED),
        ("《云泽省河道采砂管理办法》规定，“必须坚持上下游协同、左右岸共治”", Verdict.MISATTRIBUTED),
        ("《云泽省河道采砂管理办法》第一条规定：“不得超量开采，不得破坏堤防和岸线”", Verdict.MISATTRIBUTED),
        ("《云泽省河道采砂管理办法》第３条规定：“不得超量开采，不得破坏堤防和岸线”", Verdict.EXACT),
        ("“月球基地的供氧系统须由朱堃同志每季度检修”", Verdict.NOT_FOUND),
    ],
)
def test_a_quotation_gets_its_verdict(world: SmallChuchu, text: str, verdict: Verdict) -> None:
    """Width, traditional forms and masks do not count; marks, words, joins and the named source do."""
    assert [verdict] == [quote.verdict for quote in check(world, text).quotes]


def test_a_diff_names_exactly_the_edits_on_both_sides(world: SmallChuchu) -> None:
    """What the drafter put in, left out and replaced stands in the diff with its places; the rest is equal."""
    text = "会议要求“采砂作业应当在批准的地域和期限内进行，不得超量开采”。"
    quote = check(world, text).quotes[0]
    assert quote.found is not None

    diff = quote.found.diff
    assert [("地域", "范围")] == [(p.draft, p.source) for p in diff if p.op is not DiffOp.EQUAL]
    assert quote.text == "".join(part.draft for part in diff)
    assert quote.found.place.text == "".join(part.source for part in diff)
    assert ["地域"] == [text[p.draft_start : p.draft_end] for p in diff if p.op is DiffOp.REPLACE]


def test_a_place_is_the_documents_own_text(world: SmallChuchu) -> None:
    """The text of a place is the stored text between its offsets, and the citation holds it."""
    found = check(world, "“问得清责任，算得出实惠”").quotes[0].found
    assert found is not None
    assert found.citation is not None

    place = found.place
    assert "问得清责任，算得出实惠" == place.text
    assert place.text == world.view().text(place.document_id, place.start, place.end)
    assert found.citation.start <= place.start < place.end <= found.citation.end


def test_nothing_is_told_of_other_collections(world: SmallChuchu) -> None:
    """A quotation from a collection that the caller may not read is not found, and so is its document's title."""
    text = "《青岚区养老服务工作要点》指出，“助餐补贴每月20日前发放到卡”。"
    seen, unseen = check(world, text, "内部"), check(world, text, "default")

    assert (Verdict.EXACT, True) == (
        seen.quotes[0].verdict,
        seen.quotes[0].named and seen.quotes[0].named.known,
    )
    assert Verdict.NOT_FOUND is unseen.quotes[0].verdict
    assert () == unseen.quotes[0].candidates
    assert [ReferenceStatus.UNKNOWN] == [reference.status for reference in unseen.references]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("《云泽省河道采砂管理办法》（云政发〔2021〕7号）", ReferenceStatus.KNOWN),
        ("《云泽省河道采砂管理办法》（云政发〔2021〕17号）", ReferenceStatus.WRONG_NUMBER),
        ("《云泽省河道采砂管理办法》第九十九条", ReferenceStatus.MISSING_ARTICLE),
        ("《云泽省不存在的条例》", ReferenceStatus.UNKNOWN),
    ],
)
def test_a_named_document_is_checked(world: SmallChuchu, text: str, status: ReferenceStatus) -> None:
    """A title is known, unknown, has another number, or lacks the article."""
    assert status is check(world, text).references[0].status


def test_sentences_without_quotations_are_let_alone() -> None:
    """Plain sentences, terms of law among them, quote nothing."""
    text = "各地要抓好落实。法律、行政法规另有规定，从其规定。会议听取了汇报，强调纪律。He said 'it is 5' 3\" wide."
    assert () == find_quotations(draft_of_text(text))


def test_kinds_are_told_apart() -> None:
    """Marks, a paragraph set as a quotation, a line led up to, and a claim without marks are found as such."""
    text = "「放管服」改革。\n> 每一条支流的责任都要落到具体的人\n省长指出：\n要让沿河群众看得见变化\n"
    text += "会议强调，采砂作业应当在批准的范围内进行。"
    kinds = [quotation.kind for quotation in find_quotations(draft_of_text(text))]
    assert [QuoteKind.TERM, QuoteKind.BLOCK, QuoteKind.BLOCK, QuoteKind.ATTRIBUTED] == kinds


def test_a_draft_that_cannot_be_checked_says_so(world: SmallChuchu, tmp_path: Path) -> None:
    """Nothing but blanks, too many characters and a broken Word file are errors with a sentence."""
    with pytest.raises(DraftEmpty):
        draft_of_text(" \n\u3000")
    with pytest.raises(DraftTooLong) as too_long:
        draft_of_text("字" * 2_000_000)
    assert (2_000_000, 500_000) == (too_long.value.length, too_long.value.limit)
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    with pytest.raises(ParseError) as damaged:
        world.desk.read(broken)
    assert FailureReason.DAMAGED is damaged.value.reason


def test_characters_that_no_file_holds_keep_their_place(world: SmallChuchu) -> None:
    """NUL and a lone surrogate are one replacement character each, so that offsets stay true."""
    checked = check(world, "甲\0“问得清\ud800责任，算得出实惠”")
    assert ("甲\ufffd", 3) == (checked.text[:2], checked.quotes[0].start)
    assert json.dumps(checked.text, ensure_ascii=False).encode("utf-8")


def test_comments_stand_at_the_quotation(world: SmallChuchu, tmp_path: Path) -> None:
    """In the draft's own Word file each finding is a comment on just the words that it is about."""
    document = Document()
    paragraph = document.add_paragraph("他说，“采砂作业应当在")
    paragraph.add_run("批准的地域").bold = True
    paragraph.add_run("和期限内进行”，要执行。")
    path = tmp_path / "稿.docx"
    document.save(str(path))
    draft = world.desk.read(path)

    written = Document(BytesIO(annotated(world.desk.checker.check(draft), draft, path.read_bytes())))

    body = written.paragraphs[0]._p
    inside, words = False, ""
    for element in body.iter():
        inside = (inside or element.tag.endswith("}commentRangeStart")) and not element.tag.endswith(
            "}commentRangeEnd"
        )
        words += element.text or "" if inside and element.tag.endswith("}t") else ""
    assert "采砂作业应当在批准的地域和期限内进行" == words
    assert ["稿中“地域”，原文“范围”" in comment.text for comment in written.comments] == [True]
    assert "他说，“采砂作业应当在批准的地域和期限内进行”，要执行。" == written.paragraphs[0].text


@given(st.text("甲乙丙丁，", max_size=12), st.text("甲乙丙丁，", max_size=12))
@settings(max_examples=300, deadline=None)
def test_an_edit_script_makes_one_of_the_other(draft: str, source: str) -> None:
    """Laid end to end the steps are both sides, equal ones are equal, and no two differences follow each other."""
    steps = edit_script(draft, source)
    assert draft == "".join(draft[s.draft_start : s.draft_end] for s in steps)
    assert source == "".join(source[s.source_start : s.source_end] for s in steps)
    for step in steps:
        same = draft[step.draft_start : step.draft_end] == source[step.source_start : step.source_end]
        assert same == (step.op is DiffOp.EQUAL)
