"""The pages on which one works, and steps on them that several tests take."""

from contextlib import suppress
from urllib.parse import quote

import httpx
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from api_tests.service.desk_world import DRAFT

PHRASES = f"/phrases?phrase={quote('守土有责')}&phrase={quote('河湖保护')}"
TRENDS = "/phrases/trend?before_from=2023&before_to=2023&after_from=2024&after_to=2024"


def every_page(desk: str) -> tuple[str, ...]:
    """Addresses of every page there is, in each of its states, in a world where work was done and a document removed."""
    rules, notice = document_id(desk, "河湖巡查办法"), document_id(desk, "河湖巡查工作")
    code = httpx.get(f"{desk}/api/v1/search", params={"q": "每月巡查河道"}).json()["hits"][0]["citation"][
        "code"
    ]
    jobs = [f"/jobs/{job['id']}" for job in httpx.get(f"{desk}/api/v1/jobs").json()["jobs"]]
    words = quote("河湖保护")
    return (
        "/", f"/?q={words}&ask=1", f"/?q={words}&doc_types={quote('通知')}&sort=date", f"/?q={quote('，。')}",
        f"/?q={words}&issuers={quote('没有这个机关')}", f"/?q={quote('火星基地食堂几点开门')}&ask=1",
        f"/c/{code}?q={words}", f"/documents/{rules}", "/documents", f"/documents?validity={quote('已废止')}",
        f"/documents/{rules}/facts", f"/documents/{rules}/remove", "/draft", "/phrases", PHRASES,
        f"/phrases?phrase={quote('从未有过的提法')}", "/phrases/trend", TRENDS, "/dossier", "/batch", "/compare",
        f"/compare?a={rules}&b={notice}", f"/compare?a={quote('河湖')}&b={quote('没有的文件')}", "/mine", "/collections",
        "/jobs", *jobs, "/admin", "/admin/keys", "/admin/audit", "/sign-in", "/c/aaaaaaaaaaaa", "/no-such-page",
    )  # fmt: skip


def document_id(desk: str, words: str) -> str:
    """The id of the document whose title holds `words`."""
    found: str = httpx.get(f"{desk}/api/v1/documents", params={"q": words}).json()["documents"][0]["id"]
    return found


def checked(page: Page, desk: str) -> None:
    """Paste the draft and have it checked."""
    page.goto(f"{desk}/draft")
    page.locator("#draft-text").fill(DRAFT)
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()


def until(page: Page, expression: str) -> None:
    """Wait until an expression holds; the policy of the page forbids the library's own way."""
    for _ in range(200):
        with suppress(PlaywrightError):
            if page.evaluate(expression):
                return
        page.wait_for_timeout(50)
    raise TimeoutError(expression)


def ended(page: Page) -> None:
    """Wait on a job's page until the job has ended."""
    for _ in range(150):
        with suppress(PlaywrightError):
            if page.locator("b.state.done").count():
                return
            page.wait_for_timeout(100)
            page.goto(page.url)
    raise TimeoutError(page.url)
