"""Files with a mark of secrecy stay outside; files that only speak of secrecy come in."""

import io
import zipfile
from pathlib import Path

import pytest

from api_tests.small_world import index, notice, small_chuchu
from corpus.store.job_records import FileOutcome, IndexRequest, JobFile
from indexer.classified import mark_of_secrecy
from service.bootstrap import Chuchu


@pytest.mark.parametrize(
    "head",
    ["机密★1年", "机密★１０年", "绝 密", "秘密", "000012\n秘密★5年\n特急", "份号 000001 秘密★ 5年 特急", "密级：机密",
     "机密★长期", "特急 机密", "[绝密]", "秘密☆", "机密★启用前"],
)  # fmt: skip
def test_a_mark_at_the_head_is_seen(head: str) -> None:
    """However it is spaced and numbered, beside urgency or copy number."""
    assert mark_of_secrecy(f"{head}\n{notice(3, '河道巡查')}") is not None


@pytest.mark.parametrize(
    "text",
    [
        notice(3, "保守国家秘密工作"),
        "中华人民共和国保守国家秘密法\n第九条　国家秘密的密级分为绝密、机密、秘密三级。",
        "关于加强机密文件管理的通知\n机密文件应当专人保管。",
        "秘密法释义\n一、秘密的范围",
        "内部资料 注意保存\n" + notice(4, "森林防火"),
        "标题\n" * 40 + "机密★1年",
        "国家秘密★级目录",
        "",
    ],
)
def test_words_in_running_text_are_no_mark(text: str) -> None:
    """Laws and notices about secrecy are what users look for."""
    assert mark_of_secrecy(text) is None


def indexed(chuchu: Chuchu, *paths: Path) -> list[JobFile]:
    """Index paths and give what became of their files."""
    job = chuchu.jobs.create(IndexRequest(tuple(str(path) for path in paths)))
    chuchu.runner().run(job.id)
    return chuchu.jobs.files(job.id)


@pytest.mark.slow
def test_a_marked_file_is_refused_and_not_kept(tmp_path: Path) -> None:
    """It fails with reason `classified`; its bytes are nowhere in the data folder; the others come in."""
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "01.txt").write_text("机密★1年\n" + notice(1, "河道巡查乙甲"), "utf-8")
    (folder / "02.txt").write_text(notice(2, "森林防火"), "utf-8")
    with small_chuchu(tmp_path) as chuchu:
        told = {file.path.rpartition("/")[2]: (file.outcome, file.reason) for file in indexed(chuchu, folder)}
        kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())

    assert told == {"01.txt": (FileOutcome.FAILED, "classified"), "02.txt": (FileOutcome.INDEXED, None)}
    assert "河道巡查乙甲".encode() not in kept
    assert "森林防火".encode() in kept


@pytest.mark.slow
def test_an_archive_that_holds_one_is_refused_whole(tmp_path: Path) -> None:
    """Kept whole, the archive would keep the marked file too; the sentence names it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "秘密★5年\n" + notice(1, "河道巡查"))
        archive.writestr("b.txt", notice(2, "森林防火"))
    (tmp_path / "包.zip").write_bytes(made.getvalue())
    with small_chuchu(tmp_path) as chuchu:
        (file,) = indexed(chuchu, tmp_path / "包.zip")
        documents = chuchu.catalogue.stats().documents

    assert (file.outcome, file.reason, documents) == (FileOutcome.FAILED, "classified", 0)
    assert "a.txt" in (file.message or "")


@pytest.mark.slow
def test_a_setting_lets_marked_files_in(tmp_path: Path) -> None:
    """In a network approved for them they are documents like others."""
    (tmp_path / "01.txt").write_text("机密★1年\n" + notice(1, "河道巡查"), "utf-8")
    with small_chuchu(tmp_path, access={"allow_classified": True}) as chuchu:
        index(chuchu, tmp_path / "01.txt")

        assert chuchu.catalogue.stats().documents == 1
