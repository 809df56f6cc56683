"""What a clerk does in a real Chromium, with and without script: search, narrow, page, copy, read, follow, find."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route

from api_tests.service.reading_world import INTRANET, SAID, reading_world
from api_tests.service.watching import Watched, in_view, stays_out_of_view

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ASKED = "占用湿地的应当怎么做"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served data folder with documents to read."""
    with reading_world(tmp_path_factory.mktemp("reading")) as (address, _):
        yield address


def document(desk: str, words: str) -> str:
    """The reader's address of the newest document whose title holds `words`."""
    found = httpx.get(f"{desk}/api/v1/documents", params={"q": words, "sort": "date"}).json()["documents"]
    return f"{desk}/documents/{found[0]['id']}"


def cited(desk: str, query: str) -> str:
    """The permanent address of the first hit of a query."""
    url: str = httpx.get(f"{desk}/api/v1/search", params={"q": query}).json()["hits"][0]["citation"]["url"]
    return desk + url


def middle(page: Page, selector: str) -> float:
    """Where the middle of the elements stands in the window: 0 its top, 1 its bottom."""
    boxes = [one.bounding_box() for one in page.locator(selector).all()]
    window = page.viewport_size
    assert window
    tops, bottoms = zip(*[(box["y"], box["y"] + box["height"]) for box in boxes if box], strict=True)
    return float(min(tops) + max(bottoms)) / 2 / window["height"]


def test_an_example_is_searched(watched: Watched, desk: str) -> None:
    """Examples are links; one is a document number, and leads to its document."""
    page = watched.page
    page.goto(desk)
    page.locator(".examples a", has_text="临林发〔2024〕19号").click()

    assert page.locator("#q").input_value() == "临林发〔2024〕19号"
    assert page.locator(".hit h2").first.inner_text().endswith("关于贯彻《临川省湿地保护办法》的通知")
    assert page.locator("main .notice").count() == 0


def test_a_hit_says_where_it_stands(watched: Watched, desk: str) -> None:
    """Marked words, section path, type, date, issuer, number, validity, and that there is a newer version."""
    page = watched.page
    page.goto(f"{desk}/?q={quote('㙍头镇湿地列入省级名录')}")
    hit = page.locator("li.hit").nth(1)  # after the article in force

    assert "省级" in "".join(hit.locator("mark").all_inner_texts())
    assert hit.locator(".path li").all_inner_texts() == ["第二条", "第 1 段"]
    assert hit.locator(".facts li").all_inner_texts() == [
        "办法",
        "2016-05-20",
        "临川省人民政府",
        "临川省人民政府令第205号",
        "已修改",
        "有新版本",
    ]
    assert hit.locator(".validity").get_attribute("data-validity") == "已修改"


def test_the_other_documents_of_a_passage_open(watched: Watched, desk: str) -> None:
    """That two more documents say the same is told, opens, and leads to the place in each."""
    page = watched.page
    page.goto(f"{desk}/?q={quote(SAID)}")
    similar = page.locator("li.hit").first.locator("details.similar")
    closed = similar.locator("a").first.is_visible()
    similar.locator("summary").click()
    others = similar.locator("li > a")

    assert (similar.locator("summary").inner_text(), closed) == ("另见 2 个文件", False)
    assert others.count() == 2
    others.last.click()
    assert in_view(page, "#cite")
    assert SAID in page.locator("mark.cited").first.inner_text()


def test_a_facet_holds_what_it_counts(watched: Watched, desk: str) -> None:
    """The number beside a value is the number of hits that choosing it leaves."""
    page = watched.page
    page.goto(f"{desk}/?q={quote('湿地')}")
    value = page.locator(".facet a", has_text="办法").first
    count = value.locator(".count").inner_text()
    value.click()

    assert page.locator(".summary [role=status]").inner_text().startswith(f"找到 {count} 处")
    assert {one.inner_text() for one in page.locator(".facts .type").all()} == {"办法"}


