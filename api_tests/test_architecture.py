"""The rooms and their rules, held by reading the code.

Each rule of `architecture_rules` has a counter-test, which feeds it a small bad source and sees it caught.
"""

import re
import sys
import tomllib
from collections.abc import Callable

import pytest
from architecture_rules import (
    REPOSITORY,
    Source,
    broad_handlers,
    built_at_import,
    closed_doors,
    frozen_types,
    function_sizes,
    furnished_packages,
    oversized,
    prints_and_globals,
    source,
    sources,
    strayed_libraries,
)
from architecture_tables import DOORS, FILE_LINES, FUNCTION_LINES, HOMES

IMPORTED_AS = {
    "faiss_cpu": "faiss",
    "markdown_it_py": "markdown_it",
    "pillow": "PIL",
    "protobuf": "google",
    "python_docx": "docx",
}

RULES: tuple[Callable[[Source], list[str]], ...] = (
    closed_doors,
    strayed_libraries,
    furnished_packages,
    broad_handlers,
    prints_and_globals,
    oversized,
)


@pytest.fixture(scope="module")
def product() -> list[Source]:
    """Every file of every room."""
    return sources(*DOORS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Callable[[Source], list[str]], product: list[Source]) -> None:
    """No file of any room breaks the rule."""
    assert [finding for file in product for finding in rule(file)] == []


def test_nothing_is_built_at_import(product: list[Source]) -> None:
    """Module level holds imports, definitions and constants."""
    frozen = frozen_types(product)

    assert [finding for file in product for finding in built_at_import(file, frozen)] == []


def test_the_rooms_are_there_to_be_read(product: list[Source]) -> None:
    """The rules above read real files: no room of this version is empty."""
    rooms = {"corpus", "embeddings", "parsing", "indexer", "retrieval", "service", "scripts"}

    assert rooms == rooms & {file.room for file in product if not file.path.endswith("__init__.py")}


def test_indexer_and_retrieval_never_meet() -> None:
    """Neither may import the other, in the table that the first rule reads."""
    assert ("retrieval" in DOORS["indexer"], "indexer" in DOORS["retrieval"]) == (False, False)


def test_sizes_for_the_reviewer(product: list[Source], capsys: pytest.CaptureFixture[str]) -> None:
    """The ten largest files and functions are printed; the rule on sizes has the hard stop."""
    files = sorted(((len(file.text.splitlines()), file.path) for file in product), reverse=True)[:10]
    functions = sorted((size for file in product for size in function_sizes(file)), reverse=True)[:10]

    with capsys.disabled():
        sys.stdout.write("\nlargest files and functions, in lines:\n")
        sys.stdout.writelines(f"{lines:>5}  {place}\n" for lines, place in [*files, *functions])

    assert (len(files), len(functions)) == (10, 10)


