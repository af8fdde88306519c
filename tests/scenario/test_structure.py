"""Slips of type, range and spelling are found at their line and column, all of them at once."""

from datetime import UTC, datetime

import pytest

from sim.scenario.reader import read_text
from sim.scenario.times import moment
from tests.cases import changed, only_problem, problems_of, small_case, small_case_text, small_table, spot_of

CHINA = "    name: Land of CHN\n    seat: permanent\n    timezone: Etc/UTC\n"
"""The lines of one actor into which slips are written."""


def test_the_small_scenario_has_no_problem() -> None:
    """Otherwise no test here says anything."""
    assert problems_of(small_case_text()) == []


@pytest.mark.parametrize(
    ("line", "path", "words", "allowed"),
    [
        ("isolation: 140", "actors.CHN.isolation", "140 is out of range", "a whole number from 0 to 100"),
        ("isolation: -1", "actors.CHN.isolation", "-1 is out of range", "a whole number from 0 to 100"),
        ("isolation: 3.9", "actors.CHN.isolation", "3.9 is a number", "a whole number from 0 to 100"),
        ("isolation: true", "actors.CHN.isolation", "true is a truth value", "a whole number from 0 to 100"),
        ("isolation: '8'", "actors.CHN.isolation", "'8' is text", "a whole number from 0 to 100"),
        ("isolation: sixty", "actors.CHN.isolation", "'sixty' is text", "a whole number from 0 to 100"),
        ("isolation: 010", "actors.CHN.isolation", "'010' is text", "a whole number from 0 to 100"),
        ("isolation: 12:30", "actors.CHN.isolation", "'12:30' is text", "a whole number from 0 to 100"),
        ("isolation: [8]", "actors.CHN.isolation", "a list is here", "a whole number from 0 to 100"),
        ("isolation: {a: 8}", "actors.CHN.isolation", "a mapping is here", "a whole number"),
        ("isolation: ~", "actors.CHN.isolation", "nothing is here", "a whole number from 0 to 100"),
        ("capital: 12", "actors.CHN.capital", "12 is a number; put quotes around it", "text"),
        ("capital: true", "actors.CHN.capital", "true is a truth value; put quotes around it", "text"),
        ("people: Hu", "actors.CHN.people", "'Hu' is text", "a mapping"),
        ("source: S1", "actors.CHN.source", "'S1' is text", "a list"),
        ("claims: [7, 8.5]", "actors.CHN.claims.1", "8.5 is a number", "a whole number from 1 to 999"),
        ("evidence: sure", "actors.CHN.evidence", "'sure' is not one of them", "well_evidenced, partly"),
        ("evidence: [sure]", "actors.CHN.evidence", "a list is here", "well_evidenced, partly"),
        ("evidence: ''", "actors.CHN.evidence", "'' is text", "well_evidenced, partly"),
        ("note: [", "", "not well-formed", ""),
    ],
)
def test_a_wrong_value_is_found_where_it_stands(line: str, path: str, words: str, allowed: str) -> None:
    """With what stood there and what is allowed; nothing is ever coerced."""
    text = changed(CHINA, f"{CHINA}    {line}\n")
    problem = problems_of(text)[0]
    assert words in problem.message
    assert problem.path == path
    assert allowed in problem.allowed
    if path:
        value = "8.5]" if "8.5" in line else line.split(": ", 1)[1]
        assert (problem.line, problem.column) == spot_of(text, value, text[: text.index(line)].count(value) + 1)


def test_an_unknown_key_is_found_and_the_right_one_suggested() -> None:
    """Nothing is passed over in silence."""
    text = changed(CHINA, f"{CHINA}    isolaton: 5\n")
    problem = only_problem(text)
    assert (problem.line, problem.column) == spot_of(text, "isolaton")
    assert problem.suggestion == "isolation"
    assert "openness" in problem.allowed


def test_a_missing_key_is_reported_at_the_key_that_should_hold_it() -> None:
    """With what should stand there."""
    text = changed("    seat: permanent\n", "")
    problem = only_problem(text)
    assert "the key 'seat' is missing" in problem.message
    assert (problem.line, problem.column) == spot_of(text, "CHN:")
    assert problem.allowed == "seat: permanent, elected, none"


def test_a_key_missing_at_the_top_is_reported_at_the_first_line() -> None:
    """There is no key around it."""
    problem = only_problem(changed("title: A small crisis\n", ""))
    assert (problem.line, problem.column) == (1, 1)
    assert "the key 'title' is missing" in problem.message


def test_a_key_missing_in_a_list_is_reported_at_its_item() -> None:
    """Which goes by its id."""
    text = changed("    summary: asks for a meeting\n", "")
    problem = only_problem(text)
    assert problem.path == "timeline.request-meeting"
    assert (problem.line, problem.column) == spot_of(text, "id: request-meeting")


def test_several_slips_are_reported_together_in_the_order_of_the_file() -> None:
    """Structure, references and ranges in one go."""
    text = changed("    strength: 85\n", "    strength: 850\n")
    text = text.replace("vetoes: 1", "vetoes: one", 1)
    text = text.replace("in_answer_to: [request-meeting]", "in_answer_to: [request-meting]")
    text = text.replace("    timezone: Etc/UTC\n", "    timezone: Etc/UTX\n", 1)
    problems = problems_of(text)
    assert [(problem.line, problem.column) for problem in problems] == [
        spot_of(text, "one\n"),
        spot_of(text, "Etc/UTX"),
        spot_of(text, "850"),
        spot_of(text, "request-meting"),
    ]


