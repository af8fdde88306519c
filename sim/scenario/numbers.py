"""How many numbers of a file are the analyst's own, how many of them have a source, and how many were filled in."""

from typing import Final

from attrs import frozen

from sim.scenario.marks import Marks, Steps

JUDGED: Final = (
    "position", "salience", "responsiveness", "at_most", "at_least", "at_pressure", "priority", "isolation", "join",
    "openness", "affinity", "severity", "vetoes", "law_in_force",
)  # fmt: skip
"""Keys of the numbers that a coding consists of; what a ladder or a record says is not among them."""


@frozen
class Numbers:
    """Numbers of a coding. stated: by the file. sourced: those of them beside which a source stands."""

    stated: int
    sourced: int
    filled: int


def numbers(marks: Marks) -> Numbers:
    """Count the numbers of a file that was read."""
    judged = [steps for steps in marks.values if steps and steps[0] != "history" and _is_judged(steps)]
    stated = [steps for steps in judged if steps not in marks.origins]
    return Numbers(len(stated), sum(_has_source(marks, steps) for steps in stated), len(judged) - len(stated))


def _is_judged(steps: Steps) -> bool:
    return steps[-1] in JUDGED or (steps[0] == "ties" and steps[-1] == "strength")


def _has_source(marks: Marks, steps: Steps) -> bool:
    """Whether the record around a number names a source; for a limit, that of its stance will do."""
    around = [steps[:-1], steps[:-2]] if "limit" in steps else [steps[:-1]]
    return any((*record, "source", 0) in marks.values for record in around)
