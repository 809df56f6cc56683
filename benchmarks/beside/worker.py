"""One system in a process of its own: it builds its index, tells what that took, and answers until told to stop."""

import gc
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.beside.pieces import load_pieces, load_sources
from benchmarks.beside.systems import SYSTEMS, TOP, Kit
from benchmarks.beside.vector_book import VectorBook
from corpus.forms import TextForms
from corpus.words import Segmenter
from embeddings.openvino_encoder import OpenVinoEncoder
from retrieval.results import SearchRequest
from service.bootstrap import Chuchu
from service.settings import Settings

OURS, OWN = "ours", "own"
CHUCHU = "chuchu"

Found = tuple[str, str, str]
"""Path, text and headings of a hit."""
Answer = Callable[[str], list[Found]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker finds what it needs."""

    folder: Path
    book: Path
    data: Path
    model: Path


@dataclass(frozen=True, slots=True)
class Built:
    """What an index took, seconds: reading or cutting, the encoder alone, all else. 0 pieces: nothing to tell."""

    pieces: int
    cutting: float
    encoding: float
    building: float

    @property
    def whole(self) -> float:
        """Seconds from texts to an index that answers."""
        return self.cutting + self.encoding + self.building


def work(line: Connection, system: str, way: str, place: Place, titled: bool) -> None:
    """Build, tell, then answer queries with (seconds, hits), until None comes; then tell the memory, MB."""
    os.environ |= {"HAYSTACK_TELEMETRY_ENABLED": "False", "HF_HUB_OFFLINE": "1"}  # nobody calls out
    answer, built = _chuchu(place) if system == CHUCHU else _peer(system, way, place, titled)
    answer("防汛抗旱")  # what is made at the first query is not a query's time
    gc.collect()
    line.send(built)
    while (query := line.recv()) is not None:
        began = time.perf_counter()
        found = answer(query)
        line.send((time.perf_counter() - began, found))
    line.send(_resident())


def _peer(system: str, way: str, place: Place, titled: bool) -> tuple[Answer, Built]:
    kit = Kit(OpenVinoEncoder(place.model, threads=1), Segmenter(TextForms()), ours=way == OURS)
    one = SYSTEMS[system](kit)
    began = time.perf_counter()
    pieces = (
        load_pieces(place.folder / "passages.jsonl")
        if kit.ours
        else one.pieces(load_sources(place.folder / "sources.jsonl"), titled=titled)
    )
    cutting = time.perf_counter() - began
    vectors, encoding = VectorBook(place.book).read([piece.embedded for piece in pieces])
    began = time.perf_counter()
    one.build(pieces, vectors)
    built = Built(len(pieces), cutting, encoding, time.perf_counter() - began)
    shown = [(piece.path, piece.text, piece.headings) for piece in pieces]
    return lambda query: [shown[at] for at in one.search(query)], built


def _chuchu(place: Place) -> tuple[Answer, Built]:
    chuchu = Chuchu(Settings(data=place.data, models_folder=place.model.parent), print)
    chuchu.follower.catch_up()
    search = chuchu.search

    def answer(query: str) -> list[Found]:
        hits = search.search(SearchRequest(query[:500], TOP, group_similar=False)).hits
        citations = [hit.citation for hit in hits]
        return [
            (c.source_path, c.text, "\n".join(s.marker + s.title for s in c.section_path)) for c in citations
        ]

    told = place.folder / "indexing.json"
    seconds = json.loads(told.read_text())["seconds"] if told.exists() else 0.0
    return answer, Built(chuchu.catalogue.stats().passages, 0.0, 0.0, seconds)


def _resident() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
