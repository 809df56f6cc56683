"""Suggestions: what begins so before what holds it, within collections, level with the view."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from api_tests.small_world import SmallChuchu, index
from retrieval.suggesting import Kind, _Entry, _Strip


def texts(chuchu: SmallChuchu, letters: str, limit: int = 8, collections: tuple[str, ...] = ()) -> list[str]:
    found = chuchu.suggester.suggest(letters, limit, chuchu.view(), collections)
    return [f"{one.kind.value} {one.text}" for one in found]


def test_what_begins_so_stands_first(chuchu: SmallChuchu) -> None:
    """Prefix before infix, titles before headings; a heading of several documents stands once."""
    assert ["title 临江市河道管理办法"] == texts(chuchu, "臨江市河")
    assert ["heading 总体要求"] == texts(chuchu, "总体")
    assert ["heading 保护", "heading 组织保障"] == texts(chuchu, "保")[:2]


def test_numbers_are_found_in_any_spelling(chuchu: SmallChuchu) -> None:
    """Brackets, widths and blanks do not count."""
    assert ["doc_number 临政办发〔2021〕2号"] == texts(chuchu, "临政办发[２０２１]  2")
    assert ["doc_number 临政办发〔2021〕2号"] == texts(chuchu, "办发〔2021")


def test_suggestions_follow_the_view(chuchu: SmallChuchu, folder: Path, tmp_path: Path) -> None:
    """A new document is suggested at once, one removed no more, and another collection's not at all."""
    extra = tmp_path / "另册"
    extra.mkdir()
    (extra / "规程.txt").write_text("𠮷田灌区放水规程\n第一条　放水前报备。\n", "utf-8")
    index(chuchu, extra, collection="内部")
    told = texts(chuchu, "𠮷田灌区"), texts(chuchu, "𠮷田灌区", collections=("default",))
    chuchu.catalogue.remove_paths("内部", ["另册/规程.txt"])
    chuchu.follower.catch_up()

    assert (["title 𠮷田灌区放水规程"], []) == told
    assert [] == texts(chuchu, "𠮷田灌区")
    assert ["title 临江市河道管理办法"] == texts(chuchu, "河道管理")


def test_a_heading_leads_to_its_section(chuchu: SmallChuchu) -> None:
    """The address ends with the section's place in the reader."""
    (found,) = chuchu.suggester.suggest("措施要再加力", 3, chuchu.view())
    assert f"/documents/{found.document_id}#s1" == found.url


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("河湖保护〇2", min_size=1, max_size=6), unique=True, max_size=30),
    st.text("河湖保护〇2", min_size=1, max_size=3),
)
def test_a_strip_finds_what_a_look_at_each_finds(words: list[str], letters: str) -> None:
    """The string search gives each entry that holds the letters, once, in order; and those that begin so."""
    strip = _Strip(_Entry(Kind.HEADING, word, word, ((1, 0),)) for word in words)
    ordered = sorted(words, key=lambda word: (len(word), word))

    assert [word for word in ordered if letters in word] == [one.text for one in strip.matches(letters)]
    begun = [one.text for one in strip.matches("\n" + letters)]
    assert [word for word in ordered if word.startswith(letters)] == begun
