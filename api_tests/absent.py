"""What a test says where a program that it needs is not there."""

import os
from typing import NoReturn

import pytest


def absent(program: str, cure: str) -> NoReturn:
    """Leave the test out on a developer's machine, and fail where tests must be whole: continuous integration."""
    said = f"{program} is not installed: {cure}"
    if os.environ.get("CI"):
        pytest.fail(f"{said} (.ci/run installs it)")
    pytest.skip(said)
