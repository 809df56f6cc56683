"""Answers to which document: titles, each cited where it stands."""

from dataclasses import replace

from answering.compose import Chosen
from answering.evidence import Evidence, Read
from corpus.store.view import View

MOST = 3
NEAR = 0.8
"""A further document must score so near to the first."""
_HEAD = 600
"""Characters at the beginning of a text in which its title is sought."""


def document_answer(evidence: Evidence, view: View) -> list[Chosen]:
    """Give the documents that answer, by their titles; empty where a title is not printed in its document."""
    firsts: dict[str, Read] = {}
    for read in evidence.passages:
        firsts.setdefault(read.citation.document_id, read)
    best = evidence.passages[0].score
    near = [read for read in firsts.values() if read.score >= NEAR * best][:MOST]
    found = [one for read in near if (one := _titled(read, view)) is not None]
    told = dict.fromkeys(one.text for one in found)
    return [next(one for one in found if one.text == text) for text in told]


def _titled(read: Read, view: View) -> Chosen | None:
    """Cite a document by its title as printed, with the code of the passage that was found."""
    head = view.text(read.citation.document_id, 0, _HEAD)
    at = head.find(read.citation.title)
    if at < 0:
        return None
    end = at + len(read.citation.title)
    return Chosen(replace(read.citation, start=at, end=end, text=head[at:end]), (0, end - at))
