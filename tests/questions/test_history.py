"""A run held against history, check by check, on runs made by hand."""

import attrs
import pytest

from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.questions.run import Match, match, match_fact
from sim.vocabulary import events as e
from sim.vocabulary.case import Check
from sim.vocabulary.events import Payload
from tests.kit import CASES, made_run, run_of, scenario

FIRST = {"form": 100, "condemnation": 100, "sanctions": 85, "legal_force": 95, "dialogue": 30}
REAL = {"form": 100, "condemnation": 80, "sanctions": 65, "legal_force": 25, "dialogue": 80}
FIFTEEN = [code for code, actor in scenario().case.actors.items() if actor.seat != "none"]

TABLED = ("JPN", e.DraftCirculated("draft-1", "JPN-1", FIRST, "", "planned", {}))
THREAT = ("CHN", e.VetoThreatened("JPN-1", 1, [["legal_force", 95, 25]], 1, {}))
COUNTER = ("CHN", e.DraftCirculated("", "CHN-1", REAL, "", "counter_draft", {}))
REJECTED = ("PRK", e.OutcomeRejected("JPN-1", "", {}))


def dropped(old: int = 95, new: int = 25) -> tuple[str, Payload]:
    """An amendment of the legal basis."""
    return "JPN", e.DraftAmended("JPN-1", 2, REAL, [["legal_force", old, new]], False, {})


def outcome(**more: object) -> tuple[str, Payload]:
    """What really came of July 2006, but for what is said."""
    real = {
        "form": "resolution", "draft": "JPN-1", "text": REAL, "yes": 15, "no": 0, "abstain": 0,
        "votes": dict.fromkeys(FIFTEEN, "yes"), "at": 38_630, "days_m": 10_222,
    }  # fmt: skip
    return "UNSC", e.OutcomeReached(**{**real, **more})  # type: ignore[arg-type]


def made(*acts: tuple[str, Payload]) -> Run:
    """A run of July 2006 made by hand."""
    return made_run(scenario(), acts)


def failed(found: Match) -> list[str]:
    """The checks that were not passed."""
    return [check.id for check in found.checks if not check.passed]


def test_what_really_happened_passes_every_check() -> None:
    """The record itself, written as a run."""
    found = match(made(TABLED, THREAT, COUNTER, dropped(), outcome(), REJECTED))
    assert (failed(found), found.passed, found.total) == ([], 7, 7)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([TABLED, THREAT, COUNTER, dropped(), outcome(form="presidential_statement"), REJECTED], ["form"]),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(yes=14, abstain=1), REJECTED], ["vote"]),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(votes={}), REJECTED], ["vote"]),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(text={**REAL, "legal_force": 50}), REJECTED], ["chapter-vii"]),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(days_m=5_000), REJECTED], ["day"]),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(days_m=5_200), REJECTED], []),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(days_m=20_400), REJECTED], []),
        ([TABLED, THREAT, COUNTER, dropped(), outcome(days_m=20_600), REJECTED], ["day"]),
        ([TABLED, COUNTER, dropped(), outcome(), REJECTED], ["threat-first"]),
        ([TABLED, COUNTER, dropped(), THREAT, outcome(), REJECTED], ["threat-first"]),
        ([TABLED, THREAT, COUNTER, outcome(), REJECTED], ["threat-first"]),
        ([TABLED, THREAT, COUNTER, dropped(95, 75), outcome(), REJECTED], ["threat-first"]),
        ([TABLED, THREAT, dropped(), outcome(), REJECTED], ["counter-draft"]),
        ([TABLED, THREAT, COUNTER, dropped(), outcome()], ["rejection"]),
        ([outcome(form="none", draft="", text=None, yes=0, votes={}, days_m=None)],
         ["form", "chapter-vii", "vote", "day", "threat-first", "counter-draft", "rejection"]),
    ],
)  # fmt: skip
def test_each_check_fails_for_its_own_reason(acts: list[tuple[str, Payload]], expected: list[str]) -> None:
    """One thing otherwise than it was, one check lost."""
    assert failed(match(made(*acts))) == expected


