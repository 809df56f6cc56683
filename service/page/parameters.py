"""The parameters of pages: those of the API under the same names; unknown ones are passed over."""

from pydantic import ConfigDict, Field, model_validator

from corpus.store.records import DocumentSort
from retrieval.results import Mode, Sort
from service.api.schemas.search import Filters

MAX_PAGE = 100


class PageParameters(Filters):
    """What every list on a page takes."""

    model_config = ConfigDict(extra="ignore")

    q: str = ""
    page: int = Field(1, ge=1, le=MAX_PAGE)


class ResultsParameters(PageParameters):
    """The parameters of the search page."""

    sort: Sort = Sort.RELEVANCE
    mode: Mode = Mode.HYBRID
    ask: bool = False


class LibraryParameters(PageParameters):
    """The parameters of the library; fields of its form that were left blank are as if not sent."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: object) -> object:
        return without_blanks(values)

    sort: DocumentSort = DocumentSort.TITLE


def without_blanks(values: object) -> object:
    """Parameters as they came, without those that are blank: a form sends every field."""
    if not isinstance(values, dict):
        return values
    kept = {
        name: [one for one in value if one] if isinstance(value, list) else value
        for name, value in values.items()
    }
    return {name: value for name, value in kept.items() if value not in ("", [])}
