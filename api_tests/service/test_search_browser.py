"""Search, answer and reader in a real Chromium: streamed answers, suggestions, hits, weight, and nobody shut out."""

from typing import Any, Literal
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page

from api_tests.service.watching import Watched, axe_violations, in_view

pytestmark = pytest.mark.browser

QUESTION = "擅自移植古树名木罚款多少？"
LIGHTEST = 60_000  # bytes of a page with everything, compressed


def answered(page: Page) -> None:
    """Wait until the streamed answer stands."""
    page.locator("#answer .made-by").wait_for()


def test_a_question_is_answered_above_the_results(scripted: Watched, live: str) -> None:
    """The answer streams in without being asked for, says what made it, and its marks show their passages."""
    page = scripted.page
    page.goto(f"{live}/?q={quote(QUESTION)}")
    answered(page)
    mark = page.locator("a.cite-mark").first
    mark.focus()
    peek = page.locator("#peek")

    assert "二万元以上十万元以下罚款" in page.locator(".answer-text").inner_text()
    assert "未经语言模型" in page.locator(".made-by").inner_text()
    assert peek.is_visible()
    assert "二万元以上十万元以下" in peek.inner_text()
    assert mark.get_attribute("aria-describedby") == "peek"
    page.keyboard.press("Escape")
    assert not peek.is_visible()
    mark.hover()
    assert peek.is_visible()
    assert len([url for url in scripted.requests if url.endswith("/api/v1/ask")]) == 1


def test_what_the_sources_do_not_say_is_refused(scripted: Watched, live: str) -> None:
    """A refusal is told as one, with the reason and the nearest passages."""
    page = scripted.page
    page.goto(f"{live}/?q={quote('火星基地的食堂几点开门？')}")
    answered(page)

    assert "没有找到可以回答" in page.locator(".answer-state").inner_text()
    assert page.locator(".answer-text").count() == 0


def test_a_name_is_answered_only_when_asked(watched: Watched, live: str) -> None:
    """The button answers, with script in place and without script by a new page."""
    page = watched.page
    page.goto(f"{live}/?q={quote('古树名木保护')}")
    assert page.locator(".made-by").count() == 0
    page.locator("form.ask button[name=ask]").click()
    answered(page)

    assert page.locator("#answer li[id^=e]").count() >= 1
    scripted = page.evaluate("document.querySelector('form.ask').elements.length") and "ask=1" not in page.url
    assert scripted or "ask=1" in page.url


def test_an_answer_can_be_stopped(scripted: Watched, live: str) -> None:
    """While the answer is on its way the stop button stands; it ends the request and says so."""
    page = scripted.page
    page.route("**/api/v1/ask", lambda route: None)  # an answer that never comes
    page.goto(f"{live}/?q={quote(QUESTION)}")
    page.locator("[data-stop]").click()

    assert page.locator(".answer-state").inner_text() == "已停止。"
    assert page.locator("form.ask button[name=ask]").is_visible()
    assert not page.locator("[data-stop]").is_visible()


def test_suggestions_by_keyboard(scripted: Watched, live: str) -> None:
    """Arrows choose, Enter searches, Escape closes and a second one clears; the box says all of it."""
    page = scripted.page
    page.goto(live)
    box, options = page.locator("#q"), page.locator("#suggestions [role=option]")
    box.type("古树")
    options.first.wait_for()
    assert (box.get_attribute("role"), box.get_attribute("aria-expanded")) == ("combobox", "true")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "古树")
    box.type("名")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = options.first.locator("span").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")

    assert page.locator("#q").input_value() == chosen


def test_a_word_being_composed_asks_for_nothing(scripted: Watched, live: str) -> None:
    """Letters of an input method are no query: one word, one request for suggestions."""
    page = scripted.page
    page.goto(live)
    session = page.context.new_cdp_session(page)
    page.locator("#q").focus()
    for letters in ("g", "gu", "gu s", "gu sh", "gu shu"):
        session.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
        page.wait_for_timeout(200)
    during = [url for url in scripted.requests if "/suggest?" in url]
    session.send("Input.insertText", {"text": "古树"})
    page.locator("#suggestions [role=option]").first.wait_for()

    assert during == []
    assert [url.rpartition("q=")[2] for url in scripted.requests if "/suggest?" in url] == [quote("古树")]


def test_hits_follow_each_other_in_the_document(watched: Watched, live: str) -> None:
    """Next and previous go from hit to hit, by links without script, and each stands in view."""
    page = watched.page
    found: dict[str, Any] = httpx.get(f"{live}/api/v1/search", params={"q": "古树名木保护范围"}).json()[
        "hits"
    ][0]
    page.goto(f"{live}/documents/{found['citation']['document_id']}?q={quote('古树名木')}")
    total = int(page.locator(".hit-bar").get_attribute("data-total") or 0)
    assert total >= 3
    page.locator("[data-step='1']").click()
    page.locator("[data-step='1']").click()
    assert page.locator(".hit-bar [role=status]").inner_text() == f"第 3 / {total} 处"
    assert page.url.endswith("#hit-3")
    assert in_view(page, "#hit-3 ~ mark.found >> nth=0")
    page.locator("[data-step='-1']").click()

    assert page.locator(".hit-bar [role=status]").inner_text() == f"第 2 / {total} 处"


def test_back_and_forward(watched: Watched, live: str) -> None:
    """The history goes through box, results and reader as it was made."""
    page = watched.page
    page.goto(f"{live}/?q={quote('巡林')}")
    page.goto(f"{live}/?q={quote('古树名木')}&sort=date")
    page.locator("li.hit h2 a").first.click()
    page.go_back()
    assert page.locator("#q").input_value() == "古树名木"
    page.go_back()
    assert page.locator("#q").input_value() == "巡林"
    page.go_forward()

    assert page.locator(".sorts [aria-current]").inner_text() == "按日期"


