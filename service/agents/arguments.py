"""What the tools take; the descriptions are read by models."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from answering.results import Generator
from service.api.schemas.common import Shape
from service.api.schemas.search import Filters

Code = Annotated[str, Field(min_length=1, max_length=40, description="引文代码，见检索结果的 code")]
AT_MOST = 8000


class SearchArguments(Shape):
    """What `search` takes."""

    query: str = Field(
        description="检索词、问题、文号（如 X政发〔2023〕12号）或“《标题》第十二条”，最多 500 字"
    )
    limit: int = Field(5, ge=1, le=20, description="返回的段落数")
    filters: Filters = Field(default_factory=Filters, description="按文种、机关、日期等限定")


class AskArguments(Shape):
    """What `ask` takes."""

    question: str = Field(description="一个完整的问题，最多 500 字")
    filters: Filters = Field(default_factory=Filters, description="按文种、机关、日期等限定")
    generator: Generator = Field(
        Generator.EXTRACTIVE, description="extractive：原文摘录；model：由语言模型作答并逐句核对"
    )


class ReadArguments(Shape):
    """What `read` takes: a code, or a document and a range."""

    code: Code | None = None
    document_id: str | None = Field(None, max_length=200, description="文件编号，见检索结果的 document_id")
    start: int = Field(0, ge=0, description="起点，码位")
    end: int | None = Field(None, ge=0, description=f"终点，码位；一次最多 {AT_MOST} 字")
    around: int = Field(300, ge=0, le=3000, description="按代码读时，前后各多读的字数")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.code is None) == (self.document_id is None):
            raise PydanticCustomError("one_place", "either code or document_id")
        return self


class CheckArguments(Shape):
    """What `check` takes."""

    text: Annotated[str, Field(min_length=1, max_length=20_000, description="稿件文字，最多 20000 字")]
    filters: Filters = Field(default_factory=Filters, description="只与这些文件核对")


class ResolveArguments(Shape):
    """What `resolve_citation` takes."""

    code: Code
