"""Files that come out of a file: members of an archive, attachments of a mail, what a converter wrote."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from parsing.errors import FailureReason, ParseError
from parsing.wire import WireError, read_answer

FILE_NAME = re.compile(r"[0-9]{1,6}(?:\.[a-z0-9]{1,8})?")


@dataclass(frozen=True, slots=True)
class Member:
    """One file within another.

    `path` is its name there, cleaned: parts joined by `/`, none of them `..`. It is never used as a path on disk.
    `file` is its name in the folder it was written to, None where it was not; then `reason` and `message` say why.
    """

    path: str
    file: str | None = None
    reason: FailureReason | None = None
    message: str | None = None

    @classmethod
    def refused(cls, path: str, error: ParseError) -> "Member":
        """A member that was not taken out."""
        return cls(path, None, error.reason, error.message)


def numbered_name(number: int, path: str) -> str:
    """The name that a member is written under: a number, and its suffix where that is a plain one."""
    suffix = Path(path).suffix.lower()
    name = f"{number}{suffix}"
    return name if FILE_NAME.fullmatch(name) else str(number)


def pack_members(members: tuple[Member, ...]) -> bytes:
    """The answer of a child that took a file apart."""
    listed = [[m.path, m.file, m.reason, m.message] for m in members]
    return json.dumps({"members": listed}, ensure_ascii=False).encode("utf-8", "replace")


def unpack_members(data: bytes) -> tuple[Member, ...]:
    """The members in an answer. Raises ParseError as the child said it, WireError for no valid answer."""
    answer = read_answer(data)
    listed = answer.get("members")
    if not isinstance(listed, list):
        raise WireError("not a list of members")
    return tuple(_member(item) for item in listed)


def _member(item: object) -> Member:
    match item:
        case [str(path), str(file), None, None] if FILE_NAME.fullmatch(file):
            return Member(path, file)
        case [str(path), None, str(reason), str(message)] if reason in set(FailureReason):
            return Member(path, None, FailureReason(reason), message)
    raise WireError("not a member")
