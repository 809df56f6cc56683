"""Members of archives and mails: files of their own, skipped, replaced and removed like any other."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from api_tests.small_world import SmallChuchu, notice, small_chuchu
from corpus.store.job_records import FileOutcome, IndexRequest, JobState

MAIL = (
    "From: a@example.cn\r\nTo: b@example.cn\r\nSubject: =?utf-8?B?5YWz5LqO6Ziy5rGb?=\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n'
    '--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n{}\r\n--x--\r\n'
)


def packed(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "材料"
    made.mkdir()
    return made


@pytest.fixture
def chuchu(tmp_path: Path) -> Iterator[SmallChuchu]:
    with small_chuchu(tmp_path) as opened:
        yield opened


def run(chuchu: SmallChuchu, folder: Path, **request: object) -> dict[str, str]:
    """Index the folder; the outcome of every file by its path within it, with the reason where it failed."""
    job = chuchu.runner().run(chuchu.jobs.create(IndexRequest((str(folder),), **request)).id)
    assert job.state is JobState.DONE
    files = list(chuchu.jobs.files(job.id))
    assert (job.files_total or 0) <= len(files)
    return {
        f.path.removeprefix(f"{folder.name}/"): f.reason
        if f.outcome is FileOutcome.FAILED and f.reason
        else f.outcome.value
        for f in files
    }


def held(chuchu: SmallChuchu) -> set[str]:
    return {document.source_path for document in chuchu.catalogue.view().documents().documents}


def test_every_member_is_a_file_with_an_outcome(chuchu: SmallChuchu, folder: Path) -> None:
    """Members go by the archive's path, also of archives within; each has its outcome, and so has the archive."""
    inner = packed({"内/深.txt": notice(3, "防火")})
    (folder / "包.zip").write_bytes(
        packed({"一.txt": notice(1, "春耕"), "坏.docx": b"PK\x03\x04", "层.zip": inner})
    )

    assert run(chuchu, folder) == {
        "包.zip": "indexed",
        "包.zip/一.txt": "indexed",
        "包.zip/坏.docx": "damaged",
        "包.zip/层.zip": "indexed",
        "包.zip/层.zip/内/深.txt": "indexed",
    }


def test_what_has_not_changed_is_skipped_and_what_failed_is_tried_again(
    chuchu: SmallChuchu, folder: Path
) -> None:
    """The second run writes nothing; the member that failed is told of again."""
    (folder / "包.zip").write_bytes(packed({"一.txt": notice(1, "春耕"), "坏.docx": b"PK\x03\x04"}))
    (folder / "好.zip").write_bytes(packed({"二.txt": notice(2, "防汛")}))
    run(chuchu, folder)
    head = chuchu.catalogue.head()

    assert run(chuchu, folder) == {
        "包.zip": "unchanged",
        "包.zip/一.txt": "unchanged",
        "包.zip/坏.docx": "damaged",
        "好.zip": "unchanged",
        "好.zip/二.txt": "unchanged",
    }
    assert chuchu.catalogue.head() == head


def test_a_member_that_is_gone_goes_with_the_new_archive(chuchu: SmallChuchu, folder: Path) -> None:
    """Replaced by one without a member, an archive loses that document; the other stays as it is."""
    (folder / "包.zip").write_bytes(packed({"一.txt": notice(1, "春耕"), "二.txt": notice(2, "防汛")}))
    run(chuchu, folder)
    (folder / "包.zip").write_bytes(packed({"二.txt": notice(2, "防汛")}))

    assert run(chuchu, folder) == {
        "包.zip": "indexed",
        "包.zip/二.txt": "unchanged",
        "包.zip/一.txt": "removed",
    }
    assert held(chuchu) == {"材料/包.zip", "材料/包.zip/二.txt"}


def test_a_member_that_turns_bad_keeps_its_last_good_version(chuchu: SmallChuchu, folder: Path) -> None:
    """As with any file, also for all that a nested archive held."""
    (folder / "包.zip").write_bytes(
        packed({"一.txt": notice(1, "春耕"), "层.zip": packed({"二.txt": notice(2, "防汛")})})
    )
    run(chuchu, folder)
    before = held(chuchu)
    (folder / "包.zip").write_bytes(packed({"一.txt": b"", "层.zip": b"PK\x03\x04"}))

    assert run(chuchu, folder) == {"包.zip": "indexed", "包.zip/一.txt": "empty", "包.zip/层.zip": "damaged"}
    assert held(chuchu) == before


