"""The base of the errors that tell a user what was wrong, where, and what to do."""

from typing import ClassVar


class ChuchuError(Exception):
    """An error with a stable code; its text is a sentence in Chinese that a clerk understands.

    Values that the sentence names are attributes of the subclass, so that other languages can be written
    from them.
    """

    code: ClassVar[str] = "error"
