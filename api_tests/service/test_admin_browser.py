"""Signing in and administering in a real Chromium, with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from api_tests.service.desk_world import desk_world
from api_tests.service.watching import Watched, axe_violations
from api_tests.small_world import SmallChuchu
from corpus.store.keys import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallChuchu, str]]:
    """A service that lets in who has a key; its address and the secret of an administrator's."""
    with desk_world(tmp_path_factory.mktemp("closed")) as (address, chuchu):
        yield address, chuchu, chuchu.keys.create("管理员", Role.ADMIN).secret


def sign_in(watched: Watched, address: str, secret: str, goal: str) -> None:
    """Go where one is asked for a key, and give it."""
    watched.page.goto(address + goal)
    watched.page.locator("#key").fill(secret)
    watched.page.locator(".work-form button").click()
    watched.page.wait_for_url(f"**{goal}")


def test_signing_in_and_out(watched: Watched, closed: tuple[str, SmallChuchu, str]) -> None:
    """A wrong key is told of, the right one leads to where one was going; signed out, the way back is closed."""
    address, _, secret = closed
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/documents?sort=date")
    page.locator("#key").fill("chuchu_0123456789abcdef_" + "x" * 43)
    page.locator(".work-form button").click()
    told = page.locator(".problem[role=alert]").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth")
    broken = axe_violations(page) if watched.has_script else []
    watched.complaints.clear()  # that it opens nothing is status 401
    page.locator("#key").fill(secret)
    page.locator(".work-form button").click()
    page.wait_for_url("**/documents?sort=date")
    page.locator(".sign-out button").click()
    page.wait_for_url("**/sign-in")
    page.go_back()

    assert told.startswith("密钥无效")
    assert (wide, broken) == (360, [])
    assert page.locator("table.library").count() == 0
    assert page.locator("#key").count() == 1


def test_how_the_service_stands(watched: Watched, closed: tuple[str, SmallChuchu, str]) -> None:
    """Documents, indexes, models, jobs and recent errors stand on one page, with the ways to jobs and collections."""
    address, _, secret = closed
    page = watched.page
    sign_in(watched, address, secret, "/admin")
    headings = page.locator("main h2").all_inner_texts()
    figures = page.locator(".figures dd").all_inner_texts()
    indexes = page.locator("section[aria-labelledby=indexes] tbody tr").all_inner_texts()
    models = page.locator("section[aria-labelledby=models]").inner_text()
    page.locator("section[aria-labelledby=jobs] a", has_text="全部任务").click()
    page.locator(".jobs a").first.click()
    job = page.locator(".job-state").inner_text()
    page.goto(f"{address}/admin")
    page.locator("a[href='/collections']").last.click()

    assert headings == ["收录", "索引", "模型", "任务", "近期出错"]
    assert (figures[0], len(figures)) == ("2", 5)
    assert [row.split()[0] for row in indexes] == ["向量", "词语", "全文"]
    assert all("无落后" in row for row in indexes)
    assert "未配置，回答由原文摘取" in models
    assert "已完成" in job
    assert page.locator("h1").inner_text() == "文件集"


def test_collections_are_made_described_and_removed(
    watched: Watched, closed: tuple[str, SmallChuchu, str]
) -> None:
    """Each with a press; one that cannot be made is told of."""
    address, chuchu, secret = closed
    name = f"㙍头镇专卷{'有' if watched.has_script else '无'}"
    page = watched.page
    sign_in(watched, address, secret, "/collections")
    page.locator(".work-form #name").fill(name)
    page.locator("#description").fill("只供督查室")
    page.locator(".work-form button").click()
    made = page.locator(".entries > li", has_text=name)
    made.locator("input[name=description]").fill("供督查室２人")
    made.locator("form[action$=describe] button").click()
    page.wait_for_load_state()
    described = [one.description for one in chuchu.catalogue.collections() if one.name == name]
    page.locator(".work-form #name").fill(name)
    page.locator(".work-form button").click()
    told = page.locator(".problem").inner_text()
    watched.complaints.clear()  # that there is one of this name already is status 409
    page.locator(".entries > li", has_text=name).locator("form[action$=remove] button").click()
    page.locator(".entries > li", has_text=name).wait_for(state="detached")

    assert described == ["供督查室２人"]
    assert name in told
    assert name not in [one.name for one in chuchu.catalogue.collections()]


def test_a_key_is_made_used_and_revoked(
    watched: Watched, browser: Browser, closed: tuple[str, SmallChuchu, str]
) -> None:
    """Shown once and kept nowhere; a reader sees no administration; revoked, its browser is signed out at once."""
    address, _, secret = closed
    page = watched.page
    sign_in(watched, address, secret, "/admin/keys")
    page.locator("#name").fill("综合处")
    page.locator("#role").select_option("reader")
    page.locator("#days").fill("30")
    page.locator("input[name=collections]").first.check()
    with page.expect_response(f"{address}/admin/keys") as answered:
        page.locator(".work-form button").click()
    made = page.locator(".secret code").inner_text()
    row = page.locator("table tbody tr", has_text="综合处").first.inner_text().split()
    roles = page.locator(".roles dt").all_inner_texts()
    broken = axe_violations(page) if watched.has_script else []
    with browser.new_context(java_script_enabled=watched.has_script) as context:
        reader = Watched(context)
        sign_in(reader, address, made, "/documents")
        sections = reader.page.locator("nav.site a").all_inner_texts()
        works = reader.page.locator(".row-work, .upload").count()
        reader.page.goto(f"{address}/admin")
        refused = reader.page.locator("main").inner_text()
        page.locator("table tbody tr", has_text="综合处").first.locator("button").click()
        page.wait_for_load_state()
        reader.page.goto(f"{address}/documents")
        out = reader.page.locator("#key").count()
    page.goto(f"{address}/admin/audit?who=综合处")
    trail = page.locator("table.trail tbody tr").all_inner_texts()
    with page.expect_download() as waiting:
        page.locator(".work-links a", has_text="CSV").click()

    assert answered.value.headers["cache-control"] == "no-store"
    assert (row[0], "读者" in row, "default" in row) == ("综合处", True, True)
    assert roles == ["读者", "编辑", "管理员", "系统管理员", "安全管理员", "审计管理员"]
    assert broken == []
    assert sections == ["检索", "文件库", "起草", "提法", "比较", "我的"]
    assert (works, out) == (0, 1)
    assert "您的角色不能做这件事" in refused
    assert trail
    assert all("综合处" in row for row in trail)
    assert "综合处" in waiting.value.path().read_text("utf-8-sig")
