"""The scores of one forecast of one episode."""

from math import exp, log
from typing import Final

from attrs import field, frozen

from sim.questions.backtest.forecasts import (
    CHAPTER_VII,
    DAY,
    FORM,
    SEATS,
    VOTES,
    Forecast,
    Forecaster,
    Real,
    probabilities,
)  # fmt: skip
from sim.vocabulary.outcome import FORMS

OUTSIDE: Final = 0.2
"""The probability that an 80 % interval leaves outside."""

KNOWS_NOTHING: Final = 0.5
"""What a missing probability of Chapter VII counts as."""


def log_score(shares: dict[str, float], real: str) -> float:
    """The natural logarithm of the real form's probability; 0 is best."""
    return log(probabilities(shares)[real])


def brier(shares: dict[str, float], real: str) -> float:
    """The squared errors of the six probabilities, summed: 0 is best, 2 worst."""
    said = probabilities(shares)
    return sum((said[form] - (form == real)) ** 2 for form in FORMS)


def interval_score(low: float, high: float, real: float, outside: float = OUTSIDE) -> float:
    """The interval score (Gneiting and Raftery 2007) of days, each as log(day + 1): 0 is best.

    It is the width, and 2 / outside times as much as the real day lies beyond an end.
    """
    least, most, came = log(low + 1), log(high + 1), log(real + 1)
    return most - least + 2 / outside * (max(0.0, least - came) + max(0.0, came - most))


def factor(said: float, real: float) -> float:
    """How many times later the day said is than the real one: (said + 1) / (real + 1); below 1 it is too early."""
    return (said + 1) / (real + 1)


@frozen
class SaidDay:
    """The day of one episode. What is said is None where it is missing."""

    real: int
    low: int | None
    high: int | None
    """The ends of the 80 % interval, in days."""
    said: float | None
    """The median."""
    covered: bool
    """Whether the interval holds the real day; a missing one does not."""
    interval_score: float | None = field(metadata={"digits": 4})
    factor: float | None = field(metadata={"digits": 4})

    @property
    def error(self) -> float | None:
        """By what factor it is wrong, early or late: 1 or more."""
        return None if self.factor is None else exp(abs(log(self.factor)))


@frozen
class SaidChapterVII:
    """Whether the text rests on Chapter VII, in one episode with a text adopted or vetoed."""

    real: bool
    said: float | None = field(metadata={"digits": 4})
    """Its probability; None where it is missing."""

    @property
    def right(self) -> bool:
        """Whether the likelier answer is the real one; a missing one is wrong, and one half says no."""
        return self.said is not None and (self.said > 0.5) == self.real

    @property
    def brier(self) -> float:
        """The squared error of the probability; a missing one counts as one half."""
        return ((KNOWS_NOTHING if self.said is None else self.said) - self.real) ** 2


@frozen
class Seat:
    """One seat in one real vote."""

    member: str
    permanent: bool
    real: str
    """yes, abstain or no."""
    said: str | None
    """None where it is missing."""
    abstains: float | None = field(default=None, metadata={"digits": 4})
    """The probability that it abstains; None where it is missing."""


@frozen
class Scored:
    """One forecast of one episode, beside what came. None where the forecaster, or the episode, does not have it."""

    id: str
    file: str
    real: str
    """The form that came."""
    named: str
    """The form named; empty where the forecaster does not speak of the form."""
    shares: dict[str, float] = field(metadata={"digits": 4})
    """Form to its share, as said."""
    hit: bool | None
    log: float | None = field(metadata={"digits": 4})
    brier: float | None = field(metadata={"digits": 4})
    chapter_vii: SaidChapterVII | None
    day: SaidDay | None
    votes: tuple[Seat, ...] | None


def scored(real: Real, forecast: Forecast, says: tuple[str, ...]) -> Scored:
    """A forecast beside what came. says: of what the forecaster speaks."""
    shares = {form: float(forecast.shares.get(form, 0)) for form in FORMS} if FORM in says else {}
    return Scored(
        real.id, real.file, real.form,
        named=forecast.named if shares else "",
        shares=shares,
        hit=forecast.named == real.form if shares else None,
        log=log_score(shares, real.form) if shares else None,
        brier=brier(shares, real.form) if shares else None,
        chapter_vii=_chapter_vii(real, forecast) if CHAPTER_VII in says else None,
        day=_day(real, forecast) if DAY in says else None,
        votes=_seats(real, forecast) if SEATS in says else None,
    )  # fmt: skip


def all_scored(reals: tuple[Real, ...], forecaster: Forecaster) -> tuple[Scored, ...]:
    """A forecaster's forecasts of all episodes, in their order. Raises KeyError where it says nothing of one."""
    return tuple(scored(real, forecaster.forecasts[real.id], forecaster.says) for real in reals)


def _chapter_vii(real: Real, forecast: Forecast) -> SaidChapterVII | None:
    return None if real.chapter_vii is None else SaidChapterVII(real.chapter_vii, forecast.chapter_vii)


def _day(real: Real, forecast: Forecast) -> SaidDay | None:
    if real.day is None:
        return None
    off = None if forecast.day is None else factor(forecast.day, real.day)
    if forecast.days is None:
        return SaidDay(real.day, None, None, forecast.day, covered=False, interval_score=None, factor=off)
    low, high = forecast.days
    within = low <= real.day <= high
    return SaidDay(real.day, low, high, forecast.day, within, interval_score(low, high, real.day), off)


def _seats(real: Real, forecast: Forecast) -> tuple[Seat, ...] | None:
    """The seats that voted; those that took no part are not scored."""
    said = {} if forecast.votes is None else forecast.votes
    likely = forecast.abstains
    if likely is None:
        likely = {member: float(vote == "abstain") for member, vote in said.items()}
    return (
        tuple(
            Seat(member, member in real.permanent, vote, said.get(member), likely.get(member))
            for member, vote in sorted(real.votes.items())
            if vote in VOTES
        )
        or None
    )
