"""How many seats a body has and what a resolution needs: as the case says, else as the Charter of its day."""

import importlib.resources
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import attrs

from sim.vocabulary.case import Body


@cache
def rules() -> Sequence[tuple[date, Body]]:
    """The rules of sim/charter.toml, each with the day from which it holds, in the order of time."""
    resource = importlib.resources.files("sim") / "charter.toml"
    found = tomllib.loads(resource.read_text(encoding="utf-8"))["rule"]
    return [(each.pop("since"), Body(**each)) for each in found]


NUMBERS: Final = ("seats", "permanent", "quota")

AS_CHARTER: Final = Body()
"""A body of which nothing is stated."""


def body_on(day: date, stated: Body | Mapping[str, Any] = AS_CHARTER) -> Body:
    """A body with all its numbers: as stated, else by the rule of the Charter that holds on a day."""
    charter = next((body for since, body in reversed(rules()) if since <= day), rules()[0][1])
    said = stated if isinstance(stated, Mapping) else attrs.asdict(stated)
    numbers = {name: value for name in NUMBERS if (value := said.get(name)) is not None}
    return attrs.evolve(charter, **numbers, blocking=said.get("blocking", charter.blocking))
