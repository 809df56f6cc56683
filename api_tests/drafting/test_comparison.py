"""Two versions compared: articles find each other, differences are exact."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document, Facts, Family, Section
from drafting.comparison import Standing, compare_units
from drafting.pairing import paired
from drafting.text_diff import Change, diff
from drafting.units import units_of

OLD = [
    "第一条　为了保护古树名木，制定本办法。",
    "第二条　县级林业主管部门负责养护，设立标志。",
    "第三条　禁止移植㙍头镇的古树。",
    "第四条　本办法自2020年1月1日起施行。",
]
NEW = [
    "第一条　为了保护古树名木，制定本办法。",
    "第二条　建立林长制，由𠮷田同志等牵头。",
    "第三条　县级以上林业主管部门负责养护，设立标志。",
    "第四条　本办法自2024年1月1日起施行。",
]


def law(articles: list[str]) -> Document:
    text, sections = "\n".join(articles), []
    for article in articles:
        start = text.index(article)
        marker = article[:3]
        sections.append(
            Section(marker, marker, "", 1, Family.ARTICLE, None, start, start, start + len(article))
        )
    return Document(text, Facts(), tuple(sections), (), ())


def test_renumbered_articles_find_each_other() -> None:
    """An article that moved from second to third is one that changed, not one removed and one new."""
    before, after = units_of(law(OLD)), units_of(law(NEW))

    pairs = {after[new].marker: before[old].marker for new, old in paired(before, after).items()}

    assert pairs == {"第一条": "第一条", "第三条": "第二条", "第四条": "第四条"}


def test_standings_are_told() -> None:
    """Same, removed and new articles are each told as such."""
    before, after = units_of(law(OLD)), units_of(law(NEW))
    told = [(u.standing, (u.new or u.old).marker) for u in compare_units(before, after)]  # type: ignore[union-attr]

    assert told == [
        (Standing.SAME, "第一条"),
        (Standing.ADDED, "第二条"),
        (Standing.CHANGED, "第三条"),
        (Standing.REMOVED, "第三条"),
        (Standing.CHANGED, "第四条"),
    ]


def test_a_changed_year_is_the_figures_that_changed() -> None:
    """Only what differs is told as different."""
    changed = [(p.change, p.text) for p in diff(OLD[3], NEW[3]) if p.change is not Change.EQUAL]

    assert changed == [(Change.DELETE, "0"), (Change.INSERT, "4")]


@given(st.text(alphabet="甲乙丙〔２𠮷，", max_size=40), st.text(alphabet="甲乙丙〔２𠮷，", max_size=40))
def test_pieces_make_both_texts(old: str, new: str) -> None:
    """The pieces without what was put in make the old text, those without what was taken out the new."""
    pieces = diff(old, new)

    assert "".join(p.text for p in pieces if p.change is not Change.INSERT) == old
    assert "".join(p.text for p in pieces if p.change is not Change.DELETE) == new
