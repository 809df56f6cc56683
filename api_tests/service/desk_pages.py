"""The pages on which one works, and steps on them that several tests take."""

from contextlib import suppress
from urllib.parse import quote

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from api_tests.service.desk_world import DRAFT

PHRASES = f"/phrases?phrase={quote('守土有责')}&phrase={quote('河湖保护')}"
PAGES = (
    "/documents", "/draft", "/phrases", PHRASES, "/dossier", "/batch", "/mine", "/collections", "/jobs", "/admin",
    "/admin/keys", "/admin/audit",
)  # fmt: skip


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
