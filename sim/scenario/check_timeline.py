"""Checks on the timeline: order and bounds of time, ids, who does what to whom, in answer to what."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.scenario import provocations
from sim.scenario.check_actors import codes, member_codes, refer, unique_ids
from sim.scenario.marks import Report, Steps
from sim.scenario.problems import listed
from sim.scenario.shapes import WITHOUT
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import MOVES, PROVOCATION
from sim.vocabulary.codes import PLOVER_SCORES

Plain = dict[str, Any]

ACTS_OF_THE_COUNCIL: Final = ("consultations", "statement", "vote", "adopt", PROVOCATION)
"""Kinds of entry that the Council itself may do; a provocation of its own is a date: a mandate that ends, a report."""

NEVER: Final = "9"
"""Sorts after every time."""

WITH_SEVERITY: Final = (PROVOCATION, "concession")
"""Kinds of entry that move the pressure."""

ABOUT_DEEDS: Final = ("what", "means", "place", "result")
"""Keys that a provocation alone has."""

WITH_TEXT: Final = ("draft", "amend")
"""Kinds of entry that hold a text."""

BETWEEN_ACTORS: Final = ("call", "visit")
"""Kinds of entry that need somebody they are addressed to."""


@frozen
class Scene:
    """What an entry is checked against. first and last: the times between which it may stand.

    scripted_until: planned acts may not stand later; empty if they may. at_of: the times of all entries by
    id. gone: ids that may be named though no entry has them. severe: kinds of provocation of which the file says
    how severe they are. drafts: ids of the entries that put a draft before the Council.
    """

    codes: Sequence[str]
    first: str
    last: str
    scripted_until: str
    at_of: Mapping[str, str]
    gone: frozenset[str]
    severe: frozenset[str]
    members: Sequence[str]
    drafts: frozenset[str]
    first_is: str = "the run begins"
    """What the first of the times is."""


def span(plain: Plain, report: Report) -> None:
    """The model takes over between start and horizon."""
    start, horizon, emergent = plain.get("start", ""), _horizon(plain), plain.get("emergent_from", "")
    if emergent and not start <= emergent <= horizon:
        report.add(("emergent_from",), f"{emergent} is outside the run", emergent, _between(start, horizon))


def _horizon(plain: Plain) -> str:
    """When the run ends; a time after all others where the file does not say, or says one that is reported elsewhere.

    So a horizon that lies before the start is one problem, and not one more for each entry.
    """
    horizon = str(plain.get("horizon", NEVER))
    return horizon if horizon > plain.get("start", "") else NEVER


def _between(first: str, last: str) -> str:
    return f"from {first} on" if last == NEVER else f"{first} to {last}"


def ids(plain: Plain, report: Report) -> None:
    """No two entries have the same id."""
    unique_ids(plain.get("timeline", []), ("timeline",), report)


def entries(plain: Plain, report: Report) -> None:
    """Every entry fits its kind, time, actors and what it answers; they stand in the order of time."""
    timeline = [entry or {} for entry in plain.get("timeline", [])]
    scene = Scene(
        codes(plain),
        plain.get("start", ""),
        _horizon(plain),
        plain.get("emergent_from", NEVER),
        {entry["id"]: entry.get("at", "") for entry in reversed(timeline) if "id" in entry},
        frozenset(name for name in plain.get(WITHOUT, []) if name),
        frozenset(what for what, of in plain.get("provocations", {}).items() if (of or {}).get("severity") is not None),
        member_codes(plain),
        frozenset(entry["id"] for entry in timeline if entry.get("kind") == "draft" and "id" in entry),
    )
    before = ""
    for number, entry in enumerate(timeline):
        check_entry(entry, ("timeline", number), scene, report)
        at = entry.get("at", before)
        if at < before:
            report.add(
                ("timeline", number, "at"),
                f"{at} is earlier than the entry before",
                at,
                "entries in the order of time",
            )
        before = at
    answers_in_circles(timeline, ("timeline",), report)


def answers_in_circles(items: Sequence[Plain | None], steps: Steps, report: Report) -> None:
    """Report entries that answer each other: none of them could come first, and all would be withheld.

    Whatever answers a later entry, or itself, is reported where it stands, so circles are looked for within a minute.
    """
    entries = {entry["id"]: (number, entry) for number, entry in enumerate(items) if entry and "id" in entry}
    answered = {
        name: [
            other
            for other in entry.get("in_answer_to", [])
            if other != name and other in entries and entries[other][1].get("at") == entry.get("at")
        ]
        for name, (_, entry) in entries.items()
    }
    for circle in circles(answered):
        number = entries[circle[0]][0]
        words = listed([f"'{name}'" for name in circle])
        message = f"{words} answer each other in a circle, so none of them can come first"
        allowed = "answers to earlier entries; take one of these ids out"
        report.add((*steps, number, "in_answer_to"), message, circle[-1], allowed)


def circles(answered: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Entries that answer each other in a circle, each circle once, from its first entry on.

    answered: for each entry, in order, those that it answers.
    """
    found: list[tuple[str, ...]] = []
    settled: set[str] = set()
    for start in answered:
        way: dict[str, int] = {}
        ahead = [[start]] if start not in settled else []
        while ahead:
            if not ahead[-1]:
                ahead.pop()
                if way:
                    settled.add(way.popitem()[0])
                continue
            name = ahead[-1].pop(0)
            if name in way:
                found.append(tuple(way)[way[name] :])
            elif name in answered and name not in settled:
                way[name] = len(way)
                ahead.append(list(answered[name]))
    return found


