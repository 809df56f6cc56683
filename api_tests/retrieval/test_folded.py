"""Texts of passages kept in memory: never more than set, and never one that is not live at the view."""

from pathlib import Path

from api_tests.small_world import SmallChuchu, index, notice
from retrieval.folded import FoldedPassages, PassageText
from retrieval.results import SearchRequest


def test_texts_are_kept_up_to_their_number(chuchu: SmallChuchu) -> None:
    """What falls out of memory is read again, and is the same."""
    view = chuchu.view()
    ids = sorted({hit.citation.passage_id for hit in chuchu.search.search(SearchRequest("防汛抗旱")).hits})
    two, all_ = FoldedPassages(chuchu.forms, kept=2), FoldedPassages(chuchu.forms)
    fold, stored = chuchu.forms.loose.plain, view.passage_texts(ids)
    expected = {id_: PassageText(one.text, fold(one.text), fold(one.headings)) for id_, one in stored.items()}

    assert [two.texts(ids, view), two.texts(ids, view), all_.texts(ids, view)] == [expected] * 3
    assert len(two._texts) == 2 < len(ids)


def test_a_document_removed_or_replaced_is_seen_at_once(chuchu: SmallChuchu, folder: Path) -> None:
    """After a change no search shows what was removed, and the new words stand in what is shown."""
    query = SearchRequest("人工影响天气作业的组织保障")
    (folder / "01-春耕备耕.txt").write_text(notice(1, "人工影响天气作业"), "utf-8")
    before = [hit.citation.title for hit in chuchu.search.search(query).hits]
    index(chuchu, folder)
    replaced = chuchu.search.search(query)
    (folder / "01-春耕备耕.txt").unlink()
    chuchu.catalogue.remove_documents([replaced.hits[0].citation.document_id])
    chuchu.follower.catch_up()
    after = [hit.citation.title for hit in chuchu.search.search(query).hits]

    assert "人工影响天气作业" in replaced.hits[0].citation.title
    assert [title for title in (*before, *after) if "人工影响天气作业" in title] == []
