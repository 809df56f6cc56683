"""The catalogue against a model of it in plain Python, over random histories."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from migrated_databases import Databases
from store_samples import Ticking, document, put

from corpus.store.catalogue import Catalogue
from corpus.store.errors import DocumentUnknown
from corpus.store.identity import document_id

PATHS = ("a.txt", "云岭/b.docx", "期刊%_.pdf")
TEXTS = ("加强组织领导。", "𠮷祥社区〔试点〕。", "压实责任,落实ABC１２３。")

State = dict[str, tuple[str, str | None, tuple[str, ...]]]
"""What a reader sees: document id to title, region and the texts of its passages."""


@dataclass
class Model:
    """Every state since the beginning, and the corrections."""

    states: list[State] = field(default_factory=lambda: [{}])
    regions: dict[str, str | None] = field(default_factory=dict)

    def put(self, path: str, articles: list[tuple[str, ...]]) -> None:
        """The documents of the path give way to the new ones."""
        ids = {document_id("default", path, ordinal) for ordinal in range(9)}
        state = {one: value for one, value in self.states[-1].items() if one not in ids}
        for ordinal, texts in enumerate(articles):
            identity = document_id("default", path, ordinal)
            state[identity] = (f"{path}{ordinal}", self.regions.get(identity), texts)
        self.states.append(state)

    def remove(self, identity: str) -> None:
        """A document goes."""
        self.states.append({one: value for one, value in self.states[-1].items() if one != identity})

    def correct(self, identity: str, region: str | None) -> None:
        """A fact is corrected; only a visible difference is a change."""
        self.regions[identity] = region
        title, before, texts = self.states[-1][identity]
        if before != region:
            self.states.append({**self.states[-1], identity: (title, region, texts)})


article = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map(tuple)
step = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(PATHS), st.lists(article, min_size=1, max_size=2)),
    st.tuples(st.just("remove"), st.sampled_from(PATHS), st.integers(0, 1)),
    st.tuples(st.just("correct"), st.sampled_from(PATHS), st.sampled_from(["云岭市", "青溪县", None])),
)


Fresh = Callable[[], AbstractContextManager[Catalogue]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """What gives a catalogue of its own for each history."""

    @contextmanager
    def on_sqlite() -> Iterator[Catalogue]:
        with tempfile.TemporaryDirectory() as folder:
            path = shutil.copyfile(request.getfixturevalue("migrated_file"), Path(folder) / "c.sqlite3")
            with Catalogue.open(path, Ticking()) as opened:
                yield opened

    @contextmanager
    def on_postgresql() -> Iterator[Catalogue]:
        databases: Databases = request.getfixturevalue("databases")
        name = databases.take()
        with Catalogue.open(databases.server.url(name), Ticking()) as opened:
            yield opened
        databases.give_back(name)

    return on_sqlite if request.param == "sqlite" else on_postgresql


def apply(catalogue: Catalogue, model: Model, action: tuple) -> None:
    """One step on both."""
    kind, path, value = action
    if kind == "put":
        model.put(path, value)
        made = [document(f"{path}{n}", [("一、", "题", texts)], n) for n, texts in enumerate(value)]
        assert len(model.states) - 1 == put(catalogue, path, *made)
        return
    identity = document_id("default", path, value if kind == "remove" else 0)
    try:
        if kind == "remove":
            catalogue.remove_documents([identity])
        else:
            catalogue.correct(identity, {"region": value})
    except DocumentUnknown:
        assert identity not in model.states[-1]
        return
    if kind == "remove":
        model.remove(identity)
    else:
        model.correct(identity, value)


def seen(catalogue: Catalogue, at: int) -> State:
    """What a reader at a change sees, read by the ways that readers have."""
    view = catalogue.view(at)
    rows = catalogue.live_passages(at, 0, 1000)
    cited = view.citations([row.id for row in rows])
    texts: dict[str, list[str]] = {}
    for row in rows:
        texts.setdefault(cited[row.id].document_id, []).append(cited[row.id].text)
    return {
        one.document_id: (one.title, one.facts.region, tuple(texts[one.document_id]))
        for one in view.documents(limit=100).documents
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(step, max_size=10))
@pytest.mark.slow
def test_every_view_equals_the_model(fresh: Fresh, steps: list[tuple]) -> None:
    """However documents come, go and are corrected, a reader at each change ever made sees what stood then."""
    model = Model()
    with fresh() as catalogue:
        for action in steps:
            apply(catalogue, model, action)

        assert len(model.states) - 1 == catalogue.head()
        assert model.states == [seen(catalogue, at) for at in range(len(model.states))]
        assert catalogue.check() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(step, max_size=10), batch=st.integers(1, 4))
@pytest.mark.slow
def test_the_change_log_replayed_is_what_is_live(fresh: Fresh, steps: list[tuple], batch: int) -> None:
    """A follower that applies the changes from nothing holds, after each, what the catalogue holds live."""
    with fresh() as catalogue:
        model = Model()
        for action in steps:
            apply(catalogue, model, action)
        followed: dict[int, str] = {}
        texts: dict[int, str] = {}
        number = 0
        while changes := catalogue.change_sets(number, batch):
            for change in changes:
                assert number + 1 == change.number
                number = change.number
                followed |= {row.id: row.body for row in change.added}
                texts |= {row.document_row: row.text for row in change.added_texts}
                followed = {one: body for one, body in followed.items() if one not in change.removed}
                texts = {row: text for row, text in texts.items() if row not in change.removed_documents}
                assert {row.id: row.body for row in catalogue.live_passages(number, 0, 1000)} == followed
                assert {row.document_row: row.text for row in catalogue.live_texts(number, 0, 1000)} == texts

        assert catalogue.head() == number


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(step, max_size=10), before=st.integers(0, 10))
@pytest.mark.slow
def test_a_purge_changes_no_view_after_it(fresh: Fresh, steps: list[tuple], before: int) -> None:
    """Purging what followers have passed leaves every later view, and a follower at that change, as it was."""
    model = Model()
    with fresh() as catalogue:
        for action in steps:
            apply(catalogue, model, action)
        before = min(before, catalogue.head())
        rest = [(one.number, one.removed) for one in catalogue.change_sets(before, 100)]
        catalogue.purge(before, 0)

        views = range(before, len(model.states))
        assert [model.states[at] for at in views] == [seen(catalogue, at) for at in views]
        assert rest == [(one.number, one.removed) for one in catalogue.change_sets(before, 100)]
        assert catalogue.check() == []
