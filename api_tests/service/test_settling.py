"""What the server does with the interpreter once all is loaded."""

import gc
import sys
from collections.abc import Iterator

import pytest

from service.server import settle


@pytest.fixture
def interpreter() -> Iterator[None]:
    """The interpreter as it was before the test, afterwards."""
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("interpreter")
@pytest.mark.slow
def test_what_is_loaded_is_looked_through_no_more() -> None:
    """The collector leaves what is there alone and still finds what becomes garbage later; threads switch often."""
    settle(0.002)
    ring: list[object] = []
    ring.append(ring)
    del ring

    assert (gc.get_freeze_count() > 10_000, gc.collect() >= 1) == (True, True)
    assert sys.getswitchinterval() == pytest.approx(0.002)
