"""`/documents`: list, facts, outline, text, source, upload, correct, remove."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import FileResponse

from service.access.writing import check_writable, own_document
from service.api.dependencies import Caller, CurrentView, Served, Service
from service.api.downloads import source_response
from service.api.schemas.documents import (
    Corrections,
    Document,
    DocumentList,
    DocumentText,
    ListParameters,
    Outline,
)
from service.api.schemas.jobs import JobBody
from service.uploads import Incoming
from service.validation import invalid

router = APIRouter(prefix="/documents", tags=["documents"])
MAX_OFFSET = 1 << 53


@router.get("")
def documents(parameters: Annotated[ListParameters, Query()], view: CurrentView) -> DocumentList:
    """The documents, filtered and in order, with counts by type, issuer and year over the whole list."""
    page = view.documents(
        parameters.values(), parameters.limit, parameters.offset, parameters.q or None, parameters.sort
    )
    return DocumentList.of(page)


@router.post("", status_code=202)
def upload(
    served: Served,
    caller: Caller,
    response: Response,
    files: Annotated[list[UploadFile] | None, File(description="one or more files")] = None,
    file: Annotated[
        list[UploadFile] | None, File(description="the same, for clients that say `file`")
    ] = None,
    collection: Annotated[str, Form(max_length=200)] = "default",
    replace: Annotated[bool, Form(description="replace files of the same name")] = False,
) -> JobBody:
    """Take files in; a job reads and indexes them. The same name with other bytes is refused unless `replace`."""
    check_writable(caller, collection)
    given = [Incoming(one.filename or "", one.file) for one in (*(files or ()), *(file or ()))]
    accepted = served.uploads.accept(given, collection, replace=replace, made_by=caller.mark)
    job = served.chuchu.jobs.get(accepted)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return JobBody.whole(job, (), {})


@router.get("/{document_id}")
def document(document_id: str, view: CurrentView) -> Document:
    """A document's facts."""
    return Document.of(view.document(document_id))


@router.get("/{document_id}/outline")
def outline(document_id: str, view: CurrentView) -> Outline:
    """A document's sections as a tree."""
    return Outline.of(document_id, view.outline(document_id))


@router.get("/{document_id}/text", response_model=DocumentText)
def text(
    document_id: str,
    view: CurrentView,
    start: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
    end: Annotated[int | None, Query(ge=0, le=MAX_OFFSET)] = None,
) -> Response:
    """The canonical text, or the code points `[start, end)` of it; a range is cut at the text's end."""
    if end is not None and start > end:
        raise invalid("start", "range_order")
    length = view.document(document_id).characters
    begin, until = min(start, length), length if end is None else min(end, length)
    part = view.text(document_id, begin, until)
    told = DocumentText(document_id=document_id, start=begin, end=until, length=length, text=part)
    return Response(told.json_bytes(), media_type="application/json")  # written here, for this is a thread


@router.get("/{document_id}/source", response_class=FileResponse)
def source(document_id: str, view: CurrentView, chuchu: Service) -> Response:
    """The very bytes that were given, to be saved and never shown in place."""
    stored = view.document(document_id)
    return source_response(stored, chuchu.files.path(stored.sha256))


@router.patch("/{document_id}")
def correct(document_id: str, corrections: Corrections, chuchu: Service, caller: Caller) -> Document:
    """Correct facts by hand; a correction is kept when the file is indexed again."""
    own_document(chuchu, caller, document_id)
    change = chuchu.catalogue.correct(document_id, corrections.values())
    return Document.of(chuchu.catalogue.view(change).document(document_id))


@router.delete("/{document_id}", status_code=204)
def remove(document_id: str, chuchu: Service, caller: Caller) -> None:
    """Remove a document from what can be found; its codes resolve as gone from then on."""
    own_document(chuchu, caller, document_id)
    chuchu.catalogue.remove_documents([document_id])
