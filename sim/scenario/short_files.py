"""How a short file becomes a case: what it leaves out is filled in before anything is checked.

A file is short if it has one of the keys `like`, `template` and `council`. What it states itself always wins, key by
key. The rest comes, in this order, from the facts of the almanac (`council`), from another case (`like`), and from a
template. All that follows (checks, digest, store, rules) sees the case as filled in; nothing there reads almanac or
template. Each value that was filled in says where it came from (`Origin`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import attrs

from sim.almanac.council import Council, council_on
from sim.scenario import library, templates
from sim.scenario.defaults import fill_defaults
from sim.scenario.facts import FACTS, fill_council, fill_memory, fill_states
from sim.scenario.files import file_bytes, fingerprint
from sim.scenario.marks import Origin, Report
from sim.scenario.nodes import Node, Series, Table, Word, tree
from sim.scenario.overlay import drop, file_of, fill, is_nothing, overlaid, said, series_at, spot_of, stamped, table_at
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.shapes import COUNCIL_DAY, LIKE, TEMPLATE
from sim.scenario.source import clean_text
from sim.scenario.templates import Template
from sim.scenario.times import day_of, time_of
from sim.vocabulary.actors import Seat
from sim.vocabulary.case import PROVOCATION

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


Cut = Callable[[Table], None]
"""Takes out of the tree of a file what is not to be read of it (as_of.py)."""


def filled(root: Node, report: Report, cut: Cut | None = None) -> tuple[Node, tuple[Problem, ...]]:
    """The tree of a file with all filled in that it leaves out, and what an analyst should know about that.

    A file that is not short comes back as it is. cut: is done to the file laid over the case that it names, before
    template and almanac fill in the rest; times that go are filled in for any file. Raises ScenarioError where case,
    template or day cannot be found.
    """
    if not isinstance(root, Table):
        return root, ()
    if not any(key in root.items for key in (LIKE, TEMPLATE, COUNCIL_DAY)):
        if cut is not None:
            cut(root)
            _fill_times(root, None)
        return root, ()
    _name_actors(root)
    whole, own_ladders = _with_like(root, report, [Path(report.marks.file).resolve()])
    if cut is not None:
        cut(whole)
    template = _template(whole, report)
    if template is not None:
        if own_ladders:
            drop(template.shared, ["issues"])
        _check_ladders(whole, template, report)
        whole = overlaid(whole, template.shared)
    _fill_times(whole, template)
    council = _council(whole, report)
    start = time_of(said(whole, "start"))
    day = council.day if council else start.date() if start else None
    notes: list[str] = []
    if council is not None:
        fill_council(whole, council, report, notes.append)
    if template is not None:  # not of the deep cases, whose digests are pinned
        fill_memory(whole)
    if day is not None:
        fill_states(whole, day, report)
    if day is not None and template is not None:
        fill_defaults(whole, template, day, report, notes.append)
    line, column = spot_of(whole, COUNCIL_DAY)
    return whole, tuple(Problem(report.marks.file, line, column, COUNCIL_DAY, "", note) for note in notes if note)


def _council(whole: Table, report: Report) -> Council | None:
    """The Council of the day that the file names."""
    if COUNCIL_DAY not in whole.items:
        return None
    word = said(whole, COUNCIL_DAY)
    day = day_of(word)
    if day is None:
        _stop(
            report,
            whole,
            COUNCIL_DAY,
            f"'{word}' is no day" if word else "nothing is here",
            "a day, such as 2011-10-02",
        )
    return council_on(day)


# like: another case


def _with_like(table: Table, report: Report, chain: list[Path]) -> tuple[Table, bool]:
    """A file laid over the case that it names, and whether that one has ladders without a template.

    Then they are whole, and a template that the file adds gives defaults only. chain: the files on the way here.
    """
    name = said(table, LIKE)
    if not name:
        return table, False
    path = _found(name, chain[-1], library.cases(), report)
    if path is None:
        _stop(report, table, LIKE, f"there is no case and no file '{name}'", "", list(library.cases()))
    if path.resolve() in chain:
        around = " -> ".join(one.name for one in [*chain[chain.index(path.resolve()) :], path])
        _stop(report, table, LIKE, f"files take over from each other in a circle: {around}", "a file that is whole")
    root, below = tree(clean_text(_pulled(path, report), str(path)), str(path))
    if below.problems or not isinstance(root, Table):
        raise ScenarioError(below.in_file_order() or [Problem(str(path), 1, 1, "", "", "is no mapping", "a scenario")])
    _name_actors(root)
    base, own_ladders = _with_like(root, below, [*chain, path.resolve()])
    report.pulled |= below.pulled
    own_ladders = own_ladders or (TEMPLATE not in base.items and "issues" in base.items)
    drop(base, ["id", LIKE])
    if COUNCIL_DAY in table.items:
        _drop_council(base, table)
    taken = stamped(base, Origin(f"like: {name}", str(path)))
    return (overlaid(table, taken) if isinstance(taken, Table) else table), own_ladders


def _drop_council(base: Table, own: Table) -> None:
    """Take out of a case what another Council makes wrong: facts, and elected members that the file does not name."""
    actors, named = table_at(base, "actors"), table_at(own, "actors").items
    day = day_of(said(base, COUNCIL_DAY))
    then = {member.code for member in council_on(day).members if member.seat == Seat.ELECTED} if day else set()
    now = {member.code for member in council_on(day_of(said(own, COUNCIL_DAY)) or date.max).members}
    for code, actor in list(actors.items.items()):
        elected = isinstance(actor, Table) and (said(actor, "seat") == Seat.ELECTED or code in then)
        if elected and code not in named and code not in now:
            drop(actors, [code])
        elif isinstance(actor, Table):
            drop(actor, FACTS)
    ties = base.items.get("ties")
    if isinstance(ties, Series):
        ties.items = [tie for tie in ties.items if all(code in {*actors.items, *named, *now} for code in _parties(tie))]
    drop(base, ["climate", "presidency"])


def _parties(tie: Node) -> Iterator[str]:
    between = tie.items.get("between") if isinstance(tie, Table) else None
    if isinstance(between, Series):
        yield from (code.text for code in between.items if isinstance(code, Word))


# template


def _template(whole: Table, report: Report) -> Template | None:
    name = said(whole, TEMPLATE)
    if not name:
        return None
    origin = whole.items[TEMPLATE].origin
    path = _found(name, Path(origin.file if origin else report.marks.file), templates.packaged(), report)
    if path is None:
        _stop(report, whole, TEMPLATE, f"there is no template '{name}'", "", list(templates.packaged()))
    found = templates.template_in(_pulled(path, report), str(path), name)
    shared = stamped(found.shared, Origin(f"template: {name}", str(path)))
    if isinstance(shared, Table):
        found = attrs.evolve(found, shared=shared)
    return found


def _check_ladders(whole: Table, template: Template, report: Report) -> None:
    """A file may reword and shorten the ladders of its template; anything more is another issue."""
    known = table_at(template.shared, "issues").items
    for key, issue in table_at(whole, "issues").items.items():
        meant = known.get(key)
        if not isinstance(issue, Table) or not isinstance(meant, Table):
            continue
        remedy = f"; give the issue another key, or copy the template and name the copy in `{TEMPLATE}:`"
        role, meant_role = said(issue, "role"), said(meant, "role")
        if role and role != meant_role:
            message = f"the template '{template.name}' gives '{key}' the role {meant_role or 'of none'}{remedy}"
            report.note(spot_of(issue, "role"), f"issues.{key}.role", message, role, meant_role, file=file_of(issue))
        rungs = [said(rung, "key") for rung in series_at(meant, "rungs")]
        for rung in series_at(issue, "rungs"):
            name = said(rung, "key")
            if name and name not in rungs:
                message = f"the ladder of the template '{template.name}' has no rung '{name}'{remedy}"
                report.note(spot_of(rung, "key"), f"issues.{key}.rungs", message, name, "", rungs, file_of(rung))


# times


def _fill_times(whole: Table, template: Template | None) -> None:
    """Start, horizon, and from when the model decides, by the timeline."""
    entries = [(at, entry) for entry in series_at(whole, "timeline") if (at := time_of(said(entry, "at"), 12))]
    for _, entry in entries:
        if day_of(said(entry, "at")):
            fill(entry, "precision", "day", spot_of(entry, "at"), Origin("no hour is stated"))
    if not entries:
        return
    provocations = [(at, entry) for at, entry in entries if said(entry, "kind") == PROVOCATION] or entries[:1]
    planned = [(at, entry) for at, entry in entries if said(entry, "kind") != PROVOCATION]
    first, (last, last_entry) = provocations[0][0], (planned or provocations[:1])[-1]
    clock, what = said(provocations[0][1], "id"), said(provocations[0][1], "what")
    _put_time(whole, "start", entries[0][0].replace(hour=0, minute=0), "the day of the first entry")
    _put_time(whole, "emergent_from", last + HOUR, f"an hour after {said(last_entry, 'id')}")
    if clock:
        fill(whole, "clock_from", clock, whole.spot, Origin("the first provocation"))
    if template is not None:
        days = template.horizon(what)
        end = first.replace(hour=0, minute=0) + days * DAY
        _put_time(whole, "horizon", end, f"template: {template.name}, {days} days after the first provocation")


def _put_time(whole: Table, key: str, at: datetime, remark: str) -> None:
    fill(whole, key, at.strftime("%Y-%m-%dT%H:%M:%SZ"), whole.spot, Origin(remark))


# small things


def _found(name: str, beside: Path, known: Mapping[str, Path], report: Report) -> Path | None:
    """A file by its path from the folder of the file that names it, else by its name among those that travel along."""
    path = beside.parent / name
    with suppress(OSError, ValueError):  # a name too long for a file is no file
        if path.is_file():
            return path
        report.pulled[str(path)] = ""
        return known.get(name)
    return None


def _pulled(path: Path, report: Report) -> bytes:
    """The bytes of a file that another names."""
    data = file_bytes(path)
    report.pulled[str(path)] = fingerprint(path, data)
    return data


def _name_actors(table: Table) -> None:
    """An actor with nothing behind its code is named, not taken out."""
    actors = table.items.get("actors")
    for code, actor in list(actors.items.items()) if isinstance(actors, Table) else ():
        if isinstance(actors, Table) and is_nothing(actor):
            actors.items[code] = Table(actors.keys[code])


def _stop(report: Report, table: Table, key: str, message: str, allowed: str, choices: Iterable[str] = ()) -> NoReturn:
    """End the reading: without this key's case, template or day the rest would be noise."""
    file = file_of(table.items[key])
    report.note(spot_of(table, key), key, message, said(table, key), allowed, choices, file)
    raise ScenarioError(report.in_file_order())
