"""Checks on actors: stances, limits, seats, time zones, ties, and who presides, drafts and provokes."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.scenario.marks import Report, Steps
from sim.scenario.problems import listed
from sim.scenario.shapes import CODE, matches
from sim.vocabulary.actors import ActorKind, Seat
from sim.vocabulary.case import NOBODY, Body
from sim.vocabulary.charter import body_on
from sim.vocabulary.zones import zone_names

Plain = dict[str, Any]


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
    """Every seat of the body is taken at the start, and after every change; those that take part can adopt a text."""
    actors = plain.get("actors", [])
    if not actors or any(actor.get("seat") is None for actor in actors) or "start" not in plain:
        return
    body = body_of(plain)
    permanent, seats = body.permanent or 0, body.seats or 0
    if permanent > seats:
        report.add(("body", "permanent"), f"{permanent} of {seats} seats are permanent", permanent, f"up to {seats}")
        return
    changes = {actor[key] for actor in actors for key in ("joins", "leaves") if key in actor}
    for at in (plain["start"], *sorted(at for at in changes if plain["start"] < at <= plain.get("horizon", "9"))):
        count = Counter(actor["seat"] for actor in actors if seated(actor, at))
        if (count[Seat.PERMANENT], count[Seat.ELECTED]) != (permanent, seats - permanent):
            when = "" if at == plain["start"] else f" on {at}"
            members = f"{count[Seat.PERMANENT]} permanent and {count[Seat.ELECTED]} elected members"
            allowed = f"{permanent} permanent and {seats - permanent} elected"
            report.add(("actors",), f"{members} make no Council{when}", "", allowed, at_key=True)
            return
    _taking_part(plain, body, report)


def _taking_part(plain: Plain, body: Body, report: Report) -> None:
    members, absent = seated_codes(plain), plain.get("absent", [])
    for number, code in enumerate(absent):
        if code is not None:
            _refer_to_member(code, codes(plain), members, ("absent", number), report)
    here = (body.seats or 0) - len(set(absent))
    if (body.quota or 0) > here:
        place: Steps = ("body", "quota") if "quota" in plain.get("body", {}) else ("absent",)
        message = f"a resolution needs {body.quota} yes votes, and {here} members take part"
        report.add(place, message, body.quota, f"a quota of {here} at most", at_key=True)


def body_of(plain: Plain) -> Body:
    """The body of a case in its plain form, with all its numbers."""
    return body_on(date.fromisoformat(plain["start"][:10]), plain.get("body", {}))


def seated(actor: Plain, at: str) -> bool:
    """Whether an actor has a seat at a moment."""
    return actor.get("seat") != Seat.NONE and actor.get("joins", "") <= at < actor.get("leaves", "9")


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
    """Provokers are actors, each named once; who drafts is none of them; sponsors and presidents are members."""
    known, members = codes(plain), member_codes(plain)
    several = isinstance(plain.get("provoker"), list)
    named = provoker_codes(plain)
    for number, code in enumerate(named):
        steps: Steps = ("provoker", number) if several else ("provoker",)
        if code in named[:number]:
            report.add(steps, f"{code} is named twice", code, "each provoker once")
        elif code is not None:
            refer(code, known, steps, report)
    pen = plain.get("penholder")
    if pen is not None and pen != NOBODY:
        refer(pen, known, ("penholder",), report)
        _no_provoker(pen, plain, ("penholder",), report)
    for number, code in enumerate(plain.get("sponsors", [])):
        place: Steps = ("sponsors", number)
        if code is None:
            continue
        _refer_to_member(code, known, members, place, report)
        _no_provoker(code, plain, place, report)
        if code in plain["sponsors"][:number]:
            report.add(place, f"{code} is named twice", code, "each sponsor once")
        if pen == NOBODY:
            report.add(place, "a sponsor where nobody holds the pen", code, f"no sponsors, or no penholder: {pen}")
    before = ""
    for number, term in enumerate(plain.get("presidency", [])):
        term = term or {}
        if "actor" in term:
            _refer_to_member(term["actor"], known, members, ("presidency", number, "actor"), report)
        since = term.get("since", before)
        for actor in plain.get("actors", []):
            if actor["code"] == term.get("actor") in members and not seated(actor, since):
                message = f"{actor['code']} has no seat on {since}"
                report.add(("presidency", number, "actor"), message, actor["code"], "a member of that day")
        if since < before:
            report.add(
                ("presidency", number, "since"),
                "is earlier than the term before",
                since,
                "terms in the order of time",
            )
        before = since


def _no_provoker(code: str, plain: Plain, steps: Steps, report: Report) -> None:
    if code in provoker_codes(plain):
        report.add(steps, f"{code} is the provoker: it does not sponsor the answer", code, "another actor")


def provoker_codes(plain: Plain) -> list[str]:
    """The codes of the provokers; none where nobody provokes."""
    stated = plain.get("provoker", NOBODY)
    if isinstance(stated, list):
        return stated
    return [] if stated == NOBODY else [stated]


def seated_codes(plain: Plain) -> list[str]:
    """The codes of actors that ever have a seat, or whose seat could not be read."""
    return [actor["code"] for actor in plain.get("actors", []) if actor.get("seat") != Seat.NONE]


def member_codes(plain: Plain) -> list[str]:
    """The same without those that take no part."""
    return [code for code in seated_codes(plain) if code not in plain.get("absent", [])]


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


def affinities(plain: Plain, report: Report) -> None:
    """Affinity is nearness to a provoker: there is one, and it is not near to itself."""
    provokers = provoker_codes(plain)
    for steps, actor in each_actor(plain):
        if "affinity" not in actor:
            continue
        place = (*steps, "affinity")
        if plain.get("provoker") == NOBODY:
            report.add(place, "affinity to nobody: the case has no provoker", actor["affinity"], "no affinity")
        elif actor["code"] in provokers:
            report.add(place, "an affinity of the provoker to itself", actor["affinity"], "affinity of the others")
