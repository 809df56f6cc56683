"""A dossier from an outline to a file."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from drafting.authority import Authority
from drafting.batches import filters_from_json
from drafting.dossier import Dossier, DossierLimits, gather
from drafting.dossier_files import export_dossier
from drafting.file_forms import FileForm
from drafting.outlines import Outline, read_outline
from drafting.replies import Searches
from parsing.parser import Parser


@dataclass(frozen=True, slots=True)
class DossierOrder:
    """How a dossier is to be made; `base` is the address of the service, for links."""

    form: FileForm
    limits: DossierLimits = field(default_factory=DossierLimits)
    base: str = ""


class Dossiers:
    """Makes dossiers. `query_max` bounds what is searched for a heading, in characters."""

    def __init__(self, parser: Parser, searcher: Searches, query_max: int) -> None:
        self._parser, self._searcher, self._query_max = parser, searcher, query_max

    def read(self, source: Path) -> Outline:
        """Read an outline. Raises ParseError, OutlineEmpty, OutlineTooLong."""
        return read_outline(self._parser.parse(source))

    def gather(
        self,
        outline: Outline,
        limits: DossierLimits,
        watch: Callable[[int, int], None],
        stopping: Callable[[], bool] = lambda: False,
    ) -> Dossier | None:
        """Gather the material; None where `stopping` ended it early. `watch` is told headings done, and of how many."""
        return gather(
            outline, limits, self._searcher, Authority(), self._query_max, watch=watch, stopping=stopping
        )

    def run(
        self,
        outline: Outline,
        order: DossierOrder,
        watch: Callable[[int, int], None],
        stopping: Callable[[], bool] = lambda: False,
    ) -> bytes | None:
        """Give the dossier as a file; None where `stopping` ended it early."""
        made = self.gather(outline, order.limits, watch, stopping)
        return None if made is None else export_dossier(made, order.form, order.base)


def dossier_order_to_json(order: DossierOrder) -> str:
    """An order as text, to be kept beside its outline."""
    return json.dumps(asdict(order), ensure_ascii=False)


def dossier_order_from_json(text: str) -> DossierOrder:
    """The inverse of `dossier_order_to_json`."""
    stored: dict[str, Any] = json.loads(text)
    limits = stored["limits"]
    return DossierOrder(
        FileForm(stored["form"]),
        DossierLimits(limits["per_heading"], limits["per_document"], filters_from_json(limits["filters"])),
        stored["base"],
    )
