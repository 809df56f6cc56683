"""How heavy and how quick pages are, in a real Chromium, against a running service.

`python -m benchmarks.pages --url http://127.0.0.1:8000` opens the first page, results, the reader and the longest
document of the library, and tells for each what came over the wire (bytes, compressed, without the cache), when the
first content stood and when all was loaded (milliseconds, medians), and for the longest document how long the
slowest frame took while scrolling from end to end. Of a long document the portion that opens is told apart from what the
script fetches later. `--make FILE` writes a document of about 500 pages to index first.
"""

import argparse
import json
import statistics
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUESTION = "办理期限是多少天？"
PAGE_CHARACTERS = 850
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
    documents = listed(arguments.url)
    long = arguments.document
    longest = fetched(arguments.url, long) if long else max(documents, key=lambda one: one["characters"])
    places = {
        "first page": "/",
        "results": f"/?q={urllib.parse.quote(QUESTION)}",
        "reader": f"/documents/{documents[0]['id']}",
        f"reader, {longest['characters']:,} characters": f"/documents/{longest['id']}",
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-dev-shm-usage"])
        for name, path in places.items():
            print(f"{name}: {measured(browser, arguments.url + path, arguments.times)}")
        browser.close()


def measured(browser: Browser, url: str, times: int) -> str:
    """Open a page several times, each time with an empty cache."""
    found: list[list[float]] = []
    slowest = 0.0
    for _ in range(times):
        with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
            page = context.new_page()
            page.goto(url)
            page.wait_for_timeout(300)
            while page.locator(".portions").count():
                page.wait_for_timeout(100)
            found.append(page.evaluate(TIMES))
            slowest = page.evaluate(SCROLL)
    paint, load, size, whole = (statistics.median(column) for column in zip(*found, strict=True))
    later = f" and {(whole - size) / 1000:.1f} KB later" if whole > size else ""
    return f"{size / 1000:.1f} KB{later}, first content {paint:.0f} ms, loaded {load:.0f} ms, slowest frame {slowest:.0f} ms"


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
