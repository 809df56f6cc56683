"""Everything that the page does, by keyboard alone, in a real Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api_tests.service.desk_pages import ended, until
from api_tests.service.desk_world import ALTERED, DRAFT, WORDS, desk_world
from api_tests.service.watching import Watched, in_view

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FURTHEST = 150  # presses of the tab key to whatever is wanted


class Keys:
    """A person with a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Press Tab until an element has the focus."""
        self.page.locator(selector).first.wait_for()
        self.page.wait_for_load_state()
        for _ in range(FURTHEST):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(selector)

    def press(self, selector: str, url: str = "") -> None:
        """Go to an element and press Enter; wait for the page that it leads to."""
        self.to(selector)
        self.page.keyboard.press("Enter")
        if url:
            self.page.wait_for_url(url)

    def write(self, selector: str, text: str) -> None:
        """Go to a field and type."""
        self.to(selector)
        self.page.keyboard.insert_text(text)


def test_everything_by_keyboard_alone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """From the first page to an administrator's trail: what is shown answers to keys, and none of it needs a mouse."""
    with desk_world(tmp_path_factory.mktemp("keys")) as (desk, _), browser.new_context() as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk)
        one = Watched(context)
        keys = Keys(one.page)
        keys.page.goto(desk)
        finding(keys)
        keeping(keys)
        library(keys, tmp_path)
        drafting(keys)
        phrases_and_versions(keys)
        administering(keys, desk)

        assert [text for text in one.complaints if "401" not in text] == []


def finding(keys: Keys) -> None:
    """Ask, look at the passage of a mark, keep a passage, open the cited place, and go back."""
    page = keys.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("河道每月巡查几次？")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.locator("#answer .made-by").wait_for()
    keys.to("a.cite-mark")
    assert page.locator("#peek").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#peek").is_visible()
    keys.press("button.save")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    keys.press("li.hit h2 a")
    page.locator("article.text").wait_for()
    assert in_view(page, "#cite")
    keys.press(".back a", "**q=**")


def keeping(keys: Keys) -> None:
    """A remark on what was kept, its export, and the page in English and in the dark, and back."""
    page = keys.page
    keys.press("nav.site a[href='/mine']", "**/mine")
    keys.write("#passages li input", "周五用")
    keys.to("#kept-export button[value=docx]")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "摘录.docx"
    keys.press("nav.switches a[hreflang=en]", "**lang=en")
    keys.press("nav.switches .to-dark", "**theme=dark")
    shown = page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]")
    assert shown == ["en", "dark"]
    keys.press("nav.switches a[hreflang=zh]", "**lang=zh")
    assert page.locator("#passages li input").input_value() == "周五用"


def library(keys: Keys, folder: Path) -> None:
    """Upload a file, put its issuer right, find it again, and remove it."""
    page = keys.page
    (folder / "键盘.txt").write_text("关于键盘上传的通知\n\n一、说明\n\n第２份，只用键盘。\n", "utf-8")
    keys.press("nav.site a[href='/documents']", "**/documents")
    keys.to("#files")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(folder / "键盘.txt")
    keys.press(".upload button[type=submit]")
    page.locator(".uploads li.indexed").wait_for()
    keys.press(".uploads-said a", "**sort=indexed")
    for _ in range(50):  # the list follows within a moment
        if page.locator("table.library", has_text="键盘上传").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    keys.press(".row-work a[href$='/facts']", "**/facts")
    keys.write("#f-issuer", "㙍头镇人民政府")
    page.keyboard.press("Enter")
    page.locator("article.text").wait_for()
    keys.press("nav.site a[href='/documents']", "**/documents")
    keys.write("#library-q", "键盘上传")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    keys.press(".row-work a[href$='/remove']", "**/remove")
    keys.press("form[action$='/remove'] button", "**sort=indexed")


def drafting(keys: Keys) -> None:
    """A draft checked, put right and copied; a dossier asked for."""
    page = keys.page
    keys.press("nav.site a[href='/draft']", "**/draft")
    keys.write("#draft-text", DRAFT)
    keys.press(".work-form button[type=submit]")
    page.locator(".proof").wait_for()
    keys.press("button[data-insert]")
    keys.press("#result-copy")
    until(page, "document.getElementById('status').textContent === '已复制全文'")
    assert page.evaluate("navigator.clipboard.readText()") == DRAFT.replace(ALTERED, WORDS)
    assert page.evaluate("document.activeElement.id") == "result-copy"
    keys.press("nav.tabs a[href='/dossier']", "**/dossier")
    keys.write("#text", "一、河湖巡查")
    keys.press(".work-form button[type=submit]", "**/jobs/*")
    ended(page)


def phrases_and_versions(keys: Keys) -> None:
    """The history of a phrase with its examples, and two documents beside each other by their titles."""
    page = keys.page
    keys.press("nav.site a[href='/phrases']", "**/phrases")
    keys.write("input[name=phrase]", "守土有责")
    page.keyboard.press("Enter")
    page.locator("#chart-table").wait_for()
    keys.press(".examples-found a")
    page.locator("article.text mark").first.wait_for()
    keys.press("nav.site a[href='/compare']", "**/compare")
    keys.write("#compare-a", "《临川市河湖巡查办法》")
    keys.write("#compare-b", "临川政办发〔2024〕9号")
    page.keyboard.press("Enter")
    page.locator("table.compared").wait_for()


def administering(keys: Keys, desk: str) -> None:
    """A collection and a key made, signed in with it, the trail read."""
    page = keys.page
    keys.press("nav.site a[href='/documents']", "**/documents")
    keys.press("nav.tabs a[href='/collections']", "**/collections")
    keys.write(".work-form #name", "㙍头镇专卷")
    keys.write("#description", "只供督查室")
    page.keyboard.press("Enter")
    page.locator(".entries", has_text="㙍头镇专卷").wait_for()
    keys.press("nav.site a[href='/admin']", "**/admin")
    keys.press("nav.tabs a[href='/admin/keys']", "**/admin/keys")
    keys.write("#name", "朱堃")
    keys.to("#role")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert page.locator("#role").input_value() == "admin"
    keys.press(".work-form button[type=submit]")
    secret = page.locator(".secret code").inner_text()
    page.goto(f"{desk}/admin/audit")
    keys.write("#key", secret)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/audit")
    keys.write("#who", "朱堃")
    page.keyboard.press("Enter")
    page.wait_for_url("**who=**")
    rows = page.locator("table.trail tbody tr").all_inner_texts()
    assert rows
    assert all("朱堃" in row for row in rows)
