"""A parser with the default limits, shared by the tests of this room."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.blocks import ParsedFile
from parsing.errors import ParseError
from parsing.parser import Parser


@pytest.fixture(scope="session")
def default_parser() -> Iterator[Parser]:
    """The parser as the service has it."""
    with Parser() as parser:
        yield parser


@pytest.fixture
def read(default_parser: Parser, tmp_path: Path) -> Callable[[bytes | str, str], ParsedFile]:
    """Parse these bytes under this name."""

    def parse(content: bytes | str, name: str) -> ParsedFile:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return default_parser.parse(file)

    return parse


@pytest.fixture
def reason(read: Callable[[bytes | str, str], ParsedFile]) -> Callable[[bytes | str, str], str]:
    """The reason that these bytes are not read; `read` where they are."""

    def parse(content: bytes | str, name: str) -> str:
        try:
            read(content, name)
        except ParseError as error:
            return str(error.reason)
        return "read"

    return parse
