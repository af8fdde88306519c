"""The numbers of a scenario that can be moved, those that matter first, each with plain words for its values."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.pages import Link
from sim.questions.tip.levers import (
    ASSUMPTION,
    CLIMATE,
    LIMIT,
    NOTHING,
    POSITION,
    Lever,
    Levers,
    assumption_levers,
    lever_words,
    number_levers,
    path_words,
    stance_levers,
)
from sim.questions.tip.ranges import current_words, range_of, value_words, widest_range, written
from sim.scenario.paths import brief_path
from sim.scenario.problems import Problem, ScenarioError, shortened
from sim.vocabulary.actors import Actor, Stance
from sim.vocabulary.whole import typed_whole
from sim.words.labels import Labels
from sim.words.phrases import capital, in_a_row

FOUND: Final = 8
"""Numbers beside the assumptions that are shown at once."""

ASSUMED, MATTER, WEIGHTY, MORE = "assumed", "matter", "weighty", "more"
"""Groups of numbers: assumptions, those that `levers` found, those likely to matter where it was not asked, the rest.
"""

GROUPS: Final[Mapping[str, str]] = {
    ASSUMED: "What the file assumes",
    MATTER: "What moves the outcome most",
    WEIGHTY: "The weightiest positions",
    MORE: "More numbers",
}

_ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "salience": ("matters less to it", "matters more to it"),
    "responsiveness": ("pressure moves it less", "pressure moves it more"),
    "priority": ("this crisis matters less to it", "this crisis matters more to it"),
    "isolation": ("minds less to stand alone", "minds more to stand alone"),
    "join": ("needs less to join", "needs more to join"),
    "openness": ("listens across smaller gaps", "listens across wider gaps"),
    "noise": ("votes as it reckons", "its votes vary with the day"),
    "strength": ("a looser tie", "a closer tie"),
    "severity": ("less grave", "graver"),
    "at_pressure": ("acts sooner", "acts later"),
    "vetoes": ("fewer vetoes", "more vetoes"),
}
"""The last word of a path, and which way its ends lead; issues have the words of their ladders."""

_EVIDENCE: Final[Mapping[str, str]] = {
    "well_evidenced": "well evidenced",
    "partly_evidenced": "partly evidenced",
    "guess": "a guess",
    "judgement": "a judgement",
}


@frozen
class Stop:
    """A value with words of its own."""

    value: float
    words: str


@frozen
class Knob:
    """One number that can be moved, or several that an assumption moves together."""

    lever: Lever
    owner: str
    """Whose it is, in words."""
    key: str
    """What it is called in an address: the path as it can be typed, or the id of an assumption."""
    group: str
    words: str
    """China's limit on legal force."""
    assumed: str
    """What the file assumes of it, where it does."""
    low_words: str
    high_words: str
    """What the ends of its range mean."""
    stops: tuple[Stop, ...] = field(repr=False)
    """Rising: from each value on its words hold, up to the next. Empty where values have none."""
    plausible: str
    """The range that the file finds plausible, where it says so."""
    coded: float
    """The value of its range that is nearest to how it is coded."""
    coded_words: str
    evidence: str
    basis: tuple[str, ...]
    """What it rests on, a sentence or a phrase each."""
    sources: tuple[Link, ...] = field(repr=False)
    """Where that can be looked up."""

    @property
    def low(self) -> float:
        """The lowest value."""
        return self.lever.range.low

    @property
    def high(self) -> float:
        """The highest value."""
        return self.lever.range.high

    @property
    def step(self) -> float:
        """From one value to the next; where values are uneven the smallest, and others fall to the nearest."""
        return min(after - before for before, after in pairwise(self.lever.range.values))

    def value_words(self, value: float) -> str:
        """A value with its wording, or that below it: 25, special responsibility for peace."""
        return _said(value, _wording(self.stops, value))

    def value_of(self, word: str) -> float:
        """The value that a word names. Raises ScenarioError."""
        whole = typed_whole(word)
        try:
            value = float(word) if whole is None else float(whole)
        except ValueError:
            raise self._refused(word) from None
        if not self.low <= value <= self.high:
            raise self._refused(word)
        return min(self.lever.range.values, key=lambda each: abs(each - value))

    def sets(self, value: float) -> Sets:
        """The changes that a value makes; none where it is as coded."""
        return () if value == self.coded else self.lever.range.sets(value)

    def _refused(self, word: str) -> ScenarioError:
        allowed = f"a number from {value_words(self.low)} to {value_words(self.high)}"
        return ScenarioError([Problem(self.words, None, None, "", shortened(word), "is no value of it", allowed)])


