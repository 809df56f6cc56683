"""Every page on which one works, in a real Chromium: access, width, language, and no script from outside."""

import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser

from api_tests.service.desk_pages import PAGES, checked
from api_tests.service.desk_world import desk_world
from api_tests.service.watching import Watched, axe_violations
from corpus.store.job_records import ENDED

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served data folder in which work was done, so that the pages have something to show."""
    with desk_world(tmp_path_factory.mktemp("desk")) as (address, chuchu):
        broken = [("files", ("<img src=x onerror=alert(1)>.pdf", "%PDF-1.7坏".encode()))]
        began = [
            httpx.post(f"{address}/api/v1/documents", files=broken).json()["id"],
            httpx.post(f"{address}/api/v1/dossier", json={"outline": "一、河湖巡查"}).json()["id"],
        ]
        until = time.monotonic() + 30
        while not all(chuchu.jobs.get(job).state in ENDED for job in began):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield address


def document_id(desk: str, words: str) -> str:
    """The id of the document whose title holds `words`."""
    found: str = httpx.get(f"{desk}/api/v1/documents", params={"q": words}).json()["documents"][0]["id"]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, desk: str, scheme: str) -> None:
    """No rule of axe-core is broken on any of these pages, nor by what they show after work was done."""
    with browser.new_context(color_scheme=scheme) as context:
        watched = Watched(context)
        page = watched.page
        found: dict[str, list[str]] = {}
        facts = f"/documents/{document_id(desk, '河湖巡查办法')}"
        for address in (*PAGES, f"{facts}/facts", f"{facts}/remove"):
            page.goto(desk + address)
            found[address] = axe_violations(page)
        checked(page, desk)
        found["checked"] = axe_violations(page)

        assert {address: broken for address, broken in found.items() if broken} == {}
        assert watched.complaints == []


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_of_work_scrolls_sideways(scripted: Watched, desk: str, width: int) -> None:
    """Every page fits the width of the window, a checked draft too."""
    page = scripted.page
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for address in PAGES:
        page.goto(desk + address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    checked(page, desk)

    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_string_is_left_untranslated(scripted: Watched, desk: str) -> None:
    """In English no word of the page itself is Chinese; what comes from documents says that it is."""
    page = scripted.page
    left: dict[str, list[str]] = {}
    for address in PAGES:
        page.goto(f"{desk}{address}{'&' if '?' in address else '?'}lang=en")
        left[address] = page.evaluate(
            r"""() => {
                const theirs = '[lang="zh-CN"], script, style, td, dd, a, th, svg, option, .series';
                const own = n => !n.parentElement.closest(theirs) && /[\u4e00-\u9fff]/.test(n.textContent);
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const found = [];
                while (walker.nextNode()) if (own(walker.currentNode)) found.push(walker.currentNode.textContent.trim());
                return found;
            }"""
        )

    assert {address: words for address, words in left.items() if words} == {}


def test_no_script_from_outside_runs(scripted: Watched, desk: str) -> None:
    """Payloads as draft, phrase, collection, key and remark are words and nothing else."""
    page = scripted.page
    evil = "<img src=x onerror=\"document.title='PWNED'\"></textarea><script>document.title='PWNED'</script>"
    page.goto(f"{desk}/draft")
    page.locator("#draft-text").fill(f"要“{evil}守土有责、守土尽责，把河湖保护摆在首要位置”。")
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()
    titles = [page.title()]
    page.goto(f"{desk}/phrases?phrase={quote(evil[:90])}")
    titles.append(page.title())
    page.goto(f"{desk}/collections")
    page.locator("#name").fill("<svg onload=alert(1)>")
    page.locator("#description").fill(evil)
    page.locator(".work-form button").click()
    titles.append(page.title())
    page.goto(f"{desk}/admin")
    page.evaluate(
        "evil => localStorage.setItem('chuchu.passages', JSON.stringify([{code: 'a', href: 'javascript:alert(1)', "
        "title: evil, reference: evil, text: evil, at: evil, remark: evil}, 7, null]))",
        evil,
    )
    page.goto(f"{desk}/mine")
    titles.append(page.title())

    assert page.locator("#passages h3 a").get_attribute("href") == "/"
    assert page.locator("main img, main script").count() == 0
    assert [title for title in titles if title == "PWNED"] == []
