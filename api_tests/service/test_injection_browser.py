"""Forty ways to make a page run what is not its own, in titles, texts, tables, file names, queries and answers."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from api_tests.service.watching import Watched
from api_tests.small_world import index, small_chuchu
from service.app import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUN = "alert(document.domain)"  # a dialog is a complaint of the watched page, as is a broken policy
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script src=data:text/javascript,{RUN}></script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"<img/src/onerror={RUN}>",
    f"<image src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>点</text></a></svg>",
    f"<math><mtext></mtext><mglyph><style></style><img src=x onerror={RUN}>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    f"<object data=javascript:{RUN}></object>",
    f"<embed src=javascript:{RUN}>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover={RUN} x='",
    f"<marquee onstart={RUN}>",
    f"<a href=javascript:{RUN}>点此</a>",
    f"javascript:{RUN}",
    f"<form action=javascript:{RUN}><button autofocus>",
    f"<meta http-equiv=refresh content=0;url=javascript:{RUN}>",
    "<base href=https://evil.example/>",
    f"<link rel=stylesheet onload={RUN} href=x>",
    "<style>@import 'https://evil.example/x.css';</style>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}`+{RUN}+`",
    f"<template><script>{RUN}</script></template><noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"＜script＞{RUN}＜／script＞&lt;script&gt;{RUN}&#60;/script&#62;\\u003cscript\\u003e{RUN}",
)


def document(number: int, payload: str) -> str:
    """A document with a payload in its title and text."""
    return (
        f"关于第{number}号注入{payload}的说明\n\n一、说明{payload}\n\n"
        f"第{number}号载荷应当原样显示，不得运行：{payload}，期限为{number + 3}天。\n"
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service whose library holds all payloads; gives its address."""
    root = tmp_path_factory.mktemp("injection")
    folder = root / "文件"
    folder.mkdir()
    for number, payload in enumerate(PAYLOADS, start=1):
        name = payload.replace("/", "∕").encode()[:180].decode(errors="ignore")
        (folder / f"{number:02}{name}.txt").write_text(document(number, payload), "utf-8")
    rows = "\n".join(
        f'第{number}行,"{payload.replace(chr(34), chr(34) * 2)}"' for number, payload in enumerate(PAYLOADS)
    )
    (folder / "表格.csv").write_text(f"序号,载荷\n{rows}\n", "utf-8")
    with small_chuchu(root) as opened:
        index(opened, Path(folder))
        server = uvicorn.Server(
            uvicorn.Config(create_app(opened), host="127.0.0.1", port=0, log_level="error")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def foreign(watched: Watched) -> int:
    """Elements in the page that no template of ours makes."""
    return watched.page.locator(
        "main script, main img, main svg, main iframe, main object, main embed, main style, main marquee, main video, "
        "main audio, base, main math, main meta, main link, [onerror], [onload], [onfocus], [ontoggle], a[href^=javascript]"
    ).count()


def test_there_are_forty() -> None:
    """Each is another."""
    assert len(set(PAYLOADS)) == 40


def listed(hostile: str) -> list[dict[str, str]]:
    """All documents of the service."""
    found: list[dict[str, str]] = httpx.get(f"{hostile}/api/v1/documents", params={"limit": 100}).json()[
        "documents"
    ]
    return found


def test_payloads_in_queries_and_answers_are_text(scripted: Watched, hostile: str) -> None:
    """As query and filter, in an answer and the passages under it: shown as they stand; nothing runs or breaks policy."""
    page = scripted.page
    ids = {one["source_path"].partition("/")[2][:2]: one["id"] for one in listed(hostile)}
    unseen = []
    for number, payload in enumerate(PAYLOADS, start=1):
        query = f"第{number}号载荷的期限是多少天？{payload}"
        page.goto(f"{hostile}/?q={quote(query)}&issuers={quote(payload)}")
        assert page.locator("#q").input_value() == query
        page.goto(
            f"{hostile}/?q={quote(f'第{number}号载荷的期限是多少天')}&document_ids={ids[f'{number:02}']}"
        )
        page.locator("#answer .made-by").wait_for()
        page.locator(".evidence summary").click()
        if page.locator("a.cite-mark").count():
            page.locator("a.cite-mark").first.focus()
        assert foreign(scripted) == 0, payload
        if payload not in "".join(page.locator(".sentence, .evidence blockquote").all_inner_texts()):
            unseen.append(payload)

    assert unseen == []


def test_payloads_in_documents_are_text(scripted: Watched, hostile: str) -> None:
    """In title, text, file name, suggestion and table: shown as they stand."""
    page = scripted.page
    documents = listed(hostile)
    for one in documents:  # a title that is not recognised as one, for being too odd, is put right by hand
        number = one["source_path"].partition("/")[2][:2]
        if number.isdigit() and PAYLOADS[int(number) - 1] not in (one["title"] or ""):
            corrected = {"title": PAYLOADS[int(number) - 1]}
            httpx.patch(f"{hostile}/api/v1/documents/{one['id']}", json=corrected).raise_for_status()
    assert len(documents) == len(PAYLOADS) + 1
    titles = ""
    for one in documents:
        page.goto(f"{hostile}/documents/{one['id']}?q={quote('载荷')}")
        titles += page.locator("h1").inner_text()
        assert foreign(scripted) == 0, one["source_path"]
        assert one["source_path"] in page.locator(".document-facts").inner_text()
    table = next(one for one in documents if one["source_path"].endswith(".csv"))
    page.goto(f"{hostile}/documents/{table['id']}")
    cells = page.locator("article.text td, article.text p").all_inner_texts()
    for address in ("/", "/documents?sort=path"):
        page.goto(hostile + address)
        page.locator("input[type=search]").first.type("注入")
        page.wait_for_timeout(400)
        assert foreign(scripted) == 0, address

    assert [payload for payload in PAYLOADS if payload not in cells or payload not in titles] == []
