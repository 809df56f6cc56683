"""Invariant 1: every character of a text belongs to exactly one of heading, passage, furniture, line break."""

from corpus.documents import Document


def partition_problem(document: Document) -> str | None:
    """What is wrong with a document's offsets, as half a sentence in Chinese; None when all is right."""
    return _section_problem(document) or _passage_problem(document) or _cover_problem(document)


def _section_problem(document: Document) -> str | None:
    length = len(document.text)
    previous = 0
    for number, section in enumerate(document.sections):
        if not 0 <= section.start <= section.heading_end <= section.end <= length or section.start < previous:
            return f"第{number + 1}节的起止位置[{section.start}, {section.end})有误"
        previous = section.start
        if section.parent is None:
            continue
        if not 0 <= section.parent < number:
            return f"第{number + 1}节的上级{section.parent}不在它之前"
        above = document.sections[section.parent]
        if section.start < above.start or section.end > above.end:
            return f"第{number + 1}节[{section.start}, {section.end})超出上级[{above.start}, {above.end})"
    return None


def _passage_problem(document: Document) -> str | None:
    for number, passage in enumerate(document.passages):
        if passage.section is None:
            continue
        if not 0 <= passage.section < len(document.sections):
            return f"第{number + 1}个段落所属的节{passage.section}不存在"
        section = document.sections[passage.section]
        if passage.start < section.start or passage.end > section.end:
            return f"第{number + 1}个段落[{passage.start}, {passage.end})越过所属的节"
    return None


def _cover_problem(document: Document) -> str | None:
    spans = [(p.start, p.end) for p in document.passages] + [(f.start, f.end) for f in document.furniture]
    if any(start >= end for start, end in spans):
        return "有空的段落或附属文字"
    spans += [(s.start, s.heading_end) for s in document.sections if s.heading_end > s.start]
    position = 0
    for start, end in sorted(spans):
        if start < position:
            return f"位置{start}处的文字同时属于两个部分"
        if document.text[position:start].strip("\n"):
            return f"位置[{position}, {start})处的文字不属于任何部分"
        position = end
    if position > len(document.text):
        return f"位置{position}超出全文长度{len(document.text)}"
    if document.text[position:].strip("\n"):
        return f"位置[{position}, {len(document.text)})处的文字不属于任何部分"
    return None
