"""The page in a real Chromium: without script, with an input method, and under its own strict policy."""

import json
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Error as PlaywrightError

from api_tests.service.waiting import wait_for_view
from api_tests.service.watching import Watched, in_view

pytestmark = pytest.mark.browser


def test_from_the_box_to_the_cited_words(watched: Watched, live: str) -> None:
    """Type, send, open the first result: the cited words are marked and in view, and the way back leads back."""
    page = watched.page
    page.goto(live)
    page.locator("#q").fill("擅自移植古树名木罚款多少")
    page.locator("form.search button").click()
    assert page.locator("li.hit").count() >= 1
    page.locator("li.hit h2 a").first.click()

    assert "处二万元以上十万元以下罚款" in "".join(page.locator("mark").all_inner_texts())
    assert in_view(page, "#cite")
    page.locator(".back a").click()
    assert page.locator("#q").input_value() == "擅自移植古树名木罚款多少"


def test_a_permanent_link_opens_in_view(watched: Watched, live: str) -> None:
    """What was pasted into a document opens at the words, in a window of its own."""
    found = httpx.get(f"{live}/api/v1/search", params={"q": "以文件落实文件"}).json()["hits"][0]["citation"]
    watched.page.set_viewport_size({"width": 390, "height": 600})
    watched.page.goto(live + found["url"])

    assert in_view(watched.page, "#cite")


def test_filters_and_the_library_work_by_links(watched: Watched, live: str) -> None:
    """A facet narrows the results, its chip widens them, the library leads to a document."""
    page = watched.page
    page.goto(f"{live}/?q={quote('林业')}")
    page.locator(".facet a", has_text="通知").first.click()
    assert page.locator(".chips a").count() == 1
    page.locator(".chips a").first.click()
    assert page.locator(".chips a").count() == 0
    page.goto(f"{live}/documents")
    page.locator("table.library a").first.click()

    assert page.locator("article.text").count() == 1


def test_an_upload_by_the_form(watched: Watched, live: str, tmp_path: Path, client: object) -> None:
    """Choose a file, send it, and see what became of it."""
    name = f"浏览器{'有' if watched.page.evaluate('1') else '无'}脚本.txt"
    (tmp_path / name).write_text(
        "关于浏览器的通知\n\n一、说明\n\n本通知由表单上传，用于检验入库流程。\n", encoding="utf-8"
    )
    page = watched.page
    page.goto(f"{live}/documents")
    page.locator("#files").set_input_files(tmp_path / name)
    page.locator("input[name=replace]").check()
    page.locator(".upload button").click()
    ended = {"已入库", "内容未变"}
    outcome = page.locator(".outcome")
    for _ in range(100):
        # The page's own script may load it anew at the same moment; without script the job has a page.
        with suppress(PlaywrightError):
            if outcome.count() and outcome.first.inner_text() in ended:
                break
            page.wait_for_timeout(100)
            if "/jobs/" in page.url:
                page.goto(page.url)

    assert outcome.first.inner_text() in ended
    wait_for_view(client)  # type: ignore[arg-type]


def test_a_word_from_an_input_method_is_one_request(scripted: Watched, live: str) -> None:
    """Enter that ends a composition chooses the word; the next one searches, once."""
    page = scripted.page
    page.goto(live)
    session = page.context.new_cdp_session(page)
    page.locator("#q").focus()
    for letters in ("x", "xu", "xun", "xunl"):
        session.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    page.evaluate(
        """() => document.getElementById('q').dispatchEvent(
            new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""
    )
    during = [url for url in scripted.requests if "?q=" in url]
    session.send("Input.insertText", {"text": "巡林"})
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")

    assert during == []
    assert [url.partition("?")[2] for url in scripted.requests if "?q=" in url] == [f"q={quote('巡林')}"]


def test_the_keyboard_reaches_the_box(scripted: Watched, live: str) -> None:
    """`/` goes to the box and is not typed; in the box it is a character; Escape clears; blank is not sent."""
    page = scripted.page
    page.goto(f"{live}/?q={quote('巡林')}")
    page.keyboard.press("/")
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.press("End")
    page.keyboard.type("/a")
    typed = page.locator("#q").input_value()
    page.keyboard.press("Escape")
    cleared = page.locator("#q").input_value()
    page.keyboard.press("Enter")

    assert (focused, typed, cleared) == ("q", "巡林/a", "")
    assert page.url == f"{live}/?q={quote('巡林')}"


def test_a_citation_is_copied_with_its_place(scripted: Watched, live: str) -> None:
    """The button copies the words and their place, and says so; without a clipboard it selects and copies."""
    page = scripted.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live)
    page.goto(f"{live}/?q={quote('每年巡林不少于四次')}")
    page.locator("button.copy").first.click()
    page.locator("#status:not(:empty)").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith("“")
    assert "每年巡林不少于四次" in copied
    assert "（《在全省林长制工作会议上的讲话》，二、" in copied
    assert page.locator("#status").inner_text().startswith("已复制")


def test_markup_in_documents_does_not_run(scripted: Watched, live: str) -> None:
    """Titles, texts and queries full of scripts change nothing and break no policy."""
    page = scripted.page
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective))"
    )
    hostile = httpx.get(f"{live}/api/v1/search", params={"q": "本段含有标记原样显示"}).json()["hits"][0][
        "citation"
    ]
    for address in (
        hostile["url"],
        "/documents",
        f"/?q={quote('<script>document.title=1</script>本段含有标记')}",
        f"/?q={quote('注入')}&doc_types={quote('<img src=x onerror=document.title=1>')}",
    ):
        page.goto(live + address)
        assert "PWNED" not in page.title().split("<")[0]
        assert page.evaluate("document.title") != "PWNED"
        assert page.locator("main img, main script, main svg").count() == 0


def test_pages_read_well_to_a_screen_reader(scripted: Watched, live: str) -> None:
    """One main heading a page, named regions, labelled fields, headings in order in the reader."""
    page = scripted.page
    found = httpx.get(f"{live}/api/v1/search", params={"q": "加密监测"}).json()["hits"][0]["citation"]
    for address in ("/", f"/?q={quote('巡林')}", "/documents", found["url"], "/jobs"):
        page.goto(live + address)
        names = json.loads(
            page.evaluate(
                """() => JSON.stringify([...document.querySelectorAll('input:not([type=hidden]), button')].map(
                    e => (e.labels && e.labels.length) || e.textContent.trim() ? '' : e.outerHTML))"""
            )
        )
        assert page.locator("h1").count() == 1
        assert [name for name in names if name] == []
        assert page.locator("main").count() == page.locator("nav.site").count() == 1
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(scripted: Watched, live: str, width: int) -> None:
    """Every page fits the width of the window."""
    page = scripted.page
    page.set_viewport_size({"width": width, "height": 800})
    found = httpx.get(f"{live}/api/v1/search", params={"q": "其他乡镇每季一次"}).json()["hits"][0]["citation"]
    for address in ("/", f"/?q={quote('巡林')}", "/documents", found["url"], "/jobs", "/nichts"):
        page.goto(live + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    scripted.complaints.clear()  # the page that is not there is told as such
