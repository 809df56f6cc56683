"""The version that the service tells."""

from importlib import metadata


def version() -> str:
    """The version of the installed package, `0` where it runs from a checkout that is not installed."""
    try:
        return metadata.version("chuchu")
    except metadata.PackageNotFoundError:
        return "0"
