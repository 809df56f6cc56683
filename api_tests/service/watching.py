"""What tests in a real Chromium share: pages that are watched, and what is seen of them."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")


class Watched:
    """A page whose console, dialogs, requests and policy violations (which Chromium tells the console) are kept."""

    def __init__(self, context: BrowserContext, *, has_script: bool = True) -> None:
        self.has_script = has_script
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.requests.append(request.url))

    @property
    def hosts(self) -> set[str | None]:
        """The hosts that the page asked anything of."""
        return {urlsplit(url).hostname for url in self.requests}

    def _dialog(self, dialog: object) -> None:
        self.complaints.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]


def in_view(page: Page, selector: str) -> bool:
    """Whether an element comes to stand within the window: a browser goes to a place once it has laid out the page."""
    for _ in range(LOOKS):
        if stands_in_view(page, selector):
            return True
        page.wait_for_timeout(PAUSE_MS)
    return False


def stays_out_of_view(page: Page, selector: str) -> bool:
    """Whether an element that is there is out of the window for half a second, so that nothing moves it in late."""
    for _ in range(10):
        if stands_in_view(page, selector):
            return False
        page.wait_for_timeout(PAUSE_MS)
    return True


def stands_in_view(page: Page, selector: str) -> bool:
    """Whether an element stands within the window at this moment."""
    box, window = page.locator(selector).bounding_box(), page.viewport_size
    assert window
    return box is not None and 0 <= box["y"] and box["y"] + min(box["height"], 40) <= window["height"]


PAUSE_MS = 50
LOOKS = 100
"""How often it is looked whether an element has come into view: five seconds in all."""

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe-core that another colour scheme can break."""


def axe_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong with the page as it stands, by some rules or all: each with the elements that break it."""
    page.evaluate(_axe())
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"], **only})
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