BAD = {
    "a low room imports a high one": (closed_doors, "corpus/a.py", "from retrieval.search import Searcher"),
    "inside a function": (closed_doors, "embeddings/a.py", "def f():\n    import corpus.forms"),
    "the two sides meet": (closed_doors, "retrieval/a.py", "from indexer.run import IndexRun"),
    "by name": (closed_doors, "corpus/a.py", "import importlib\nimportlib.import_module('parsing.html')"),
    "a script goes past the root": (
        closed_doors,
        "scripts/a.py",
        "from corpus.store.catalogue import Catalogue",
    ),
    "a script takes the API": (closed_doors, "scripts/a.py", "from service.api import app"),
    "a name like an open door": (closed_doors, "scripts/a.py", "import service.settings_of_others"),
    "a relative import": (closed_doors, "corpus/a.py", "from . import blocks"),
    "SQL outside the catalogue": (strayed_libraries, "retrieval/a.py", "from sqlalchemy import select"),
    "SQL of the standard library": (strayed_libraries, "service/a.py", "import sqlite3"),
    "torch in the service": (strayed_libraries, "service/a.py", "def f():\n    import torch.nn"),
    "a library without a home": (strayed_libraries, "corpus/a.py", "import pandas"),
    "an engine": (built_at_import, "corpus/store/a.py", "engine = create_engine('sqlite://')"),
    "an application": (built_at_import, "service/a.py", "app = FastAPI()"),
    "a file": (built_at_import, "corpus/a.py", "WORDS = open('words.txt').read()"),
    "a file by path": (built_at_import, "corpus/a.py", "WORDS = Path('words.txt').read_text()"),
    "a file by a function": (built_at_import, "corpus/a.py", "def f():\n    return open('a')\nWORDS = f()"),
    "a default": (built_at_import, "corpus/a.py", "def f(store=Store()):\n    pass"),
    "a default of a lambda": (built_at_import, "corpus/a.py", "f = lambda store=Store(): store"),
    "a class body": (built_at_import, "corpus/a.py", "class A:\n    store: Store = Store()"),
    "a cached loader": (built_at_import, "corpus/a.py", "@functools.cache\ndef load():\n    pass"),
    "a cached loader with a size": (
        built_at_import,
        "corpus/a.py",
        "@lru_cache(maxsize=1)\ndef load(): pass",
    ),
    "a loop": (built_at_import, "corpus/a.py", "for word in WORDS:\n    pass"),
    "a branch": (built_at_import, "corpus/a.py", "if FAST:\n    engine = load()"),
    "typer outside the scripts": (built_at_import, "corpus/a.py", "app = typer.Typer()"),
    "a package with a name": (
        furnished_packages,
        "corpus/__init__.py",
        '"""Doc."""\nfrom corpus import forms',
    ),
    "a package without a word": (furnished_packages, "corpus/__init__.py", ""),
    "a bare except": (broad_handlers, "corpus/a.py", "try:\n    f()\nexcept:\n    pass"),
    "everything": (broad_handlers, "corpus/a.py", "try:\n    f()\nexcept (OSError, Exception):\n    pass"),
    "everything suppressed": (broad_handlers, "corpus/a.py", "with contextlib.suppress(Exception):\n    f()"),
    "a print": (prints_and_globals, "corpus/a.py", "print('查无此文')"),
    "a global": (prints_and_globals, "scripts/a.py", "def f():\n    global cache\n    cache = 1"),
    "a long file": (oversized, "corpus/a.py", "x = 1\n" * (FILE_LINES + 1)),
    "a long function": (oversized, "corpus/a.py", "def f():\n" + "    x = 1\n" * FUNCTION_LINES),
}


@pytest.mark.parametrize(("rule", "path", "text"), BAD.values(), ids=BAD.keys())
def test_a_bad_source_is_caught(rule: Callable[[Source], list[str]], path: str, text: str) -> None:
    """Each rule finds the one fault of a small bad source."""
    assert len(rule(source(path, text))) == 1


GOOD = {
    "constants": "A = re.compile('第(.)条')\nB = frozenset({'一', '二'})\nC: int = 3\nD = '甲 乙'.split()",
    "a declared type": "@dataclass(frozen=True)\nclass A:\n    b: tuple[int, ...] = field(default=())",
    "work inside a function": "def f(path: Path) -> str:\n    return open(path).read()",
    "a lambda": "KEY = lambda row: load(row)",
    "a table computed": "def double(n: int) -> int:\n    return n * 2\nTABLE = tuple(double(n) for n in range(9))",
    "cleaning up": "def f() -> None:\n    try:\n        g()\n    except BaseException:\n        h()\n        raise",
    "types only": "if TYPE_CHECKING:\n    from corpus.forms import fold",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_a_good_source_passes(text: str) -> None:
    """What a module may hold is not reported by any rule."""
    file = source("corpus/a.py", text)

    assert built_at_import(file) + [finding for rule in RULES for finding in rule(file)] == []


def test_a_frozen_value_is_a_constant() -> None:
    """A value of a frozen type may stand at module level; of any other it may not."""
    file = source(
        "corpus/a.py", "@dataclass(frozen=True)\nclass Span:\n    start: int\nEMPTY = Span(0)\nX = Store()"
    )

    assert built_at_import(file, frozen_types([file])) == ["corpus/a.py:5: Store() runs at import"]


def test_every_dependency_has_a_home() -> None:
    """Each library that the product depends on has a room in the table, under the name it is imported by."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[^\w.-]", dependency)[0].replace("-", "_") for dependency in project["dependencies"]}
    imported = {IMPORTED_AS.get(name, name) for name in names}

    assert imported - set(HOMES) == set()
