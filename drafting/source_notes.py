"""How a source is named in a footnote, a table and a list: in full, so that a reader finds it without us."""

from corpus.citations import Citation
from drafting.word_xml import Footnote


def note_text(citation: Citation) -> str:
    """Give the source as a sentence: title, who issued it, number, date, the place within, the code.

    `《…》（云泽省人民政府，云政发〔2024〕12号，2024年3月5日），一、（二），第3段。〔出处码 ab12〕`
    """
    facts = [citation.issuer, citation.doc_number, _date(citation.date)]
    known = "，".join(fact for fact in facts if fact)
    title = f"《{citation.title}》"
    place = citation.reference.removeprefix(title).lstrip("，")
    issue = f"，载《{citation.container}》" if citation.container else ""
    standing = f"，{citation.validity}" if citation.validity not in (None, "现行有效") else ""
    return f"{title}{f'（{known}{standing}）' if known or standing else ''}{issue}，{place}。〔出处码 {citation.code}〕"


def footnote(citation: Citation, base: str = "") -> Footnote:
    """Give the footnote of a source; `base` is the address of the service (`http://host`), empty for no link."""
    return Footnote(note_text(citation), link(citation, base) if base else None)


def link(citation: Citation, base: str = "") -> str:
    """Give the address of the cited place; relative to the service's root where `base` is empty."""
    return f"{base.rstrip('/')}{citation.url}"


def section_words(citation: Citation) -> str:
    """Give the path of sections in words: `第二章 养护与管理 / 第四条`."""
    return " / ".join(f"{step.marker} {step.title}".strip() for step in citation.section_path)


def pages_words(citation: Citation) -> str:
    """Give the pages, `12` or `12—13`, empty where the file has none."""
    first, last = citation.page_first, citation.page_last
    if first is None:
        return ""
    return str(first) if last in (None, first) else f"{first}—{last}"


def _date(date: str | None) -> str | None:
    if date is None:
        return None
    year, month, day = date.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
