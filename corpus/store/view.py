"""The read side: the catalogue as it stood at one change number."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.sql import ColumnElement

from corpus.citations import Citation, CodeState, ResolvedCode
from corpus.documents import Document, Facts, Section
from corpus.filters import Condition, Reach, SearchFilters
from corpus.store import cards, codes, filtering, listing, looking_up, reading
from corpus.store.cards import DocumentCard, Place
from corpus.store.changes import visible_at
from corpus.store.citing import read_citations
from corpus.store.engine import Database
from corpus.store.errors import DocumentUnknown, PassageUnknown
from corpus.store.holdings import Holding, Holdings
from corpus.store.records import DocumentPage, DocumentSort, HeadingRow, StoredDocument
from corpus.store.tables import documents, passages, texts

EVERYTHING = SearchFilters()


class View:
    """Reads at one change number, each call a short transaction of its own.

    Rows of a version never change, so calls agree with each other however much is written in between, as long
    as the versions removed after `number` are not purged. Where `filters` are taken, nothing outside them is
    told. Errors of the database come as CatalogueDamaged.
    """

    def __init__(
        self,
        database: Database,
        number: int,
        holdings: Holdings | None = None,
        collections: frozenset[str] | None = None,
    ) -> None:
        """`collections` restricts all but the holding to documents of these collections."""
        self.number = number
        self._database = database
        self._holdings = holdings or Holdings(database)
        self._collections = collections

    def within(self, reach: Reach) -> "View":
        """The same view of what may be read: what lies outside is as if it had never been stored."""
        if reach.collections is None:
            return self
        return View(self._database, self.number, self._holdings, reach.collections)

    @cached_property
    def _visible(self) -> ColumnElement[bool]:
        """The test of what may be read; made when it is needed, for most searches need none."""
        visible = visible_at(self.number)
        if self._collections is not None:
            visible = visible & documents.c.collection.in_(sorted(self._collections))
        return visible

    # Passages.

    def citations(self, ids: Sequence[int]) -> dict[int, Citation]:
        """The citations of passages, in the order of `ids`; ids not live at the view are absent.

        Raises VerbatimError when a stored passage differs from its place in the document's text.
        """
        if not ids:
            return {}
        with self._database.read() as connection:
            found = read_citations(connection, ids, self.number)
        inside = self._collections
        return found if inside is None else {id_: c for id_, c in found.items() if c.collection in inside}

    def passage_texts(self, ids: Sequence[int]) -> dict[int, cards.StoredText]:
        """The stored texts of passages, to compare them: not read against their documents, so never shown."""
        with self._database.read() as connection:
            return cards.passage_texts(connection, ids)

    def passage(self, passage_id: int) -> Citation:
        """One passage. Raises PassageUnknown, VerbatimError."""
        found = self.citations([passage_id])
        if passage_id not in found:
            raise PassageUnknown(passage_id)
        return found[passage_id]

    def neighbours(self, passage_id: int) -> tuple[int | None, int | None]:
        """The passages before and after one in its document, None at the ends. Raises PassageUnknown."""
        with self._database.read() as connection:
            here = connection.execute(
                select(passages.c.document_row, passages.c.start)
                .join(documents, documents.c.row == passages.c.document_row)
                .where(passages.c.id == passage_id, self._visible)
            ).one_or_none()
            if here is None:
                raise PassageUnknown(passage_id)
            same = select(passages.c.id).where(passages.c.document_row == here.document_row)
            before = same.where(passages.c.start < here.start).order_by(passages.c.start.desc())
            after = same.where(passages.c.start > here.start).order_by(passages.c.start)
            return connection.scalar(before.limit(1)), connection.scalar(after.limit(1))

    def passages_at(self, document_row: int, start: int, end: int) -> list[int]:
        """The passages of a version that share a character with `[start, end)`, in document order."""
        with self._database.read() as connection:
            tests = [passages.c.start < end, passages.c.end > start]
            return looking_up.passages_where(connection, document_row, tests)

    def passage_spans(self, rows: Sequence[int]) -> dict[int, list[tuple[int, int, int]]]:
        """The passages of versions as (start, end, id) in document order, by row; rows not live are absent."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        with self._database.read() as connection:
            for begin in range(0, len(rows), 200):
                found |= looking_up.passage_spans(connection, rows[begin : begin + 200], self._visible)
        return found

    def resolve_code(self, code: str, collections: Collection[str] | None = None) -> ResolvedCode | None:
        """What a citation code leads to at the view, within `collections`; None for a code never issued.

        A code of a document that never lay within them is as one never issued. So, where `collections` or the
        view restrict, is one whose document was removed so long ago that nothing of it is kept.
        """
        visible, inside = self._visible, self._collections
        if collections is not None:
            inside = frozenset(collections) if inside is None else inside & frozenset(collections)
            visible = visible & documents.c.collection.in_(sorted(inside))
        with self._database.read() as connection:
            found = codes.resolve(connection, code, visible)
            if found is None:
                return None
            if found.passage_id is None and inside is not None and not codes.lay_in(connection, code, inside):
                return None
            if found.passage_id is None:
                return ResolvedCode(code, CodeState.GONE, None)
            citation = read_citations(connection, [found.passage_id], self.number)[found.passage_id]
            return ResolvedCode(code, found.state, citation)

    def places(self, ids: Sequence[int]) -> dict[int, Place]:
        """The documents of passages by id; ids that are not live at the view are absent."""
        holding = self.holding()
        places = holding.places
        return {id_: places[row] for id_, row in holding.rows_of(ids).items()}

    # Documents.

    def holding(self) -> Holding:
        """The documents of the view, held in memory: their cards and what of them is in force."""
        return self._holdings.at(self.number)

    def document_rows(self) -> list[int]:
        """The rows of all versions live at the view, rising."""
        with self._database.read() as connection:
            return cards.live_rows(connection, self._visible)

    def cards(self, rows: Sequence[int]) -> list[DocumentCard]:
        """What ranking needs of versions; those not live at the view are absent."""
        with self._database.read() as connection:
            return list(cards.cards(connection, rows, self._visible))

    def document(self, document_id: str) -> StoredDocument:
        """A document's facts and figures. Raises DocumentUnknown."""
        with self._database.read() as connection:
            return reading.stored_document(self._row(connection, document_id))

    def document_by_row(self, document_row: int) -> StoredDocument:
        """The document of a version's row. Raises DocumentUnknown when the version is not live at the view."""
        found = self.documents_by_row([document_row])
        if document_row not in found:
            raise DocumentUnknown(str(document_row))
        return found[document_row]

    def documents_by_row(self, rows: Sequence[int]) -> dict[int, StoredDocument]:
        """The documents of versions' rows, in the order of `rows`; those not live at the view are absent."""
        found: dict[int, StoredDocument] = {}
        with self._database.read() as connection:
            for begin in range(0, len(rows), 200):
                chosen = documents.c.row.in_(rows[begin : begin + 200])
                query = reading.document_query().where(chosen, self._visible)
                found.update((row.row, reading.stored_document(row)) for row in connection.execute(query))
        return {row: found[row] for row in dict.fromkeys(rows) if row in found}

    def facts_of(self, document_id: str) -> Facts:
        """A document's facts, corrections applied. Raises DocumentUnknown."""
        return self.document(document_id).facts

    def documents(
        self,
        filters: SearchFilters = EVERYTHING,
        limit: int = 20,
        offset: int = 0,
        query: str | None = None,
        sort: DocumentSort = DocumentSort.PATH,
    ) -> DocumentPage:
        """A page of the documents within the filters whose title, file path or 文号 holds `query`."""
        tests = self._tests(filters)
        words = query.split() if query else []
        columns = func.coalesce(documents.c.title, "") + "\n" + documents.c.source_path
        columns = columns + "\n" + func.coalesce(documents.c.doc_number, "")
        tests += [filtering.contains(columns, word) for word in words]
        with self._database.read() as connection:
            return listing.list_documents(connection, tests, limit, offset, sort)

    def text(self, document_id: str, start: int | None = None, end: int | None = None) -> str:
        """A document's text, or `[start, end)` of it, cut at its ends. Raises DocumentUnknown."""
        with self._database.read() as connection:
            row = self._row(connection, document_id)
            first = max(0, start or 0)
            last = row.characters if end is None else min(end, row.characters)
            part = func.substr(texts.c.text, first + 1, max(0, last - first))
            return str(connection.execute(select(part).where(texts.c.document_row == row.row)).scalar_one())

    def text_of_row(self, document_row: int) -> str:
        """The text of a version. Raises DocumentUnknown when it is not live at the view."""
        query = select(texts.c.text).join(documents, documents.c.row == texts.c.document_row)
        with self._database.read() as connection:
            found = connection.scalar(query.where(documents.c.row == document_row, self._visible))
        if found is None:
            raise DocumentUnknown(str(document_row))
        return str(found)

    def outline(self, document_id: str) -> tuple[Section, ...]:
        """A document's sections, in document order. Raises DocumentUnknown."""
        with self._database.read() as connection:
            return reading.outline(connection, self._row(connection, document_id).row)

    def headings(self, rows: Sequence[int]) -> list[HeadingRow]:
        """The sections with a title of those versions that are live at the view, in document order."""
        with self._database.read() as connection:
            return listing.headings(connection, rows, self._visible)

    def stored(self, document_id: str) -> Document:
        """A document whole, as it was stored, facts corrected. Raises DocumentUnknown."""
        with self._database.read() as connection:
            return reading.whole_document(connection, self._row(connection, document_id))

    # Filters, look-ups, counts.

    def conditions(self, filters: SearchFilters) -> tuple[Condition, ...] | None:
        """The filters as tests on the indexes' columns; None when nothing can match. Raises InvalidFilter."""
        within = Reach(self._collections).within(filters)
        if within == EVERYTHING:
            return ()
        with self._database.read() as connection:
            return filtering.conditions(connection, self.number, within, self._standing_tests(within))

    def by_doc_number(self, canonical: str, filters: SearchFilters = EVERYTHING) -> list[StoredDocument]:
        """The documents of a canonical 发文字号, within the filters."""
        tests = self._tests(filters)
        with self._database.read() as connection:
            return looking_up.by_doc_number(connection, canonical, tests)

    def by_title(
        self, title: str, filters: SearchFilters = EVERYTHING, limit: int = 10
    ) -> list[StoredDocument]:
        """The documents whose title is or holds `title`, within the filters: equal first, then the shorter."""
        tests = self._tests(filters)
        with self._database.read() as connection:
            return looking_up.by_title(connection, title, tests, limit)

    def article(self, document_row: int, *markers: str, paragraph: int | None = None) -> list[int]:
        """The passages under the section that canonical markers lead to (`第十二条`, `（二）`), in order.

        Sections between the named ones may be left out; `paragraph` (款) counts from 1 in the section itself.
        """
        with self._database.read() as connection:
            return looking_up.article(connection, document_row, markers, paragraph)

    def section(self, document_row: int, *markers: str) -> list[int]:
        """The passages under the outermost sections that canonical markers lead to (`第五章`, `第二节`), in order."""
        with self._database.read() as connection:
            return looking_up.section(connection, document_row, markers)

    def has_unit(self, rows: Sequence[int], *units: str) -> bool:
        """Whether versions have any section whose marker ends in one of `units` (`章`, `部分`, `、`)."""
        with self._database.read() as connection:
            return looking_up.has_unit(connection, rows, units)

    def holding_section(self, rows: Sequence[int], marker: str) -> set[int]:
        """Those of versions that have a section of a canonical marker (`第十二条`)."""
        with self._database.read() as connection:
            return looking_up.holding_section(connection, rows, marker)

    def _tests(self, filters: SearchFilters) -> list[ColumnElement[bool]]:
        return [self._visible, *filtering.document_tests(filters), *self._standing_tests(filters)]

    def _standing_tests(self, filters: SearchFilters) -> list[ColumnElement[bool]]:
        """The filters on what is in force, which follows from all documents of the view."""
        if filters.as_of is None and not filters.validity:
            return []
        return filtering.standing_tests(filters, self.holding().standing, self._holdings.today())

    def _row(self, connection: Connection, document_id: str) -> Row[Any]:
        query = reading.document_query().where(documents.c.document_id == document_id, self._visible)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise DocumentUnknown(document_id)
        return row
