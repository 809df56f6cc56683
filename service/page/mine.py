"""`/mine`: what the browser keeps of one's searches and passages, and the way from there to Word and Excel."""

import json
import re

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import Response

from drafting.file_forms import named_form
from drafting.saved_export import SAVED_FORMS, export_saved
from service.api.dependencies import CurrentView
from service.api.exports import base_of, file_response
from service.api.saved import MOST, NAME
from service.page.dependencies import Pages
from service.page.forms import SentForm, read_form
from service.page.renderer import Renderer
from service.page.words import Words
from service.saved import saved_within

router = APIRouter(include_in_schema=False)
FORM_BYTES = 1 << 20
CODE = re.compile(r"(?<![0-9a-z])[a-z2-7]{12}(?![0-9a-z])")
SAID = ("drop", "remark", "dropped", "none", "searches.none", "saved.at")


@router.get("/mine")
def mine(request: Request, pages: Pages) -> Response:
    """Places for the script to fill, and a form that takes codes where there is none."""
    return _form(pages, request)


@router.post("/mine")
async def export(request: Request, view: CurrentView, pages: Pages) -> Response:
    """The passages as a file: `kept` is what the browser keeps, as JSON, `codes` any text with codes in it."""
    sent = await read_form(request, FORM_BYTES)
    wanted, searches = _kept(sent)
    wanted += [(code, "") for code in CODE.findall(sent.text("codes"))]
    if not wanted and not searches:
        return _form(pages, request, 422, pages.words(request)("mine.nothing"))
    form = named_form(sent.text("format") or SAVED_FORMS[0], SAVED_FORMS)

    def work() -> Response:
        saved = saved_within(view, wanted[:MOST], searches[:MOST])
        return file_response(export_saved(saved, form, base_of(request)), form, NAME)

    return await run_sync(work)


def mine_texts(words: Words) -> dict[str, str]:
    """What the script says, as templates by name."""
    return {name: words.template(f"mine.say.{name}") for name in SAID}


def _kept(sent: SentForm) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the browser sent of what it keeps; nonsense is nothing."""
    try:
        kept = json.loads(sent.text("kept") or "{}")
    except (ValueError, RecursionError):
        kept = {}
    passages = _pairs(kept, "passages", "code", "remark")
    return [pair for pair in passages if CODE.fullmatch(pair[0])], _pairs(kept, "searches", "query", "at")


def _pairs(kept: object, name: str, first: str, second: str) -> list[tuple[str, str]]:
    entries = kept.get(name) if isinstance(kept, dict) else None
    named = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return [(str(one.get(first, ""))[:500], str(one.get(second, ""))[:1000]) for one in named]


def _form(pages: Renderer, request: Request, status: int = 200, problem: str | None = None) -> Response:
    return pages.page(
        request,
        "mine.html",
        status,
        here="mine",
        problem=problem,
        forms=SAVED_FORMS,
        saying=mine_texts(pages.words(request)),
    )
