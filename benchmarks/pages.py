"""How heavy and how quick pages are, in a real Chromium, against a running service.

`python -m benchmarks.pages --url http://127.0.0.1:8000` opens every page, the reader also with the longest document of
the library, and tells for each what came over the wire (kilobytes, compressed, without the cache), when the first content
stood and when all was loaded (milliseconds, medians), how long the slowest frame took while scrolling from end to end, and
what was asked of anybody else (nothing, it should be). Of a long document the portion that opens is told apart from what
the script fetches later. The last line says whether all pages keep to 60 KB and 200 ms; where one does not, the exit
status is 1. `--make FILE` writes a document of about 500 pages to index first.
"""

import argparse
import json
import statistics
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.needed import needed, service

CHROMIUM = "/usr/bin/chromium"
QUESTION = "办理期限是多少天？"
PHRASE = "高质量发展"
HEAVIEST = 60 * 1024
"""Bytes of a page with everything, compressed."""
SLOWEST = 200
"""Milliseconds to the first content."""
PAGE_CHARACTERS = 850
WINDOW_MS = 1000
"""Rest after a window was opened: its own parts, the address bar among them, load in it first, and a user's stands already."""
TIMES = """() => {
    const [page] = performance.getEntriesByType('navigation');
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const all = [page, ...performance.getEntriesByType('resource')];
    const opening = all.filter((one) => one.startTime <= page.loadEventEnd); // the rest of a long document comes later
    const weight = (entries) => entries.reduce((sum, one) => sum + one.transferSize, 0);
    return [paint ? paint.startTime : 0, page.loadEventEnd, weight(opening), weight(all)];
}"""
SCROLL = """async () => {
    let slowest = 0;
    let last = performance.now();
    const step = document.documentElement.scrollHeight / 60;
    for (let at = 0; at < 60; at += 1) {
        window.scrollBy(0, step);
        const now = await new Promise((done) => requestAnimationFrame(done));
        slowest = Math.max(slowest, now - last);
        last = now;
    }
    return slowest;
}"""


def main() -> None:
    """Measure, or write the long document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument(
        "--document", help="the id of the long document, where it is not among the first hundred"
    )
    parser.add_argument("--make", type=Path, help="write a document of about 500 pages and stop")
    arguments = parser.parse_args()
    if arguments.make:
        arguments.make.write_text(long_document(500), "utf-8")
        return
    documents = listed(service(arguments.url))
    needed(len(documents) > 1, "a service that holds two documents or more")
    needed(Path(CHROMIUM).exists(), f"Chromium ({CHROMIUM})")
    long = arguments.document
    longest = fetched(arguments.url, long) if long else max(documents, key=lambda one: one["characters"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-dev-shm-usage"])
        beyond = []
        for name, path in pages(documents, longest).items():
            one = measured(browser, arguments.url + path, arguments.times)
            print(f"{name}: {one}", flush=True)
            if not one.keeps:
                beyond.append(name)
        browser.close()
    print(f"beyond 60 KB, 200 ms, or the service itself: {', '.join(beyond) or 'none'}")
    sys.exit(1 if beyond else 0)


def pages(documents: list[dict[str, Any]], longest: dict[str, Any]) -> dict[str, str]:
    """The address of each page, by what it is."""
    first, second = documents[0]["id"], documents[1]["id"]
    question, phrase = urllib.parse.quote(QUESTION), urllib.parse.quote(PHRASE)
    return {
        "first page": "/",
        "results": f"/?q={question}",
        "reader": f"/documents/{first}",
        f"reader, {longest['characters']:,} characters": f"/documents/{longest['id']}",
        "library": "/documents",
        "facts": f"/documents/{first}/facts",
        "remove": f"/documents/{first}/remove",
        "collections": "/collections",
        "jobs": "/jobs",
        "draft": "/draft",
        "dossier": "/dossier",
        "batch": "/batch",
        "phrases": "/phrases",
        "history of a phrase": f"/phrases?phrase={phrase}",
        "trends": "/phrases/trend",
        "compare": "/compare",
        "two versions": f"/compare?a={first}&b={second}",
        "mine": "/mine",
        "sign-in": "/sign-in",
        "administration": "/admin",
        "keys": "/admin/keys",
        "audit": "/admin/audit",
    }


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page took: bytes while it opened and in all, milliseconds, and requests to others."""

    opening: float
    whole: float
    paint: float
    load: float
    frame: float
    foreign: int

    @property
    def keeps(self) -> bool:
        """Whether it keeps to its limits."""
        return self.opening <= HEAVIEST and self.paint <= SLOWEST and not self.foreign

    def __str__(self) -> str:
        later = f" and {(self.whole - self.opening) / 1000:.1f} KB later" if self.whole > self.opening else ""
        return (
            f"{self.opening / 1000:.1f} KB{later}, first content {self.paint:.0f} ms, loaded {self.load:.0f} ms, "
            f"slowest frame {self.frame:.0f} ms, {self.foreign} requests elsewhere"
        )


@contextmanager
def new_window(browser: Browser) -> Iterator[Page]:
    """A window with an empty cache that has stood for a while."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.wait_for_timeout(WINDOW_MS)
        yield page


def measured(browser: Browser, url: str, times: int) -> Measured:
    """Open a page several times, each time with an empty cache."""
    found: list[list[float]] = []
    asked: list[str] = []
    slowest = 0.0
    for _ in range(times):
        with new_window(browser) as page:
            page.on("request", lambda request: asked.append(request.url))
            page.goto(url)
            page.wait_for_timeout(300)
            while page.locator(".portions").count():
                page.wait_for_timeout(100)
            found.append(page.evaluate(TIMES))
            slowest = page.evaluate(SCROLL)
    paint, load, opening, whole = (statistics.median(column) for column in zip(*found, strict=True))
    own = urllib.parse.urlsplit(url).netloc
    foreign = sum(urllib.parse.urlsplit(one).netloc != own for one in asked)
    return Measured(opening, whole, paint, load, slowest, foreign)


def listed(url: str) -> list[dict[str, Any]]:
    """The first hundred documents of the service, with their facts."""
    with urllib.request.urlopen(f"{url}/api/v1/documents?limit=100") as answer:
        found = json.load(answer)["documents"]
    documents: list[dict[str, Any]] = []
    for one in found:
        documents.append(fetched(url, one["id"]))
    return documents


def fetched(url: str, document_id: str) -> dict[str, Any]:
    """A document's facts."""
    with urllib.request.urlopen(f"{url}/api/v1/documents/{document_id}") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def long_document(pages: int) -> str:
    """A regulation of an invented city, about `pages` printed pages long, no two articles alike."""
    lines, length, article = ["临江市档案管理规程汇编"], 0, 0
    while length < pages * PAGE_CHARACTERS:
        if article % 40 == 0:
            lines.append(f"第{article // 40 + 1}章　第{article // 40 + 1}类档案的管理")
        article += 1
        text = f"第{article}条　" + "".join(
            f"第{article * 7 + part}号卷宗由经办人㙍明于每月{(article + part) % 28 + 1}日前登记，保管{article % 30 + part}年。"
            for part in range(8)
        )
        lines.append(text)
        length += len(text)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
