"""The collection in Milvus: its fields, what it says of itself, and its making."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from pymilvus import CollectionSchema, DataType, MilvusClient

from embeddings.errors import FingerprintMismatch
from embeddings.milvus_filter import ADDED, NEVER, REMOVED, field_of
from embeddings.milvus_link import COLLECTION, CollectionMissing, MilvusLink
from embeddings.milvus_snapshot import ID, VECTOR
from embeddings.vector_errors import VectorSettingsWrong
from embeddings.vectors import ModelFingerprint, VectorBatch

FORM = "chuchu-2"
GRAPH = {"M": 16, "efConstruction": 200}
MAKING_SECONDS = 60
APPLIED_ROW, WRITTEN_ROW = -1, -2
"""Two rows that no search sees, for their change of addition is never reached: in `removed_change` the one holds the
last change applied, the other the server's time of its last row. They lie in the collection so that what it says of
itself is lost and kept together with what it holds."""


@dataclass(frozen=True, slots=True)
class MilvusCollection:
    """What a collection must be: made by this model, with these columns, for this owner."""

    link: MilvusLink
    fingerprint: ModelFingerprint
    columns: tuple[str, ...]
    owner: str

    def ensure(self, *, make: bool = True) -> None:
        """Make the collection where there is none (or don't), and check what it says of itself where there is.

        Raises:
            FingerprintMismatch: another model made its vectors.
            VectorSettingsWrong: it is none of ours, of another form, or another owner's.
            VectorsUnavailable: the server does not answer, or has no such collection and none is to be made.
        """
        name, timeout = self.link.address.collection, self.link.address.timeout_s
        if not self.link.probe(lambda client: client.has_collection(name, timeout=timeout)):
            if not make:
                raise CollectionMissing(f"Milvus 中还没有集合 {name}")
            self.link.probe(self._make)
        self.check()
        self.link.probe(self._finish)

    def check(self) -> None:
        """Check what the collection says of itself; raises as `ensure`. One request."""
        self._check(self._told())

    def drop(self) -> None:
        """Delete the collection with all it holds, whatever model made it.

        Raises:
            VectorSettingsWrong: it is none of ours, or another owner's.
        """
        name, timeout = self.link.address.collection, self.link.address.timeout_s
        if not self.link.probe(lambda client: client.has_collection(name, timeout=timeout)):
            return
        self._check_owner(self._told())
        self.link.probe(lambda client: client.drop_collection(name, timeout=MAKING_SECONDS))

    def _make(self, client: MilvusClient) -> None:
        client.create_collection(
            self.link.address.collection,
            schema=self._schema(),
            num_shards=1,  # one log: who has seen a write has seen all before it
            consistency_level="Bounded",
            timeout=MAKING_SECONDS,
        )

    def _finish(self, client: MilvusClient) -> None:
        """Give the collection its graph and load it, where its maker has not come so far or has died before.

        Several may do so at once: the server takes equal orders as one.
        """
        name = self.link.address.collection
        if VECTOR not in client.list_indexes(name, timeout=self.link.address.timeout_s):
            index = client.prepare_index_params()
            index.add_index(VECTOR, index_type="HNSW", metric_type="IP", params=GRAPH)
            client.create_index(name, index, timeout=MAKING_SECONDS)
        client.load_collection(name, timeout=MAKING_SECONDS)

    def _schema(self) -> CollectionSchema:
        told = {
            "form": FORM,
            "fingerprint": self.fingerprint.key,
            "model": str(self.fingerprint),
            "columns": list(self.columns),
            "owner": self.owner,
        }
        schema = MilvusClient.create_schema(
            auto_id=False, enable_dynamic_field=False, description=json.dumps(told, ensure_ascii=False)
        )
        schema.add_field(ID, DataType.INT64, is_primary=True)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=self.fingerprint.dimension)
        for place in range(len(self.columns)):
            schema.add_field(field_of(place), DataType.INT64)
        schema.add_field(ADDED, DataType.INT64)
        schema.add_field(REMOVED, DataType.INT64)
        return schema

    def _told(self) -> dict[str, object]:
        """What the collection says of itself. Raises VectorSettingsWrong where that is nothing we know."""
        name, timeout = self.link.address.collection, self.link.address.timeout_s
        found = self.link.probe(lambda client: client.describe_collection(name, timeout=timeout))
        try:
            told = json.loads(found["description"])
        except ValueError:
            told = None
        if not isinstance(told, dict) or "form" not in told:
            raise VectorSettingsWrong(
                COLLECTION, f"Milvus 中的集合 {name} 不是出处建立的", "请换一个集合名称，不要与其他系统共用。"
            )
        return told

    def _check(self, told: dict[str, object]) -> None:
        name = self.link.address.collection
        if told.get("form") != FORM or told.get("columns") != list(self.columns):
            raise VectorSettingsWrong(
                COLLECTION,
                f"集合 {name} 的格式（{told.get('form')}）与本版本（{FORM}）不同",
                "请运行 `chuchu reindex` 重建，或换一个集合名称。",
            )
        self._check_owner(told)
        if told.get("fingerprint") != self.fingerprint.key:
            raise FingerprintMismatch(str(told.get("model")), str(self.fingerprint))

    def _check_owner(self, told: dict[str, object]) -> None:
        """Raise VectorSettingsWrong for what was made for another owner; who owns an earlier form is not known."""
        if told.get("owner", self.owner) != self.owner:
            raise VectorSettingsWrong(
                COLLECTION,
                f"集合 {self.link.address.collection} 里是另一个目录的向量，没有读写它",
                "各副本要用同一个目录（CHUCHU_DATABASE_URL），每个目录用自己的集合：请改正其中一项；"
                "如果那个目录已经不用了，也可以先在 Milvus 中删除这个集合。",
            )


def rows_of(
    batch: VectorBatch, added: Iterable[int], removed: Iterable[int], columns: int
) -> list[dict[str, object]]:
    """Rows as the client takes them; vectors as float16 holds them, so that every store gives the same cosines."""
    vectors = batch.vectors.astype(np.float16).astype(np.float32)
    return [
        {
            ID: int(id_),
            VECTOR: vector,
            **{field_of(place): int(values[place]) for place in range(columns)},
            ADDED: first,
            REMOVED: last,
        }
        for id_, vector, values, first, last in zip(
            batch.ids, vectors, batch.columns, added, removed, strict=True
        )
    ]


def state_rows(applied: int, written: int, dimension: int, columns: int) -> list[dict[str, object]]:
    """The two rows of what the collection has applied."""
    vectors = np.zeros((2, dimension), dtype=np.float32)
    vectors[:, 0] = 1.0
    ids = np.array([APPLIED_ROW, WRITTEN_ROW])
    batch = VectorBatch(ids, vectors, np.zeros((2, columns), dtype=np.int64))
    return rows_of(batch, [NEVER, NEVER], [applied, written], columns)


def state_of(rows: Sequence[dict[str, int]]) -> tuple[int, int]:
    """What was applied and when it was written, of the two rows; zeros where they were never written."""
    told = {row[ID]: row[REMOVED] for row in rows}
    return told.get(APPLIED_ROW, 0), told.get(WRITTEN_ROW, 0)
