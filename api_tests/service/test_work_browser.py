"""Drafts, phrases, dossiers, facts, one's own page and administration in a real Chromium."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from api_tests.service.desk_world import ALTERED, DRAFT, WORDS, desk_world
from api_tests.service.watching import Watched, axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHRASES = f"/phrases?phrase={quote('守土有责')}&phrase={quote('河湖保护')}"
PAGES = (
    "/documents", "/draft", "/phrases", PHRASES, "/dossier", "/batch", "/mine", "/collections", "/jobs", "/admin",
    "/admin/keys", "/admin/audit",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served data folder."""
    with desk_world(tmp_path_factory.mktemp("desk")) as (address, _):
        yield address


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


def test_a_draft_is_checked_and_put_right(watched: Watched, desk: str) -> None:
    """The altered quotation shows both sides, and its button puts the source's words into the draft."""
    page = watched.page
    checked(page, desk)
    card = page.locator(".verdict-card.altered")
    sides = card.locator("del").inner_text(), card.locator("ins").inner_text()
    card.locator("button").first.click()
    until(page, "!document.getElementById('result-text').value.includes('三次')")

    assert sides == ("三", "两")
    assert page.locator("#result-text").input_value() == DRAFT.replace(ALTERED, WORDS)


def test_what_was_inserted_is_taken_back(scripted: Watched, desk: str) -> None:
    """The same button takes it back; it says which it is, to everyone."""
    page = scripted.page
    checked(page, desk)
    button = page.locator(".verdict-card.altered button").first
    button.click()
    pressed, said = button.get_attribute("aria-pressed"), page.locator("#status").inner_text()
    button.click()

    assert (pressed, said) == ("true", "已在下面的稿件中改为原文")
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator("#result-text").input_value() == DRAFT


def test_a_draft_by_keyboard_alone(scripted: Watched, desk: str) -> None:
    """From the first page to the corrected draft copied, with nothing but keys."""
    page = scripted.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk)
    page.goto(desk)

    def go(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(selector)

    go("nav.site a[href='/draft']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft")
    go("#draft-text")
    page.keyboard.insert_text(DRAFT)
    go(".work-form button[type=submit]")
    page.keyboard.press("Enter")
    page.locator(".proof").wait_for()
    go("button[data-insert]")
    page.keyboard.press("Enter")
    go("#result-copy")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('status').textContent === '已复制全文'")

    assert page.evaluate("navigator.clipboard.readText()") == DRAFT.replace(ALTERED, WORDS)
    assert page.evaluate("document.activeElement.id") == "result-copy"


def test_what_is_pasted_from_office_programs_is_plain(scripted: Watched, desk: str) -> None:
    """Line breaks of Word become line breaks; its unseen signs and pictures are left out; it is undone as one."""
    page = scripted.page
    page.goto(f"{desk}/draft")
    page.locator("#draft-text").focus()
    page.evaluate(
        r"""() => {
            const data = new DataTransfer();
            data.setData('text/plain', '一、总体\u000b要求\r\n\ufffc２次\u00a0\u200b整');
            data.setData('text/html', '<b onclick="alert(1)">一、总体</b>');
            document.getElementById('draft-text').dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    pasted = page.locator("#draft-text").input_value()
    page.keyboard.press("Control+z")

    assert pasted == "一、总体\n要求\n２次 整"
    assert page.locator("#draft-text").input_value() == ""


def test_phrases_beside_each_other(watched: Watched, desk: str) -> None:
    """Two phrases give one chart with its table, examples that lead to their place, and files."""
    page = watched.page
    page.goto(f"{desk}/phrases")
    page.locator("input[name=phrase]").nth(0).fill("守土有责")
    page.locator("input[name=phrase]").nth(1).fill("河湖保护")
    page.locator(".phrase-form button").click()
    rows = page.locator("#chart-table tbody tr").all_inner_texts()
    csv = httpx.get(desk + (page.locator(".work-links a").first.get_attribute("href") or ""))
    page.locator(".phrase summary").first.click()
    page.locator(".examples-found a").first.click()

    assert [row.split() for row in rows] == [
        ["2023", "0", "1", "次（1", "篇）"],
        ["2024", "2", "次（1", "篇）", "2", "次（1", "篇）"],
    ]
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


def test_files_are_dropped_and_each_is_told_of(scripted: Watched, desk: str) -> None:
    """Two files dropped on the page: one is taken in, the other says in words why not."""
    page = scripted.page
    page.goto(f"{desk}/documents")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(['关于拖放的通知\\n\\n一、说明\\n\\n本通知由拖放上传，２份。\\n'], '拖放.txt'));
            data.items.add(new File(['%PDF-1.7坏'], '<img src=x onerror=alert(1)>.pdf'));
            for (const kind of ['dragover', 'drop'])
                document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    until(page, "document.querySelectorAll('.uploads li.indexed, .uploads li.failed').length === 2")
    lines = page.locator(".uploads li").all_inner_texts()
    page.locator(".uploads-said a").wait_for()

    assert lines[0].split() == ["拖放.txt", "已入库"]
    assert lines[1].startswith("<img src=x onerror=alert(1)>.pdf")
    assert "失败" in lines[1]
    assert "1 个成功，共 2 个" in page.locator(".uploads-said").inner_text()


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

    assert "㙍头镇人民政府 经人工更正" in corrected
    assert withdrawn != "㙍头镇人民政府"
    assert page.locator("table.library", has_text=name).count() in {0, 1}  # the list follows within a moment


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
    page.reload()
    remark = page.locator("#passages li input").input_value()
    page.locator("#passages li button").click()

    assert pressed == "true"
    assert title == "临川市河湖巡查办法"
    assert searches == ["每月巡查河道"]
    assert waiting.value.suggested_filename == "摘录.docx"
    assert remark == "周五用"
    assert "还没有保存段落" in page.locator("#passages .entries").inner_text()


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
