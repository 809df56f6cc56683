"""The rules of the rooms, as functions from one parsed source file to its findings.

The code is read, never imported.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from architecture_tables import (
    DECLARING_CALLS,
    DOORS,
    FILE_LINES,
    FUNCTION_LINES,
    HOMES,
    LISTS_OF_TABLES,
    PRINTING,
    PURE_CALLS,
    RAISED_BARE,
    RUN_BY_ALEMBIC,
    SCRIPT_DOORS,
)

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Source:
    """One source file, parsed. `path` is relative to the repository, with forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The top folder."""
        return self.path.split("/")[0]


def source(path: str, text: str) -> Source:
    """Parse the text of one file."""
    return Source(path, text, ast.parse(text, path))


def sources(*folders: str) -> list[Source]:
    """Parse every Python file below these folders of the repository."""
    paths = [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]
    return [source(path.relative_to(REPOSITORY).as_posix(), path.read_text("utf-8")) for path in paths]


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give line and full name of every module imported anywhere in the file, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and dotted(node.func) in {"importlib.import_module", "__import__"}:
            first = node.args[0] if node.args else None
            yield node.lineno, str(first.value) if isinstance(first, ast.Constant) else "<computed>"


def dotted(node: ast.expr) -> str:
    """Write `a.b.c` of a name or attribute, with what cannot be named as `?`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def closed_doors(file: Source) -> list[str]:
    """Find imports of rooms that this room may not know."""
    findings = []
    for line, module in imported_modules(file.tree):
        room = module.split(".")[0]
        if module.startswith("."):
            findings.append(f"{file.path}:{line}: relative import {module}")
        elif room in DOORS and room != file.room and not is_open(file.room, module):
            findings.append(f"{file.path}:{line}: {file.room} may not import {module}")
    return findings


def is_open(room: str, module: str) -> bool:
    """Tell whether the room may import the module of another room."""
    if room == "scripts":
        return any(f"{module}.".startswith(f"{door}.") for door in SCRIPT_DOORS)
    return module.split(".")[0] in DOORS[room]


def strayed_libraries(file: Source) -> list[str]:
    """Find imports of libraries outside their homes, and of libraries that have none."""
    findings = []
    for line, module in imported_modules(file.tree):
        library = module.split(".")[0]
        known = library in DOORS or (library in sys.stdlib_module_names and library not in HOMES)
        if library and not known and file.room not in HOMES.get(library, set()):
            findings.append(f"{file.path}:{line}: {library} has no home in {file.room}")
    return findings


def children_at_import(node: ast.AST) -> list[ast.AST]:
    """Give the parts of a node that run when it is imported: of a function its decorators and defaults."""
    if isinstance(node, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        return [part for part in (*decorators, *defaults) if part]
    if isinstance(node, ast.AnnAssign):
        return [node.value] if node.value else []
    return list(ast.iter_child_nodes(node))


def offences_at_import(
    node: ast.AST, may_call: Callable[[ast.Call], bool], *, may_cache: bool
) -> Iterator[ast.AST]:
    """Give, outermost first, the statements that do things and the calls that may not be made."""
    working = isinstance(node, ast.For | ast.While | ast.With | ast.Try | ast.Delete)
    hidden = is_cache(node) and not may_cache
    if working or (isinstance(node, ast.Call) and not may_call(node)) or hidden:
        yield node
        return
    for child in children_at_import(node):
        yield from offences_at_import(child, may_call, may_cache=may_cache)


def is_cache(node: ast.AST) -> bool:
    """Tell whether the name is that of a cache, which is a hidden global."""
    return isinstance(node, ast.Name | ast.Attribute) and dotted(node).split(".")[-1] in {
        "cache",
        "lru_cache",
    }


def is_type_checking_or_main(node: ast.stmt) -> bool:
    """Tell whether the statement is for type checkers, or runs only when the file is the program."""
    if not isinstance(node, ast.If):
        return False
    names = {name.id for name in ast.walk(node.test) if isinstance(name, ast.Name)}
    return bool(names & {"TYPE_CHECKING", "__name__"})


def frozen_types(files: list[Source]) -> frozenset[str]:
    """Name the frozen dataclasses, enums and named tuples: a value of these is a constant."""
    classes = [node for file in files for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef)]
    return frozenset(node.name for node in classes if is_frozen(node))


def is_frozen(node: ast.ClassDef) -> bool:
    """Tell whether values of the class cannot change."""
    bases = {dotted(base).split(".")[-1] for base in node.bases}
    keywords = [word for call in node.decorator_list if isinstance(call, ast.Call) for word in call.keywords]
    return bool(bases & {"NamedTuple", "StrEnum", "IntEnum", "Enum"}) or any(
        w.arg == "frozen" for w in keywords
    )


