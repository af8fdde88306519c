"""What a path names: `actors.CHN.stances.legal_force.position`, `CHN.legal_force`, `timeline.draft-1.at`, a
parameter.

A path leads to a place: the steps from the case to the value, and what may stand there. Only places listed
here can be set.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from sim.scenario.parameters import Parameter
from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed, shortened
from sim.scenario.shapes import PEN, PRECEDENT, RANGES, Choice, Flag, Moment, Name, Number, Quantity
from sim.vocabulary.actors import Actor, Limit, Seat, Stance
from sim.vocabulary.case import Case, Entry, Motive, Stand

Step = str | int
"""A field, a key of a mapping, or the number of an item."""


@frozen
class Bound:
    """A limit as one number.

    side: at_most or at_least; empty for whichever side the limit has, at_most if it has none.
    """

    side: str = ""
    allowed: str = "a whole number from 0 to 100, or none"


Leaf = Number | Quantity | Moment | Name | Choice | Flag | Bound
"""What may stand at a place."""


@frozen
class Place:
    """Where a path leads. path: spelled out in full. clearable: `none` is a value too."""

    path: str
    steps: tuple[Step, ...]
    leaf: Leaf
    clearable: bool = False


@frozen
class _Search:
    """A path being followed.

    word: where in the words of the path it stands. before: what stands in full so far.
    """

    case: Case
    table: Mapping[str, Parameter]
    label: str
    path: str
    words: tuple[str, ...] = field()

    @words.default
    def _words(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    def unknown(self, number: int, what: str, choices: Iterable[str]) -> ScenarioError:
        """The error for a word that names nothing; the suggestion is the whole path, mended."""
        options = [str(choice) for choice in choices]
        word = self.words[number] if number < len(self.words) else ""
        near = did_you_mean(word, options) if word else ""
        mended = ".".join((*self.words[:number], near, *self.words[number + 1 :])) if near else ""
        message = what if word else "the path ends too soon"
        return self.error(message, listed(options), mended)

    def error(self, message: str, allowed: str = "", suggestion: str = "") -> ScenarioError:
        """An error about this path."""
        path = shortened(self.path)
        return ScenarioError([Problem(self.label, None, None, path, path, message, allowed, suggestion)])

    def ended_at(self, number: int) -> None:
        """Raise ScenarioError if the path goes on after this word."""
        if len(self.words) > number + 1:
            mended = ".".join(self.words[: number + 1])
            raise self.error(f"'{shortened(self.words[number + 1])}' names nothing here", "no further word", mended)

    def word(self, number: int) -> str:
        """A word of the path; empty past its end."""
        return self.words[number] if number < len(self.words) else ""


def place_of(case: Case, path: str, table: Mapping[str, Parameter], label: str = "") -> Place:
    """The place a path names, in either form. label: what the error calls its file.

    Raises ScenarioError, with the nearest path that exists, if it names nothing or something that cannot be
    set.
    """
    search = _Search(case, table, label or path, path)
    head = search.words[0]
    if head in _HEADS:
        return _HEADS[head](search)
    if head in case.actors:
        return _short(search)
    if path in table:
        return _parameter(search, path)
    message, choices = f"'{shortened(head)}' names nothing", [*_HEADS, *case.actors, *table]
    near = did_you_mean(path, table)
    raise search.error(message, listed(choices), near) if near else search.unknown(0, message, choices)


def brief_path(full: str) -> str:
    """A path spelled out in full as briefly as it can be typed: CHN.legal_force, CHN.legal_force.limit, vote_noise."""
    words = full.split(".")
    if words[0] == "parameters" and len(words) > 1:
        return ".".join(words[1:])
    if words[0] != "actors" or len(words) < 3:
        return full
    kept = [words[1], *(words[3:] if words[2] == "stances" else words[2:])]
    return ".".join(kept[:-1] if words[2] == "stances" and words[-1] == "position" else kept)


def _actors(search: _Search) -> Place:
    code = search.word(1)
    if code not in search.case.actors:
        raise search.unknown(1, f"no actor has the code '{shortened(code)}'", search.case.actors)
    field_name = search.word(2)
    if field_name == "stances":
        return _stance(search, code, 3)
    return _of_actor(search, code, 2, [*_ACTOR_FIELDS, "stances", "measures"])


def _short(search: _Search) -> Place:
    code, word = search.words[0], search.word(1)
    stances = search.case.actors[code].stances
    if word in stances:
        return _stance(search, code, 1)
    return _of_actor(search, code, 1, [*stances, *_ACTOR_FIELDS, "measures"])


def _of_actor(search: _Search, code: str, at: int, choices: Sequence[str]) -> Place:
    word = search.word(at)
    if word == "affinity":
        if search.case.actors[code].seat is not Seat.PERMANENT:
            message = (
                "rules read it of permanent members only, and a template filled in positions by it; change the file"
            )
            raise search.error(message, "positions and limits")
        search.ended_at(at)
        return Place(f"actors.{code}.affinity", ("actors", code, "affinity"), Number(0, 100))
    if word in _ACTOR_FIELDS:
        search.ended_at(at)
        return Place(f"actors.{code}.{word}", ("actors", code, word), RANGES[Actor, word])
    if word == "measures":
        return _measure(search, code, at + 1)
    raise search.unknown(at, f"'{shortened(word)}' names nothing that can be set", choices)


def _measure(search: _Search, code: str, at: int) -> Place:
    measures = search.case.actors[code].measures
    number = _number_of(search, at, [measure.id for measure in measures], "measure")
    name = measures[number].id
    _last(search, at + 1, ["at_pressure"])
    steps = ("actors", code, "measures", number, "at_pressure")
    return Place(f"actors.{code}.measures.{name}.at_pressure", steps, Number(0, 100))


def _stance(search: _Search, code: str, at: int) -> Place:
    stances = search.case.actors[code].stances
    issue = search.word(at)
    if issue not in stances:
        raise search.unknown(at, f"no issue has the key '{shortened(issue)}'", stances)
    full = f"actors.{code}.stances.{issue}"
    steps = ("actors", code, "stances", issue)
    word = search.word(at + 1)
    if not word and at == 1:
        word = "position"
    if word in _STANCE_FIELDS:
        search.ended_at(at + 1)
        return Place(f"{full}.{word}", (*steps, word), RANGES[Stance, word])
    if word != "limit":
        raise search.unknown(at + 1, f"'{shortened(word)}' names nothing that can be set", [*_STANCE_FIELDS, "limit"])
    side = search.word(at + 2)
    if side not in ("", *_SIDES):
        raise search.unknown(at + 2, f"'{shortened(side)}' names nothing", _SIDES)
    search.ended_at(at + 2)
    return Place(f"{full}.limit" + (f".{side}" if side else ""), (*steps, "limit"), Bound(side), clearable=True)


def _ties(search: _Search) -> Place:
    pairs = ["-".join(tie.between) for tie in search.case.ties]
    word = search.word(1)
    turned = "-".join(reversed(word.split("-")))
    if turned in pairs:
        word = turned
    if word not in pairs:
        raise search.unknown(1, f"'{shortened(word)}' is no tie of the scenario", pairs)
    _last(search, 2, ["strength"])
    return Place(f"ties.{word}.strength", ("ties", pairs.index(word), "strength"), Number(0, 100))


def _timeline(search: _Search) -> Place:
    case = search.case
    number = _number_of(search, 1, [entry.id for entry in case.timeline], "entry")
    entry = case.timeline[number]
    full, steps = f"timeline.{entry.id}", ("timeline", number)
    word = search.word(2)
    if word == "text" and entry.text is not None:
        issue = search.word(3)
        if issue not in entry.text:
            raise search.unknown(3, f"no issue has the key '{shortened(issue)}'", entry.text)
        search.ended_at(3)
        return Place(f"{full}.text.{issue}", (*steps, "text", issue), Number(0, 100))
    choices = ["at", *_ENTRY_FIELDS] + (["text"] if entry.text is not None else [])
    _last(search, 2, choices)
    if word == "at":
        return Place(f"{full}.at", (*steps, "at"), Moment())
    return Place(f"{full}.{word}", (*steps, word), RANGES[Entry, word], clearable=True)


def _issues(search: _Search) -> Place:
    number = _number_of(search, 1, [issue.key for issue in search.case.issues], "issue")
    _last(search, 2, ["law_in_force"])
    key = search.case.issues[number].key
    return Place(f"issues.{key}.law_in_force", ("issues", number, "law_in_force"), Number(0, 100))


def _climate(search: _Search) -> Place:
    _last(search, 1, ["vetoes"])
    return Place("climate.vetoes", ("climate", "vetoes"), Number(0, 1_000))


def _parameters(search: _Search) -> Place:
    return _parameter(search, ".".join(search.words[1:]))


def _parameter(search: _Search, name: str) -> Place:
    if name not in search.table:
        near = did_you_mean(name, search.table)
        message = f"no parameter has the name '{shortened(name)}'"
        raise search.error(message, listed(list(search.table)), f"parameters.{near}" if near else "")
    return Place(f"parameters.{name}", ("parameters", name), Quantity())


def _penholder(search: _Search) -> Place:
    search.ended_at(0)
    return Place("penholder", ("penholder",), PEN)


def _precedent(search: _Search) -> Place:
    search.ended_at(0)
    return Place("precedent", ("precedent",), PRECEDENT)


def _closed(search: _Search) -> Place:
    search.ended_at(0)
    return Place("closed", ("closed",), Flag(), clearable=True)


def _motive(search: _Search) -> Place:
    search.ended_at(0)
    return Place("motive", ("motive",), Choice(tuple(Motive)), clearable=True)


def _region(search: _Search) -> Place:
    search.ended_at(0)
    return Place("region", ("region",), Choice(tuple(Stand)), clearable=True)


def _horizon(search: _Search) -> Place:
    search.ended_at(0)
    return Place("horizon", ("horizon",), Moment())


def _last(search: _Search, at: int, choices: Sequence[str]) -> None:
    word = search.word(at)
    if word not in choices:
        raise search.unknown(at, f"'{shortened(word)}' names nothing that can be set", choices)
    search.ended_at(at)


def _number_of(search: _Search, at: int, names: list[str], what: str) -> int:
    word = search.word(at)
    if word not in names:
        raise search.unknown(at, f"no {what} is called '{shortened(word)}'", names)
    return names.index(word)


_HEADS: Final[Mapping[str, Callable[[_Search], Place]]] = {
    "actors": _actors,
    "ties": _ties,
    "timeline": _timeline,
    "issues": _issues,
    "climate": _climate,
    "parameters": _parameters,
    "penholder": _penholder,
    "closed": _closed,
    "precedent": _precedent,
    "motive": _motive,
    "region": _region,
    "horizon": _horizon,
}
_ACTOR_FIELDS: Final = tuple(name for cls, name in RANGES if cls is Actor and name != "affinity")
_STANCE_FIELDS: Final = tuple(name for cls, name in RANGES if cls is Stance)
_ENTRY_FIELDS: Final = tuple(name for cls, name in RANGES if cls is Entry)
_SIDES: Final = tuple(name for cls, name in RANGES if cls is Limit)
