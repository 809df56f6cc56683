"""What processes that are killed told of before they died."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Told:
    """What the processes told of: the newest state of each source path, None for removed; and what was under way."""

    stands: dict[str, str | None] = field(default_factory=dict)
    begun: dict[str, set[str | None]] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Take note of a line."""
        what, *rest = line.split()
        if what == "begin":
            self.begun.setdefault(rest[0], set()).add(rest[1] if rest[1] != "-" else None)
        elif what == "done":
            self.stands[rest[0]] = rest[1] if rest[1] != "-" else None
            self.begun.pop(rest[0], None)
        elif what == "job":
            self.jobs.append(rest[0])
        elif what == "backup":
            self.backups.append(rest[0])
