"""Pages as a browser without script gets them."""

import html
import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient


def cited(client: TestClient, query: str) -> dict[str, object]:
    """The citation of the first hit of a query."""
    citation: dict[str, object] = client.get("/api/v1/search", params={"q": query}).json()["hits"][0][
        "citation"
    ]
    return citation


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def plain(page: str) -> str:
    """The text of a page, without markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_first_page_has_the_box_and_examples(client: TestClient) -> None:
    """A form that works without script, examples from the library's own titles, and how much there is."""
    page = client.get("/").text

    assert '<form class="search" action="/" method="get" role="search"' in page
    assert '<a href="/?q=%E5%9C%A8%E5%85%A8%E7%9C%81' in page
    assert re.search(r"已收录 \d+ 份文件", plain(page))


def test_results_show_place_facts_and_marked_words(client: TestClient) -> None:
    """A hit shows its title, section path, facts, and the words it was found by, marked."""
    page = client.get("/", params={"q": "擅自移植古树名木罚款"}).text
    citation = cited(client, "擅自移植古树名木罚款")

    assert f'href="/c/{citation["code"]}?q=' in page
    assert "第三章" in page
    assert "<mark>" in page
    assert "办法" in plain(page)
    assert '<time datetime="2023-11-24">' in page or "2023-11-24" in page


def test_results_are_filtered_sorted_and_paged_by_links(client: TestClient) -> None:
    """Facets add a filter, chips drop it, sorting and paging keep both."""
    page = client.get("/", params={"q": "林业", "doc_types": "通知"}).text
    links = [html.unescape(link) for link in re.findall(r'href="(/\?[^"]+)"', page)]

    assert "/?q=%E6%9E%97%E4%B8%9A" in links
    assert "/?q=%E6%9E%97%E4%B8%9A&doc_types=%E9%80%9A%E7%9F%A5&sort=date" in links
    assert '<input type="hidden" name="doc_types" value="通知">' in page
    assert client.get("/", params={"q": "林业", "page": 0}).status_code == 422
    assert client.get("/", params={"q": "林业", "page": 100}).status_code == 200


@pytest.mark.parametrize("query", ["，。！", "林" * 501])
def test_a_query_that_cannot_be_searched_is_said_beside_the_box(client: TestClient, query: str) -> None:
    """The page stays the page: the problem is told where one can correct it."""
    answer = client.get("/", params={"q": query})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert '<form class="search"' in answer.text


def test_a_query_that_is_too_long_is_kept_in_the_box(client: TestClient) -> None:
    """What was pasted can be shortened: it stands in the box as it was, which takes more than is searched."""
    pasted = "关于印发〔２０２６〕１号文件的通知，" * 30
    answer = client.get("/", params={"q": pasted})

    assert (len(pasted), answer.status_code) == (540, 422)
    assert f'value="{pasted}"' in answer.text
    assert 'maxlength="1000"' in answer.text
    assert "查询有 540 个字符，最多 500 个" in answer.text


@pytest.mark.parametrize("query", ["加密监测疫情普查", "其他乡镇每季一次县林业局"])
def test_a_code_leads_to_the_marked_words(client: TestClient, query: str) -> None:
    """`/c/{code}` leads to the document at a fragment, and the fragment is the mark of the cited words."""
    citation = cited(client, query)
    leads = client.get(f"/c/{citation['code']}", params={"q": "监测"})
    place = leads.headers["location"]
    page = client.get(place.partition("#")[0]).text
    marked = "".join(
        html.unescape(m) for m in re.findall(r'<mark class="cited[^>]*>(.*?)</mark>', page, re.DOTALL)
    )

    assert leads.status_code == 303
    assert place.startswith(f"/documents/{citation['document_id']}?cite={citation['code']}&q=")
    assert place.endswith("#cite")
    assert page.count('id="cite"') == 1
    assert re.sub(r"<[^>]+>", "", marked) == re.sub(r"[\n\t]", "", str(citation["text"]))
    assert f'href="/c/{citation["code"]}"' in page
    assert "返回检索结果" in page


def test_the_reader_shows_the_whole_document(client: TestClient) -> None:
    """Outline, facts, headings by level, tables as tables, every character of the text."""
    citation = cited(client, "加密监测疫情普查")
    document_id = citation["document_id"]
    page = client.get(f"/documents/{document_id}").text
    text = client.get(f"/api/v1/documents/{document_id}/text").json()["text"]
    article = re.search(r'<article class="text".*?</article>', page, re.DOTALL)
    assert article
    shown = re.sub(r"[\s|]", "", html.unescape(re.sub(r"<[^>]+>", "", article[0])))

    assert re.sub(r"[\s|]", "", text) in shown
    assert '<h2 id="b' in page
    assert '<h3 id="b' in page
    assert '<th scope="col">责任单位</th>' in page
    assert "临政办发〔2024〕7号" in page
    assert re.search(r'<a href="#s\d+"', page)
    assert f'href="/api/v1/documents/{document_id}/source"' in page


