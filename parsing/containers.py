"""What the guarded child runs to take the files out of an archive or a mail."""

from pathlib import Path

from parsing.archive import unpack_archive
from parsing.detect import Format, detect
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.mail import unpack_mail
from parsing.members import Member

UNPACKERS = {Format.ZIP: unpack_archive, Format.MAIL: unpack_mail}


def unpack_bytes(data: bytes, name: str, limits: Limits, folder: Path) -> tuple[Member, ...]:
    """Write the files that these bytes hold to the folder; raises ParseError with the reason."""
    unpack = UNPACKERS.get(detect(data, name))
    if unpack is None:
        raise ParseError(FailureReason.UNSUPPORTED)
    return unpack(data, limits, folder)
