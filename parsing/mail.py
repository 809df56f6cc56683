"""Mails (.eml) and saved web archives (.mht): headers, text, attachments."""

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import collapse_rfc2231_value
from pathlib import Path

from corpus.blocks import Block, BlockKind, Labelled, ParsedFile
from parsing.clean import clean, collapse, split_lines
from parsing.decode import decode
from parsing.errors import FailureReason, ParseError
from parsing.html_page import parse_html
from parsing.limits import Limits
from parsing.member_names import UniquePaths, clean_path, decoded_bytes
from parsing.members import Member, numbered_name

MEDIA_TYPE = "message/rfc822"
LABELS = (("From", "发件人"), ("To", "收件人"), ("Cc", "抄送人"), ("Date", "发送时间"))
CHINESE = re.compile(r"gb[-_]?(?:2312|k|18030)?(?:[-_]?80)?|hz-gb-2312|x-gbk|cp936|936", re.I)
UNNAMED = "附件"
MAIL_SUFFIX = ".eml"
WRAPPED = re.compile(r"(?<=\S)\s*\n[ \t]+")
BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")


class _AnyBytes(Compat32):
    """Gives headers that hold bytes beyond ASCII, against the rules, as the text they stand for."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The value as text; bytes beyond ASCII come from the parser as surrogates."""
        del name
        return value if value.isascii() else decoded_bytes(value.encode("utf-8", "surrogateescape"))


def parse_mail(data: bytes, limits: Limits) -> ParsedFile:
    """The subject as a heading and the text in its paragraphs; sender, receivers and time as metadata.

    Bodies and names in GB2312 or GBK are read as GB18030, which holds them and more. Raises ParseError.
    """
    message = _message(data)
    subject = collapse(header(message, "Subject"))
    body, warnings = _body(message, limits)
    heading = (Block(subject, BlockKind.HEADING),) if subject else ()
    return ParsedFile(
        blocks=(*heading, *(block for block in body if block.text != subject)),
        media_type=MEDIA_TYPE,
        line_based=False,
        title_hint=subject or None,
        metadata=tuple(
            Labelled(label, value) for name, label in LABELS if (value := collapse(header(message, name)))
        ),
        warnings=warnings,
        holds_files=next(_attachments(message), None) is not None,
    )


def unpack_mail(data: bytes, limits: Limits, folder: Path) -> tuple[Member, ...]:
    """Write the attachments to the folder under numbers. Raises ParseError(too_large, damaged)."""
    members: list[Member] = []
    unique = UniquePaths()
    left = limits.archive_bytes
    for number, part in enumerate(_attachments(_message(data)), 1):
        if number > limits.members:
            raise ParseError(
                FailureReason.TOO_LARGE, f"邮件的附件超过上限 {limits.members} 个，请分开保存后再收录。"
            )
        path = unique.give(_file_name(part))
        content = _content(part)
        if len(content) > min(left, limits.part_bytes):
            members.append(Member.refused(path, ParseError(FailureReason.TOO_LARGE)))
            continue
        left -= len(content)
        name = numbered_name(number, path)
        (folder / name).write_bytes(content)
        members.append(Member(path, name))
    return tuple(members)


def header(message: Message, name: str) -> str:
    """A header in plain characters: encoded words decoded, bytes that should have been encoded read as well."""
    raw = message.get(name)
    return "" if raw is None else decoded_words(str(raw))


def decoded_words(raw: str) -> str:
    """A header value with its encoded words (RFC 2047) decoded; a word may end within a character."""
    raw = BETWEEN_WORDS.sub(r"\1 \2", WRAPPED.sub(" ", raw))
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(_decoded(piece, charset) for piece, charset in pieces)


def _message(data: bytes) -> Message:
    try:
        return email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=_AnyBytes())
    except (ValueError, LookupError, TypeError) as error:
        raise ParseError(FailureReason.DAMAGED) from error


def _decoded(piece: bytes | str, charset: str | None) -> str:
    data = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
    if charset is None or charset == "unknown-8bit":
        return decoded_bytes(data)
    try:
        return data.decode("gb18030" if CHINESE.fullmatch(charset) else charset, "replace")
    except (LookupError, ValueError):  # no such encoding, or a name that no encoding could have
        return decoded_bytes(data)


def _body(message: Message, limits: Limits) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    texts = [part for part in _leaves(message) if not _is_attachment(part)]
    for kind in ("text/plain", "text/html"):
        chosen = [part for part in texts if part.get_content_type() == kind]
        blocks: list[Block] = []
        warnings: list[str] = []
        for part in chosen:
            more, said = _read_text(part, kind, limits)
            blocks += more
            warnings += said
        if blocks:
            return tuple(blocks), tuple(warnings)
    return (), ()


def _read_text(part: Message, kind: str, limits: Limits) -> tuple[list[Block], tuple[str, ...]]:
    content = _content(part)
    if not content.strip():
        return [], ()
    if kind == "text/html":
        page = parse_html(content, limits)
        return list(page.blocks), page.warnings
    decoded = decode(content, part.get_content_charset())
    lines = (clean(line) for line in split_lines(decoded.text))
    return [Block(line) for line in lines if line], (decoded.warning,) if decoded.warning else ()


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no parts; a mail within the mail is one part. Raises RecursionError at absurd depth."""
    if message.get_content_maintype() != "multipart" or not isinstance(message.get_payload(), list):
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _attachments(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if _is_attachment(part))


def _is_attachment(part: Message) -> bool:
    """Whether a part is a file of its own: no text to be shown, and no picture that only stands in the text."""
    if part.get_content_disposition() == "attachment":
        return True
    if part.get_content_type() in ("text/plain", "text/html") and part.get_filename() is None:
        return False
    in_text = part.get("Content-ID") is not None or part.get("Content-Location") is not None
    if in_text and part.get_content_maintype() in ("image", "text", "font", "application"):
        return False
    return part.get_filename() is not None or part.get_content_type() == "message/rfc822"


def _file_name(part: Message) -> str:
    raw = part.get_param("filename", None, "content-disposition") or part.get_param("name")
    if isinstance(raw, tuple):
        name = (
            _decoded(raw[2].encode("latin-1", "replace"), raw[0]) if raw[0] else collapse_rfc2231_value(raw)
        )
    else:
        name = decoded_words(str(raw)) if raw else ""
    path = clean_path(name).rpartition("/")[2]
    if path:
        return path
    if part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        subject = header(inner, "Subject") if inner is not None else ""
        return (clean_path(subject).replace("/", "_") or UNNAMED) + MAIL_SUFFIX
    return UNNAMED


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        try:
            return inner.as_bytes() if inner is not None else b""
        except (UnicodeError, LookupError, ValueError):
            return b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _inner(part: Message) -> Message | None:
    """The mail that a part of type message/rfc822 holds."""
    payload = part.get_payload()
    first = payload[0] if isinstance(payload, list) and payload else None
    return first if isinstance(first, Message) else None
