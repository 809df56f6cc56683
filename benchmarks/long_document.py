"""How a document of 500 pages opens and scrolls, in a real Chromium, against a running service.

`python -m benchmarks.pages --make FILE` writes such a document to index; then `python -m benchmarks.long_document --url URL
--document ID` opens it at its beginning, at a permanent link to a place in its middle, and at a phrase looked for in it, each
time in a new context. It tells medians in milliseconds: what the server took, when the first content stood, when the script had
put the place in the middle of the window (the page can be read), when the rest had come; then the slowest frame while scrolling
from end to end, and the long tasks (of more than 50 ms, in which nothing can be pressed) until then. The exit status is 1 where
a page could not be read within a second.
"""

import argparse
import json
import statistics
import sys
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.needed import needed, service
from benchmarks.pages import CHROMIUM, SCROLL, new_window

LIMIT = 1000
"""Milliseconds until it can be read."""
WORDS = 30
"""Characters of the phrase by which the middle is found."""
LONG_TASKS = """
window.longTasks = [];
new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({type: 'longtask', buffered: true});
"""
# The module of the reader runs before DOMContentLoaded: then the place stands where it is read.
TIMES = """() => {
    const [page] = performance.getEntriesByType('navigation');
    const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    return [page.responseStart - page.requestStart, paint, Math.max(paint, page.domContentLoadedEventStart)];
}"""


@dataclass(frozen=True, slots=True)
class Opened:
    """Milliseconds: medians of all runs, but for `frame`, the slowest of all, and `tasks`, every long one."""

    served: float
    painted: float
    readable: float
    whole: float
    frame: float
    tasks: tuple[float, ...]

    def __str__(self) -> str:
        tasks = f"{len(self.tasks)}, longest {max(self.tasks):.0f} ms" if self.tasks else "none"
        return (
            f"server {self.served:.0f} ms, first content {self.painted:.0f} ms, to be read {self.readable:.0f} ms, "
            f"whole {self.whole:.0f} ms, slowest frame {self.frame:.0f} ms, long tasks {tasks}"
        )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--document")
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    needed(arguments.document, "--document ID, a long document of a running service")
    service(arguments.url)
    needed(Path(CHROMIUM).exists(), f"Chromium ({CHROMIUM})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-dev-shm-usage"])
        found = {
            name: opened(browser, arguments.url + path, arguments.times)
            for name, path in places(arguments.url, arguments.document).items()
        }
        browser.close()
    for name, one in found.items():
        print(f"{name}: {one}")
    sys.exit(1 if any(one.readable > LIMIT for one in found.values()) else 0)


def places(url: str, document: str) -> dict[str, str]:
    """Where the document is opened."""
    facts = asked(f"{url}/api/v1/documents/{document}")
    at = int(str(facts["characters"])) // 2
    text = asked(f"{url}/api/v1/documents/{document}/text?start={at}&end={at + WORDS}")
    words = str(text["text"]).replace("\n", "")
    sent = {"query": f"“{words}”", "limit": 1, "filters": {"document_ids": [document]}}
    hits = asked(f"{url}/api/v1/search", sent)["hits"]
    assert isinstance(hits, list)
    return {
        "at its beginning": f"/documents/{document}",
        "at a citation in its middle": hits[0]["citation"]["url"],
        "at a phrase in its middle": f"/documents/{document}?hit=1&q={urllib.parse.quote(words)}#hit-1",
    }


def asked(url: str, sent: object = None) -> dict[str, object]:
    """What the API answers."""
    body = None if sent is None else json.dumps(sent).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def opened(browser: Browser, url: str, times: int) -> Opened:
    """Open a place several times, each time with an empty cache."""
    found: list[list[float]] = []
    tasks: list[float] = []
    slowest = 0.0
    for _ in range(times):
        with new_window(browser) as page:
            page.add_init_script(LONG_TASKS)
            page.goto(url)
            while page.locator(".portions").count():
                page.wait_for_timeout(20)
            whole = page.evaluate("performance.now()")
            found.append([*page.evaluate(TIMES), whole])
            slowest = max(slowest, page.evaluate(SCROLL))
            page.wait_for_timeout(100)
            tasks += page.evaluate("window.longTasks")
    served, painted, readable, whole = (statistics.median(column) for column in zip(*found, strict=True))
    return Opened(served, painted, readable, whole, slowest, tuple(tasks))


if __name__ == "__main__":
    main()
