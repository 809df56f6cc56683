"""A language model's answer on the page: its sentences as they come, what it would not say, and who wrote it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from api_tests.live_server import serving
from api_tests.model_server import Asked, Fault, copying, model_server
from api_tests.service.watching import Watched, axe_violations
from api_tests.small_world import index, small_chuchu, write_notices

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUESTION = "防汛工作每月几日前报送进展情况？"


class Model:
    """What the model says next, and whether it may go on."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.go_on = threading.Event()

    def reply(self, asked: Asked) -> Iterator[str] | Fault:
        """Copy the sources, with a pause after the first sentence; or fail."""
        if self.fault is not None:
            return self.fault
        return self.pieces(copying(asked))

    def pieces(self, text: str) -> Iterator[str]:
        first = text.index("]") + 1
        yield text[: first + 3]  # a sentence has ended when the next one begins
        self.go_on.wait(20)
        yield text[first + 3 :]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[str]:
    """A served data folder with a model behind it."""
    folder: Path = tmp_path_factory.mktemp("page-model")
    with model_server(model.reply) as server:
        answers = {"model_url": server.url, "model": "m", "timeout_s": 30}
        with small_chuchu(folder, poll_seconds=0.05, answers=answers) as chuchu:
            index(chuchu, write_notices(folder / "文件", ["防汛工作", "古树保护", "秋收工作"]))
            with serving(chuchu) as url:
                yield url


def asked(page: Page, address: str, language: str = "zh") -> None:
    """Ask, let the extract come, and have the model answer."""
    page.goto(f"{address}/?q={quote(QUESTION)}&lang={language}")
    page.locator("#answer .made-by").wait_for()
    page.locator("[data-generator=model]").click()


def test_sentences_come_while_the_model_writes(scripted: Watched, address: str, model: Model) -> None:
    """The first sentence stands, with its mark and its passage, before the model has ended; then it is said who wrote."""
    page = scripted.page
    model.fault = None
    model.go_on.clear()
    asked(page, address)
    page.locator(".answer-text .cite-mark").first.wait_for()
    early = page.locator(".answer-text").inner_text(), page.locator(".made-by").count()
    busy = page.locator(".answer-body").get_attribute("aria-busy")
    page.locator(".answer-text .cite-mark").first.focus()
    shown = page.locator("#peek").inner_text()
    model.go_on.set()
    page.locator("#answer .made-by").wait_for()

    assert "于每月５日前报送进展情况" in early[0]
    assert (early[1], busy) == (0, "true")
    assert "每月５日前" in shown
    assert page.locator(".made-by").inner_text().startswith("由语言模型")
    assert page.locator(".answer-body").get_attribute("aria-busy") is None
    assert axe_violations(page) == []


def test_a_model_that_breaks_is_told_and_the_sources_answer(
    scripted: Watched, address: str, model: Model
) -> None:
    """What the sources say word for word stands in its place, with the reason, in the reader's language."""
    page = scripted.page
    model.fault = Fault.ERROR_500
    asked(page, address, "en")
    page.locator("#answer .reason").wait_for()

    assert page.locator(".reason").inner_text().startswith("The language model")
    assert page.locator(".made-by").inner_text().startswith("Taken word for word")
    assert "每月５日前" in page.locator(".answer-text").inner_text()


def test_the_model_can_be_stopped(scripted: Watched, address: str, model: Model) -> None:
    """While a silent model is waited for, the stop button ends it; the way to ask again stands."""
    page = scripted.page
    model.fault = Fault.SILENT
    asked(page, address)
    page.locator("[data-stop]").click()

    assert page.locator(".answer-state").inner_text() == "已停止。"
    assert page.locator("[data-generator=model]").is_visible()
