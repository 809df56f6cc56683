"""Checks documents and turns them into rows before the write lock is taken: the transaction stays short."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.documents import Document, Facts
from corpus.store.errors import InvalidDocument
from corpus.store.facts import CORRECTABLE, FactRules, source_problem
from corpus.store.identity import Place, document_id, embed_hash, places
from corpus.store.partition import partition_problem
from corpus.store.records import NewDocument
from corpus.store.sketch import sketch
from corpus.table_headers import table_headers

Row = dict[str, Any]  # the columns of one row, as SQLAlchemy takes them


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document as rows that lack what only the transaction knows: its row number, its codes' collisions."""

    document_id: str
    document: Document
    text: Row
    sections: tuple[Row, ...]
    passages: tuple[Row, ...]
    places: tuple[Place, ...]
    codes: tuple[Row, ...]


def prepare(
    collection: str, source_path: str, new: Sequence[NewDocument], rules: FactRules
) -> tuple[PreparedDocument, ...]:
    """The documents of a file as rows.

    Raises InvalidDocument naming the place when a document breaks invariant 1, carries a NUL or a lone
    surrogate, a malformed date, a value outside its vocabulary, or not one embed text a passage, and when the
    file has no document or two of one ordinal.
    """
    _check_plain(source_path, "路径", (collection, source_path))
    if not new:
        raise InvalidDocument(source_path, "没有可存入的文件")
    ordinals = [one.document.ordinal for one in new]
    if len(set(ordinals)) != len(ordinals):
        raise InvalidDocument(source_path, "同一来源文件中的序号重复")
    for one in new:
        _check(f"{source_path}第{one.document.ordinal + 1}篇", one, rules)
    return tuple(_prepare_one(collection, source_path, one) for one in new)


def check_plain(where: str, texts: Iterable[str]) -> None:
    """Raise InvalidDocument when a text holds a NUL or a lone surrogate, which no database stores."""
    _check_plain(where, "文字", texts)


def _check_plain(where: str, what: str, texts: Iterable[str]) -> None:
    for text in texts:
        if "\0" in text:
            raise InvalidDocument(where, f"{what}含有空字符（NUL），位置{text.index(chr(0))}")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InvalidDocument(where, f"{what}含有无效的 Unicode 字符，位置{error.start}") from error


def _check(where: str, new: NewDocument, rules: FactRules) -> None:
    document = new.document
    if len(new.embed_texts) != len(document.passages):
        raise InvalidDocument(
            where, f"段落{len(document.passages)}个，待嵌入文本却有{len(new.embed_texts)}个"
        )
    _check_plain(where, "正文", (document.text,))
    _check_plain(where, "文件要素", _fact_texts(document.facts))
    _check_plain(where, "标题", _outline_texts(document))
    _check_plain(where, "待嵌入文本", new.embed_texts)
    _check_plain(where, "要素出处", (s.label for s in document.fact_sources if s.label is not None))
    problem = partition_problem(document) or source_problem(document.fact_sources, len(document.text))
    if problem is not None:
        raise InvalidDocument(where, problem)
    for fact in CORRECTABLE:
        problem = rules.problem(fact, getattr(document.facts, fact))
        if problem is not None:
            raise InvalidDocument(where, f"{fact}：{problem}")


def _fact_texts(facts: Facts) -> Iterable[str]:
    yield from (value for fact in CORRECTABLE if (value := getattr(facts, fact)) is not None)
    yield from facts.amended
    yield from facts.repeals


def _outline_texts(document: Document) -> Iterable[str]:
    if document.container is not None:
        yield document.container
    for section in document.sections:
        yield from (section.marker, section.marker_raw, section.title)
    for passage in document.passages:
        yield from passage.inline_markers


def _prepare_one(collection: str, source_path: str, new: NewDocument) -> PreparedDocument:
    document = new.document
    identity = document_id(collection, source_path, document.ordinal)
    held = places(document, identity)
    headers = table_headers(document.text, [(p.start, p.end) for p in document.passages])
    return PreparedDocument(
        document_id=identity,
        document=document,
        text={
            "text": document.text,
            "furniture": [[piece.kind.value, piece.start, piece.end] for piece in document.furniture],
        },
        sections=_section_rows(document),
        passages=tuple(
            _passage_row(document, number, place, new.embed_texts[number], headers[number])
            for number, place in enumerate(held)
        ),
        places=tuple(held),
        codes=tuple(_code_row(place) for place in held),
    )


def _section_rows(document: Document) -> tuple[Row, ...]:
    rows: list[Row] = []
    for ordinal, section in enumerate(document.sections):
        raw = section.marker_raw if section.marker_raw != section.marker else None
        above = [] if section.parent is None else rows[section.parent]["path"]
        rows.append(
            {
                "ordinal": ordinal,
                "marker": section.marker,
                "marker_raw": section.marker_raw,
                "title": section.title,
                "level": section.level,
                "family": section.family.value,
                "parent": section.parent,
                "start": section.start,
                "heading_end": section.heading_end,
                "end": section.end,
                "path": [*above, [section.marker, section.title, raw]],
            }
        )
    return tuple(rows)


def _passage_row(document: Document, number: int, place: Place, embed_text: str, header: str | None) -> Row:
    passage = document.passages[number]
    return {
        "start": passage.start,
        "end": passage.end,
        "section": passage.section,
        "paragraph": passage.paragraph,
        "part": place.part,
        "inline_markers": list(passage.inline_markers),
        "page_first": passage.page_first,
        "page_last": passage.page_last,
        "ocr": passage.ocr,
        "embed_hash": embed_hash(embed_text),
        "text": place.text,
        "header": header,
    }


def _code_row(place: Place) -> Row:
    return {
        "document_id": place.document_id,
        "path": place.path,
        "paragraph": place.paragraph,
        "part": place.part,
        "text_hash": place.text_hash,
        "sketch": sketch(place.text),
    }