def test_a_check_says_what_the_run_did() -> None:
    """In words that can stand on a card."""
    found = match(made(TABLED, THREAT, COUNTER, dropped(), outcome(yes=14, abstain=1, days_m=3_000), REJECTED))
    said = {check.id: check.found for check in found.checks}
    assert said["vote"] == "14-0-1"
    assert said["form"] == "resolution"
    assert said["day"].startswith("day 3.0")
    assert "10.2" in said["day"]


@pytest.mark.parametrize("name", CASES)
def test_every_check_of_every_case_is_answered(name: str) -> None:
    """One result a check, in the file's order, each with words."""
    found, history = match(run_of(name)), scenario(name).case.history
    assert history is not None
    assert [check.id for check in found.checks] == [check.id for check in history.checks]
    assert all(check.found for check in found.checks)
    assert found.passed == sum(check.passed for check in found.checks) <= found.total == len(history.checks)


def test_a_case_without_history_has_nothing_to_match() -> None:
    """Nought of nought."""
    import attrs

    from sim.engine.scenario import Scenario

    bare = Scenario(attrs.evolve(scenario().case, history=None))
    assert match(made_run(bare, [outcome()])) == Match(0, 0, ())


def test_the_real_text_is_named_beside_the_checks() -> None:
    """Which need not name all of it: all checks may pass on a text that is another."""
    other = match(made(outcome(text={**REAL, "dialogue": 50})))
    assert (other.text, other.differs) == (REAL, ("dialogue",))
    assert "real text 100/80/65/25/80: differs on dialogue" in match_fact(other).lines[0]
    assert "real text 100/80/65/25/80: the same" in match_fact(match(made(outcome()))).lines[0]
    assert match(made(outcome(form="vetoed"))).differs == tuple(REAL)


def with_history(**more: object) -> Scenario:
    """July 2006 with its history otherwise."""
    case = scenario().base
    assert case.history is not None
    return Scenario(attrs.evolve(case, history=attrs.evolve(case.history, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("actor", "passed"), [("", True), ("CHN", True), ("RUS", False)])
def test_a_counter_draft_can_be_asked_of_one_member(actor: str, passed: bool) -> None:
    """Left out, anybody's will do."""
    check = Check("counter", "counter_draft", "a text of its own", actor=actor)
    run = made_run(with_history(checks=(check,)), [TABLED, COUNTER, outcome()])
    assert [each.passed for each in match(run).checks] == [passed]


@pytest.mark.parametrize(("answers", "passed"), [("draft-1", True), ("launch-1", False)])
def test_a_draft_of_the_timeline_that_answers_another_s_is_a_counter_draft(answers: str, passed: bool) -> None:
    """One that answers the launch alone is not."""
    check = Check("counter", "counter_draft", "a text of its own")
    base = with_history(checks=(check,)).base
    first = next(entry for entry in base.timeline if entry.id == "draft-1")
    own = attrs.evolve(first, id="draft-2", actor="CHN", in_answer_to=(answers,))
    told = "CHN", e.DraftCirculated("draft-2", "CHN-1", REAL, "", "planned", {})
    run = made_run(Scenario(attrs.evolve(base, timeline=(*base.timeline, own))), [TABLED, told, outcome()])
    assert [each.passed for each in match(run).checks] == [passed]


@pytest.mark.parametrize(("form", "expected"), [("vetoed", ("dialogue",)), ("resolution", tuple(REAL))])
def test_a_real_text_is_held_against_a_draft_that_fell_where_it_fell_itself(
    form: str, expected: tuple[str, ...]
) -> None:
    """A text that was adopted is like no draft that fell."""
    history = with_history(form=form, checks=(), text=REAL)
    fell = outcome(form="vetoed", text={**REAL, "dialogue": 50}, yes=13, no=2, votes={})
    assert match(made_run(history, [TABLED, fell])).differs == expected
