"""Where in the file each value stands, and the report to which every reading step adds its problems."""

from collections.abc import Iterable

from attrs import define, field, frozen

from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed, shortened

Steps = tuple[str | int, ...]
"""A place in the file: keys, and numbers of list items from 0."""

Spot = tuple[int, int]
"""Line and column, both from 1."""

MOST_PROBLEMS = 1000
"""Problems at which reading ends: the file is then no scenario with slips, but something else."""

MOST_SUGGESTIONS = 200
"""Suggestions looked for in one file: each costs up to a millisecond."""


@frozen
class Origin:
    """Where a value that the file does not state came from.

    remark: in words, such as "template: repression". file: in which its line and column count; empty for the file read.
    by_rule: it follows from a rule of a template, and nobody coded it.
    """

    remark: str
    file: str = ""
    by_rule: bool = False


@define
class Marks:
    """The places of a file. values: where a value begins. keys: where its key, or list item, begins.

    names: the id that a list item goes by in messages and paths. origins: of the values that were filled in.
    """

    file: str = ""
    values: dict[Steps, Spot] = field(factory=dict)
    keys: dict[Steps, Spot] = field(factory=dict)
    names: dict[Steps, str] = field(factory=dict)
    origins: dict[Steps, Origin] = field(factory=dict)

    def value(self, steps: Steps) -> Spot | None:
        """Where the value, or the nearest thing around it in the file, begins; None without a file."""
        return self._nearest(self.values, steps)

    def key(self, steps: Steps) -> Spot | None:
        """Where the key, or the nearest key around it, begins; None without a file."""
        return self._nearest(self.keys, steps) or self.values.get(())

    def file_of(self, steps: Steps) -> str:
        """The file in which the value, or the nearest thing around it, stands."""
        origin = next(
            (self.origins.get(steps[:n]) for n in range(len(steps), -1, -1) if steps[:n] in self.values), None
        )
        return origin.file or self.file if origin else self.file

    def path(self, steps: Steps) -> str:
        """The place in words: list items by their id, such as timeline.draft-1.text."""
        words = [self.names.get(steps[: number + 1], str(step)) for number, step in enumerate(steps)]
        return ".".join(shortened(word) for word in words)

    @staticmethod
    def _nearest(places: dict[Steps, Spot], steps: Steps) -> Spot | None:
        for length in range(len(steps), -1, -1):
            if steps[:length] in places:
                return places[steps[:length]]
        return None


@define
class Report:
    """Problems as they are found, in any order, with their places looked up in the marks."""

    marks: Marks
    most: int = MOST_PROBLEMS
    """Problems at which reading ends."""
    problems: list[Problem] = field(factory=list)
    pulled: dict[str, str] = field(factory=dict)
    """The other files that were looked for, each with its fingerprint as it was read; empty where there was none."""
    _heads: set[str | int] = field(factory=set)
    _suggested: int = 0

    def add(
        self,
        steps: Steps,
        message: str,
        value: object = "",
        allowed: str = "",
        choices: Iterable[str] = (),
        at_key: bool = False,
    ) -> None:
        """Note a problem with the value (or, at_key, the key) at these steps.

        choices: the words that would have been right; they are listed as allowed, and the nearest is
        suggested.
        """
        spot = self.marks.key(steps) if at_key else self.marks.value(steps)
        self.note(spot, self.marks.path(steps), message, value, allowed, choices, self.marks.file_of(steps))
        self.taint(steps)

    def taint(self, steps: Steps) -> None:
        """Note that something under the top-level key of these steps is wrong, and was already reported."""
        self._heads.update(steps[:1])

    def note(
        self,
        spot: Spot | None,
        path: str,
        message: str,
        value: object = "",
        allowed: str = "",
        choices: Iterable[str] = (),
        file: str = "",
    ) -> None:
        """Note a problem at a place given by line and column. Raises ScenarioError when there are `most`.

        file: in which the place is; the file read where it is empty.
        """
        options = list(choices)
        suggestion = ""
        if options and self._suggested < MOST_SUGGESTIONS:
            self._suggested += 1
            suggestion = did_you_mean(str(value), options)
        line, column = spot or (None, None)
        allowed = allowed or listed(options)
        text = shortened(value)
        self.problems.append(Problem(file or self.marks.file, line, column, path, text, message, allowed, suggestion))
        if len(self.problems) >= self.most:
            raise ScenarioError(self.in_file_order())

    def clean(self, head: str) -> bool:
        """Whether nothing under this top-level key has been found wrong so far."""
        return head not in self._heads

    def in_file_order(self) -> list[Problem]:
        """The problems by line and column, those of the file read before those of a template or another case."""
        mine = self.marks.file
        return sorted(self.problems, key=lambda one: (one.file != mine, one.file, one.line or 0, one.column or 0))
