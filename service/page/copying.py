"""What the copy buttons copy: a quotation with its source, plain, by GB/T 7714, and as a footnote."""

from dataclasses import dataclass
from datetime import date

from corpus.citations import Citation
from drafting.source_notes import link, note_text

REPORT = "报告"


@dataclass(frozen=True, slots=True)
class CopyForm:
    """A form of a citation: `name` is `plain`, `reference` (GB/T 7714) or `footnote`; `text` is what is copied."""

    name: str
    text: str


def copy_forms(citation: Citation, base: str, today: date) -> tuple[CopyForm, ...]:
    """Give a citation in each form; `base` is the address of the service, as `http://host:8000`."""
    return (
        CopyForm("plain", quotation(citation)),
        CopyForm("reference", reference(citation, base, today)),
        CopyForm("footnote", note_text(citation)),
    )


def quotation(citation: Citation) -> str:
    """The words and their place, as one pastes them into a draft."""
    return f"“{citation.text}”（{citation.reference}）"


def reference(citation: Citation, base: str, today: date) -> str:
    """The document as an entry of a bibliography by GB/T 7714—2015, read on `today` at its address.

    `云泽省人民政府. 云泽省湿地保护办法：云政发〔2024〕12号[EB/OL]. (2024-03-05)[2026-11-22]. http://…`
    """
    issuer = f"{citation.issuer}. " if citation.issuer else ""
    number = f"：{citation.doc_number}" if citation.doc_number else ""
    journal = f". {citation.container}" if citation.container else ""
    day = f"({citation.date})" if citation.date else ""
    what = f"{issuer}{citation.title}{number}[{_kind(citation)}/OL]{journal}"
    return f"{what}. {day}[{today.isoformat()}]. {link(citation, base)}."


def _kind(citation: Citation) -> str:
    """The letters by which the standard marks what a source is."""
    if citation.container:
        return "J"
    return "R" if REPORT in (citation.doc_type or "") else "EB"
