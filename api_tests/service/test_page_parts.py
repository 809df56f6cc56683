"""What pages are made of: segments, excerpts, the reader's blocks, the outline, addresses, texts, static files."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document, Facts, Family, Furniture, FurnitureKind, Passage, Section
from service.languages import Language
from service.page.address import Address
from service.page.assets import Assets
from service.page.excerpt import WHOLE, WINDOW, excerpt
from service.page.filtering import pager
from service.page.outline import outline
from service.page.reader import ReaderBlock, lay_out
from service.page.segments import Segment, segments
from service.page.words import load_texts

PAGE = Path(__file__).resolve().parents[2] / "service" / "page"
TEXT = "办法\n第一章　总则\n第一条　为了保护㙍头镇，制定本办法。\n甲\t乙\n１\t２\n落款"


def document() -> Document:
    """A document with a title, a chapter, an article that runs into its paragraph, a table and a signature."""
    at = {line: TEXT.index(line) for line in TEXT.split("\n")}
    chapter = at["第一章　总则"]
    article = at["第一条　为了保护㙍头镇，制定本办法。"]
    table = at["甲\t乙"]
    sign = at["落款"]
    return Document(
        text=TEXT,
        facts=Facts(title="办法"),
        sections=(
            Section("第一章", "第一章", "总则", 1, Family.CHAPTER, None, chapter, article - 1, sign - 1),
            Section("第一条", "第一条", "", 2, Family.ARTICLE, 0, article, article, sign - 1),
        ),
        passages=(
            Passage(article, table - 1, 1, 1, page_first=1, page_last=1),
            Passage(table, sign - 1, 1, 2, page_first=2, page_last=2),
        ),
        furniture=(Furniture(FurnitureKind.TITLE, 0, 2), Furniture(FurnitureKind.SIGNATURE, sign, len(TEXT))),
    )


def text_of(block: ReaderBlock) -> str:
    """The text of a block as it stands in the document."""
    if block.rows:
        return "\n".join("\t".join("".join(s.text for s in cell) for cell in row) for row in block.rows)
    return "".join(segment.text for segment in block.segments)


spans = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


@given(st.text(max_size=50), spans, spans)
def test_segments_are_the_text(
    text: str, marked: list[tuple[int, int]], strong: list[tuple[int, int]]
) -> None:
    """Whatever the spans, the segments joined are the text, and a character is marked when a span holds it."""
    pieces = segments(text, 0, len(text), marked, strong)
    flat = [(character, piece.marked) for piece in pieces for character in piece.text]

    assert "".join(piece.text for piece in pieces) == text
    assert [m for _, m in flat] == [any(low <= i < high for low, high in marked) for i in range(len(text))]


@given(st.text("甲乙。；a", max_size=700), spans)
def test_an_excerpt_is_a_stretch_of_the_text(text: str, highlights: list[tuple[int, int]]) -> None:
    """An excerpt stands in the text, says truly where it was cut, and is short."""
    ordered = sorted(
        (max(0, low), min(high, len(text))) for low, high in highlights if 0 <= low < high <= len(text)
    )
    cut = excerpt(text, ordered)
    shown = "".join(segment.text for segment in cut.shown)

    assert shown in text
    assert text.startswith(shown) or cut.before
    assert text.endswith(shown) or cut.after
    assert len(shown) <= max(WHOLE, WINDOW + WINDOW // 6)


def test_an_excerpt_shows_where_the_most_is_marked() -> None:
    """Of two places the one with more marked characters is shown, from the start of its sentence."""
    text = "无关的话。" * 60 + "关键的一句在这里，林长每年巡林四次。" + "无关的话。" * 60
    at = text.index("林长")
    cut = excerpt(text, [(0, 2), (at, at + 2), (at + 4, at + 6)])

    assert cut.shown[0].text.startswith("关键的一句在这里")
    assert (cut.before, cut.after) == (True, True)
    assert [s.text for s in cut.shown if s.marked] == ["林长", "巡林"]


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_the_blocks_are_the_text(low: int, high: int) -> None:
    """Whatever is cited, the blocks joined by line breaks are the document's text, and the mark is the citation."""
    blocks = lay_out(document(), (low, high) if low < high else None)
    marked = "".join(
        s.text for b in blocks for s in [*b.segments, *(s for r in b.rows for c in r for s in c)] if s.marked
    )

    assert "\n".join(text_of(block) for block in blocks) == TEXT
    assert [block.number for block in blocks] == list(range(1, len(blocks) + 1))
    assert marked == (TEXT[low:high].replace("\n", "").replace("\t", "") if low < high else "")


def test_blocks_know_what_they_are() -> None:
    """Furniture, heading, run-in article, table with its page, signature."""
    blocks = lay_out(document(), (TEXT.index("㙍头镇"), TEXT.index("㙍头镇") + 3))

    assert [(b.kind, b.level, b.page, b.sections) for b in blocks] == [
        ("title", 0, 1, ()),
        ("heading", 1, None, (0,)),
        ("text", 0, None, (1,)),
        ("table", 0, 2, ()),
        ("signature", 0, None, ()),
    ]
    assert blocks[2].segments == (
        Segment("第一条", strong=True),
        Segment("　为了保护"),
        Segment("㙍头镇", marked=True),
        Segment("，制定本办法。"),
    )
    assert [[cell[0].text for cell in row] for row in blocks[3].rows] == [["甲", "乙"], ["１", "２"]]


