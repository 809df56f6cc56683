"""`POST /ask` as JSON, against the real server on loopback: answered, refused with a reason, and what cannot be asked."""

from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx
import pytest

from answering.results import AskRequest, Generator
from api_tests.live_server import serving
from api_tests.small_world import index, small_chuchu, write_notices
from service.admission import Admission
from service.api.turns import turn_for
from service.errors import Overloaded
from service.serving import Serving
from service.settings_load import LoadSettings

QUESTION = "防汛工作每月几日前报送进展情况？"
SENTENCE = "各单位要高度重视防汛工作，明确责任分工，于每月５日前报送进展情况。"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("ask")
    with small_chuchu(folder, poll_seconds=0.05) as chuchu:
        index(chuchu, write_notices(folder / "文件", ["防汛工作", "古树保护", "秋收工作"]))
        with serving(chuchu) as url:
            yield f"{url}/api/v1/ask"


def asked(address: str, **body: object) -> httpx.Response:
    return httpx.post(address, json=body, timeout=30)


@pytest.mark.slow
def test_an_answer_stands_where_it_is_cited(address: str) -> None:
    """The sentence is the source's own; its citation's text holds it, and the text has its number."""
    answer = asked(address, question=QUESTION).json()

    assert ("answered", None, "extractive") == (answer["status"], answer["reason"], answer["generator_used"])
    assert f"{SENTENCE}[1]" == answer["answer"]
    assert [(SENTENCE, [1])] == [(one["text"], one["citations"]) for one in answer["sentences"]]
    assert SENTENCE in answer["citations"][0]["text"]
    assert 0.5 < answer["confidence"] <= 1


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("2019年青浦县防汛工作每月几日前报送进展情况？", "2019年"),
        ("古树保护要罚款多少〔元〕，《𠮷田古树名木条例》怎么规定？", "𠮷田古树名木条例"),
        ("What is the retirement age of airline pilots?", "没有"),
    ],
)
def test_what_the_sources_do_not_say_is_refused_with_a_reason(
    address: str, question: str, named: str
) -> None:
    """No sentence, no citation; the reason names what is missing."""
    answer = asked(address, question=question).json()

    assert ("insufficient_evidence", "", [], []) == tuple(
        answer[name] for name in ("status", "answer", "sentences", "citations")
    )
    assert named in answer["reason"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": ""}, "question_empty"),
        ({"question": " 　\u200b\n"}, "question_empty"),
        ({"question": "防" * 10_000}, "question_too_long"),
        ({"question": "\x00\x00"}, "question_empty"),
        ({}, "invalid_request"),
        ({"question": 7}, "invalid_request"),
        ({"question": QUESTION, "generator": "magic"}, "invalid_request"),
        ({"question": QUESTION, "messages": [{"role": "king", "content": "防汛"}]}, "invalid_request"),
        ({"question": QUESTION, "filters": {"date_from": "2024-13-40"}}, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_is_an_error_in_the_one_shape(
    address: str, body: dict[str, object], code: str
) -> None:
    """422 with a code and a sentence, never a failure of the service."""
    refused = asked(address, **body)

    assert (422, code) == (refused.status_code, refused.json()["error"]["code"])
    assert refused.json()["error"]["message"]


@pytest.mark.parametrize("raw", [rb'{"question": "\ud800\udfff\ud800"}', b'{"question": "\xff\xfe"}', b"["])
def test_bytes_that_are_no_text_never_break_the_service(address: str, raw: bytes) -> None:
    """Lone surrogates, broken UTF-8 and broken JSON."""
    answer = httpx.post(address, content=raw, headers={"content-type": "application/json"}, timeout=30)

    assert answer.status_code in (200, 400, 422)
    assert "error" in answer.json() or answer.json()["status"] == "insufficient_evidence"


def test_a_nul_within_a_question_is_left_out(address: str) -> None:
    """What cannot be seen does not change the answer."""
    answer = asked(address, question=QUESTION.replace("每月", "每\x00月")).json()
    assert f"{SENTENCE}[1]" == answer["answer"]


@pytest.mark.slow
def test_answers_wait_in_the_queue_of_searches(tmp_path: Path) -> None:
    """With the only turn taken an answer in own words is told to come again; the turn left, it is served."""
    with small_chuchu(tmp_path) as chuchu:
        served = Serving(chuchu)
        served.admission = Admission(LoadSettings(at_once=1, wait_ms=5), cores=1)
        request = AskRequest(QUESTION)

        async def crowd() -> tuple[str, bool, bool]:
            refused = "served"
            async with turn_for(served, request):
                try:
                    async with turn_for(served, request):
                        pass
                except Overloaded:
                    refused = "refused"
            async with turn_for(served, request) as threads:
                own = threads is served.admission.threads
            # Without a model the answer is in own words, whatever was asked for.
            async with turn_for(served, AskRequest(QUESTION, generator=Generator.MODEL)) as threads:
                model = threads is served.admission.threads
            return refused, own, model

        assert ("refused", True, True) == anyio.run(crowd)
