"""What sweeps were made from, side by side: every input that differs, and on request those that are the same."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.experiment.designs import Design, Draw
from sim.questions.compare.inputs import (
    Apart,
    Input,
    differing,
    differing_values,
    parameters_apart,
    settled_path,
    value_at,
)
from sim.studies.sweeping.plan import Plan


def swept_inputs(plans: Sequence[Plan]) -> tuple[Input, ...]:
    """Every input in which sweeps differ: scenario, seeds, design, values, entries left out, parameters."""
    cases = [plan.scenario.case for plan in plans]
    found = [each for path, values in _asked(plans) for each in differing(path, values)]
    found += [*_drawn_apart(plans), *differing_values(cases), *parameters_apart(cases)]
    return _as_inputs(found)


def shared_inputs(plans: Sequence[Plan]) -> tuple[Input, ...]:
    """What was asked of all sweeps alike, and what was changed in all of them to the same."""
    found = [(path, tuple(values)) for path, values in _asked(plans)]
    found.append(("points", tuple(" ".join(design_words(plan.design)) or None for plan in plans)))
    found += _changed(plans)
    return _as_inputs(each for each in found if len(set(map(repr, each[1]))) == 1 and each[1][0] is not None)


def design_words(design: Design) -> list[str]:
    """The options of `sweep` that make a design, each as one text."""
    words = [f"--vary {axis.path}={_range(axis.words, axis)}" for axis in design.axes]
    words += [f"--lhs {span.path}={span.low}:{span.high}" for span in design.spans]
    return [*words, f"--points {design.samples}"] if design.spans else words


def _range(words: Sequence[str], axis: Any) -> str:
    return ",".join(words) if words else f"{axis.low}:{axis.word(len(axis) - 1)}:{axis.step}"


def _asked(plans: Sequence[Plan]) -> Iterator[tuple[str, list[Any]]]:
    """What each sweep was asked for, None where it was not."""
    yield "scenario", [plan.scenario.base.id for plan in plans]
    yield "scenario.digest", [plan.stored().digest[:12] for plan in plans]
    yield "n", [plan.n for plan in plans]
    yield "seeds", [f"{plan.seed} to {plan.last_seed}" for plan in plans]
    yield "until", [plan.until or None for plan in plans]
    yield "uncertain", [f"each seed draws {len(plan.draws)} parameters" if plan.draws else None for plan in plans]


def _drawn_apart(plans: Sequence[Plan]) -> Iterator[Apart]:
    """The ranges that differ, where all sweeps draw parameters."""
    if not all(plan.draws for plan in plans):
        return
    tables = [{draw.path: _span(draw) for draw in plan.draws} for plan in plans]
    for path in dict.fromkeys(path for table in tables for path in table):
        yield from differing(f"{path}.drawn", [table.get(path) for table in tables])


def _span(draw: Draw) -> str:
    return f"{draw.low}:{draw.high}"


def _changed(plans: Sequence[Plan]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What every sweep sets or leaves out, with the value it has there."""
    cases = [plan.scenario.case for plan in plans]
    sets = [
        {settled_path(case, path) for path, _ in plan.scenario.sets} for case, plan in zip(cases, plans, strict=True)
    ]
    for path in sorted(set.intersection(*sets)):
        yield path, tuple("none" if (value := value_at(case, path)) is None else value for case in cases)
    for entry in sorted(set.intersection(*(set(plan.scenario.without) for plan in plans))):
        yield f"timeline.{entry}", ("left out",) * len(plans)


def _as_inputs(found: Any) -> tuple[Input, ...]:
    return tuple(Input(path, tuple(values), (None,) * len(values)) for path, values in found)
