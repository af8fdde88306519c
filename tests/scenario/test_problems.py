"""Problems say where, what and what was allowed."""

import pickle

from sim.scenario.problems import MOST_SHOWN, Problem, ScenarioError, did_you_mean, listed, shortened

SLIP = Problem("a.yaml", 3, 7, "actors.CHN.isolation", "140", "140 is out of range", "0 to 100", "40")


def test_a_problem_is_written_as_file_line_and_column_with_what_was_allowed_and_a_suggestion() -> None:
    """The form that editors and analysts follow."""
    expected = "a.yaml:3:7: actors.CHN.isolation: 140 is out of range; did you mean '40'? allowed: 0 to 100"
    assert str(SLIP) == expected


def test_a_problem_without_a_line_names_only_its_origin() -> None:
    """An override has no line."""
    assert str(Problem("--set x=1", None, None, "", "x", "names nothing")) == "--set x=1: names nothing"


def test_an_error_writes_one_problem_a_line() -> None:
    """All problems in one go."""
    assert str(ScenarioError([SLIP, SLIP])) == f"{SLIP}\n{SLIP}"


def test_an_error_with_very_many_problems_counts_the_rest() -> None:
    """A file that is no scenario does not fill the terminal, and loses nothing."""
    error = ScenarioError([SLIP] * (MOST_SHOWN + 5))
    assert str(error).splitlines()[-1] == "... and 5 more problems"
    assert len(error.problems) == MOST_SHOWN + 5


def test_an_error_survives_pickling_and_being_made_anew_from_its_arguments() -> None:
    """Process pools pickle exceptions, and SimPy re-raises them as type(e)(*e.args)."""
    error = ScenarioError([SLIP])
    for copy in (pickle.loads(pickle.dumps(error)), type(error)(*error.args)):
        assert copy.problems == error.problems
        assert str(copy) == str(error)


def test_a_mistyped_word_finds_its_neighbour_whatever_its_case() -> None:
    """Codes are upper case, fingers are not."""
    assert did_you_mean("legal_forse", ["form", "legal_force"]) == "legal_force"
    assert did_you_mean("chn", ["CHN", "RUS"]) == "CHN"


def test_a_word_like_nothing_gets_no_suggestion() -> None:
    """A wild guess helps nobody."""
    assert did_you_mean("zebra", ["form", "legal_force"]) == ""


def test_long_lists_and_values_are_cut() -> None:
    """A message stays a line."""
    assert listed([str(number) for number in range(25)]).endswith("19 and 5 more")
    assert shortened("x" * 100) == "x" * 57 + "..."
    assert shortened("a\nb") == "a b"
