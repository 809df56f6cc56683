"""`/mcp`: the official client of the Model Context Protocol against the real server on loopback."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from mcp import Client, MCPError
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api_tests.live_server import serving
from api_tests.small_world import SmallChuchu, index, notice, small_chuchu, write_notices
from corpus.filters import Reach
from service import app as apps

QUESTION = "防汛工作每月几日前报送进展情况？"
SENTENCE = "各单位要高度重视防汛工作，明确责任分工，于每月５日前报送进展情况。"
MODES = ["auto", "legacy"]
T = TypeVar("T")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallChuchu]]:
    folder = tmp_path_factory.mktemp("agents")
    with small_chuchu(folder, poll_seconds=0.05) as chuchu:
        index(chuchu, write_notices(folder / "文件", ["防汛工作", "古树保护", "秋收工作"]))
        secret = folder / "密"
        secret.mkdir()
        (secret / "密.txt").write_text(notice(9, "玄武计划"), "utf-8")
        index(chuchu, secret, collection="密件")
        with serving(chuchu) as url:
            yield url, chuchu


def run(url: str, work: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    async def connected() -> T:
        async with Client(f"{url}/mcp", mode=mode) as client:
            return await work(client)

    return asyncio.run(connected())


async def refused(call: Awaitable[object]) -> bool:
    """Tell whether a call ends in an error of the protocol."""
    try:
        await call
    except MCPError:
        return True
    return False


@pytest.mark.parametrize("mode", MODES)
def test_the_tools_are_told(world: tuple[str, SmallChuchu], mode: str) -> None:
    """Five tools that only read, each with its arguments described; by the handshake of old and new clients."""
    tools = run(world[0], lambda client: client.list_tools(), mode).tools

    assert {tool.name for tool in tools} == {"search", "ask", "read", "check", "resolve_citation"}
    assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools)
    assert {tool.name: tool for tool in tools}["search"].input_schema["required"] == ["query"]


@pytest.mark.parametrize("mode", MODES)
def test_search_read_and_resolve_agree(world: tuple[str, SmallChuchu], mode: str) -> None:
    """The code of a hit reads and resolves to the same words."""

    async def work(client: Client) -> list[dict[str, object]]:
        found = (await client.call_tool("search", {"query": QUESTION, "limit": 2})).structured_content
        citation = found["hits"][0]["citation"]
        read = await client.call_tool("read", {"code": citation["code"], "around": 5})
        span = {"document_id": citation["document_id"], "start": citation["start"], "end": citation["end"]}
        part = await client.call_tool("read", span)
        resolved = await client.call_tool("resolve_citation", {"code": citation["code"]})
        return [citation, read.structured_content, part.structured_content, resolved.structured_content]

    citation, read, part, resolved = run(world[0], work, mode)

    assert citation["text"] == part["text"] == SENTENCE
    assert SENTENCE in read["text"]
    assert (read["start"], read["end"]) == (citation["start"] - 5, citation["end"] + 5)
    assert (resolved["state"], resolved["citation"]) == ("current", citation)


def test_an_answer_is_told_in_words_and_values(world: tuple[str, SmallChuchu]) -> None:
    """What `ask` gives is what `POST /ask` gives, and a text with numbered references."""
    told = run(world[0], lambda client: client.call_tool("ask", {"question": QUESTION}))
    posted = httpx.post(f"{world[0]}/api/v1/ask", json={"question": QUESTION}).json()

    assert {**told.structured_content, "took_ms": 0} == {**posted, "took_ms": 0}
    assert told.content[0].text.startswith(f"{SENTENCE}[1]\n\n[1] 《")


def test_a_draft_is_checked(world: tuple[str, SmallChuchu]) -> None:
    """A quotation that stands in a source and one that stands nowhere are told apart."""
    true, false = "明确责任分工，于每月５日前报送进展情况", "明确责任分工，于每季度末前口头通报就行"
    draft = f"通知要求“{true}”。通知还说“{false}”。"
    told = run(world[0], lambda client: client.call_tool("check", {"text": draft})).structured_content

    assert [quote["text"] for quote in told["quotes"]] == [true, false]
    assert told["quotes"][0]["verdict"] == "exact"
    assert told["quotes"][1]["verdict"] != "exact"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"query": ""}, "查询是空的"),
        ("search", {"query": "林" * 501}, "最多 500 个"),
        ("search", {}, "query"),
        ("search", {"query": "防汛", "limit": 1000}, "limit"),
        ("ask", {"question": "\x00"}, "问题是空的"),
        ("ask", {"question": "问", "generator": "magic"}, "generator"),
        ("read", {}, "只给一个"),
        ("read", {"code": "aaaaaaaaaaaa"}, "没有这个出处代码"),
        ("read", {"document_id": "../../etc/passwd"}, "文件"),
        ("resolve_citation", {"code": "aaaaaaaaaaaa"}, "没有这个出处代码"),
    ],
)
def test_what_cannot_be_done_is_said(
    world: tuple[str, SmallChuchu], tool: str, arguments: dict[str, object], said: str
) -> None:
    """A tool's error is a result that a model can read, in Chinese."""
    told = run(world[0], lambda client: client.call_tool(tool, arguments))

    assert told.is_error
    assert said in told.content[0].text


