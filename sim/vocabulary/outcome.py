"""What came of a run: one class, from whose fields every stored, printed and exported column derives."""

from collections.abc import Mapping
from typing import Any

from attrs import field, fields, frozen

from sim.vocabulary.shown import shown
from sim.vocabulary.texts import PRODUCTS, Form


@frozen
class Outcome:
    """What came of one run, made from its events (`sim.engine.outcome`).

    A vote that was never held is missing: yes, no and abstain are None, and votes is empty.
    """

    run: str
    """The run's id."""
    number: int
    """The number that its recipe was played with: the seed, or the luck drawn at the last intervention."""
    case: str
    """Digest of the case it was played from."""
    form: str
    """What the Council produced, or why it produced nothing: a value of `Form`."""
    draft: str
    """Name of the text that was adopted, agreed or voted down; empty where there was none."""
    text: Mapping[str, int] | None
    """Strength (0-100) on each issue, of the product or of the draft that fell."""
    yes: int | None
    no: int | None
    abstain: int | None
    votes: Mapping[str, str]
    """Member to yes, no or abstain."""
    at: int
    """Minute of the deciding event."""
    days_m: int | None = field(metadata={"column": "days"})
    """Thousandths of a day from the scenario's clock to the deciding event."""
    first_threat_m: int | None = field(metadata={"column": "first_threat_day"})
    """Thousandths of a day from the scenario's clock to the first veto threat."""
    threats: tuple[str, ...]
    """Members that threatened a veto, in the order of their first threats."""
    amendments: int
    """Times that a text was amended."""
    events: int
    """Events of the run."""
    head: str
    """The hash of the last event, which stands for the whole chain."""
    products: tuple[tuple[str, int], ...] = ()
    """Every text that was adopted or agreed, in their order: form, and thousandths of a day from the clock to it."""

    @property
    def produced(self) -> bool:
        """Whether the Council produced a text."""
        return self.form in PRODUCTS

    @property
    def product(self) -> Mapping[str, int] | None:
        """The text that the Council produced; None where it produced none."""
        return self.text if self.produced else None

    @property
    def vote(self) -> tuple[int, int, int] | None:
        """Yes, no and abstain; None where no vote was held."""
        if self.yes is None or self.no is None or self.abstain is None:
            return None
        return self.yes, self.no, self.abstain

    @property
    def days(self) -> float | None:
        """Days from the scenario's clock to the deciding event."""
        return None if self.days_m is None else self.days_m / 1000

    @property
    def first_threat_day(self) -> float | None:
        """Days from the scenario's clock to the first veto threat."""
        return None if self.first_threat_m is None else self.first_threat_m / 1000

    @property
    def course(self) -> tuple[str, tuple[tuple[str, int], ...] | None]:
        """What counts as the same outcome: form and text."""
        return self.form, None if self.text is None else tuple(self.text.items())

    def __repr__(self) -> str:
        text = "" if self.text is None else " " + "/".join(map(str, self.text.values()))
        tally = () if self.vote is None else self.vote if self.vote[2] else self.vote[:2]
        vote = f", {'-'.join(map(str, tally))}" if tally else ""
        when = "" if self.days is None else f", day {self.days:.1f}"
        return f"<Outcome of run {self.run}: {self.form}{text}{vote}{when}>"

    _repr_html_ = shown


FORMS = tuple(str(form) for form in Form)
"""Every outcome there is, in the order of every table."""

_NOT_SHOWN = ("number", "case", "draft", "at")

FLAT = tuple(
    (each.name, each.metadata.get("column", each.name)) for each in fields(Outcome) if each.name not in _NOT_SHOWN
)
"""Fields that tables show, and the names of their columns; a text has a column for each issue, text_ISSUE."""


def columns(issues: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the flat columns of an outcome, in order."""
    names: list[str] = []
    for name, column in FLAT:
        names += [f"text_{key}" for key in issues] if name == "text" else [column]
    return tuple(names)


def flat(outcome: Outcome, issues: tuple[str, ...]) -> dict[str, Any]:
    """An outcome as one row of plain values: numbers, words, lists of words, or None for what the run does not have."""
    row: dict[str, Any] = {}
    for name, column in FLAT:
        value = getattr(outcome, name)
        if name == "text":
            row |= {f"text_{key}": None if value is None else value[key] for key in issues}
        elif name.endswith("_m"):
            row[column] = None if value is None else value / 1000
        elif name == "votes":
            row[column] = [f"{member}:{vote}" for member, vote in value.items()]
        elif name == "products":
            row[column] = [f"{form}:{days_m / 1000}" for form, days_m in value]
        elif isinstance(value, tuple):
            row[column] = list(value)
        else:
            row[column] = value
    return row
