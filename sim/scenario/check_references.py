"""Checks on what refers to something else: sources, assumptions, history's checks, parameters."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sim.scenario.check_actors import body_of, codes, issue_keys, refer, seated, unique_ids
from sim.scenario.marks import Report, Steps
from sim.scenario.parameters import Parameter
from sim.scenario.problems import listed
from sim.scenario.provocations import table
from sim.scenario.shapes import WITHOUT
from sim.vocabulary.actors import Seat
from sim.vocabulary.texts import Form

Plain = dict[str, Any]

JUDGEMENT: Final = "judgement"
"""The basis of an assumption that no source supports."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"rung": ("issue",), "threat_before_drop": ("issue", "below")}
"""Fields that a kind of check needs."""

USED: Final[Mapping[str, tuple[str, ...]]] = {
    "rung": ("issue", "at_most", "at_least"),
    "threat_before_drop": ("issue", "below", "actor"),
    "threat": ("actor",),
    "veto": ("actor",),
    "counter_draft": ("actor",),
    "rejection": ("actor",),
    "day": ("factor",),
}
"""Fields that a kind of check may have beside id, kind, words and source."""

KIND_FIELDS: Final = ("actor", "issue", "at_most", "at_least", "below", "factor")


def sources(plain: Plain, report: Report) -> None:
    """Every key in a `source` list stands in the bibliography."""
    if not report.clean("bibliography"):
        return
    cited(plain, plain.get("bibliography", {}), report)


def cited(value: Any, known: Collection[str], report: Report) -> None:
    """Report every key in a `source` list, anywhere in a plain value, that is not known."""
    for steps, key in _each_source(value, ()):
        if key is not None and key not in known:
            report.add(steps, f"the bibliography has no '{key}'", key, choices=known)


