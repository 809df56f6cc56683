"""Files of older word processors (.doc, .wps, .rtf, .odt) to .docx, by LibreOffice.

This runs in a guarded child of its own, whose limits are LibreOffice's. What it writes is read in another child,
as any .docx is.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from parsing.detect import Format, detect
from parsing.errors import FailureReason, NeedsConversion, ParseError
from parsing.limits import Limits
from parsing.members import Member

# For each format: its media type, the suffix and the import filter that LibreOffice takes it by. A forced filter
# keeps LibreOffice from reading a broken file as plain text.
OFFICE_FORMATS: Mapping[Format, tuple[str, str, str | None]] = {
    Format.DOC: ("application/msword", "doc", "MS Word 97"),
    Format.OLD_DOC: ("application/msword", "doc", None),
    Format.RTF: ("application/rtf", "rtf", "Rich Text Format"),
    Format.ODT: ("application/vnd.oasis.opendocument.text", "odt", "writer8"),
}
PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
ABSENT = (
    "这种格式（.doc、.wps、.rtf、.odt）要借助 LibreOffice 读取，而本机没有安装。请安装 LibreOffice"
    "（Debian、Ubuntu：apt-get install libreoffice-writer-nogui），或用 Word、WPS 打开后另存为 .docx 再收录。"
)
OUTPUT_FILTER = "docx:MS Word 2007 XML"
RESULT = "1.docx"
ZIP_START = b"PK"
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
# No macro runs, no link is followed, nothing is asked.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""


def needs_office(form: Format) -> NeedsConversion:
    """What a parse answers for a file that must be converted first."""
    return NeedsConversion(OFFICE_FORMATS[form][0])


def find_program() -> str | None:
    """Where LibreOffice is; None where it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def convert(data: bytes, name: str, limits: Limits, folder: Path) -> tuple[Member, ...]:
    """Write the file as .docx to the folder. Raises ParseError: unsupported (no LibreOffice), damaged, timeout."""
    program = find_program()
    if program is None:
        raise ParseError(FailureReason.UNSUPPORTED, ABSENT)
    _, suffix, import_filter = OFFICE_FORMATS[detect(data, name)]
    source = folder / f"source.{suffix}"
    source.write_bytes(data)
    _write_settings(folder)
    _leave_network()
    _run([program, *_arguments(folder, import_filter), str(source)], folder)
    converted = folder / "out" / "source.docx"
    if not _is_docx(converted):
        raise ParseError(_cause(limits))
    converted.replace(folder / RESULT)
    return (Member("source.docx", RESULT),)


def _arguments(folder: Path, import_filter: str | None) -> list[str]:
    options = [
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nologo",
        "--nofirststartwizard",
    ]
    if import_filter is not None:
        options.append(f"--infilter={import_filter}")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [*options, profile, "--convert-to", OUTPUT_FILTER, "--outdir", str(folder / "out")]


def _write_settings(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")


def _run(command: list[str], folder: Path) -> None:
    """Run to the end; the child's wall clock is watched from outside, and its process group is killed whole."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,  # LibreOffice ends with 0 whether it could read the file or not
    )


def _is_docx(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(ZIP_START)) == ZIP_START


def _cause(limits: Limits) -> FailureReason:
    """Why nothing came out: processor time was used up, or the file could not be loaded."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if used.ru_utime + used.ru_stime >= limits.cpu_seconds:
        return FailureReason.TIMEOUT
    return FailureReason.DAMAGED


def _leave_network() -> None:
    """Enter a network of one's own that leads nowhere, where the kernel allows it."""
    if not os.path.exists("/proc/self/ns/net"):  # noqa: PTH110
        return
    user, group = os.getuid(), os.getgid()
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(CLONE_NEWNET) == 0 or library.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return
    # In the new user namespace this user is itself, else no file could be made.
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(line)
