"""Checks on actors: stances, limits, seats, time zones, ties, and who presides, drafts and provokes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from sim.scenario.marks import Report, Steps
from sim.scenario.problems import listed
from sim.scenario.shapes import CODE, matches
from sim.vocabulary.actors import ActorKind, Seat
from sim.vocabulary.case import NOBODY
from sim.vocabulary.zones import zone_names

Plain = dict[str, Any]

COUNCIL_SEATS: Final = {Seat.PERMANENT: 5, Seat.ELECTED: 10}


def each_actor(plain: Plain) -> Iterator[tuple[Steps, Plain]]:
    """The actors with their places in the file."""
    for actor in plain.get("actors", []):
        yield ("actors", actor["code"]), actor


def codes(plain: Plain) -> list[str]:
    """The codes of all actors."""
    return [actor["code"] for actor in plain.get("actors", [])]


def issue_keys(plain: Plain) -> list[str]:
    """The keys of all issues."""
    return [issue["key"] for issue in plain.get("issues", [])]


def kinds(plain: Plain, report: Report) -> None:
    """A state has a code of three letters; only a state has a seat, and it joins before it leaves."""
    for steps, actor in each_actor(plain):
        code, seat = actor["code"], actor.get("seat")
        kind = actor.get("kind", ActorKind.STATE)
        if kind == ActorKind.STATE and not (len(code) == 3 and code.isalpha()) and matches(CODE, code):
            others = listed([str(each) for each in ActorKind if each is not ActorKind.STATE])
            message = f"{code} is no code of a state"
            report.add(steps, message, code, f"three letters, or `kind:` {others}", at_key=True)
        if kind != ActorKind.STATE and seat not in (None, Seat.NONE):
            report.add((*steps, "seat"), f"a {kind} has no seat in the Council", seat, "seat: none, or kind: state")
        for key in ("joins", "leaves"):
            if key in actor and seat == Seat.NONE:
                report.add((*steps, key), "has no seat to begin or end", actor[key], "permanent or elected members")
        joins, leaves = actor.get("joins", ""), actor.get("leaves", "9")
        if joins >= leaves:
            report.add((*steps, "leaves"), f"leaves at {leaves}, before it joins", leaves, f"later than {joins}")


def stances(plain: Plain, report: Report) -> None:
    """Every actor has a stance on every issue and on nothing else, and weighs at least one issue."""
    keys = issue_keys(plain)
    for steps, actor in each_actor(plain):
        if "stances" not in actor or not keys:
            continue
        place = (*steps, "stances")
        held = actor["stances"]
        for key in held:
            if key not in keys:
                report.add((*place, key), "no issue has this key", key, choices=keys, at_key=True)
        for key in keys:
            if not _stands_in_file(report, (*place, key)):
                report.add(place, f"no stance on '{key}'", key, "a stance on every issue", at_key=True)
        weights = [held.get(key, {}).get("salience", 50) for key in keys]
        if not any(weights) and report.clean("issues"):
            report.add(place, "every salience is 0", "0", "at least one above 0", at_key=True)


def limits(plain: Plain, report: Report) -> None:
    """A limit says either at_most or at_least."""
    for steps, actor in each_actor(plain):
        for key, stance in actor.get("stances", {}).items():
            limit = stance.get("limit")
            place = (*steps, "stances", key, "limit")
            if limit is None:
                continue
            stated = [side for side in ("at_most", "at_least") if _stands_in_file(report, (*place, side))]
            if len(stated) != 1:
                report.add(place, f"{len(stated)} of at_most and at_least are here", "", "exactly one", at_key=True)


def council(plain: Plain, report: Report) -> None:
    """The Council has five permanent and ten elected members."""
    seats = [actor.get("seat") for actor in plain.get("actors", [])]
    if not seats or None in seats:
        return
    count = Counter(seats)
    if any(count[seat] != number for seat, number in COUNCIL_SEATS.items()):
        members = f"{count[Seat.PERMANENT]} permanent and {count[Seat.ELECTED]} elected members"
        report.add(("actors",), f"{members} make no Council", "", "5 permanent and 10 elected", at_key=True)


def measures(plain: Plain, report: Report) -> None:
    """No actor has two measures of the same id."""
    for steps, actor in each_actor(plain):
        unique_ids(actor.get("measures", []), (*steps, "measures"), report)


def timezones(plain: Plain, report: Report) -> None:
    """Every actor's clock runs in a zone that the IANA database knows."""
    for steps, actor in each_actor(plain):
        zone = actor.get("timezone")
        if zone is not None and zone not in zone_names():
            message = f"'{zone}' is no IANA time zone"
            report.add(
                (*steps, "timezone"),
                message,
                zone,
                "a zone such as Asia/Shanghai",
                sorted(zone_names()),
            )


def ties(plain: Plain, report: Report) -> None:
    """A tie joins two different actors, and no pair is tied twice."""
    known = codes(plain)
    seen: dict[frozenset[str], int] = {}
    for number, tie in enumerate(plain.get("ties", [])):
        pair = (tie or {}).get("between", [])
        place: Steps = ("ties", number, "between")
        if None in pair or not pair:
            continue
        for side, code in enumerate(pair):
            refer(code, known, (*place, side), report)
        if pair[0] == pair[1]:
            report.add(place, f"{pair[0]} is tied to itself", pair[0], "two different actors")
        elif frozenset(pair) in seen:
            report.add(
                place,
                f"{' and '.join(pair)} are tied twice, first as item {seen[frozenset(pair)]}",
                "",
                "one tie a pair",
            )
        seen.setdefault(frozenset(pair), number + 1)


def roles(plain: Plain, report: Report) -> None:
    """The provoker is an actor; penholder and presidents are members of the Council, in order of time."""
    known, members = codes(plain), member_codes(plain)
    if "provoker" in plain:
        refer(plain["provoker"], known, ("provoker",), report)
    pen = plain.get("penholder")
    if pen is not None and pen != NOBODY:
        _refer_to_member(pen, known, members, ("penholder",), report)
    before = ""
    for number, term in enumerate(plain.get("presidency", [])):
        term = term or {}
        if "actor" in term:
            _refer_to_member(term["actor"], known, members, ("presidency", number, "actor"), report)
        since = term.get("since", before)
        if since < before:
            report.add(
                ("presidency", number, "since"),
                "is earlier than the term before",
                since,
                "terms in the order of time",
            )
        before = since


def member_codes(plain: Plain) -> list[str]:
    """The codes of actors that have a seat, or whose seat could not be read."""
    return [actor["code"] for actor in plain.get("actors", []) if actor.get("seat") != Seat.NONE]


def refer(code: str, known: list[str], steps: Steps, report: Report) -> None:
    """Report a code that no actor has."""
    if code not in known:
        report.add(steps, f"no actor has the code {code}", code, choices=known)


def _refer_to_member(code: str, known: list[str], members: list[str], steps: Steps, report: Report) -> None:
    if code in known and code not in members:
        report.add(steps, f"{code} has no seat in the Council", code, choices=members)
    else:
        refer(code, known, steps, report)


def unique_ids(items: list[Any], steps: Steps, report: Report) -> None:
    """Report the second of two items that have the same id."""
    seen: dict[str, int] = {}
    for number, item in enumerate(items):
        name = (item or {}).get("id")
        if name in seen:
            first = report.marks.value((*steps, seen[name], "id"))
            where = f", first at line {first[0]}" if first else ""
            report.add((*steps, number, "id"), f"'{name}' appears twice{where}", name, "each id once")
        elif name is not None:
            seen[name] = number


def _stands_in_file(report: Report, steps: Steps) -> bool:
    return steps in report.marks.values
