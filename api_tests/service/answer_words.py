"""All that an answer says, whatever its form."""

import io
import json
import zipfile

from httpx import Response


def words_of(answer: Response) -> str:
    """Give all that an answer says: the members of an Office file one after the other."""
    if "json" in answer.headers.get("content-type", ""):
        return json.dumps(answer.json(), ensure_ascii=False)
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
