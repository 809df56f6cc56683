"""Following where the vectors are shared: what their store does to searches, and what other processes do meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Timer

import pytest

from api_tests.memory_vectors import MemoryChuchu, MemoryServer, MemoryVectors
from api_tests.small_world import index, write_notices
from corpus.filters import COLUMNS
from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex
from corpus.store.held_lease import new_holder
from embeddings.errors import EmbeddingError, FingerprintMismatch
from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable
from retrieval.followers import merge
from retrieval.readers import IndexesBusy
from retrieval.results import SEMANTIC_OUT, Mode, SearchRequest
from retrieval.shared_followers import SharedFollowers
from service.settings import Settings

REFUSED = VectorSettingsWrong(
    "CHUCHU_VECTORS__TOKEN", "Milvus 不接受这个用户名和密码", "请写成“用户名:密码”。"
)
AWAY = VectorsUnavailable("连接不上 Milvus")
OTHERS = FingerprintMismatch("松涛向量〔２〕", "云岭向量")
Opener = Callable[[str], MemoryChuchu]


@pytest.fixture
def server() -> MemoryServer:
    return MemoryServer()


@pytest.fixture
def opened(tmp_path: Path, server: MemoryServer) -> Iterator[Opener]:
    """Opens data folders, by name, of one catalogue, with their vectors in one server."""
    with ExitStack() as leaving:

        def open_one(name: str) -> MemoryChuchu:
            data, catalogue = tmp_path / name, f"sqlite:///{tmp_path / '目录.sqlite'}"
            settings = Settings.model_validate({"data": data, "database_url": catalogue})
            return leaving.enter_context(MemoryChuchu(settings, server))

        yield open_one


@contextmanager
def indexes_in(
    home: Path, chuchu: MemoryChuchu, *, writable: bool = True
) -> Iterator[tuple[WordIndex, TextIndex]]:
    """Words and texts of a folder."""
    words = WordIndex.open(home / "words", chuchu.segmenter, writable=writable)
    texts = TextIndex.open(home / "texts", chuchu.forms, writable=writable)
    with closing(words), closing(texts):
        yield words, texts


def raising(error: Exception) -> Callable[..., None]:
    """Something that fails whatever it is given."""

    def fail(*_: object) -> None:
        raise error

    return fail


@contextmanager
def follower_in(
    home: Path, chuchu: MemoryChuchu, *, keeps: bool = True, save_seconds: float = 30
) -> Iterator[SharedFollowers]:
    """A follower with words and texts of its own over the same catalogue and server."""
    with indexes_in(home, chuchu, writable=keeps) as (words, texts):
        yield SharedFollowers(
            chuchu.catalogue,
            MemoryVectors(chuchu.server),
            words,
            texts,
            fingerprint=chuchu.encoder.fingerprint.key,
            columns=len(COLUMNS),
            holder=new_holder(),
            keeps=keeps,
            save_seconds=save_seconds,
        )


def searched(chuchu: MemoryChuchu, query: str, mode: Mode = Mode.HYBRID) -> tuple[list[str], tuple[str, ...]]:
    """The titles found, and what was left out."""
    result = chuchu.search.search(SearchRequest(query, mode=mode))
    return [hit.citation.title for hit in result.hits], result.relaxed


@pytest.mark.parametrize("error", [REFUSED, AWAY])
@pytest.mark.parametrize("request_", ["refresh", "apply"])
def test_words_go_on_when_the_vectors_refuse_us(
    opened: Opener, server: MemoryServer, tmp_path: Path, error: Exception, request_: str
) -> None:
    """A password that is no longer taken, or a server that is gone, costs the meanings alone, whenever it is met."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    whole = searched(chuchu, "防汛抗旱")

    def meet(name: str) -> None:
        if name in (request_, "search"):
            raise error

    server.asked = meet
    before_following = searched(chuchu, "防汛抗旱")
    with pytest.raises(VectorsUnavailable, match="Milvus"):
        searched(chuchu, "防汛抗旱", Mode.SEMANTIC)
    index(chuchu, write_notices(tmp_path / "后来", ("〔２０２４〕钟楼修缮",)))
    later = searched(chuchu, "钟楼修缮")
    with pytest.raises(VectorsUnavailable, match="Milvus"):
        searched(chuchu, "钟楼修缮", Mode.SEMANTIC)
    server.asked = lambda _: None
    chuchu.follower.catch_up()

    assert (whole[1], before_following[1], later[1]) == ((), (SEMANTIC_OUT,), (SEMANTIC_OUT,))
    assert before_following[0][0] == whole[0][0]
    assert "钟楼修缮" in later[0][0]
    assert searched(chuchu, "钟楼修缮")[1] == ()
    assert searched(chuchu, "钟楼修缮", Mode.SEMANTIC)[0] != []


@pytest.mark.parametrize("error", [REFUSED, AWAY, OTHERS])
@pytest.mark.parametrize("step", ["save", "purge"])
def test_upkeep_goes_on_when_the_vectors_refuse_us(
    opened: Opener, server: MemoryServer, tmp_path: Path, error: EmbeddingError, step: str
) -> None:
    """Refused or unanswered while they are put in order or cleared, vectors are lost to searches until they answer again."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    chuchu.follower.save(force=True)
    with follower_in(tmp_path / "乙", chuchu, save_seconds=0) as follower:
        index(chuchu, write_notices(tmp_path / "后来", ("钟楼修缮",)))
        chuchu.follower.save(force=True)
        server.rows.clear()
        server.applied = 0
        follower.catch_up()
        assert follower.current().lost is None
        server.problem = error
        if step == "save":
            assert follower.save()
        else:
            follower.purge_vectors(older_than_seconds=0)
        follower.catch_up()

        assert follower.current().lost is not None
        server.problem = None
        follower.catch_up()
        assert (follower.current().lost, follower.current().vectors.count) == (None, len(server.rows))


def test_a_refusal_is_told_with_its_setting(opened: Opener, server: MemoryServer, tmp_path: Path) -> None:
    """`/readyz` and whoever asks for meanings alone read which setting no longer fits."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    server.problem = REFUSED

    chuchu.follower.catch_up()

    told = chuchu.follower.current().lost or ""
    assert "CHUCHU_VECTORS__TOKEN 有误：Milvus 不接受这个用户名和密码。请写成" in told
    assert "。。" not in told


