"""Scenario files: those that come with the package, and what is wrong with one and worth a look."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import field, frozen

from sim.pages import Block, Column, Fact, Facts, Lines, Next, Page, Paragraph, Table
from sim.scenario import library
from sim.scenario.kept import case_in
from sim.scenario.numbers import Numbers, numbers
from sim.scenario.problems import MOST_SHOWN, Problem, ScenarioError
from sim.scenario.reader import reading
from sim.scenario.warnings import warnings
from sim.vocabulary.shown import shown

# Those that come with the package


@frozen
class CaseListed:
    """One scenario that comes with the package."""

    id: str
    title: str
    question: str
    file: str
    summary: str = field(metadata={"json": None})
    """What really came of it; empty where the file does not say."""
    episode: bool = field(default=False, metadata={"json": None})
    """Whether it is one of the short files that the back-test plays."""


@frozen
class Cases:
    """All scenarios that come with the package, episodes last."""

    cases: tuple[CaseListed, ...]

    def __iter__(self) -> Iterator[CaseListed]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)

    def __repr__(self) -> str:
        return f"<{len(self.cases)} cases: {self.cases[0].id} to {self.cases[-1].id}>" if self.cases else "<no cases>"

    _repr_html_ = shown


def cases() -> Cases:
    """The scenarios that come with the package, each of which can be named in place of a file."""
    main, episodes = library.main_cases(), library.episodes()
    return Cases((*(_listed(*each) for each in main.items()), *(_listed(*each, True) for each in episodes.items())))


def _listed(name: str, path: Path, episode: bool = False) -> CaseListed:
    case, _ = case_in(path)
    came = case.history.summary if case.history else ""
    return CaseListed(name, case.title, case.question, str(path), came, episode)


def cases_page(found: Cases, following: Sequence[str] = ()) -> Page:
    """Each case with its question and what really came of it; of an episode the title alone."""
    rows = [
        Fact(each.id, (each.title, each.question, *([f"In reality: {each.summary}"] if each.summary else [])))
        for each in found.cases
        if not each.episode
    ]
    episodes = tuple((each.id, each.title) for each in found.cases if each.episode)
    blocks: list[Block] = [Facts(tuple(rows))]
    if episodes:
        note = "Short files of real crises, coded by one rubric (docs/coding.md). Each can be run like the cases above."
        blocks.append(Table((Column("episode"), Column("title", "words")), episodes, "Episodes", note))
    return (*blocks, Next(tuple(following))) if following else tuple(blocks)


# What is wrong with one


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

    _repr_html_ = shown


def check(file: str | Path) -> Checked:
    """Check a scenario file, or a case by its name. Problems are collected, not raised."""
    try:
        read = reading(library.file_of(file))
    except ScenarioError as error:
        return Checked(str(file), False, tuple(error.problems), (), None, str(file))
    found = (*read.notes, *warnings(read.case, read.marks))
    return Checked(str(file), True, (), found, numbers(read.marks), read.case.title)


def check_page(found: Checked, following: Sequence[str] = ()) -> Page:
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
