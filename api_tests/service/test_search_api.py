"""Search over HTTP: shapes, filters, limits, and strings that want to do harm."""

import pytest
from fastapi.testclient import TestClient

CITATION_FIELDS = {
    "code", "document_id", "title", "doc_type", "issuer", "doc_number", "date", "validity", "collection",
    "source_path", "container", "section_path", "inline_markers", "paragraph", "page_first", "page_last",
    "passage_id", "start", "end", "text", "ocr", "superseded_by", "newest_version",
    "validity_day", "url", "reference",
}  # fmt: skip

HOSTILE = [
    "\x00", "甲\x00乙", "\ud800", "甲\udfff乙", "\ufeff", "\u202e反转文字", "\u200b\u200c\u200d", "\r\n\r\n", "\t",
    "%00", "%2e%2e%2f", "../../etc/passwd", "..\\..\\windows", "' OR 1=1 --", "'; DROP TABLE documents; --",
    '" OR ""="', "* OR 1=1", "NEAR(", "NEAR/3", "AND", "OR", "NOT", "a AND", "(((((", ")))))", "[[[", "{{{", "}}}",
    '"', '""', '"' * 400, "'" * 400, "*", "?", "***", "~", "^3", "a^", "a~2", "title:", "body:甲", "title:[a TO b]",
    "+甲 -乙", "甲:乙", "\\", "\\\\", "/.*/", "/[/", "a" * 500, "龘" * 500, "🌲" * 250, "👨‍👩‍👧‍👦", "e\u0301" * 100,
    "\U00020000\U0002a6d6", "㙍头镇", "﷽", "１２３４５", "第" + "九" * 300 + "条", "《》第条", "《《《》》》第十二条",
    "〔2023〕号", "X政发〔99999999999999999999〕1号", "“", "”", "“”", "“" * 200, "{{7*7}}", "${jndi:ldap://x}",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "&lt;&amp;", "\x1b[31m",
    "2023年13月45日", "近零年", "近" + "九" * 50 + "年", "9999年", "0000-00-00", "NaN", "null", "true", "-1", "1e999",
    "。，、；：？！", "——……", "\u3000\u3000", "\x7f\x80\x9f", "a\u0300\u0301\u0302" * 60,
]  # fmt: skip


def test_a_hit_holds_its_exact_place(client: TestClient) -> None:
    """A hit's citation has every field of the contract, and its text is the document's text at its offsets."""
    found = client.post("/api/v1/search", json={"query": "擅自移植古树名木罚款多少", "limit": 3}).json()

    first = found["hits"][0]
    citation = first["citation"]
    text = client.get(f"/api/v1/documents/{citation['document_id']}/text").json()["text"]

    assert set(citation) == CITATION_FIELDS
    assert text[citation["start"] : citation["end"]] == citation["text"]
    assert citation["url"] == f"/c/{citation['code']}"
    assert citation["source_path"] == "文件/01-古树名木保护办法.txt"
    assert [step["marker"] for step in citation["section_path"]] == ["第三章", "第五条"]
    assert all(0 <= low < high <= len(citation["text"]) for low, high in first["highlights"])


def test_a_search_has_the_agreed_shape(client: TestClient) -> None:
    """Fields that later work fills are there already, empty."""
    found = client.post("/api/v1/search", json={"query": "林长巡林"}).json()

    assert set(found) == {
        "query", "took_ms", "total", "partial", "relaxed", "interpretation", "hits", "facets", "view",
    }  # fmt: skip
    told = {
        "exact",
        "dates",
        "issuers",
        "expanded",
        "regions",
        "doc_types",
        "titles",
        "spans",
        "level",
        "phrases",
        "masks",
    }
    assert set(found["interpretation"]) == told
    assert set(found["facets"]) == {"doc_type", "issuer", "year"}
    assert set(found["hits"][0]) == {
        "rank", "fused", "highlights", "similar_count", "similar", "citation", "explanation",
    }  # fmt: skip
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, len(found["hits"]) + 1))
    assert found["query"] == "林长巡林"


