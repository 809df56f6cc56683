"""A data folder in small: real catalogue, indexes and search over a few documents, with a quick encoder."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.store.job_records import IndexRequest
from embeddings.encoder import Encoder, Fingerprint, Vectors
from service.bootstrap import Chuchu
from service.settings import Settings

DIMENSION = 64


class CharacterEncoder:
    """A real, if humble, encoder: the pairs of characters of a text, hashed into a unit vector.

    Texts that share wording are near each other, which is all that tests of storing and ranking need; what the
    built-in model knows is tested with the built-in model.
    """

    def __init__(self, name: str = "characters") -> None:
        self.fingerprint = Fingerprint(name, "1", "float32", DIMENSION, "", "")
        self.engine = "pairs of characters"
        self.encoded = 0

    def encode_query(self, text: str) -> Vectors:
        return self._vector(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return np.array([self._vector(text) for text in texts], np.float32).reshape(len(texts), DIMENSION)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, np.float32)
        for pair in zip(text, text[1:] + "\n", strict=True):
            digest = hashlib.blake2b("".join(pair).encode("utf-8", "replace"), digest_size=4).digest()
            vector[int.from_bytes(digest, "big") % DIMENSION] += 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


class SmallChuchu(Chuchu):
    """A data folder opened with the quick encoder."""

    @cached_property
    def encoder(self) -> Encoder:
        return CharacterEncoder()


def small_chuchu(folder: Path, **settings: object) -> SmallChuchu:
    """Open a data folder under `folder`."""
    return SmallChuchu(Settings.model_validate({"data": folder / "data", **settings}))


def notice(number: int, topic: str, *paragraphs: str, year: int = 2024) -> str:
    """Give the text of a notice of an invented city."""
    body = "\n".join(paragraphs) or f"各单位要高度重视{topic}，明确责任分工，于每月５日前报送进展情况。"
    return (
        f"临江市人民政府办公室关于做好{topic}的通知\n临政办发〔{year}〕{number}号\n各区县人民政府，市政府各部门：\n"
        f"为做好{topic}，现将有关事项通知如下：\n一、总体要求\n{body}\n二、组织保障\n"
        f"市政府办公室负责统筹协调{topic}，朱堃、𠮷田同志具体联系。\n"
        f"临江市人民政府办公室\n{year}年3月{number % 27 + 1}日\n"
    )


def write_notices(folder: Path, topics: Sequence[str]) -> Path:
    """Write a notice for each topic into `folder`, as 01.txt and so on; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, topic in enumerate(topics, start=1):
        (folder / f"{number:02}.txt").write_text(notice(number, topic), "utf-8")
    return folder


def index(chuchu: Chuchu, *paths: Path, collection: str = "default", remove_missing: bool = False) -> None:
    """Index paths and bring the indexes level."""
    request = IndexRequest(tuple(str(path) for path in paths), collection, remove_missing=remove_missing)
    job = chuchu.jobs.create(request)
    chuchu.runner().run(job.id)
    chuchu.follower.catch_up()
