"""Issues, their ladders of wordings, and what the Council can produce."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

FORM = "form"
"""The issue every case has: whether the text is a statement or a resolution."""


class Form(StrEnum):
    """What the Council produced, or why it produced nothing; strongest first."""

    RESOLUTION = "resolution"
    PRESIDENTIAL_STATEMENT = "presidential_statement"
    PRESS_STATEMENT = "press_statement"
    VETOED = "vetoed"
    FAILED = "failed"
    NONE = "none"


PRODUCTS = (Form.PRESS_STATEMENT, Form.PRESIDENTIAL_STATEMENT, Form.RESOLUTION)
"""The forms a text can take, weakest first; the rungs of the form issue carry these keys."""

Text = Mapping[str, int]
"""A text: one strength (0-100) for each issue key, each the strength of a rung of that issue."""


@frozen
class Rung:
    """One wording on an issue's ladder.

    key: short name, unique on the ladder. words: what an analyst would recognise. strength: 0-100.
    needs: least strength other issues must have for this wording to stand (issue key to strength).
    """

    key: str
    words: str
    strength: int
    needs: Mapping[str, int] = field(factory=dict)


@frozen
class Issue:
    """One thing the text is about: a ladder of wordings in rising strength.

    law_in_force: the strength that holds before the crisis (q in the gain formula), 0-100.
    headline: name this issue's wording on the outcome card.
    """

    key: str
    name: str
    rungs: tuple[Rung, ...]
    law_in_force: int = 0
    headline: bool = False
    note: str = ""
