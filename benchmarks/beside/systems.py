"""The systems side by side, each behind one protocol, set up as its own documentation says.

`ours` means: the same system, given our passages and our words. Otherwise it cuts texts and words in its own way.
The encoder is the built-in model in every one of them, behind an adapter of each system's own kind: OpenVINO's
speed is a gift to them, since their usual way runs the same weights on torch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.beside.pieces import Piece, Source, lines_of
from corpus.words import Segmenter
from embeddings.encoder import Encoder

Vectors = NDArray[np.float32]
DEPTH = 100
TOP = 10


@dataclass(frozen=True, slots=True)
class Kit:
    """What each system is handed: the encoder, our segmenter, and where the texts are to be cut our way."""

    encoder: Encoder
    segmenter: Segmenter
    ours: bool

    def document_words(self, text: str) -> list[str]:
        """Cut a text our way."""
        return self.segmenter.search_tokens(text)

    def query_words(self, text: str) -> list[str]:
        """Cut a query our way."""
        return self.segmenter.query_terms(text)


class System(Protocol):
    """A search system under comparison."""

    def pieces(self, sources: Sequence[Source], *, titled: bool) -> list[Piece]:
        """Cut the documents as its users do."""
        ...

    def build(self, pieces: Sequence[Piece], vectors: Vectors) -> None:
        """Index pieces whose vectors are known."""
        ...

    def search(self, query: str) -> list[int]:
        """Give the places of the best pieces, best first."""
        ...


class PlainFusion:
    """Reciprocal rank fusion (k 60) of exact FAISS and bm25s with its own tokeniser, a hundred of each."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def pieces(self, sources: Sequence[Source], *, titled: bool) -> list[Piece]:
        """A paragraph a piece."""
        return lines_of(sources, titled=titled)

    def build(self, pieces: Sequence[Piece], vectors: Vectors) -> None:
        """Index."""
        import bm25s
        import faiss

        self._dense = faiss.IndexFlatIP(vectors.shape[1])
        self._dense.add(vectors)
        texts = [piece.embedded for piece in pieces]
        self._words = bm25s.BM25()
        self._words.index(self._tokens(texts), show_progress=False)

    def _tokens(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - bm25s takes two kinds
        import bm25s

        if self._kit.ours:
            return [self._kit.document_words(text) for text in texts]
        return bm25s.tokenize(list(texts), show_progress=False)

    def search(self, query: str) -> list[int]:
        """Fuse by rank."""
        import bm25s

        _, dense = self._dense.search(self._kit.encoder.encode_query(query)[None], DEPTH)
        ours = self._kit.ours
        words = (
            [self._kit.query_words(query)]
            if ours
            else bm25s.tokenize([query], show_progress=False, return_ids=False)
        )
        lists = [[int(at) for at in dense[0] if at >= 0]]
        if words[0]:
            found, scores = self._words.retrieve(words, k=min(DEPTH, self._dense.ntotal), show_progress=False)
            lists.append([int(at) for at, score in zip(found[0], scores[0], strict=True) if score > 0])
        fused: dict[int, float] = {}
        for each in lists:
            for rank, at in enumerate(each, 1):
                fused[at] = fused.get(at, 0.0) + 1 / (60 + rank)
        return sorted(fused, key=lambda at: -fused[at])[:TOP]


class Txtai:
    """txtai's hybrid index: FAISS and its own BM25, a paragraph a row, weights a half each, its default tokeniser."""

    def __init__(self, kit: Kit) -> None:
        self._kit, self._whole = kit, dict[str, str]()

    def pieces(self, sources: Sequence[Source], *, titled: bool) -> list[Piece]:
        """A paragraph a piece, as its Textractor gives with paragraphs=True."""
        return lines_of(sources, titled=titled)

    def build(self, pieces: Sequence[Piece], vectors: Vectors) -> None:
        """Index with its way to take vectors that were computed elsewhere."""
        from txtai import Embeddings

        texts = [self._words(piece.embedded) for piece in pieces]
        known = dict(zip(texts, vectors, strict=True))
        encode, whole = self._kit.encoder.encode_query, self._whole

        def transform(rows: Sequence[str]) -> Vectors:
            return np.stack([known[t] if t in known else encode(whole.get(t, t)) for t in rows])

        ours = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}}
        words = {"scoring": ours} if self._kit.ours else {}
        self._index = Embeddings(method="external", transform=transform, content=False, hybrid=True, **words)
        self._index.index(list(enumerate(texts)))
        known.clear()

    def _words(self, text: str) -> str:
        return " ".join(self._kit.document_words(text)) if self._kit.ours else text

    def search(self, query: str) -> list[int]:
        """Ask once."""
        text = query
        if self._kit.ours:
            text = " ".join(self._kit.query_words(query))
            self._whole[text] = query
        return [int(found[0]) for found in self._index.search(text, TOP)]


