"""Who is let in and how much: keys, sessions, the proxy, rates, the audit trail, and nothing secret in any log."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.store.audit import Action, Audit, Deed
from corpus.store.catalogue import Catalogue
from corpus.store.errors import DocumentUnknown
from corpus.store.keys import InvalidKey, Keys, Role
from service.access.budgets import Budgets
from service.access.errors import NotGuarded, TooMany
from service.access.routes import Budget
from service.app import create_app
from service.page.signing import own_path
from service.settings_limits import LimitSettings

LOCAL = "http://127.0.0.1"


@contextmanager
def served(
    folder: Path, address: str = "127.0.0.1", **settings: object
) -> Iterator[tuple[SmallChuchu, TestClient]]:
    """Serve an empty data folder to a client at an address."""
    with small_chuchu(folder, poll_seconds=0.05, **settings) as chuchu:
        app = create_app(chuchu)
        with TestClient(app, base_url=LOCAL, follow_redirects=False, client=(address, 50000)) as client:
            yield chuchu, client


def bearer(secret: str) -> dict[str, str]:
    """Give the header that carries a key."""
    return {"Authorization": f"Bearer {secret}"}


def said(*headers: tuple[str, str]) -> list[tuple[bytes, bytes]]:
    """Give headers as a proxy sends them: in UTF-8."""
    return [(name.encode(), value.encode()) for name, value in headers]


def test_a_key_opens_until_it_expires_or_is_revoked(tmp_path: Path) -> None:
    """The secret finds its key while that holds; a wrong, expired or revoked one finds nothing."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with Catalogue.open(tmp_path / "c.sqlite", clock=lambda: now) as catalogue:
        keys = Keys(catalogue)
        short = keys.create("短期", Role.READER, ["公开"], days=1)
        long = keys.create("长期", Role.EDITOR)

        assert keys.find(short.secret) == short.key
        assert keys.find(long.secret + "x") is None
        assert keys.find(long.secret[:-1] + ("A" if long.secret[-1] != "A" else "B")) is None
        assert keys.find(f"chuchu_{short.key.id}_{long.secret.rpartition('_')[2]}") is None
        session = keys.sign_in(long.key, 1)
        assert keys.of_session(session) == long.key
        now += timedelta(hours=2)
        assert keys.of_session(session) is None
        now += timedelta(days=1)
        assert keys.find(short.secret) is None
        fresh = keys.sign_in(long.key, 1)
        assert keys.revoke(long.key.id).revoked_at is not None
        assert (keys.find(long.secret), keys.of_session(fresh)) == (None, None)
        assert keys.exist()


def test_no_key_lies_in_the_data_folder(tmp_path: Path) -> None:
    """Of key and session only hashes are kept: the database holds neither secret, whole or its random part."""
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        keys = Keys(catalogue)
        made = keys.create("甲", Role.ADMIN)
        session = keys.sign_in(made.key, 1)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert made.key.id.encode() in kept
    assert made.secret[24:].encode() not in kept
    assert session.encode() not in kept


@pytest.mark.parametrize(
    ("name", "role", "collections", "days"),
    [(" ", Role.READER, None, None), ("甲" * 81, Role.READER, None, None), ("甲", Role.READER, [], None),
     ("甲", Role.AUDIT, ["公开"], None), ("甲", Role.READER, None, 0)],
)  # fmt: skip
def test_a_key_without_sense_is_not_made(
    tmp_path: Path, name: str, role: Role, collections: list[str] | None, days: float | None
) -> None:
    """A blank or long name, no collection at all, an officer bound to one, no time: each is refused."""
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, pytest.raises(InvalidKey):
        Keys(catalogue).create(name, role, collections, days=days)


@pytest.mark.parametrize(
    ("host", "access", "with_key", "starts"),
    [
        ("127.0.0.1", {}, False, True),
        ("::1", {}, False, True),
        ("0.0.0.0", {}, False, False),
        ("10.1.2.3", {}, False, False),
        ("0.0.0.0", {}, True, True),
        ("0.0.0.0", {"allow_open": True}, False, True),
        ("0.0.0.0", {"proxy_addresses": "10.0.0.1"}, False, True),
    ],
)
def test_nothing_is_open_by_accident(
    tmp_path: Path, host: str, access: dict[str, object], with_key: bool, starts: bool
) -> None:
    """Where others can reach it, the service starts with a key, a proxy, or the one setting; the error names it."""
    with small_chuchu(tmp_path, host=host, access=access) as chuchu:
        if with_key:
            chuchu.keys.create("甲", Role.ADMIN)
        guard = create_app(chuchu).state.serving.access.doorkeeper
        if starts:
            guard.check_guarded()
            return
        with pytest.raises(NotGuarded, match="CHUCHU_ACCESS__ALLOW_OPEN=true"):
            guard.check_guarded()