def knobs(scenario: Scenario, screened: Levers | None = None) -> tuple[Knob, ...]:
    """Every number that can be moved: the assumptions, then what matters, then the rest.

    screened: what one step of each changes, where `levers` was asked; else the weightiest positions come first.
    """
    labels = Labels(scenario.case, scenario.clock)
    declared = [
        evolve(lever, range=widest_range(scenario, each))
        for lever, each in zip(assumption_levers(scenario), scenario.case.assumptions, strict=True)
    ]
    if screened is None:
        first = list(stance_levers(scenario))[:FOUND]
    else:
        moving = (row.lever for row in screened.levers if row.changes != NOTHING and row.lever.kind != ASSUMPTION)
        first = [lever for lever, _ in zip(moving, range(FOUND), strict=False)]
    first = [_bounded(scenario, lever) for lever in first]
    shown = {lever.range.name for lever in first}
    rest = [_bounded(scenario, lever) for lever in number_levers(scenario) if lever.range.name not in shown]
    groups = ((ASSUMED, declared), (WEIGHTY if screened is None else MATTER, first), (MORE, _by_actor(scenario, rest)))
    return tuple(_knob(scenario, labels, group, lever) for group, levers in groups for lever in levers)


def _bounded(scenario: Scenario, lever: Lever) -> Lever:
    """A count has no top of its own: twice what is coded is one, and ten at least."""
    if lever.kind != CLIMATE:
        return lever
    top = max(10, round(2 * (lever.range.here or 0)))
    return evolve(lever, range=range_of(scenario, lever.range.name, (lever.range.low, top)))


def _by_actor(scenario: Scenario, levers: Iterable[Lever]) -> list[Lever]:
    places = {code: at for at, code in enumerate(scenario.case.actors)}
    return sorted(levers, key=lambda lever: places.get(lever.actor, len(places)))


def _knob(scenario: Scenario, labels: Labels, group: str, lever: Lever) -> Knob:
    values = lever.range
    here = values.here
    coded = values.low if here is None else min(values.values, key=lambda each: abs(each - here))
    stops = tuple(_stops(scenario, values.paths))
    declared = lever.kind == ASSUMPTION
    words = capital(_name(labels, lever))
    assumed = capital(lever.text) if declared else ""
    found = next((each.range for each in scenario.case.assumptions if each.id == values.name), None)
    plausible = "" if found is None else f"{found[0]} to {found[1]}"
    ends = _ENDS.get(values.paths[0].rpartition(".")[2], ("", ""))
    low, high = (
        _said(end, _wording(stops, end) or said) for end, said in zip((values.low, values.high), ends, strict=True)
    )
    owner = labels.short(lever.actor) if lever.actor else "Everybody"
    return Knob(
        lever, owner, brief_path(values.name), group, words, assumed, low, high, stops, plausible, float(coded),
        current_words(values),
        "" if declared else _EVIDENCE.get(lever.basis, lever.basis), tuple(_basis(scenario, lever)),
        tuple(_sources(scenario, lever)),
    )  # fmt: skip


def _name(labels: Labels, lever: Lever) -> str:
    """What is moved: China's limit on legal force; position on form of China and Russia."""
    if lever.kind != ASSUMPTION:
        return lever_words(labels, lever)
    paths = lever.range.paths
    names = [path_words(labels, path) for path in paths]
    words = [path.split(".") for path in paths]
    owners = list(dict.fromkeys(each[1] for each in words if each[0] == "actors"))
    parts = dict.fromkeys(".".join(each[2:]) for each in words)
    if len(paths) == 1 or len(paths) != len(owners) * len(parts):
        return in_a_row(names)
    first = [name for name, each in zip(names, words, strict=True) if each[1] == owners[0]]
    said = [name.partition("' " if "' " in name else "'s ")[2].partition(" on ") for name in first]
    what = in_a_row(list(dict.fromkeys(first for first, _, _ in said)))
    on = in_a_row([issue for _, _, issue in said if issue])
    return f"{what}{f' on {on}' if on else ''} of {in_a_row([labels.short(owner) for owner in owners])}"


def _wording(stops: Sequence[Stop], value: float) -> str:
    at = bisect_right([stop.value for stop in stops], value) - 1
    return stops[at].words if at >= 0 else ""


def _said(value: float, words: str) -> str:
    return f"{value_words(value)}, {words}" if words else value_words(value)


