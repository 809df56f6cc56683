"""What the server asks of the system before it listens."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import resource, sys
from service.server import allow_descriptors

soft, hard, count = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
allow_descriptors(count)
print(resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "found"),
    [(256, 900, (768, 900)), (256, 512, (512, 512)), (800, 900, (800, 900))],
    ids=["raised", "as far as the system lets it", "enough before"],
)
def test_files_and_connections_enough_are_allowed(soft: int, hard: int, found: tuple[int, int]) -> None:
    """A service for 768 files and connections may hold so many, or what the system gives at most; never fewer."""
    command = [sys.executable, "-c", PROGRAM, str(soft), str(hard), "768"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == str(found)
