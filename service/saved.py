"""Codes that a reader kept, looked up within what may be read."""

from collections.abc import Sequence

from corpus.citations import CodeState
from corpus.store.view import View
from drafting.saved_export import Saved, SavedPassage


def saved_within(
    view: View, wanted: Sequence[tuple[str, str]], searches: Sequence[tuple[str, str]] = ()
) -> Saved:
    """Give the passages of codes, each with its remark; a code that leads nowhere, or outside the view, is gone."""
    passages: list[SavedPassage] = []
    gone: list[str] = []
    for code, remark in dict(wanted).items():
        found = view.resolve_code(code)
        if found is None or found.citation is None:
            gone.append(code)
        else:
            passages.append(SavedPassage(found.citation, remark, found.state is CodeState.CHANGED))
    return Saved(tuple(passages), tuple(searches), tuple(gone))
