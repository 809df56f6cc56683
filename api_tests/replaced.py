"""Other content for a file that a reader may still have in memory."""

from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Give a file other content in one step.

    Writing in place cuts it first: what a reader still has mapped is then beyond its end, and the process dies of it.
    """
    part = path.parent.with_name(f"{path.parent.name}.{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