@pytest.mark.parametrize("request_", ["refresh", "apply"])
def test_vectors_of_another_model_are_searched_no_more(
    opened: Opener, server: MemoryServer, tmp_path: Path, request_: str
) -> None:
    """Rebuilt for another model while a service runs, they are out: words go on, and the cure is told for this service."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))

    def rebuilt(name: str) -> None:
        if name in (request_, "search"):
            raise OTHERS

    server.asked = rebuilt
    index(chuchu, write_notices(tmp_path / "后来", ("〔２０２４〕钟楼修缮",)))
    found, told = searched(chuchu, "钟楼修缮"), chuchu.follower.current().lost or ""
    with pytest.raises(VectorsUnavailable, match="松涛向量"):
        searched(chuchu, "钟楼修缮", Mode.SEMANTIC)
    server.asked = lambda _: None
    chuchu.follower.catch_up()

    assert ("钟楼修缮" in found[0][0], found[1]) == (True, (SEMANTIC_OUT,))
    for named in ("松涛向量〔２〕", "云岭向量", "CHUCHU_MODEL", "停止本服务", "chuchu reindex"):
        assert named in told
    assert searched(chuchu, "钟楼修缮")[1] == ()


def test_a_second_process_sees_words_and_texts_at_one_change(opened: Opener, tmp_path: Path) -> None:
    """The process that keeps them commits words, then texts: who looks in between waits for both."""
    chuchu, home = opened("甲"), tmp_path / "乙"
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    with follower_in(home, chuchu) as keeper:
        keeper.catch_up()
    with indexes_in(home, chuchu) as (words, texts), follower_in(home, chuchu, keeps=False) as reader:
        index(chuchu, write_notices(tmp_path / "后来", ("〔２０２４〕钟楼修缮",)))
        step = merge(chuchu.catalogue.change_sets(words.applied, 64))
        words.apply(step.change, step.added, step.removed)
        late = Timer(0.3, texts.apply, [step.change, step.added_texts, step.removed_documents])
        late.start()
        reader.catch_up()
        late.join()
        now = reader.current()

    assert (now.number, now.words.change, now.texts.change, now.lost) == (*(step.change,) * 3, None)


def test_words_and_texts_that_never_meet_are_told(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second process that waits in vain keeps what it published, and says so."""
    monkeypatch.setattr("retrieval.readers.PATIENCE_SECONDS", 0.1)
    chuchu, home = opened("甲"), tmp_path / "乙"
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    with indexes_in(home, chuchu) as (words, _), follower_in(home, chuchu, keeps=False) as reader:
        step = merge(chuchu.catalogue.change_sets(0, 64))
        words.apply(step.change, step.added, step.removed)

        with pytest.raises(IndexesBusy):
            reader.catch_up()
        assert (reader.current().number, reader.current().texts.change) == (0, 0)


def test_a_second_process_asks_again_before_it_calls_the_vectors_late(
    opened: Opener, server: MemoryServer, tmp_path: Path
) -> None:
    """Vectors and words that moved on together, just after it had asked for the vectors, are level."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    later = write_notices(tmp_path / "后来", ("钟楼修缮",))
    with follower_in(chuchu.settings.index_home, chuchu, keeps=False) as reader:

        def moved_on() -> None:
            server.answered = lambda: None
            index(chuchu, later)

        server.answered = moved_on
        reader.catch_up()
        now = reader.current()

    assert (now.number, now.lost) == (chuchu.catalogue.head(), None)


def test_what_the_last_writer_had_finished_is_not_applied_again(
    opened: Opener, server: MemoryServer, tmp_path: Path
) -> None:
    """Who takes the lease of a writer that told its last change and was gone finds nothing left to write, and follows."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    later = write_notices(tmp_path / "后来", ("〔２０２４〕钟楼修缮",))
    with follower_in(tmp_path / "乙", chuchu) as follower:

        def finished_and_gone() -> None:
            server.answered = lambda: None
            index(chuchu, later)
            chuchu.follower.save(force=True)

        server.answered = finished_and_gone
        follower.catch_up()
        now = follower.current()

    head = chuchu.catalogue.head()
    assert (now.number, now.lost, server.applied) == (head, None, head)


def test_texts_that_fell_behind_are_brought_level(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk between the two commits leaves texts behind words; the next look makes it good."""
    chuchu = opened("甲")
    index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱",)))
    with follower_in(tmp_path / "乙", chuchu) as follower:
        with monkeypatch.context() as full:
            full.setattr(TextIndex, "apply", raising(OSError(28, "磁盘已满")))
            with pytest.raises(OSError, match="磁盘已满"):
                follower.catch_up()
        follower.catch_up()
        now = follower.current()

    head = chuchu.catalogue.head()
    assert (now.number, now.words.change, now.texts.change) == (head, head, head)
