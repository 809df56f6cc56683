"""Two collections, one of them closed to most, served with a key for each role and collection."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi.testclient import TestClient

from api_tests.service.served import LOCAL
from api_tests.small_world import SmallChuchu, index, small_chuchu
from corpus.store.keys import Role
from service.app import create_app

OPEN, CLOSED = "公开文件", "内部文件"
CANARIES = ("金丝雀", "云栖关", "㐂", "云栖办发", "雀字")
"""Words that stand in documents of the closed collection alone, one of them in its title, number and file name."""

SHARED = "各单位要把河道巡查列入年度工作计划，每季度会商一次，做到责任到人、台账到岸、整改到位。"
"""A paragraph of both documents: whoever may read both finds each beside the other."""


class KeyWorld(NamedTuple):
    """The served folder; the secrets of its keys by whose they are."""

    client: TestClient
    chuchu: SmallChuchu
    secrets: dict[str, str]


@contextmanager
def key_world(root: Path) -> Iterator[KeyWorld]:
    """Serve a folder below `root`."""
    _write(root)
    with small_chuchu(
        root,
        poll_seconds=0.05,
        requests={"per_second": 1000, "burst": 5000, "answers_per_minute": 1e6, "uploads_per_minute": 1e6},
    ) as chuchu:
        for name in (OPEN, CLOSED):
            index(chuchu, root / name, collection=name)
        secrets = _secrets(chuchu)
        with TestClient(
            create_app(chuchu), base_url=LOCAL, raise_server_exceptions=False, follow_redirects=False
        ) as client:
            yield KeyWorld(client, chuchu, secrets)


def _write(root: Path) -> None:
    for name, place, number, body in (
        (OPEN, "临江市", "临政办发〔2024〕7号", "各单位要每月巡查河道２次，朱堃、𠮷田同志具体联系。"),
        (CLOSED, "云栖关", "云栖办发〔2024〕9号", "金丝雀每月巡查河道３次，㐂山同志具体联系。"),
    ):
        folder = root / name
        folder.mkdir()
        stem = "河道" if name == OPEN else "雀字河道"
        (folder / f"{stem}.txt").write_text(_text(place, number, body), "utf-8")


def _text(place: str, number: str, body: str) -> str:
    """Give a notice of an invented office."""
    return (
        f"{place}人民政府办公室关于做好河道巡查工作的通知\n{number}\n各区县人民政府：\n"
        f"为做好河道巡查工作，现通知如下：\n一、总体要求\n{body}\n{SHARED}\n二、组织保障\n"
        f"{place}人民政府办公室负责统筹协调河道巡查工作。\n{place}人民政府办公室\n2024年3月5日\n"
    )


def _secrets(chuchu: SmallChuchu) -> dict[str, str]:
    return {
        "reader": chuchu.keys.create("读者", Role.READER, [OPEN]).secret,
        "editor": chuchu.keys.create("编辑", Role.EDITOR, [OPEN]).secret,
        "part admin": chuchu.keys.create("分管", Role.ADMIN, [OPEN]).secret,
        "admin": chuchu.keys.create("总管", Role.ADMIN).secret,
        "system": chuchu.keys.create("系统", Role.SYSTEM).secret,
        "security": chuchu.keys.create("保密", Role.SECURITY).secret,
        "audit": chuchu.keys.create("审计", Role.AUDIT).secret,
        "closed": chuchu.keys.create("内部", Role.EDITOR, [CLOSED]).secret,
    }
