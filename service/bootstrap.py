"""The composition root: everything is built here, once, and passed on. It knows no HTTP."""

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answering.answerer import Answerer
from answering.answers import Answers
from corpus.blocks import ParsedFile
from corpus.documents import Document
from corpus.filters import Reach
from corpus.forms import TextForms
from corpus.store.view import View
from corpus.words import Segmenter
from drafting.batches import Batches
from drafting.comparison import Comparison
from drafting.desk import Desk
from drafting.dossiers import Dossiers
from embeddings.encoder import Encoder
from embeddings.faiss_store import FaissStore
from embeddings.model_folder import import_model
from indexer.filling import fill_vectors
from indexer.job_runner import JobRunner
from indexer.recognition import PageWatch, Recognition
from indexer.records import Record, index_records
from indexer.run import ENCODE_BATCH, IndexRun
from indexer.structure import build_documents
from indexer.version import PIPELINE
from parsing.parser import Parser
from retrieval.followers import Follower
from retrieval.rebuilding import PATIENCE_SECONDS, follow_whole
from retrieval.search import Searcher
from retrieval.shared_followers import SharedVectors
from retrieval.snapshot import IndexSnapshot
from retrieval.suggesting import Suggester
from service.building.answers import build_answerer
from service.building.batches import build_batches
from service.building.cluster import open_cluster
from service.building.comparing import EVERYWHERE, compare_documents
from service.building.data_folder import DataFolder
from service.building.drafts import build_desk, build_lone_desk
from service.building.encoding import build_encoder, export_builtin
from service.building.indexes import (
    IndexesInUse,
    build_follower,
    erase_folder,
    keep_up,
    nobody_writing,
    open_vectors,
    shared_vectors,
)
from service.building.model import build_answers
from service.building.reading import build_parser, build_recognition, read_file, structuring
from service.building.replica import join_services, purge_erased, purge_passed
from service.building.sampling import sample_vectors
from service.building.searching import build_search