def test_an_unknown_tool_is_an_error_of_the_protocol(world: tuple[str, SmallChuchu]) -> None:
    """No such tool."""
    assert run(world[0], lambda client: refused(client.call_tool("shutdown", {})))


def test_documents_are_resources(world: tuple[str, SmallChuchu]) -> None:
    """Each document is listed and read whole; what is none is refused."""

    async def work(client: Client) -> tuple[list[str], str, str]:
        listed = (await client.list_resources()).resources
        text = (await client.read_resource(listed[0].uri)).contents[0].text
        return [one.name for one in listed], listed[0].uri, text

    names, uri, text = run(world[0], work)

    assert len(names) == 4
    assert text == world[1].view().text(uri.rpartition("/")[2])
    for wrong in ("chuchu://documents/none", "file:///etc/passwd"):
        assert run(world[0], lambda client, wrong=wrong: refused(client.read_resource(wrong)))


def test_the_checks_of_host_and_origin_hold(world: tuple[str, SmallChuchu]) -> None:
    """A page of another site and a rebound name reach no tool; no stream is opened and no session ended."""
    url = f"{world[0]}/mcp"
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    foreign = httpx.post(url, json=body, headers={**accept, "Origin": "http://evil.example"})
    rebound = httpx.post(url, json=body, headers={**accept, "Host": "evil.example"})
    garbage = httpx.post(url, content=b"\xff[[[", headers={**accept, "Content-Type": "application/json"})

    assert (foreign.status_code, rebound.status_code) == (403, 403)
    assert 400 <= garbage.status_code < 500
    assert (httpx.get(url).status_code, httpx.delete(url).status_code) == (405, 405)


class Only:
    """Stands where keys are checked: callers may read the collection `default`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["reach"] = Reach(frozenset({"default"}))
        await self.app(scope, receive, send)


def test_nothing_beyond_the_callers_reach_is_told(
    world: tuple[str, SmallChuchu], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By no tool, resource or chat: not the words, not the title, not that there is a document."""
    chuchu = world[1]
    secret = next(d for d in chuchu.view().documents(limit=100).documents if d.collection == "密件")
    code = next(
        hit["citation"]["code"]
        for hit in httpx.post(f"{world[0]}/api/v1/search", json={"query": "玄武计划"}).json()["hits"]
        if hit["citation"]["collection"] == "密件"
    )
    middleware = apps._middleware
    monkeypatch.setattr(apps, "_middleware", lambda *given: [*middleware(*given), Middleware(Only)])

    async def work(client: Client) -> str:
        told = [
            await client.call_tool("search", {"query": "玄武计划", "filters": {"collections": ["密件"]}}),
            await client.call_tool("search", {"query": "玄武计划进展情况"}),
            await client.call_tool("ask", {"question": "玄武计划每月几日前报送？"}),
            await client.call_tool("read", {"document_id": secret.document_id}),
            await client.call_tool("read", {"code": code}),
            await client.call_tool("resolve_citation", {"code": code}),
        ]
        listed = [one.name for one in (await client.list_resources()).resources]
        try:
            listed.append(
                (await client.read_resource(f"chuchu://documents/{secret.document_id}")).contents[0].text
            )
        except MCPError as error:
            listed.append(str(error))
        return "\n".join([*(str(one.structured_content) for one in told), *listed])

    with small_chuchu(chuchu.settings.data.parent, poll_seconds=0.05) as again, serving(again) as url:
        told = run(url, work)
        asked = {"model": "chuchu", "messages": [{"role": "user", "content": "玄武计划每月几日前报送？"}]}
        told += httpx.post(f"{url}/v1/chat/completions", json=asked).text
        told += httpx.post(f"{url}/api/v1/ask", json={"question": "玄武计划每月几日前报送？"}).text

    assert "做好玄武计划" not in told
    assert "密件" not in told


@pytest.mark.slow
def test_the_sdk_is_loaded_with_the_first_message(tmp_path: Path) -> None:
    """Making the app imports neither the protocol's SDK nor the model's client."""
    program = (
        "import sys\nfrom api_tests.small_world import small_chuchu\nfrom pathlib import Path\n"
        "from service.app import create_app\n"
        f"create_app(small_chuchu(Path({str(tmp_path)!r})))\n"
        "print(sorted({'mcp', 'openai'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
