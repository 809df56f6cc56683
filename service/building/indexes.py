"""Builds what keeps the indexes of a data folder, its vectors in the folder or in a store that processes share."""

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path

from corpus.errors import ChuchuError
from corpus.filters import COLUMNS
from corpus.forms import TextForms
from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex
from corpus.store.catalogue import Catalogue
from corpus.store.catalogue_identity import catalogue_identity
from corpus.store.held_lease import held, new_holder
from corpus.store.leases import Leases
from corpus.words import Segmenter
from embeddings.faiss_store import FaissStore
from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable
from embeddings.vectors import ModelFingerprint
from retrieval.followers import Follower, Followers
from retrieval.readers import Readers
from retrieval.shared_followers import LEASE, SharedFollowers, SharedVectors
from service.settings import Settings

logger = logging.getLogger(__name__)

SEEN = "shared_vectors.json"
"""Which shared store this folder has met: one that is known may be away, one that is not may be a slip of the pen."""


Join = Callable[[int, Sequence[int]], bool]
"""Given the least change that indexes stand at, and those of the folder's own: False where these were erased."""


class IndexesInUse(ChuchuError):
    """The indexes were to be deleted while another process keeps them."""

    code = "indexes_in_use"

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        super().__init__(f"索引正由另一个进程使用：{folder}。请先停止服务，再运行 chuchu reindex。")


def local_vectors(settings: Settings, fingerprint: ModelFingerprint) -> FaissStore:
    """The vectors of the folder as they were saved last. Raises IndexDamaged, FingerprintMismatch."""
    return FaissStore.open(settings.index_home / "vectors", fingerprint, COLUMNS)


def shared_store(settings: Settings, fingerprint: ModelFingerprint, catalogue: Catalogue) -> SharedVectors:
    """The vectors of the catalogue that several processes share; the server is not asked yet.

    Raises:
        VectorSettingsWrong: the library that speaks with it is not installed.
    """
    wanted = settings.vectors
    try:
        from embeddings.milvus_link import MilvusAddress
        from embeddings.milvus_store import MilvusStore
    except ImportError as error:
        raise VectorSettingsWrong(
            "CHUCHU_VECTORS__URL",
            f"没有安装连接 Milvus 的程序库（{error.name}）",
            "请运行 pip install 'chuchu[milvus]'。",
        ) from error
    address = MilvusAddress(wanted.url, wanted.token.get_secret_value(), wanted.collection, wanted.timeout_s)
    return MilvusStore(address, fingerprint, COLUMNS, catalogue_identity(catalogue))


def shared_vectors(
    settings: Settings, fingerprint: ModelFingerprint, catalogue: Catalogue, *, erased: bool = False
) -> SharedVectors:
    """The vectors that several processes share, looked at once; `erased`: emptied first, whatever they are.

    Raises:
        VectorSettingsWrong, FingerprintMismatch: they cannot be used as set; both name the cure.
        VectorsUnavailable: the server does not answer, and never did to this folder.
    """
    store = shared_store(settings, fingerprint, catalogue)
    seen = {"url": settings.vectors.url, "collection": settings.vectors.collection}
    place = settings.index_home / SEEN
    try:
        if erased:
            store.erase()
        store.refresh()
    except VectorsUnavailable as error:
        if erased or _read(place) != seen:
            raise
        logger.warning("starting without vectors: %s", error)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(seen), "utf-8")
    return store


def open_vectors(
    settings: Settings, fingerprint: ModelFingerprint, catalogue: Catalogue
) -> FaissStore | SharedVectors:
    """The vectors as they are set: those of the folder, or those that are shared; raises as these do."""
    if settings.vectors.url:
        return shared_vectors(settings, fingerprint, catalogue)
    return local_vectors(settings, fingerprint)


def nobody_writing(settings: Settings, catalogue: Catalogue) -> AbstractContextManager[object]:
    """Keep other services from writing to vectors that are shared, while these are made anew.

    Without it one of them that is writing would go on in the emptied store, and tell in it that all is applied.

    Raises:
        LeaseHeld: one of them writes, or did a moment ago.
    """
    if not settings.vectors.url:
        return nullcontext()
    return held(Leases(catalogue), LEASE, new_holder(), settings.lease_seconds)


def _read(place: Path) -> object:
    try:
        return json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def build_follower(
    settings: Settings,
    catalogue: Catalogue,
    vectors: FaissStore | SharedVectors,
    segmenter: Segmenter,
    forms: TextForms,
    fingerprint: str,
    closing: ExitStack,
    *,
    keeps: bool,
    join: Join,
) -> Follower:
    """The keeper of the folder's indexes, or, unless it `keeps` them, a reader. A keeper joins the other services.

    Raises:
        IndexDamaged, IndexAhead: an index cannot be used; both name the cure.
    """

    def opened() -> tuple[WordIndex, TextIndex]:
        words = WordIndex.open(settings.index_home / "words", segmenter, writable=keeps)
        closing.callback(words.close)
        texts = TextIndex.open(settings.index_home / "texts", forms, writable=keeps)
        closing.callback(texts.close)
        return words, texts

    words, texts = opened()
    own = [words.applied, texts.applied]
    if isinstance(vectors, FaissStore):
        own.append(vectors.applied)
    # Before anything is read of the catalogue: what is read must stay there until it is seen removed.
    if keeps and not join(min(vectors.applied, *own), own):
        words.close()
        texts.close()
        words, texts = opened()
        if isinstance(vectors, FaissStore):
            vectors.rebuild(0, ())
    if not isinstance(vectors, FaissStore):
        return SharedFollowers(
            catalogue,
            vectors,
            words,
            texts,
            fingerprint=fingerprint,
            columns=len(COLUMNS),
            holder=new_holder(),
            lease_seconds=settings.lease_seconds,
            keeps=keeps,
        )
    kind = Followers if keeps else Readers
    return kind(catalogue, vectors, words, texts, fingerprint=fingerprint, columns=len(COLUMNS))


def keep_up(
    follower: Follower, vectors: FaissStore | SharedVectors, keep_removed_seconds: float
) -> int | None:
    """Merge vectors; gives the change that the indexes have passed, None where another process keeps them."""
    if isinstance(follower, SharedFollowers) and follower.keeps:
        follower.purge_vectors(keep_removed_seconds)
    elif isinstance(follower, Followers) and isinstance(vectors, FaissStore):
        if vectors.merge_due:
            vectors.compact()
    else:
        return None
    return follower.safe_change


def erase_folder(settings: Settings) -> None:
    """Delete the derived indexes of the folder, damaged or not."""
    for name in ("vectors", "words", "texts"):
        shutil.rmtree(settings.index_home / name, ignore_errors=True)
