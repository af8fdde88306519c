"""What may be printed, and how wide: colour on a terminal only, plain lines on a pipe, ASCII on demand."""

import os
import shutil
import sys
import textwrap
import unicodedata
from typing import Final, TextIO

from attrs import frozen

from sim.vocabulary.printable import printable as printable

PAGE: Final = 80
"""Columns of a card or table where nothing else is known."""

WIDEST_PAGE: Final = 100

_TWINS: Final = str.maketrans(
    {"●": "*", "○": "o", "◆": "#", "■": "=", "◇": "+", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'",
     "\u201c": '"', "\u201d": '"',
     "…": "...", "→": "->", "±": "+-", "\u00d7": "x"}
)  # fmt: skip

_STYLES: Final = {"bold": "1", "dim": "2", "cyan": "36", "blue": "34", "yellow": "33", "magenta": "35"}


@frozen
class Terminal:
    """Standard output. width: columns to wrap at, None where a line may be as long as it likes."""

    out: TextIO
    ascii_only: bool
    colour: bool
    width: int | None

    @property
    def page(self) -> int:
        """The width of cards and tables."""
        return PAGE if self.width is None else max(40, min(self.width, WIDEST_PAGE))

    def line(self, text: str = "") -> None:
        """Print one line."""
        self.out.write((to_ascii(text) if self.ascii_only else text) + "\n")

    def paragraph(self, label: str, text: str, indent: int = 11) -> None:
        """Print words under a label, wrapped to the page."""
        head = f"{label:{indent}}"
        for line in wrapped(text, self.page, head, " " * indent):
            self.line(line)

    def styled(self, text: str, *styles: str) -> str:
        """The text in these styles where colour is allowed."""
        if not self.colour or not styles or not text:
            return text
        return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"

    def next(self, *commands: str) -> None:
        """Print the commands that are worth giving next."""
        for number, command in enumerate(commands):
            self.line(f"{'Next' if number == 0 else '':11}{command}")


def standard_output(ascii_only: bool = False) -> Terminal:
    """What the process may print on its standard output."""
    out = sys.stdout
    tty = out.isatty()
    return Terminal(out, ascii_only or not _speaks_unicode(out), tty and _colour_allowed(), _width(tty))


def note(words: str) -> None:
    """Say something about the work itself, on standard error; lines stay lines, all else that steers is escaped."""
    sys.stderr.write("\n".join(map(printable, words.split("\n"))) + "\n")


def _speaks_unicode(out: TextIO) -> bool:
    try:
        "●○◆■".encode(out.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _colour_allowed() -> bool:
    """See https://no-color.org: any value but an empty one forbids colour."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") != "dumb"


def _width(tty: bool) -> int | None:
    if tty:
        return max(40, shutil.get_terminal_size((PAGE, 24)).columns)
    columns = os.environ.get("COLUMNS", "")
    return max(40, int(columns)) if columns.isdecimal() and 0 < int(columns) < 10_000 else None


def to_ascii(text: str) -> str:
    """The text without any character outside ASCII: marks become their twins, letters lose their accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_TWINS))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.encode("ascii", "replace").decode("ascii")


def wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    """Text in lines of a width, the first and the others with their own beginnings; long words stay whole."""
    found = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return found or [first.rstrip()]
