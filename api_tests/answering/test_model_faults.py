"""A language model that fails in every way: the answer is the sources' own words, in time, and says why."""

import threading
import time
from collections.abc import Iterator

import pytest

from answering.answers import Answers
from answering.model.client import Message, ModelClient
from answering.model.errors import ModelBusy, Stopped
from answering.model.settings import ModelSettings
from answering.results import Answer, AskRequest, Generator, Status
from api_tests.model_server import Fault, closed_port, copying, in_turn, model_server, saying
from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from service.building.model import build_answers
from service.settings_answers import AnswerSettings

QUESTION = "防汛工作每月几日前报送进展情况？"
TIMEOUT = 0.7
SLACK = 1.0  # seconds that the rest of an answer may take on a busy machine
TOPICS = ["防汛工作", "古树保护", "秋收工作"]


@pytest.fixture(scope="module")
def chuchu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallChuchu]:
    folder = tmp_path_factory.mktemp("faults")
    with small_chuchu(folder) as opened:
        index(opened, write_notices(folder / "文件", TOPICS))
        yield opened


def answers_with(chuchu: SmallChuchu, url: str, **settings: object) -> Answers:
    given = AnswerSettings.model_validate(
        {"model_url": url, "model": "小模型", "timeout_s": TIMEOUT, "retries": 1, **settings}
    )
    return build_answers(chuchu.answerer, chuchu.forms, given)


def ask(answers: Answers) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = answers.answer(AskRequest(QUESTION, generator=Generator.MODEL))
    return answer, time.monotonic() - began


def test_a_model_that_works_is_used(chuchu: SmallChuchu) -> None:
    """An honest model's sentences are delivered with the citations that support them, from 1 without gaps."""
    with model_server(copying) as server:
        answer, _ = ask(answers_with(chuchu, server.url, key="c0ffee", timeout_s=20))

    assert (answer.status, answer.generator_used, answer.reason) == (Status.ANSWERED, Generator.MODEL, None)
    assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(sentence.supported and sentence.citations for sentence in answer.sentences)
    assert server.asked[0].authorization == "Bearer c0ffee"
    assert server.asked[0].question == QUESTION


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.SILENT, "秒内没有答完"),
        (Fault.DRIPS, "秒内没有答完"),
        (Fault.RESETS, "连接不上"),
        (Fault.HALF, "没有答完"),
        (Fault.UNFINISHED, "没有答完"),
        (Fault.ERROR_500, "没有答完"),
        (Fault.UNAUTHORIZED, "HTTP 401"),
        (Fault.NOT_JSON, "无法识别"),
        (Fault.WRONG_SHAPE, "无法识别"),
        (Fault.HTML, "无法识别"),
        (Fault.BINARY, "无法识别"),
        (Fault.ERROR_EVENT, "没有答完"),
        (Fault.REDIRECT, "HTTP 307"),
        (Fault.ENDLESS, "没有答完"),
    ],
)
def test_every_fault_ends_in_the_sources_own_words(chuchu: SmallChuchu, fault: Fault, said: str) -> None:
    """Within the time that is set the extractive answer comes, with the reason."""
    expected = chuchu.answers.answer(AskRequest(QUESTION))
    with model_server(lambda _: fault) as server:
        answer, seconds = ask(answers_with(chuchu, server.url))

    assert answer.sentences == expected.sentences
    assert answer.generator_used is Generator.EXTRACTIVE
    assert said in (answer.reason or "")
    assert seconds < TIMEOUT + SLACK


def test_nobody_listening_is_a_reason(chuchu: SmallChuchu) -> None:
    """An endpoint that cannot be reached costs no more than the time that is set."""
    answers = answers_with(chuchu, f"http://127.0.0.1:{closed_port()}/v1")
    answer, seconds = ask(answers)

    assert "连接不上" in (answer.reason or "")
    assert answers.model_problem == "model_unreachable"
    assert seconds < TIMEOUT + SLACK


