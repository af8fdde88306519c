"""Warnings point at what a run can do without but an analyst should know."""

from datetime import timedelta
from pathlib import Path

import attrs
import pytest

import sim
from sim.scenario.marks import Marks
from sim.scenario.problems import Problem
from sim.scenario.reader import read_text, reading
from sim.scenario.warnings import warnings as all_warnings
from sim.vocabulary.case import Case
from tests.cases import changed, small_case, small_case_text, small_table, spot_of


def warnings(case: Case, marks: Marks | None = None) -> list[Problem]:
    """What there is to look at, but for the roles that no issue of the small case has."""
    return [each for each in all_warnings(case, marks) if "no issue has the role" not in each.message]


def test_what_is_lost_where_no_issue_has_a_role_is_said() -> None:
    """The small case is about form, censure and legal basis only."""
    lost = [each.message for each in all_warnings(small_case()) if each.path == "issues"]
    assert lost == [
        "no issue has the role coercion: an envoy who comes back with nothing draws nobody towards measures",
        "no issue has the role accommodation: how much the provoker wants talks is taken as 50",
    ]


def test_the_small_scenario_gives_no_warning() -> None:
    """Otherwise no test here says anything."""
    assert warnings(small_case()) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("    source: [S1]\n    claims: [9, 10]\n", "", "id: launch-1", "a timeline entry without a source"),
        ("    text: A moratorium held until now\n    source: [S1]\n", "    text: x\n", "id: moratorium", "background"),
        (
            "timeline:\n",
            "deadlines:\n  - {name: x, at: 2006-08-01}\ntimeline:\n",
            "{name: x",
            "a deadline without a source",
        ),
        (
            "timeline:\n",
            "deadlines:\n  - {name: x, at: 2007-08-01, source: [S1]}\ntimeline:\n",
            "2007-08-01",
            "'x' falls after the run ends",
        ),
        (
            "    strength: 85\n    source: [S1]\n",
            "    strength: 85\n    evidence: well_evidenced\n",
            "between",
            "a tie",
        ),
        ("    stances:\n", "    evidence: partly_evidenced\n    stances:\n", "CHN:", "numbers called partly_evidenced"),
        (
            "        position: 20\n",
            "        position: 20\n        evidence: well_evidenced\n",
            "form:\n        pos",
            "stance",
        ),
        ("    stances:\n", "    join: 3\n    isolation: 5\n    stances:\n", "3\n    isolation", "join 3 is less than"),
        ("          at_most: 50\n", "          at_most: 95\n", "limit:", "no rung crosses this limit"),
        ("          at_most: 50\n", "          at_least: 0\n", "limit:", "no rung crosses this limit"),
        ("          form: 100\n", "          form: 100\n          condemnation: 80\n", "", ""),
        ("    strength: 85\n    source: [S1]\n", "    strength: 85\n", "", ""),
    ],
)
def test_a_warning_stands_at_its_line_and_column(tmp_path: Path, old: str, new: str, at: str, words: str) -> None:
    """As problems do; needs that can be met, and a judgement without source, are no reason to warn."""
    text = changed(old, new)
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    read = reading(path, small_table())
    found = [each for each in warnings(read.case, read.marks) if "leaves out" not in each.message]
    assert [(warning.line, warning.column) for warning in found] == ([spot_of(text, at)] if at else [])
    assert all(words in warning.message and warning.file == str(path) for warning in found)


def test_a_rung_that_no_text_can_reach_is_named() -> None:
    """Two needs that exclude each other."""
    needs = "        needs:\n          form: 100\n"
    text = small_case_text().replace(
        "        words: condemns\n        strength: 80\n", f"        words: condemns\n        strength: 80\n{needs}"
    )
    text = text.replace(
        "      - key: none\n        words: no legal basis named\n        strength: 0\n",
        f"      - key: none\n        words: no legal basis named\n        strength: 0\n{needs}",
    )
    found = warnings(read_text(text, "s.yaml", small_table()))
    assert [warning.path for warning in found] == [
        "issues.form.rungs.press_statement",
        "issues.form.rungs.presidential_statement",
    ]
    assert "'press_statement'" in found[0].message


def test_an_outcome_before_the_first_draft_is_worth_a_look() -> None:
    """The same day is none, since a day has no hour; a slip in the month is one."""
    case = sim.load("dprk-2006-07").case
    history = case.history
    assert history is not None
    draft = next(entry for entry in case.timeline if entry.kind == "draft")
    for at, early in ((draft.at - timedelta(days=2), True), (draft.at.replace(hour=0, minute=0), False)):
        found = all_warnings(attrs.evolve(case, history=attrs.evolve(history, at=at)))
        assert [each.path for each in found if "before the first draft" in each.message] == ["history.at"] * early


def test_without_marks_a_warning_names_the_case() -> None:
    """A case from the store has no file."""
    case = small_case()
    bare = attrs.evolve(case, timeline=tuple(attrs.evolve(entry, source=()) for entry in case.timeline))
    assert str(warnings(bare)[0]) == "small: timeline.launch-1: a timeline entry without a source"


def test_a_range_that_leaves_out_the_files_own_value_is_worth_a_look() -> None:
    """And so is a provoker who provokes nothing."""
    case = sim.load("dprk-2006-07").case
    first = case.assumptions[0]
    off = attrs.evolve(case, assumptions=(attrs.evolve(first, range=(99, 100)),), provoker="JPN")
    said = [each.message for each in warnings(off)]
    assert any("99 to 100 leaves out what the file has at" in each for each in said)
    assert any("no provocation of the timeline is one of JPN" in each for each in said)
    assert not any("leaves out" in each.message or "provocation of" in each.message for each in warnings(case))


@pytest.mark.parametrize(
    ("provoker", "what", "warned"),
    [("JPN", "long_range_missile", True), (("JPN", "PRK"), "long_range_missile", False), ("JPN", "report", False)],
)
def test_a_provoker_is_warned_of_where_others_did_what_it_would_repeat(
    provoker: str | tuple[str, ...], what: str, warned: bool
) -> None:
    """Not where one of several did it, nor where it is of a kind that nobody repeats."""
    case = small_case()
    timeline = [attrs.evolve(entry, what=what) if entry.kind == "provocation" else entry for entry in case.timeline]
    found = warnings(attrs.evolve(case, provoker=provoker, timeline=tuple(timeline)))
    assert any("no provocation of the timeline" in each.message for each in found) is warned
