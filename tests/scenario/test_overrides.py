"""Values are set by path, in full or short, and what does not fit is refused with what was meant."""

from datetime import UTC, datetime

import attrs
import pytest

from sim.scenario.canon import from_plain, to_plain
from sim.scenario.overrides import Value, apply, canonical_path, get_value, set_value
from sim.scenario.problems import Problem, ScenarioError
from sim.vocabulary.actors import Limit, Measure
from sim.vocabulary.case import Case
from tests.cases import small_case, small_table

TABLE = small_table()


def case_with_measure() -> Case:
    """The small case; China has a measure and wants no less than 10 on form."""
    case = small_case()
    china = case.actors["CHN"]
    form = attrs.evolve(china.stances["form"], limit=Limit(at_least=10))
    china = attrs.evolve(
        china, measures=(Measure("aid-held", "holds back aid", 55),), stances={**china.stances, "form": form}
    )
    return attrs.evolve(case, actors={**case.actors, "CHN": china})


CASE = case_with_measure()


def refusals(*sets: tuple[str, str], without: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """What is wrong with these overrides."""
    with pytest.raises(ScenarioError) as caught:
        apply(CASE, sets, without, TABLE)
    return caught.value.problems


def refusal(path: str, value: str) -> Problem:
    """The one thing that is wrong with an override."""
    problems = refusals((path, value))
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize(
    ("path", "word", "full", "before", "after"),
    [
        ("CHN.legal_force", "60", "actors.CHN.stances.legal_force.position", 20, 60),
        ("actors.CHN.stances.legal_force.position", "0", "actors.CHN.stances.legal_force.position", 20, 0),
        ("CHN.legal_force.salience", "7", "actors.CHN.stances.legal_force.salience", 50, 7),
        ("CHN.legal_force.responsiveness", "-9", "actors.CHN.stances.legal_force.responsiveness", 0, -9),
        ("CHN.legal_force.limit", "60", "actors.CHN.stances.legal_force.limit", 50, 60),
        ("CHN.legal_force.limit", "none", "actors.CHN.stances.legal_force.limit", 50, None),
        ("CHN.legal_force.limit.at_most", "60", "actors.CHN.stances.legal_force.limit.at_most", 50, 60),
        ("CHN.legal_force.limit.at_least", "60", "actors.CHN.stances.legal_force.limit.at_least", None, 60),
        ("CHN.form.limit", "30", "actors.CHN.stances.form.limit", 10, 30),
        ("RUS.legal_force.limit", "30", "actors.RUS.stances.legal_force.limit", None, 30),
        ("CHN.isolation", "0", "actors.CHN.isolation", 8, 0),
        ("actors.CHN.openness", "55", "actors.CHN.openness", 100, 55),
        ("CHN.measures.aid-held.at_pressure", "9", "actors.CHN.measures.aid-held.at_pressure", 55, 9),
        ("ties.JPN-USA.strength", "1", "ties.JPN-USA.strength", 85, 1),
        ("ties.USA-JPN.strength", "1", "ties.JPN-USA.strength", 85, 1),
        ("climate.vetoes", "12", "climate.vetoes", 1, 12),
        ("penholder", "none", "penholder", "JPN", "none"),
        ("penholder", "USA", "penholder", "JPN", "USA"),
        ("issues.form.law_in_force", "25", "issues.form.law_in_force", 0, 25),
        ("timeline.launch-1.severity", "99", "timeline.launch-1.severity", 40, 99),
        ("timeline.launch-1.severity", "none", "timeline.launch-1.severity", 40, None),
        ("timeline.consultations-1.minutes", "90", "timeline.consultations-1.minutes", None, 90),
        ("timeline.draft-1.text.legal_force", "50", "timeline.draft-1.text.legal_force", 95, 50),
        ("parameters.consult_hours", "9", "parameters.consult_hours", 20, 9),
        ("consult_hours", "9.5", "parameters.consult_hours", 20, 9.5),
        ("parameters.severity.nuclear_test", "31", "parameters.severity.nuclear_test", 60, 31),
        ("severity.nuclear_test", "31", "parameters.severity.nuclear_test", 60, 31),
    ],
)
def test_a_path_names_one_value_in_full_or_short(path: str, word: str, full: str, before: Value, after: Value) -> None:
    """It can be read, set, spelled out; nothing else changes, and the case still goes to the store."""
    changed = set_value(CASE, path, word, TABLE)
    assert canonical_path(CASE, path, TABLE) == full
    assert get_value(CASE, path, TABLE) == before
    assert get_value(changed, path, TABLE) == after
    assert get_value(changed, full, TABLE) == after
    assert from_plain(to_plain(changed)) == changed
    if word != "none" and before is not None and not path.startswith(("parameters", "consult", "sever")):
        assert set_value(changed, path, str(before), TABLE) == CASE


def test_times_can_be_moved_and_the_timeline_stays_in_order() -> None:
    """A launch moved behind a request takes its place there."""
    later = "2006-07-04T18:40:00Z"
    moved = set_value(CASE, "timeline.launch-1.at", later, TABLE)
    assert moved.timeline[0].at == datetime(2006, 7, 4, 18, 40, tzinfo=UTC)
    moved = set_value(CASE, "timeline.draft-1.at", "2006-07-05T13:00:00Z", TABLE)
    assert [entry.id for entry in moved.timeline] == ["launch-1", "request-meeting", "draft-1", "consultations-1"]
    assert get_value(set_value(CASE, "horizon", "2006-07-07T00:00:00Z", TABLE), "horizon", TABLE) == datetime(
        2006, 7, 7, tzinfo=UTC
    )


def test_a_limit_keeps_what_else_it_says() -> None:
    """Only its number moves; its side moves when it is named."""
    limit = set_value(CASE, "CHN.legal_force.limit", "60", TABLE).actors["CHN"].stances["legal_force"].limit
    assert limit == Limit(at_most=60, source=("S2",))
    limit = set_value(CASE, "CHN.legal_force.limit.at_least", "6", TABLE).actors["CHN"].stances["legal_force"].limit
    assert limit == Limit(at_least=6, source=("S2",))
    limit = set_value(CASE, "CHN.form.limit", "30", TABLE).actors["CHN"].stances["form"].limit
    assert limit == Limit(at_least=30)


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("CHN.legal_forc", "CHN.legal_force"),
        ("CHN.isolaton", "CHN.isolation"),
        ("chn.isolation", "CHN.isolation"),
        ("CHM.legal_force.limit", "CHN.legal_force.limit"),
        ("actors.CHM.isolation", "actors.CHN.isolation"),
        ("actors.CHN.stance.form.position", "actors.CHN.stances.form.position"),
        ("actors.CHN.stances.from.position", "actors.CHN.stances.form.position"),
        ("actors.CHN.stances.form.positon", "actors.CHN.stances.form.position"),
        ("CHN.form.limits", "CHN.form.limit"),
        ("CHN.form.limit.atmost", "CHN.form.limit.at_most"),
        ("CHN.isolation.high", "CHN.isolation"),
        ("CHN.measures.aid-hed.at_pressure", "CHN.measures.aid-held.at_pressure"),
        ("ties.JPN-UZA.strength", "ties.JPN-USA.strength"),
        ("ties.JPN-USA.strenght", "ties.JPN-USA.strength"),
        ("timeline.drift-1.at", "timeline.draft-1.at"),
        ("timeline.draft-1.text.from", "timeline.draft-1.text.form"),
        ("timeline.draft-1.txt.form", "timeline.draft-1.text.form"),
        ("issues.form.law", ""),
        ("issues.from.law_in_force", "issues.form.law_in_force"),
        ("climate.veto", "climate.vetoes"),
        ("penholdr", "penholder"),
        ("horizont", "horizon"),
        ("parameters.consult_hour", "parameters.consult_hours"),
        ("consult_hour", "consult_hours"),
        ("severity.nuclear_tests", "severity.nuclear_test"),
        ("title", "ties"),
        ("", ""),
        ("zebra", ""),
    ],
)
def test_an_unknown_path_suggests_the_one_that_was_meant(path: str, suggestion: str) -> None:
    """Whole, so that it can be copied."""
    problem = refusal(path, "60")
    assert problem.suggestion == suggestion
    assert problem.file == f"--set {path}=60"
    assert problem.line is None


