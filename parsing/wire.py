"""A parsed file as bytes and back: what crosses the pipe from the guarded child.

The child may be in the hands of a hostile file, so the format is JSON (never pickle) and everything that comes
back is checked against the types before it is used.
"""

import json
from collections.abc import Sequence
from typing import cast

from corpus.blocks import Alignment, Block, BlockKind, Labelled, ParsedFile
from parsing.errors import FailureReason, NeedsConversion, ParseError


class WireError(ValueError):
    """Bytes that are no answer of ours."""


def pack(parsed: ParsedFile) -> bytes:
    """The answer of a parse that succeeded."""
    answer = {
        "blocks": [
            [
                *(b.text, b.kind, b.page, b.page_label, b.style_level, b.alignment),
                *(b.table, b.indent, b.ocr_score, b.quoted),
            ]
            for b in parsed.blocks
        ],
        "media_type": parsed.media_type,
        "line_based": parsed.line_based,
        "pages": parsed.pages,
        "encoding": parsed.encoding,
        "title_hint": parsed.title_hint,
        "metadata": [[pair.label, pair.value] for pair in parsed.metadata],
        "warnings": list(parsed.warnings),
        "holds_files": parsed.holds_files,
        "unread": list(parsed.unread),
    }
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def pack_error(error: ParseError) -> bytes:
    """The answer of a parse that ended with a reason."""
    return json.dumps({"reason": error.reason, "message": error.message}, ensure_ascii=False).encode()


def pack_needs_conversion(needs: NeedsConversion) -> bytes:
    """The answer for a file that must be converted first."""
    return json.dumps({"convert": needs.media_type}).encode()


def unpack(data: bytes) -> ParsedFile:
    """The parsed file in an answer.

    Raises ParseError or NeedsConversion as the child said it, WireError where the bytes are no valid answer.
    """
    answer = read_answer(data)
    try:
        if "convert" in answer:
            raise NeedsConversion(_text(answer["convert"]))
        return ParsedFile(
            blocks=tuple(_block(item) for item in _list(answer["blocks"])),
            media_type=_text(answer["media_type"]),
            line_based=answer["line_based"] is True,
            pages=_optional_number(answer["pages"]),
            encoding=_optional_text(answer["encoding"]),
            title_hint=_optional_text(answer["title_hint"]),
            metadata=tuple(_pair(item) for item in _list(answer["metadata"])),
            warnings=tuple(_text(item) for item in _list(answer["warnings"])),
            holds_files=answer["holds_files"] is True,
            unread=tuple(_number(item) for item in _list(answer["unread"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise WireError("not an answer") from error


def read_answer(data: bytes) -> dict[str, object]:
    """The JSON object of an answer; raises the ParseError that stands in it, WireError where it is none."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
    if not isinstance(answer, dict):
        raise WireError("not an object")
    if "reason" not in answer:
        return answer
    try:
        failure = ParseError(FailureReason(answer["reason"]), _text(answer["message"]))
    except (KeyError, TypeError, ValueError) as error:
        raise WireError("not a failure") from error
    raise failure


def _block(item: object) -> Block:
    text, kind, page, page_label, style_level, alignment, table, indent, ocr_score, quoted = _list(item)
    body = _text(text)
    if not body.strip() or "\n" in body:
        raise WireError("a block is one line that is not blank")
    return Block(
        text=body,
        kind=BlockKind(_text(kind)),
        page=_optional_number(page),
        page_label=_optional_text(page_label),
        style_level=_optional_number(style_level),
        alignment=None if alignment is None else Alignment(_text(alignment)),
        table=_optional_number(table),
        indent=None if indent is None else indent is True,
        ocr_score=_optional_share(ocr_score),
        quoted=quoted is True,
    )


def _pair(item: object) -> Labelled:
    label, value = _list(item)
    return Labelled(_text(label), _text(value))


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise WireError("not a list")
    return cast("Sequence[object]", value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WireError("not a text")
    return value


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WireError("not a number")
    return value


def _optional_number(value: object) -> int | None:
    return None if value is None else _number(value)


def _optional_share(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise WireError("not a share")
    return float(value)
