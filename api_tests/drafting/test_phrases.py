"""The history of phrases, counted against plain counting over the stored texts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.filters import SearchFilters
from corpus.forms import TextForms
from corpus.masks import CERTAIN, MASKED_BEFORE, mask_aliases
from drafting.chart import chart_of
from drafting.chart_svg import svg
from drafting.file_forms import FileForm
from drafting.phrase_errors import PhraseInvalid
from drafting.phrase_tables import write_histories
from drafting.phrase_texts import PhraseTexts
from drafting.phrases import Period

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "work-report"
RUN = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{4,8}(?![\u4e00-\u9fff])")
YEARS = (2019, 2021, 2023)


@pytest.fixture(scope="module")
def forms() -> TextForms:
    return TextForms()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    folder = tmp_path_factory.mktemp("phrases")
    for year in YEARS:
        body = "全面推进河长治水，压实河长治水责任。\n" * (year - 2018) + "河長治水\n河，长治水\n河长\n治水"
        head = f"临江市人民政府办公室关于河湖工作的通知\n临政办发〔{year}〕１号\n各区县："
        text = f"{head}\n{body}\n临江市人民政府办公室\n{year}年3月2日\n"
        (folder / "文").mkdir(exist_ok=True)
        (folder / "文" / f"{year}.txt").write_text(text, "utf-8")
    with small_chuchu(folder) as chuchu:
        index(chuchu, folder / "文")
        yield chuchu


def test_years_are_counted_exactly(world: SmallChuchu) -> None:
    """Traditional forms count; what a comma or the end of a paragraph parts does not."""
    history = world.desk.phrases.histories(["河长治水"]).histories[0]

    assert [("2019", 3, 1), ("2021", 7, 1), ("2023", 11, 1)] == [
        (c.key, c.occurrences, c.documents) for c in history.years
    ]
    assert (21, 3, "通知") == (history.occurrences, history.documents, history.doc_types[0].key)
    assert history.first is not None
    assert history.last is not None
    assert ("2019-03-02", "2023-03-02") == (history.first.citation.date, history.last.citation.date)
    assert ["河长治水", "河长治水"] == [
        e.citation.text[e.start - e.citation.start : e.end - e.citation.start]
        for e in (history.first, history.last)
    ]
    assert ("全面推进河长治水", 9) in [(v.text, v.occurrences) for v in history.variants]


def test_counts_stay_within_the_filters(world: SmallChuchu) -> None:
    """Neither occurrences nor the documents beside them are told of what lies outside."""
    told = world.desk.phrases.histories(["河长治水"], SearchFilters(date_from="2021-01-01"))
    assert (18, 2) == (told.histories[0].occurrences, told.of_documents)
    nothing = world.desk.phrases.histories(["河长治水"], SearchFilters(collections=("内部",)))
    assert (0, 0, ()) == (nothing.histories[0].occurrences, nothing.of_documents, nothing.histories[0].years)


@pytest.mark.parametrize("phrase", ["", "，。", "长" * 101])
def test_what_cannot_be_counted_is_refused(world: SmallChuchu, phrase: str) -> None:
    """Nothing, punctuation alone and more than a hundred characters are errors."""
    with pytest.raises(PhraseInvalid):
        world.desk.phrases.histories([phrase])


@given(st.text("的了甲\n", max_size=40), st.text("的了", min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_overlapping_occurrences_are_counted_once(forms: TextForms, text: str, phrase: str) -> None:
    """Occurrences are counted from the left, do not overlap, and stay within a paragraph."""
    counted = PhraseTexts(forms).counted(text)
    expected, at = 0, 0
    while at <= len(text) - len(phrase):
        stands = text[at : at + len(phrase)] == phrase
        expected, at = expected + stands, at + (len(phrase) if stands else 1)
    assert expected == counted.count(phrase)


@pytest.mark.parametrize("before", MASKED_BEFORE)
def test_a_masked_name_is_found_before_each_of_its_words(forms: TextForms, before: str) -> None:
    """Documents are looked for by the words that follow a mask; each of them makes the mask certain."""
    assert [CERTAIN] == [alias.weight for alias in mask_aliases(f"***{before}")]
    assert f"习近平{before}" == PhraseTexts(forms).counted(f"***{before}")


def test_a_trend_tells_what_rose(world: SmallChuchu) -> None:
    """A formulation that only the later period holds rose from no document to all."""
    trends = world.desk.trends.find(Period(2018, 2018), Period(2019, 2023))
    assert (0, 3) == (trends.read_before, trends.read_after)
    assert () == trends.rose  # a period without documents says nothing
    halves = world.desk.trends.find(Period(2019, 2020), Period(2021, 2023))
    assert (
        all(trend.share_before == trend.share_after for trend in (*halves.rose, *halves.fell)) or halves.rose
    )


def test_charts_and_tables_hold_the_counts(world: SmallChuchu) -> None:
    """The SVG names every phrase and count; the CSV begins with a byte order mark and has a row a year."""
    told = world.desk.phrases.histories(["河长治水", "<b>&"])
    drawn = svg(chart_of(told)).decode()
    assert ("河长治水 21次" in drawn, "<b>" in drawn, "&lt;b&gt;&amp;" in drawn) == (True, False, True)
    lines = write_histories(told, FileForm.CSV).decode("utf-8-sig").splitlines()
    assert ["提法,年份,出现次数,篇数,同期文件数", "河长治水,2019,3,1,1"] == lines[:2]


@pytest.mark.shared_data
@pytest.mark.slow
def test_work_reports_are_counted_as_by_brute_force(tmp_path: Path, forms: TextForms) -> None:
    """Fifty phrases over all work reports: every year's count equals plain counting over the stored texts."""
    if not SHARED.is_dir():
        pytest.skip("the work reports of the development data are not here")
    with small_chuchu(tmp_path) as chuchu:
        index(chuchu, SHARED)
        view = chuchu.view()
        listed = view.documents(SearchFilters(), 1000).documents
        texts = {one.row: _plain(view.text(one.document_id)) for one in listed}
        phrases = _frequent(texts.values())
        told = chuchu.desk.phrases.histories(phrases, examples=0)
    assert (50, len(listed)) == (len(told.histories), told.of_documents)
    for history in told.histories:
        expected: dict[str | None, int] = {}
        for one in listed:
            year = one.facts.date[:4] if one.facts.date else None
            count = sum(line.count(history.phrase) for line in texts[one.row])
            expected[year] = expected.get(year, 0) + count
        assert expected == {c.key: c.occurrences for c in history.years}, history.phrase


def _plain(text: str) -> list[str]:
    """Fold paragraphs without our folder: compatibility forms, white space and what cannot be seen."""
    return [_seen(unicodedata.normalize("NFKC", line)) for line in text.split("\n")]


def _seen(line: str) -> str:
    return "".join(c for c in line if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


def _frequent(texts: Iterable[list[str]]) -> list[str]:
    """Give fifty runs of four to eight Han characters that stand between marks in several reports."""
    held: dict[str, int] = {}
    for lines in texts:
        for run in {run for line in lines for run in RUN.findall(line)}:
            held[run] = held.get(run, 0) + 1
    return sorted(held, key=lambda run: (-held[run], run))[:50]
