"""The tools, each a function from checked arguments to what is told. They see what the caller may read."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from answering.results import AskRequest
from corpus.citations import Citation
from corpus.filters import Reach
from corpus.store.errors import DocumentUnknown
from corpus.store.records import StoredDocument
from corpus.store.view import View
from drafting.drafts import draft_of_text
from retrieval.query import clean_query
from retrieval.results import SearchRequest
from service.agents.arguments import (
    AT_MOST,
    AskArguments,
    CheckArguments,
    ReadArguments,
    ResolveArguments,
    SearchArguments,
)
from service.api.schemas.ask import AnswerBody
from service.api.schemas.citations import Citation as CitationBody
from service.api.schemas.citations import ResolvedCode
from service.api.schemas.common import Shape
from service.api.schemas.quotes import CheckAnswer
from service.api.schemas.search import SearchAnswer
from service.api.standing import resolved_now
from service.bootstrap import Chuchu
from service.chat_text import whole
from service.errors import CitationUnknown


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool answers: words for a model to read, and the same as values."""

    text: str
    values: BaseModel


class PlaceRead(Shape):
    """A stretch of a document's text, in code points; `citation` where it was read by a code."""

    document_id: str
    title: str
    start: int
    end: int
    length: int
    text: str
    citation: CitationBody | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the service, what may be read, whether the caller has gone, and where links lead."""

    chuchu: Chuchu
    reach: Reach
    stopped: Callable[[], bool]
    base_url: str


def search(arguments: SearchArguments, caller: Caller) -> Told:
    """Ranked passages. Raises QueryEmpty, QueryTooLong, InvalidFilter."""
    query = clean_query(arguments.query, caller.chuchu.settings.query_max)
    filters = caller.reach.within(arguments.filters.values())
    result = caller.chuchu.search.search(SearchRequest(query, arguments.limit, filters=filters))
    lines = [f"{hit.rank}. {_quoted(hit.citation)}" for hit in result.hits]
    return Told("\n\n".join(lines) or "没有找到相关的段落。", SearchAnswer.of(result, caller.reach))


def ask(arguments: AskArguments, caller: Caller) -> Told:
    """An answer with its citations. Raises QuestionEmpty, QuestionTooLong, InvalidFilter."""
    filters = caller.reach.within(arguments.filters.values())
    asked = AskRequest(arguments.question, filters=filters, generator=arguments.generator)
    answer = caller.chuchu.answers.answer(asked, caller.stopped)
    return Told(whole(answer, caller.base_url), AnswerBody.of(answer))


def read(arguments: ReadArguments, caller: Caller) -> Told:
    """A place of a document with what stands around it. Raises CitationUnknown, DocumentUnknown."""
    view, citation = caller.chuchu.view(), None
    if arguments.code is not None:
        citation = resolved_now(arguments.code, view, caller.reach, caller.chuchu.today()).citation
        if citation is None:
            raise CitationUnknown(arguments.code)
        start, end = citation.start - arguments.around, citation.end + arguments.around
        document_id = citation.document_id
    else:
        document_id = arguments.document_id or ""
        start, end = arguments.start, arguments.start + AT_MOST if arguments.end is None else arguments.end
    document = readable(view, document_id, caller.reach)
    start = min(max(0, start), document.characters)
    end = max(start, min(end, document.characters, start + AT_MOST))
    text = view.text(document_id, start, end)
    place = PlaceRead(
        document_id=document_id,
        title=document.facts.title or "",
        start=start,
        end=end,
        length=document.characters,
        text=text,
        citation=CitationBody.of(citation) if citation else None,
    )
    return Told(f"《{place.title}》[{start}, {end}) / {document.characters}\n{text}", place)


def resolve_citation(arguments: ResolveArguments, caller: Caller) -> Told:
    """What stands now at the place of a code. Raises CitationUnknown."""
    resolved = resolved_now(arguments.code, caller.chuchu.view(), caller.reach, caller.chuchu.today())
    here = f"\n{_quoted(resolved.citation)}" if resolved.citation else ""
    return Told(f"{resolved.state}{here}", ResolvedCode.of(resolved))


def check(arguments: CheckArguments, caller: Caller) -> Told:
    """The quotations of a draft, each judged. Raises DraftEmpty, DraftTooLong, InvalidFilter."""
    filters = caller.reach.within(arguments.filters.values())
    checked = CheckAnswer.of(
        caller.chuchu.desk.checker.check(draft_of_text(arguments.text), filters), with_text=False
    )
    lines = [f"{quote.verdict}：“{quote.text}” {quote.note}".strip() for quote in checked.quotes]
    return Told("\n".join(lines) or "稿件中没有引文。", checked)


def readable(view: View, document_id: str, reach: Reach) -> StoredDocument:
    """A document that the caller may read.

    Raises:
        DocumentUnknown: there is none, or it lies outside what may be read; the two are told alike.
    """
    document = view.document(document_id)
    if not reach.holds(document.collection):
        raise DocumentUnknown(document_id)
    return document


def _quoted(citation: Citation) -> str:
    facts = "，".join(fact for fact in (citation.reference, citation.date, citation.validity) if fact)
    return f"{facts}（code={citation.code}，document_id={citation.document_id}）\n{citation.text}"
