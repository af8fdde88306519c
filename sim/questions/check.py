"""What is wrong with a scenario file, and what is worth a look."""

from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from sim.pages import Block, Lines, Next, Page, Paragraph
from sim.scenario import library
from sim.scenario.numbers import Numbers, numbers
from sim.scenario.problems import MOST_SHOWN, Problem, ScenarioError
from sim.scenario.reader import reading
from sim.scenario.warnings import warnings
from sim.vocabulary.shown import shown


@frozen
class Checked:
    """A scenario file, checked."""

    file: str
    ok: bool
    """Whether it can be run."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    """Things to look at, such as facts without a source."""
    numbers: Numbers | None
    """Of its coding: stated, sourced and filled in; None where it cannot be read."""
    title: str = field(metadata={"json": None})
    """What the file calls its case; the file's name where it cannot be read."""

    def __repr__(self) -> str:
        return f"<Checked {self.file}: {len(self.problems)} problems, {len(self.warnings)} warnings>"

    def _repr_html_(self) -> str | None:
        return shown(self)


def check(file: str | Path) -> Checked:
    """Check a scenario file, or a case by its name. Problems are collected, not raised."""
    path = Path(file)
    try:
        read = reading(path if path.exists() else library.cases().get(str(file), path))
    except ScenarioError as error:
        return Checked(str(file), False, tuple(error.problems), (), None, str(file))
    found = (*read.notes, *warnings(read.case, read.marks))
    return Checked(str(file), True, (), found, numbers(read.marks), read.case.title)


def page(found: Checked, following: Sequence[str] = ()) -> Page:
    """Every problem and warning with its place, then what they come to."""
    said = [str(problem) for problem in found.problems]
    said += [f"{problem} (warning)" for problem in found.warnings[:MOST_SHOWN]]
    if len(found.warnings) > MOST_SHOWN:
        said.append(f"... and {_counted(len(found.warnings) - MOST_SHOWN, 'more warning')}; --json lists them all")
    if found.ok:
        verdict = f"can be run, {_counted(len(found.warnings), 'warning') if found.warnings else 'no warnings'}"
    else:
        verdict = _counted(len(found.problems), "problem")
    blocks: list[Block] = [Lines(tuple(said))] if said else []
    blocks.append(Paragraph(f"{found.title}: {verdict}."))
    if found.numbers is not None:
        stated, sourced, filled = found.numbers.stated, found.numbers.sourced, found.numbers.filled
        counted = f"{_counted(stated, 'number')} of the file's own, {sourced} with a source; {filled} filled in."
        blocks.append(Paragraph(counted))
    return (*blocks, Next(tuple(following))) if following else tuple(blocks)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
