"""A thread that does one thing again and again."""

import threading

from service.periodic import Periodic


def test_where_there_is_more_it_goes_on_at_once() -> None:
    """Three steps follow one another though the next would be due in an hour; then it waits, and stopping ends it."""
    steps: list[int] = []
    waits = threading.Event()

    def step() -> bool:
        steps.append(len(steps))
        if len(steps) == 3:
            waits.set()
        return len(steps) < 3

    thread = Periodic("试", step, 3600)
    thread.start()
    in_time = waits.wait(10)
    was_alive = thread.is_alive
    thread.stop()

    assert (True, True, False, [0, 1, 2]) == (in_time, was_alive, thread.is_alive, steps)


def test_one_that_waits_first_does_nothing_when_stopped_before() -> None:
    """Stopping does not wait for the first time to come."""
    steps: list[int] = []
    thread = Periodic("试", lambda: bool(steps.append(1)), 3600, waits_first=True)
    thread.start()
    thread.stop()

    assert ([], False) == (steps, thread.is_alive)


def test_one_that_never_began_is_stopped_without_waiting() -> None:
    """A service that failed while starting stops all its threads, begun or not."""
    thread = Periodic("试", lambda: False, 0.01)
    thread.stop()

    assert thread.is_alive is False
