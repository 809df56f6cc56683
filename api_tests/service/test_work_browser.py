"""Phrases, dossiers, uploads, facts and one's own page in a real Chromium."""

import re
import zipfile
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Route

from api_tests.service.desk_pages import ended
from api_tests.service.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_phrases_beside_each_other(watched: Watched, desk: str) -> None:
    """Two phrases give one chart with its table, examples that lead to their place, and files."""
    page = watched.page
    page.goto(f"{desk}/phrases")
    page.locator("input[name=phrase]").nth(0).fill("守土有责")
    page.locator("input[name=phrase]").nth(1).fill("河湖保护")
    page.locator(".phrase-form button").click()
    rows = page.locator("#chart-table tbody tr").all_inner_texts()
    csv = httpx.get(desk + (page.locator(".work-links a").first.get_attribute("href") or ""))
    page.goto(f"{desk}/phrases?phrase={quote('守土有责')}")
    alone = page.locator("#chart-table tbody th").all_inner_texts()
    page.go_back()
    page.locator(".phrase summary").first.click()
    page.locator(".examples-found a").first.click()

    assert [row.split() for row in rows] == [
        ["2023", "0", "1", "次（1", "篇）"],
        ["2024", "2", "次（1", "篇）", "2", "次（1", "篇）"],
    ]
    assert alone == ["2024"]  # the year before it came into use is no row
    assert csv.headers["content-type"].startswith("text/csv")
    assert "守土有责" in csv.text
    assert "守土有责" in page.locator("article.text mark").first.inner_text()


def test_a_dossier_from_an_outline(watched: Watched, desk: str) -> None:
    """Paste an outline, follow the job, fetch the file."""
    page = watched.page
    page.goto(f"{desk}/dossier")
    page.locator("#text").fill("一、河湖巡查\n二、压实责任\n")
    page.locator("#per_heading").fill("2")
    page.locator(".work-form button").click()
    page.wait_for_url("**/jobs/*")
    ended(page)
    link = page.locator("a.button").get_attribute("href") or ""

    assert httpx.get(desk + link).content.startswith(b"PK")
    assert "已处理 2 / 2 个标题" in page.locator(".job-state").inner_text()


def test_who_leaves_a_running_job_is_let_go(scripted: Watched, desk: str) -> None:
    """A job that ends while another page is on its way does not call back who has asked for that page."""
    page = scripted.page
    sent = httpx.post(f"{desk}/api/v1/dossier", json={"outline": "一、河湖巡查"}).json()
    page.goto(f"{desk}/jobs/{sent['id']}")
    ended(page)
    running = page.content().replace('id="job"', 'id="job" data-events="/events"')
    events: list[Route] = []
    asked: list[Route] = []
    page.route(
        "**/jobs/*", lambda route: route.fulfill(body=running, content_type="text/html; charset=utf-8")
    )
    page.route("**/events", lambda route: events.append(route))
    page.route("**/documents", lambda route: asked.append(route))
    page.goto(f"{desk}/jobs/{sent['id']}")
    page.locator("nav.site a[href='/documents']").click(no_wait_after=True)
    for _ in range(100):
        if events and asked:
            break
        page.wait_for_timeout(50)
    events[0].fulfill(body='event: done\ndata: {"state": "done"}\n\n', content_type="text/event-stream")
    page.wait_for_timeout(500)
    asked[0].continue_()
    page.wait_for_url("**/documents")

    assert page.locator("h1").inner_text() == "文件库"


def test_facts_are_put_right_and_a_document_removed(watched: Watched, desk: str, tmp_path: Path) -> None:
    """A correction stands in the reader and is withdrawn again; a document is removed after a question."""
    page = watched.page
    name = f"更正{'有' if page.evaluate('1') else '无'}{id(watched)}"
    text = f"临川市关于{name}的通知\n\n临川政发〔2022〕3号\n\n一、说明\n\n本通知用于更正。\n"
    sent = httpx.post(f"{desk}/api/v1/documents", files={"files": (f"{name}.txt", text.encode())}).json()
    page.goto(f"{desk}/jobs/{sent['id']}")
    ended(page)
    for _ in range(50):
        page.goto(f"{desk}/documents?q={quote(name)}")
        if page.locator("table.library").count():
            break
        page.wait_for_timeout(100)
    page.locator(".row-work a").first.click()
    page.locator("#f-issuer").fill("㙍头镇人民政府")
    page.locator(".facts-form button", has_text="保存").click()
    page.wait_for_url(re.compile("/documents/[0-9a-f]{16}$"))
    for _ in range(50):
        page.goto(page.url)
        if "㙍头镇人民政府" in page.locator(".document-facts").inner_text():
            break
        page.wait_for_timeout(100)
    corrected = page.locator(".document-facts").inner_text()
    page.goto(page.url + "/facts")
    page.locator("button[name=withdraw]").click()
    page.locator("#f-issuer").wait_for()
    withdrawn = page.locator("#f-issuer").input_value()
    page.goto(page.url.replace("/facts", "/remove"))
    page.locator("form[action$='/remove'] button").click()
    page.wait_for_url("**/documents?sort=indexed")
    for _ in range(50):  # the list follows within a moment
        page.goto(f"{desk}/documents?q={quote(name)}")
        if not page.locator("table.library").count():
            break
        page.wait_for_timeout(100)

    assert "㙍头镇人民政府 经人工更正" in corrected
    assert withdrawn != "㙍头镇人民政府"
    assert page.locator("table.library").count() == 0


