"""`/citations/export`: passages by their codes, as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from drafting.file_forms import FileForm, named_form
from drafting.saved_export import SAVED_FORMS, export_saved
from service.api.dependencies import CurrentView
from service.api.exports import FILES, base_of, file_response
from service.api.schemas.common import Shape
from service.saved import saved_within

router = APIRouter(prefix="/citations", tags=["citations"])
NAME = "摘录"
MOST = 500
Format = Annotated[str, Field(max_length=20, json_schema_extra={"enum": ["docx", "xlsx", "csv"]})]
Code = Annotated[str, Field(max_length=40)]


class SavedCode(Shape):
    """A citation code, and what its reader wrote beside it."""

    code: Code
    remark: str = Field("", max_length=1000)


class SavedBody(Shape):
    """Codes in the order wanted."""

    passages: list[SavedCode] = Field(max_length=MOST)


@router.post(
    "/export",
    response_class=Response,
    responses={200: {"content": {form.media_type: FILES for form in SAVED_FORMS}}},
)
def export(
    body: SavedBody,
    request: Request,
    view: CurrentView,
    file_format: Annotated[Format, Query(alias="format", description="docx, xlsx, csv")] = FileForm.DOCX,
) -> Response:
    """Passages with their sources in full, as they stand now; codes that lead nowhere are named at the end."""
    form = named_form(file_format, SAVED_FORMS)
    saved = saved_within(view, [(one.code, one.remark) for one in body.passages])
    return file_response(export_saved(saved, form, base_of(request)), form, NAME)
