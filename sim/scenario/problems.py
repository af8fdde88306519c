"""What is wrong with a file or an override, where it stands, and what was allowed."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from sim.vocabulary.nearest import did_you_mean as did_you_mean
from sim.vocabulary.printable import printable
from sim.vocabulary.problems import TurtlebayError

MOST_SHOWN = 200
"""Problems written out by `str(error)`; the rest are counted.

`error.problems` holds all that were collected.
"""


@frozen
class Problem:
    """One thing that is wrong. line and column count from 1; None where there is no file (an override).

    path: what the file names, such as actors.CHN.isolation. value: what stood there. allowed and suggestion:
    may be empty.
    """

    file: str
    line: int | None
    column: int | None
    path: str
    value: str
    message: str
    allowed: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        subject = f"{self.path}: " if self.path not in ("", self.file) else ""
        suggestion = f"; did you mean '{self.suggestion}'?" if self.suggestion else ""
        allowed = f"{'' if suggestion else ';'} allowed: {self.allowed}" if self.allowed else ""
        return printable(f"{place}: {subject}{self.message}{suggestion}{allowed}")


class ScenarioError(TurtlebayError, ValueError):
    """A scenario, or a change to one, cannot be used.

    Carries every problem found; str() is one problem a line.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        unseen = len(self.problems) - len(lines)
        if unseen:
            lines.append(f"... and {unseen} more problems")
        return "\n".join(lines)


def listed(choices: Sequence[str], most: int = 20) -> str:
    """Choices in a row, cut short where there are many."""
    words = [str(choice) for choice in choices]
    if len(words) > most:
        return ", ".join(words[:most]) + f" and {len(words) - most} more"
    return ", ".join(words)


def shortened(value: object, most: int = 60) -> str:
    """A value as it is quoted in a message."""
    text = value if isinstance(value, str) else str(value)
    text = text.replace("\n", " ")
    return text if len(text) <= most else text[: most - 3] + "..."