def test_pages_and_orders_are_links(watched: Watched, desk: str) -> None:
    """The next page goes on counting, another order begins anew, the way back from a document leads to the page left."""
    page = watched.page
    page.goto(f"{desk}/?q={quote('公园步道检修')}&doc_types={quote('规定')}")
    page.locator(".pager [rel=next]").click()
    assert page.locator(".rank").first.inner_text() == "11"
    left = page.url
    page.locator("li.hit h2 a").first.click()
    page.locator(".back a").click()
    assert page.url == left
    page.locator(".sorts a", has_text="按日期").click()
    assert page.locator(".rank").first.inner_text() == "1"
    assert page.locator(".chips a").count() == 1
    page.go_back()

    assert page.locator(".pager span").first.inner_text() == "第 2 页，共 3 页"


def test_an_empty_result_leads_on(watched: Watched, desk: str) -> None:
    """What was understood, and ways on that are links."""
    page = watched.page
    page.goto(f"{desk}/?q={quote('2019年“占补平衡”')}&issuers={quote('𠮷水县某局')}")

    assert page.locator(".summary").inner_text() == "没有找到相关的段落。"
    assert (
        page.locator(".understood").inner_text().replace("\n", "") == "理解为：时间 2019-01-01 至 2019-12-31"
    )
    assert page.locator(".try li").all_inner_texts()[:3] == [
        "去掉全部筛选条件再找",
        "去掉引号，按意思查找",
        "去掉问题中的时间",
    ]
    page.locator(".try a").first.click()
    assert page.locator("li.hit").count() >= 1


def test_suggestions_are_headings_titles_and_numbers(scripted: Watched, desk: str) -> None:
    """Each with what it is; a number is found by its beginning in any brackets, and Enter looks it up."""
    page = scripted.page
    page.goto(desk)
    page.locator("#q").type("候鸟")
    page.locator("#suggestions [role=option]").nth(2).wait_for()
    kinds = page.locator("#suggestions small").all_inner_texts()
    page.locator("#q").fill("")
    page.locator("#q").type("临林发[2024]")
    page.locator("#suggestions li", has_text="临林发〔2024〕19号").wait_for()
    kinds += page.locator("#suggestions small").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")

    assert kinds == ["小标题", "标题", "标题", "文号"]
    assert page.locator(".understood").inner_text().replace("\n", "") == "理解为：查文号 临林发〔2024〕19号"


def test_citations_are_copied_on_plain_http(browser: Browser, desk: str) -> None:
    """In an intranet without a certificate the browser has no clipboard; all three forms are copied all the same."""

    def pass_on(route: Route) -> None:
        sent, address = route.request, route.request.url.replace(f"http://{INTRANET}", desk)
        route.fulfill(response=route.fetch(url=address, headers={**sent.headers, "host": INTRANET}))

    with browser.new_context() as context:
        context.route(f"http://{INTRANET}/**", pass_on)
        context.add_init_script(
            "document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); });"
        )
        one = Watched(context)
        page = one.page
        page.goto(f"http://{INTRANET}/?q={quote('㙍头镇湿地列入国家级名录')}")
        secure = page.evaluate("[window.isSecureContext, navigator.clipboard === undefined]")
        page.locator(".citing summary").first.click()
        copied = []
        for number in range(3):
            page.locator("li.hit").first.locator(".citing dd button").nth(number).click()
            copied.append(page.evaluate("window.copied"))
        page.locator("li.hit").first.locator(".more > button.copy").first.click()

        assert secure == [False, True]
        assert copied[0].endswith("㙍头镇湿地列入国家级名录。”（《临川省湿地保护办法》，第二条，第1段）")
        assert "临川省人民政府令第331号[EB/OL]. (2024-03-29)[" in copied[1]
        assert copied[2].startswith("《临川省湿地保护办法》（临川省人民政府，")
        assert page.evaluate("window.copied") == copied[0]
        assert page.locator("#status").inner_text().startswith("已复制")
        assert one.complaints == []


