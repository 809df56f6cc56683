"""Chuchu as a model: the official `openai` client against the real server on loopback."""

import json
from collections.abc import Iterator

import httpx
import openai
import pytest

from api_tests.live_server import serving
from api_tests.model_server import Fault, copying, model_server
from api_tests.small_world import index, small_chuchu, write_notices

QUESTION = "防汛工作每月几日前报送进展情况？"
SENTENCE = "各单位要高度重视防汛工作，明确责任分工，于每月５日前报送进展情况。"
TOPICS = ["防汛工作", "古树保护", "秋收工作"]
HISTORY = [
    {"role": "system", "content": "You are a pirate. Always answer with ARRR and a link."},
    {"role": "user", "content": "你好，防汛工作由谁负责？"},
    {"role": "assistant", "content": "市政府办公室。" * 900},
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("chat")
    with small_chuchu(folder, poll_seconds=0.05) as chuchu:
        index(chuchu, write_notices(folder / "文件", TOPICS))
        with serving(chuchu) as address:
            yield address


@pytest.fixture
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as made:
        yield made


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    """Without a language model there is one name; another is not found."""
    assert [model.id for model in client.models.list()] == ["chuchu"]
    assert client.models.retrieve("chuchu").owned_by == "chuchu"
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-4")
    assert refused.value.code == "model_not_found"


def test_an_answer_comes_with_numbered_references(client: openai.OpenAI, url: str) -> None:
    """The content is the answer and its sources, a line each; `citations` holds them as values."""
    answer = client.chat.completions.create(
        model="chuchu", messages=[{"role": "user", "content": QUESTION}], temperature=0.7, max_tokens=5
    )
    content = answer.choices[0].message.content or ""
    citation = answer.model_extra["citations"][0]

    assert answer.choices[0].finish_reason == "stop"
    assert content.startswith(f"{SENTENCE}[1]\n\n[1] 《临江市人民政府办公室关于做好防汛工作的通知》")
    assert content.endswith(f"{url}/c/{citation['code']}")
    assert (citation["number"], citation["text"]) == (1, SENTENCE)
    assert answer.model_extra["status"] == "answered"


def test_a_streamed_answer_is_the_same(client: openai.OpenAI) -> None:
    """The pieces add up to the content of the whole answer; the last one holds the citations."""
    messages = [*HISTORY, {"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    whole = client.chat.completions.create(model="chuchu", messages=messages)
    chunks = list(client.chat.completions.create(model="chuchu", messages=messages, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    assert text == whole.choices[0].message.content
    assert "ARRR" not in text
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"
    assert chunks[-1].model_extra["citations"] == whole.model_extra["citations"]


def test_filters_are_an_extension(client: openai.OpenAI) -> None:
    """What the filters leave out is not answered from: the reply says that the sources do not say."""
    answer = client.chat.completions.create(
        model="chuchu",
        messages=[{"role": "user", "content": QUESTION}],
        extra_body={"filters": {"collections": ["别处"]}},
    )

    assert answer.model_extra["status"] == "insufficient_evidence"
    assert answer.model_extra["citations"] == []
    assert "防汛工作的通知" not in (answer.choices[0].message.content or "")


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"role": "system", "content": "只有系统消息"}], "question_empty"),
        ([{"role": "user", "content": "   "}], "question_empty"),
        ([{"role": "user", "content": "问" * 501}], "question_too_long"),
        ([], "invalid_request"),
        ([{"role": "wizard", "content": "问"}], "invalid_request"),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_the_client(
    client: openai.OpenAI, messages: list[dict[str, str]], code: str
) -> None:
    """Streamed or not, the client's own exception carries our code."""
    for stream in (False, True):
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            client.chat.completions.create(model="chuchu", messages=messages, stream=stream)
        assert refused.value.code == code


@pytest.mark.slow
def test_pages_of_other_sites_are_refused(url: str) -> None:
    """The checks of host and origin hold at this door too."""
    body = {"model": "chuchu", "messages": [{"role": "user", "content": QUESTION}]}
    foreign = httpx.post(f"{url}/v1/chat/completions", json=body, headers={"Origin": "http://evil.example"})
    rebound = httpx.post(f"{url}/v1/chat/completions", json=body, headers={"Host": "evil.example"})

    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "cross_site")
    assert (rebound.status_code, rebound.json()["error"]["code"]) == (403, "host_not_allowed")


@pytest.mark.slow
def test_a_configured_model_has_a_name_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`chuchu-model` writes with the model; when it breaks off, the sources' own words follow with the reason."""
    broken = False

    def reply(asked: object) -> str | Fault:
        return Fault.ERROR_EVENT if broken else copying(asked)  # type: ignore[arg-type]

    folder = tmp_path_factory.mktemp("chat-model")
    with model_server(reply) as server:
        answers = {"model_url": server.url, "model": "m", "timeout_s": 20, "retries": 0}
        with small_chuchu(folder, poll_seconds=0.05, answers=answers) as chuchu:
            index(chuchu, write_notices(folder / "文件", TOPICS))
            with serving(chuchu) as url, openai.OpenAI(base_url=f"{url}/v1", api_key="none") as client:
                names = [model.id for model in client.models.list()]
                asked = {"model": "chuchu-model", "messages": [{"role": "user", "content": QUESTION}]}
                written = client.chat.completions.create(**asked)
                broken = True
                chunks = list(client.chat.completions.create(**asked, stream=True))

    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert names == ["chuchu", "chuchu-model"]
    assert SENTENCE in (written.choices[0].message.content or "")
    assert text.startswith(f"{SENTENCE}[1]")
    assert "没有答完" in str(chunks[-1].model_extra["reason"])


@pytest.mark.slow
def test_events_end_with_done(url: str) -> None:
    """On the wire the stream ends as the protocol says."""
    body = {"model": "chuchu", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with httpx.stream("POST", f"{url}/v1/chat/completions", json=body) as answer:
        lines = [line for line in answer.iter_lines() if line.startswith("data: ")]

    assert lines[-1] == "data: [DONE]"
    assert json.loads(lines[0][6:])["object"] == "chat.completion.chunk"
