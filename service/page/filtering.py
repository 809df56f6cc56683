"""Facets as links, chosen filters as chips, pages as links."""

from dataclasses import dataclass

from corpus.filters import SearchFilters
from corpus.store.records import Facets, FacetValue
from service.page.address import Address
from service.page.words import Words

LISTS = ("collections", "document_ids", "doc_types", "issuers", "regions", "doc_numbers", "validity")
DATES = ("date_from", "date_to")
FILTERS = (*LISTS, *DATES, "as_of", "source_path_prefix")
SHOWN = 12  # values of a facet


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet, its count, and the address with it chosen, or dropped where it is chosen."""

    text: str
    count: str
    href: Address
    active: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its values."""

    label: str
    values: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter, and the address without it."""

    label: str
    text: str
    href: Address


@dataclass(frozen=True, slots=True)
class Pager:
    """Which of how many pages, and the addresses of the pages beside it."""

    page: int
    pages: int
    previous: Address | None
    next: Address | None


def facet_groups(facets: Facets, filters: SearchFilters, address: Address, words: Words) -> list[FacetGroup]:
    """The facets that have values, as links from the first page of `address`."""
    address = address.without("page")
    chosen = {"doc_types": filters.doc_types, "issuers": filters.issuers}
    groups = [
        FacetGroup(
            words(f"facet.{name}"),
            tuple(_listed(name, value, chosen[name], address, words) for value in values),
        )
        for name, values in (("doc_types", facets.doc_type[:SHOWN]), ("issuers", facets.issuer[:SHOWN]))
    ]
    years = tuple(_year(value, filters, address, words) for value in facets.year[:SHOWN])
    return [group for group in (*groups, FacetGroup(words("facet.year"), years)) if group.values]


def chips(filters: SearchFilters, address: Address, words: Words) -> list[Chip]:
    """The chosen filters."""
    address = address.without("page")
    found = [
        Chip(
            words(f"facet.{name}"),
            words.word(value) if name in ("doc_types", "validity") else value,
            address.dropping(name, value),
        )
        for name in LISTS
        for value in getattr(filters, name)
    ]
    if filters.date_from or filters.date_to:
        found.append(Chip(words("facet.date"), _span(filters, words), address.without(*DATES)))
    for name, value in (("as_of", filters.as_of), ("source_path_prefix", filters.source_path_prefix)):
        if value:
            found.append(Chip(words(f"facet.{name}"), value, address.without(name)))
    return found


def pager(page: int, total: int, size: int, last: int, address: Address) -> Pager:
    """The pages of `total` things, `size` a page, of which at most `last` can be opened."""
    pages = max(1, min(-(-total // size), last))
    return Pager(
        page=page,
        pages=pages,
        previous=address.with_(page=page - 1 if page > 2 else None) if page > 1 else None,
        next=address.with_(page=page + 1) if page < pages else None,
    )


def _listed(
    name: str, value: FacetValue, chosen: tuple[str, ...], address: Address, words: Words
) -> FacetLink:
    active = value.value in chosen
    href = address.dropping(name, value.value) if active else address.adding(name, value.value)
    text = words.word(value.value) if name == "doc_types" else value.value
    return FacetLink(text, str(value.count), href, active)


def _year(value: FacetValue, filters: SearchFilters, address: Address, words: Words) -> FacetLink:
    first, last = f"{value.value}-01-01", f"{value.value}-12-31"
    active = (filters.date_from, filters.date_to) == (first, last)
    href = address.without(*DATES) if active else address.with_(date_from=first, date_to=last)
    return FacetLink(words("facet.date.year", year=value.value), str(value.count), href, active)


def _span(filters: SearchFilters, words: Words) -> str:
    first, last = filters.date_from, filters.date_to
    if first and last and first[:4] == last[:4] and (first[4:], last[4:]) == ("-01-01", "-12-31"):
        return words("facet.date.year", year=first[:4])
    key = "span" if first and last else "from" if first else "to"
    return words(f"facet.date.{key}", first=first, last=last)