def test_a_root_that_is_no_mapping_is_one_problem() -> None:
    """A list, or a word."""
    assert only_problem("- a\n").message == "a list is here"
    assert only_problem("hello\n").message == "'hello' is text"


def test_no_stays_a_word() -> None:
    """A place may be called NO; it never becomes a truth value."""
    text = changed(CHINA, f"{CHINA}    capital: NO\n    note: yes\n")
    china = read_text(text, "small.yaml", small_table()).actors["CHN"]
    assert (china.capital, china.note) == ("NO", "yes")


@pytest.mark.parametrize("word", ["false", "no", "NO"])
def test_a_truth_value_in_place_of_a_code_is_explained(word: str) -> None:
    """Some tool read NO for Norway by the rules of YAML 1.1."""
    text = changed("provoker: PRK", f"provoker: {word}")
    problem = only_problem(text)
    assert (problem.line, problem.column) == (8, 11)
    assert "as YAML 1.1 does with NO" in problem.message
    assert "three upper-case letters" in problem.allowed


def test_a_truth_value_as_an_actors_key_is_explained_too() -> None:
    """At the key."""
    text = changed("  PRK:\n", "  false:\n")
    explained = [problem for problem in problems_of(text) if "YAML 1.1" in problem.message]
    assert [(problem.line, problem.column) for problem in explained] == [spot_of(text, "false:")]


@pytest.mark.parametrize("word", ["prk", "P", "P-K", "1PK", "PRKPRKPRK", "UNSC"])
def test_a_code_is_made_of_capitals_and_digits(word: str) -> None:
    """A closed form, two to eight long; the Council has a code of its own."""
    assert "is no actor's code" in only_problem(changed("provoker: PRK", f"provoker: {word}")).message


@pytest.mark.parametrize("word", ["2006-07-01T00:00:00Z", "2006-07-01T00:00Z", "2006-07-01"])
def test_seconds_and_the_hour_of_a_day_may_be_left_out(word: str) -> None:
    """A day alone begins at midnight; that of an entry means noon."""
    text = changed("start: 2006-07-01T00:00:00Z", f"start: {word}")
    assert read_text(text, "small.yaml", small_table()) == small_case()


@pytest.mark.parametrize(
    "word",
    [
        "2006-07-01T00:00:30Z",
        "2006-07-01T00Z",
        "2006-07-01T00:00:00+09:00",
        "2006-07-01 00:00:00Z",
        "2006-02-30T00:00:00Z",
        "2006-07-01T24:00:00Z",
        "1212-07-01T00:00:00Z",
        "20060701",
        "[2006]",
        "''",
    ],
)
def test_a_time_is_utc_and_to_the_minute(word: str) -> None:
    """Anything else is refused, not guessed at."""
    text = changed("start: 2006-07-01T00:00:00Z", f"start: {word}")
    problem = only_problem(text)
    assert (problem.line, problem.column) == (4, 8)
    assert "2006-07-04T18:32:00Z" in problem.allowed


def test_a_time_is_read_as_utc() -> None:
    """Aware, so that it cannot be mixed up with local time."""
    assert moment("2006-07-04T18:32:00Z") == datetime(2006, 7, 4, 18, 32, tzinfo=UTC)
    assert small_case().timeline[0].at.tzinfo is UTC


def test_a_list_of_two_has_two_items() -> None:
    """A tie has two ends."""
    text = changed("between: [JPN, USA]", "between: [JPN, USA, GBR]")
    problem = only_problem(text)
    assert problem.message == "3 are here"
    assert problem.allowed == "a list of 2"


def test_an_id_has_no_dots_or_blanks() -> None:
    """Paths are split at dots."""
    assert "is text" in problems_of(changed("id: moratorium", "id: the.moratorium"))[0].message


def test_an_empty_list_or_mapping_may_be_left_blank() -> None:
    """As happens when the last line of one is commented out."""
    assert problems_of(changed("parameters: {}", "parameters:")) == []
    assert problems_of(changed("parameters: {}", "parameters:\nbackground:", 1).replace(BACKGROUND, "")) == []


@pytest.mark.parametrize("key", ["between: [JPN, USA]", "range: [25, 60]"])
@pytest.mark.parametrize("blank", ["", " ~", " null", " []"])
def test_a_list_of_two_may_not_be_left_blank(key: str, blank: str) -> None:
    """Found by a mutated file: it was read as an empty list, and the problem that came of it had no place."""
    name = key.partition(":")[0]
    problem = only_problem(changed(key, f"{name}:{blank}"))
    assert problem.line
    assert problem.path.endswith(name)
    assert problem.message in ("nothing is here", "0 are here")
    assert problem.allowed == "a list of 2"


BACKGROUND = """\
background:
  - id: moratorium
    text: A moratorium held until now
    source: [S1]
"""


def test_an_alias_hides_no_other_problem() -> None:
    """What it stands for is missing, and that is not said a second time."""
    text = changed("    words: says nothing of it\n", "    words: *x\n").replace("vetoes: 1", "vetoes: -1")
    assert [problem.line for problem in problems_of(text)] == [11, spot_of(text, "*x")[0]]


def test_the_text_of_the_case_is_in_the_order_of_the_issues() -> None:
    """Whatever order the file has, so that a case from the store runs like one from its file."""
    text = changed("      condemnation: 80\n      legal_force: 95\n", "      legal_force: 95\n      condemnation: 80\n")
    case = read_text(text, "small.yaml", small_table())
    assert list(case.timeline[3].text or {}) == ["form", "condemnation", "legal_force"]
