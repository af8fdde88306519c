"""From bytes to clean text: is it UTF-8, printable, and YAML 1.2?"""

import re
from typing import Final

from sim.scenario.files import MOST_BYTES, too_large
from sim.scenario.marks import Spot
from sim.scenario.problems import Problem, ScenarioError, shortened

UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML 1.2 forbids in a file, and the line separators of Unicode, on which its readers disagree."""


def clean_text(data: bytes, name: str) -> str:
    """The text of a scenario.

    Raises ScenarioError if it is too large, not UTF-8, not printable or of YAML 1.1.
    """
    if len(data) > MOST_BYTES:
        raise too_large(name, len(data))
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


def _refused(name: str, message: str, spot: Spot, allowed: str) -> ScenarioError:
    return ScenarioError([Problem(name, *spot, "", "", message, allowed)])
