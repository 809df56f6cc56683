"""An answer as a chat client shows it: its text, then the sources that its numbers stand for."""

from collections.abc import Iterable, Sequence

from answering.model.plain_text import plain
from answering.results import Answer, AnswerEvent, Done, EvidenceFound, NumberedCitation, Status, TextDelta
from corpus.citations import Citation

REFUSED = "资料中没有足够的依据回答这个问题。"


def whole(answer: Answer, base_url: str) -> str:
    """The answer and its references; where the sources do not say, why, and what is near."""
    return f"{body(answer)}{references(answer.citations, answer.nearest, base_url)}"


def body(answer: Answer) -> str:
    """The answer without its references."""
    if answer.status is Status.ANSWERED:
        return answer.text
    return answer.reason or REFUSED


def references(cited: Sequence[NumberedCitation], nearest: Sequence[Citation], base_url: str) -> str:
    """The sources a line each, with the address of the place; nothing where there are none."""
    lines = [f"[{one.number}] {_place(one.citation, base_url)}" for one in cited]
    if not lines and nearest:
        lines = ["相近的段落："] + [f"- {_place(citation, base_url)}" for citation in nearest]
    return "\n\n" + "\n".join(lines) if lines else ""


class Transcript:
    """The text of a streamed answer, step by step; what was sent cannot be taken back."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._sent = ""
        self._evidence: tuple[NumberedCitation, ...] = ()

    def text(self, event: AnswerEvent) -> str:
        """The text that an event adds, may be empty."""
        added = ""
        match event:
            case EvidenceFound(citations=citations):
                self._evidence = citations
            case TextDelta(text=text):
                added = text
            case Done(answer=answer):
                added = self._rest(answer)
        self._sent += added
        return added

    def _rest(self, answer: Answer) -> str:
        told, cited = body(answer), answer.citations
        if not self._sent:
            return told + references(cited, answer.nearest, self._base_url)
        if self._sent == told:
            return references(cited, answer.nearest, self._base_url)
        known = {one.number: one for one in (*self._evidence, *cited)}
        numbers = sorted(number for number in known if f"[{number}]" in self._sent + told)
        rest = f"\n\n{answer.reason or ''}\n{told}"
        return rest + references([known[number] for number in numbers], (), self._base_url)


def _place(citation: Citation, base_url: str) -> str:
    facts: Iterable[str | None] = (citation.reference, citation.date, citation.validity)
    words = "，".join(plain(fact) for fact in facts if fact)
    # A title is a stranger's text: nothing of it may act as markup where this is rendered.
    return f"{words.translate(_NO_MARKUP)} {base_url.rstrip('/')}{citation.url}"


_NO_MARKUP = str.maketrans(dict.fromkeys("[]()<>*_`|\\\n", " "))
