"""The way in: a scenario file becomes a case, or an error that lists everything wrong with it."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, field, frozen

from sim.scenario.canon import entry_from_plain, from_plain, parameter_to_plain, stamp, to_plain
from sim.scenario.check_actors import codes, member_codes, unique_ids
from sim.scenario.check_references import cited
from sim.scenario.check_texts import text_faults
from sim.scenario.check_timeline import Scene, answers_in_circles, check_entry
from sim.scenario.checks import check
from sim.scenario.files import PathLike, file_bytes
from sim.scenario.marks import Marks, Report, Steps
from sim.scenario.nodes import Node, tree
from sim.scenario.parameters import Parameter, table
from sim.scenario.paths import place_of
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.shapes import FileOnly, Many, shape_of
from sim.scenario.short_files import Cut, filled
from sim.scenario.source import clean_text
from sim.scenario.structure import plain
from sim.vocabulary.case import Case, Entry

Parameters = Mapping[str, Parameter]


@frozen
class Reading:
    """A case with the places of all its values in the file.

    notes: what to know of the values that were filled in; the marks say where each came from. pulled: the other files
    that were looked for (`Report.pulled`).
    """

    case: Case
    marks: Marks
    notes: tuple[Problem, ...] = ()
    pulled: Mapping[str, str] = field(factory=dict)


def read(path: PathLike, parameters: Parameters | None = None) -> Case:
    """The case in a scenario file. Raises ScenarioError with every problem of the file.

    parameters: the parameter table, if not the one that travels with the package.
    """
    return reading(path, parameters).case


def read_text(text: str | bytes, name: str = "scenario", parameters: Parameters | None = None) -> Case:
    """The case in a scenario's text.

    name: the file that messages name. Raises ScenarioError with every problem.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return reading_text(data, name, parameters).case


def reading(path: PathLike, parameters: Parameters | None = None) -> Reading:
    """The case in a scenario file, with the places of its values. Raises ScenarioError with every problem."""
    return reading_text(file_bytes(path), os.fspath(path), parameters)


def read_entries(path: PathLike, case: Case, fork: datetime | None = None) -> tuple[Entry, ...]:
    """The timeline entries in a file that holds a list of them, to be put into a case where the model
    decides.

    Every kind may stand there, from emergent_from, or from the fork if that is later, to the horizon. They may answer
    entries of the case or each other. Raises ScenarioError with every problem.
    """
    name = os.fspath(path)
    root, report = tree(clean_text(file_bytes(path), name), name)
    items = plain(root, Many(shape_of(Entry)), report) or []
    _check_inserted(items, case, fork, report)
    if report.problems:
        raise ScenarioError(report.in_file_order())
    return tuple(_in_issue_order(entry_from_plain(item), case) for item in items)


def reading_text(data: bytes, name: str, parameters: Parameters | None = None) -> Reading:
    """The case in a scenario's bytes, with the places of its values. Raises ScenarioError with every problem."""
    return reading_of(*tree(clean_text(data, name), name), parameters)


def reading_of(root: Node, report: Report, parameters: Parameters | None = None, cut: Cut | None = None) -> Reading:
    """The case in a tree, with the places of its values. Raises ScenarioError with every problem.

    report: what was found while the tree was made. cut: takes out what is not to be read (as_of.py).
    """
    known = table() if parameters is None else parameters
    root, notes = filled(root, report, cut)
    written = plain(root, shape_of(Case), report)
    sound = not report.problems
    if written is not None:
        check(written, report, known)
    if sound:
        case = from_plain(_stored(written))
        _check_paths(case, report, known)
        if not report.problems:
            return Reading(case, report.marks, notes, report.pulled)
    raise ScenarioError(report.in_file_order())


def _stored(written: dict[str, Any]) -> dict[str, Any]:
    """The plain form as the store keeps it: no floats, and without what the file says for its own sake."""
    parameters = {name: parameter_to_plain(value) for name, value in written.get("parameters", {}).items()}
    kept = {key: value for key, value in written.items() if key not in shape_of(FileOnly).parts}
    return {**kept, "parameters": parameters}


def _check_paths(case: Case, report: Report, known: Parameters) -> None:
    """Report assumption paths that lead nowhere: they can be followed only once the case stands."""
    for number, assumption in enumerate(case.assumptions):
        for item, path in enumerate(assumption.paths):
            try:
                place_of(case, path, known)
            except ScenarioError as error:
                problem = error.problems[0]
                steps: Steps = ("assumptions", number, "paths", item)
                choices = [problem.suggestion] if problem.suggestion else []
                report.add(steps, f"'{path}': {problem.message}", path, problem.allowed, choices)


def _check_inserted(items: list[Any], case: Case, fork: datetime | None, report: Report) -> None:
    unique_ids(items, (), report)
    scene = _scene_of(items, case, fork)
    taken = [entry.id for entry in case.timeline]
    for number, item in enumerate(items):
        entry = item or {}
        check_entry(entry, (number,), scene, report)
        if entry.get("id") in taken:
            report.add((number, "id"), f"the scenario has an entry '{entry['id']}'", entry["id"], "a new id")
        if "text" in entry:
            text_faults(case.issues, entry["text"], (number, "text"), report)
    answers_in_circles(items, (), report)
    cited(items, case.bibliography, report)


def _scene_of(items: list[Any], case: Case, fork: datetime | None) -> Scene:
    stored = to_plain(case)
    at_of = {item["id"]: item.get("at", "") for item in items if item and "id" in item}
    at_of.update((entry.id, stamp(entry.at)) for entry in case.timeline)
    named = {name for entry in case.timeline for name in entry.in_answer_to}
    gone = frozenset(named - {entry.id for entry in case.timeline})
    severe = frozenset(what for what, kind in case.provocations.items() if kind.severity is not None)
    first, last = max(case.emergent_from, fork or case.emergent_from), stamp(case.horizon)
    first_is = "the fork" if first == fork else "emergent_from, where the model begins to decide"
    drafts = [entry.id for entry in case.timeline if entry.kind == "draft"]
    drafts += [item["id"] for item in items if item and item.get("kind") == "draft" and "id" in item]
    members, first_at = member_codes(stored), stamp(first)
    return Scene(codes(stored), first_at, last, "", at_of, gone, severe, members, frozenset(drafts), first_is)


def _in_issue_order(entry: Entry, case: Case) -> Entry:
    if entry.text is None:
        return entry
    return evolve(entry, text={issue.key: entry.text[issue.key] for issue in case.issues})
