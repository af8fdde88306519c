"""The help page of a command: paragraphs wrapped once at the terminal's width, examples never."""

import io
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

WIDEST: Final = 100
"""Columns of a help page at most, on a wider terminal too."""

_UNBROKEN: Final = 100_000
_PANELS: Final = ("Commands:", "Arguments:", "Parameters:", "Options:")


def console_for(page: io.StringIO) -> "Console":
    """Where cyclopts writes a page, without breaking a line or reading the 0:100:25 of an example as a picture."""
    from rich.console import Console

    return Console(file=page, width=_UNBROKEN, emoji=False, color_system=None)


def laid_out(page: str, width: int | None = None) -> str:
    """A page of unbroken lines as it is shown. width: columns, the terminal's if left out, 100 at most."""
    columns = min(width or shutil.get_terminal_size().columns, WIDEST)
    lines = [line.rstrip() for line in page.strip("\n").splitlines()]
    panels = next((at for at, line in enumerate(lines) if line in _PANELS), len(lines))
    shown = [*_description(lines[:panels], columns), *_entries(lines[panels:], columns)]
    return "\n".join(shown) + "\n"


def _description(lines: Sequence[str], columns: int) -> Iterator[str]:
    """Lines in a row are one paragraph; an indented line is an example and stays as it is."""
    paragraph: list[str] = []
    for line in lines:
        if line and not line.startswith(" "):
            paragraph.append(line)
            continue
        yield from textwrap.wrap(" ".join(paragraph), columns, break_long_words=False, break_on_hyphens=False)
        paragraph = []
        yield line


def _entries(lines: Sequence[str], columns: int) -> Iterator[str]:
    """An entry a line, continued under its text."""
    for line in lines:
        yield from textwrap.wrap(
            line, columns, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False
        ) or [""]  # fmt: skip