def check_entry(entry: Plain, steps: Steps, scene: Scene, report: Report) -> None:
    """Report everything wrong with one entry."""
    _check_time(entry, steps, scene, report)
    _check_parties(entry, steps, scene, report)
    _check_answers(entry, steps, scene, report)
    _check_kind(entry, steps, scene, report)


def _check_time(entry: Plain, steps: Steps, scene: Scene, report: Report) -> None:
    at = entry.get("at")
    if at is None:
        return
    place = (*steps, "at")
    if at < scene.first:
        report.add(place, f"{at} is before {scene.first_is}", at, _between(scene.first, scene.last))
    elif at > scene.last:
        report.add(place, f"{at} is after the run ends", at, _between(scene.first, scene.last))
    elif scene.scripted_until and at > scene.scripted_until and entry.get("kind", PROVOCATION) != PROVOCATION:
        message = f"{at} is after emergent_from, where the model decides what is done"
        report.add(place, message, at, f"{scene.first} to {scene.scripted_until}; later only provocations")


def _check_parties(entry: Plain, steps: Steps, scene: Scene, report: Report) -> None:
    actor = entry.get("actor")
    if actor == COUNCIL:
        if entry.get("kind", ACTS_OF_THE_COUNCIL[0]) not in ACTS_OF_THE_COUNCIL:
            message = f"{COUNCIL} cannot do this"
            report.add(
                (*steps, "actor"),
                message,
                actor,
                f"an actor's code; {COUNCIL} for {', '.join(ACTS_OF_THE_COUNCIL)}",
            )
    elif actor is not None:
        refer(actor, list(scene.codes), (*steps, "actor"), report)
    for number, other in enumerate(entry.get("to", [])):
        place = (*steps, "to", number)
        if other is not None and other == actor:
            report.add(place, f"{other} addresses itself", other, "others")
        elif other is not None and other != COUNCIL:
            refer(other, [*scene.codes, COUNCIL], place, report)


def _check_answers(entry: Plain, steps: Steps, scene: Scene, report: Report) -> None:
    for number, name in enumerate(entry.get("in_answer_to", [])):
        place = (*steps, "in_answer_to", number)
        if name is None or name in scene.gone:
            continue
        if name not in scene.at_of:
            report.add(place, f"no entry has the id '{name}'", name, "the id of an earlier entry", list(scene.at_of))
        elif name == entry.get("id"):
            report.add(place, "an entry cannot answer itself", name, "the id of an earlier entry")
        elif scene.at_of[name] > entry.get("at", "9"):
            report.add(place, f"'{name}' happens later, at {scene.at_of[name]}", name, "the id of an earlier entry")


def _check_kind(entry: Plain, steps: Steps, scene: Scene, report: Report) -> None:
    kind = entry.get("kind")
    if kind is None:
        return
    here = {key for key in (*ABOUT_DEEDS, "text", "severity", "to") if (*steps, key) in report.marks.values}
    _check_what(entry, kind, steps, here, scene, report)
    _check_move(entry, kind, steps, scene, report)
    if kind in WITH_TEXT and "text" not in here:
        report.add(steps, f"{_a(kind)} without text", kind, "text: one rung of every issue", at_key=True)
    if kind not in WITH_TEXT and "text" in here:
        report.add((*steps, "text"), f"{_a(kind)} has no text", kind, "text in a draft or amend only", at_key=True)
    if kind not in WITH_SEVERITY and "severity" in here:
        report.add(
            (*steps, "severity"),
            f"a {kind} has no severity",
            kind,
            "severity in a provocation or concession",
            at_key=True,
        )
    if kind in BETWEEN_ACTORS and not entry.get("to") and ("to" not in here or entry.get("to") == []):
        report.add(steps, f"a {kind} to nobody", kind, "to: one actor or more", at_key=True)


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "amend" else f"a {kind}"


