"""Filters as the command line takes them: options that several commands share, and what they say together."""

from typing import Annotated

import typer

from corpus.filters import SearchFilters

Collections = Annotated[list[str] | None, typer.Option(help="文件集，可多次给出")]
DocTypes = Annotated[list[str] | None, typer.Option(help="文种，可多次给出")]
Issuers = Annotated[list[str] | None, typer.Option(help="发文机关，可多次给出")]
DateFrom = Annotated[str | None, typer.Option(help="起始日期 YYYY-MM-DD")]
DateTo = Annotated[str | None, typer.Option(help="截止日期 YYYY-MM-DD")]
AsOf = Annotated[str | None, typer.Option(help="只要这一天有效的版本 YYYY-MM-DD")]
PathPrefix = Annotated[str | None, typer.Option(help="来源路径的开头")]


def filters_of(
    collection: list[str] | None = None,
    doc_type: list[str] | None = None,
    issuer: list[str] | None = None,
    date_from: str | None = None,
    date_to: str | None = None,
    path: str | None = None,
    as_of: str | None = None,
) -> SearchFilters:
    """Give the filters that options name; an option that was not given restricts nothing."""
    return SearchFilters(
        collections=tuple(collection or ()),
        doc_types=tuple(doc_type or ()),
        issuers=tuple(issuer or ()),
        date_from=date_from,
        date_to=date_to,
        as_of=as_of,
        source_path_prefix=path,
    )
