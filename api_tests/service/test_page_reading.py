"""What the reader leads to: hits in the document, documents it names, other versions; and how sources are copied."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api_tests.service.reading_world import NEW, NOTICE, OLD
from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.citations import Citation, PathStep
from corpus.filters import Reach
from service.app import create_app
from service.page.address import Address
from service.page.copying import copy_forms, reference
from service.page.hits import DocumentHit, DocumentHits, document_hits, hit_bar
from service.page.links import find_links
from service.page.questions import is_question
from service.page.reader import STRETCH, ReaderBlock, stretches
from service.page.segments import Marks, Segment


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    root = tmp_path_factory.mktemp("reading")
    folder = root / "文件"
    folder.mkdir()
    for name, text in {"旧.txt": OLD, "新.txt": NEW, "通知.txt": NOTICE}.items():
        (folder / name).write_text(text, "utf-8")
    with small_chuchu(root) as opened:
        index(opened, folder)
        yield opened


@pytest.fixture(scope="module")
def pages(world: SmallChuchu) -> Iterator[TestClient]:
    with TestClient(create_app(world), base_url="http://127.0.0.1") as client:
        yield client


def document_id(world: SmallChuchu, name: str) -> str:
    found = world.view().documents(limit=10).documents
    return next(one.document_id for one in found if one.source_path.endswith(name))


def test_a_document_leads_to_those_it_names(world: SmallChuchu, pages: TestClient) -> None:
    """A title goes to the newest version, a 文号 to its document; what is not held, and itself, is no link."""
    page = pages.get(f"/documents/{document_id(world, '通知.txt')}").text
    new = document_id(world, "新.txt")

    assert f'<a class="named" href="/documents/{new}">《临川省湿地保护办法》</a>' in page
    assert f'<a class="named" href="/documents/{new}">临川省人民政府令第３３１号</a>' in page
    assert "《不存在的办法》，" in page
    assert f'<a class="named" href="/documents/{document_id(world, "通知.txt")}"' not in page


def test_links_stay_within_reach(world: SmallChuchu) -> None:
    """A document outside the collections that may be read is named, and not linked."""
    shelf = world.search.shelves.at(world.view())
    fold = world.forms.loose.plain

    assert len(find_links("见《临川省湿地保护办法》。", "", shelf, fold, ())) == 1
    assert find_links("见《临川省湿地保护办法》。", "", shelf, fold, ("另一个文件集",)) == ()


def test_versions_are_offered_side_by_side(world: SmallChuchu, pages: TestClient) -> None:
    """The old version leads to the comparison with the new one, and the new with the old, the older first."""
    old, new = document_id(world, "旧.txt"), document_id(world, "新.txt")
    pair = f'href="/compare?a={old}&amp;b={new}"'

    assert pair in pages.get(f"/documents/{old}").text
    assert pair in pages.get(f"/documents/{new}").text
    assert "/compare?a=" not in pages.get(f"/documents/{document_id(world, '通知.txt')}").text


def test_documents_are_compared_by_their_addresses(world: SmallChuchu, pages: TestClient) -> None:
    """Who has both pages open pastes what the browser shows, a citation's mark and a query in it; ids do as well."""
    old, new = document_id(world, "旧.txt"), document_id(world, "新.txt")
    address = f" http://内网.example:8000/documents/{old}?cite=abcdefg23456&q=湿地〔２〕#cite "
    by_address = pages.get("/compare", params={"a": address, "b": f"/documents/{new}"})
    by_id = pages.get("/compare", params={"a": old, "b": new})

    found = [
        page.text.partition('<table class="compared">')[2].partition("</table>")[0]
        for page in (by_id, by_address)
    ]
    assert (True, found[0]) == (bool(found[0]), found[1])


