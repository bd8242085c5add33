"""Old Word, WPS and RTF documents through LibreOffice, if it is installed.

No Python library reads merged cells out of these formats. The program runs with a profile of our
own, in which documents may fetch nothing and run nothing; it is given a time limit, and is ended
with everything that it started. One profile serves one process, and one document at a time.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from parsers.documents.caps import FILE_CAP
from parsers.documents.http import too_large
from parsers.errors import DocumentError

# A document takes two or three seconds, the program's first start some more.
TIME_LIMIT = 60
_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_TARGETS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
# Nothing linked is fetched, no macro is run; whatever would be fetched all the same is asked of a
# port of this machine on which nobody listens.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
_PREFIX = "gongkai-office-"
_alone = threading.Lock()
_profile: tuple[int, Path] | None = None


def convert(content: bytes, suffix: str, target: str, name: str) -> bytes:
    """A document in a format that is read.

    Args:
        content: the document.
        suffix: of its file, which tells the program what it is.
        target: docx or xlsx.
        name: what messages call its format.

    Raises:
        DocumentError: the program is not installed, cannot read the document, or takes too long.
    """
    program = next((found for known in _PROGRAMS if (found := shutil.which(known))), None)
    if program is None:
        raise DocumentError(
            f"a {name} file is read through LibreOffice, which is not installed",
            code="needs_libreoffice",
            action="install LibreOffice (soffice must be in the PATH), or save the file as .docx or .xlsx",
        )
    with _alone, _work_folder() as work:
        source = Path(work, f"document{suffix}")
        source.write_bytes(content)
        _run([program, *_arguments(work, source, target)])
        made = Path(work, "out", f"document.{target}")
        if not made.is_file():
            raise DocumentError(
                f"LibreOffice cannot read the {name} file",
                code="broken_file",
                action="open the file; it may be damaged, ask for a password, or need a part of "
                "LibreOffice that is not installed",
            )
        if made.stat().st_size > FILE_CAP:
            raise too_large(FILE_CAP)
        return made.read_bytes()


def _work_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=_profile_folder(), ignore_cleanup_errors=True)


def _arguments(work: str, source: Path, target: str) -> list[str]:
    return [
        f"-env:UserInstallation={_profile_folder().as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        _TARGETS[target],
        "--outdir",
        str(Path(work, "out")),
        str(source),
    ]


def _profile_folder() -> Path:
    global _profile  # noqa: PLW0603 - one profile for each process
    if _profile is None or _profile[0] != os.getpid():
        _sweep()
        _profile = os.getpid(), Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        atexit.register(_discard, *_profile)
        settings = _profile[1] / "user" / "registrymodifications.xcu"
        settings.parent.mkdir()
        settings.write_text(_SETTINGS, "utf-8")
    return _profile[1]


def _sweep() -> None:
    """Removes what processes left that were killed."""
    if os.name != "posix":
        return  # elsewhere one cannot ask whether a process lives without ending it
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        with contextlib.suppress(OSError):
            if owner.isdecimal() and folder.stat().st_uid == os.getuid() and not _lives(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _discard(owner: int, folder: Path) -> None:
    if owner == os.getpid():
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    global _profile  # noqa: PLW0603
    # This limit holds even if we are killed meanwhile and cannot end the program.
    if guard := shutil.which("timeout"):
        command = [guard, "-k", "5", str(TIME_LIMIT + 10), *command]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_"))}
    process = subprocess.Popen(  # noqa: S603 - a program found in the PATH, our own arguments
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=kept | {"SAL_USE_VCLPLUGIN": "svp"},
        start_new_session=True,
    )
    try:
        process.wait(TIME_LIMIT)
    except BaseException as error:
        _end(process)
        if _profile is not None:
            _discard(*_profile)  # it may be locked or half written
            _profile = None
        if isinstance(error, subprocess.TimeoutExpired):
            raise DocumentError(
                f"LibreOffice took longer than {TIME_LIMIT} s and was ended",
                code="too_slow",
                action="open the file and save it as .docx or .xlsx",
            ) from error
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
