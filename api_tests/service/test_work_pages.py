"""The pages of work as forms without a browser: what they take, what they refuse, and what they tell whom."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api_tests.service.desk_world import ALTERED, DRAFT, NOTICE, RULES, WORDS
from api_tests.service.test_pages import plain
from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.store.keys import Role
from drafting.verdicts import Verdict
from service.app import create_app
from service.page.draft_lines import draft_lines, inserted
from service.recent_errors import RecentError, RecentErrors

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, SmallChuchu]]:
    """An app over two documents."""
    root = tmp_path_factory.mktemp("work")
    folder = root / "files"
    folder.mkdir()
    (folder / "01-办法.txt").write_text(RULES, "utf-8")
    (folder / "02-通知.txt").write_text(NOTICE, "utf-8")
    with small_chuchu(root, poll_seconds=0.05, max_upload_bytes=1 << 20) as chuchu:
        index(chuchu, folder)
        app = create_app(chuchu)
        with TestClient(
            app, base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False
        ) as client:
            yield client, chuchu


def post(client: TestClient, path: str, **fields: str) -> str:
    """Send a form as a browser does; gives the page."""
    return client.post(path, files={name: (None, value) for name, value in fields.items()}, headers=HTML).text


@pytest.mark.parametrize(
    "path",
    [
        "/documents", "/collections", "/jobs", "/draft", "/dossier", "/batch", "/phrases", "/phrases/trend", "/compare",
        "/mine", "/admin", "/admin/keys", "/admin/audit", "/sign-in",
    ],
)  # fmt: skip
def test_a_page_of_work_is_light(world: tuple[TestClient, SmallChuchu], path: str) -> None:
    """With its styles, its scripts and what these import it is at most 60 KB compressed, and asks nobody else."""
    client, _ = world
    page = client.get(path, headers=HTML).text
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    folder = next(iter(named)).rpartition("/")[0]
    whole = {name: client.get(name).text for name in named}
    for text in list(whole.values()):
        for other in re.findall(r'from "\./([a-z]+\.js)"', text):
            whole[f"{folder}/{other}"] = client.get(f"{folder}/{other}").text
    weight = sum(len(gzip.compress(text.encode())) for text in (page, *whole.values()))

    assert weight <= 60 << 10
    assert re.findall(r'(?:src|action)="(?:https?:)?//', page) == []


def test_each_line_has_its_verdicts_beside_it(world: tuple[TestClient, SmallChuchu]) -> None:
    """Laid end to end the pieces are the draft; the altered quotation stands at the line that holds it."""
    _, chuchu = world
    from drafting.drafts import draft_of_text

    checked = chuchu.desk.checker.check(draft_of_text(DRAFT))
    lines = draft_lines(checked)
    quote = lines[1].quotes[0]
    place = quote.places[0]

    assert ["".join(piece.text for piece in line.pieces) for line in lines] == DRAFT.strip().split("\n\n")
    assert (quote.number, quote.verdict) == (1, Verdict.ALTERED)
    assert [s.text for s in place.draft if s.differs] == ["三"]
    assert [s.text for s in place.source if s.differs] == ["两"]
    assert inserted(DRAFT, place.start, place.end, place.words) == DRAFT.replace(ALTERED, WORDS)


def test_a_draft_leaves_as_word(world: tuple[TestClient, SmallChuchu]) -> None:
    """The same form with another button gives the draft with comments."""
    client, _ = world
    given = {"text": (None, DRAFT), "format": (None, "docx")}
    answer = client.post("/draft", files=given, headers=HTML)

    with zipfile.ZipFile(io.BytesIO(answer.content)) as word:
        assert "word/comments.xml" in word.namelist()
    assert "attachment" in answer.headers["content-disposition"]


def test_what_cannot_be_checked_is_said_in_the_form(world: tuple[TestClient, SmallChuchu]) -> None:
    """An empty draft, an unreadable file and a wrong place to insert: the sentence, and no failure."""
    client, _ = world
    empty = client.post("/draft", files={"text": (None, "")}, headers=HTML)
    broken = client.post("/draft", files={"file": ("稿.pdf", b"%PDF-1.7 nothing")}, headers=HTML)
    wrong = client.post("/draft", files={"text": (None, DRAFT), "use": (None, '{"start": 1}')}, headers=HTML)

    assert (empty.status_code, broken.status_code, wrong.status_code) == (422, 422, 422)
    assert "稿件里没有文字" in plain(empty.text)
    assert 'role="alert"' in broken.text


def test_a_form_of_work_keeps_what_was_typed(world: tuple[TestClient, SmallChuchu]) -> None:
    """A dossier without headings, and one with dates the wrong way round, come back with the reason."""
    client, _ = world
    page = post(client, "/dossier", text="", date_from="2024-02-01")
    turned = post(client, "/dossier", text="一、巡查", date_from="2024-02-01", date_to="2023-01-01")

    assert 'value="2024-02-01"' in page
    assert 'role="alert"' in page
    assert "一、巡查" in turned
    assert 'role="alert"' in turned


def test_a_fact_that_cannot_be_is_refused_in_the_form(world: tuple[TestClient, SmallChuchu]) -> None:
    """The sentence stands above the form, and nothing is changed; without a change nothing is corrected."""
    client, chuchu = world
    stored = chuchu.view().documents().documents[0]
    address = f"/documents/{stored.document_id}/facts"
    before = chuchu.catalogue.head()
    wrong = client.post(address, files={"date_written": (None, "２０２４年")}, headers=HTML)
    same = client.post(address, files={"title": (None, stored.facts.title or "")}, headers=HTML)

    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert (same.status_code, same.headers["location"]) == (303, f"/documents/{stored.document_id}")
    assert chuchu.catalogue.head() == before


def test_codes_lead_to_a_file_with_their_sources(world: tuple[TestClient, SmallChuchu]) -> None:
    """What the API is sent comes back in order with remarks; a code that leads nowhere is named."""
    client, _ = world
    code = client.get("/api/v1/search", params={"q": "围垦湖泊"}).json()["hits"][0]["citation"]["code"]
    body = {"passages": [{"code": code, "remark": "=1+1"}, {"code": "zzzzzzzzzzzz"}]}
    sheet = client.post("/api/v1/citations/export?format=csv", json=body)
    word = client.post("/api/v1/citations/export", json=body)
    other = client.post("/api/v1/citations/export?format=exe", json=body)

    assert "禁止在河道管理范围内倾倒垃圾" in sheet.content.decode("utf-8-sig")
    assert ",'=1+1," in sheet.content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(word.content)) as package:
        assert "zzzzzzzzzzzz" in package.read("word/document.xml").decode()
    assert other.status_code == 422


def test_what_the_browser_keeps_may_be_nonsense(world: tuple[TestClient, SmallChuchu]) -> None:
    """A form with anything at all in it is answered with what to do."""
    client, _ = world
    pages = [
        post(client, "/mine", kept=kept, format="docx")
        for kept in ("", "{", "[1]", '{"passages": [{"code": 7}]}')
    ]

    assert ["没有可导出的内容" in plain(page) for page in pages] == [True] * 4


def test_failures_are_told_without_what_was_asked() -> None:
    """The ring keeps the newest, and forgets the oldest."""
    ring = RecentErrors(most=2)
    for number in range(3):
        ring.add(RecentError("t", f"r{number}", "GET", "/c/{code}", 500, "internal_error", "KeyError"))

    assert [error.request_id for error in ring.newest()] == ["r2", "r1"]


def test_an_administrator_sees_the_last_failure(
    world: tuple[TestClient, SmallChuchu], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page names request, route and kind; the words of the query are nowhere."""
    client, chuchu = world

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(chuchu.search, "search", broken)
    failed = client.get("/api/v1/search", params={"q": "机密词句"})
    page = client.get("/admin", headers=HTML).text

    assert failed.status_code == 500
    assert failed.json()["error"]["detail"]["request_id"] in page
    assert "ZeroDivisionError" in page
    assert "GET /api/v1/search</code>" in page
    assert "机密词句" not in page
    assert quote("机密词句") not in page


def test_a_key_is_shown_once(world: tuple[TestClient, SmallChuchu]) -> None:
    """The page that made it shows its secret; the list does not; revoked it opens nothing."""
    client, chuchu = world
    made = post(client, "/admin/keys", name="综合处", role="admin")
    secret = re.findall(r"chuchu_[0-9a-f]{16}_[\w-]{43}", made)[0]
    key = chuchu.keys.find(secret)
    assert key is not None
    headers = {**HTML, "Authorization": f"Bearer {secret}"}
    listed = client.get("/admin/keys", headers=headers).text
    revoked = client.post(f"/admin/keys/{key.id}/revoke", headers=headers)

    assert (key.name, key.role, key.collections) == ("综合处", Role.ADMIN, None)
    assert "综合处" in listed
    assert secret not in listed
    assert revoked.status_code == 303
    assert chuchu.keys.find(secret) is None
