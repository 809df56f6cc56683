"""Walks over the whole page: in English, on paper, and through a document of many portions."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pypdfium2
import pytest

from api_tests.service.desk_pages import TRENDS, document_id, every_page
from api_tests.service.desk_world import DRAFT, NOTICE, RULES, desk_world
from api_tests.service.watching import Watched, axe_violations, in_view

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ARTICLES = 180
LIGHTEST = 60_000


def long_rules() -> str:
    """Rules of some 60,000 characters, no two articles alike."""
    lines = ["㙍头镇档案管理规程"]
    for number in range(1, ARTICLES + 1):
        if number % 30 == 1:
            lines.append(f"第{number // 30 + 1}章　第{number // 30 + 1}类档案")
        details = "".join(
            f"第{number * 9 + part}号卷宗由经办人朱堃于每月{(number + part) % 28 + 1}日前登记，保管{number % 30 + part}年。"
            for part in range(11)
        )
        lines.append(f"第{number}条　{details}")
    return "\n".join([*lines, "本规程的末句是到此为止。"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served data folder with a short and a long document more."""
    with desk_world(tmp_path_factory.mktemp("walk")) as (address, chuchu):
        sent = httpx.post(
            f"{address}/api/v1/documents", files={"files": ("长规程.txt", long_rules().encode())}
        ).json()
        for _ in range(600):
            if httpx.get(f"{address}/api/v1/jobs/{sent['id']}").json()["state"] == "done":
                break
        long = f"{address}/api/v1/documents?q={quote('档案管理规程')}"
        while not httpx.get(long).json()["documents"]:
            pass
        assert chuchu.settings.data.exists()
        yield address


def test_no_page_says_a_chinese_word_of_its_own_in_english(scripted: Watched, desk: str) -> None:
    """Every page in English: what is Chinese stands in a document, a draft, a query or a citation, and nowhere else."""
    page = scripted.page
    httpx.post(f"{desk}/api/v1/documents", files={"files": ("坏.pdf", b"%PDF-1.7 x")})
    draft = DRAFT + "\n根据《不存在的办法》和临川政发〔2019〕77号，“没有任何文件说过的这一句话在这里”。\n"
    left: dict[str, set[str]] = {}

    def look(name: str) -> None:
        theirs = f"{RULES}{NOTICE}{draft}01-办法.txt02-通知.txt长规程坏.pdf{long_rules()}中文"
        theirs += "河湖保护 火星基地食堂几点开门 没有这个机关 从未有过的提法 没有的文件 每月巡查河道"
        text = page.evaluate("document.title + ' ' + document.body.innerText")
        text += page.evaluate(
            "[...document.querySelectorAll('[aria-label],[placeholder],[title],option')]"
            ".map(e => [e.getAttribute('aria-label'), e.placeholder, e.title, e.text].join(' ')).join(' ')"
        )
        text = re.sub(
            r"《title》第几条|第[一二三四五六七八九十百]+[章条]|第 ?\d+(?:—\d+)? ?[段页]|EB/OL|令第", "", text
        )
        words = set(re.findall(r"[\u4e00-\u9fff]+", text))
        if unknown := {word for word in words if word not in theirs}:
            left[name] = unknown

    for address in every_page(desk):
        page.goto(f"{desk}{address}{'&' if '?' in address else '?'}lang=en")
        if "q=" in address:
            page.wait_for_timeout(300)
        look(address)
    page.goto(f"{desk}/draft?lang=en")
    page.locator("#draft-text").fill(draft)
    page.locator(".work-form button").first.click()
    page.locator(".proof").wait_for()
    look("a checked draft")
    scripted.complaints.clear()  # the page that is not there is told as such

    assert left == {}


def test_a_document_on_paper(scripted: Watched, desk: str) -> None:
    """Printed, there is the text with its number and address, and nothing that can be pressed."""
    page = scripted.page
    cited = httpx.get(f"{desk}/api/v1/search", params={"q": "巡查走过场的"}).json()["hits"][0]["citation"]
    page.goto(desk + cited["url"])
    page.emulate_media(media="print")
    hidden = [
        page.locator(css).first.is_visible()
        for css in (".masthead", ".outline", ".hit-bar", ".document-links")
    ]
    document = pypdfium2.PdfDocument(page.pdf())
    printed = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    page.emulate_media(media="screen")

    assert hidden == [False] * 4
    assert f"{desk}{cited['url']}" in re.sub(r"\s", "", printed)
    assert "临川政办发〔2024〕9号" in printed
    assert "对巡查走过场的，予以通报" in re.sub(r"\s", "", printed)
    assert "下载原件" not in printed
    assert "English" not in printed


def test_a_long_document_opens_by_portions(watched: Watched, desk: str) -> None:
    """It opens light at the cited place; with script the rest follows by itself, without by links; nothing is lost."""
    page = watched.page
    long = document_id(desk, "档案管理规程")
    whole = httpx.get(f"{desk}/api/v1/documents/{long}/text").json()["text"]
    found = httpx.get(f"{desk}/api/v1/search", params={"q": "第1000号卷宗"}).json()["hits"]
    cited = next(hit["citation"] for hit in found if hit["citation"]["document_id"] == long)
    address = f"{desk}/documents/{long}?cite={cited['code']}"
    opened = httpx.get(address, headers={"Accept-Encoding": "gzip"})
    page.goto(f"{address}#cite")
    assert in_view(page, "#cite")
    if watched.has_script:
        page.locator(".portions").first.wait_for(state="detached")
        page.locator(".portions").wait_for(state="detached")
        assert in_view(page, "#cite")
        text = re.sub(r"\s", "", page.locator("article.text").text_content() or "")
        at = [text.index(part) for part in re.sub(r"[^\S\n]", "", whole).split("\n")]
        assert at == sorted(at)
        assert (
            page.evaluate(
                "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                " return ids.length - new Set(ids).size; })()"
            )
            == 0
        )
        assert axe_violations(page) == []
    else:
        assert "到此为止" not in (page.locator("article.text").text_content() or "")
        while page.locator(".portions [rel=next]").count():
            page.locator(".portions [rel=next]").click()
        assert "到此为止" in (page.locator("article.text").text_content() or "")
        page.locator(".outline summary").first.click()
        page.locator(".outline a", has_text="第7条").first.click()
        assert in_view(page, page.url.rpartition("/")[2].partition("#")[1] + page.url.rpartition("#")[2])

    assert opened.num_bytes_downloaded <= LIGHTEST - 20_000  # what styles and scripts weigh


def test_what_rose_and_fell(watched: Watched, desk: str) -> None:
    """Two periods are compared; a phrase leads to its history; years the wrong way round are told."""
    page = watched.page
    page.goto(f"{desk}/phrases")
    page.locator("nav.tabs a[href='/phrases/trend']").click()
    for name, year in (("before_from", 2023), ("before_to", 2023), ("after_from", 2024), ("after_to", 2024)):
        page.locator(f"#{name}").fill(str(year))
    page.locator(".work-form button").click()
    shown = page.locator("h2").all_inner_texts()
    csv = httpx.get(desk + (page.locator(".work-links a").first.get_attribute("href") or ""))
    broken = axe_violations(page) if watched.has_script else []
    page.goto(f"{desk}{TRENDS.replace('after_to=2024', 'after_to=2020')}")
    problem = page.locator(".problem").inner_text()
    watched.complaints.clear()  # that the years are wrong is status 422, which the console tells

    assert shown == ["用得多了", "用得少了"]
    assert csv.headers["content-type"].startswith("text/csv")
    assert broken == []
    assert problem
