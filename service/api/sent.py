"""What is sent as JSON, or as a form with a file and the same fields as text."""

import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from service.errors import UploadEmpty

MULTIPART = "multipart/form-data"
Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sent(Generic[Body]):
    """A request as it came: its fields, and the file where there was one."""

    body: Body
    name: str | None = None
    data: bytes = b""


async def read_sent(request: Request, form: type[Body]) -> Sent[Body]:
    """Read a request. A field of a form that begins like JSON is read as JSON.

    Raises:
        RequestValidationError: the fields do not fit.
        UploadEmpty: a form without a file, or with an empty one.
    """
    try:
        if not request.headers.get("content-type", "").startswith(MULTIPART):
            return Sent(form.model_validate_json(await request.body() or b"{}"))
        async with request.form(max_files=1, max_fields=20) as sent:
            file = sent.get("file")
            fields = {name: _value(value) for name, value in sent.items() if isinstance(value, str)}
            body = form.model_validate(fields)
            if not isinstance(file, UploadFile):
                raise UploadEmpty
            data = await file.read()
            if not data:
                raise UploadEmpty(file.filename)
            return Sent(body, file.filename or "", data)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def request_body(form: type[BaseModel]) -> dict[str, object]:
    """Give what OpenAPI says of such a body."""
    schema = form.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    file = {"type": "string", "format": "binary"}
    fields = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": file},
        "additionalProperties": True,
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": "object", "description": schema.get("description", "")}
                },
                MULTIPART: {"schema": fields},
            },
        }
    }


def _value(text: str) -> object:
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
