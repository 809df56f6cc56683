"""A file system that cannot be written and no network, for the processes that read files: bubblewrap, where it works.

The limits of a child hold without it. It takes away what a parser that a hostile file has taken over could still
do: write outside the folders for temporary files, reach the network, see or signal other processes.
"""

import shutil
import subprocess
import tempfile

PROBE_SECONDS = 10


def confined(wanted: bool = True) -> tuple[str, ...]:
    """The words to put before a command so that it runs confined; none where the system does not allow it."""
    program = shutil.which("bwrap") if wanted else None
    if program is None:
        return ()
    # LibreOffice puts a socket into /tmp wherever temporary files go.
    folders = {tempfile.gettempdir(), "/tmp"}  # noqa: S108
    writable = (word for folder in sorted(folders) for word in ("--bind", folder, folder))
    files = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", *writable)
    words: tuple[str, ...] = (program, *files, "--unshare-all", "--die-with-parent", "--")
    try:
        probe = subprocess.run([*words, "true"], capture_output=True, timeout=PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    # A kernel may forbid namespaces to ordinary users: then the limits alone must do.
    return words if probe.returncode == 0 else ()
