"""What the rules know of the families of crises: weapons, safeguards, and force."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen


@frozen
class Family:
    """How crises of a family run, beside what is at stake in them."""

    drafting: str
    """The parameter that says how long half of all drafts take, in days."""
    on_the_day: bool = True
    """Whether its acts are answered on the day, while a resolution is still to come. A report or an enrichment is no
    act of a day."""
    acts_alone: bool = False
    """Whether an act is as grave as the pressure that it raised. Else it is a sign of a matter that goes on, and as
    grave as what is at stake."""
    at_war: bool = False
    """Whether there is fighting, which words alone do not end."""


FAMILIES: Final[Mapping[str, Family]] = {
    "weapons": Family("drafting_weapons", acts_alone=True),
    "safeguards": Family("drafting_safeguards", on_the_day=False),
    "force": Family("drafting_force", at_war=True),
    "": Family("drafting_weapons"),
}
"""By the name of each; empty for a crisis of which no family is known."""
