"""Makes the pictures of docs/screenshots, by `python docs/make_screenshots.py`.

Indexes the example documents into a temporary folder, serves them on a free port of 127.0.0.1, and takes the
page as a person sees it: every page, light, dark and on a phone. Needs Debian's chromium.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = REPOSITORY / "docs" / "screenshots"
QUESTION = "加装电梯每台补助多少"
TYPED = "云泽省"
REGULATION = "云泽省河湖保护条例"
DRAFT = """关于做好河湖巡查工作的通知

《云泽省河湖保护条例》第十六条规定：“倾倒垃圾、渣土，堆放阻碍行洪的物件”一律禁止。

省政府指出，要“加快建设数字政府，让数据多跑路、群众少跑腿”。

根据《云泽省数字政府建设五年行动计划》（云政发〔2024〕12号），制定本方案。
"""
PHRASES = ("河湖", "基层", "数字政府")
PAGES = {
    "library": "/documents",
    "collections": "/collections",
    "jobs": "/jobs",
    "dossier": "/dossier",
    "batch": "/batch",
    "trends": "/phrases/trend?before_from=2020&before_to=2023&after_from=2024&after_to=2025",
    "admin": "/admin",
    "keys": "/admin/keys",
    "audit": "/admin/audit",
    "sign-in": "/sign-in",
}
VIEWS = {"light": (1280, 800), "dark": (1280, 800), "phone": (390, 780)}


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as root, sync_playwright() as playwright:
        # The browser's own words, on a button for a file or in a field for a date, are Chinese where chromium-l10n is.
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        for view in VIEWS:
            take(browser, root, view)
        browser.close()
    (FOLDER / "search-light.png").replace(FOLDER / "search.png")


def take(browser: Browser, root: str, view: str) -> None:
    """Take every picture in one view."""
    width, height = VIEWS[view]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        color_scheme="dark" if view == "dark" else "light",
    )
    page.goto(root)
    shoot(page, f"home-{view}")
    page.goto(f"{root}/?q={urllib.parse.quote(QUESTION)}")
    page.locator("#answer .made-by").wait_for()
    shoot(page, f"search-{view}")
    page.locator("main h2 a, main h3 a").first.click()
    page.wait_for_load_state()
    page.wait_for_timeout(300)
    shoot(page, f"reader-{view}")
    if view == "light":
        page.goto(root)
        page.locator("#q").type(TYPED)
        page.locator("#suggestions [role=option]").first.wait_for()
        shoot(page, f"suggestions-{view}")
    compared(page, root)
    shoot(page, f"compare-{view}")
    work(page, root, view)
    page.close()


def work(page: Page, root: str, view: str) -> None:
    """Take the pages on which one works: a checked draft, phrases, one's own, the library, administration."""
    page.goto(f"{root}/draft")
    page.locator("#draft-text").fill(DRAFT)
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()
    shoot(page, f"draft-{view}")
    phrases = urllib.parse.urlencode([("phrase", phrase) for phrase in PHRASES])
    page.goto(f"{root}/phrases?{phrases}")
    page.locator(".work-summary").evaluate("line => line.scrollIntoView()")
    shoot(page, f"phrases-{view}")
    page.goto(f"{root}/?q={urllib.parse.quote(QUESTION)}")
    for button in page.locator("button.save").all()[:2]:
        button.click()
    page.goto(f"{root}/mine")
    shoot(page, f"mine-{view}")
    for name, address in PAGES.items():
        page.goto(root + address)
        shoot(page, f"{name}-{view}")


def compared(page: Page, root: str) -> None:
    """Open the two versions of a regulation of the examples side by side."""
    with urllib.request.urlopen(f"{root}/api/v1/documents?limit=100") as answer:
        documents = json.load(answer)["documents"]
    versions = sorted(
        (one for one in documents if REGULATION in one["title"]), key=lambda one: one["source_path"]
    )
    page.goto(f"{root}/compare?a={versions[0]['id']}&b={versions[1]['id']}")


def shoot(page: Page, name: str) -> None:
    """Write one picture."""
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as taken:  # 256 colours are enough for a page, at a third of the size
        taken.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


@contextmanager
def served() -> Iterator[str]:
    """Serve the examples from a temporary folder; gives the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        arguments = ["serve", "--port", str(port), "--data", data]
        arguments += ["--examples", "examples/documents", "--questions", "examples/questions.txt"]
        command = [sys.executable, "-c", "from scripts.main import main; main()", *arguments]
        with subprocess.Popen(command, cwd=REPOSITORY) as service:
            try:
                wait_for(f"{root}/readyz")
                yield root
            finally:
                service.terminate()


def wait_for(url: str) -> None:
    """Wait until an address answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
