"""Two versions side by side in a real Chromium, with and without script."""

import io
import zipfile

import httpx
import pytest

from api_tests.service.desk_pages import until
from api_tests.service.desk_world import RULES
from api_tests.service.watching import Watched, axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "临川市河湖巡查办法"


@pytest.fixture(scope="module")
def versions(desk: str) -> str:
    """The desk with a later version of the rules, one article changed, one replaced, and with rules of a longer title."""
    text = RULES.replace("不少于两次", "不少于３次").replace("2023年5月8日", "2025年6月9日")
    text = text.replace(
        "第三条　禁止在河道管理范围内倾倒垃圾、渣土，禁止围垦湖泊。", "第三条　本办法自2025年７月１日起施行。"
    )
    other = f"{TITLE}实施细则\n\n第一条　本细则用于检验。\n"
    for name, words in (("修订后.txt", text), ("细则.txt", other)):
        httpx.post(f"{desk}/api/v1/documents", files={"files": (name, words.encode())})
    while len(httpx.get(f"{desk}/api/v1/documents", params={"q": TITLE}).json()["documents"]) < 3:
        pass
    return desk


def test_versions_are_found_by_their_titles(watched: Watched, versions: str) -> None:
    """What fits two documents is asked back; then each change stands on its side, the other way round, and in Word."""
    page = watched.page
    page.goto(f"{versions}/compare")
    page.locator("#compare-a").fill(f"《{TITLE}》")
    page.locator("#compare-b").fill("修订后.txt")
    page.locator(".compare-form button").click()
    offered = page.locator(".choices li").all_inner_texts()
    page.locator(".choices li", has_text="01-办法.txt").locator("a").click()
    sides = page.locator("tr.changed").first.locator("td")
    old, new = (sides.nth(at).locator(mark).all_inner_texts() for at, mark in ((0, "del"), (1, "ins")))
    standing = page.locator(".compare-head p[role=status]").inner_text()
    page.locator(".document-links a", has_text="显示未改动的部分").click()
    same = page.locator("tr.same").count()
    page.locator(".document-links a", has_text="新旧互换").click()
    swapped = page.locator("tr.changed").first.locator("del").first.inner_text()
    with page.expect_download() as waiting:
        page.locator(".document-links a", has_text="Word").click()
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as word:
        written = word.read("word/document.xml").decode()
    page.go_back()
    page.go_back()

    assert len(offered) == 2
    assert (old, new) == (["两"], ["３"])
    assert "有改动" in standing
    assert same >= 1
    assert swapped == "３"
    assert "不少于" in written
    assert page.locator("tr.changed").first.locator("del").first.inner_text() == "两"


def test_what_fits_nothing_is_said_in_the_form(watched: Watched, versions: str) -> None:
    """The words stay, the reason stands beside them; so too for the address of a document that is no more."""
    page = watched.page
    page.goto(f"{versions}/compare")
    page.locator("#compare-a").fill(f"{versions}/documents/0123456789abcdef?q=1")
    page.locator("#compare-b").fill("火星基地管理办法")
    page.locator(".compare-form button").click()
    told = page.locator("#told-b").inner_text()
    invalid = page.locator("#compare-b").get_attribute("aria-invalid")
    page.locator("#compare-b").fill("修订后")
    page.locator(".compare-form button").click()
    gone = page.locator(".compare-head .notice").inner_text()
    watched.complaints.clear()  # that it is no more is status 404

    assert told.startswith("没有标题、文号或文件名含有这些字的文件")
    assert invalid == "true"
    assert "0123456789abcdef" in gone
    assert page.locator("#compare-a").input_value().startswith(f"{versions}/documents/")


def test_versions_on_a_phone_and_on_paper(scripted: Watched, versions: str) -> None:
    """In one column it is said which is the old and which the new; printed, nothing stands there that can be pressed."""
    page = scripted.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{versions}/compare?a=01-办法&b=修订后")
    until(page, "document.querySelector('table.compared') !== null")
    titles = page.locator(".compared-titles").inner_text()
    broken = axe_violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.emulate_media(media="print")

    assert titles == f"{TITLE} 2023-05-08 → {TITLE} 2025-06-09"
    assert (broken, wide) == ([], 360)
    assert not page.locator(".masthead").is_visible()
    assert not page.locator(".document-links").is_visible()
    assert page.locator("tr.changed ins").first.is_visible()
