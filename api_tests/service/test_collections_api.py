"""Collections, made, described and removed."""

from pathlib import Path

import pytest

from api_tests.service.served import served
from api_tests.small_world import index, write_notices
from corpus.store.errors import DocumentUnknown


@pytest.mark.slow
def test_collections_are_made_described_and_removed(tmp_path: Path) -> None:
    """A collection that holds documents goes only with them, and they are found no more."""
    folder = write_notices(tmp_path / "文件", ["河道巡查", "森林防火"])
    with served(tmp_path) as (chuchu, client):
        made = client.post("/api/v1/collections", json={"name": "内部", "description": "综合处"})
        again = client.post("/api/v1/collections", json={"name": "内部"})
        index(chuchu, folder, collection="内部")
        changed = client.patch("/api/v1/collections/内部", json={"description": "督查室"}).json()
        kept = client.delete("/api/v1/collections/内部")
        document = chuchu.catalogue.view().documents().documents[0].document_id
        gone = client.delete("/api/v1/collections/内部", params={"documents": True})
        unknown = client.delete("/api/v1/collections/内部")
        left = client.get("/api/v1/collections").json()["collections"]
        with pytest.raises(DocumentUnknown):
            chuchu.catalogue.view().document(document)

    assert (made.status_code, again.status_code) == (201, 409)
    assert (changed["description"], changed["documents"]) == ("督查室", 2)
    assert (kept.status_code, kept.json()["error"]["detail"]["documents"]) == (409, 2)
    assert (gone.json(), unknown.status_code, left) == ({"documents": 2}, 404, [])
