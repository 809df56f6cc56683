"""A draft checked and put right in a real Chromium."""

import pytest

from api_tests.service.desk_pages import checked, until
from api_tests.service.desk_world import ALTERED, DRAFT, WORDS
from api_tests.service.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
