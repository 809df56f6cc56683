"""Sign-in through nginx: the configuration in deploy/ as it stands, before the real app, on loopback."""

import http.client
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from api_tests.live_server import serving
from api_tests.nginx import program, write_main
from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.store.keys import Role

DEPLOY = Path(__file__).parents[2] / "deploy" / "nginx"
PEOPLE = {"zhu": ("朱堃", "综合处"), "wang": ("王𠮷", "别处")}
"""Whom the sign-in service knows: by cookie, the name and the groups that it tells of."""


class SignIn(BaseHTTPRequestHandler):
    """What stands where oauth2-proxy would: it answers by the cookie `who`."""

    def do_GET(self) -> None:
        who = next((p for p in PEOPLE if f"who={p}" in self.headers.get("Cookie", "")), None)
        self.send_response(202 if who else 401)
        if who:
            for name, value in zip(("User", "Groups"), PEOPLE[who], strict=True):
                self.send_header(f"X-Auth-Request-{name}", value.encode().decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def configured(home: Path, port: int, app: str, sign_in: int) -> Path:
    """The shipped files with the ports of this test, and without TLS."""
    text = (DEPLOY / "sign-in.conf").read_text("utf-8")
    lines = [line for line in text.splitlines() if "ssl_certificate" not in line]
    changed = "\n".join(lines).replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    changed = changed.replace("127.0.0.1:8000", app).replace("127.0.0.1:4180", f"127.0.0.1:{sign_in}")
    assert (changed.count(app), changed.count(f":{sign_in}")) == (1, 3)  # once in a remark
    (home / "sign-in.conf").write_text(changed, "utf-8")
    shutil.copy(DEPLOY / "chuchu-proxy.conf", home)
    return write_main(home, "sign-in.conf")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, SmallChuchu]]:
    """The port of nginx before the app; a group reads one collection, everyone else nothing."""
    home = tmp_path_factory.mktemp("nginx")
    home.chmod(0o755)
    access = {
        "proxy_addresses": "127.0.0.1",
        "proxy_groups_header": "X-Remote-Groups",
        "proxy_grants": {"group:综合处": {"role": "editor", "collections": ["公开"]}},
    }
    sign_in = ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
    threading.Thread(target=sign_in.serve_forever, daemon=True).start()
    with small_chuchu(home, access=access, allowed_hosts="chuchu.intra", poll_seconds=0.05) as chuchu:
        index(chuchu, write_notices(home / "通知", ("古井保护",)), collection="公开")
        with serving(chuchu) as address:
            port = free_port()
            config = configured(home, port, address.removeprefix("http://"), sign_in.server_port)
            nginx = subprocess.Popen([program(), "-p", str(home), "-c", str(config)])
            try:
                wait_for(port)
                yield port, chuchu
            finally:
                nginx.terminate()
                nginx.wait(10)
                sign_in.shutdown()


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("nginx")


def asked(
    port: int, path: str, *, who: str = "", method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, str, str]:
    """Ask through nginx as a signed-in person; gives status, where one is led, and the body."""
    given = {"Host": "chuchu.intra", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, given | ({"Cookie": f"who={who}"} if who else {}))
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.headers.get("Location", ""), text


def test_who_is_signed_in_is_who_the_service_knows(world: tuple[int, SmallChuchu]) -> None:
    """The name and group that the sign-in service tells of decide; a Chinese name arrives whole."""
    port, _ = world
    status, _, me = asked(port, "/api/v1/me", who="zhu")
    page = asked(port, f"/?q={quote('古井保护')}", who="zhu", Accept="text/html")

    assert (200, True, True, True) == (status, "朱堃" in me, '"editor"' in me, '"公开"' in me)
    assert (200, True) == (page[0], "统筹协调" in page[2])


def test_who_is_not_signed_in_is_led_there(world: tuple[int, SmallChuchu]) -> None:
    """A person is sent to sign in and back again, a program told 401; neither reaches the service."""
    port, _ = world
    status, place, _ = asked(port, "/documents", Accept="text/html")

    assert (302, True) == (status, place.endswith("/oauth2/start?rd=/documents"))
    assert 401 == asked(port, "/api/v1/documents")[0]


def test_headers_of_a_client_never_arrive(world: tuple[int, SmallChuchu]) -> None:
    """Whoever writes another's name or group into a request stays who the sign-in service says, or nobody."""
    port, _ = world
    forged = {"X_Remote_User": "root", "X_Remote_Groups": quote("综合处"), "X_Auth_Request_User": "root"}
    _, _, me = asked(port, "/api/v1/me", who="zhu", **forged)

    assert ("朱堃" in me, "root" in me) == (True, False)
    assert 401 == asked(port, "/api/v1/documents", **forged)[0]
    assert 401 == asked(port, "/api/v1/documents", who="wang", X_Remote_Groups=quote("综合处"))[0]


def test_a_key_goes_through_without_signing_in(world: tuple[int, SmallChuchu]) -> None:
    """A program's key decides by itself; one that is none is refused by the service."""
    port, chuchu = world
    secret = chuchu.keys.create("程序", Role.READER, ["公开"]).secret

    status, _, body = asked(port, "/api/v1/documents", Authorization=f"Bearer {secret}")
    assert (200, True) == (status, "古井保护" in body)
    assert 401 == asked(port, "/api/v1/documents", X_API_Key="chuchu_none", X_Remote_User="root")[0]


def test_an_upload_passes_up_to_the_limit(world: tuple[int, SmallChuchu]) -> None:
    """A file of two megabytes, more than nginx takes by itself, goes through to a job."""
    port, _ = world
    text = "渡口值守安排。\n".encode() * 100_000
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    field = b'--x\r\nContent-Disposition: form-data; name="collection"\r\n\r\n' + "公开".encode() + b"\r\n"
    status, _, _ = asked(
        port, "/api/v1/documents", who="zhu", method="POST", body=field + head + text + b"\r\n--x--\r\n",
        Content_Type="multipart/form-data; boundary=x",
    )  # fmt: skip

    assert 202 == status