def _check_move(entry: Plain, kind: str, steps: Steps, scene: Scene, report: Report) -> None:
    """A move is made by who can make it, on a draft that the timeline holds."""
    actor, draft = entry.get("actor"), entry.get("draft")
    if kind in ("vote", "adopt") and actor not in (None, COUNCIL):
        report.add((*steps, "actor"), f"{actor} alone cannot {kind}", actor, COUNCIL)
    elif kind in MOVES and not MOVES[kind][0] and actor in scene.codes and actor not in scene.members:
        report.add((*steps, "actor"), f"{actor} has no seat in the Council", actor, choices=list(scene.members))
    if draft is None:
        return
    place = (*steps, "draft")
    if kind not in MOVES:
        report.add(place, f"{kind} is not about a draft", kind, f"draft in {listed([*MOVES])} only", at_key=True)
    elif draft not in scene.drafts and draft not in scene.gone:
        report.add(place, f"no entry of kind draft has the id '{draft}'", draft, choices=sorted(scene.drafts))
    elif scene.at_of.get(draft, "") > entry.get("at", "9"):
        report.add(place, f"'{draft}' happens later, at {scene.at_of[draft]}", draft, "the id of an earlier draft")


def _check_what(entry: Plain, kind: str, steps: Steps, here: set[str], scene: Scene, report: Report) -> None:
    """A provocation says what it is, and how severe where nothing else does; no other kind does."""
    if kind != PROVOCATION:
        for key in sorted(here.intersection(ABOUT_DEEDS)):
            report.add((*steps, key), f"a {kind} has no {key}", kind, f"{key} in a provocation only", at_key=True)
        return
    what = entry.get("what")
    if what is None:
        if "what" not in here:
            allowed = f"what: {', '.join(provocations.table())}, or another name"
            report.add(steps, "a provocation that does not say what it is", kind, allowed, at_key=True)
    elif "severity" not in here and what not in scene.severe and not provocations.has_severity(what):
        known = list(provocations.table())
        allowed = f"severity: 0 to 100, here or under provocations.{what}; or one of {listed(known)}"
        report.add((*steps, "what"), f"nothing says how severe '{what}' is", what, allowed, known)


def kinds(plain: Plain, report: Report) -> None:
    """The codes that the file gives its kinds of provocation go together."""
    for what, stated in plain.get("provocations", {}).items():
        event, mode = (stated or {}).get("plover"), (stated or {}).get("plover_mode", "")
        if event is not None and mode is not None and (event, mode) not in PLOVER_SCORES:
            modes = listed([each for name, each in PLOVER_SCORES if name == event and each])
            place: Steps = ("provocations", what, "plover_mode")
            report.add(place, f"PLOVER has no {event} of mode '{mode}'", mode, modes or "no mode")


def deadlines(plain: Plain, report: Report) -> None:
    """Each deadline lies after the start, was known before it passed, and has a name of its own."""
    names: dict[str, int] = {}
    for number, each in enumerate(plain.get("deadlines", [])):
        each = each or {}
        at, known, name = each.get("at", NEVER), each.get("known_from", ""), each.get("name")
        place: Steps = ("deadlines", number)
        if at <= plain.get("start", ""):
            report.add((*place, "at"), f"{at} is not after the run begins", at, f"times after {plain['start']}")
        elif known > at:
            report.add((*place, "known_from"), f"{known} is after the deadline, {at}", known, "a day before it")
        if name is not None and name in names:
            message = f"deadline {names[name] + 1} in the list has this name as well"
            report.add((*place, "name"), message, name, "a name of its own for each")
        names.setdefault(name or "", number)


def clock(plain: Plain, report: Report) -> None:
    """The days of a run are counted from an entry of the timeline."""
    names = [entry["id"] for entry in plain.get("timeline", []) if entry and "id" in entry]
    start = plain.get("clock_from")
    if start is not None and start not in names and start not in plain.get(WITHOUT, []):
        report.add(("clock_from",), f"no entry has the id '{start}'", start, "the id of a timeline entry", names)
