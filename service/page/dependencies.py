"""What the page's endpoints are given."""

from typing import Annotated

from fastapi import Depends, Request

from service.page.renderer import Renderer


async def renderer_of(request: Request) -> Renderer:
    """The renderer that the app was made with."""
    renderer: Renderer = request.app.state.renderer
    return renderer


Pages = Annotated[Renderer, Depends(renderer_of)]
