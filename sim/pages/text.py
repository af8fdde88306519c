"""Text as it may be shown, and how a page may look on a stream: how wide, with colour or without, in ASCII or not."""

import csv
import io
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, TextIO

from attrs import frozen

from sim.vocabulary.printable import in_cell
from sim.vocabulary.printable import printable as printable

# Text: as wide as it is on a screen, wrapped between words only

_TWINS: Final = str.maketrans(
    {"●": "*", "○": "o", "◆": "#", "■": "=", "◇": "+", "▲": "^", "█": "#", "▒": "-", "│": "|",
     "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ",
     "…": "...", "→": "->", "±": "+-", "\u00d7": "x"}
)  # fmt: skip


def to_ascii(text: str) -> str:
    """The text without any character outside ASCII: marks become their twins, letters lose their accents."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_TWINS))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.encode("ascii", "replace").decode("ascii")


def width(text: str) -> int:
    """Columns that the text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def padded(text: str, columns: int, right: bool = False) -> str:
    """The text with spaces behind it, or before it, up to so many columns."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def widest_word(text: str) -> int:
    """Columns of the longest word."""
    return max(map(width, text.split()), default=0)


def wrapped(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Text in lines of so many columns, the first and the others with their own beginnings; words stay whole.

    Spaces at the beginning indent all lines; several spaces between two words stay where the line does not end.
    """
    indent = " " * (len(text) - len(text.lstrip(" ")))
    lines, line, fresh = [], first + indent, True
    for piece in re.findall(r" *[^ ]+", text):
        word = piece.lstrip(" ")
        if not fresh and width(line + piece) > columns:
            lines.append(line)
            line, fresh = rest + indent, True
        line += word if fresh else piece
        fresh = False
    return [*lines, line.rstrip(" ")]


def is_address(text: str) -> bool:
    """Whether it may be followed with a click: a web address, and nothing that a browser would run."""
    return re.fullmatch(r"https?://[^\s\x00-\x20\x7f]+", text) is not None


def csv_row(cells: Iterable[str | float | None]) -> str:
    """A line of comma-separated values: no text in it is a formula, None is an empty field, numbers stay numbers."""
    line = io.StringIO()
    # Its own end of line decides what csv quotes: with a mere line feed a carriage return would break the row in two.
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow([in_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return line.getvalue().removesuffix("\r\n") + "\n"


# A stream

PAGE: Final = 80
"""Columns of a page where nothing else is known."""

WIDEST_PAGE: Final = 100
NARROWEST_PAGE: Final = 40

_STYLES: Final = {"bold": "1", "dim": "2", "cyan": "36", "yellow": "33", "magenta": "35"}


@frozen
class Look:
    """columns: of a page. whole_lines: an event takes one line, however long, as other programs want it on a pipe."""

    columns: int = PAGE
    ascii_only: bool = False
    colour: bool = False
    whole_lines: bool = False

    def text(self, text: str) -> str:
        """The text as it may be shown here."""
        return to_ascii(printable(text)) if self.ascii_only else printable(text)

    def styled(self, text: str, *styles: str) -> str:
        """The text in these styles where colour is allowed."""
        if not self.colour or not styles or not text.strip():
            return text
        return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"


def look_of(out: TextIO, ascii_only: bool = False, environ: Mapping[str, str] = os.environ) -> Look:
    """What the stream can show. NO_COLOR forbids colour, FORCE_COLOR brings it onto a pipe, COLUMNS sets its width."""
    tty = out.isatty()
    columns = _columns(tty, environ.get("COLUMNS", ""))
    page = PAGE if columns is None else max(NARROWEST_PAGE, min(columns, WIDEST_PAGE))
    return Look(page, ascii_only or not _speaks_unicode(out), _colour(tty, environ), columns is None)


def _colour(tty: bool, environ: Mapping[str, str]) -> bool:
    """See https://no-color.org and https://force-color.org: any value but an empty one counts."""
    if environ.get("NO_COLOR"):
        return False
    return bool(environ.get("FORCE_COLOR")) or (tty and environ.get("TERM", "") != "dumb")


def _columns(tty: bool, columns: str) -> int | None:
    if tty:
        return shutil.get_terminal_size((PAGE, 24)).columns
    return int(columns) if columns.isdecimal() and 0 < int(columns) < 10_000 else None


def _speaks_unicode(out: TextIO) -> bool:
    try:
        "●○◆■█▒│".encode(out.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