def test_a_replaced_version_says_so_among_the_hits(world: SmallChuchu, pages: TestClient) -> None:
    """The badge leads to the new version, and beside it stands the comparison."""
    page = pages.get("/", params={"q": "㙍头镇湿地列入省级名录"}).text
    old, new = document_id(world, "旧.txt"), document_id(world, "新.txt")

    assert f'<a class="badge" href="/documents/{new}">有新版本</a>' in page
    assert f'<a href="/compare?a={old}&amp;b={new}">新旧对照</a>' in page


def hits_in(world: SmallChuchu, name: str, query: str, reach: Reach | None = None) -> DocumentHits:
    found = document_id(world, name)
    return document_hits(world, found, world.view().stored(found), query, reach or Reach())


def words_of(world: SmallChuchu, name: str, hits: DocumentHits) -> list[str]:
    text = world.view().stored(document_id(world, name)).text
    return [text[low:high] for hit in hits.places for low, high in hit.spans]


def test_hits_stand_in_the_order_of_the_text(world: SmallChuchu, pages: TestClient) -> None:
    """Each line with all that was asked for is a place one can go to; headings and titles are lines too."""
    notice = document_id(world, "通知.txt")
    hits = hits_in(world, "通知.txt", "湿地保护")
    page = pages.get(f"/documents/{notice}", params={"q": "湿地保护", "hit": 2}).text

    assert hits.whole
    assert [hit.start for hit in hits.places] == [
        match.start() for match in re.finditer("(?m)湿地保护(?!责任)", world.view().stored(notice).text)
    ]
    assert words_of(world, "通知.txt", hits) == ["湿地保护"] * 3
    assert 'id="hit-1"' in page
    assert 'id="hit-2"' in page
    assert "第 2 / 2 处" in page
    assert f"/documents/{notice}?q={quote('湿地保护')}&amp;hit=1#hit-1" in page
    assert '<mark class="found">' in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("臨林發[2024]19號", ["临林发〔2024〕19号", "临林发〔2024〕19号"]),
        ("令第331号", ["令第３３１号"]),
        ("“抓好 落实”", ["抓好落实"]),
        ("汇总。", ["汇总"]),
    ],
)
def test_spelling_hides_no_hit(world: SmallChuchu, query: str, shown: list[str]) -> None:
    """Traditional characters, widths, brackets, quotation marks and blanks make no difference; headings are found."""
    hits = hits_in(world, "通知.txt", query)

    assert (hits.whole, words_of(world, "通知.txt", hits)) == (True, shown)


def test_without_the_whole_its_words_are_hits(world: SmallChuchu, pages: TestClient) -> None:
    """Where no line holds all of a query, passages with some of its words are shown, and told as such."""
    hits = hits_in(world, "通知.txt", "湿地名录怎么报送")
    page = pages.get(f"/documents/{document_id(world, '通知.txt')}", params={"q": "湿地名录怎么报送"}).text

    assert not hits.whole
    assert len(hits.places) == 2
    assert "部分词语，1 / 2 处" in page


def test_no_hits_for_what_cannot_be_read_or_searched(world: SmallChuchu) -> None:
    """A query of punctuation finds nothing and fails nothing; words outside the reach are not looked for."""
    assert hits_in(world, "通知.txt", "，。！") == DocumentHits()
    assert hits_in(world, "通知.txt", "湿地名录怎么报送", Reach(frozenset())).places == ()


def test_the_bar_begins_at_the_cited_place() -> None:
    """Without a number the first hit at or after the cited place is shown; numbers are kept within bounds."""
    hits = DocumentHits(tuple(DocumentHit(start, ((start, start + 2),)) for start in (5, 50, 90)))
    here = Address("/documents/x")

    shown = [hit_bar(hits, asked, cited, here) for asked, cited in ((None, 50), (None, 95), (9, None))]
    assert [bar and bar.at for bar in shown] == [2, 3, 3]
    first = hit_bar(hits, None, None, here)
    assert first is not None
    assert (first.previous, str(first.next)) == (None, "/documents/x?hit=2#hit-2")
    assert hit_bar(DocumentHits(), 1, None, here) is None


