"""What a schema cannot say of requests, for Schemathesis: the later of two days, years or offsets is the second.

Named to `st` by SCHEMATHESIS_HOOKS. A request whose ends are the wrong way round is refused with 422, rightly; here
the ends are put in order, so that what comes after that check is examined too.
"""

from collections.abc import Mapping
from typing import Any

import schemathesis

ENDS = (
    ("date_from", "date_to"),
    ("before_from", "before_to"),
    ("after_from", "after_to"),
    ("start", "end"),
)


@schemathesis.hook
def before_call(_context: Any, case: Any, _sent: Any) -> None:  # noqa: ANN401 - Schemathesis' own
    """Put the ends of spans in order."""
    in_order(case.query)
    in_order(case.body)
    if isinstance(case.body, Mapping):
        in_order(case.body.get("filters"))


def in_order(fields: Any) -> None:  # noqa: ANN401 - whatever was made up
    """Exchange ends that are the wrong way round; what is no pair of texts or numbers stays."""
    if not isinstance(fields, dict):
        return
    for first, last in ENDS:
        one, other = fields.get(first), fields.get(last)
        alike = isinstance(one, int | float) and isinstance(other, int | float)
        if (alike or (isinstance(one, str) and isinstance(other, str))) and one > other:
            fields[first], fields[last] = other, one
