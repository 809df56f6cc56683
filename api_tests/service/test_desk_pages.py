"""Every page in a real Chromium: nobody shut out, width, and no script from outside."""

import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Page

from api_tests.service.desk_pages import checked, every_page
from api_tests.service.desk_world import desk_world
from api_tests.service.watching import COLOURS, Watched, axe_violations
from corpus.store.job_records import ENDED
from service.app import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_NAME = f"关于印发《{'进一步加强河湖巡查工作' * 5}的若干措施（征求意见稿）》的通知（最终版２）.txt"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served data folder in which work was done, so that the pages have something to show."""
    with desk_world(tmp_path_factory.mktemp("desk")) as (address, chuchu):
        broken = [("files", ("<img src=x onerror=alert(1)>.pdf", "%PDF-1.7坏".encode()))]
        named = [("files", (LONG_NAME, "关于长名的通知\n\n一、说明\n\n长名２份。\n".encode()))]
        began = [
            httpx.post(f"{address}/api/v1/documents", files=files).json()["id"] for files in (broken, named)
        ]
        began.append(httpx.post(f"{address}/api/v1/dossier", json={"outline": "一、河湖巡查"}).json()["id"])
        until = time.monotonic() + 30
        while not all(chuchu.jobs.get(job).state in ENDED for job in began):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield address
        paths = {urlsplit(page).path for page in every_page(address)}
        routes = [one for one in create_app(chuchu).routes if isinstance(one, APIRoute)]
        pages = {one.path: one for one in routes if not one.include_in_schema and "GET" in one.methods}
        unseen = {path for path, one in pages.items() if not any(one.path_regex.match(p) for p in paths)}
        assert unseen <= {"/static/{digest}/{name}"}, "a page that the tests below do not open"


def opened(page: Page, desk: str, address: str, language: str = "zh") -> None:
    """Open a page in a language and let what its script adds come."""
    page.goto(f"{desk}{address}{'&' if '?' in address else '?'}lang={language}")
    if "q=" in address:
        page.wait_for_timeout(150)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(scripted: Watched, desk: str, language: str) -> None:
    """No rule of axe-core is broken on any page there is, nor by what pages show after work was done, light or dark."""
    page = scripted.page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.emulate_media(color_scheme="light")
        light = axe_violations(page)
        page.emulate_media(color_scheme="dark")
        found[name] = light + axe_violations(page, COLOURS)

    for address in every_page(desk):
        opened(page, desk, address, language)
        look(address)
    checked(page, desk)
    look("a checked draft")
    page.goto(f"{desk}/?q={quote('每月巡查河道')}")
    page.locator("button.save").first.click()
    page.goto(f"{desk}/mine")
    page.locator("#passages h3").wait_for()
    look("what was kept")
    page.goto(f"{desk}/documents")
    page.locator("#files").set_input_files([{"name": "空.txt", "mimeType": "text/plain", "buffer": b""}])
    page.locator(".upload button").click()
    page.locator(".uploads li.failed").wait_for()
    look("uploads")
    # What is not there, and what cannot be searched, is told to the console as such.
    others = [text for text in scripted.complaints if "the server responded with a status of 4" not in text]
    scripted.complaints.clear()

    assert {address: broken for address, broken in found.items() if broken} == {}
    assert others == []


@pytest.mark.parametrize("width", [320, 360, 640])
def test_no_page_scrolls_sideways(scripted: Watched, desk: str, width: int) -> None:
    """Every page fits a phone, and half a window as with 200 % of zoom; a checked draft too."""
    page = scripted.page
    page.set_viewport_size({"width": width, "height": 740})
    wide = []
    for address in every_page(desk):
        page.goto(desk + address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    checked(page, desk)
    scripted.complaints.clear()  # pages that are not there

    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


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
