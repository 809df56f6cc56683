"""What the catalogue holds of source files, looked up by path and by what lies in a path."""

from bisect import bisect_left
from collections.abc import Mapping, Set
from pathlib import PurePosixPath

from corpus.store.records import FileState

ALL_MEMBERS = "+members"
SOME_MEMBERS = "+some"
"""Appended to the pipeline of an archive or a mail, whose members were all read or not all; those are tried again."""


class KnownFiles:
    """The states of a collection's files as they were when a run began."""

    def __init__(self, states: Mapping[str, FileState]) -> None:
        self._states = states
        self._paths = sorted(states)

    def get(self, path: str) -> FileState | None:
        """The state of a file, None where it is new."""
        return self._states.get(path)

    def within(self, path: str) -> list[str]:
        """The paths of the members of a file, those of nested ones too."""
        prefix = f"{path}/"
        at = bisect_left(self._paths, prefix)
        found: list[str] = []
        while at < len(self._paths) and self._paths[at].startswith(prefix):
            found.append(self._paths[at])
            at += 1
        return found

    def held_files(self, path: str) -> bool:
        """Whether a file held others when it was indexed."""
        state = self._states.get(path)
        return state is not None and state.pipeline.endswith((ALL_MEMBERS, SOME_MEMBERS))

    def missing(self, there: Set[str], roots: tuple[str, ...]) -> list[str]:
        """The paths under these folders that are neither there nor members of what is there."""
        return [
            path
            for path in self._paths
            if path.startswith(roots)
            and path not in there
            and not any(str(parent) in there for parent in PurePosixPath(path).parents)
        ]
