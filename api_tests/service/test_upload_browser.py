"""Files dropped on the library in a real Chromium: many, unreadable, taken names, folders, a busy service, a phone."""

import json
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, Route

from api_tests.service.desk_pages import until
from api_tests.service.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = f"关于印发《{'切实压实各级河长责任' * 6}的若干措施》的通知——含附件一附件二（最终版２）（再改）.txt"


def drop(page: Page, desk: str, files: dict[str, str], language: str = "zh") -> None:
    """Open the library and drop files with these texts on it."""
    page.goto(f"{desk}/documents?lang={language}")
    page.evaluate(
        """files => {
            const data = new DataTransfer();
            for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name));
            for (const kind of ['dragover', 'drop'])
                document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        files,
    )


def ended(page: Page) -> list[list[str]]:
    """Wait until every file has ended; gives the words of each line."""
    done: str | None = None
    while not page.locator(
        ".uploads-said a"
    ).count():  # as long as one ends within the time that `until` gives
        until(page, f"document.querySelector('.uploads-said').textContent !== {json.dumps(done)}")
        done = page.locator(".uploads-said").text_content()
    return [line.split() for line in page.locator(".uploads li").all_inner_texts()]


def notice(number: int) -> str:
    """A short notice, each another."""
    return f"关于拖放的通知之{number}\n\n一、说明\n\n本通知由拖放上传，第{number}份，共３０份，朱堃经办。\n"


def test_many_files_at_once(scripted: Watched, desk: str) -> None:
    """Good ones beside a damaged, an empty and a taken one: each ends with its own words, those that failed first."""
    page = scripted.page
    first = httpx.post(f"{desk}/api/v1/documents", files={"files": ("在库.txt", notice(99).encode())}).json()
    page.goto(f"{desk}/jobs/{first['id']}")
    files = {f"拖放{number}.txt": notice(number) for number in range(1, 9)}
    broken = {
        "<img src=x onerror=alert(1)>.pdf": "%PDF-1.7坏",
        "空.docx": "",
        "在库.txt": notice(100),
        LONG: notice(0),
    }
    drop(page, desk, {**files, **broken})
    lines = ended(page)
    page.locator(".uploads li button").click()
    page.locator(".uploads li.indexed", has_text="在库.txt").wait_for()
    replaced = page.locator(".uploads li", has_text="在库.txt").inner_text().split()
    scripted.complaints.remove(
        "Failed to load resource: the server responded with a status of 409 (Conflict)"
    )

    assert [line[0] for line in lines[:3]] == ["<img", "空.docx", "在库.txt"]
    assert " ".join(lines[0]).endswith(
        "失败：文件已损坏或不完整，请重新下载，或用原软件打开后另存一份再收录。"
    )
    assert lines[1:3] == [
        ["空.docx", "文件是空的，没有内容可收"],
        ["在库.txt", "库中已有同名文件，内容不同，没有替换", "用它替换"],
    ]
    assert [line[1:] for line in lines[3:]] == [["已入库"]] * 9
    assert replaced == ["在库.txt", "已入库"]
    assert page.locator(".uploads-said").inner_text().startswith("处理完成：10 个成功，共 12 个")
    assert page.evaluate("document.querySelector('.uploads progress').value") == 1


def test_a_folder_is_dropped(scripted: Watched, desk: str, tmp_path: Path) -> None:
    """What lies in it, however deep, is taken in; what programs left there is not."""
    inner = tmp_path / "文件" / "２０２４年" / "三月"
    inner.mkdir(parents=True)
    (tmp_path / "文件" / "甲.txt").write_text(notice(201), "utf-8")
    (inner / "乙.txt").write_text(notice(202), "utf-8")
    for name in ("~$乙.docx", "Thumbs.db", ".DS_Store"):
        (inner / name).write_text("x")
    page = scripted.page
    page.goto(f"{desk}/documents")
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(tmp_path / "文件")], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})

    assert sorted(ended(page)) == [["乙.txt", "已入库"], ["甲.txt", "已入库"]]


def test_a_busy_service_is_waited_for(scripted: Watched, desk: str) -> None:
    """Told to come back in a second, the page does; who would leave meanwhile is asked whether to."""
    page = scripted.page
    refused: list[str] = []

    def busy(route: Route) -> None:
        if refused or route.request.method != "POST":
            route.fallback()
            return
        refused.append(route.request.url)
        route.fulfill(
            status=429, headers={"Retry-After": "1"}, json={"error": {"code": "too_many", "message": "忙"}}
        )

    page.route("**/api/v1/documents", busy)
    leaving = "window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    drop(page, desk, {"忙时.txt": notice(300)})
    until(page, "document.querySelector('.uploads li') !== null")
    left_early = page.evaluate(leaving)
    lines = ended(page)
    left_then = page.evaluate(leaving)
    scripted.complaints.clear()  # the refusal

    assert (len(refused), lines) == (1, [["忙时.txt", "已入库"]])
    assert (left_early, left_then) == (False, True)


def test_a_file_that_cannot_be_opened_is_told(scripted: Watched, desk: str, tmp_path: Path) -> None:
    """One that was moved away since it was chosen says so; the one beside it goes in."""
    page = scripted.page
    for name, number in (("搬走.txt", 303), ("还在.txt", 304)):
        (tmp_path / name).write_text(notice(number), "utf-8")
    page.goto(f"{desk}/documents")
    page.locator("#files").set_input_files([tmp_path / "搬走.txt", tmp_path / "还在.txt"])
    (tmp_path / "搬走.txt").unlink()
    page.locator(".upload button").click()
    lines = ended(page)

    assert lines[0][:1] == ["搬走.txt"]
    assert lines[0][1].startswith("文件打不开")
    assert lines[1] == ["还在.txt", "已入库"]


def test_a_lost_connection_is_told(scripted: Watched, desk: str) -> None:
    """A file that does not arrive is told of in words, and the next one is tried."""
    page = scripted.page
    page.route("**/api/v1/documents", lambda route: route.abort())
    drop(page, desk, {"断网.txt": notice(301)})
    lines = ended(page)
    scripted.complaints.clear()  # the lost connection

    assert lines == [["断网.txt", "没有传成，请检查网络后再试"]]


def test_a_long_name_on_a_phone_in_english(scripted: Watched, desk: str) -> None:
    """The name is folded, nothing scrolls sideways, and the outcome is told in English."""
    page = scripted.page
    page.set_viewport_size({"width": 360, "height": 740})
    drop(page, desk, {f"再{LONG}": notice(302), "坏.pdf": "%PDF-1.7坏", "空.txt": ""}, "en")
    ended(page)
    told = page.locator(".uploads .outcome").all_inner_texts()

    assert [text for text in told if not text.isascii()] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    name = page.locator(".uploads li b").last.bounding_box()
    assert name is not None
    assert name["height"] > 40


def test_the_library_leads_to_what_was_uploaded(watched: Watched, desk: str) -> None:
    """Sorted by when it came in, the newest stands first; the way back keeps filters and words."""
    page = watched.page
    page.goto(f"{desk}/documents?doc_types={quote('办法')}")
    page.locator("#library-q").fill("河湖")
    page.locator(".library-form button").first.click()
    page.wait_for_url("**q=**")
    kept = page.url
    rows = page.locator("table.library tbody tr").count()
    page.locator("table.library tbody a").first.click()
    page.wait_for_url("**/documents/*")
    page.go_back()

    assert (page.url, rows) == (kept, 1)
    assert page.locator(".chips a").count() == 1
    page.go_forward()
    assert page.locator("article.text").count() == 1
