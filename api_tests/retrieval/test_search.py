"""The search as a whole, over a real catalogue and real indexes."""

from dataclasses import replace
from pathlib import Path

import pytest

from api_tests.small_world import CharacterEncoder, SmallChuchu, index, small_chuchu
from corpus.filters import SearchFilters
from corpus.store.errors import InvalidFilter, MissingVectors
from embeddings.errors import FingerprintMismatch
from retrieval.balance import Balance
from retrieval.query import QueryEmpty, QueryTooLong
from retrieval.results import Mode, SearchRequest, SearchResult, Sort
from retrieval.snapshot import IndexSnapshot


def ask(chuchu: SmallChuchu, query: str, **request: object) -> SearchResult:
    return chuchu.search.search(replace(SearchRequest(query), **request))


def titles(result: SearchResult) -> list[str]:
    return [hit.citation.title for hit in result.hits]


@pytest.mark.parametrize("mode", list(Mode))
def test_the_passage_that_says_it_comes_first(chuchu: SmallChuchu, mode: Mode) -> None:
    """In every mode the first hit of a plain question is the passage that answers it."""
    result = ask(chuchu, "开办企业压缩到半个工作日", mode=mode)

    assert "开办企业压缩到半个工作日" in result.hits[0].citation.text
    assert [step.title for step in result.hits[0].citation.section_path] == ["措施要再加力"]


def test_every_hit_is_the_documents_own_words(chuchu: SmallChuchu) -> None:
    """The text of each citation equals the document's text at its offsets, grouped ones included."""
    view, shown = chuchu.view(), 0
    for query in ("防汛抗旱", "河道 罚款", "明确责任分工", "总书记强调", "Ａ类"):
        for hit in ask(chuchu, query).hits:
            for citation in (hit.citation, *hit.similar):
                shown += 1
                assert view.text(citation.document_id)[citation.start : citation.end] == citation.text

    assert shown > 10


def test_highlights_mark_the_words_asked_for(chuchu: SmallChuchu) -> None:
    """Highlights are ranges of the citation's text that hold words of the query, full-width digits too."""
    hit = ask(chuchu, "2024年底前集成办理").hits[0]
    marked = [hit.citation.text[start:end] for start, end in hit.highlights]

    assert "２０２４年底" in "".join(marked)


def test_a_document_number_is_looked_up_in_any_brackets(chuchu: SmallChuchu) -> None:
    """临政办发[2021]2号 gives the document whose number it is before all others, in traditional characters too."""
    for query in ("临政办发[2021]2号", "臨政辦發〔２０２１〕2號", "請查臨政辦發2021 2號文"):
        result = ask(chuchu, query)

        assert result.interpretation.exact is not None
        assert (result.interpretation.exact.kind, result.interpretation.exact.found) == ("doc_number", True)
        assert result.hits[0].citation.doc_number == "临政办发〔2021〕2号"


def test_an_article_is_looked_up_by_title_and_number(chuchu: SmallChuchu) -> None:
    """《临江市河道管理办法》第4条 gives article four first, whichever figures and characters are used."""
    for query in (
        "《临江市河道管理办法》第4条",
        "《临江市河道管理办法》第四条规定了什么",
        "臨江市河道管理辦法第４條規定了什麼",
    ):
        result = ask(chuchu, query)
        assert result.hits[0].citation.text.startswith("第四条")
        assert result.interpretation.exact is not None
        assert result.interpretation.exact.kind == "article"


def test_a_quoted_phrase_is_found_word_for_word(chuchu: SmallChuchu) -> None:
    """A query in quotation marks of any kind puts first what holds those words, punctuation and width apart."""
    for marks in ("“”", "‘’", "''", '""', "『』"):
        result = ask(chuchu, f"{marks[0]}营商环境没有最好,只有更好{marks[1]}")

        assert "营商环境没有最好、只有更好" in result.hits[0].citation.text
        assert result.interpretation.exact is not None
        assert (result.interpretation.exact.kind, result.interpretation.exact.found) == ("phrase", True)


def test_apostrophes_within_words_quote_nothing(chuchu: SmallChuchu) -> None:
    """What stands between two of them is no phrase."""
    assert ask(chuchu, "O'Brien 谈 rock'n roll").interpretation.exact is None


