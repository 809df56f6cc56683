"""`/static`: what pages are styled and moved by."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.page.assets import Assets

router = APIRouter(include_in_schema=False)


@router.get("/static/{digest}/{name}")
def static_file(request: Request, digest: str, name: str) -> Response:
    """A static file at the address that holds its hash."""
    assets: Assets = request.app.state.assets
    return assets.answer(digest, name)
