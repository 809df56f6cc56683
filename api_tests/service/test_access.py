"""Who is let in, and by what: keys, sessions, the proxy, other sites; and nothing secret in any log."""

import logging
from pathlib import Path

import pytest

from api_tests.service.served import bearer, said, served
from api_tests.small_world import small_chuchu
from corpus.store.keys import Role
from service.access.errors import NotGuarded
from service.app import create_app
from service.page.signing import own_path


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
