"""Text that may be shown: escaped, as wide as it is on a screen, wrapped between words only; and rows of CSV."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from sim.vocabulary.printable import in_cell
from sim.vocabulary.printable import printable as printable

_TWINS: Final = str.maketrans(
    {"●": "*", "○": "o", "◆": "#", "■": "=", "◇": "+", "█": "#", "▒": "-", "│": "|",
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


def csv_row(cells: Iterable[str | float | None]) -> str:
    """A line of comma-separated values: no text in it is a formula, None is an empty field, numbers stay numbers."""
    line = io.StringIO()
    # Its own end of line decides what csv quotes: with a mere line feed a carriage return would break the row in two.
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow([in_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return line.getvalue().removesuffix("\r\n") + "\n"
