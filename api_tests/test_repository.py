"""What a fresh clone promises: its papers agree with each other, and name no machine but the reader's own."""

import re
import runpy
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
READMES = ("README.md", "README.zh-CN.md")

# Written in parts, so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/" + r"(?:work|root|opt|home/\w+|tmp|Users/\w+)" + r"/")
REGISTRY_HOSTS = re.compile(
    r"\b(?:pypi" + r"\.org|files\.python" + r"hosted|npm" + r"js|proxy\.golang|mirrors?\.\w+\.\w+)"
)
TORCH_INDEX = "https://download.pytorch" + ".org/whl/cpu"


def read(name: str) -> str:
    """Give the text of a file of the repository."""
    return (REPOSITORY / name).read_text("utf-8")


def tracked_files() -> list[Path]:
    """Give the files that git tracks; without git, everything that is no build product."""
    if not (REPOSITORY / ".git").exists():
        hidden = {".venv", "data", "build", "dist"}
        return [p for p in REPOSITORY.rglob("*") if p.is_file() and not hidden & set(p.parts)]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, check=True, capture_output=True)
    return [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name]


def texts() -> list[tuple[str, str]]:
    """Give name and text of every tracked file that is text, the licence apart."""
    found = []
    for path in tracked_files():
        name = path.relative_to(REPOSITORY).as_posix()
        if name != "LICENSE" and path.is_file() and b"\0" not in (content := path.read_bytes()):
            found.append((name, content.decode("utf-8", errors="replace")))
    return found


def lines_matching(pattern: re.Pattern[str], text: str) -> list[str]:
    """Give the lines of a text in which the pattern is found."""
    return [line.strip() for line in text.splitlines() if pattern.search(line)]


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_are_there(readme: str) -> None:
    """`make run` and `make test` of each README are targets of the Makefile."""
    commands = re.findall(r"^    make (\w+)", read(readme), re.MULTILINE)
    targets = re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE)

    assert (commands, set(commands) - set(targets)) == (["run", "test"], set())


def test_the_makefile_has_its_targets() -> None:
    """Every command that contributors are told of exists, and prints what it is for in `make help`."""
    targets = set(re.findall(r"^(\w+):.*## ", read("Makefile"), re.MULTILINE))

    assert targets == {
        *("help", "setup", "run", "test", "check", "bench", "clean"),
        *("faults", "soak", "licences", "sbom", "lock", "audit", "bundle", "ray", "milvus"),
    }


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_somewhere(readme: str) -> None:
    """Every relative link of a README is a file of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", read(readme))

    assert len(links) >= 7
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_of_the_readme_exist(readme: str) -> None:
    """Each `chuchu` command that a README shows is one that the command line registers."""
    shown = set(re.findall(r"\.venv/bin/chuchu (\w+)", read(readme)))
    registered = set(re.findall(r'(?:command\(|name=)"(\w+)"', read("scripts/main.py")))

    assert len(shown) >= 8
    assert shown - registered == set()


def test_the_architecture_names_what_is_there() -> None:
    """Every path and every test that docs/architecture.md names exists."""
    named = re.findall(r"`([\w/]+/[\w.]*|test_\w+)`", read("docs/architecture.md"))
    tests = {
        name
        for path in (REPOSITORY / "api_tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }

    assert len(named) >= 30
    assert [name for name in named if name not in tests and not exists(name)] == []


def exists(name: str) -> bool:
    """Tell whether a path stands at the top of the repository or in one of its rooms."""
    return any((folder / name).exists() for folder in (REPOSITORY, REPOSITORY / "service"))


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRY_HOSTS], ids=["path", "host"])
def test_no_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    """No tracked text holds a path of somebody's machine or the address of a package registry."""
    found = {name: lines for name, text in texts() if (lines := lines_matching(pattern, text))}

    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATHS, "cd /" + "work/main"),
        (MACHINE_PATHS, 'open("/' + 'home/someone/notes")'),
        (MACHINE_PATHS, "FOLDER=/" + "tmp/x"),
        (REGISTRY_HOSTS, "pip install -i https://pypi" + ".org/simple"),
        (REGISTRY_HOSTS, "https://mirrors" + ".example.com/simple"),
    ],
)
def test_a_machine_would_be_seen(pattern: re.Pattern[str], line: str) -> None:
    """The patterns of the test above find what they are for."""
    assert lines_matching(pattern, f"good\n{line}\ngood") == [line]


