"""The runs of a sweep as columns of numpy arrays, and as a data frame where a library for those is installed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.runs.sweeps import Sweeps
from sim.studies.sweeping.plan import Plan

Array = np.ndarray[Any, Any]


class Columns(Mapping[str, Array]):
    """Column name to array, a row a run, in the order of the runs' numbers.

    run, number, point, seed; a column for each path that was varied; form; text_ISSUE for each issue; yes, no,
    abstain; days, first_threat_day; threats (with commas between); amendments, events, head. What a run does not
    have is nan.
    """

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"<Columns: {len(self['run'])} runs of {', '.join(self)}>"

    def to_polars(self) -> Any:
        """As a polars DataFrame. Raises ImportError where polars is not installed."""
        import polars

        return polars.DataFrame(self._columns)

    def to_pandas(self) -> Any:
        """As a pandas DataFrame. Raises ImportError where pandas is not installed."""
        import pandas

        return pandas.DataFrame(self._columns)


def columns_of(plan: Plan, sweeps: Sweeps, seeds: int) -> Columns:
    """The columns of the first so many seeds at every point. Raises StoreError."""
    keys = plan.scenario.setting.space.keys
    names = [
        "run", "number", "point", "seed", *plan.design.paths, "form", *(f"text_{key}" for key in keys), "yes", "no",
        "abstain", "days", "first_threat_day", "threats", "amendments", "events", "head",
    ]  # fmt: skip
    found: dict[str, list[Any]] = {name: [] for name in names}
    nowhere = [None] * len(keys)
    for point in range(plan.points):
        values = [word for _, word in plan.sets(point)]
        for play in sweeps.plays(plan.key(point), plan.seed, plan.seed + seeds - 1):
            row = [
                play.run, plan.number(point, play.seed), point + 1, play.seed, *values, play.form,
                *(nowhere if play.text is None else json.loads(play.text)), play.yes, play.no, play.abstain,
                _days(play.days_m), _days(play.first_threat_m), ",".join(json.loads(play.threats)), play.amendments,
                play.events, play.head,
            ]  # fmt: skip
            for column, value in zip(found.values(), row, strict=True):
                column.append(value)
    order = np.argsort(np.array(found["number"], dtype=np.int64), kind="stable")
    return Columns({name: _array(plan, name, values)[order] for name, values in found.items()})


def _days(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000


def _array(plan: Plan, name: str, values: list[Any]) -> Array:
    if name in plan.design.paths:
        return _numbers(values)
    if name in ("number", "point", "seed", "yes", "no", "abstain", "amendments", "events"):
        return np.array(values, dtype=np.int64)
    if name in ("days", "first_threat_day") or name.startswith("text_"):
        return np.array(values, dtype=np.float64)
    return np.array(values, dtype=np.str_)


def _numbers(words: list[str]) -> Array:
    """Values of a varied path as numbers, `none` as nan; as words where some are neither."""
    try:
        return np.array([np.nan if word == "none" else float(word) for word in words], dtype=np.float64)
    except ValueError:
        return np.array(words, dtype=np.str_)
