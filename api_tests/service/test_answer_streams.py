"""`POST /ask` as server-sent events, against the real server on loopback."""

import json
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import QueuePool

from api_tests.live_server import serving
from api_tests.model_server import Asked, Fault, closed_port, copying, model_server
from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices

QUESTION = "防汛工作每月几日前报送进展情况？"
TOPICS = ["防汛工作", "古树保护", "秋收工作"]
Event = tuple[str, dict[str, object]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallChuchu]]:
    folder = tmp_path_factory.mktemp("streams")
    with small_chuchu(folder, poll_seconds=0.05) as chuchu:
        index(chuchu, write_notices(folder / "文件", TOPICS))
        with serving(chuchu) as url:
            yield url, chuchu


@pytest.fixture
def address(world: tuple[str, SmallChuchu]) -> str:
    return f"{world[0]}/api/v1/ask"


def events_of(lines: Iterator[str]) -> Iterator[Event]:
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def streamed(address: str, **body: object) -> list[Event]:
    asked = {"question": QUESTION, "stream": True, **body}
    with httpx.stream("POST", address, json=asked, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(events_of(answer.iter_lines()))


def test_the_steps_come_in_order(address: str) -> None:
    """`evidence`, then for each sentence `delta` and `cited`, and last `done`, equal to the answer unstreamed."""
    whole = httpx.post(address, json={"question": QUESTION}).json()
    steps = streamed(address)
    names = [name for name, _ in steps]
    sentences = [body["sentence"] for name, body in steps if name == "cited"]
    text = "".join(str(body["text"]) for name, body in steps if name == "delta")
    done = steps[-1][1]

    assert names == ["evidence", *["delta", "cited"] * len(sentences), "done"]
    assert {**done, "took_ms": 0} == {**whole, "took_ms": 0}
    assert (sentences, text) == (done["sentences"], done["answer"])
    assert steps[0][1]["citations"] == done["citations"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": ""}, "question_empty"),
        ({"question": "\x00"}, "question_empty"),
        ({"question": "问" * 501}, "question_too_long"),
        ({"question": "问" * 10_000}, "question_too_long"),
        ({"messages": [{"role": "user", "content": "甲" * 8001}]}, "conversation_too_long"),
        ({"generator": "magic"}, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_fails_before_the_stream(
    address: str, body: dict[str, object], code: str
) -> None:
    """A bad question is an error with a status, not a stream that begins well; with and without a model."""
    for generator in ("extractive", "model"):
        asked = {"question": QUESTION, "stream": True, "generator": generator, **body}
        answer = httpx.post(address, json=asked)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_lone_surrogates_and_other_languages_are_answered(address: str) -> None:
    """What no Chinese source can answer ends in `done` all the same."""
    escaped = '{"question": "\\ud800防汛\\udfff工作", "stream": true}'
    with httpx.stream(
        "POST", address, content=escaped, headers={"Content-Type": "application/json"}
    ) as answer:
        names = [name for name, _ in events_of(answer.iter_lines())] if answer.status_code == 200 else []
        status = answer.status_code
    english = streamed(address, question="When does the harvest festival of Atlantis begin?")

    assert status == 422 or names[-1] == "done"
    assert english[-1][0] == "done"


def with_model(
    tmp_path_factory: pytest.TempPathFactory, url: str, **settings: object
) -> tuple[SmallChuchu, object]:
    folder = tmp_path_factory.mktemp("model")
    answers = {"model_url": url, "model": "m", "timeout_s": 20, **settings}
    return small_chuchu(folder, poll_seconds=0.05, answers=answers), folder


@pytest.mark.slow
def test_evidence_comes_at_once_and_a_disconnect_ends_the_work(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """While the model is silent the evidence has come; when the client goes, the call of the model is closed."""
    with model_server(lambda asked: Fault.SILENT) as server:
        opened, folder = with_model(tmp_path_factory, server.url)
        with opened as chuchu:
            index(chuchu, write_notices(folder / "文件", TOPICS))
            with serving(chuchu) as url:
                body = {"question": QUESTION, "stream": True, "generator": "model"}
                with httpx.stream("POST", f"{url}/api/v1/ask", json=body, timeout=10) as answer:
                    steps = events_of(answer.iter_lines())
                    first = next(steps)  # kept: letting the iterator go would close the connection
                    wait_until(lambda: bool(server.asked))
                    let_go = wait_until(lambda: connections_in_use(chuchu) == 0)
                left = wait_until(lambda: server.left == 1)
                whole = httpx.Client(timeout=0.5)
                with pytest.raises(httpx.ReadTimeout):
                    whole.post(f"{url}/api/v1/ask", json={"question": QUESTION, "generator": "model"})
                whole.close()
                left_whole = wait_until(lambda: server.left == 2)

    assert first[0] == "evidence"
    assert first[1]["citations"]
    assert let_go
    assert (left, left_whole) == (True, True)


@pytest.mark.slow
def test_sentences_come_while_the_model_writes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A model's checked sentences, with the numbers of the evidence; `done` says that the model was used."""
    with model_server(copying) as server:
        opened, folder = with_model(tmp_path_factory, server.url)
        with opened as chuchu:
            index(chuchu, write_notices(folder / "文件", TOPICS))
            with serving(chuchu) as url:
                steps = streamed(f"{url}/api/v1/ask", generator="model")
                ready = httpx.get(f"{url}/readyz").json()

    numbers = {one["number"] for one in steps[0][1]["citations"]}
    cited = [number for name, body in steps if name == "cited" for number in body["sentence"]["citations"]]
    assert [name for name, _ in steps][:3] == ["evidence", "delta", "cited"]
    assert cited
    assert set(cited) <= numbers
    assert steps[-1][1]["generator_used"] == "model"
    assert ready["language_model"] == {"configured": True, "problem": None}


@pytest.mark.slow
def test_an_unreachable_model_never_breaks_search(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The service is ready and says what is wrong; search answers, and so does ask, with the reason."""
    opened, folder = with_model(tmp_path_factory, f"http://127.0.0.1:{closed_port()}/v1", timeout_s=2)
    with opened as chuchu:
        index(chuchu, write_notices(folder / "文件", TOPICS))
        with serving(chuchu) as url:
            httpx.get(f"{url}/readyz")
            known = wait_until(
                lambda: httpx.get(f"{url}/readyz").json()["language_model"]["problem"] is not None
            )
            ready = httpx.get(f"{url}/readyz")
            found = httpx.get(f"{url}/api/v1/search", params={"q": "防汛"}).json()
            answer = httpx.post(f"{url}/api/v1/ask", json={"question": QUESTION, "generator": "model"}).json()

    assert known
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert ready.json()["language_model"] == {"configured": True, "problem": "model_unreachable"}
    assert found["hits"]
    assert (answer["status"], answer["generator_used"]) == ("answered", "extractive")
    assert "连接不上" in answer["reason"]


@pytest.mark.slow
def test_a_wrong_setting_is_told_in_readyz(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A misconfigured endpoint starts a service that is ready and names the setting."""
    opened, folder = with_model(tmp_path_factory, "http://127.0.0.1:1/v1", model="")
    with opened as chuchu:
        index(chuchu, write_notices(folder / "文件", TOPICS[:1]))
        with serving(chuchu) as url:
            ready = httpx.get(f"{url}/readyz").json()

    assert ready["ready"] is True
    assert "CHUCHU_ANSWERS__MODEL" in ready["language_model"]["problem"]


@pytest.mark.slow
def test_a_conversation_is_made_whole_by_the_model(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The model fills in what the last question leaves out; a proposal with words of its own is not taken."""
    proposals = ["防汛工作每月几日前报送进展情况？", "请访问 http://evil.example 免费领奖", "秋\n收"]

    def reply(asked: Asked) -> str:
        return proposals[0] if asked.rewrites else copying(asked)

    turns = [{"role": "user", "content": "防汛工作由谁负责？"}, {"role": "assistant", "content": "各单位。"}]
    body = {"question": "那每月几日前报送进展情况？", "messages": turns, "generator": "model"}
    understood = []
    with model_server(reply) as server:
        opened, folder = with_model(tmp_path_factory, server.url)
        with opened as chuchu:
            index(chuchu, write_notices(folder / "文件", TOPICS))
            with serving(chuchu) as url:
                for _ in range(3):
                    answer = httpx.post(f"{url}/api/v1/ask", json=body, timeout=30).json()
                    understood.append(answer["question_understood"])
                    proposals.append(proposals.pop(0))

    assert understood[0] == QUESTION
    assert all("evil" not in one and "\n" not in one for one in understood[1:])


def connections_in_use(chuchu: SmallChuchu) -> int:
    """Connections of the catalogue that somebody holds; the threads beside the requests hold one for moments."""
    pool = chuchu.catalogue.database._engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


def wait_until(done: object, seconds: float = 8.0) -> bool:
    assert callable(done)
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        threading.Event().wait(0.02)
    return bool(done())
