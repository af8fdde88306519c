"""The kinds of provocation that travel with the package, and what holds of one in a case."""

import importlib.resources
import tomllib
from collections.abc import Mapping
from functools import cache

import attrs

from sim.scenario.parameters import Parameter
from sim.scenario.parameters import table as parameter_table
from sim.vocabulary.case import Case, ProvocationKind


@cache
def table() -> Mapping[str, ProvocationKind]:
    """The table sim/provocations.toml, by name. Raises TypeError where an entry has a key that no kind has."""
    resource = importlib.resources.files("sim") / "provocations.toml"
    entries = tomllib.loads(resource.read_text(encoding="utf-8"))
    return {what: ProvocationKind(**{**of, "contexts": tuple(of["contexts"])}) for what, of in entries.items()}


def kind_of(case: Case, what: str) -> ProvocationKind:
    """A kind of provocation as the case has it, and where it is silent as the table has it.

    A kind that neither knows is called by its own name.
    """
    known = table().get(what, ProvocationKind(words=what.replace("_", " ")))
    stated = case.provocations.get(what)
    if stated is None:
        return known
    said = {field.name: getattr(stated, field.name) for field in attrs.fields(ProvocationKind)}
    return attrs.evolve(known, **{name: value for name, value in said.items() if value not in (None, "", ())})


def severity_name(what: str) -> str:
    """The name of the parameter that says how much pressure a kind of provocation, or a concession, moves."""
    return f"severity.{what}"


def has_severity(what: str, parameters: Mapping[str, Parameter] | None = None) -> bool:
    """Whether the parameter table, or the table of kinds, says how severe a kind of provocation is."""
    known = table().get(what)
    stated = known is not None and known.severity is not None
    return stated or severity_name(what) in (parameter_table() if parameters is None else parameters)
