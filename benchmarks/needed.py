"""What a measurement needs and was not given: told in one line, and passed over without a failure."""

import sys
from http.client import HTTPException
from typing import NoReturn, TypeVar
from urllib.request import urlopen

PASSED_OVER = "passed over, nothing measured: needs"
Given = TypeVar("Given")


def pass_over(what: str) -> NoReturn:
    """Tell what would be needed and end as done: a lack is no regression."""
    print(f"{PASSED_OVER} {what}", flush=True)
    sys.exit(0)


def needed(given: Given | None, what: str) -> Given:
    """Give what was given; end with a line that names `what` where nothing was."""
    return given or pass_over(what)


def service(url: str) -> str:
    """Give the address of a service that answers there; end with a line that asks for one where none does."""
    try:
        with urlopen(f"{url}/healthz", timeout=5):
            return url
    except (OSError, ValueError, HTTPException):
        pass_over(f"a running service: chuchu serve, then --url (none answers at {url})")
