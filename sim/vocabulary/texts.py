"""Issues, their ladders of wordings, and what the Council can produce."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, frozen


class Role(StrEnum):
    """What an issue is about, as rules read it. A case names its issues as it likes and says which has which role."""

    FORM = "form"
    """Whether the text is a statement or a resolution. Every case has one such issue."""
    CENSURE = "censure"
    """How sharply the text blames."""
    COERCION = "coercion"
    """What it imposes: sanctions, embargoes, force."""
    LEGAL_BASIS = "legal_basis"
    """On which article of the Charter it rests."""
    ACCOMMODATION = "accommodation"
    """How far it turns to talks."""


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
    """One wording on an issue's ladder."""

    key: str
    """Short name, unique on the ladder."""
    words: str
    """The wording, as an analyst would recognise it."""
    strength: int
    """Its strength, 0-100; more than that of the rung below."""
    needs: Mapping[str, int] = field(factory=dict)
    """Least strength that other issues must have for this wording to stand, by issue."""


@frozen
class Issue:
    """One thing the text is about: a ladder of wordings in rising strength."""

    key: str
    """Short name of the issue, as texts and stances name it."""
    name: str
    """What to call it."""
    rungs: tuple[Rung, ...]
    """Its wordings, rising in strength; at least one."""
    role: Role | None = None
    """What rules take it for; an issue without a role is bargained over like the others."""
    law_in_force: int = 0
    """The strength that holds before the crisis (q in the gain formula), 0-100."""
    chapter_vii_from: int | None = None
    """On the issue of the legal basis: the strength from which a wording rests on Chapter VII, 0-100."""
    headline: bool = False
    """Whether the outcome card names this issue's wording."""
    note: str = ""
    """The evidence behind it, with its date."""


def keys_with(issues: Iterable[Issue], role: Role) -> tuple[str, ...]:
    """The keys of the issues that have a role, in order; none where no issue has it."""
    return tuple(issue.key for issue in issues if issue.role is role)


def form_key(issues: Iterable[Issue]) -> str:
    """The key of the issue that says whether a text is a statement or a resolution; every checked case has one."""
    return keys_with(issues, Role.FORM)[0]
