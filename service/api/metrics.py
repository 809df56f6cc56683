"""`/metrics`: figures of the whole service in Prometheus's text format."""

from fastapi import APIRouter, Response

from service.api.dependencies import Served

CONTENT = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(served: Served) -> Response:
    """Counts and times, by route and part; nothing of what documents or queries say."""
    return Response(served.metrics.text(), headers={"Content-Type": CONTENT, "Cache-Control": "no-store"})
