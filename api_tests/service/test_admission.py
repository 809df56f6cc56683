"""A bounded queue in front of the search: who waits, who is told to come again."""

import threading
import time
from contextvars import ContextVar

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.admission import Admission
from service.errors import Overloaded
from service.settings_load import LoadSettings


def test_no_more_run_than_may_and_all_that_may_wait_are_served() -> None:
    """Eight pieces of work, two at a time: all are done, and never three at once."""
    running, most, lock = 0, 0, threading.Lock()

    def work() -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1
        return 1

    async def all_of_them() -> list[int]:
        admission = Admission(LoadSettings(at_once=2, waiting=8), cores=1)
        done: list[int] = []

        async def one() -> None:
            done.append(await admission.run(work))

        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(one)
        return done

    assert [1] * 8 == anyio.run(all_of_them)
    assert 2 == most


@pytest.mark.parametrize("load", [LoadSettings(waiting=0), LoadSettings(waiting=4, wait_ms=20)])
def test_who_cannot_be_served_in_time_is_told_so(load: LoadSettings) -> None:
    """A full queue refuses at once, a turn that does not come refuses after the wait; the work at hand goes on."""
    release = threading.Event()

    async def crowd() -> tuple[str, str | None]:
        admission = Admission(load, cores=1)
        first: list[str] = []

        async def held() -> None:
            first.append(await admission.run(lambda: "完成" if release.wait(5) else "超时"))

        refused = None
        async with anyio.create_task_group() as group:
            group.start_soon(held)
            await anyio.sleep(0.05)
            try:
                await admission.run(lambda: "不该轮到")
            except Overloaded as error:
                refused = error.headers["Retry-After"]
            release.set()
        return first[0], refused

    assert ("完成", str(max(1, round(load.wait_ms / 1000)))) == anyio.run(crowd)


def test_one_asker_does_not_keep_another_waiting() -> None:
    """Of twenty searches of one key and one of another that comes last, the last is among the first three done."""
    asker: ContextVar[str] = ContextVar("asker")
    done: list[str] = []

    async def crowd() -> None:
        admission = Admission(LoadSettings(at_once=1, waiting=30, wait_ms=10_000), 1, asker)

        async def one(name: str) -> None:
            asker.set(name)
            await admission.run(lambda: time.sleep(0.01))
            done.append(name)

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(one, "key:甲")
            await anyio.sleep(0.005)
            group.start_soon(one, "key:乙")
        assert (0, 0) == admission.load
        assert {} == admission._of_askers

    anyio.run(crowd)

    assert (21, True) == (len(done), "key:乙" in done[:3])


@pytest.mark.slow
def test_who_gives_up_leaves_the_queue() -> None:
    """Turns that were waited for in vain, or whose client went, are left to others."""
    asker: ContextVar[str] = ContextVar("asker")

    async def crowd() -> list[int]:
        admission = Admission(LoadSettings(at_once=1, waiting=30, wait_ms=30), 1, asker)
        done: list[int] = []

        async def one(name: str) -> None:
            asker.set(name)
            try:
                await admission.run(lambda: time.sleep(0.1))
                done.append(200)
            except Overloaded:
                done.append(503)

        async with anyio.create_task_group() as group:
            for name in ("key:甲", "key:甲", "key:甲", "key:乙"):
                group.start_soon(one, name)
        async with anyio.create_task_group() as group:
            group.start_soon(one, "key:甲")
            group.start_soon(one, "key:丙")
            await anyio.sleep(0.01)
            group.cancel_scope.cancel()
        await one("key:乙")
        assert (0, 0) == admission.load
        return done

    assert [200, 503, 503, 503] == sorted(anyio.run(crowd)[:4])
    assert 200 == anyio.run(crowd)[-1]


def test_a_refused_search_says_when_to_come_again(app: FastAPI, client: TestClient) -> None:
    """503 in the one shape, with Retry-After; other calls are answered meanwhile."""
    serving = app.state.serving
    before, serving.admission = serving.admission, Admission(LoadSettings(at_once=1, wait_ms=1), cores=1)
    assert client.portal is not None
    client.portal.call(serving.admission._turns.acquire_on_behalf_of, "别人")
    try:
        refused = client.post("/api/v1/search", json={"query": "林长巡林"})
        page = client.get("/", params={"q": "林长巡林"}, headers={"accept": "text/html"})
        answer = client.post("/api/v1/ask", json={"question": "林长多久巡林一次？"})
        streamed = client.post("/api/v1/ask", json={"question": "林长多久巡林一次？", "stream": True})
        alive = client.get("/readyz")
    finally:
        serving.admission = before

    assert (503, "1") == (refused.status_code, refused.headers["retry-after"])
    assert "overloaded" == refused.json()["error"]["code"]
    assert [503, 503, 503] == [one.status_code for one in (page, answer, streamed)]
    assert page.headers["content-type"].startswith("text/html")
    assert 200 == alive.status_code
    assert 200 == client.post("/api/v1/search", json={"query": "林长巡林"}).status_code