def test_a_changed_place_and_an_unknown_code_are_said_in_words(client: TestClient) -> None:
    """A code never issued is 404 in words; a code of another document marks nothing."""
    other = cited(client, "林长每年巡林不少于四次")
    document_id = cited(client, "加密监测疫情普查")["document_id"]
    page = client.get(f"/documents/{document_id}", params={"cite": other["code"]}).text

    assert "<mark" not in page
    assert "没有这个出处代码" in client.get("/c/aaaaaaaaaaaa", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    "address",
    [
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E%E6%9E%97",
        "/?q=%22%3E%3Cimg src=x onerror=alert(1)%3E&doc_types=%22%3E%3Csvg onload=alert(1)%3E",
        "/?q=%E5%B0%96%E6%8B%AC%E5%8F%B7&sort=relevance&x=%22%3E%3Cscript%3E",
        "/documents?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/documents?source_path_prefix=%22%3E%3Cscript%3E&issuers=%3Cb%3E",
        "/?q=%E6%B3%A8%E5%85%A5%E8%AF%B4%E6%98%8E",
        "/documents",
    ],
)
def test_nothing_that_was_typed_or_stored_becomes_markup(client: TestClient, address: str) -> None:
    """Queries, filters, titles and texts are escaped wherever they stand."""
    page = client.get(address, headers={"Accept": "text/html"}).text
    seen = Tags(page)

    assert {tag for tag, _ in seen.tags} & {"svg", "iframe", "object", "base", "b"} == set()
    assert [name for _, attributes in seen.tags for name in attributes if name.startswith("on")] == []
    assert {attributes["src"][:8] for tag, attributes in seen.tags if tag in {"script", "img"}} == {
        "/static/"
    }
    assert {attributes["href"][0] for tag, attributes in seen.tags if tag == "a"} <= {"/", "#"}


def test_a_hostile_document_is_read_as_text(client: TestClient) -> None:
    """Markup in a title and a text is shown as the characters it is."""
    citation = cited(client, "本段含有标记都应当原样显示")
    page = client.get(f"/documents/{citation['document_id']}").text

    assert "<script>document.title" not in page
    assert "&lt;script&gt;document.title=" in page
    assert "{{7*7}}" in page
    assert not re.search(r"<(?:svg|img(?! src=\"/static/))", page)


def test_language_and_light_are_remembered(client: TestClient) -> None:
    """A choice in the address is kept by a cookie; an unknown one is passed over."""
    english = client.get("/?lang=en&theme=dark")
    later = client.get("/")
    client.get("/?lang=zh&theme=light")
    back = client.get("/?lang=fr")
    client.cookies.clear()

    assert '<html lang="en" data-theme="dark">' in english.text
    assert '<html lang="en" data-theme="dark">' in later.text
    assert '<html lang="zh-CN" data-theme="light">' in back.text
    assert "HttpOnly" in english.headers["set-cookie"]


@pytest.mark.parametrize(
    "path", ["/", "/?q=%E6%9E%97%E9%95%BF", "/documents", "/jobs", "/nichts", "/c/aaaaaaaaaaaa"]
)
def test_english_pages_hold_no_chinese_of_ours(client: TestClient, path: str) -> None:
    """What is Chinese on an English page is content or the language switch."""
    page = client.get(path, params={"lang": "en", "q": "林长"}, headers={"Accept": "text/html"}).text
    client.cookies.clear()
    without_content = re.sub(r"(?s)<main.*</main>|<title>.*</title>", "", page)
    ours = re.sub(r"(?s)<input[^>]*>|<a[^>]*lang=\"zh-CN\".*?</a>", "", without_content)

    assert not re.search(r"[\u4e00-\u9fff]", ours)


def test_static_files_are_kept_for_ever_under_their_hash(client: TestClient) -> None:
    """The page names its files by hash; another hash is 404; nothing comes from elsewhere."""
    page = client.get("/").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    answers = [client.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert client.get("/static/000000000000/page.css").status_code == 404
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_a_page_is_light(client: TestClient) -> None:
    """The search page with everything it loads weighs less than 60 KB compressed."""
    addresses = ["/?q=%E6%9E%97%E9%95%BF"]
    addresses += set(re.findall(r'"(/static/[^"]+)"', client.get(addresses[0]).text))
    weight = 0
    for address in addresses:
        with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
            weight += sum(len(piece) for piece in answer.iter_raw())

    assert weight < 60_000
