"""From a file to clean text: is it a file, not too large, UTF-8, printable, and YAML 1.2?"""

import os
import re
import stat
from typing import Final

from sim.scenario.marks import Spot
from sim.scenario.problems import Problem, ScenarioError, shortened

MOST_BYTES: Final = 5_000_000
"""The largest scenario file that is read; the real ones have about a hundredth of it."""

UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML 1.2 forbids in a file, and the line separators of Unicode, on which its readers disagree."""

PathLike = str | os.PathLike[str]
"""A path as a caller may give it."""


def file_bytes(path: PathLike) -> bytes:
    """The bytes of a file.

    Raises ScenarioError if it is missing, not a file, unreadable or over MOST_BYTES.
    """
    name = os.fspath(path)
    try:
        status = os.stat(name)
        if not stat.S_ISREG(status.st_mode):
            what = "a directory" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"
            raise _refused(name, f"is {what}, not a file", allowed="a YAML file")
        if status.st_size > MOST_BYTES:
            raise _too_large(name, status.st_size)
        with open(name, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(name, f"cannot be read: {error.strerror or error}", allowed="a readable YAML file") from None
    except ScenarioError:
        raise
    except ValueError as error:
        raise _refused(name, f"cannot be opened: {error}", allowed="a path without NUL") from None


def clean_text(data: bytes, name: str) -> str:
    """The text of a scenario.

    Raises ScenarioError if it is too large, not UTF-8, not printable or of YAML 1.1.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(name, len(data))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        message = f"is not UTF-8: byte 0x{data[error.start]:02x} is not allowed here"
        raise _refused(name, message, _end_of(before), "text saved as UTF-8") from None
    _refuse_characters(text, name)
    _refuse_directives(text, name)
    return text


def _refuse_characters(text: str, name: str) -> None:
    tab, unprintable = text.find("\t"), UNPRINTABLE.search(text)
    if unprintable and not 0 <= tab < unprintable.start():
        spot = _end_of(text[: unprintable.start()])
        raise _refused(name, f"holds the character U+{ord(unprintable[0]):04X}", spot, "printable text")
    if tab >= 0:
        raise _refused(name, "holds a tab, which YAML readers take differently", _end_of(text[:tab]), "spaces")


def _refuse_directives(text: str, name: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split("#")[0].split()
        if line.startswith("%") and words != ["%YAML", "1.2"]:
            message = f"the directive '{shortened(line)}' is not read"
            raise _refused(name, message, (number, 1), "no directive, or %YAML 1.2")
        if words and not line.startswith("%"):
            return


def _end_of(text: str) -> Spot:
    lines = re.split("\r\n|\r|\n", text)
    return len(lines), len(lines[-1]) + 1


def _too_large(name: str, size: int) -> ScenarioError:
    return _refused(name, f"has {size:,} bytes, too many for a scenario", allowed=f"{MOST_BYTES:,} bytes")


def _refused(name: str, message: str, spot: Spot = (1, 1), allowed: str = "") -> ScenarioError:
    return ScenarioError([Problem(name, *spot, "", "", message, allowed)])
