"""Entries that answer each other, and files with very many things to look at."""

import json
from pathlib import Path

import pytest

import sim
from sim.scenario.check_timeline import circles
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.reader import read_entries, read_text
from sim.scenario.warnings import warnings
from tests.cases import problems_of, small_case, small_case_text, small_file
from tests.fuzz.commands import given

ENTRY = """\
  - id: {name}
    at: 2006-07-05T21:00:00Z
    kind: statement
    actor: {actor}
    in_answer_to: [{answered}]
    summary: says
"""

ACTORS = ("USA", "CHN", "JPN", "FRA", "RUS")


def _timeline(answers: dict[str, str]) -> str:
    return "".join(
        ENTRY.format(name=name, actor=ACTORS[number % 5], answered=answered)
        for number, (name, answered) in enumerate(answers.items())
    )


def _problems(answers: dict[str, str]) -> list[Problem]:
    return problems_of(small_case_text().replace("assumptions:\n", f"{_timeline(answers)}assumptions:\n", 1))


LONG = {f"e{number}": f"e{(number + 1) % 3000}" for number in range(3000)}

CIRCLES: dict[str, tuple[dict[str, str], int]] = {
    "two": ({"a": "b", "b": "a"}, 1),
    "three": ({"a": "b", "b": "c", "c": "a"}, 1),
    "two of which one answers something else as well": ({"a": "b, launch-1", "b": "a"}, 1),
    "two behind a third": ({"a": "b", "b": "c", "c": "b"}, 1),
    "two that share an entry": ({"a": "b, c", "b": "a", "c": "a"}, 2),
    "two apart": ({"a": "b", "b": "a", "c": "d", "d": "c"}, 2),
    "three thousand": (LONG, 1),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_entries_that_answer_each_other_are_an_error(name: str) -> None:
    """At the line of the first of them, with what to do."""
    answers, count = CIRCLES[name]
    found = _problems(answers)
    assert len(found) == count
    for problem in found:
        assert "answer each other in a circle, so none of them can come first" in problem.message
        assert problem.allowed == "answers to earlier entries; take one of these ids out"
        assert problem.path.endswith(".in_answer_to")
        assert problem.line is not None


@pytest.mark.parametrize("answers", [{"a": "launch-1", "b": "a", "c": "b, a"}, {"a": "launch-1", "b": "launch-1"}])
def test_answers_in_a_row_are_no_circle(answers: dict[str, str]) -> None:
    """Nor are two answers to the same."""
    assert _problems(answers) == []


def test_a_circle_is_found_once_wherever_it_is_entered() -> None:
    """From its first entry on, in the order of the file."""
    assert circles({"x": ["a"], "a": ["b"], "b": ["a"], "y": ["b", "x"]}) == [("a", "b")]


def test_inserted_entries_that_answer_each_other_are_an_error(tmp_path: Path) -> None:
    """As in the file of a scenario."""
    path = tmp_path / "more.yaml"
    text = _timeline({"a": "b", "b": "a"}).replace("2006-07-05", "2006-07-08")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="answer each other in a circle"):
        read_entries(path, small_case())


def test_an_answer_in_the_same_minute_is_warned_of() -> None:
    """It may come before what it answers: within a minute actors act in an order of their own."""
    text = small_case_text().replace("at: 2006-07-04T23:30:00Z", "at: 2006-07-04T18:32:00Z")
    found = [str(problem) for problem in warnings(read_text(text))]
    assert any("request-meeting.at: answers 'launch-1' of the same minute" in line for line in found)
    assert not any("same minute" in str(problem) for problem in warnings(small_case()))


@pytest.mark.parametrize("count", [999, 1000, 1001, 3000])
def test_a_file_with_very_many_warnings_can_be_run(tmp_path: Path, count: int) -> None:
    """They are things to look at; `check` counts them all and shows the first."""
    facts = "".join(f"  - id: fact-{number}\n    text: a fact\n" for number in range(count))
    path = small_file(tmp_path)
    path.write_text(small_case_text().replace("background:\n", f"background:\n{facts}"), encoding="utf-8")
    found = sim.check(path)
    assert found.ok
    assert len(found.warnings) >= count
    assert sim.load(path).case.background[count].id == "moratorium"
    if count == 1000:
        done = given(["check", str(path)])
        assert done.code == 0, done.err
        assert "more warnings; --json lists them all" in done.out
        assert given(["check", str(path), "--strict"]).code == 1
        assert len(json.loads(given(["check", str(path), "--json"]).out)["warnings"]) >= 1000


def test_a_scenario_in_a_zone_of_the_machine_is_refused() -> None:
    """`localtime` is another zone on every machine; zones below `right` count leap seconds."""
    for zone in ("localtime", "posixrules", "Europe", "Factory", "right/Europe/Berlin", "Etc"):
        found = problems_of(small_case_text().replace("timezone: Etc/UTC", f"timezone: {zone}", 1))
        assert [problem.message for problem in found] == [f"'{zone}' is no IANA time zone"]
