"""What really came of an episode, and what somebody said of it before: the model from its runs, or a rival."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import field, frozen
from attrs.validators import in_, min_len

from sim.vocabulary.outcome import FORMS, Outcome
from sim.vocabulary.texts import Form

FLOOR: Final = 1 / 80
"""The least probability that any form gets, whatever the number of runs, before all are rescaled."""

ENOUGH: Final = 10
"""Runs that are needed to speak of the day, of Chapter VII or of the seats; with fewer it is missing."""

VOTES: Final = ("yes", "abstain", "no")
"""Votes that are scored, in the order in which ties are settled."""

VOTED_TEXTS: Final = (str(Form.RESOLUTION), str(Form.VETOED))
"""Forms with a text of which is asked whether it rests on Chapter VII."""

FORM: Final = "form"
DAY: Final = "day"
CHAPTER_VII: Final = "chapter_vii"
SEATS: Final = "votes"


@frozen
class Real:
    """What really came of an episode."""

    id: str
    """The case's id."""
    file: str = field(validator=min_len(1))
    """The crisis file, such as `PRK-weapons`. Episodes of one file are not independent of each other."""
    family: str
    """weapons, safeguards or force."""
    act: str
    """The trigger's class, such as `nuclear_test`."""
    internal: bool
    """Whether the matter is internal."""
    began: date
    """The trigger's New York day."""
    form: str = field(validator=in_(FORMS))
    """The strongest product, or vetoed, failed, none."""
    day: int | None = None
    """New York calendar days from the trigger to it; None where there is none, or it means nothing."""
    chapter_vii: bool | None = None
    """Whether the text adopted or vetoed rests on Chapter VII; None where there is no such text."""
    votes: Mapping[str, str] = field(factory=dict)
    """Member to yes, no, abstain or absent; empty where no vote was held."""
    permanent: frozenset[str] = frozenset()
    """Those of the members that have a permanent seat."""

    def __attrs_post_init__(self) -> None:
        """Raises ValueError where nothing came and yet a day is given, or Chapter VII without a text for it."""
        if self.day is not None and (self.form == Form.NONE or self.day < 0):
            raise ValueError(f"{self.id}: day {self.day} of the form {self.form}; only what came has a day, 0 or more")
        if self.chapter_vii is not None and self.form not in VOTED_TEXTS:
            raise ValueError(f"{self.id}: chapter_vii of the form {self.form}; only {', '.join(VOTED_TEXTS)} have it")


@frozen
class Forecast:
    """What was said of one episode. None where it is missing, or where the forecaster does not speak of it."""

    shares: Mapping[str, float] = field(factory=dict)
    """Form to its share (0-1), before the floor; a form that is left out has 0."""
    named: str = ""
    """The form that a hit is counted by: the one named, or the most common one."""
    days: tuple[int, int] | None = None
    """The 80 % interval of the day, in whole days from the trigger."""
    day: float | None = None
    """Its median."""
    chapter_vii: float | None = None
    """Probability (0-1) that the text adopted or vetoed rests on Chapter VII."""
    votes: Mapping[str, str] | None = None
    """Member to yes, abstain or no."""
    abstains: Mapping[str, float] | None = None
    """Member to the probability (0-1) that it abstains, where it is known; else `votes` says all."""


@frozen
class Forecaster:
    """Somebody who says something of every episode."""

    name: str
    forecasts: Mapping[str, Forecast]
    """Episode's id to what was said of it."""
    says: tuple[str, ...] = (FORM,)
    """Of what it speaks: form, day, chapter_vii, votes. What it speaks of and has not is missing, and counts so."""


def most(counts: Mapping[str, float], order: Sequence[str]) -> str:
    """The key with the highest count; ties go to the first in that order. Keys that are not in it do not count."""
    return max(order, key=lambda each: counts.get(each, 0))


def probabilities(shares: Mapping[str, float]) -> dict[str, float]:
    """Each form's probability (0-1, together 1): its share, at least 1/80, rescaled."""
    raised = {form: max(float(shares.get(form, 0)), FLOOR) for form in FORMS}
    total = sum(raised.values())
    return {form: share / total for form, share in raised.items()}


def interval80(days: Iterable[int]) -> tuple[int, int]:
    """The 10th and the 90th percentile of whole days, rounded outwards. Raises IndexError on none.

    Percentiles are interpolated between neighbours, in whole numbers, so that no rounding error moves an end by a day.
    """
    ordered = sorted(days)
    tenths = len(ordered) - 1  # the 10th percentile lies so many tenths of a place above the lowest
    return _tenths(ordered, tenths) // 10, -(-_tenths(ordered, 9 * tenths) // 10)


def _tenths(ordered: Sequence[int], place: int) -> int:
    """Ten times the value at a place that is given in tenths."""
    below, over = divmod(place, 10)
    return 10 * ordered[below] + (over * (ordered[below + 1] - ordered[below]) if over else 0)


def middle(values: Iterable[float]) -> float:
    """The median. Raises IndexError on none."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def from_runs(
    outcomes: Sequence[Outcome],
    day_of: Callable[[Outcome], int | None],
    on_chapter_vii: Callable[[Mapping[str, int]], bool],
) -> Forecast:
    """What a case's runs say together. Raises ValueError on none.

    day_of: New York calendar days from the trigger to what came of the run; None where nothing came.
    on_chapter_vii: whether a text rests on Chapter VII. It is asked of texts adopted or vetoed only.
    """
    if not outcomes:
        raise ValueError("no forecast without runs")
    forms = Counter(outcome.form for outcome in outcomes)
    days = [day for outcome in outcomes if (day := day_of(outcome)) is not None]
    texts = [each.text for each in outcomes if each.form in VOTED_TEXTS and each.text is not None]
    voted = [outcome.votes for outcome in outcomes if outcome.votes]
    return Forecast(
        shares={form: forms[form] / len(outcomes) for form in FORMS},
        named=most(forms, FORMS),
        days=interval80(days) if len(days) >= ENOUGH else None,
        day=middle(days) if len(days) >= ENOUGH else None,
        chapter_vii=sum(map(on_chapter_vii, texts)) / len(texts) if len(texts) >= ENOUGH else None,
        votes=_usual_votes(voted) if len(voted) >= ENOUGH else None,
        abstains=_abstains(voted) if len(voted) >= ENOUGH else None,
    )


def _abstains(voted: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """In which share of the votes in which it took part each seat abstained."""
    cast = {member: [votes[member] for votes in voted if member in votes] for member in _usual_votes(voted)}
    return {member: votes.count("abstain") / len(votes) for member, votes in cast.items()}


def _usual_votes(voted: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Each seat's most common vote."""
    members = dict.fromkeys(member for votes in voted for member in votes)
    return {
        member: most(Counter(votes[member] for votes in voted if member in votes), VOTES) for member in sorted(members)
    }