def test_the_first_key_closes_an_open_service(tmp_path: Path) -> None:
    """Without keys everyone is let in; from the first key on nobody without one, and revoking it opens nothing."""
    with served(tmp_path) as (_, client):
        before = client.get("/api/v1/documents").status_code
        made = client.post("/api/v1/keys", json={"name": "总管", "role": "admin"}).json()
        without = client.get("/api/v1/documents")
        wrong = client.get("/api/v1/documents", headers=bearer("chuchu_x"))
        fine = client.get("/api/v1/documents", headers={"X-API-Key": made["secret"]})
        listed = client.get("/api/v1/keys", headers=bearer(made["secret"])).json()["keys"]
        client.delete(f"/api/v1/keys/{made['key']['id']}", headers=bearer(made["secret"]))
        after = client.get("/api/v1/documents", headers=bearer(made["secret"]))

    assert (before, without.status_code, wrong.status_code) == (200, 401, 401)
    assert without.json()["error"]["code"] == "sign_in_needed"
    assert without.headers["www-authenticate"] == "Bearer"
    assert (fine.status_code, after.status_code) == (200, 401)
    assert [(one["name"], "secret" in one) for one in listed] == [("总管", False)]


def test_a_browser_signs_in_and_out(tmp_path: Path) -> None:
    """Without script: sent to the form, back to where it was going with a session, and out again."""
    with served(tmp_path) as (chuchu, client):
        made = chuchu.keys.create("朱堃", Role.READER)
        page = {"Accept": "text/html"}
        sent = client.get("/jobs", params={"lang": "zh"}, headers=page)
        form = client.get(sent.headers["location"], headers=page)
        wrong = client.post("/sign-in", data={"key": "chuchu_错", "next": "/jobs"}, headers=page)
        signed = client.post("/sign-in", data={"key": f" {made.secret} ", "next": "/jobs"}, headers=page)
        jobs = client.get("/jobs", headers=page)
        out = client.post("/sign-out", headers=page)
        again = client.get("/jobs", headers=page)

    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=/jobs%3Flang%3Dzh")
    assert 'name="next" value="/jobs?lang=zh"' in form.text
    assert (wrong.status_code, "密钥无效" in wrong.text) == (401, True)
    cookie = signed.headers["set-cookie"]
    assert (signed.status_code, signed.headers["location"]) == (303, "/jobs")
    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
    assert made.secret not in cookie
    assert (jobs.status_code, "退出" in jobs.text) == (200, True)
    assert (out.status_code, again.status_code) == (303, 303)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("/documents?q=河道", "/documents?q=河道"), ("//evil.example", "/"), ("https://evil.example/", "/"),
     ("/\\evil.example", "/"), ("/\t/evil.example", "/"), ("javascript:alert(1)", "/"), ("", "/"),
     ("//[", "/"), ("//甲℀乙", "/")],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(asked: str, expected: str) -> None:
    """A link to the sign-in page cannot send its reader to another site."""
    assert own_path(asked) == expected


def test_a_user_header_counts_from_the_proxy_alone(tmp_path: Path) -> None:
    """The named address vouches for a user, whose grants decide; from any other address the header is air."""
    access = {
        "proxy_addresses": "10.9.0.0/24",
        "proxy_groups_header": "X-Groups",
        "proxy_grants": {
            "user:朱堃": {"role": "admin"},
            "group:综合处": {"role": "reader", "collections": ["公开"]},
        },
    }
    user = said(("X-Remote-User", "朱堃"))
    member_of = said(("X-Remote-User", "li"), ("X-Groups", "别处, 综合处"))
    twice = said(("X-Remote-User", "li"), ("X-Remote-User", "朱堃"), ("X-Groups", "综合处"))
    with served(tmp_path / "a", "10.9.0.7", access=access) as (_, client):
        told = client.get("/api/v1/me", headers=user).json()
        member = client.get("/api/v1/me", headers=member_of).json()
        others = [
            client.get("/api/v1/documents", headers=headers).status_code
            for headers in (
                said(("X-Remote-User", "wang")),
                twice,
                [*user, *said(("Origin", "https://evil.example"))],
            )
        ]
    with served(tmp_path / "b", "10.8.0.7", access=access) as (_, client):
        pretended = [*user, *said(("X-Forwarded-For", "10.9.0.7"))]
        outside = client.get("/api/v1/documents", headers=pretended).status_code

    assert (told["name"], told["role"], told["collections"]) == ("朱堃", "admin", None)
    assert (member["name"], member["role"], member["collections"]) == ("li", "reader", ["公开"])
    assert (others, outside) == ([401, 401, 401], 401)