def test_no_model_configured_is_a_reason(chuchu: SmallChuchu) -> None:
    """Asking for a model where none is set gives the extractive answer and says so."""
    answer, _ = ask(chuchu.answers)

    assert "没有配置语言模型" in (answer.reason or "")
    assert answer.status is Status.ANSWERED


def test_a_failed_call_is_tried_again(chuchu: SmallChuchu) -> None:
    """One failure before anything came is not the end."""
    honest = "各单位要高度重视防汛工作，明确责任分工，于每月５日前报送进展情况。[1]"
    with model_server(in_turn([Fault.ERROR_500, honest])) as server:
        answer, _ = ask(answers_with(chuchu, server.url, timeout_s=20))

    assert answer.generator_used is Generator.MODEL
    assert len(server.asked) == 2


def test_a_broken_half_is_never_delivered_as_an_answer(chuchu: SmallChuchu) -> None:
    """Sentences that came before a failure are replaced by the extractive answer in `done`."""
    with model_server(lambda _: Fault.HALF) as server:
        events = list(
            answers_with(chuchu, server.url).events(
                AskRequest(QUESTION, generator=Generator.MODEL), lambda: False
            )
        )

    names = [type(event).__name__ for event in events]
    assert names == ["EvidenceFound", "TextDelta", "SentenceCited", "Done"]


@pytest.mark.slow
def test_whoever_leaves_ends_the_call() -> None:
    """A stop is heard within a tenth of a second or so, and the connection to the model is closed."""
    gone = threading.Event()
    with model_server(lambda _: Fault.SILENT) as server:
        client = ModelClient(ModelSettings(server.url, "m", timeout_s=30))
        threading.Timer(0.3, gone.set).start()
        began = time.monotonic()
        with pytest.raises(Stopped):
            client.text([Message("user", "问")], gone.is_set)
        seconds = time.monotonic() - began
        until = time.monotonic() + 5
        while not server.left and time.monotonic() < until:
            time.sleep(0.02)

    assert seconds < 1.5
    assert server.left == 1


@pytest.mark.slow
def test_calls_beyond_the_budget_wait_and_give_up() -> None:
    """With one call under way and one allowed, the next waits as long as is set, then fails as busy."""
    gone = threading.Event()
    with model_server(lambda _: Fault.SILENT) as server:
        client = ModelClient(ModelSettings(server.url, "m", timeout_s=30, concurrent=1, queue_s=0.2))
        first = threading.Thread(target=_swallow, args=(client, gone))
        first.start()
        while not server.asked:
            time.sleep(0.01)
        with pytest.raises(ModelBusy):
            client.text([Message("user", "问")], lambda: False)
        gone.set()
        first.join(5)
    with model_server(saying("答")) as server:
        client = ModelClient(ModelSettings(server.url, "m", concurrent=1))
        assert [client.text([Message("user", "问")], lambda: False) for _ in range(3)] == ["答"] * 3


def _swallow(client: ModelClient, gone: threading.Event) -> None:
    with pytest.raises(Stopped):
        client.text([Message("user", "问")], gone.is_set)


@pytest.mark.parametrize(
    "wrong",
    [
        {"model_url": "ftp://127.0.0.1/v1", "model": "m"},
        {"model_url": "127.0.0.1:8000", "model": "m"},
        {"model_url": "http://user:pass@127.0.0.1/v1", "model": "m"},
        {"model_url": "http://[::1/v1", "model": "m"},
        {"model_url": "http://127.0.0.1/v1"},
        {"model_url": "http://127.0.0.1/v1", "model": "m", "key": "密钥\n"},
    ],
)
def test_wrong_settings_leave_the_service_working(chuchu: SmallChuchu, wrong: dict[str, str]) -> None:
    """A model that is set up wrongly is told as a problem; questions are answered without it."""
    settings = AnswerSettings.model_validate(wrong)
    answer, _ = ask(build_answers(chuchu.answerer, chuchu.forms, settings))

    assert settings.problem
    assert (answer.status, answer.generator_used) == (Status.ANSWERED, Generator.EXTRACTIVE)
