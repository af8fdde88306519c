"""What came of a run, in words and for JSON, and the page of an outcome."""

from collections.abc import Mapping

from attrs import field, frozen

from sim.pages import Fact, Facts, Page, Title
from sim.vocabulary.clock import Clock
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.texts import form_key
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import day, vote
from sim.words.phrases import in_a_row, in_brackets


@frozen
class Tally:
    """A vote that was held."""

    yes: int
    no: int
    abstain: int
    by: Mapping[str, str]
    """Member to yes, no or abstain."""


@frozen
class DatedProduct:
    """A text that was adopted or agreed."""

    form: str
    days: float = field(metadata={"digits": 3})
    """From the scenario's clock."""


@frozen
class DatedOutcome:
    """What came of a run, with its moment in calendar time: as every answer tells it to other programs."""

    form: str
    text: Mapping[str, int] | None
    """Of the product; None where there was none."""
    vote: Tally | None
    at: str
    """ISO 8601, UTC."""
    days: float | None = field(metadata={"digits": 3})
    draft: str | None
    products: tuple[DatedProduct, ...]
    """All that the Council produced, in their order; the outcome is the strongest."""


def dated(outcome: Outcome, clock: Clock) -> DatedOutcome:
    """An outcome with its moment in calendar time."""
    counted = outcome.vote
    tally = None if counted is None else Tally(*counted, outcome.votes)
    return DatedOutcome(
        outcome.form, outcome.product, tally, clock.iso(outcome.at), outcome.days, outcome.draft or None,
        tuple(DatedProduct(form, days_m / 1000) for form, days_m in outcome.products),
    )  # fmt: skip


def form_words(form: str) -> str:
    """A form in words: draft vetoed."""
    return FORM_WORDS.get(form, form.replace("_", " "))


def outcome_words(labels: Labels, outcome: Outcome) -> str:
    """What came of it in one line: resolution (legal force: Chapter VII, Article 41), 15-0, day 9.1."""
    product = outcome.product
    parts = [form_words(outcome.form) + in_brackets(labels.headlines(product) if product is not None else "")]
    if outcome.vote is not None:
        parts.append(vote(*outcome.vote))
    if outcome.days_m is not None:
        parts.append(day(outcome.days_m))
    return ", ".join(parts)


def also_words(outcome: Outcome) -> list[str]:
    """What the Council produced beside the outcome, in one line; no line where there is no more."""
    others = [form_words(form) + f" on {day(days_m)}" for form, days_m in outcome.products]
    if outcome.produced and (outcome.form, outcome.days_m) in outcome.products:
        del others[outcome.products.index((outcome.form, outcome.days_m))]
    return [f"besides: {in_a_row(others)}"] if others else []


def outcome_fact(labels: Labels, outcome: Outcome) -> Fact:
    """What came of it, the text with its wordings, and who was not for it."""
    lines = [outcome_words(labels, outcome)]
    if outcome.draft:
        text = f": {labels.text(outcome.text)}" if outcome.text is not None else ""
        lines.append(f"{outcome.draft}, {labels.moment(outcome.at)}{text}")
    lines += also_words(outcome)
    product = outcome.product or {}
    lines += [
        f"{labels.issue(key)} {strength}: {labels.wording(key, strength)}"
        for key, strength in product.items()
        if key != form_key(labels.case.issues)
    ]
    for said, how in (("against", "no"), ("abstaining", "abstain")):
        members = [code for code, cast in outcome.votes.items() if cast == how]
        lines += [f"{said}: {labels.names(members)}"] if members else []
    return Fact("Outcome", tuple(lines))


def page(outcome: Outcome) -> Page:
    """The page of an outcome by itself, which knows no case: actors by their codes, issues by their keys."""
    facts = [Fact("Outcome", (", ".join(_brief(outcome)),))]
    if outcome.text is not None:
        shown = ", ".join(f"{key} {strength}" for key, strength in outcome.text.items())
        facts.append(Fact("Text", (f"{outcome.draft}: {shown}",)))
    for label, how in (("Against", "no"), ("Abstaining", "abstain")):
        members = [code for code, cast in outcome.votes.items() if cast == how]
        facts += [Fact(label, (in_a_row(members),))] if members else []
    facts += [Fact("Also", (also[0].removeprefix("besides: "),)) for also in [also_words(outcome)] if also]
    if outcome.threats:
        facts.append(Fact("Threats", (f"veto threatened by {in_a_row(outcome.threats)}",)))
    return (Title("What came of it", f"run {outcome.run}"), Facts(tuple(facts)))


def _brief(outcome: Outcome) -> list[str]:
    parts = [form_words(outcome.form)]
    parts += [vote(*outcome.vote)] if outcome.vote is not None else []
    return parts + ([day(outcome.days_m)] if outcome.days_m is not None else [])