def test_the_trail_tells_who_did_what(tmp_path: Path) -> None:
    """Reading, searching, uploading, deleting, keys and refusals are told with name and outcome, without the query."""
    with served(tmp_path) as (chuchu, client):
        admin = chuchu.keys.create("总管", Role.ADMIN).secret
        reader = chuchu.keys.create("读者", Role.READER).secret
        client.get("/api/v1/search", params={"q": "机要内容甲乙"}, headers=bearer(reader))
        client.get("/api/v1/documents/0123456789abcdef", headers=bearer(reader))
        client.delete("/api/v1/documents/0123456789abcdef", headers=bearer(reader))
        client.post("/api/v1/documents", files={"file": ("甲.txt", b"")}, headers=bearer(admin))
        client.post("/sign-in", data={"key": reader})
        page = client.get("/api/v1/audit", headers=bearer(admin)).json()
        lines = client.get(
            "/api/v1/audit", params={"format": "jsonl", "who": "读者"}, headers=bearer(admin)
        ).text
        table = client.get("/api/v1/audit", params={"format": "csv"}, headers=bearer(admin)).text
        refused = client.get("/api/v1/audit", headers=bearer(reader)).status_code
    told = [(deed["who"], deed["action"], deed["status"]) for deed in reversed(page["deeds"])]

    assert told == [
        ("读者", "search", 200),
        ("读者", "read", 404),
        ("读者", "delete", 403),
        ("总管", "upload", 422),
        ("读者", "sign_in", 303),
    ]
    assert [json.loads(line)["action"] for line in lines.splitlines()] == [
        "search",
        "read",
        "delete",
        "sign_in",
    ]
    assert table.startswith("\ufeffat,who,key,action,")
    assert [word for word in ("机要", "%E6%9C%BA", admin) if word in table] == []
    assert refused == 403


def test_the_trail_is_kept_for_its_days(tmp_path: Path) -> None:
    """Deeds older than the days that are asked for go; later ones stay."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    with Catalogue.open(tmp_path / "c.sqlite", clock=lambda: now) as catalogue:
        audit = Audit(catalogue)
        days = ("2026-01-01T00:00:00.000000Z", "2026-01-03T00:00:00.000000Z", "2026-06-30T00:00:00.000000Z")
        audit.add([Deed(at, "甲", None, Action.READ, "GET", "/c/甲", 200, "::1", "r") for at in days])

        assert audit.purge(180) == 1
        assert [deed.at for deed in audit.all()] == list(days[1:])


def test_no_key_is_in_any_log(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Whatever goes well or wrong with a key, its secret and the session's stand in no line of any log."""
    with caplog.at_level(logging.DEBUG), served(tmp_path) as (chuchu, client):
        made = chuchu.keys.create("甲", Role.ADMIN).secret
        client.get("/api/v1/documents", headers=bearer(made))
        client.get("/api/v1/documents", headers=bearer(made + "x"))
        client.get("/api/v1/keys/abc", headers={"X-API-Key": made})
        session = (
            client.post("/sign-in", data={"key": made}).headers["set-cookie"].split("=")[1].split(";")[0]
        )
        client.get("/jobs")

        def broken(*_: object) -> None:
            raise RuntimeError("插的错")

        monkeypatch.setattr(type(chuchu.keys), "of_session", broken)
        with pytest.raises(RuntimeError):
            client.get("/jobs?x=1", headers={"Cookie": f"chuchu_session={session}y"})
    output = capfd.readouterr()
    lines = caplog.text + output.out + output.err

    assert "/api/v1/documents" in lines
    assert made[24:] not in lines
    assert session not in lines


def test_a_rate_has_a_burst_and_recovers() -> None:
    """Beyond the burst a caller is told how long to wait; others are not touched, and time heals."""
    now = 0.0
    budgets = Budgets(LimitSettings(per_second=2, burst=5, uploads_per_minute=4), lambda: now)

    def taken(caller: str, budget: Budget, count: int) -> int:
        done = 0
        for _ in range(count):
            with suppress(TooMany), budgets.spent(caller, budget):
                done += 1
        return done

    assert taken("甲", Budget.PLAIN, 20) == 5
    assert taken("乙", Budget.PLAIN, 3) == 3
    assert taken("丙", Budget.UPLOAD, 4) == 1
    now += 2
    assert taken("甲", Budget.PLAIN, 20) == 4


