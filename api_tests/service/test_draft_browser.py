"""A draft checked and put right in a real Chromium."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from api_tests.service.desk_pages import checked, until
from api_tests.service.desk_world import ALTERED, DRAFT, WORDS
from api_tests.service.watching import Watched, in_view

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


def test_what_word_puts_on_the_clipboard_is_pasted_plain(scripted: Watched, desk: str) -> None:
    """By the real keys, from a clipboard with the markup of Word: the words and their lines, none of its looks."""
    page = scripted.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk)
    page.goto(f"{desk}/draft")
    page.evaluate(
        r"""() => navigator.clipboard.write([new ClipboardItem({
            'text/html': new Blob(['<p class=MsoNormal align=center><b><font color=red>一、总体要求</font></b><o:p></o:p>' +
                '</p><table border=1><tr><td>２次&nbsp; 整改</td></tr></table>'], {type: 'text/html'}),
            'text/plain': new Blob(['一、总体要求\r\n２次\u00a0 整改\r\n'], {type: 'text/plain'}),
        })])"""
    )
    page.locator("#draft-text").focus()
    page.keyboard.press("Control+v")
    until(page, "document.getElementById('draft-text').value !== ''")

    assert page.locator("#draft-text").input_value() == "一、总体要求\n２次  整改\n"
    assert page.locator("main b, main font, main table").count() == 0


def test_a_draft_comes_from_a_file(watched: Watched, desk: str, tmp_path: Path) -> None:
    """A chosen file is checked like a pasted text; one that cannot be read is told of beside the form."""
    page = watched.page
    (tmp_path / "讲话稿.txt").write_text(DRAFT, "utf-8")
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 x")
    page.goto(f"{desk}/draft")
    page.locator("#draft-file").set_input_files(tmp_path / "坏.pdf")
    page.locator(".work-form button").first.click()
    problem = page.locator(".problem").inner_text()
    watched.complaints.clear()  # that it is unreadable is status 422
    page.locator("#draft-file").set_input_files(tmp_path / "讲话稿.txt")
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()

    assert problem
    assert page.locator(".work-summary a").all_inner_texts() == ["与原文有出入 1", "与原文一致 1"]
    assert page.locator("#result-text").input_value() == DRAFT.strip().replace("\n\n", "\n")


def test_a_file_dropped_on_the_form_is_the_draft(scripted: Watched, desk: str) -> None:
    """It lies in the file field, from which it is sent."""
    page = scripted.page
    page.goto(f"{desk}/draft")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], '拖来的稿.txt'));
            for (const kind of ['dragover', 'drop'])
                document.querySelector('form[data-drop]').dispatchEvent(
                    new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        DRAFT,
    )
    chosen = page.evaluate("document.getElementById('draft-file').files[0].name")
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()

    assert chosen == "拖来的稿.txt"
    assert page.locator(".verdict-card").count() == 2


def test_a_long_draft_from_one_doubt_to_the_next(watched: Watched, desk: str) -> None:
    """Of 20,000 characters none is lost; the counts and each doubtful quotation lead to the next; it is checked again."""
    page = watched.page
    part = DRAFT + "各级各部门要认真贯彻落实，确保２０２４年各项任务按期完成。\n" * 20
    draft = part * (20_000 // len(part))
    times = 20_000 // len(part)
    page.goto(f"{desk}/draft")
    page.locator("#draft-text").fill(draft)
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()
    counted = page.locator(".work-summary a").all_inner_texts()
    shown = "".join(page.locator(".proof-text").all_text_contents())
    page.locator(".work-summary a").first.click()
    first = page.url.partition("#")[2], in_view(page, "#q1")
    page.locator("#q1 .following").click()
    second = page.url.partition("#")[2], in_view(page, "#q3")
    page.locator("#q3 button[data-insert]").first.click()
    if not watched.has_script:
        page.locator(".proof").wait_for()
    page.locator(".work-result button[type=submit]").click()
    again = page.locator(".work-summary a", has_text=f"与原文有出入 {times - 1}")
    again.wait_for()

    assert counted == [f"与原文有出入 {times}", f"与原文一致 {times}"]
    assert re.sub(r"[\s\d]", "", shown) == re.sub(r"[\s\d]", "", draft)
    assert (first, second) == (("q1", True), ("q3", True))
    assert page.locator(".work-summary a").last.inner_text() == f"与原文一致 {times + 1}"


def test_the_way_back_from_a_checked_draft(watched: Watched, desk: str) -> None:
    """Back stands the form with the draft in it, forward the verdicts; the draft leaves as Word with comments."""
    page = watched.page
    checked(page, desk)
    with page.expect_download() as waiting:
        page.locator("#insertion button[name=format]").click()
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as word:
        comments = word.read("word/comments.xml").decode()
    page.go_back()
    kept = page.locator("#draft-text").input_value()
    page.go_forward()

    assert kept == DRAFT
    assert page.locator(".proof").count() == 1
    assert "临川市河湖巡查办法" in comments
