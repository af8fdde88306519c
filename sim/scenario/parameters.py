"""The one table of parameters that travels with the package, and the values that hold in a case."""

import importlib.resources
import math
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from attrs import fields, frozen

from sim.vocabulary.case import Case

OF_DRAWS: Final = "draw_"
"""How the names of parameters begin that say what is drawn before a run. No rule reads them."""


@frozen
class Parameter:
    """A number of the model.

    low and high: its plausible range, in the same unit. source: a key, or "judgement".
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    meaning: str
    source: str

    @property
    def switch(self) -> bool:
        """Whether it turns a rule on (1) or off (0), and measures nothing."""
        return self.unit == "switch"


@cache
def table() -> Mapping[str, Parameter]:
    """The parameter table sim/parameters.toml, by name. Raises ValueError if the table itself is wrong."""
    resource = importlib.resources.files("sim") / "parameters.toml"
    return parse_table(resource.read_text(encoding="utf-8"))


def parse_table(text: str) -> dict[str, Parameter]:
    """A parameter table from TOML, one table a parameter.

    Raises ValueError naming the first parameter that is wrong.
    """
    return {name: _parameter(name, entry) for name, entry in tomllib.loads(text).items()}


def effective(case: Case, parameters: Mapping[str, Parameter] | None = None) -> dict[str, float]:
    """The value of every parameter in a case: the table's, unless the case overrides it."""
    known = table() if parameters is None else parameters
    values = {name: parameter.value for name, parameter in known.items()}
    values.update(case.parameters)
    return values


def _parameter(name: str, entry: object) -> Parameter:
    wanted = {field.name for field in fields(Parameter)} - {"name"}
    if not isinstance(entry, dict) or set(entry) != wanted:
        raise ValueError(f"parameter {name}: it needs exactly the keys {', '.join(sorted(wanted))}")
    for key, value in entry.items():
        is_number = key in ("value", "low", "high")
        kind = (int, float) if is_number else (str,)
        if type(value) not in kind or (is_number and not math.isfinite(value)):
            raise ValueError(f"parameter {name}: {key} cannot be {value!r}")
    if not entry["low"] <= entry["value"] <= entry["high"]:
        raise ValueError(f"parameter {name}: {entry['value']} is not between {entry['low']} and {entry['high']}")
    return Parameter(name=name, **entry)