def _each_source(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "source" and isinstance(item, list):
                yield from (((*steps, key, number), source) for number, source in enumerate(item))
            elif isinstance(item, dict | list):
                yield from _each_source(item, (*steps, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            step = item[_KEY_OF[steps[-1]]] if len(steps) == 1 and steps[-1] in _KEY_OF else number
            yield from _each_source(item, (*steps, step))


_KEY_OF: Final[Mapping[str | int, str]] = {"actors": "code", "issues": "key"}


def assumptions(plain: Plain, report: Report) -> None:
    """Assumptions have ids of their own, a source or judgement as basis, paths, and a range that rises.

    Whether the paths lead anywhere is seen once the case stands (reader.py).
    """
    unique_ids(plain.get("assumptions", []), ("assumptions",), report)
    unique_ids(plain.get("background", []), ("background",), report)
    known = [*plain.get("bibliography", {}), JUDGEMENT]
    for number, assumption in enumerate(plain.get("assumptions", [])):
        assumption = assumption or {}
        place: Steps = ("assumptions", number)
        basis = assumption.get("basis", JUDGEMENT)
        if basis not in known and report.clean("bibliography"):
            message = f"'{basis}' is no key of the bibliography"
            report.add((*place, "basis"), message, basis, f"a source key or {JUDGEMENT}", known)
        ends = assumption.get("range", [])
        if None not in ends and list(ends) != sorted(ends):
            report.add((*place, "range"), f"the range falls from {ends[0]} to {ends[1]}", "", "the lower end first")
        if assumption.get("paths") == []:
            report.add((*place, "paths"), "no path is here", "", "at least one path")


def lifted_by(plain: Plain, report: Report) -> None:
    """What lifts a limit is the id of an entry, or a kind of provocation that is known by name, or is in the file."""
    timeline = [entry or {} for entry in plain.get("timeline", [])]
    ids = [entry["id"] for entry in timeline if "id" in entry]
    kinds = [*table(), *plain.get("provocations", {}), *(entry["what"] for entry in timeline if "what" in entry)]
    for actor in plain.get("actors", []):
        for key, stance in actor.get("stances", {}).items():
            limit = (stance or {}).get("limit") or {}
            for number, name in enumerate(limit.get("lifted_by", [])):
                if name is not None and name not in ids and name not in kinds and name not in plain.get(WITHOUT, []):
                    place: Steps = ("actors", actor["code"], "stances", key, "limit", "lifted_by", number)
                    message = f"'{name}' is neither an entry nor a kind of provocation"
                    report.add(place, message, name, choices=[*dict.fromkeys([*ids, *kinds])])


def history(plain: Plain, report: Report) -> None:
    """Each of history's checks has what its kind needs and nothing else; votes add up."""
    past = plain.get("history", {})
    unique_ids(past.get("checks", []), ("history", "checks"), report)
    if "start" in plain and "at" in past and past["at"] < plain["start"]:
        report.add(
            ("history", "at"),
            f"{past['at']} is before the run begins",
            past["at"],
            f"{plain['start']} or later",
        )
    _vote(plain, past, report)
    for number, check in enumerate(past.get("checks", [])):
        if check and "kind" in check:
            _history_check(check, ("history", "checks", number), plain, report)


def _vote(plain: Plain, past: Plain, report: Report) -> None:
    """Whoever takes part votes, and the form is what such a vote comes to."""
    vote, votes = past.get("vote"), past.get("votes", {})
    if "start" not in plain or "actors" not in plain:
        return
    if votes:
        _votes(plain, past, report)
    if vote is None or not {"yes", "no", "abstain"} <= vote.keys():
        return
    cast = vote["yes"] + vote["no"] + vote["abstain"]
    body = body_of(plain)
    seats, away = body.seats or 0, max(vote.get("absent", 0), len(set(plain.get("absent", []))))
    if cast != seats - away:
        message = f"{cast} votes of {seats} members" + (f", {away} of them absent" if away else "")
        allowed = f"{seats - away} in all; `absent:` says how many took no part"
        report.add(("history", "vote"), message, "", allowed, at_key=True)
    counted = Counter(votes.values())
    said = {key: vote.get(key, 0) for key in ("yes", "no", "abstain", "absent")}
    if votes and any(counted[key] != number for key, number in said.items()):
        message = f"{counted['yes']} yes, {counted['no']} no and {counted['abstain']} abstentions are not this tally"
        report.add(("history", "votes"), message, "", "votes that add up to history.vote", at_key=True)
    _fits_form(past.get("form"), vote, body.quota or 0, report)


def _fits_form(form: str | None, vote: Plain, quota: int, report: Report) -> None:
    """A resolution and a veto have the votes, a failed draft has not, and a veto has a no."""
    place: Steps = ("history", "vote")
    enough = vote["yes"] >= quota
    if form in (Form.RESOLUTION, Form.VETOED) and not enough:
        report.add(place, f"{vote['yes']} yes votes carry nothing", vote["yes"], f"{quota} or more, or form: failed")
    elif form == Form.FAILED and enough:
        report.add(place, f"{vote['yes']} yes votes are enough", vote["yes"], f"less than {quota}, or form: vetoed")
    elif form == Form.VETOED and not vote["no"]:
        report.add(place, "a veto without a no", vote["no"], "1 or more", at_key=True)


def _votes(plain: Plain, past: Plain, report: Report) -> None:
    """Every member of that day has a vote, and nobody else; a permanent member's no adopts nothing."""
    at = str(past.get("at") or plain["start"])
    votes = past["votes"]
    seats = {actor["code"]: actor.get("seat") for actor in plain["actors"] if seated(actor, at)}
    for code, cast in votes.items():
        place: Steps = ("history", "votes", code)
        if code not in seats:
            report.add(place, f"{code} has no seat on {at}", code, choices=list(seats), at_key=True)
        elif cast == "no" and past.get("form") == Form.RESOLUTION and seats[code] == Seat.PERMANENT:
            report.add(place, f"{code} is permanent: its no is a veto, no resolution", cast, "yes, abstain")
    missing = [code for code in seats if code not in votes]
    if missing:
        report.add(("history", "votes"), f"no vote of {listed(missing)}", "", "a vote of every member", at_key=True)


def _history_check(check: Plain, steps: Steps, plain: Plain, report: Report) -> None:
    kind = check["kind"]
    here = [key for key in KIND_FIELDS if (*steps, key) in report.marks.values]
    for key in NEEDED.get(kind, ()):
        if key not in here:
            report.add(steps, f"a check of kind {kind} needs the key '{key}'", kind, at_key=True)
    for key in here:
        if key not in USED.get(kind, ()):
            used = ", ".join(USED.get(kind, ())) or "none of these keys"
            report.add((*steps, key), f"a check of kind {kind} does not use this key", key, used, at_key=True)
    if kind == "rung" and ("at_most" in here) == ("at_least" in here):
        report.add(steps, "a check of kind rung needs at_most or at_least", kind, "exactly one", at_key=True)
    if "actor" in check:
        refer(check["actor"], codes(plain), (*steps, "actor"), report)
    issues = issue_keys(plain)
    if "issue" in check and check["issue"] not in issues:
        report.add((*steps, "issue"), f"no issue has the key '{check['issue']}'", check["issue"], choices=issues)


def parameters(plain: Plain, report: Report, table: Mapping[str, Parameter]) -> None:
    """Overridden parameters are in the table and within their ranges."""
    for name, value in plain.get("parameters", {}).items():
        parameter = table.get(name)
        place: Steps = ("parameters", name)
        if parameter is None:
            report.add(place, "the parameter table has no such name", name, choices=list(table), at_key=True)
        elif not parameter.low <= value <= parameter.high:
            allowed = f"{parameter.low:g} to {parameter.high:g} {parameter.unit}"
            report.add(place, f"{value} is out of range", value, allowed)
