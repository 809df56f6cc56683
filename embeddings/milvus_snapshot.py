"""The vectors of a Milvus collection as they stand at one change number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.milvus_filter import expression, living
from embeddings.milvus_link import MilvusLink
from embeddings.unit_length import check_query
from embeddings.vectors import Condition, VectorHit

VECTOR, ID = "vector", "id"
MOST = 16_384
"""Hits of one answer, by the server's limit."""
SPARE = 8
"""Hits asked for beyond those wanted, to see whether the last wanted one has equals."""
TIED = 2e-6
"""Cosines no further apart than this are equal: Milvus sums in float32, in an order that depends on the place."""
WIDTH = 256
"""Candidates that a search of the graph keeps at least (`ef`); measured in docs/benchmarks.md."""
PAGE = 4096


@dataclass(frozen=True, slots=True, eq=False)
class MilvusSnapshot:
    """The rows that stand at `change`, which nothing written later alters.

    Every row carries the change that added it and the one that removed it, so that a view is a filter. `written` is
    the server's time of the last write up to `change`: no search is answered from anything older. `width`: see WIDTH.
    """

    link: MilvusLink
    change: int
    written: int
    columns: tuple[str, ...]
    dimension: int
    width: int = WIDTH

    @property
    def count(self) -> int:
        """How many vectors stand."""
        name, timeout = self.link.address.collection, self.link.address.timeout_s
        rows = self.link.ask(
            lambda client: client.query(
                name,
                filter=living(self.change),
                output_fields=["count(*)"],
                timeout=timeout,
                **self._recent(),
            )
        )
        return int(rows[0]["count(*)"])

    def search(
        self, query: NDArray[np.float32], limit: int, conditions: Sequence[Condition] = ()
    ) -> list[VectorHit]:
        """Give the `limit` nearest vectors that meet all conditions, as near as the graph finds them.

        query: (dim,) float32 of unit length. Cosines are good to 2e-6. Raises VectorShape, UnknownColumn, and
        VectorsUnavailable where the server does not answer.
        """
        check_query(query, self.dimension, limit)
        where, wanted = expression(self.change, self.columns, conditions), limit
        while True:
            asked = min(wanted + SPARE, MOST)
            hits = self._nearest(query, asked, where)
            # Among equals the lowest ids are wanted: look on until something less near is seen.
            if len(hits) < asked or asked == MOST or hits[limit - 1][1] - hits[-1][1] > TIED:
                return _ranked(hits, limit)
            wanted = asked * 4

    def _nearest(self, query: NDArray[np.float32], limit: int, where: str) -> list[tuple[int, float]]:
        name, timeout = self.link.address.collection, self.link.address.timeout_s
        found = self.link.ask(
            lambda client: client.search(
                name,
                [query],
                limit=limit,
                filter=where,
                anns_field=VECTOR,
                search_params={"metric_type": "IP", "params": {"ef": max(self.width, limit)}},
                timeout=timeout,
                **self._recent(),
            )
        )
        return [(int(hit[ID]), float(hit["distance"])) for hit in found[0]]

    def best_cosines(self, queries: NDArray[np.float32], limit: int) -> NDArray[np.float32]:
        """Give the greatest cosines of each query by exact scan here, falling; for measuring, not for serving."""
        best = np.empty((len(queries), 0), dtype=np.float32)
        for vectors in self.pages():
            best = np.concatenate([best, queries @ vectors.T], axis=1)
            best = -np.partition(-best, limit - 1, axis=1)[:, :limit] if best.shape[1] > limit else best
        return -np.sort(-best, axis=1)

    def pages(self) -> "list[NDArray[np.float32]]":
        """Give all vectors that stand, in parts (n, dim) float32."""
        name, parts = self.link.address.collection, list[NDArray[np.float32]]()
        pages = self.link.ask(
            lambda client: client.query_iterator(
                name, batch_size=PAGE, filter=living(self.change), output_fields=[VECTOR], **self._recent()
            )
        )
        while page := self.link.ask(lambda _: pages.next()):
            parts.append(np.array([row[VECTOR] for row in page], dtype=np.float32))
        pages.close()
        return parts

    def _recent(self) -> dict[str, object]:
        """Let nothing older answer than the last write of this change; the time is long past, so nothing waits."""
        return {"consistency_level": "Customized", "guarantee_timestamp": max(1, self.written)}


def _ranked(hits: Sequence[tuple[int, float]], limit: int) -> list[VectorHit]:
    """The `limit` best by falling cosine, equals, which get one cosine, by rising id."""
    told: list[VectorHit] = []
    for id_, cosine in sorted(hits, key=lambda hit: -hit[1]):
        cosine = min(1.0, cosine)
        if told and told[-1].cosine - cosine <= TIED:
            cosine = told[-1].cosine
        told.append(VectorHit(id_, cosine))
    return sorted(told, key=lambda hit: (-hit.cosine, hit.id))[:limit]
