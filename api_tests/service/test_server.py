"""What the server asks of the system before it listens."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import resource, sys
from service.server import with_room
from service.settings_limits import LimitSettings

soft, hard, count = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
limits = with_room(LimitSettings(connections=count))
print(limits.connections, resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "found"),
    [
        (256, 1900, "1000 (1768, 1900)"),
        (256, 800, "32 (800, 800)"),
        (256, 512, "8 (512, 512)"),
        (1800, 1900, "1000 (1800, 1900)"),
    ],
    ids=["raised", "as far as the system lets it", "hardly any", "enough before"],
)
@pytest.mark.slow
def test_files_and_connections_enough_are_allowed(soft: int, hard: int, found: str) -> None:
    """A service may hold its connections, a burst and its own files, or as many as the system gives; never fewer than 8."""
    command = [sys.executable, "-c", PROGRAM, str(soft), str(hard), "1000"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == found