@pytest.mark.parametrize("line", ["see https://example.org/home/about/", "GET /documents/{id}", "data/tmp/x"])
def test_an_address_is_no_machine(line: str) -> None:
    """A path inside an address, a route and a relative path are not reported."""
    assert lines_matching(MACHINE_PATHS, line) + lines_matching(REGISTRY_HOSTS, line) == []


def test_the_image_takes_the_cpu_build() -> None:
    """The Dockerfile pins the torch of the project, from an index that can be chosen, and does not run as root."""
    dockerfile = read("Dockerfile")
    torch = next(name for name in PROJECT["dependencies"] if name.startswith("torch=="))

    assert f"ARG TORCH_INDEX={TORCH_INDEX}" in dockerfile
    assert torch in dockerfile
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["chuchu"]


def dependencies() -> list[str]:
    """Give every requirement of the project, extras and all, as written."""
    extras: dict[str, list[str]] = PROJECT["optional-dependencies"]
    return [*PROJECT["dependencies"], *(one for extra in extras.values() for one in extra)]


@pytest.mark.parametrize("requirement", dependencies())
def test_each_dependency_has_its_reason(requirement: str) -> None:
    """A row of docs/dependencies.md gives name, range and licence of the dependency, and what it is for."""
    name, bounds = re.match(r"([\w.-]+)([^;]*)", requirement).groups()  # type: ignore[union-attr]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in read("docs/dependencies.md").splitlines()
    ]
    row = next((row for row in rows if row and row[0] == name), [])

    assert [row[:2], all(row[2:4])] == [[name, bounds.strip()], True]


def test_no_reason_outlives_its_dependency() -> None:
    """docs/dependencies.md has no row for a library that the project no longer names."""
    rows = re.findall(r"^\| ([\w.-]+) \| [^|]*\d", read("docs/dependencies.md"), re.MULTILINE)
    names = {re.match(r"[\w.-]+", requirement).group() for requirement in dependencies()}  # type: ignore[union-attr]

    assert set(rows) == names


def test_the_changelog_names_the_version() -> None:
    """The newest entry of the changelog is about the version in pyproject.toml."""
    newest = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)[0]

    assert PROJECT["version"] in newest


def test_the_licence_is_apache_2() -> None:
    """LICENSE is the text of the licence that pyproject.toml names, whole."""
    lines = read("LICENSE").split("\n")

    assert PROJECT["license"] == "Apache-2.0"
    assert (lines[1].strip(), lines[2].strip()) == ("Apache License", "Version 2.0, January 2004")
    assert "END OF TERMS AND CONDITIONS" in read("LICENSE")


def examples() -> list[Path]:
    """Give the example documents, in order."""
    return sorted((REPOSITORY / "examples" / "documents").iterdir())


def test_examples_come_in_every_format() -> None:
    """There are fourteen examples or more, in each format that is read."""
    kinds = {path.suffix for path in examples()}

    assert len(examples()) >= 14
    assert kinds == {".txt", ".md", ".html", ".docx", ".pdf"}


def test_examples_come_in_two_encodings() -> None:
    """One example is GB18030, so that a first run shows that it is read; the others are UTF-8."""
    kinds = []
    for path in (path for path in examples() if path.suffix == ".txt"):
        try:
            path.read_text("utf-8")
        except UnicodeDecodeError:
            kinds.append(path.read_text("gb18030").splitlines()[0])

    assert kinds == ["临江市人民政府办公室关于同意设立临江市青年创业园的复函"]


def test_word_examples_are_what_their_sources_give(tmp_path: Path) -> None:
    """The committed Word files hold the parts that `make_documents.py` writes today: none was edited by hand."""
    make = runpy.run_path(str(REPOSITORY / "examples" / "make_documents.py"))["make"]
    made = {path.name: parts_of(path) for path in make(tmp_path) if path.suffix == ".docx"}
    committed = {path.name: parts_of(path) for path in examples() if path.suffix == ".docx"}

    assert len(committed) == 4
    assert made == committed


def parts_of(path: Path) -> dict[str, bytes]:
    """Give the parts of a Word file by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sample_questions_are_asked_once_each() -> None:
    """Twelve sample questions, one a line, short enough for the search box."""
    questions = read("examples/questions.txt").splitlines()

    assert len(set(questions)) == 12
    assert [question for question in questions if not 4 <= len(question) <= 60] == []


def test_test_modules_have_names_of_their_own() -> None:
    """Two test files of one name, in whatever folders, cannot be collected together."""
    names = [path.name for path in (REPOSITORY / "api_tests").rglob("test_*.py")]

    assert [name for name in set(names) if names.count(name) > 1] == []