def test_the_way_back_keeps_filters_and_page(world: SmallChuchu, pages: TestClient) -> None:
    """From the second page of filtered results one comes back to that; from elsewhere, to the query alone."""
    notice = f"/documents/{document_id(world, '通知.txt')}?q={quote('湿地')}"
    kept = f"/?q={quote('湿地')}&doc_types={quote('通知')}&sort=date&page=2"

    def back(referer: str) -> str:
        page = pages.get(notice, headers={"referer": referer}).text
        return html.unescape(page.partition('<p class="back"><a href="')[2].partition('"')[0])

    assert back(f"http://127.0.0.1{kept}&lang=en&x=1") == kept
    for other in ("http://127.0.0.1/?q=b", "http://127.0.0.1/documents", "http://[", "/?" + "a=1&" * 300, ""):
        assert back(other) == f"/?q={quote('湿地')}"


def test_marks_of_every_kind_are_cut_together() -> None:
    """Cited, found, strong and linked spans may overlap; joined, the pieces are the text."""
    marks = Marks(cited=[(2, 8)], found=[(4, 6)], strong=[(0, 2)], links=[(5, 9)], targets=["/documents/y"])

    assert marks.cut("零一二三四五六七八九", 0, 10) == (
        Segment("零一", strong=True),
        Segment("二三", marked=True),
        Segment("四", marked=True, found=True),
        Segment("五", marked=True, found=True, href="/documents/y"),
        Segment("六七", marked=True, href="/documents/y"),
        Segment("八", href="/documents/y"),
        Segment("九"),
    )
    assert marks.cut("零一二三四五六七八九", 9, 10) == (Segment("九"),)


def test_long_documents_are_laid_out_in_stretches() -> None:
    """All blocks, in order, in runs that are not much longer than a stretch."""
    blocks = [ReaderBlock(number, "text", 0, None, (), (Segment("字" * 900),), ()) for number in range(1, 21)]
    runs = list(stretches(blocks))

    assert [block.number for run in runs for block in run] == list(range(1, 21))
    assert {len(run) for run in runs} == {STRETCH // 900 + 1}


CITED = Citation(
    code="k7m2", document_id="d1", title="云泽省湿地保护办法", doc_type="办法", issuer="云泽省人民政府",
    doc_number="云政发〔2024〕12号", date="2024-03-05", validity="现行有效", collection="default",
    source_path="a.txt", container=None, section_path=(PathStep("第三条", ""),), inline_markers=(), paragraph=1,
    page_first=None, page_last=None, passage_id=1, start=0, end=4, text="占补平衡",
)  # fmt: skip


def test_a_source_is_copied_in_three_forms() -> None:
    """The words with their place; the entry of a bibliography; the footnote."""
    forms = copy_forms(CITED, "http://chuchu.local", date(2026, 11, 22))

    assert [form.name for form in forms] == ["plain", "reference", "footnote"]
    assert forms[0].text == "“占补平衡”（《云泽省湿地保护办法》，第三条，第1段）"
    assert forms[1].text == (
        "云泽省人民政府. 云泽省湿地保护办法：云政发〔2024〕12号[EB/OL]. (2024-03-05)[2026-11-22]. "
        "http://chuchu.local/c/k7m2."
    )
    assert forms[2].text.startswith(
        "《云泽省湿地保护办法》（云泽省人民政府，云政发〔2024〕12号，2024年3月5日）"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"doc_type": "工作报告"}, "[R/OL]. (2024"),
        ({"container": "《求索》2024年第3期"}, "[J/OL]. 《求索》2024年第3期. (2024"),
        ({"issuer": None, "date": None, "doc_number": None}, "云泽省湿地保护办法[EB/OL]. [2026-11-22]"),
    ],
)
def test_the_kind_of_a_source_is_marked(changes: dict[str, str | None], told: str) -> None:
    """A report is R, an article of a magazine J, what is not known is left out."""
    assert told in reference(replace(CITED, **changes), "http://x", date(2026, 11, 22))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("老年人优待凭证几年有效", True),
        ("河道里能不能倒渣土", True),
        ("擅自移植古树罚款多少？", True),
        ("what is the fine", True),
        ("全面从严治党", False),
        ("临政办发〔2024〕7号", False),
        ("《公务员法》第二十三条", False),
        ("", False),
    ],
)
def test_questions_are_told_from_names(query: str, asks: bool) -> None:
    """What asks is answered at once; what names something is only looked up."""
    assert is_question(query) is asks