class LangChain:
    """LangChain's RecursiveCharacterTextSplitter (1000, 200, its separators for Chinese), FAISS and BM25 as ensemble."""

    SEPARATORS = ("\n\n", "\n", " ", ".", ",", "\u200b", "\uff0c", "\u3001", "\uff0e", "\u3002", "")

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def pieces(self, sources: Sequence[Source], *, titled: bool) -> list[Piece]:
        """Chunks of a thousand characters that overlap by two hundred."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, separators=list(self.SEPARATORS)
        )
        texts = ((s, f"{s.title}\n{s.text}" if titled else s.text) for s in sources)
        return [Piece(s.path, chunk, chunk) for s, text in texts for chunk in splitter.split_text(text)]

    def build(self, pieces: Sequence[Piece], vectors: Vectors) -> None:
        """Index with FAISS.from_embeddings and BM25Retriever.from_texts."""
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers.bm25 import BM25Retriever, default_preprocessing_func
        from langchain_community.vectorstores import FAISS

        texts = [piece.embedded for piece in pieces]
        places = [{"place": place} for place in range(len(pieces))]
        rows = [vector.tolist() for vector in vectors]
        store = FAISS.from_embeddings(list(zip(texts, rows, strict=True)), self._embeddings(), places)
        cut = self._kit.document_words if self._kit.ours else default_preprocessing_func
        words = BM25Retriever.from_texts(texts, places, preprocess_func=cut)
        words.k = TOP
        if self._kit.ours:
            words.preprocess_func = self._kit.query_words
        dense = store.as_retriever(search_kwargs={"k": TOP})
        self._both = EnsembleRetriever(retrievers=[words, dense], weights=[0.5, 0.5], id_key="place")

    def _embeddings(self) -> Any:  # noqa: ANN401 - a class of LangChain's
        from langchain_core.embeddings import Embeddings

        encoder = self._kit.encoder

        class Built(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return [[float(x) for x in row] for row in encoder.encode_passages(texts)]

            def embed_query(self, text: str) -> list[float]:
                return [float(x) for x in encoder.encode_query(text)]

        return Built()

    def search(self, query: str) -> list[int]:
        """Ask the ensemble."""
        return [found.metadata["place"] for found in self._both.invoke(query)][:TOP]


class Haystack:
    """Haystack's in-memory store: BM25 and embedding retrievers, joined by reciprocal rank fusion, in a pipeline."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def pieces(self, sources: Sequence[Source], *, titled: bool) -> list[Piece]:
        """A line a piece (its splitter by words finds none in Chinese)."""
        return lines_of(sources, titled=titled)

    def build(self, pieces: Sequence[Piece], vectors: Vectors) -> None:
        """Write the documents with their vectors, and connect the pipeline."""
        from haystack import Document, Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore()
        if self._kit.ours:
            store = InMemoryDocumentStore(bm25_tokenization_regex=r"\S+")
        store.write_documents(
            [
                Document(id=str(place), content=self._words(piece.embedded), embedding=vector.tolist())
                for place, (piece, vector) in enumerate(zip(pieces, vectors, strict=True))
            ]
        )
        self._pipeline = Pipeline()
        self._pipeline.add_component("words", InMemoryBM25Retriever(store))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
        self._pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=TOP))
        self._pipeline.connect("words", "join")
        self._pipeline.connect("dense", "join")

    def _words(self, text: str) -> str:
        return " ".join(self._kit.document_words(text)) if self._kit.ours else text

    def search(self, query: str) -> list[int]:
        """Run the pipeline."""
        words = " ".join(self._kit.query_words(query)) if self._kit.ours else query
        vector = [float(x) for x in self._kit.encoder.encode_query(query)]
        found = self._pipeline.run({"words": {"query": words}, "dense": {"query_embedding": vector}})
        return [int(document.id) for document in found["join"]["documents"]]


SYSTEMS: dict[str, Callable[[Kit], System]] = {
    "rrf": PlainFusion,
    "txtai": Txtai,
    "langchain": LangChain,
    "haystack": Haystack,
}


def versions() -> dict[str, str]:
    """Name the versions of what was compared."""
    names = (
        "bm25s", "faiss-cpu", "txtai", "langchain-classic", "langchain-community", "langchain-text-splitters",
        "rank-bm25", "haystack-ai", "openvino",
    )  # fmt: skip
    return {name: version(name) for name in names}
