"""A small real server that speaks the protocol of language models, and can be slow, broken, garbled or a liar."""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FENCED = re.compile(r"<<<资料 (\d+)>>>\n出处：[^\n]*\n(.*?)\n<<<完>>>", re.S)
QUESTION = re.compile(r"^问题：(.*)$", re.M)
PIECE = 7


class Fault(Enum):
    """What can go wrong between here and a model."""

    SILENT = auto()  # takes the request and never answers
    DRIPS = auto()  # a character a second, for ever
    RESETS = auto()  # takes the request and resets the connection
    HALF = auto()  # closes in the middle of an answer
    UNFINISHED = auto()  # ends well-formed, without saying that it has ended
    ERROR_500 = auto()
    UNAUTHORIZED = auto()
    NOT_JSON = auto()  # events that are no JSON
    WRONG_SHAPE = auto()  # JSON, but not of the protocol
    HTML = auto()  # 200 and a page, as a captive portal gives
    BINARY = auto()
    ERROR_EVENT = auto()  # an error in the middle of the stream
    REDIRECT = auto()
    ENDLESS = auto()  # one sentence that never ends, as fast as it can


@dataclass(frozen=True)
class Asked:
    """A request as the server reads it."""

    body: dict[str, object]
    authorization: str

    @property
    def prompt(self) -> str:
        messages = self.body["messages"]
        assert isinstance(messages, list)
        return "\n".join(str(message["content"]) for message in messages if message["role"] == "user")

    @property
    def evidence(self) -> dict[int, str]:
        return {int(number): text for number, text in FENCED.findall(self.prompt)}

    @property
    def question(self) -> str:
        return str(QUESTION.findall(self.prompt)[0])

    @property
    def rewrites(self) -> bool:
        return "最后一个问题：" in self.prompt


Reply = Callable[[Asked], str | Fault | Iterator[str]]
"""An answer, sent in small pieces; or the pieces, sent as they come."""


@dataclass
class ModelServer:
    """What was asked so far, and how to reach it."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    left: int = 0
    """Connections that the other side closed before the answer had ended."""


@contextmanager
def model_server(reply: Reply) -> Iterator[ModelServer]:
    """Serve `reply` on a free port of this machine until left."""
    ending = threading.Event()
    told = ModelServer("")

    class Handler(_Handler):
        answer = staticmethod(reply)
        server_told = told
        over = ending

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        ending.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def closed_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


class _Handler(BaseHTTPRequestHandler):
    answer: Reply
    server_told: ModelServer
    over: threading.Event

    def log_message(self, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = Asked(body, self.headers.get("Authorization", ""))
        self.server_told.asked.append(asked)
        reply = self.answer(asked)
        try:
            if isinstance(reply, Fault):
                getattr(self, reply.name.lower())()
            elif isinstance(reply, str):
                self.stream(reply[i : i + PIECE] for i in range(0, len(reply), PIECE))
            else:
                self.stream(reply)
        except OSError:
            self.server_told.left += 1

    # Answers.

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, data: object) -> None:
        self.wfile.write(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def chunk(self, text: str | None, finish: str | None = None) -> None:
        delta = {} if text is None else {"content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        made = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.event(made)

    def stream(self, pieces: Iterator[str]) -> None:
        self.begin()
        for piece in pieces:
            self.chunk(piece)
        self.chunk(None, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    # Faults.

    def silent(self) -> None:
        self.wait_until_left()

    def drips(self) -> None:
        self.begin()
        while not self.over.is_set():
            self.chunk("慢")
            self.over.wait(0.2)

    def resets(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def half(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.chunk("各级林长")
        self.close_connection = True

    def unfinished(self) -> None:
        self.begin()
        self.chunk("各级林长")

    def error_500(self) -> None:
        self.begin(500, "application/json")
        self.wfile.write(b'{"error": {"message": "out of memory"}}')

    def unauthorized(self) -> None:
        self.begin(401, "application/json")
        self.wfile.write(b'{"error": {"message": "bad key"}}')

    def not_json(self) -> None:
        self.begin()
        self.wfile.write("data: {不是 JSON\n\ndata: [[[[\n\n".encode())

    def wrong_shape(self) -> None:
        self.begin()
        for data in ({"choices": 7}, [1, 2], "文", {"choices": [{"delta": {"content": {"a": 1}}}]}, None):
            self.event(data)

    def html(self) -> None:
        self.begin(200, "text/html")
        self.wfile.write("<html><body>请先登录</body></html>".encode())

    def binary(self) -> None:
        self.begin()
        self.wfile.write(bytes(range(256)) * 20)

    def error_event(self) -> None:
        self.begin()
        self.chunk("各级")
        self.event({"error": {"message": "worker died"}})

    def redirect(self) -> None:
        self.send_response(307)
        self.send_header("Location", "http://127.0.0.1:9/v1/chat/completions")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def endless(self) -> None:
        self.begin()
        while not self.over.is_set():
            self.chunk("无穷" * 200)

    def wait_until_left(self) -> None:
        self.connection.settimeout(0.05)
        until = time.monotonic() + 30
        while not self.over.is_set() and time.monotonic() < until:
            try:
                if self.connection.recv(1) == b"":
                    raise ConnectionAbortedError
            except TimeoutError:
                continue


def copying(asked: Asked) -> str:
    """Answer honestly: the first sentence of each of the first two passages, cited."""
    first = list(asked.evidence.items())[:2]
    return "".join(f"{text.split('。')[0]}。[{number}]" for number, text in first)


def saying(text: str) -> Reply:
    """Answer with the same text whatever is asked."""
    return lambda _: text


def in_turn(replies: Sequence[str | Fault]) -> Reply:
    """Answer with the next of `replies`, the last one for ever."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