def test_a_judgement_is_kept(watched: Watched, live: str) -> None:
    """One click says that a hit is of use; the service keeps it and the page says so, without script by a new page."""
    page = watched.page
    scripted = watched.has_script
    asked = f"每年巡林不少于四次{'' if scripted else '吗'}"
    page.goto(f"{live}/?q={quote(asked)}")
    page.locator(".hit .judging [value=right]").first.click()
    said = page.locator("#status:not(:empty)" if scripted else "main .notice[role=status]")
    said.wait_for(state="attached")
    kept = httpx.get(f"{live}/api/v1/feedback").json()["judgements"][0]

    assert said.inner_text() == "已记录，谢谢。"
    assert (kept["query"], kept["verdict"], kept["kind"]) == (asked, "right", "search")
    if scripted:
        pressed = page.locator(".hit .judging [value=right]").first.get_attribute("aria-pressed")
        assert pressed == "true"
    else:
        assert page.url.endswith("#h1")


def test_an_answer_is_judged(watched: Watched, live: str) -> None:
    """Under the answer it is asked whether it is right; what is said is kept with the passage that it cites."""
    page = watched.page
    page.goto(f"{live}/?q={quote(QUESTION)}{'' if watched.has_script else '&ask=1'}")
    answered(page)
    page.locator(".judged-answer [value=wrong]").click()
    said = page.locator("#status:not(:empty)" if watched.has_script else "main .notice[role=status]")
    said.wait_for(state="attached")
    kept = httpx.get(f"{live}/api/v1/feedback").json()["judgements"][0]

    assert (kept["query"], kept["verdict"], kept["kind"]) == (QUESTION, "wrong", "answer")
    assert "二万元以上十万元以下" in kept["text"]


def test_copying_without_a_clipboard(browser: Browser, live: str) -> None:
    """On plain http there is no clipboard: the text is selected and copied all the same."""
    with browser.new_context() as context:
        context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined});"
            "document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); });"
        )
        one = Watched(context)
        one.page.goto(f"{live}/?q={quote('每年巡林不少于四次')}")
        one.page.locator(".citing summary").first.click()
        one.page.locator(".citing dd button").nth(1).click()
        copied = one.page.evaluate("window.copied")

        assert "[EB/OL]" in copied
        assert one.page.locator("#status").inner_text().startswith("已复制")
        assert one.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(browser: Browser, live: str, scheme: Literal["light", "dark"]) -> None:
    """axe-core finds nothing on first page, results with an answer, empty results, reader, comparison."""
    found = httpx.get(f"{live}/api/v1/search", params={"q": "加密监测"}).json()["hits"][0]["citation"]
    other = httpx.get(f"{live}/api/v1/search", params={"q": "巡林"}).json()["hits"][0]["citation"]
    wrong: dict[str, list[str]] = {}
    with browser.new_context(color_scheme=scheme) as context:
        one = Watched(context)
        for address in (
            "/",
            f"/?q={quote(QUESTION)}",
            f"/?q={quote('巡林')}&issuers={quote('没有这个机关')}",
            f"{found['url']}?q={quote('疫情')}",
            f"/?q={quote(QUESTION)}&lang=en",
            "/compare",
            f"/compare?a={found['document_id']}&b={other['document_id']}",
        ):
            one.page.goto(live + address)
            if QUESTION in one.page.title():
                answered(one.page)
                one.page.locator("a.cite-mark").first.focus()
            wrong[address] = axe_violations(one.page)

        assert {address: found for address, found in wrong.items() if found} == {}
        assert one.complaints == []


def test_from_the_box_to_the_cited_words_by_keyboard_alone(scripted: Watched, live: str) -> None:
    """From the first page to the cited words and back with Tab, Enter and / alone."""
    page = scripted.page
    page.goto(live)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("每年巡林不少于四次")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('li.hit h2 a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*")
    assert in_view(page, "#cite")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.back a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")

    assert page.locator("#q").input_value() == "每年巡林不少于四次"


def test_a_page_is_light(scripted: Watched, live: str) -> None:
    """First page, results with their answer, and reader: each at most 60 KB with everything, compressed."""
    page = scripted.page
    found = httpx.get(f"{live}/api/v1/search", params={"q": "加密监测"}).json()["hits"][0]["citation"]
    for address in ("/", f"/?q={quote(QUESTION)}", f"{found['url']}?q={quote('疫情')}"):
        scripted.requests.clear()
        page.context.clear_cookies()
        page.goto(live + address, wait_until="networkidle")
        weight = 0
        for url in scripted.requests:
            if url.endswith("/api/v1/ask"):
                sent = httpx.post(url, json={"question": QUESTION, "stream": True})
            else:
                sent = httpx.get(url, headers={"Accept-Encoding": "gzip"})
            weight += sent.num_bytes_downloaded

        assert len(scripted.requests) >= 4
        assert weight <= LIGHTEST, address


def test_no_text_is_left_untranslated(scripted: Watched, live: str) -> None:
    """In English nothing on the page itself is Chinese but the name, the switch and what documents say."""
    page = scripted.page
    page.goto(f"{live}/?q={quote(QUESTION)}&lang=en")
    answered(page)
    left = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const inside = node.parentElement.closest('[lang="zh-CN"], .facet, .path, [hidden], .understood span, h1');
                if (!inside && /[\\u4e00-\\u9fff]/.test(node.textContent)) found.push(node.textContent.trim());
            }
            return found;
        }"""
    )

    assert left == []