def test_get_and_post_answer_alike(client: TestClient) -> None:
    """Every filter can stand in the address."""
    body = {"query": "防控", "limit": 5, "filters": {"doc_types": ["通知"], "date_from": "2024-01-01"}}
    posted = client.post("/api/v1/search", json=body).json()
    address = {"q": "防控", "limit": 5, "doc_types": ["通知"], "date_from": "2024-01-01"}
    got = client.get("/api/v1/search", params=address).json()

    assert posted["hits"]
    assert {hit["citation"]["doc_type"] for hit in posted["hits"]} == {"通知"}
    assert [hit["citation"]["code"] for hit in got["hits"]] == [
        hit["citation"]["code"] for hit in posted["hits"]
    ]


def test_an_offset_goes_on_where_a_limit_stopped(client: TestClient) -> None:
    """Two pages of two are the first four."""
    four = client.get("/api/v1/search", params={"q": "古树名木", "limit": 4}).json()["hits"]
    later = client.get("/api/v1/search", params={"q": "古树名木", "limit": 2, "offset": 2}).json()["hits"]

    assert [hit["citation"]["code"] for hit in later] == [hit["citation"]["code"] for hit in four[2:]]
    assert [hit["rank"] for hit in later] == [3, 4]


def test_explain_tells_both_scores(client: TestClient) -> None:
    """An explained hit names its scores by their kind; others hold null."""
    explained = client.post("/api/v1/search", json={"query": "巡林", "explain": True}).json()["hits"][0]
    plain = client.post("/api/v1/search", json={"query": "巡林"}).json()["hits"][0]

    scores = {"cosine", "cosine_rank", "bm25", "bm25_rank", "exact", "terms", "lists", "evidence"}
    scores |= {"dense_weight"}
    assert set(explained["explanation"]) == scores
    assert {"kind", "share", "added"} == set(explained["explanation"]["evidence"][0])
    assert plain["explanation"] is None


@pytest.mark.parametrize("query", ["", "   ", "\u3000\n\t", "\x00", "，。！"])
def test_a_query_of_nothing_is_refused(client: TestClient, query: str) -> None:
    """Nothing to search for is an error with a code of its own."""
    answer = client.post("/api/v1/search", json={"query": query})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "query_empty")