def test_a_passage_is_saved_and_exported(scripted: Watched, desk: str) -> None:
    """Saved beside a hit, listed with a remark under one's own, exported to Word, dropped again."""
    page = scripted.page
    page.goto(f"{desk}/?q={quote('每月巡查河道')}")
    page.locator("button.save").first.click()
    pressed = page.locator("button.save").first.get_attribute("aria-pressed")
    page.goto(f"{desk}/mine")
    title = page.locator("#passages h3").inner_text()
    searches = page.locator("#searches li a").all_inner_texts()
    page.locator("#passages li input").fill("周五用")
    page.locator("#passages-title").click()
    with page.expect_download() as waiting:
        page.locator("#kept-export button", has_text="Word").click()
    with page.expect_download() as waiting_sheet:
        page.locator("#kept-export button", has_text="Excel").click()
    with zipfile.ZipFile(waiting.value.path()) as word:
        written = word.read("word/document.xml").decode()
    with zipfile.ZipFile(waiting_sheet.value.path()) as book:
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    page.reload()
    remark = page.locator("#passages li input").input_value()
    page.locator("#passages li button").click()

    assert pressed == "true"
    assert title == "临川市河湖巡查办法"
    assert searches == ["每月巡查河道"]
    assert (waiting.value.suggested_filename, waiting_sheet.value.suggested_filename) == (
        "摘录.docx",
        "摘录.xlsx",
    )
    # The remark, the words of the source, and what was searched for, in either file.
    assert all(text in file for text in ("周五用", "不少于两次", "每月巡查河道") for file in (written, cells))
    assert remark == "周五用"
    assert "还没有保存段落" in page.locator("#passages .entries").inner_text()


def test_recent_searches_stay_in_the_browser(scripted: Watched, desk: str) -> None:
    """The newest first, each once, leading to its results; none when they are not wanted; dropped one by one or all."""
    page = scripted.page
    for query in ("守土有责", "围垦湖泊", "守土有责"):
        page.goto(f"{desk}/?q={quote(query)}")
    scripted.requests.clear()
    page.goto(f"{desk}/mine")
    listed = page.locator("#searches li a").all_inner_texts()
    asked_for = {url.removeprefix(desk).split("/")[1] for url in scripted.requests}
    page.locator("#searches li a").last.click()
    asked = page.locator("#q").input_value()
    page.go_back()
    page.locator("#record").uncheck()
    page.goto(f"{desk}/?q={quote('渣土')}")
    page.goto(f"{desk}/mine")
    silent = page.locator("#searches li a").all_inner_texts()
    page.locator("#searches li button").first.click()
    left = page.locator("#searches li a").all_inner_texts()
    page.locator("#searches-clear").click()
    before = page.locator("#searches li a").count()
    page.locator("#searches-clear").click()

    assert listed == ["守土有责", "围垦湖泊"]
    assert asked_for == {"mine", "static"}  # the list is made here, of what is kept here
    assert asked == "围垦湖泊"
    assert (len(silent), len(left), before) == (2, 1, 1)
    assert "没有近期检索" in page.locator("#searches .entries").inner_text()


def test_codes_are_exported_without_script(watched: Watched, desk: str) -> None:
    """Any text with codes in it gives a sheet of their passages."""
    hits = httpx.get(f"{desk}/api/v1/search", params={"q": "围垦湖泊"}).json()["hits"]
    code = hits[0]["citation"]["code"]
    page = watched.page
    page.goto(f"{desk}/mine")
    page.locator("#codes").fill(f"见〔出处码 {code}〕。")
    with page.expect_download() as waiting:
        page.locator("form:has(#codes) button", has_text="Excel").click()

    assert waiting.value.suggested_filename == "摘录.xlsx"
