"""`/draft`: a draft checked, each quotation's verdict beside its line."""

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import Response

from corpus.errors import ChuchuError
from corpus.filters import SearchFilters
from drafting.drafts import MOST_CHARACTERS, Draft, draft_of_text
from drafting.file_forms import FileForm
from drafting.verdicts import CheckedDraft
from service.api.dependencies import CurrentReach, Served
from service.api.exports import file_response
from service.api.schemas.common import Shape
from service.page.dependencies import Pages
from service.page.draft_lines import counts, draft_lines, inserted
from service.page.forms import SentForm, read_form
from service.replies import told
from service.sent_drafts import read_draft
from service.serving import Serving

router = APIRouter(include_in_schema=False)
TEXT_BYTES = 4 * MOST_CHARACTERS + 1024
NAME = "稿件"


class Insertion(Shape):
    """Words of a source to be set in the place of `[start, end)` of the draft."""

    start: int
    end: int
    words: str


@router.get("/draft")
def empty(request: Request, pages: Pages) -> Response:
    """The form."""
    return pages.page(request, "draft.html", here="draft", text="", checked=None, problem=None)


@router.post("/draft")
async def check(request: Request, served: Served, reach: CurrentReach, pages: Pages) -> Response:
    """What was found in the draft, or with `format` the draft with comments; with `use` one quotation put right first."""
    form = await read_form(request, TEXT_BYTES)
    within = reach.within(SearchFilters())
    wants_file = form.text("format") == FileForm.DOCX

    def work() -> Response:
        try:
            draft = _draft(served, form)
            checked = served.chuchu.desk.checker.check(draft, within)
            if wants_file:
                return _annotated(checked, draft, form)
        except ChuchuError as error:
            status, _, message, _ = told(error, pages.language(request))
            if status >= 500:
                raise
            text = form.text("text")
            return pages.page(
                request, "draft.html", status, here="draft", text=text, checked=None, problem=message
            )
        return pages.page(
            request,
            "draft.html",
            here="draft",
            text=checked.text,
            problem=None,
            checked=checked,
            counts=counts(checked),
            lines=draft_lines(checked),
            from_file=form.file.name,
        )

    return await served.admission.run(work)


def _draft(served: Serving, form: SentForm) -> Draft:
    if form.file.name:
        return read_draft(served.chuchu, form.file.name, form.file.data)
    text = form.text("text")
    if wanted := form.text("use"):
        try:
            one = Insertion.model_validate_json(wanted)
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error
        text = inserted(text, one.start, one.end, one.words)
    return draft_of_text(text)


def _annotated(checked: CheckedDraft, draft: Draft, form: SentForm) -> Response:
    from drafting.annotating import annotated  # python-docx costs every start a tenth of a second

    original = form.file.data if draft.is_word and form.file.name else None
    stem = form.file.name.rpartition(".")[0] or form.file.name or NAME
    return file_response(annotated(checked, draft, original), FileForm.DOCX, f"{stem[:100]}-核对")