def test_an_archive_that_is_gone_takes_its_members_along(chuchu: SmallChuchu, folder: Path) -> None:
    """Pruning keeps the members of archives that are there, and removes those of archives that are not."""
    (folder / "甲.zip").write_bytes(packed({"一.txt": notice(1, "春耕")}))
    (folder / "乙.zip").write_bytes(packed({"二.txt": notice(2, "防汛")}))
    run(chuchu, folder)
    (folder / "乙.zip").unlink()
    run(chuchu, folder, remove_missing=True)

    assert held(chuchu) == {"材料/甲.zip", "材料/甲.zip/一.txt"}


def test_a_plain_file_in_place_of_an_archive_drops_the_members(chuchu: SmallChuchu, folder: Path) -> None:
    """Text called .zip is text; nothing of the archive that went by that name stays."""
    (folder / "包.zip").write_bytes(packed({"一.txt": notice(1, "春耕")}))
    run(chuchu, folder)
    (folder / "包.zip").write_text(notice(5, "秋收"), "utf-8")
    run(chuchu, folder)

    assert held(chuchu) == {"材料/包.zip"}


def test_an_archive_lists_but_is_never_found(chuchu: SmallChuchu, folder: Path) -> None:
    """The archive's own document holds the names of its members, without a passage; its bytes are kept."""
    content = packed({"一.txt": notice(1, "春耕")})
    (folder / "包.zip").write_bytes(content)
    run(chuchu, folder)
    (document,) = chuchu.catalogue.view().documents(query="包.zip").documents[:1]
    documents = {d.source_path: d for d in chuchu.catalogue.view().documents().documents}
    archive = documents["材料/包.zip"]

    assert (archive.passages, archive.media_type) == (0, "application/zip")
    assert chuchu.catalogue.view().text(archive.document_id) == "一.txt"
    assert chuchu.files.path(archive.sha256).read_bytes() == content
    assert document.source_path.startswith("材料/包.zip")


def test_a_mail_is_a_document_and_so_is_its_attachment(chuchu: SmallChuchu, folder: Path) -> None:
    """The body goes by the mail's path, the attachment below it."""
    (folder / "信.eml").write_text(MAIL.format("请各镇于３月前报送防汛预案。", notice(4, "防汛")), "utf-8")

    assert run(chuchu, folder) == {"信.eml": "indexed", "信.eml/a.txt": "indexed"}
    mail = chuchu.catalogue.view().documents(query="信.eml").documents
    assert {d.media_type for d in mail} == {"message/rfc822", "text/plain"}


def test_archives_are_opened_two_deep(chuchu: SmallChuchu, folder: Path) -> None:
    """The third archive within another is refused, and what stands beside it is read."""
    third = packed({"底.txt": notice(9, "清查")})
    second = packed({"三.zip": third, "二.txt": notice(2, "防汛")})
    (folder / "一.zip").write_bytes(packed({"二.zip": second}))

    assert run(chuchu, folder) == {
        "一.zip": "indexed",
        "一.zip/二.zip": "indexed",
        "一.zip/二.zip/二.txt": "indexed",
        "一.zip/二.zip/三.zip": "hostile",
    }


def test_nested_archives_share_one_allowance(chuchu: SmallChuchu, folder: Path) -> None:
    """Archives within an archive may not hold more files together than one may."""
    full = packed({f"{n}.txt": "" for n in range(150)})
    (folder / "一.zip").write_bytes(packed({"甲.zip": full, "乙.zip": full}))
    outcomes = run(chuchu, folder)

    assert (outcomes["一.zip/甲.zip"], outcomes["一.zip/乙.zip"]) == ("indexed", "too_large")


def test_nothing_is_left_in_the_folder_for_temporary_files(
    chuchu: SmallChuchu, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members are written there only while they are read."""
    temporary = tmp_path / "临时"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (folder / "包.zip").write_bytes(packed({"一.txt": notice(1, "春耕"), "坏.docx": b"PK\x03\x04"}))
    run(chuchu, folder)

    assert list(temporary.iterdir()) == []