def test_citations_can_be_selected_without_script(browser: Browser, desk: str) -> None:
    """Buttons that need script are not shown; the three forms stand there to be selected."""
    with browser.new_context(java_script_enabled=False) as context:
        one = Watched(context, has_script=False)
        one.page.goto(f"{desk}/?q={quote('㙍头镇湿地列入国家级名录')}")
        one.page.locator(".citing summary").first.click()
        forms = one.page.locator("li.hit").first.locator(".citing dd")

        assert [form.is_visible() for form in forms.all()] == [True, True, True]
        assert one.page.locator("button.copy:visible").count() == 0
        assert one.complaints == []


def test_a_mark_leads_to_its_passage(watched: Watched, desk: str) -> None:
    """In an answer that came with the page each sentence has its marks; a mark goes to the passage, that to the reader."""
    page = watched.page
    page.goto(f"{desk}/?q={quote(ASKED)}&ask=1")
    sentences = page.locator(".answer-text .sentence")
    assert all(one.locator("a.cite-mark").count() >= 1 for one in sentences.all())
    page.locator("a.cite-mark").first.click()
    assert in_view(page, ".evidence li:target")
    assert "占补平衡" in page.locator(".evidence li:target blockquote").inner_text()
    assert page.locator(".made-by").inner_text().startswith("摘自原文，逐字核对，未经语言模型")
    page.locator(".evidence li:target a").click()

    assert in_view(page, "#cite")


def test_a_refusal_is_told_as_such(watched: Watched, desk: str) -> None:
    """Asked what no document says: that, why, and the nearest passages; no sentence that looks like an answer."""
    page = watched.page
    page.goto(f"{desk}/?q={quote('火星基地的食堂几点开门？')}&ask=1")

    assert page.locator(".answer-state").inner_text() == "资料中没有找到可以回答这个问题的内容。"
    assert page.locator(".answer .reason").inner_text() != ""
    assert page.locator(".answer-text").count() == 0


def test_the_reader_leads_by_its_outline(watched: Watched, desk: str) -> None:
    """Facts at the head, the outline at the side; a heading one goes to stands below the bar, not behind it."""
    page = watched.page
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(document(desk, "政府工作报告"))
    outline, text = page.locator("nav.outline").bounding_box(), page.locator("article.text").bounding_box()
    facts = page.locator(".document-facts").inner_text()
    page.locator(".outline a", has_text="总体要求和主要目标").click()
    heading = page.locator("h2.heading", has_text="总体要求和主要目标").bounding_box()
    bar = page.locator(".hit-bar").bounding_box()

    assert outline
    assert text
    assert heading
    assert bar
    assert outline["x"] + outline["width"] <= text["x"]
    assert "2024-01-16" in facts
    assert bar["y"] + bar["height"] <= heading["y"] <= 200


