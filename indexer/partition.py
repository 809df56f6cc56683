"""The invariant of a document: every character is heading, passage, furniture or line break, and sections nest."""

from corpus.documents import Document
from corpus.errors import ChuchuError


class PartitionError(ChuchuError):
    """A document breaks the invariant. It is a fault of the program, never of the file."""

    code = "partition"

    def __init__(self, fault: str, place: int) -> None:
        super().__init__(f"文档切分自检未通过：{fault}（第 {place} 个字符处）。请将该文件发给维护人员。")
        self.fault = fault
        self.place = place


LONGEST_PASSAGE = 600


def check_partition(document: Document) -> None:
    """Raise where a document breaks the invariant.

    Raises:
        PartitionError: a character belongs to nothing or to two things, a passage is blank, longer than
            `LONGEST_PASSAGE` or crosses its section, or sections do not nest.

    """
    _check_cover(document)
    _check_nesting(document)
    for passage in document.passages:
        if not document.text[passage.start : passage.end].strip():
            raise PartitionError("段落为空", passage.start)
        if passage.end - passage.start > LONGEST_PASSAGE:
            raise PartitionError("段落过长", passage.start)
        _check_section(document, passage.start, passage.end, passage.section)


def _check_cover(document: Document) -> None:
    spans = [(s.start, s.heading_end) for s in document.sections if s.heading_end > s.start]
    spans += [(p.start, p.end) for p in document.passages]
    spans += [(f.start, f.end) for f in document.furniture]
    at = 0
    for start, end in sorted(spans):
        if start < at or end < start or end > len(document.text):
            raise PartitionError("两部分重叠", start)
        if document.text[at:start].strip("\n"):
            raise PartitionError("有文字未归入任何部分", at)
        at = end
    if document.text[at:].strip("\n"):
        raise PartitionError("有文字未归入任何部分", at)


def _check_nesting(document: Document) -> None:
    before = 0
    for index, section in enumerate(document.sections):
        if not before <= section.start <= section.heading_end <= section.end <= len(document.text):
            raise PartitionError("小节次序有误", section.start)
        before = section.start
        if section.parent is None:
            if section.level != 1:
                raise PartitionError("小节层级有误", section.start)
            continue
        parent = document.sections[section.parent]
        if section.parent >= index or section.level != parent.level + 1:
            raise PartitionError("小节层级有误", section.start)
        if not parent.start <= section.start <= section.end <= parent.end:
            raise PartitionError("小节未嵌套", section.start)


def _check_section(document: Document, start: int, end: int, index: int | None) -> None:
    if index is not None:
        section = document.sections[index]
        if not section.start <= start <= end <= section.end:
            raise PartitionError("段落超出小节", start)