class Chuchu(DataFolder):
    """A data folder, opened, and all that works on it."""

    @cached_property
    def suggester(self) -> Suggester:
        """What tells what one may be typing."""
        return Suggester(self.forms)

    @cached_property
    def encoder(self) -> Encoder:
        """The model; made first where it is the built-in one and absent."""
        return build_encoder(self.settings, self._report)

    @cached_property
    def parser(self) -> Parser:
        """The guarded reader of files."""
        parser = build_parser(self.settings)
        self._open.callback(parser.close)
        return parser

    @cached_property
    def recognition(self) -> Recognition | None:
        """What reads pages that are pictures, None where that is turned off."""
        return build_recognition(self.settings, self.parser)

    @cached_property
    def forms(self) -> TextForms:
        """The foldings of text for matching."""
        return TextForms()

    @cached_property
    def segmenter(self) -> Segmenter:
        """The cutter of text into words."""
        return Segmenter(self.forms, inner_weight=self.settings.inner_weight)

    @cached_property
    def vectors(self) -> FaissStore | SharedVectors:
        """The vector index: of the folder as it was saved last, or one that is shared.

        Raises:
            IndexDamaged, FingerprintMismatch, VectorSettingsWrong, VectorsUnavailable: it cannot be used; each says
            what to do.
        """
        return open_vectors(self.settings, self.encoder.fingerprint, self.catalogue)

    @cached_property
    def follower(self) -> Follower:
        """The keeper of the indexes in the first process of a data folder, a reader of them in others.

        Raises:
            IndexDamaged, FingerprintMismatch: an index cannot be used; both name the cure.
        """
        keeps = self.writer_lock.acquire()
        self._open.callback(self.writer_lock.release)
        # Vectors before words and texts: never ahead of them.
        key, vectors = self.encoder.fingerprint.key, self.vectors
        join = partial(join_services, self.settings, self.catalogue)
        follower = build_follower(
            self.settings,
            self.catalogue,
            vectors,
            self.segmenter,
            self.forms,
            key,
            self._open,
            keeps=keeps,
            join=join,
        )
        self._open.callback(follower.save, force=True)
        return follower

    @cached_property
    def search(self) -> Searcher:
        """The search."""
        return build_search(
            self.settings,
            self.catalogue,
            self.follower,
            lambda: self.encoder,
            self.segmenter,
            self.forms,
            self.today,
        )

    @cached_property
    def answers(self) -> Answers:
        """The one door to answers, a model's too where one is configured."""
        return build_answers(self.answerer, self.forms, self.settings.answers)

    @cached_property
    def answerer(self) -> Answerer:
        """What answers questions in the sources' own words."""
        return build_answerer(
            self.catalogue, self.search, self.follower, self.segmenter, self.settings.query_max
        )

    @cached_property
    def desk(self) -> Desk:
        """What drafters work with."""
        shelves = self.search.shelves
        return build_desk(
            self.catalogue, self.follower, shelves, self.forms, self.segmenter, self.parser, self.today
        )

    @cached_property
    def lone_desk(self) -> Desk:
        """The same for a single command: it reads texts alone where they are level, and loads no model."""
        texts = self.settings.index_home / "texts"
        return build_lone_desk(
            self.catalogue,
            texts,
            lambda: self.follower,
            self.forms,
            self.segmenter,
            self.parser,
            self.today,
        )

    @cached_property
    def batches(self) -> Batches:
        """What asks many questions."""
        settings = self.settings
        return build_batches(
            self.parser, self.search, lambda: self.answers, settings.query_max, settings.drafts.workers
        )

    @cached_property
    def dossiers(self) -> Dossiers:
        """What gathers material for outlines."""
        return Dossiers(self.parser, self.search, self.settings.query_max)

    def compare(self, old: str, new: str, reach: Reach = EVERYWHERE) -> Comparison:
        """Compare two documents within what may be read. Raises DocumentUnknown."""
        return compare_documents(self.view(), old, new, reach)

    def runner(
        self, stopping: Callable[[], bool] = lambda: False, index_run: IndexRun | None = None
    ) -> JobRunner:
        """Give what runs jobs, with a run made before or the ordinary one; it is told to stop through `stopping`."""
        return JobRunner(
            self.catalogue,
            self.jobs,
            (lambda: index_run) if index_run else self.index_run,
            lease_seconds=self.settings.lease_seconds,
            stopping=stopping,
        )

    def read(self, file: Path, watch: PageWatch) -> ParsedFile:
        """Give the blocks of a file, those of pages that must be recognised too.

        Raises:
            ParseError: it cannot be read, or was stopped; the error says why.
        """
        return read_file(file, self.parser, lambda: self.recognition, watch)

    def structure(self, parsed: ParsedFile, name: str) -> tuple[Document, ...]:
        """Give the documents of a parsed file, as they would be indexed. Raises ParseError for a mark of secrecy."""
        return structuring(self.settings)(parsed, name)

    def index_records(self, records: Iterable[Record], progress: Callable[[int], None]) -> int:
        """Store records in place of files; how many were new."""
        run = self.index_run()
        return index_records(records, self.catalogue, run, build_documents, PIPELINE, progress)

    def fill_vectors(self, progress: Callable[[int], None]) -> int:
        """Encode what has no vector of the current model; how many there were."""
        return fill_vectors(self.catalogue, self.index_run(), progress)

    def erase_indexes(self) -> None:
        """Delete the derived indexes, damaged or not, before the follower is first used and builds them anew.

        Raises:
            IndexesInUse: another process keeps them.
            LeaseHeld: another service writes to the vectors that are shared.
        """
        if not self.writer_lock.acquire():
            raise IndexesInUse(self.settings.index_home)
        self._open.callback(self.writer_lock.release)
        fingerprint = self.encoder.fingerprint
        with nobody_writing(self.settings, self.catalogue):
            erase_folder(self.settings)
            purge_erased(self.settings, self.catalogue)
            if self.settings.vectors.url:
                self.vectors = shared_vectors(self.settings, fingerprint, self.catalogue, erased=True)

    def rebuild_indexes(self) -> IndexSnapshot:
        """Erase the indexes and build them anew, up to the newest change; raises as these, and IndexesIncomplete."""
        goal = self.catalogue.head()
        self.erase_indexes()
        return follow_whole(self.follower, goal, PATIENCE_SECONDS + self.settings.lease_seconds)

    def export_model(self, target: Path) -> Path:
        """Write the built-in model that is set, made when need be, as a folder or a .tar file; gives where."""
        return export_builtin(self.settings, target, self._report)

    def import_model(self, source: Path) -> Path:
        """Take in an exported model; gives its folder."""
        return import_model(source, self.settings.model_home)

    def sample_vectors(self, count: int) -> NDArray[np.float32]:
        """Give up to `count` stored vectors spread over the corpus, (n, dim), to measure recall with."""
        return sample_vectors(self.catalogue, self.encoder.fingerprint, count)

    def upkeep(self) -> None:
        """Delete what was removed long enough ago, and merge the vectors that came since the last merge.

        Nothing where another process keeps the indexes.
        """
        passed = keep_up(self.follower, self.vectors, self.settings.keep_removed_seconds)
        if passed is not None:
            purge_passed(self.settings, self.catalogue, passed)

    def level(self) -> None:
        """Bring what is held in memory, titles and headings, to the published change."""
        view = self.view()
        self.search.shelves.at(view)
        self.suggester.level(view)

    def view(self) -> View:
        """Give a reader of the catalogue at the published change."""
        return self.catalogue.view(self.follower.current().number)

    def index_run(self, ray: str | None = None) -> IndexRun:
        """Give what indexes files into this folder, on the Ray cluster at an address (host:port) if one is given.

        Raises:
            ChuchuError: the cluster cannot be used; the error names the option or setting, and the cure.
        """
        there = (
            open_cluster(self._open, ray, self.settings, lambda: self.encoder, self.parser) if ray else None
        )
        return IndexRun(
            catalogue=self.catalogue,
            source_files=self.files,
            parser=self.parser,
            encoder=there.encoder if there else self.encoder,
            structure=self.structure,
            pipeline=PIPELINE,
            encode_batch=there.encode_batch if there else ENCODE_BATCH,
            recognition=self.recognition,
            reading=there.reading if there else None,
        )
