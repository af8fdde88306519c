"""The forecasters to beat: base rates, precedent, the form asked, a rule, simple guesses; all from what was known.

Each is recalibrated from other crisis files only: where it names form f, its shares are (real forms of those episodes
of other files where it named f + 2 x the base rate of other files) / (their number + 2). One file may hold half of all
episodes, and then the others teach little. So each rival is there a second time, with `_same` behind its name: learnt
from other files and from other years of its own file.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from sim.questions.backtest.forecasts import (
    CHAPTER_VII,
    DAY,
    FORM,
    SEATS,
    Forecast,
    Forecaster,
    Real,
    interval80,
    middle,
    most,
)
from sim.questions.backtest.known import NAMINGS, Known
from sim.vocabulary.outcome import FORMS

PRIOR: Final = 2
"""How many episodes the base rate counts for."""

LITTLE: Final = 10
"""With fewer crisis files a note says that rivals learn little."""

FEW: Final = 5
"""Real days of a class that are needed; with fewer, those of all classes are taken."""


@frozen
class Rivals:
    """All forecasters that the episodes allow, and what they lack."""

    forecasters: tuple[Forecaster, ...]
    notes: tuple[str, ...]
    """Why a forecaster is absent or falls back on something."""
    alone: tuple[str, ...]
    """Classes without an episode in another file; there class_rate is the base rate of all classes."""


WORDS: Final[Mapping[str, str]] = {
    "model": "the model",
    "class_rate": "base rate of the act",
    "last_product": "last product on the act",
    "form_asked": "form asked",
    "rule": "rule on the same inputs",
    "mean_text": "mean text",
    "setter": "setter",
    "rule_of_thumb": "rule of thumb",
    "days_of_class": "days of the act, other files",
    "all_yes": "all vote yes",
}
"""Forecasters as pages name them."""

SAME: Final = "_same"
"""Behind the name of a rival that also learns from other years of the same file."""

Pool = Callable[[Real], Sequence[Real]]
"""From which other episodes one of an episode is learnt."""


def rivals(reals: Sequence[Real], known: Mapping[str, Known]) -> Rivals:
    """Every rival of these episodes. Raises KeyError where nothing is known of one of them."""

    def others(real: Real) -> list[Real]:
        return [each for each in reals if each.file != real.file]

    def other_years(real: Real) -> list[Real]:
        return [each for each in reals if each.file != real.file or each.began.year != real.began.year]

    named = {name: {real.id: naming(known[real.id]) for real in reals} for name, naming in NAMINGS.items()}
    said = {name: forms for name, forms in named.items() if any(forms.values())}
    found, notes, alone = [], [], []
    if silent := [WORDS[name] for name in named if name not in said]:
        notes.append(f"no episode gives these a form to name, and they are left out: {', '.join(silent)}")
    files = len({real.file for real in reals})
    if 2 <= files < LITTLE:
        notes.append(f"from {files} files the others learn little of what a name is worth, which flatters the model")
    if files >= 2:
        alone = sorted({real.act for real in reals if not any(each.act == real.act for each in others(real))})
        if alone:
            which = ", ".join(act.replace("_", " ") or "none" for act in alone)
            notes.append(f"acts that no other crisis file has, for which the base rate is that of all acts: {which}")
        found.append(_class_rate("class_rate", reals, others))
        found += [Forecaster(name, recalibrated(reals, named, others)) for name, named in said.items()]
        days = {real.id: days_of_class(real.act, others(real)) for real in reals}
        found.append(Forecaster("days_of_class", days, (DAY,)))
    else:
        absent = ", ".join(WORDS[name] for name in ("class_rate", *said, "days_of_class"))
        notes.append(
            f"fewer than two crisis files: nothing can be learnt from other files, and these are left out: {absent}"
        )
    if all(map(other_years, reals)):
        found.append(_class_rate(f"class_rate{SAME}", reals, other_years))
        found += [Forecaster(name + SAME, recalibrated(reals, named, other_years)) for name, named in said.items()]
    else:
        notes.append("an episode has no other file and no other year of its own file: nobody learns from those")
    found.append(Forecaster("all_yes", {real.id: all_yes(real) for real in reals}, (SEATS,)))
    return Rivals(tuple(found), tuple(notes), tuple(alone))


# From names to shares


def recalibrated(reals: Sequence[Real], said: Mapping[str, str], pool: Pool) -> dict[str, Forecast]:
    """Forecasts of a forecaster that only names something: a form, a class, or nothing (an empty name).

    said: episode's id to what it names. The form named is the name itself, if it is a form, else the likeliest one.
    Raises ZeroDivisionError where a pool is empty.
    """
    forecasts = {}
    for real in reals:
        learnt = pool(real)
        base = _rates(learnt)
        shares = _rates([each for each in learnt if said[each.id] == said[real.id]], base)
        forecasts[real.id] = Forecast(shares, said[real.id] if said[real.id] in FORMS else most(shares, FORMS))
    return forecasts


def _rates(episodes: Sequence[Real], base: Mapping[str, float] | None = None) -> dict[str, float]:
    """Each form's share of episodes; a base rate counts for two more."""
    counts = Counter(each.form for each in episodes)
    return {form: _rate(counts[form], len(episodes), None if base is None else base[form]) for form in FORMS}


def _rate(k: int, n: int, base: float | None) -> float:
    return k / n if base is None else (k + PRIOR * base) / (n + PRIOR)


def _class_rate(name: str, reals: Sequence[Real], pool: Pool) -> Forecaster:
    """The base rate of an episode's class: of its forms, and of Chapter VII among its texts."""
    forecasts = recalibrated(reals, {real.id: real.act for real in reals}, pool)
    for real in reals:
        texts = [(each.act, each.chapter_vii) for each in pool(real) if each.chapter_vii is not None]
        if texts:
            base = _rate(sum(under for _, under in texts), len(texts), None)
            same = [under for act, under in texts if act == real.act]
            forecasts[real.id] = evolve(forecasts[real.id], chapter_vii=_rate(sum(same), len(same), base))
    return Forecaster(name, forecasts, (FORM, CHAPTER_VII))


def days_of_class(act: str, others: Iterable[Real]) -> Forecast:
    """The 10th to 90th percentile of the class's real days, and their median; of all classes where it has few."""
    timed = [(each.act, each.day) for each in others if each.day is not None]
    days = [day for of, day in timed if of == act]
    if len(days) < FEW:
        days = [day for _, day in timed]
    return Forecast(days=interval80(days), day=middle(days)) if days else Forecast()


def all_yes(real: Real) -> Forecast:
    """Every member votes yes."""
    return Forecast(votes=dict.fromkeys(real.votes, "yes"))
