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
from drafting.phrase_trend import weight
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


def test_what_cannot_be_seen_does_not_part_a_phrase(forms: TextForms) -> None:
    """A zero-width space, a soft hyphen and a byte order mark within a phrase are not there for counting."""
    counted = PhraseTexts(forms).counted(
        "城镇新增\u200b就业，城镇\xad新增就业，\ufeff城镇新增就业，城镇新增\n就业"
    )
    assert 3 == counted.count("城镇新增就业")


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


def test_a_period_without_documents_says_nothing(world: SmallChuchu) -> None:
    """Where one period holds no document nothing rose and nothing fell."""
    trends = world.desk.trends.find(Period(2018, 2018), Period(2019, 2023))
    assert (0, 3, (), ()) == (trends.read_before, trends.read_after, trends.rose, trends.fell)


@pytest.fixture(scope="module")
def decade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    """Four notices before and four after, one of the later ones sent out five times over."""
    folder = tmp_path_factory.mktemp("decade")
    (folder / "文").mkdir()
    for number, (year, old, new) in enumerate(
        [(2015, True, False)] * 3 + [(2016, False, False)] + [(2020, False, True)] * 3 + [(2021, True, False)]
    ):
        _write(folder / "文" / f"{number}.txt", number, year, old=old, new=new)
    for copy in range(5):
        _write(folder / "文" / f"copy{copy}.txt", 3, 2021, old=True, new=False, extra="稻鱼共生示范。")
    with small_chuchu(folder) as chuchu:
        index(chuchu, folder / "文")
        yield chuchu


OWN = (
    ("渡口摆渡", "灯塔巡检", "潮位观测", "缆绳更换"), ("蚕房消毒", "桑园修剪", "茧站收购", "缫丝培训"),
    ("窑炉改造", "陶土开采", "釉料检测", "瓷片回收"), ("竹林间伐", "笋干烘烤", "竹编传习", "篾匠评级"),
    ("马帮驿道", "茶山采青", "茶园施肥", "茶市开秤"), ("雪场压雪", "缆车检修", "冰灯展出", "滑道巡查"),
    ("盐田晒卤", "盐仓翻修", "卤水输送", "盐工体检"), ("葡萄搭架", "酒窖控温", "橡木桶修", "酒庄接待"),
)  # fmt: skip


def _write(path: Path, number: int, year: int, *, old: bool, new: bool, extra: str = "") -> None:
    lines = [
        f"云泽市人民政府办公室关于第{number}项工作的通知",
        f"云政办发〔{year}〕{number + 1}号",
        "各区县：",
    ]
    lines += [f"各地要做好{one}，确保{one}按期完成。" for one in OWN[number]]
    lines += ["要淘汰落后水车，淘汰落后水车不留死角。"] * old + ["要发展低空渡运，​发展低空　渡運要稳。"] * new
    lines += [extra] * bool(extra) + ["云泽市人民政府办公室", f"{year}年3月{number + 1}日"]
    path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.mark.slow
def test_a_trend_tells_what_rose_and_what_fell(decade: SmallChuchu) -> None:
    """Documents and occurrences of both periods are exact, traditional forms and invisible characters folded."""
    trends = decade.desk.trends.find(Period(2015, 2016), Period(2020, 2021))
    rose = {t.phrase: t for t in trends.rose}["发展低空渡运"]
    fell = {t.phrase: t for t in trends.fell}["淘汰落后水车"]

    assert (0, 3, 0, 6) == (
        rose.documents_before, rose.documents_after, rose.occurrences_before, rose.occurrences_after,
    )  # fmt: skip
    assert (3, 6, 6, 12) == (
        fell.documents_before, fell.documents_after, fell.occurrences_before, fell.occurrences_after,
    )  # fmt: skip
    assert (0.75, 0.6667, 0.0, 0.3333) == (
        fell.share_before, fell.share_after, rose.share_before, rose.share_after,
    )  # fmt: skip


@pytest.mark.slow
def test_copies_do_not_make_a_formulation_rise(decade: SmallChuchu) -> None:
    """What five copies of one notice hold is weighed as one document, while all five are counted."""
    trends = decade.desk.trends.find(Period(2015, 2016), Period(2020, 2021), limit=100)
    assert (4, 9, 0, 4) == (
        trends.read_before, trends.read_after, trends.copies_before, trends.copies_after,
    )  # fmt: skip
    assert "稻鱼共生示范" not in {trend.phrase for trend in trends.rose}  # in one document five times over
    assert round(weight(0, 4, 3, 5), 2) == {t.phrase: t.weight for t in trends.rose}["发展低空渡运"]
    assert round(weight(3, 4, 2, 5), 2) == {t.phrase: t.weight for t in trends.fell}["淘汰落后水车"]


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
