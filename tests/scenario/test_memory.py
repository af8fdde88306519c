"""The file of a crisis and what came before on it: coded by hand, filled in from the almanac, and checked."""

import re
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.scenario.canon import from_plain, to_plain
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.reader import read_text, reading
from sim.scenario.writer import to_yaml
from sim.vocabulary.case import Motive, Region, Stand
from tests.cases import only_problem, small_case_text
from tests.kit import CASES, SCENARIOS, scenario

SHORT = """\
id: prk-2009
title: A launch
question: What comes of it?
template: nonproliferation
council: 2009-04-05
provoker: PRK
actors:
  CHN: {affinity: 65}
  RUS: {affinity: 45}
  USA: {affinity: 10}
  GBR: {affinity: 10}
  FRA: {affinity: 10}
bibliography:
  J: {title: General knowledge}
timeline:
  - {id: launch, at: 2009-04-05, kind: provocation, what: satellite_launch, actor: PRK, summary: launches, source: [J]}
"""

ROW = """\
memory:
  - id: past
    began: 2006-01-01
    closed: 2006-02-01
    act: nuclear_test
    product: none
"""


def small(row: str = ROW, head: str = "") -> str:
    """The small case, whose trigger is of 4 July 2006, with a memory."""
    return small_case_text() + row + head


def coded(old: str, new: str) -> str:
    assert old in ROW
    return small(ROW.replace(old, new))


def warned(text: str, tmp_path: Path) -> list[Problem]:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    found = sim.check(path)
    assert found.ok, found.problems
    return [each for each in found.warnings if "family" in each.message]


def test_the_keys_can_be_read_stored_and_written() -> None:
    """Each as its class has it, in the plain form and in the file that is written."""
    text = small(ROW.replace("product: none", "product: vetoed\n    vetoed_by: [CHN, RUS]\n    warned: true"))
    text += (
        "file: PRK-weapons\nmotive: record\n"
        "region: {stand: against, body: a league, known_from: 2006-07-09, basis: said so, source: [S1]}\n"
    )
    text = text.replace("  summary: a resolution\n", "  summary: a resolution\n  delay: false\n")
    text = text.replace("          at_most: 50\n", "          at_most: 50\n          known_from: 2006-07-08\n")
    case = read_text(text)
    assert (case.file, case.motive) == ("PRK-weapons", Motive.RECORD)
    assert case.region == Region(Stand.AGAINST, "a league", date(2006, 7, 9), "said so", ("S1",))
    assert (case.memory[0].vetoed_by, case.memory[0].warned) == (("CHN", "RUS"), True)
    assert case.history is not None
    assert not case.history.delay
    limit = case.actors["CHN"].stances["legal_force"].limit
    assert limit is not None
    assert limit.known_from == date(2006, 7, 8)
    assert from_plain(to_plain(case)) == case
    assert read_text(to_yaml(case)) == case