@pytest.mark.parametrize(
    "path", ["CHN", "actors", "actors.CHN", "actors.CHN.stances", "actors.CHN.stances.form", "ties"]
)
def test_a_path_that_ends_too_soon_says_what_could_follow(path: str) -> None:
    """It names a thing, not a value."""
    problem = refusal(path, "60")
    assert problem.message == "the path ends too soon"
    assert problem.allowed


@pytest.mark.parametrize(
    ("path", "word", "words"),
    [
        ("CHN.legal_force", "101", "101 is out of range; allowed: a whole number from 0 to 100"),
        ("CHN.legal_force", "-1", "-1 is out of range"),
        ("CHN.legal_force", "6.5", "'6.5' is no whole number"),
        ("CHN.legal_force", "true", "'true' is no whole number"),
        ("CHN.legal_force", "060", "'060' is no whole number"),
        ("CHN.legal_force", "", "'' is no whole number"),
        ("CHN.legal_force", "none", "'none' is no whole number"),
        ("CHN.legal_force.limit", "many", "'many' is no whole number"),
        ("CHN.legal_force.responsiveness", "-101", "a whole number from -100 to 100"),
        ("consult_hours", "7.9", "7.9 is out of range; allowed: 8 to 60 hours"),
        ("consult_hours", ".nan", "'.nan' is no number"),
        ("consult_hours", "often", "'often' is no number"),
        ("penholder", "JPM", "'JPM' is no member of the Council"),
        ("penholder", "PRK", "'PRK' is no member of the Council"),
        ("horizon", "tomorrow", "'tomorrow' is no such time"),
        ("horizon", "2006-07-05T00:00:00Z", "does not fit the timeline"),
        ("horizon", "2026-07-05T00:00:00Z", "does not fit the timeline"),
        ("timeline.draft-1.at", "2006-07-04T18:00:00Z", "does not fit the timeline"),
        ("timeline.draft-1.at", "2006-07-07T18:00:00Z", "does not fit the timeline"),
        ("timeline.draft-1.severity", "5", "a draft has no severity"),
        (
            "timeline.draft-1.text.legal_force",
            "51",
            "51 is no rung of 'legal_force'; allowed: 0 (none), 50 (article_40)",
        ),
        ("timeline.draft-1.text.form", "50", "95 (chapter_vii) needs form at 100 or more, and it is 50"),
        ("timeline.launch-1.severity", "101", "a whole number from 0 to 100, or none"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_is_allowed(path: str, word: str, words: str) -> None:
    """Type, range, and what it would break elsewhere."""
    problem = refusal(path, word)
    assert words in str(problem)
    assert str(problem).startswith(f"--set {path}={word}: {canonical_path(CASE, path, TABLE)}: ")


def test_a_launch_cannot_be_moved_behind_what_answers_it() -> None:
    """Each entry that answers it is named."""
    problems = refusals(("timeline.launch-1.at", "2006-07-20T00:00:00Z"))
    assert [problem.message for problem in problems] == [
        "'request-meeting' answers it, earlier",
        "'draft-1' answers it, earlier",
    ]


def test_changes_that_fit_only_together_can_be_made_together() -> None:
    """A text is looked at when all its rungs are set."""
    sets = [("timeline.draft-1.text.form", "50"), ("timeline.draft-1.text.legal_force", "0")]
    assert apply(CASE, sets, parameters=TABLE).timeline[3].text == {"form": 50, "condemnation": 80, "legal_force": 0}


def test_all_saliences_of_an_actor_cannot_be_zero() -> None:
    """One may; all three would leave nothing to weigh."""
    zeros = [(f"CHN.{issue}.salience", "0") for issue in ("form", "condemnation", "legal_force")]
    assert apply(CASE, zeros[:2], parameters=TABLE)
    assert "every salience of this actor is 0" in refusals(*zeros)[0].message


def test_later_changes_win() -> None:
    """As on a command line."""
    assert get_value(apply(CASE, [("CHN.form", "1"), ("CHN.form", "2")], parameters=TABLE), "CHN.form", TABLE) == 2


def test_everything_wrong_with_the_overrides_is_reported_at_once() -> None:
    """Sets and entries taken out alike."""
    problems = refusals(("CHN.legal_forc", "1"), ("CHN.form", "101"), without=("lunch-1", "draft-2"))
    assert [problem.file for problem in problems] == [
        "--set CHN.legal_forc=1",
        "--set CHN.form=101",
        "--without lunch-1",
        "--without draft-2",
    ]
    assert [problem.suggestion for problem in problems[2:]] == ["launch-1", "draft-1"]


def test_an_entry_taken_out_is_gone_and_still_named_by_those_that_answer_it() -> None:
    """It simply never happens, so they are withheld."""
    case = apply(CASE, [], ["launch-1"], TABLE)
    assert [entry.id for entry in case.timeline] == ["request-meeting", "consultations-1", "draft-1"]
    assert case.timeline[0].in_answer_to == ("launch-1",)


def test_the_case_that_is_changed_stays_as_it_was() -> None:
    """Cases are values."""
    before = case_with_measure()
    apply(CASE, [("CHN.form", "99"), ("consult_hours", "9")], ["launch-1"], TABLE)
    assert before == CASE


def test_a_parameter_without_override_reads_as_the_table_has_it() -> None:
    """get_value is what a sweep starts from."""
    assert get_value(CASE, "consult_hours", TABLE) == 20
    assert CASE.parameters == {}
