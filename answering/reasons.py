"""Why the sources do not say, in a sentence that names what is missing."""

import re
from collections.abc import Sequence

from answering.anchors import Anchor, AnchorKind, names_document
from answering.duties import for_article_alone
from answering.evidence import Evidence
from retrieval.results import WORK_OPEN

NOT_TOLD = "资料中相关的文字带有链接，或是写给机器的指令，不作为答案给出，请查看原文。"
_LOOKUPS = {
    "doc_number": "资料中没有文号为{value}的文件。",
    "article": "资料中没有{value}。",
    "section": "资料中没有{value}。",
    "title": "资料中没有{value}。",
}
_KINDS = {
    AnchorKind.YEAR: "{value}的内容",
    AnchorKind.DOCUMENT_YEAR: "{value}的这份文件",
    AnchorKind.PLACE: "关于{value}的内容",
    AnchorKind.NAME: "关于{value}的内容",
    AnchorKind.NUMBER: "与“{value}”相符的内容",
    AnchorKind.TITLE: "{value}",
    AnchorKind.LAW: "{value}",
    AnchorKind.WORK: "{value}",
}


def not_found(evidence: Evidence, lacking: Sequence[Anchor]) -> str | None:
    """Say what the question names and the sources do not hold; None where nothing is missing."""
    lookup = evidence.result.interpretation.exact
    if lookup is not None and not lookup.found and lookup.kind in _LOOKUPS and not _known_otherwise(evidence):
        return _LOOKUPS[lookup.kind].format(value=lookup.value)
    if not evidence.passages:
        return "资料中没有找到与问题有关的内容。"
    if lookup is not None and WORK_OPEN in evidence.result.relaxed and for_article_alone(evidence):
        return f"资料中不止一部文件有{lookup.value}，请写明是哪一部。"
    if not lacking:
        return None
    told = "、".join(dict.fromkeys(_KINDS[one.kind].format(value=one.printed) for one in lacking))
    return f"找到的资料中没有{told}，只有相近的内容。"


def _known_otherwise(evidence: Evidence) -> bool:
    """Tell whether what was looked up is there by another name.

    A document of the number under a short name of its agency (国令第706号 for 国务院令第706号), or a book or a programme of
    which a text tells.
    """
    lookup = evidence.result.interpretation.exact
    if lookup is not None and lookup.kind == "title":
        return not names_document(lookup.value.strip("《》"), "")
    numbers = re.findall(r"[0-9]+", lookup.value) if lookup and lookup.kind == "doc_number" else []
    if not numbers:
        return False
    forms = (f"{numbers[-1]}号", *numbers[:-1])
    return any(all(form in f"{read.title} {read.source}" for form in forms) for read in evidence.passages)


def aim_not_told(measure: str) -> str:
    """Say that the aim of a measure is not told."""
    return f"找到的资料没有说明“{measure}”的目标，只有相近的内容。"


def not_answered(evidence: Evidence) -> str:
    """Say that what was found does not answer, naming the weightiest words that it does not hold."""
    first = evidence.passages[0]
    held = " ".join((*first.normal, first.headings, first.title, first.source))
    absent = [word for word in evidence.words if word.share(held) == 0 and len(word.word) > 1]
    absent.sort(key=lambda word: -word.weight)
    told = "、".join(f"“{word.word}”" for word in absent[:3])
    return f"找到的资料没有直接回答这个问题{f'，其中没有提到{told}' if told else ''}。"