def test_an_answer_needs_no_script(pages: TestClient) -> None:
    """The button's address gives the whole answer with its sources, or says that there is none, with what is near."""
    offered = pages.get("/", params={"q": "占用湿地的应当怎么做"}).text
    answered = pages.get("/", params={"q": "占用湿地的应当怎么做", "ask": "1"}).text

    assert '<button type="submit" name="ask" value="1">回答这个问题</button>' in offered
    assert '<a class="cite-mark" href="#e1"' not in offered
    assert ('<a class="cite-mark" href="#e1"' in answered) != (
        "资料中没有找到可以回答这个问题的内容" in answered
    )
    assert '<li id="e1" value="1">' in answered


def test_an_empty_result_says_what_was_understood_and_what_to_try(pages: TestClient) -> None:
    """Within a filter that nothing passes: the filter can be dropped, and the words looked for elsewhere."""
    page = pages.get("/", params={"q": "2019年“占补平衡”", "issuers": "某某市人民政府"}).text

    assert "时间 2019-01-01 至 2019-12-31" in page
    assert "去掉问题中的时间" in page
    assert "去掉全部筛选条件再找" in page
    assert "去掉引号，按意思查找" in page
    assert "在文件库的标题和文号中查找" in page


def test_what_is_asked_for_exactly_and_missing_is_told(pages: TestClient) -> None:
    """Above passages that are merely near stands that the words, the number, the article or the title are not there."""
    for query, told in (
        ("“湿地应当全部填平建房”", "没有找到一字不差的“湿地应当全部填平建房”。"),
        ("临林发[2019]77号", "没有找到文号为临林发〔2019〕77号的文件。"),
        ("《临川省湿地保护办法》第九十九条", "没有找到《临川省湿地保护办法》第九十九条这一条。"),
        ("《临川省湿地保护办法》第九十九章", "没有找到《临川省湿地保护办法》第九十九章。"),
        ("《临川省湿地保护办法》第九十九章第2条", "所说的章节里没有这一条，以下是文件别处的这一条。"),
        ("《临川省湿地保护办法》第二条第九款", "这一条里没有所说的款或项，以下是整条。"),
        ("㐂𠮷", "以下段落中没有输入的词语，只是内容相近。"),
        ("《㙍头镇湿地公约》", "没有找到题为《㙍头镇湿地公约》的文件。"),
    ):
        page = pages.get("/", params={"q": query}).text
        assert f'<p class="notice">{told}' in page
    assert '<p class="notice">' not in pages.get("/", params={"q": "《临川省湿地保护办法》第二条"}).text


def test_examples_are_ways_of_asking(pages: TestClient) -> None:
    """Without questions of the settings: titles, a document number and an article, each of which finds something."""
    page = pages.get("/").text
    asked = re.findall(r'<li><a href="/\?q=[^"]+">(.*?)</a></li>', page)

    assert asked[-2:] == ["临林发〔2024〕19号", "《临川省湿地保护办法》第二条"]
    for query in asked:
        assert '<p class="notice">' not in pages.get("/", params={"q": query}).text


def test_print_tells_address_and_number(world: SmallChuchu, pages: TestClient) -> None:
    """On paper stand the address and the 文号."""
    notice = document_id(world, "通知.txt")
    page = pages.get(f"/documents/{notice}").text

    assert f"文号 临林发〔2024〕19号　出自 http://127.0.0.1/documents/{notice}" in page


def test_an_address_may_have_a_place() -> None:
    """An address with a place keeps its parameters before it."""
    assert str(Address("/a", (("q", "甲"),)).to("b1")) == "/a?q=%E7%94%B2#b1"