def built_at_import(file: Source, frozen: frozenset[str] = frozenset()) -> list[str]:
    """Find what runs at import: calls that are not on the lists, loops, and caches."""
    if file.path in RUN_BY_ALEMBIC:
        return []
    declaring = [names for part, (_, names) in DECLARING_CALLS.items() if file.path.startswith(part)]
    calls = frozen.union(PURE_CALLS, *declaring)
    calls |= pure_functions(file.tree, calls)
    offences = [
        offence
        for statement in file.tree.body
        if not is_type_checking_or_main(statement)
        for offence in offences_at_import(
            statement, lambda call: may_be_called(call, calls), may_cache="cache" in calls
        )
    ]
    return [f"{file.path}:{line_of(node)}: {ast.unparse(node)[:60]} runs at import" for node in offences]


def pure_functions(tree: ast.Module, calls: frozenset[str]) -> frozenset[str]:
    """Name the functions of a module that only make calls which may be made at import."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return frozenset(
        function.name
        for function in functions
        if all(may_be_called(call, calls) for call in ast.walk(function) if isinstance(call, ast.Call))
    )


def may_be_called(call: ast.Call, calls: frozenset[str]) -> bool:
    """Tell whether the call is of a listed name, or a method of a string or a number that gives another."""
    if not isinstance(call.func, ast.Attribute):
        return called(call) in calls
    receiver, method = call.func.value, call.func.attr
    on_literal = isinstance(receiver, ast.JoinedStr | ast.Constant)
    of_text = method in {"encode", "join", "split", "to_bytes"} or (
        method == "replace" and len(call.args) == 2
    )
    return on_literal or of_text or called(call) in calls


def called(call: ast.Call) -> str:
    """Name what is called: a type by its own name (`sa.Column` is `Column`), all else by the whole path."""
    name = dotted(call.func)
    last = name.split(".")[-1]
    return last if last[:1].isupper() and not name.startswith("typer.") else name


def line_of(node: ast.AST) -> int:
    """Give the line of a node that has one, else 0."""
    return int(getattr(node, "lineno", 0))


def furnished_packages(file: Source) -> list[str]:
    """Find `__init__.py` files that hold more, or less, than a docstring."""
    bare = len(file.tree.body) == 1 and ast.get_docstring(file.tree)
    if bare or not file.path.endswith("__init__.py"):
        return []
    return [f"{file.path}: holds more or less than a docstring"]


def broad_handlers(file: Source) -> list[str]:
    """Find `except:`, `except Exception`, `suppress(Exception)`, where the error is not raised again."""
    caught = []
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ExceptHandler) and not raises_again(node, file.path in RAISED_BARE):
            caught.append((node.lineno, node.type))
        elif isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "suppress":
            caught += [(node.lineno, argument) for argument in node.args]
    return [f"{file.path}:{line}: catches everything" for line, kind in caught if is_broad(kind)]


def raises_again(handler: ast.ExceptHandler, may_translate: bool) -> bool:
    """Tell whether a handler ends by raising what it caught, or may give it another name: it hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and (last.exc is None or may_translate)


def is_broad(kind: ast.expr | None) -> bool:
    """Tell whether a handler of this kind catches what nobody named."""
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(each is None or dotted(each) in {"Exception", "BaseException"} for each in kinds)


def prints_and_globals(file: Source) -> list[str]:
    """Find `print` outside the folders that talk to a terminal, and `global` anywhere."""
    findings = []
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Global):
            findings.append(f"{file.path}:{node.lineno}: global {', '.join(node.names)}")
        printing = isinstance(node, ast.Call) and dotted(node.func) == "print"
        if printing and not file.path.startswith(PRINTING):
            findings.append(f"{file.path}:{line_of(node)}: prints")
    return findings


def function_sizes(file: Source) -> list[tuple[int, str]]:
    """Give lines, from `def` to the end, and place of every function."""
    functions = [
        node for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [((node.end_lineno or 0) - node.lineno + 1, f"{file.path}:{node.name}") for node in functions]


def oversized(file: Source) -> list[str]:
    """Find files and functions over the hard stop."""
    lines = len(file.text.splitlines())
    sizes = [(place, size) for size, place in function_sizes(file) if size > FUNCTION_LINES]
    if file.path.startswith(LISTS_OF_TABLES):
        sizes = []
    if lines > FILE_LINES:
        sizes.append((file.path, lines))
    return [f"{place}: {size} lines" for place, size in sizes]