def test_one_key_beyond_its_rate_does_not_slow_another(tmp_path: Path) -> None:
    """A flood under one key gets 429 with Retry-After after its burst; another key is served all the while."""
    with served(tmp_path, requests={"per_second": 5, "burst": 20}) as (chuchu, client):
        loud = chuchu.keys.create("甲", Role.READER).secret
        calm = chuchu.keys.create("乙", Role.READER).secret
        answers = [client.get("/api/v1/suggest", params={"q": "河"}, headers=bearer(loud)) for _ in range(60)]
        others = [client.get("/api/v1/suggest", params={"q": "河"}, headers=bearer(calm)) for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]

    assert len(refused) >= 20
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert {answer.status_code for answer in others} == {200}


def test_a_full_quota_refuses_uploads(tmp_path: Path) -> None:
    """When source files hold what they may, an upload gets 507 with the way out; reading goes on."""
    folder = write_notices(tmp_path / "文件", ["河道巡查"])
    with served(tmp_path, requests={"storage_bytes": 100}) as (chuchu, client):
        index(chuchu, folder)
        refused = client.post("/api/v1/documents", files={"file": ("乙.txt", "乙".encode())})
        listed = client.get("/api/v1/documents").json()["total"]

    assert (refused.status_code, refused.json()["error"]["code"], listed) == (507, "quota_reached", 1)
    assert refused.headers["connection"] == "close"


def test_collections_are_made_described_and_removed(tmp_path: Path) -> None:
    """A collection that holds documents goes only with them, and they are found no more."""
    folder = write_notices(tmp_path / "文件", ["河道巡查", "森林防火"])
    with served(tmp_path) as (chuchu, client):
        made = client.post("/api/v1/collections", json={"name": "内部", "description": "综合处"})
        again = client.post("/api/v1/collections", json={"name": "内部"})
        index(chuchu, folder, collection="内部")
        changed = client.patch("/api/v1/collections/内部", json={"description": "督查室"}).json()
        kept = client.delete("/api/v1/collections/内部")
        document = chuchu.catalogue.view().documents().documents[0].document_id
        gone = client.delete("/api/v1/collections/内部", params={"documents": True})
        unknown = client.delete("/api/v1/collections/内部")
        left = client.get("/api/v1/collections").json()["collections"]
        with pytest.raises(DocumentUnknown):
            chuchu.catalogue.view().document(document)

    assert (made.status_code, again.status_code) == (201, 409)
    assert (changed["description"], changed["documents"]) == ("督查室", 2)
    assert (kept.status_code, kept.json()["error"]["detail"]["documents"]) == (409, 2)
    assert (gone.json(), unknown.status_code, left) == ({"documents": 2}, 404, [])


def test_portals_and_friends_are_named(tmp_path: Path) -> None:
    """A named portal may frame the page, a named origin may call with a key; no other origin, and no cookie of ours."""
    access = {"frame_ancestors": "https://oa.example.cn", "cors_origins": "https://oa.example.cn"}
    friend, stranger = {"Origin": "https://oa.example.cn"}, {"Origin": "https://evil.example"}
    with served(tmp_path, access=access) as (chuchu, client):
        secret = chuchu.keys.create("甲", Role.READER).secret
        framed = client.get("/healthz").headers
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        preflight = client.options("/api/v1/search", headers=friend | asked)
        refused = client.options("/api/v1/search", headers=stranger | asked)
        body = {"query": "河道巡查"}
        called = client.post("/api/v1/search", json=body, headers=friend | bearer(secret))
        strange = client.post("/api/v1/search", json=body, headers=stranger | bearer(secret))
        client.post("/sign-in", data={"key": secret})
        by_cookie = client.post("/api/v1/search", json=body, headers=friend)

    assert "frame-ancestors 'self' https://oa.example.cn" in framed["content-security-policy"]
    assert "x-frame-options" not in framed
    assert preflight.headers["access-control-allow-origin"] == "https://oa.example.cn"
    assert "access-control-allow-credentials" not in preflight.headers
    assert refused.status_code == 400
    assert (called.status_code, strange.status_code, by_cookie.status_code) == (200, 403, 401)