def test_the_limit_is_five_hundred_characters(client: TestClient) -> None:
    """500 characters are served, 501 are not; characters, not bytes."""
    served = client.post("/api/v1/search", json={"query": "林" * 500})
    refused = client.post("/api/v1/search", json={"query": "林" * 501})

    assert served.status_code == 200
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "query_too_long")
    assert refused.json()["error"]["detail"] == {"length": 501, "limit": 500}


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        ({"limit": 0}, "limit", "greater_than_equal"),
        ({"limit": 101}, "limit", "less_than_equal"),
        ({"limit": "十"}, "limit", "int_parsing"),
        ({"offset": -1}, "offset", "greater_than_equal"),
        ({"offset": 10**30}, "offset", "less_than_equal"),
        ({"sort": "newest"}, "sort", "enum"),
        ({"mode": 3}, "mode", "enum"),
        ({"colour": "red"}, "colour", "extra_forbidden"),
        ({"query": None}, "query", "string_type"),
        ({"query": ["甲"]}, "query", "string_type"),
        ({"filters": {"date_from": "2024-02-30"}}, "filters.date_from", "date_invalid"),
        ({"filters": {"date_from": "2024/02/03"}}, "filters.date_from", "date_invalid"),
        ({"filters": {"date_from": "２０２４-02-03"}}, "filters.date_from", "date_invalid"),
        ({"filters": {"date_from": "2024-02-03", "date_to": "2023-02-03"}}, "filters", "date_order"),
        ({"filters": {"doctypes": ["通知"]}}, "filters.doctypes", "extra_forbidden"),
        ({"filters": {"doc_types": "通知"}}, "filters.doc_types", "list_type"),
        ({"filters": {"validity": ["有效"]}}, "filters.validity.0", "literal_error"),
        ({"filters": []}, "filters", "model_attributes_type"),
        ({"filters": {"issuers": ["长" * 201]}}, "filters.issuers.0", "string_too_long"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, change: dict[str, object], field: str, kind: str) -> None:
    """The error says which field is wrong and how, in words, without repeating the value."""
    answer = client.post("/api/v1/search", json={"query": "巡林", **change})
    error = answer.json()["error"]

    assert (answer.status_code, error["code"]) == (422, "invalid_request")
    assert [(one["field"], one["type"]) for one in error["detail"]["fields"]] == [(field, kind)]
    assert error["detail"]["fields"][0]["problem"] != "不合要求"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{bad", "application/json"),
        (b"\xff\xfe{}", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"query": ' + b"9" * 5000 + b"}", "application/json"),
        (b'{"query": NaN}', "application/json"),
        (b'{"query": "x"}', "text/plain"),
        (b"query=x", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
        (b"null", "application/json"),
        (b'"x"', "application/json"),
    ],
)
def test_a_body_that_is_no_search_is_refused(client: TestClient, body: bytes, content_type: str) -> None:
    """Whatever comes as a body, the answer is an error of the client in the one shape."""
    answer = client.post("/api/v1/search", content=body, headers={"Content-Type": content_type})

    assert answer.status_code in {400, 422}
    assert set(answer.json()["error"]) == {"code", "message", "detail"}


def test_the_list_of_hostile_strings_is_long() -> None:
    """The two tests below try at least sixty different strings."""
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_are_only_words(client: TestClient, query: str) -> None:
    """No string as a query, filter or address makes the service fail."""
    body = {"query": query, "filters": {"issuers": [query[:200]], "source_path_prefix": query}}
    escapes = "".join(f"\\u{ord(c):04x}" for c in query if ord(c) < 0x10000)
    escaped = '{"query": "' + escapes + '"}'
    answers = [
        client.post("/api/v1/search", content=escaped, headers={"Content-Type": "application/json"}),
        client.get("/", params={"q": query.encode("utf-8", "replace").decode()}),
    ]
    if query.isprintable() or query.isascii():
        answers.append(client.post("/api/v1/search", json=body))
        answers.append(client.get("/api/v1/search", params={"q": query, "doc_types": query[:200]}))
        answers.append(client.get("/api/v1/documents", params={"q": query}))

    assert {answer.status_code for answer in answers} <= {200, 422}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("explain", True, 200),
        ("explain", 0, 422),
        ("explain", "true", 422),
        ("group_similar", 1, 422),
        ("limit", 3.0, 200),
        ("limit", True, 422),
        ("offset", "0", 422),
        ("per_document", None, 200),
    ],
)
def test_a_body_holds_what_its_schema_says(
    client: TestClient, field: str, value: object, expected: int
) -> None:
    """In JSON a flag is true or false and a number is a number; nothing else is read as one."""
    answer = client.post("/api/v1/search", json={"query": "巡林", field: value})

    assert expected == answer.status_code


@pytest.mark.parametrize(("flag", "expected"), [("1", True), ("true", True), ("on", True), ("0", False)])
def test_an_address_takes_the_usual_words_for_flags(client: TestClient, flag: str, expected: bool) -> None:
    """`?explain=1` is `?explain=true`: an address has no types."""
    hit = client.get("/api/v1/search", params={"q": "巡林", "explain": flag}).json()["hits"][0]

    assert expected == (hit["explanation"] is not None)


def test_openapi_says_that_what_is_asked_is_not_blank(client: TestClient) -> None:
    """Query, question, phrase and draft must hold something, by the schema as by the service."""
    told = client.get("/api/v1/openapi.json").json()
    shapes = told["components"]["schemas"]
    parameter = next(
        one for one in told["paths"]["/api/v1/search"]["get"]["parameters"] if one["name"] == "q"
    )
    phrase = next(
        one
        for one in told["paths"]["/api/v1/phrases/history"]["get"]["parameters"]
        if one["name"] == "phrase"
    )
    asked = [
        parameter["schema"],
        shapes["SearchBody"]["properties"]["query"],
        shapes["AskBody"]["properties"]["question"],
        phrase["schema"]["items"],
    ]

    assert [(1, r"[\p{L}\p{N}]")] * 4 == [(one["minLength"], one["pattern"]) for one in asked]
    draft = told["paths"]["/api/v1/quotes/check"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert r"\S" == draft["properties"]["text"]["pattern"]
    for body in ({"query": ""}, {"query": " ，。"}):
        assert 422 == client.post("/api/v1/search", json=body).status_code
