"""What a drawn run takes by chance: what the coding, and the judgement behind it, may be wrong about.

`WHAT` is the table of what is drawn; each of its functions finds in a case what may be otherwise, and how. A draw is
keyed by the coding number and by its path, never by luck and never by another draw: rows with one coding number have
the same values, and changing one stance leaves all others as they were drawn. What is drawn stands among the overrides
of the run. A limit that follows from a rule, and is not in the case, is not drawn.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from math import sqrt
from typing import Any, Final

from attrs import field, frozen

from sim.rules import memory
from sim.rules.chance import Chance
from sim.rules.exact import log, power_of_half
from sim.scenario.canon import canonical_json
from sim.scenario.overrides import NONE, canonical_path
from sim.scenario.parameters import OF_DRAWS, Parameter, table
from sim.scenario.problems import ScenarioError
from sim.vocabulary.actors import Evidence, Seat
from sim.vocabulary.case import Case, Motive

DIGITS: Final = 6
"""Significant digits of a number that is drawn."""

PURPOSE: Final = "coding"
"""Of every draw here: no draw of a run has it."""

GOVERN: Final = (OF_DRAWS, "memory_", "closed_", "precedent_")
"""How the names of parameters begin on which the draws depend, so that setting one is another drawing."""

Sets = tuple[tuple[str, str], ...]
"""Overrides as (path, value), in order."""

Numbers = Mapping[str, float]
"""The parameters of a case, by name."""


@frozen
class Draw:
    """One value that is drawn."""

    steps: tuple[str, ...]
    """Where it stands in the case."""
    coded: str
    """The value as coded, as it would be typed."""
    how: "Callable[[Chance, Draw], str]"
    """From chance to the value, as it would be typed."""
    terms: tuple[Any, ...]
    """What else `how` goes by."""
    typed: Callable[[str], Any]
    """From a value as it would be typed to what stands in the case."""
    path: str = field(init=False)
    """In full."""

    @path.default
    def _joined(self) -> str:
        return ".".join(self.steps)

    @property
    def key(self) -> list[str]:
        """All that the value depends on, beside chance."""
        return [self.path, self.coded, self.how.__name__, *map(repr, self.terms)]


# What is drawn


def positions(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """Every position, spread by its evidence; the members of one group share a part of it."""
    for code, actor in case.actors.items():
        shared = numbers["draw_group_share"] if actor.group else 0.0
        for issue, stance in actor.stances.items():
            terms = numbers[_SPREAD[stance.evidence]], shared, actor.group, issue
            yield Draw(("actors", code, "stances", issue, "position"), str(stance.position), near_coded, terms, int)


def limits(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """Every limit that the case states may be none."""
    for code, actor in case.actors.items():
        for issue, stance in actor.stances.items():
            limit = stance.limit
            if limit is not None:
                coded = str(limit.at_most if limit.at_least is None else limit.at_least)
                steps, terms = ("actors", code, "stances", issue, "limit"), (numbers["draw_limit_dropped"],)
                yield Draw(steps, coded, none_or_coded, terms, nothing)


def parameters(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """Every parameter that is judgement; not what the case sets itself, nor of deadlines where it names none."""
    factor = numbers["draw_factor"]
    for each in table().values():
        unread = each.name.startswith(_OF_DEADLINES) and not case.deadlines
        if _is_drawn(each) and each.name not in case.parameters and not unread:
            low, high = max(each.low, each.value / factor), min(each.high, each.value * factor)
            terms, coded = (low, high, log(high / low) / log(2.0)), typed(Decimal(repr(each.value)))
            yield Draw(("parameters", each.name), coded, log_uniform, terms, _quantity)


def affinities(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """How near each permanent member is to the provoker, where the case says; two coders differ by a line or so."""
    for code, actor in case.actors.items():
        if actor.seat is Seat.PERMANENT and actor.affinity is not None and code not in case.provoker:
            terms = numbers["draw_affinity"], 0.0, "", ""
            yield Draw(("actors", code, "affinity"), str(actor.affinity), near_coded, terms, int)


def closure(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """Whether the file is closed, as likely as its memory makes it; not where the case says."""
    if case.closed is None and case.memory:
        share = memory.closed_share(case)
        coded = "true" if share >= memory.EVEN else "false"
        yield Draw(("closed",), coded, true_or_false, (share,), flag)


def precedent(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """To which earlier product everybody looks, each by its weight; not where the case says, or has a draft."""
    if case.precedent is None and not any(entry.kind == "draft" for entry in case.timeline):
        weighed = tuple((past.id, weight) for past, weight in memory.precedents(case))
        if weighed:
            taken = memory.precedent(case)
            coded = NONE if taken is None else taken.id
            yield Draw(("precedent",), coded, one_or_none, (memory.precedent_chance(case), *weighed), str)


def motive(case: Case, numbers: Numbers) -> Iterator[Draw]:
    """What the sponsors are after may be the other thing."""
    coded = memory.motive_by_rule(case) if case.motive is None else case.motive
    yield Draw(("motive",), str(coded), coded_or_other, (numbers["draw_motive"], *map(str, Motive)), Motive)


WHAT: Final[tuple[Callable[[Case, Numbers], Iterator[Draw]], ...]] = (
    positions, limits, parameters, affinities, closure, precedent, motive,
)  # fmt: skip
"""What is drawn."""

_SPREAD: Final[Mapping[Evidence, str]] = {
    Evidence.WELL_EVIDENCED: "draw_well_evidenced",
    Evidence.PARTLY_EVIDENCED: "draw_judged",
    Evidence.JUDGEMENT: "draw_judged",
    Evidence.GUESS: "draw_guess",
}
"""The parameter that holds the spread of a position, in points."""

_OF_DEADLINES: Final = "deadline_"
"""How the names of parameters begin that are read only where the file names a deadline."""

_SWITCHES: Final = "rule."
"""How the names of parameters begin that switch a rule on or off."""


def _is_drawn(parameter: Parameter) -> bool:
    """Whether it is a judged size of the model itself: no switch, and no number of the draws."""
    names_a_size = not parameter.name.startswith((OF_DRAWS, _SWITCHES))
    return names_a_size and parameter.source.startswith("judgement") and parameter.value > 0


# How it is drawn


def near_coded(chance: Chance, draw: Draw) -> str:
    """A whole number around the coded one, normal, 0-100."""
    spread, shared, group, issue = draw.terms
    off = chance.normal(draw.path, PURPOSE, "")
    if group:
        off = sqrt(shared) * chance.normal(group, PURPOSE, issue) + sqrt(1.0 - shared) * off
    return str(min(100, max(0, round(int(draw.coded) + spread * off))))


def none_or_coded(chance: Chance, draw: Draw) -> str:
    """None with a certain chance, else as coded."""
    return NONE if chance.happens(draw.terms[0], draw.path, PURPOSE, "") else draw.coded


def log_uniform(chance: Chance, draw: Draw) -> str:
    """A number between two others: as likely between 1 and 2 as between 2 and 4."""
    low, high, doublings = draw.terms
    return rounded(high * power_of_half(doublings * chance.uniform(draw.path, PURPOSE, "")), low, high)


def true_or_false(chance: Chance, draw: Draw) -> str:
    """True with a certain chance."""
    return "true" if chance.happens(draw.terms[0], draw.path, PURPOSE, "") else "false"


def one_or_none(chance: Chance, draw: Draw) -> str:
    """One of several by their weights with a certain chance, else none."""
    share, *weighed = draw.terms
    if not chance.happens(share, draw.path, PURPOSE, ""):
        return NONE
    left = chance.uniform(draw.path, PURPOSE, "which") * sum(weight for _, weight in weighed)
    for name, weight in weighed:
        left -= weight
        if left < 0.0:
            return str(name)
    return str(weighed[-1][0])


def coded_or_other(chance: Chance, draw: Draw) -> str:
    """Another of a few words with a certain chance, else as coded."""
    share, *words = draw.terms
    other = next(str(word) for word in words if word != draw.coded)
    return other if chance.happens(share, draw.path, PURPOSE, "") else draw.coded


# From what would be typed to what stands in the case


def flag(word: str) -> bool:
    """A truth value."""
    return word == "true"


def nothing(word: str) -> None:
    """What stands where there is no limit. A limit that stays as coded is no override."""


def _quantity(word: str) -> int | float:
    return float(word) if "." in word else int(word)


# All of it


@frozen(slots=False)
class Drawing:
    """All that is drawn of a case."""

    draws: tuple[Draw, ...]

    @cached_property
    def digest(self) -> str:
        """The sha256 of all that the values depend on, beside chance, in hexadecimal."""
        return sha256(canonical_json([draw.key for draw in self.draws]).encode()).hexdigest()


NOTHING: Final = Drawing(())


def drawing_of(case: Case, numbers: Numbers, fixed: Iterable[str] = ()) -> Drawing:
    """What is drawn of a case, but for what stands at fixed paths."""
    taken = {_settled(case, path) for path in fixed}
    return Drawing(tuple(each for what in WHAT for each in what(case, numbers) if each.path not in taken))


def drawn(draws: Iterable[Draw], coding: int) -> Iterator[tuple[Draw, str]]:
    """Every draw with its value. coding: the number that the values depend on."""
    chance = Chance(coding)
    return ((each, each.how(chance, each)) for each in draws)


def _settled(case: Case, path: str) -> str:
    """The full form of a path, the side of a limit left out. One that names nothing stays as it is."""
    try:
        full = canonical_path(case, path)
    except ScenarioError:
        return path
    return full.removesuffix(".at_most").removesuffix(".at_least")


# Numbers as they would be typed


def within(low: float, high: float, share: float) -> str:
    """A number at a share of the way from low to high, in a few digits, never outside."""
    return rounded(low + share * (high - low), low, high)


def rounded(number: float, low: float, high: float) -> str:
    """A number in a few digits, never outside of low and high."""
    word = f"{number:.{DIGITS}g}"
    word = typed(Decimal(word)) if "e" in word else word
    if low <= float(word) <= high:
        return word
    return typed(Decimal(repr(low if float(word) < low else high)))


def typed(number: Decimal) -> str:
    """A number as it would be typed: without exponent or idle zeros."""
    word = format(number, "f")
    word = word.rstrip("0").rstrip(".") if "." in word else word
    return "0" if word in ("-0", "") else word
