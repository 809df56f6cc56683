"""What state a data folder is in, part by part, each fault with its cure: the report of `chuchu doctor`."""

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.errors import ChuchuError
from corpus.filters import COLUMNS
from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex
from embeddings.errors import EmbeddingError
from embeddings.faiss_store import FaissStore
from embeddings.recall import between, measure_recall
from parsing.pdf_fonts import has_chinese_font
from service.bootstrap import Chuchu
from service.building.indexes import shared_store

PACKAGES = ("chuchu", "faiss-cpu", "openvino", "tantivy", "rjieba", "sqlalchemy", "fastapi", "torch")
RECALL_TARGET = 0.98
RECALL_SAMPLE = 200
SCANNED_ROWS = 200_000
"""Shared vectors that are fetched to measure recall; of more, none are: it would take minutes."""
LOW_DISK_BYTES = 1 << 30


class Health(StrEnum):
    """How a part is."""

    GOOD = "good"
    LAGGING = "lagging"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the folder: what it is, how it is, and what to do where it is not good."""

    part: str
    health: Health
    detail: str
    cure: str | None = None


def diagnose(chuchu: Chuchu) -> list[Finding]:
    """Look at every part. Nothing is changed; a part that cannot be opened is a finding, not an error."""
    findings = [_installed(), _reading(chuchu), _guarded("模型", lambda: _model(chuchu), "chuchu model make")]
    findings.append(_guarded("目录", lambda: _catalogue(chuchu), "chuchu restore"))
    if findings[-1].health is Health.BAD:
        return [*findings, _disk(chuchu.settings.data)]
    findings += [
        _guarded("向量索引", lambda: _vectors(chuchu), "chuchu reindex"),
        _guarded("词索引", lambda: _words(chuchu), "chuchu reindex"),
        _guarded("文本索引", lambda: _texts(chuchu), "chuchu reindex"),
        _guarded("原始文件", lambda: _sources(chuchu), "chuchu index"),
        _disk(chuchu.settings.data),
    ]
    return findings


def _guarded(part: str, look: Callable[[], Finding], cure: str) -> Finding:
    try:
        return look()
    except (ChuchuError, EmbeddingError, OSError) as error:
        return Finding(part, Health.BAD, str(error), cure)


def _installed() -> Finding:
    def installed(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return f"{name} 未安装"

    parts = (f"Python {platform.python_version()}", *(installed(name) for name in PACKAGES))
    return Finding("程序", Health.GOOD, "，".join(parts))


def _reading(chuchu: Chuchu) -> Finding:
    confined = "隔离运行（bubblewrap）" if chuchu.parser.is_confined else "仅以资源限制约束，未隔离"
    office = "可用" if shutil.which("soffice") else "未安装，不能读 .doc .wps .rtf .odt"
    has_font = has_chinese_font()
    font = "可用" if has_font else "没有，未嵌入字体的 PDF 会漏字"
    told = f"{confined}；LibreOffice {office}；文字识别 {chuchu.settings.ocr}；中文字体 {font}"
    return Finding("解析", Health.GOOD, told, None if has_font else "apt-get install fonts-wqy-microhei")


def _model(chuchu: Chuchu) -> Finding:
    encoder = chuchu.encoder
    return Finding("模型", Health.GOOD, f"{encoder.fingerprint}；{encoder.engine}")


def _catalogue(chuchu: Chuchu) -> Finding:
    stats, problems = chuchu.catalogue.stats(), chuchu.catalogue.check()
    told = (
        f"{stats.documents} 份文件，{stats.passages} 段，{stats.characters} 字，{stats.files} 个来源，"
        f"{stats.vectors} 个向量，变更 {stats.change}"
    )
    if not problems:
        return Finding("目录", Health.GOOD, told)
    named = "；".join(f"{p.where}：{p.message}" for p in problems[:5])
    return Finding("目录", Health.BAD, f"{told}；{len(problems)} 处问题：{named}", "chuchu restore")


def _vectors(chuchu: Chuchu) -> Finding:
    if chuchu.settings.vectors.url:
        return _shared_vectors(chuchu)
    fingerprint = chuchu.encoder.fingerprint
    store = FaissStore.open(chuchu.settings.index_home / "vectors", fingerprint, COLUMNS)
    facts, snapshot = store.facts, store.snapshot()
    sample = between(chuchu.sample_vectors(RECALL_SAMPLE))
    recall = measure_recall(snapshot, sample) if snapshot.count else 1.0
    told = f"{snapshot.count} 个向量，{facts.kind}，变更 {facts.change}，前十召回率 {recall:.3f}（抽样 {RECALL_SAMPLE}）"
    if recall < RECALL_TARGET:
        return Finding("向量索引", Health.BAD, told, "chuchu reindex")
    return _level("向量索引", facts.change, chuchu, told)


def _shared_vectors(chuchu: Chuchu) -> Finding:
    store = shared_store(chuchu.settings, chuchu.encoder.fingerprint, chuchu.catalogue)
    applied, head, passages = (
        store.refresh(make=False),
        chuchu.catalogue.head(),
        chuchu.catalogue.stats().passages,
    )
    snapshot = store.at(applied)
    count = snapshot.count
    told = f"{count} 个向量，Milvus {chuchu.settings.vectors.url}，变更 {applied}"
    if applied == head and count != passages:
        return Finding("向量索引", Health.BAD, f"{told}，而目录有 {passages} 段", "chuchu reindex")
    if 0 < count <= SCANNED_ROWS:
        recall = measure_recall(snapshot, between(chuchu.sample_vectors(RECALL_SAMPLE)))
        told = f"{told}，前十召回率 {recall:.3f}（抽样 {RECALL_SAMPLE}）"
        if recall < RECALL_TARGET:
            return Finding("向量索引", Health.BAD, told, "chuchu reindex")
    return _level("向量索引", applied, chuchu, told)


def _words(chuchu: Chuchu) -> Finding:
    index = WordIndex.open(chuchu.settings.index_home / "words", chuchu.segmenter, writable=False)
    return _level("词索引", index.applied, chuchu, f"{index.searcher().passages} 段，变更 {index.applied}")


def _texts(chuchu: Chuchu) -> Finding:
    index = TextIndex.open(chuchu.settings.index_home / "texts", chuchu.forms, writable=False)
    return _level("文本索引", index.applied, chuchu, f"{index.searcher().documents} 份，变更 {index.applied}")


def _level(part: str, applied: int, chuchu: Chuchu, told: str) -> Finding:
    lag = chuchu.catalogue.head() - applied
    if lag:
        cure = "启动服务或运行一次 chuchu search 即自动追上"
        return Finding(part, Health.LAGGING, f"{told}，落后 {lag} 个变更", cure)
    return Finding(part, Health.GOOD, told)


def _sources(chuchu: Chuchu) -> Finding:
    kept, wanted = set(chuchu.files.all()), chuchu.catalogue.referenced_sources()
    missing = wanted - kept
    if missing:
        return Finding("原始文件", Health.BAD, f"缺少 {len(missing)} 个，例如 {min(missing)}", "chuchu index")
    return Finding("原始文件", Health.GOOD, f"{len(kept)} 个")


def _disk(folder: Path) -> Finding:
    used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    free = shutil.disk_usage(folder).free
    told = f"数据文件夹 {used / 1e6:.0f} MB，磁盘剩余 {free / 1e9:.1f} GB"
    health = Health.GOOD if free >= LOW_DISK_BYTES else Health.BAD
    return Finding("磁盘", health, told, None if health is Health.GOOD else "请腾出磁盘空间")