def test_a_phrase_that_stands_nowhere_is_said_to_be_not_found(chuchu: SmallChuchu) -> None:
    """What is quoted and stands nowhere is reported as not found; near passages still follow."""
    result = ask(chuchu, "“营商环境没有最差只有更差”")

    assert result.interpretation.exact is not None
    assert result.interpretation.exact.found is False
    assert result.hits


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (SearchFilters(doc_types=("办法",)), {"临江市河道管理办法"}),
        (SearchFilters(doc_numbers=("临政办发〔2022〕3号",)), {"临江市人民政府办公室关于做好安全生产的通知"}),
        (
            SearchFilters(date_from="2023-01-01", date_to="2023-12-31"),
            {"临江市人民政府办公室关于做好养老服务的通知"},
        ),
        (SearchFilters(source_path_prefix="文件/讲"), {"在全市营商环境工作会议上的讲话"}),
        (SearchFilters(doc_types=("公报",)), set()),
        (SearchFilters(collections=("别处",)), set()),
    ],
)
def test_filters_leave_only_what_they_name(
    chuchu: SmallChuchu, filters: SearchFilters, expected: set[str]
) -> None:
    """Hits, their groups and the facets hold documents within the filter only."""
    result = ask(chuchu, "各单位要高度重视，明确责任分工", filters=filters, limit=50)

    assert set(titles(result)) == expected
    assert {c.title for hit in result.hits for c in hit.similar} <= expected
    assert sum(value.count for value in result.facets.doc_type) >= result.total


def test_a_filter_holds_for_phrases_too(chuchu: SmallChuchu) -> None:
    """A phrase is looked up within the filter, not beside it."""
    phrase = "“于每月５日前报送进展情况”"
    allowed = SearchFilters(doc_types=("讲话",))

    assert set(titles(ask(chuchu, phrase, filters=allowed))) == {"在全市营商环境工作会议上的讲话"}


def test_near_duplicates_are_one_hit_that_lists_the_others(chuchu: SmallChuchu) -> None:
    """Passages of the same wording collapse into one hit; asked not to, each stands by itself."""
    query = "市政府办公室负责统筹协调"
    grouped, single = ask(chuchu, query, limit=50), ask(chuchu, query, limit=50, group_similar=False)

    assert grouped.total + sum(hit.similar_count for hit in grouped.hits) == single.total
    assert all(hit.similar_count == 0 for hit in single.hits)


def test_pages_follow_each_other_without_gap_or_repeat(chuchu: SmallChuchu) -> None:
    """Pages of two put together are the list of ten, ranks counted through."""
    whole = ask(chuchu, "通知", limit=10)
    pages = [ask(chuchu, "通知", limit=2, offset=offset) for offset in range(0, 10, 2)]

    assert [hit.citation.code for page in pages for hit in page.hits] == [h.citation.code for h in whole.hits]
    assert [hit.rank for page in pages for hit in page.hits] == list(range(1, len(whole.hits) + 1))


def test_an_offset_beyond_the_end_gives_no_hits(chuchu: SmallChuchu) -> None:
    """Past the last hit a page is empty and the total still told."""
    result = ask(chuchu, "通知", offset=500)

    assert result.hits == ()
    assert result.total > 0


def test_sorting_by_date_puts_the_newest_first(chuchu: SmallChuchu) -> None:
    """Dates fall down the list; undated documents come last."""
    dates = [hit.citation.date or "" for hit in ask(chuchu, "通知", sort=Sort.DATE, limit=50).hits]

    assert dates == sorted(dates, reverse=True)


def test_one_document_can_be_bounded(chuchu: SmallChuchu) -> None:
    """With per_document=1 no document has two hits."""
    found = titles(ask(chuchu, "临江市 河道 通知", per_document=1, group_similar=False, limit=50))

    assert len(found) == len(set(found))


def test_explain_tells_each_sides_rank_and_the_words(chuchu: SmallChuchu) -> None:
    """An explanation carries scores by kind and the query's words that stand in the passage."""
    hit = ask(chuchu, "违反规定 罚款", explain=True).hits[0]

    assert hit.explanation is not None
    assert hit.explanation.bm25_rank == 1
    assert "罚款" in hit.explanation.terms
    assert ask(chuchu, "罚款").hits[0].explanation is None


def _dense_weights(result: SearchResult) -> set[float]:
    return {hit.explanation.dense_weight for hit in result.hits if hit.explanation}


def test_explain_tells_what_vectors_weighed(chuchu: SmallChuchu, tmp_path: Path, folder: Path) -> None:
    """One weight for all hits: most for words that stand nowhere, less for the text's own, as fixed where it is."""
    everyday = _dense_weights(ask(chuchu, "喵呜汪叽", explain=True))
    (own,) = _dense_weights(ask(chuchu, "开办企业压缩到半个工作日", explain=True))

    assert everyday == {Balance().unworded}
    assert Balance().outstanding <= own <= Balance().worded
    assert _dense_weights(ask(chuchu, "河道", mode=Mode.SEMANTIC, explain=True)) == {1.0}
    assert _dense_weights(ask(chuchu, "河道", mode=Mode.KEYWORD, explain=True)) == {0.0}
    with small_chuchu(tmp_path / "fixed", dense_weight=0.35) as fixed:
        index(fixed, folder)
        assert _dense_weights(ask(fixed, "河道〔２０２４〕", explain=True)) == {0.35}