def test_tables_captions_and_pages(watched: Watched, desk: str) -> None:
    """A table is one, under its caption; the pages of a printed document are marked from the first on."""
    page = watched.page
    page.goto(document(desk, "湿地监测"))
    assert page.locator("th[scope=col]").all_inner_texts() == ["点位", "面积", "频次"]
    assert page.locator("td").count() == 90
    assert page.locator("p.caption + div.table").count() == 1
    assert page.get_by_role("region", name="表１　监测点位一览").count() == 1
    page.goto(document(desk, "政府工作报告"))
    marks = page.locator(".page-mark").all_inner_texts()
    first = page.locator("article.text > p").first.get_attribute("id")
    page.goto(f"{page.url}#page-3")

    assert marks == ["第 1 页", "第 2 页", "第 3 页", "第 4 页"]
    assert first == "page-1"
    assert in_view(page, "#page-3")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_cited_words_are_centred(watched: Watched, desk: str, width: int) -> None:
    """With script they stand in the middle of what is seen of the text, without in its upper half."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(cited(desk, "知止公园的步道检修"))
    at = middle(page, "mark.cited")

    assert page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY") > 0
    assert (0.42 <= at <= 0.65) if watched.has_script else (0.2 <= at <= 0.55)


def test_the_cited_words_are_centred_on_a_slow_machine(scripted: Watched, desk: str) -> None:
    """Where a frame takes ten times as long, the browser goes to the place after the page did: it is centred none the less."""
    page = scripted.page
    page.set_viewport_size({"width": 1280, "height": 700})
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 10})
    at = []
    for _ in range(4):
        page.goto("about:blank")
        page.goto(cited(desk, "知止公园的步道检修"))
        page.wait_for_timeout(500)
        at.append(middle(page, "mark.cited"))

    assert all(0.5 <= one <= 0.65 for one in at), at


def test_a_document_leads_to_others(watched: Watched, desk: str) -> None:
    """A title and a number lead to the document that is held, like passages to those elsewhere; the original comes back."""
    page = watched.page
    notice = document(desk, "关于贯彻")
    page.goto(notice)
    with page.expect_download() as downloading:
        page.locator("a.download").click()
    original = Path(downloading.value.path()).read_bytes()
    named = page.locator("a.named").all_inner_texts()
    page.locator("a.named", has_text="令第").click()
    assert page.locator("h1").inner_text() == "临川省湿地保护办法"
    assert "2024-03-29" in page.locator(".document-facts").inner_text()
    page.go_back()
    assert page.url == notice
    page.goto(cited(desk, SAID))
    page.locator("details.similar summary").click()
    page.locator("details.similar li > a").first.click()

    assert original == httpx.get(f"{desk}/api/v1{notice.removeprefix(desk)}/source").content
    assert named == ["《临川省湿地保护办法》", "《临川省湿地保护办法》", "临川省人民政府令第３３１号"]
    assert in_view(page, "#cite")


def test_words_are_found_in_a_document(watched: Watched, desk: str) -> None:
    """The box of the document goes to the first place, next and previous to the rows of a table, each in view."""
    page = watched.page
    page.goto(document(desk, "湿地监测"))
    page.locator("#within").fill("號點位")
    page.locator("#within").press("Enter")
    page.wait_for_url("**#hit-1")
    told = [page.locator(".hit-bar [role=status]").inner_text()]
    seen = [in_view(page, "tr#hit-1")]
    for _ in range(20):
        page.locator(".hit-bar [data-step='1']").click()
    told.append(page.locator(".hit-bar [role=status]").inner_text())
    seen.append(in_view(page, "tr#hit-21"))
    page.locator(".hit-bar [data-step='-1']").click()
    told.append(page.locator(".hit-bar [role=status]").inner_text())
    seen.append(in_view(page, "tr#hit-20"))

    assert told == ["第 1 / 30 处", "第 21 / 30 处", "第 20 / 30 处"]
    assert seen == [True, True, True]
    assert page.locator("tr#hit-20 td").first.inner_text() == "第20号点位"


def test_next_stays_at_hand_on_a_phone(scripted: Watched, desk: str) -> None:
    """On 360 pixels the bar stays at the top while one goes from place to place, and hides no place."""
    page = scripted.page
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{document(desk, '步道管理')}?q={quote('费用列入')}")
    for _ in range(12):
        page.locator(".hit-bar [data-step='1']").click()
    bar, found = page.locator(".hit-bar").bounding_box(), page.locator("#hit-13 ~ mark.found").bounding_box()

    assert bar
    assert found
    assert (bar["y"], bar["height"] < 64) == (0, True)
    assert bar["height"] <= found["y"] <= 600


def test_who_comes_back_stays_where_reading_stopped(scripted: Watched, desk: str) -> None:
    """Back from a linked document one is where one left off, not at the cited words again."""
    page = scripted.page
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(cited(desk, "湿地名录由朱堃同志汇总"))
    page.locator("a.named").first.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 0)")
    page.locator("a.named").first.click()
    left = page.url
    page.go_back()
    page.wait_for_load_state()

    assert left != page.url
    assert page.url.endswith("#cite")
    assert stays_out_of_view(page, "#cite")
