"""The parameters of pages: those of the API under the same names; unknown ones are passed over."""

from pydantic import ConfigDict, Field

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


class LibraryParameters(PageParameters):
    """The parameters of the library."""

    sort: DocumentSort = DocumentSort.TITLE
