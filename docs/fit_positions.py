"""The numbers of the templates in sim/templates, from the four coded cases: `python docs/fit_positions.py`.

Lines: least squares of the elected members' positions on their alignment of the year before, by role; and the mean
error, in points, for elected members whose case was left out of the fit. Moves: by how much China and Russia differ
from the lines, for a point of affinity above 20, with the affinities below.
"""

from collections.abc import Iterable, Sequence
from statistics import fmean, linear_regression

from sim.almanac.states import alignment_before
from sim.scenario.library import cases
from sim.scenario.reader import read
from sim.vocabulary.actors import Seat
from sim.vocabulary.case import Case
from sim.vocabulary.texts import Role, keys_with

CODED = ("dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05")
AFFINITY = {"CHN": 70, "RUS": 50}
"""To North Korea, by an older rubric: a treaty ally and supplier; a supplier with old ties."""
ABOVE = 20

Pair = tuple[int, int]
"""Alignment and position."""


def pairs(case: Case, role: Role, codes: Iterable[str]) -> list[Pair]:
    """Alignment and coded position of some actors on the issues of a role."""
    found = []
    for code in codes:
        votes = alignment_before(code, case.start.date())
        if votes is not None:
            found += [(votes.value, case.actors[code].stances[key].position) for key in keys_with(case.issues, role)]
    return found


def elected(case: Case) -> list[str]:
    """The elected members of a case."""
    return [code for code, actor in case.actors.items() if actor.seat is Seat.ELECTED]


def line(found: Sequence[Pair]) -> tuple[float, float]:
    """The position at an alignment of 50, and points for one point of alignment."""
    slope, intercept = linear_regression([a for a, _ in found], [p for _, p in found])
    return intercept + 50 * slope, slope


def errors(found: Sequence[Pair], at: float, per: float) -> list[float]:
    """Position less what the line says, which is cut off at 0 and 100."""
    return [position - min(100, max(0, at + per * (alignment - 50))) for alignment, position in found]


def main() -> None:
    """Print a row for each role."""
    coded = [read(cases()[name]) for name in CODED]
    print(f"{'role':15}{'at':>8}{'per':>8}{'error':>8}{'CHN RUS':>10}{'move':>8}")
    for role in Role:
        by_case = [pairs(case, role, elected(case)) for case in coded]
        at, per = line([pair for found in by_case for pair in found])
        left_out = [
            abs(error)
            for number, found in enumerate(by_case)
            for error in errors(
                found, *line([pair for other in by_case if other is not by_case[number] for pair in other])
            )
        ]
        differ = {code: [e for case in coded for e in errors(pairs(case, role, [code]), at, per)] for code in AFFINITY}
        near = [AFFINITY[code] - ABOVE for code, found in differ.items() for _ in found]
        off = [error for found in differ.values() for error in found]
        move = sum(n * e for n, e in zip(near, off, strict=True)) / sum(n * n for n in near)
        print(f"{role:15}{at:8.1f}{per:8.2f}{fmean(left_out):8.1f}{fmean(off):10.1f}{move:8.2f}")


if __name__ == "__main__":
    main()