def test_a_later_page_is_weighed_as_the_first(chuchu: SmallChuchu) -> None:
    """However many hits are asked for, the weight of vectors is that of the first page."""
    few, many = (ask(chuchu, "违反规定 罚款", explain=True, limit=limit) for limit in (1, 200))

    assert _dense_weights(few) == _dense_weights(many)


def test_keyword_mode_asks_no_vectors_and_semantic_mode_no_words(chuchu: SmallChuchu) -> None:
    """Each single mode leaves the other side's scores empty."""
    words = ask(chuchu, "河道", mode=Mode.KEYWORD, explain=True).hits
    meaning = ask(chuchu, "河道", mode=Mode.SEMANTIC, explain=True).hits

    assert {hit.explanation.cosine for hit in words if hit.explanation} == {None}
    assert {hit.explanation.bm25 for hit in meaning if hit.explanation} == {None}


@pytest.mark.slow
def test_a_search_out_of_time_gives_what_it_has_and_says_so(tmp_path: Path, folder: Path) -> None:
    """With no time left the words answer alone and the result is partial."""
    with small_chuchu(tmp_path / "late", deadline_ms=1e-6) as late:
        index(late, folder)
        result = ask(late, "河道管理 罚款", explain=True)

    assert result.partial is True
    assert result.hits
    assert {hit.explanation.cosine for hit in result.hits if hit.explanation} == {None}


@pytest.mark.parametrize(
    ("query", "error"),
    [("", QueryEmpty), ("　\t，。〔〕", QueryEmpty), ("\0\x1f", QueryEmpty), ("长" * 10_000, QueryTooLong)],
)
def test_a_query_that_cannot_be_searched_is_refused(
    chuchu: SmallChuchu, query: str, error: type[Exception]
) -> None:
    """Nothing to search for and far too much are clear errors."""
    with pytest.raises(error):
        ask(chuchu, query)


def test_a_filter_that_cannot_be_read_is_refused(chuchu: SmallChuchu) -> None:
    """A date that is no date names the field and the value."""
    with pytest.raises(InvalidFilter, match="2024-13-40"):
        ask(chuchu, "河道", filters=SearchFilters(date_from="2024-13-40"))


@pytest.mark.parametrize(
    "query",
    [
        '" OR 1=1 --',
        "NEAR(河道)",
        "* * *河道",
        "河道\0管理",
        "\ud800河道",
        "‮河道",
        "'; drop table",
        "+河道^9",
        "a" * 500,
    ],
)
def test_operators_and_odd_characters_are_data(chuchu: SmallChuchu, query: str) -> None:
    """Nothing in a query is an operator; odd characters neither fail nor empty the result."""
    assert isinstance(ask(chuchu, query), SearchResult)


class Held:
    """A follower that publishes one snapshot for ever."""

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self._snapshot = snapshot

    def current(self) -> IndexSnapshot:
        return self._snapshot

    def catch_up(self) -> int:
        return 0

    def save(self, *, force: bool = False) -> bool:
        return force


def test_what_the_catalogue_does_not_hold_at_the_view_is_never_shown(chuchu: SmallChuchu) -> None:
    """Indexes that know passages which are not there at the view give no hit, no total and no facet of them."""
    now = chuchu.follower.current()
    for number, shown in ((0, False), (now.number, True)):
        chuchu.search._follower = Held(replace(now, number=number))
        result = ask(chuchu, "防汛抗旱")
        assert (bool(result.hits), bool(result.total), bool(result.facets.doc_type)) == (shown,) * 3


@pytest.mark.slow
def test_an_index_of_another_model_is_refused_with_both_names(tmp_path: Path, folder: Path) -> None:
    """Vectors of one model are never searched with another; the error names both and the cure."""
    with small_chuchu(tmp_path) as first:
        index(first, folder)
    with small_chuchu(tmp_path) as second:
        second.__dict__["encoder"] = CharacterEncoder("别的模型")
        with pytest.raises(FingerprintMismatch, match="reindex") as refused:
            assert second.follower
        second.erase_indexes()
        with pytest.raises(MissingVectors, match="reindex"):
            second.follower.catch_up()
        second.fill_vectors(lambda _: None)
        second.follower.catch_up()
        assert ask(second, "防汛抗旱").hits

    assert "characters" in str(refused.value)
    assert "别的模型" in str(refused.value)


def test_facets_count_the_passages_of_the_search(chuchu: SmallChuchu) -> None:
    """With one type filtered for, that type alone is counted, once a passage, and the years of its documents."""
    result = ask(
        chuchu, "各单位要高度重视", filters=SearchFilters(doc_types=("通知",)), group_similar=False, limit=50
    )

    assert [(value.value, value.count) for value in result.facets.doc_type] == [("通知", result.total)]
    assert [value.value for value in result.facets.year] == ["2024", "2023", "2022", "2021", "2020"]