@pytest.mark.parametrize(
    ("text", "path", "value", "message", "allowed"),
    [
        (
            coded("closed: 2006-02-01", "closed: 2006-07-04"), "memory.past.closed", "2006-07-04",
            "2006-07-04 is not before the day of the trigger, 2006-07-04", "take the row out",
        ),
        (
            coded("began: 2006-01-01", "began: 2006-03-01"), "memory.past.began", "2006-03-01",
            "2006-03-01 is after 2006-02-01, when it closed", "2006-02-01 or earlier",
        ),
        (
            small(ROW + "    file: IRN-safeguards\n", "file: PRK-weapons\n"), "memory.past.file", "IRN-safeguards",
            "'IRN-safeguards' is another file than the case's", "rows of PRK-weapons",
        ),
        (
            small(ROW + "    file: IRN-safeguards\n"), "memory.past.file", "IRN-safeguards",
            "the case does not say of which file it is", "file: at the top",
        ),
        (coded("product: none", "product: veto"), "memory.past.product", "veto", "'veto' is not one of them", "vetoed"),
        (
            coded("closed: 2006-02-01", "closed: 2006-02-30"), "memory.past.closed", "2006-02-30",
            "'2006-02-30' is text", "a day",
        ),
        (small(ROW + ROW.removeprefix("memory:\n")), "memory.past.id", "past", "'past' appears twice", "each id once"),
        (small(ROW, "precedent: other\n"), "precedent", "other", "the file holds no crisis 'other'", "none"),
        (small(ROW, "closed: perhaps\n"), "closed", "perhaps", "", "true or false"),
        (small(ROW, "motive: fame\n"), "motive", "fame", "'fame' is not one of them", "text, record"),
        (small(ROW, "region: {stand: asking}\n"), "region.stand", "asking", "'asking' is not", "asks, silent, against"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, path: str, value: str, message: str, allowed: str) -> None:
    """Line and column of the value, what stands there, and what is allowed."""
    problem = only_problem(text)
    line = text.split("\n")[(problem.line or 0) - 1]
    assert line[(problem.column or 0) - 1 :].startswith(value)
    assert (problem.path, problem.value) == (path, value)
    assert message in problem.message
    assert allowed in problem.allowed


def test_a_short_file_gets_its_file_and_what_came_before() -> None:
    """From provoker and trigger; crises of the almanac that closed before, without the almanac's own source keys."""
    case = read_text(SHORT)
    assert case.file == "PRK-weapons"
    assert [past.id for past in case.memory][-2:] == ["dprk-2006-10-warning", "dprk-2006-10"]
    assert all(past.closed < date(2009, 4, 5) and not past.source and not past.file for past in case.memory)


@pytest.mark.parametrize("name", CASES)
def test_a_case_without_a_template_has_what_it_states(name: str) -> None:
    """The deep cases name a Council and no template: they say themselves what came before."""
    case, text = scenario(name).case, (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    assert case.file == "PRK-weapons"
    assert [past.id for past in case.memory] == re.findall(r"- {id: (dprk[a-z0-9-]+), began", text)


def test_rows_of_its_own_are_added_and_win_by_id() -> None:
    """In the order in which crises closed."""
    own = (
        "memory:\n"
        "  - {id: mine, began: 2007-01-01, closed: 2007-02-01, act: coup, product: none}\n"
        "  - {id: dprk-2006-10, began: 2006-10-09, closed: 2006-10-15, act: nuclear_test, product: failed}\n"
    )
    case = read_text(SHORT + own)
    assert [past.id for past in case.memory][-3:] == ["dprk-2006-10-warning", "dprk-2006-10", "mine"]
    assert case.memory[-2].product == "failed"


def test_a_file_of_its_own_and_no_memory_at_all_can_be_stated() -> None:
    """Another file has another memory; `memory:` with nothing behind it means none."""
    other = read_text(SHORT + "file: PRK-safeguards\n")
    assert (other.file, "dprk-2006-10" in {past.id for past in other.memory}) == ("PRK-safeguards", False)
    assert read_text(SHORT + "memory:\n").memory == ()


def test_where_they_came_from_is_shown_behind_them(tmp_path: Path) -> None:
    """Once for all where all are filled in, else behind each row that is."""
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, encoding="utf-8")
    found = reading(path)
    shown = to_yaml(found.case, found.marks.origins)
    assert "\nfile: PRK-weapons  # the provoker, and the family of what it did\n" in shown
    assert "\nmemory:  # almanac: memory of PRK-weapons\n" in shown
    assert "  - id: dprk-2006-10\n" in shown
    own = "memory: [{id: mine, began: 2007-01-01, closed: 2007-02-01, act: coup, product: none}]\n"
    path.write_text(SHORT + own, encoding="utf-8")
    found = reading(path)
    shown = to_yaml(found.case, found.marks.origins)
    assert "  - id: dprk-2006-10  # almanac: memory of PRK-weapons\n" in shown
    assert "  - id: mine\n" in shown


def test_a_class_without_a_family_is_warned_of(tmp_path: Path) -> None:
    """Of a trigger, unless the file states what follows from it, and of an earlier act that no table knows."""
    text = SHORT.replace("satellite_launch", "report")
    assert [each.path for each in warned(text, tmp_path)] == ["timeline.launch.what"]
    assert not warned(text + "file: PRK-safeguards\n", tmp_path)
    own = text.replace("id: prk-2009", "id: prk-2009\nprovocations: {report: {family: safeguards}}")
    assert not warned(own, tmp_path)
    assert read_text(own).file == "PRK-safeguards"
    odd = "memory: [{id: mine, began: 2007-01-01, closed: 2007-02-01, act: sabotage, product: none}]\n"
    (warning,) = warned(SHORT + odd, tmp_path)
    assert (warning.path, warning.value) == ("memory.mine.act", "sabotage")


def test_an_announced_test_is_a_kind_of_its_own() -> None:
    """With a severity of its own, so that no file has to state one."""
    case = read_text(SHORT.replace("satellite_launch", "announcement"))
    assert case.file == "PRK-weapons"
    assert sim.run(sim.Scenario(case), 1).outcome.form


@pytest.mark.parametrize(("what", "days"), [("satellite_launch", 90), ("deadline", 180), ("enrichment", 180)])
def test_a_run_lasts_as_long_as_the_template_says_of_the_class(what: str, days: int) -> None:
    """Where the file says nothing: safeguards move more slowly than weapons."""
    case = read_text(SHORT.replace("satellite_launch", what))
    assert (case.horizon.date() - date(2009, 4, 5)).days == days


def test_a_slip_in_another_row_of_the_memory_does_not_hide_the_first() -> None:
    """All problems are listed at once."""
    text = small(ROW.replace("act: nuclear_test", "act: Nuclear test") + ROW.removeprefix("memory:\n"))
    with pytest.raises(ScenarioError) as raised:
        read_text(text)
    assert [each.path for each in raised.value.problems] == ["memory.past.act", "memory.past.id"]