def test_the_outline_opens_at_the_cited_place() -> None:
    """Sections nest; those that hold the cited place are current; long runs elsewhere are folded."""
    sections = [Section("第一章", "第一章", "总则", 1, Family.CHAPTER, None, 0, 5, 500)]
    sections += [
        Section(f"第{n}条", f"第{n}条", "", 2, Family.ARTICLE, 0, n * 10, n * 10, n * 10 + 10)
        for n in range(1, 20)
    ]
    closed, opened = outline(sections)[0], outline(sections, cited_at=35)[0]

    assert (closed.open, opened.open, opened.current) == (False, True, True)
    assert [child.marker for child in opened.children if child.current] == ["第3条"]
    assert len(closed.children) == 19


def test_addresses_keep_and_change_parameters() -> None:
    """Links keep what is chosen, encode it, and leave out what a cookie remembers."""
    address = Address.of(
        "/", [("q", "甲&乙"), ("lang", "en"), ("doc_types", "通知"), ("page", "3"), ("sort", "")]
    )

    assert str(address.without("page")) == "/?q=%E7%94%B2%26%E4%B9%99&doc_types=%E9%80%9A%E7%9F%A5"
    assert address.adding("doc_types", "函").only("doc_types") == (("doc_types", "通知"), ("doc_types", "函"))
    assert address.adding("doc_types", "通知") == address
    assert address.dropping("doc_types", "通知").with_(page=None).items == (("q", "甲&乙"),)


def test_pages_are_links_within_what_can_be_opened() -> None:
    """The first page's address has no number; there is no page past the last."""
    address = Address("/", (("q", "甲"), ("page", "2")))
    middle = pager(2, 25, 10, 100, address)

    assert (middle.pages, str(middle.next)) == (3, "/?q=%E7%94%B2&page=3")
    assert str(middle.previous) == "/?q=%E7%94%B2"
    assert pager(3, 25, 10, 100, address).next is None
    assert pager(1, 10**6, 10, 100, address).pages == 100
    assert pager(1, 0, 10, 100, address).pages == 1


def texts(language: Language) -> dict[str, str]:
    """The texts of a language."""
    return load_texts(language)


def test_both_languages_say_the_same_things() -> None:
    """Each key stands in both, with the same values to fill in, and no English text is Chinese but the switch."""
    zh, en = texts(Language.ZH), texts(Language.EN)
    fields = {key: set(re.findall(r"{(\w+)}", text)) for key, text in zh.items()}

    assert list(zh) == list(en)
    assert fields == {key: set(re.findall(r"{(\w+)}", text)) for key, text in en.items()}
    chinese = [key for key, text in en.items() if re.search(r"[\u4e00-\u9fff]", text)]
    assert sorted(chinese) == ["nav.language", "search.placeholder"]


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    """Templates and code name no text that is missing, and no text is left that nobody names."""
    sources = [*PAGE.glob("templates/*.html"), *PAGE.glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    keys = set(texts(Language.ZH))
    literal = {key for key in keys if f'"{key}"' in code or f"'{key}'" in code}
    families = set(re.findall(r'f"([a-z_.]+\.){|"([a-z_.]+\.)" ~', code))
    begun = {family for pair in families for family in pair if family}
    named = set(re.findall(r"""\b(?:w|words)\(["']([a-z_.]+)["']""", code))

    assert {key for key in named if not key.endswith(".")} <= keys
    assert {key for key in keys - literal if not any(key.startswith(family) for family in begun)} == set()


STATIC = sorted(path.name for path in (PAGE / "static").iterdir() if path.suffix in {".css", ".js"})


@pytest.mark.parametrize("name", [name for name in STATIC if name.endswith(".js")])
def test_scripts_hold_no_text_for_people(name: str) -> None:
    """What people read stands in the texts, in each language: scripts hold no Chinese but in comments."""
    text = (PAGE / "static" / name).read_text(encoding="utf-8")
    code = re.sub(r"//.*|/\*.*?\*/", "", text, flags=re.DOTALL if "/*" in text else 0)

    assert re.findall(r"[\u4e00-\u9fff]+", code) == []


def test_templates_hold_no_text_for_people() -> None:
    """What people read stands in the texts; outside of expressions templates hold no Chinese."""
    for path in PAGE.glob("templates/*.html"):
        text = re.sub(r"{[{%#].*?[#%}]}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], path.name


def test_templates_hold_no_inline_style_script_or_foreign_address() -> None:
    """The policy forbids them; here it is said before a browser does. No value is marked safe."""
    for path in PAGE.glob("templates/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"\sstyle=|<style|\son[a-z]+=|<script(?! type=\"module\" src=)|\|\s*safe|autoescape", text
        )
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


@pytest.mark.parametrize("name", [name for name in STATIC if name.endswith(".css")])
def test_red_is_used_once(name: str) -> None:
    """No stylesheet has a red; the seal has it."""
    css = (PAGE / "static" / name).read_text(encoding="utf-8")
    colours = [tuple(int(c[i : i + 2], 16) for i in (0, 2, 4)) for c in re.findall(r"#([0-9a-f]{6})\b", css)]

    assert [c for c in colours if c[0] > 120 and c[0] > 1.6 * max(c[1], c[2])] == []
    assert (PAGE / "static" / "icon.svg").read_text(encoding="utf-8").count("#a8272d") == 1


def test_the_address_of_a_static_file_changes_with_its_content(tmp_path: Path) -> None:
    """A file is kept for ever under an address that holds its hash."""
    (tmp_path / "a.css").write_text("a{}")
    first = Assets.read(tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("b{}")

    assert Assets.read(tmp_path).url("a.css") != first
    assert re.fullmatch(r"/static/[0-9a-f]{12}/a\.css", first)
