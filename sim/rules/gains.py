"""The text space, searched whole, and what each text is worth to each actor.

The gain of a text is the city-block spatial utility of its rungs over the law in force, weighted by salience:
gain = sum over issues of weight * (|q - y| - |d - y|), between -100 and 100 (see docs/model.md, section 2). All sums
are of whole numbers, so it is the same on every machine; in events it stands in thousandths.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.scenario.ladders import all_texts
from sim.vocabulary.actors import Limit, OnCrossing, Stance
from sim.vocabulary.parts import Crossing
from sim.vocabulary.texts import Form, Issue, Role, Text, form_key

Gains = NDArray[np.float64]
"""One number a text, in rows of the text space."""

Counts = NDArray[np.int64]
"""One whole number a text, in rows of the text space."""

Mask = NDArray[np.bool_]
"""One truth value a text, in rows of the text space."""

Positions = tuple[int, ...]
"""An actor's position on every issue, in issue order, whole points."""


def thousandths(value: float) -> int:
    """A number as events hold it: whole thousandths, rounded half to even."""
    return round(1000 * value)


class TextSpace:
    """Every text that can be written, as rows: strengths, forms, distances. There may be none, or none of a kind.

    strengths: [texts, issues] integers. product: the form of each row. rungs: [texts, issues] rung numbers,
    from which the number of steps between two texts is counted.
    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        self.keys = tuple(issue.key for issue in issues)
        self.number_of = {key: number for number, key in enumerate(self.keys)}
        at = self.keys.index(form_key(self.issues))
        forms = {rung.strength: Form(rung.key) for rung in self.issues[at].rungs}
        # Statements first, each part in ladder order: then either part is a slice, and no copy is made of it.
        self.texts: list[tuple[int, ...]] = sorted(
            all_texts(issues), key=lambda text: forms[text[at]] is Form.RESOLUTION
        )
        self.row_of = {text: row for row, text in enumerate(self.texts)}
        shape = (len(self.texts), len(self.keys))
        self.strengths: Counts = np.array(self.texts, dtype=np.int64).reshape(shape)
        ladders = [{rung.strength: number for number, rung in enumerate(issue.rungs)} for issue in issues]
        self.rungs: Counts = np.array(
            [[ladder[strength] for ladder, strength in zip(ladders, text, strict=True)] for text in self.texts],
            dtype=np.int64,
        ).reshape(shape)
        self.weakness: Counts = self.strengths.sum(axis=1)
        self.product = tuple(forms[text[at]] for text in self.texts)
        first = sum(form is not Form.RESOLUTION for form in self.product)
        self.statements = slice(0, first)
        self.resolutions = slice(first, len(self.texts))
        self.has_statements, self.has_resolutions = first > 0, first < len(self.texts)
        self.in_force = tuple(issue.law_in_force for issue in issues)
        self._ladder = np.array([float(rung.strength) for issue in issues for rung in issue.rungs])
        self._issue_of = np.array([number for number, issue in enumerate(issues) for _ in issue.rungs])
        starts = np.cumsum([0, *(len(issue.rungs) for issue in issues)])
        # One row a rung of any issue, one column a text: 1 where the text has that rung.
        self._has = np.zeros((len(self._ladder), len(self.texts)))
        for number in range(len(self.keys)):
            self._has[starts[number] + self.rungs[:, number], np.arange(len(self.texts))] = 1.0
        self._law = np.array(self.in_force, dtype=np.float64)
        self._steps: dict[int, Counts] = {}
        self._no_stronger: dict[int, Mask] = {}
        self._crossings: dict[tuple[int, int | None, int | None], Mask] = {}

    def row(self, text: Text) -> int:
        """The row of a text given by issue. Raises KeyError where no such text can be written."""
        return self.row_of[tuple(text[key] for key in self.keys)]

    def text(self, row: int) -> dict[str, int]:
        """The text of a row, issue key to strength."""
        return dict(zip(self.keys, self.texts[row], strict=True))

    def steps(self, row: int) -> Counts:
        """How many rungs lie between this text and every other."""
        steps = self._steps.get(row)
        if steps is None:
            steps = self._steps[row] = np.abs(self.rungs - self.rungs[row]).sum(axis=1)
        return steps

    def no_stronger(self, row: int) -> Mask:
        """Which texts are no stronger than one in form, censure, coercion and legal basis."""
        mask = self._no_stronger.get(row)
        if mask is None:
            roles = (Role.FORM, Role.CENSURE, Role.COERCION, Role.LEGAL_BASIS)
            strengths = self.strengths[:, [number for number, issue in enumerate(self.issues) if issue.role in roles]]
            mask = self._no_stronger[row] = (strengths <= strengths[row]).all(axis=1)
        return mask

    def table(self, positions: Gains, weights: Gains) -> Gains:
        """What every text is worth to each of some actors: [actors, texts], in gain points.

        positions, weights: [actors, issues], whole numbers. All sums are of whole numbers, which floats hold exactly,
        so their order does not matter.
        """
        worth = (np.abs(self._law - positions) * weights).take(self._issue_of, axis=1)
        worth -= np.abs(self._ladder - positions.take(self._issue_of, axis=1)) * weights.take(self._issue_of, axis=1)
        table: Gains = worth @ self._has
        table /= weights.sum(axis=1, keepdims=True)
        return table

    def worth_m(self, row: int, positions: Gains, weights: Gains) -> Gains:
        """What one text is worth to each of some actors, whole thousandths; positions and weights as for `table`."""
        worth = np.abs(self._law - positions) - np.abs(self.strengths[row] - positions)
        found: Gains = np.rint(1000.0 * (worth * weights).sum(axis=1) / weights.sum(axis=1))
        return found

    def column(self, positions: Positions, saliences: tuple[int, ...]) -> Gains:
        """What every text is worth to one actor at these positions, in gain points, whole thousandths."""
        table = self.table(np.array([positions], dtype=np.float64), np.array([saliences], dtype=np.float64))
        column: Gains = np.rint(1000.0 * table[0]) / 1000.0
        return column

    def crossed(self, issue: int, limit: Limit) -> Mask:
        """Which texts cross a limit on the issue of that number."""
        key = (issue, limit.at_most, limit.at_least)
        mask = self._crossings.get(key)
        if mask is None:
            strengths = self.strengths[:, issue]
            mask = np.zeros(len(self.texts), dtype=np.bool_)
            if limit.at_most is not None:
                mask |= strengths > limit.at_most
            if limit.at_least is not None:
                mask |= strengths < limit.at_least
            self._crossings[key] = mask
        return mask


# A quotient of whole numbers below 2^53 is a half in floating point only where it is one, so `round` takes every
# one to the integer that exact arithmetic would.


def gain_by_issue(
    text: Sequence[int], positions: Positions, saliences: Sequence[int], in_force: Sequence[int]
) -> list[int]:
    """What each issue of a text adds to its gain, thousandths of a gain point; the sum is the gain but for rounding."""
    total = sum(saliences)
    return [
        round(1000 * weight * (abs(q - y) - abs(d - y)) / total)
        for d, y, weight, q in zip(text, positions, saliences, in_force, strict=True)
    ]


def gain_m(text: Sequence[int], positions: Positions, saliences: Sequence[int], in_force: Sequence[int]) -> int:
    """What a text is worth over the law in force, in thousandths of a gain point, -100,000 to 100,000."""
    weighted = 0
    for d, y, weight, q in zip(text, positions, saliences, in_force, strict=True):
        weighted += weight * (abs(q - y) - abs(d - y))
    return round(1000 * weighted / sum(saliences))


def crosses(limit: Limit | None, strength: int) -> bool:
    """Whether a strength crosses a limit; no limit is never crossed."""
    if limit is None:
        return False
    above = limit.at_most is not None and strength > limit.at_most
    below = limit.at_least is not None and strength < limit.at_least
    return above or below


def bound_of(limit: Limit) -> int:
    """The strength at which a limit stands."""
    return limit.at_most if limit.at_most is not None else (limit.at_least or 0)


def crossings(
    text: Text, stances: Mapping[str, Stance], lifted: Iterable[str] = (), on: OnCrossing = OnCrossing.NO
) -> list[Crossing]:
    """The limits a text crosses, in its order. lifted: issues to pass over. on: what the limits mean."""
    gone = set(lifted)
    return [
        Crossing(issue, strength, bound_of(limit))
        for issue, strength in text.items()
        if (limit := stances[issue].limit) is not None
        and limit.crossing is on
        and issue not in gone
        and crosses(limit, strength)
    ]