def _stops(scenario: Scenario, paths: Sequence[str]) -> Iterator[Stop]:
    """The wordings of the ladder that all paths stand on."""
    ladders = {_issue_of(path) for path in paths}
    for issue in scenario.case.issues:
        if ladders == {issue.key}:
            lowest = min(issue.rungs, key=lambda each: each.strength)
            if lowest.strength > 0:
                yield Stop(0, f"short of: {lowest.words}")
            yield from (Stop(rung.strength, rung.words) for rung in sorted(issue.rungs, key=lambda each: each.strength))


def _issue_of(path: str) -> str:
    """The issue on whose ladder a path stands: a position, a limit or the text of a draft; empty where on none."""
    words = path.split(".")
    stands = words[2:3] == ["text"] or (words[2:3] == ["stances"] and words[4] in (POSITION, LIMIT))
    return words[3] if stands else ""


def _basis(scenario: Scenario, lever: Lever) -> Iterator[str]:
    held = _held(scenario, lever)
    if held is not None and held.note:
        yield held.note
    elif held is None and lever.basis not in ("", *scenario.case.bibliography):
        yield lever.basis
    if lever.indicator:
        yield f"watch for: {lever.indicator}"
    if lever.kind == ASSUMPTION and len(lever.range.paths) > 1:
        yield f"moves {', '.join(brief_path(path) for path in lever.range.paths)}"


def _sources(scenario: Scenario, lever: Lever) -> Iterator[Link]:
    held = _held(scenario, lever)
    for key in dict.fromkeys((lever.basis, *lever.source) if held is None else held.source):
        if key in scenario.case.bibliography:
            source = scenario.case.bibliography[key]
            yield Link(key, source.title, source.url)


def _held(scenario: Scenario, lever: Lever) -> Actor | Stance | None:
    """What a number of an actor belongs to; None for an assumption, and for what belongs to nobody."""
    if lever.kind == ASSUMPTION or not lever.actor:
        return None
    words = lever.range.paths[0].split(".")
    actor = scenario.case.actors[lever.actor]
    return actor.stances[words[3]] if words[2] == "stances" else actor


# A setting


WITHOUT: Final = "~without"
"""In an address: a timeline entry that is left out."""


@frozen
class Setting:
    """Numbers as somebody has put them: all that differs from the file."""

    scenario: Scenario = field(eq=False, repr=False)
    """The scenario with the changes."""
    values: tuple[tuple[str, str], ...]
    """What an address holds: the key of a number, or a path, and its value; `without` and an entry."""
    words: tuple[str, ...]
    """Each change in words."""

    @property
    def sets(self) -> Sets:
        """The overrides, beside those that the scenario came with."""
        return self.scenario.changes

    @property
    def options(self) -> tuple[str, ...]:
        """The same as options of a command."""
        found = [word for path, value in self.sets for word in ("--set", f"{brief_path(path)}={value}")]
        return (*found, *(word for entry in self.scenario.without for word in ("--without", entry)))

    def value(self, knob: Knob) -> float:
        """Where a number is."""
        word = dict(self.values).get(knob.key)
        return knob.coded if word is None else float(word)


def setting(scenario: Scenario, moved: Sequence[Knob], given: Sequence[tuple[str, str]]) -> Setting:
    """The setting that an address names. Raises ScenarioError on a path or value that does not fit."""
    by_key = {knob.key: knob for knob in moved}
    labels = Labels(scenario.case, scenario.clock)
    typed = dict(given)
    values: list[tuple[str, str]] = []
    sets: list[tuple[str, str]] = []
    words: list[str] = []
    without: list[str] = []
    for knob in moved:
        if knob.key in typed:
            value = knob.value_of(typed[knob.key])
            if made := knob.sets(value):
                values.append((knob.key, written(value)))
                words.append(_change_words(labels, knob, value))
                sets += made
    for key, word in given:
        if key == WITHOUT:
            without.append(word)
            words.append(f"without {word}")
            values.append((key, word))
        elif key not in by_key:
            sets.append((key, word))
            words.append(f"{key} {word}")
            values.append((key, word))
    return Setting(scenario.vary(sets, tuple(without)), tuple(values), tuple(words))


def _change_words(labels: Labels, knob: Knob, value: float) -> str:
    """China's limit on legal force at 50 (as coded 25)."""
    return f"{_name(labels, knob.lever)} at {value_words(value)} (as coded {knob.coded_words})"
