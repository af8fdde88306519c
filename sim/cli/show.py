"""One way to give an answer: its page on the terminal or JSON in its place, and the page as HTML or Markdown in a file.

A command takes `shown: Shown = PAGE` beside its own options and ends in `show(page, answer, shown)`.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

from attrs import frozen
from cyclopts import Parameter

from sim.cli.options import Ascii, AsJson
from sim.cli.output import print_json
from sim.cli.problems import BadInput, writing
from sim.engine.scenario import Scenario
from sim.pages import Look, Page, html, look_of, markdown, plain, terminal
from sim.pages.plain import Shapes
from sim.questions.trust import trust
from sim.scenario import files

HTML_ENDS: Final = (".html", ".htm")
MARKDOWN_ENDS: Final = (".md", ".markdown")


def page_file(option: str, ends: tuple[str, ...]) -> Callable[[Any, Path | None], None]:
    """What refuses a file that no page can be written to, before any work is done for it."""

    def check(_: Any, file: Path | None) -> None:
        if file is None:
            return
        if file.suffix.lower() not in ends:
            raise BadInput(f"{option} {file}: allowed is a name that ends in {' or '.join(ends)}")
        if file.is_dir():
            raise BadInput(f"{option} {file}: is a folder; name a file")
        if not file.parent.is_dir():
            raise BadInput(f"{option} {file}: there is no folder {file.parent}; make it first, or name another")
        with writing(f"{option} {file}"):
            files.check_place(file)

    return check


@Parameter(name="*")
@frozen
class Shown:
    """How an answer is shown: what every command that prints a page takes."""

    as_json: AsJson = False
    html: Annotated[
        Path | None,
        Parameter(
            name="--html", metavar="FILE", help="Write the page to this file too, as HTML.",
            validator=page_file("--html", HTML_ENDS),
        ),
    ] = None  # fmt: skip
    md: Annotated[
        Path | None,
        Parameter(
            name="--md", metavar="FILE", help="Write the page to this file too, as Markdown.",
            validator=page_file("--md", MARKDOWN_ENDS),
        ),
    ] = None  # fmt: skip
    ascii_only: Ascii = False

    @property
    def look(self) -> Look:
        """How standard output shows a page."""
        return look_of(sys.stdout, self.ascii_only)


PAGE: Final = Shown()
"""On the terminal only."""


def show(
    page: Page,
    answer: object,
    shown: Shown = PAGE,
    shapes: Shapes | None = None,
    scenario: Scenario | None = None,
) -> None:
    """Give an answer: JSON by the one walker, or the page; then the page in the files asked for.

    shapes: types that JSON tells otherwise than by their fields (`sim.pages.plain`). scenario: of which JSON says, as
    `trust`, how the model did on like ones; the page says it by itself. Raises BadInput where a file
    cannot be written; what it held before stays as it was.
    """
    if shown.as_json:
        told = plain(answer, shapes)
        print_json(told if scenario is None else told | {"trust": plain(trust(scenario))})
    else:
        print_page(page, shown)
    write_page(page, shown)


def print_page(page: Page, shown: Shown = PAGE) -> None:
    """Print a page, or a part of one, on standard output."""
    sys.stdout.write(terminal(page, shown.look))


def write_page(page: Page, shown: Shown) -> None:
    """Write a page to the files asked for. Raises BadInput where one cannot be written."""
    if shown.html is not None:
        _write("--html", shown.html, html(page))
    if shown.md is not None:
        _write("--md", shown.md, markdown(page))


def _write(option: str, file: Path, text: str) -> None:
    with writing(f"{option} {file}"):
        files.write(file, text.encode("utf-8"))
