"""What does not fit together is found at the line and column of the part that is wrong."""

import re

import pytest

from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read_text
from tests.cases import changed, only_problem, problems_of, small_case_text, spot_of

LAUNCH = (
    "  - id: launch-1\n    at: 2006-07-04T18:32:00Z\n"
    "    kind: provocation\n    what: long_range_missile\n    actor: PRK\n"
)
"""The first lines of the first entry."""


def check(old: str, new: str, at: str, words: str, occurrence: int = 1, of: int = 1) -> None:
    """Replace a passage, and expect one problem, at the (of-th) place of these words, that says this."""
    text = changed(old, new, occurrence)
    problem = only_problem(text)
    assert words in str(problem)
    assert (problem.line, problem.column) == spot_of(text, at, of)


def test_a_stance_on_an_unknown_issue() -> None:
    """Found at its key, with the issue that was meant."""
    extra = "    stances:\n      legal_forse:\n        position: 5\n"
    check("    stances:\n", extra, "legal_forse", "did you mean 'legal_force'? allowed: form, condemnation")
    assert only_problem(changed("    stances:\n", extra)).suggestion == "legal_force"


def test_a_missing_stance() -> None:
    """Found at the actor's stances."""
    lines = "      condemnation:\n        position: 80\n        salience: 50\n"
    check(lines, "", "stances:", "actors.FRA.stances: no stance on 'condemnation'", of=2)


def test_an_actor_to_whom_nothing_matters() -> None:
    """Weights are shares of their sum."""
    text = small_case_text()
    start = text.index("  PRK:\n")
    text = text[:start] + text[start:].replace("salience: 50", "salience: 0")
    problem = only_problem(text)
    assert "every salience is 0" in problem.message
    assert problem.line == spot_of(text, "  PRK:")[0] + 4


def test_an_actor_twice() -> None:
    """Found at the second, naming the first."""
    text = changed("  PRK:\n", "  CHN:\n")
    messages = [problem for problem in problems_of(text) if "appears twice" in problem.message]
    assert [(p.line, p.column) for p in messages] == [(spot_of(text, "  CHN:", 2)[0], 3)]
    assert f"first at line {spot_of(text, '  CHN:')[0]}, column 3" in messages[0].message


def test_a_limit_with_two_sides_or_none() -> None:
    """It says either at_most or at_least."""
    both = "          at_most: 50\n          at_least: 20\n"
    check("          at_most: 50\n", both, "limit:", "2 of at_most and at_least are here")
    check("          at_most: 50\n", "", "limit:", "0 of at_most and at_least are here")


def test_a_limit_lifted_by_what_is_no_provocation() -> None:
    """Kinds of provocation are a closed list."""
    lifted = "          at_most: 50\n          lifted_by: [nuclear_tests]\n"
    check("          at_most: 50\n", lifted, "nuclear_tests", "did you mean 'nuclear_test'?")


@pytest.mark.parametrize("seat", ["none", "permanent"])
def test_a_council_that_is_not_five_and_ten(seat: str) -> None:
    """Fifteen in all, found at the actors."""
    check("seat: elected", f"seat: {seat}", "actors:", "allowed: 5 permanent and 10 elected")


@pytest.mark.parametrize("zone", ["Asia/Shanghia", "Asia", "../etc/passwd", "/etc/passwd"])
def test_a_time_zone_that_is_none(zone: str) -> None:
    """Names come from the IANA database, not from the file system."""
    check("timezone: Etc/UTC", f"timezone: {zone}", zone, f"'{zone}' is no IANA time zone")


def test_a_tie_to_nobody() -> None:
    """Found at the code."""
    check("between: [JPN, USA]", "between: [JPN, UZA]", "UZA", "no actor has the code UZA")
    assert only_problem(changed("between: [JPN, USA]", "between: [JPN, UZA]")).suggestion == "USA"


def test_a_tie_to_itself_and_a_tie_twice() -> None:
    """The same both ways, so both orders are one tie."""
    check("between: [JPN, USA]", "between: [JPN, JPN]", "[JPN, JPN]", "JPN is tied to itself")
    twice = "ties:\n  - between: [USA, JPN]\n    strength: 5\n"
    check("ties:\n", twice, "[JPN, USA]", "are tied twice, first as item 1")


def test_measures_of_the_same_id() -> None:
    """Found at the second."""
    one = "      - id: a\n        summary: s\n        at_pressure: 5\n"
    text = changed("    stances:\n", f"    measures:\n{one}{one}    stances:\n")
    problem = only_problem(text)
    assert (problem.line, problem.column) == (spot_of(text, "- id: a", 2)[0], 13)
    assert "'a' appears twice" in problem.message


def test_roles_that_nobody_can_fill() -> None:
    """The provoker and the penholder are actors, not the same; the president has a seat."""
    check("provoker: PRK", "provoker: IRN", "IRN", "no actor has the code IRN")
    check("penholder: JPN", "penholder: JPM", "JPM", "did you mean 'JPN'?")
    check("penholder: JPN", "penholder: PRK", "PRK", "PRK is the provoker: it does not sponsor the answer", of=2)
    check("    actor: FRA", "    actor: PRK", "PRK", "PRK has no seat in the Council", of=2)


def test_nobody_may_hold_the_pen() -> None:
    """`none` is a word here, not a missing value."""
    assert problems_of(changed("penholder: JPN", "penholder: none")) == []


def test_presidencies_out_of_order() -> None:
    """Found at the earlier one that stands later."""
    new = "    actor: FRA\n  - since: 2006-06-01T00:00:00Z\n    actor: DNK\n"
    check("    actor: FRA\n", new, "2006-06-01", "is earlier than the term before")


def test_a_ladder_that_falls() -> None:
    """Found at the strength that is too low; one that stays level does not rise either."""
    check("strength: 50\n", "strength: 20\n", "20\n", "the ladder does not rise: 20 follows 25")
    check("strength: 50\n", "strength: 25\n", "25\n", "allowed: more than 25", of=2)


def test_a_rung_key_twice() -> None:
    """Found at the second."""
    check("key: article_40", "key: none", "none", "'none' appears twice on this ladder", of=2)


def test_a_ladder_without_rungs() -> None:
    """At least one wording."""
    text = changed("issues:\n", "issues:\n  empty:\n    name: Empty\n    rungs: []\n")
    assert any("no rung is here" in problem.message for problem in problems_of(text))


def test_a_case_in_which_no_issue_says_what_a_text_is() -> None:
    """Whether statement or resolution is always a question, however it is called; and there is one answer."""
    text = changed("    role: form\n", "")
    assert any("no issue has the role form" in problem.message for problem in problems_of(text))
    check("    role: censure\n", "    role: form\n", "form\n", "a second issue with the role form", of=2)
    check("    role: censure\n", "    role: cenzure\n", "cenzure", "did you mean 'censure'?")


def test_a_form_that_is_no_product_or_out_of_order() -> None:
    """Rung keys of form are fixed."""
    check("key: press_statement", "key: pres_statement", "pres_statement", "did you mean 'press_statement'?")
    text = changed("key: presidential_statement", "key: weak").replace("key: press_statement", "key: resolution", 1)
    text = text.replace("key: resolution", "key: presidential_statement", 1).replace(
        "key: weak", "key: press_statement"
    )
    assert "'press_statement' is above a stronger product" in only_problem(text).message


def test_needs_that_cannot_be_met() -> None:
    """An unknown issue, its own, or a strength above the ladder."""
    needs = "        needs:\n          form: 100\n"
    check(needs, needs.replace("form", "from"), "from: 100", "did you mean 'form'?")
    check(needs, needs.replace("form", "legal_force"), "legal_force: 100", "cannot need its own issue")
    check(needs, needs.replace("form: 100", "condemnation: 90"), "90", "90 is above the ladder of 'condemnation'")


def test_ladders_too_many_to_search() -> None:
    """The text space is searched whole, so it is bounded."""
    rungs = "".join(f"      - key: k{n}\n        words: w\n        strength: {n}\n" for n in range(60))
    text = changed("issues:\n", "issues:\n" + "".join(f"  i{n}:\n    name: n\n    rungs:\n{rungs}" for n in range(4)))
    assert any("combinations" in problem.message for problem in problems_of(text))


def test_a_text_with_an_unknown_issue_a_missing_one_or_no_rung() -> None:
    """Found in the text; a missing issue at the text itself."""
    check("      condemnation: 80\n", "", "text:", "the issue 'condemnation' is missing", of=2)
    extra = "      condemnation: 80\n      sanctions: 5\n"
    check("      condemnation: 80\n", extra, "sanctions", "no issue has this key")
    check("      condemnation: 80\n", "      condemnation: 81\n", "81", "allowed: 0 (silent), 80 (condemns)")


def test_a_text_with_a_need_left_open() -> None:
    """Found at the rung that needs more, in history's text too."""
    old = "      form: 100\n      condemnation: 80\n"
    check(old, old.replace("100", "50"), "95\n    source", "95 (chapter_vii) needs form at 100 or more")
    old = "  text:\n    form: 100\n"
    check(old, old.replace("100", "50"), "50\n  vote", "history.text.legal_force: 50 (article_40) needs form")


def test_the_span_of_a_run() -> None:
    """It begins, passes to the model, and ends, within two years."""
    check("emergent_from: 2006-07-06T09:00:00Z", "emergent_from: 2006-09-01T00:00:00Z", "2006-09-01", "outside the run")
    text = changed("horizon: 2006-08-31T00:00:00Z", "horizon: 2006-06-01T00:00:00Z")
    assert any(problem.path == "horizon" for problem in problems_of(text))
    check("horizon: 2006", "horizon: 2026", "2026-08-31", "by 730 days at most")


def test_an_entry_id_twice() -> None:
    """Found at the second."""
    text = changed("id: draft-1", "id: launch-1")
    first, *_ = [problem for problem in problems_of(text) if "appears twice" in problem.message]
    assert (first.line, first.column) == spot_of(text, "launch-1\n", 2)
    assert f"first at line {spot_of(text, 'launch-1')[0]}" in first.message


def test_an_unknown_kind_suggests_the_right_one() -> None:
    """Kinds are a closed list."""
    check("kind: meeting_request", "kind: meeting_requst", "meeting_requst", "did you mean 'meeting_request'?")


def test_times_before_the_start_and_after_the_horizon() -> None:
    """Both ends are inside."""
    check("at: 2006-07-04T18:32:00Z", "at: 2006-06-04T18:32:00Z", "2006-06-04", "is before the run begins")
    text = changed("    at: 2006-07-05T20:00:00Z", "    at: 2006-09-05T20:00:00Z")
    assert "is after the run ends" in only_problem(text).message


def test_planned_acts_after_the_model_has_taken_over() -> None:
    """Only provocations may stand there."""
    check("    at: 2006-07-05T20:00:00Z", "    at: 2006-07-06T09:01:00Z", "2006-07-06T09:01", "the model decides")
    late = (
        "  - id: launch-9\n    at: 2006-07-20T00:00:00Z\n"
        "    kind: provocation\n    what: nuclear_test\n    actor: PRK\n    summary: tests\n"
    )
    assert problems_of(changed("assumptions:\n", f"{late}assumptions:\n")) == []


def test_a_timeline_out_of_order() -> None:
    """Found at the entry that is too early."""
    text = changed("    at: 2006-07-05T20:00:00Z", "    at: 2006-07-05T13:00:00Z")
    problem = only_problem(text)
    assert (problem.line, problem.column) == spot_of(text, "2006-07-05T13:00")
    assert "earlier than the entry before" in problem.message


def test_unknown_parties_of_an_entry() -> None:
    """The actor, and those it addresses."""
    check("    actor: PRK\n", "    actor: PRC\n", "PRC", "no actor has the code PRC")
    check("    to: [UNSC]\n", "    to: [UNSC, XYZ]\n", "XYZ", "no actor has the code XYZ")
    check("    to: [UNSC]\n", "    to: [JPN]\n", "JPN]", "JPN addresses itself", of=1)


def test_the_council_itself_only_consults_and_speaks() -> None:
    """It asks nobody for a meeting. A date of its own, such as the end of a mandate, is a provocation."""
    said = [problem.message for problem in problems_of(changed("    actor: JPN\n", "    actor: UNSC\n"))]
    assert "UNSC cannot do this" in said
    assert problems_of(changed("    actor: PRK\n", "    actor: UNSC\n")) == []
    assert problems_of(changed("    actor: FRA\n", "    actor: UNSC\n", 2)) == []


def test_an_answer_to_what_is_unknown_later_or_itself() -> None:
    """An entry answers entries that happened no later."""
    old = "in_answer_to: [launch-1]"
    check(old, "in_answer_to: [lunch-1]", "lunch-1", "did you mean 'launch-1'?")
    check(old, "in_answer_to: [draft-1]", "draft-1", "'draft-1' happens later, at 2006-07-05T20:00:00Z")
    check(old, "in_answer_to: [request-meeting]", "request-meeting]", "cannot answer itself")


def test_an_answer_in_the_same_minute_is_an_answer() -> None:
    """Times are whole minutes; the order of the file tells the rest."""
    assert problems_of(changed("at: 2006-07-04T23:30:00Z", "at: 2006-07-04T18:32:00Z")) == []


def test_entries_taken_out_may_still_be_named() -> None:
    """A scenario written out after --without says which they are."""
    text = changed("in_answer_to: [launch-1]", "in_answer_to: [launch-1, launch-2]")
    assert len(problems_of(text)) == 1
    assert problems_of(text.replace("penholder:", "without: [launch-2]\npenholder:")) == []


def test_drafts_have_texts_and_nothing_else_has() -> None:
    """Who is no member may write one: a friend tables it."""
    entry = "      form: 100\n      condemnation: 80\n      legal_force: 95\n"
    check(f"    text:\n{entry}", "", "id: draft-1", "a draft without text")
    check(LAUNCH, f"{LAUNCH}    text:\n{entry}", "text:\n      form", "a provocation has no text")
    assert problems_of(changed("    kind: draft\n    actor: JPN\n", "    kind: draft\n    actor: PRK\n")) == []


def test_severity_stands_in_provocations_and_concessions_only() -> None:
    """Elsewhere it would do nothing."""
    old = "    summary: asks for a meeting\n"
    check(old, f"{old}    severity: 5\n", "severity: 5", "a meeting_request has no severity")


def test_a_call_to_nobody() -> None:
    """Somebody has to pick up."""
    old = "    kind: consultations\n"
    check(old, "    kind: call\n", "id: consultations-1", "a call to nobody")


def test_a_clock_that_starts_with_no_entry() -> None:
    """Found at clock_from."""
    check(
        "clock_from: consultations-1", "clock_from: consultation-1", "consultation-1", "did you mean 'consultations-1'?"
    )


def test_a_source_that_the_bibliography_lacks() -> None:
    """Wherever a source is named."""
    check("    source: [S2]\n", "    source: [S2, S3]\n", "S3", "the bibliography has no 'S3'")
    check("  source: [S1]\n", "  source: [T1]\n", "T1", "climate.source.0: the bibliography has no 'T1'")


def test_an_assumption_with_a_basis_path_or_range_that_does_not_hold() -> None:
    """Its basis is a source or judgement, its paths lead somewhere, its range rises."""
    check("basis: S2", "basis: S9", "S9", "'S9' is no key of the bibliography")
    assert problems_of(changed("basis: S2", "basis: judgement")) == []
    check("range: [25, 60]", "range: [60, 25]", "[60, 25]", "the range falls from 60 to 25")
    check(
        "legal_force.limit]", "legal_forse.limit]", "actors.CHN", "did you mean 'actors.CHN.stances.legal_force.limit'?"
    )


def test_checks_of_history_have_what_their_kind_needs() -> None:
    """And nothing that their kind would not look at."""
    check("      at_most: 50\n      words", "      words", "id: no-chapter-vii", "needs at_most or at_least")
    check("      issue: legal_force\n", "", "id: no-chapter-vii", "needs the key 'issue'")
    check("      issue: legal_force\n", "      issue: legal\n", "legal\n", "no issue has the key 'legal'")
    check("      kind: form\n", "      kind: form\n      below: 5\n", "below", "does not use this key")
    check(
        "      kind: form\n", "      kind: threat_before_drop\n      issue: form\n", "id: form", "needs the key 'below'"
    )


def test_history_with_sixteen_votes_or_before_the_start() -> None:
    """Every member votes, abstains, or took no part."""
    check("    no: 0\n", "    no: 1\n", "vote:", "16 votes of 15 members")
    check("  at: 2006-07-15T19:50:00Z", "  at: 2006-05-15T19:50:00Z", "2006-05-15", "is before the run begins")


def test_parameters_that_the_table_lacks_or_does_not_allow() -> None:
    """Names may have dots."""
    old = "parameters: {}\n"
    check(old, "parameters:\n  consult_hour: 9\n", "consult_hour:", "did you mean 'consult_hours'?")
    check(old, "parameters:\n  consult_hours: 7.5\n", "7.5", "7.5 is out of range; allowed: 8 to 60 hours")
    check(old, "parameters:\n  consult_hours: .inf\n", ".inf", "allowed: a number")
    assert problems_of(changed(old, "parameters:\n  severity.nuclear_test: 30.5\n  consult_hours: 9\n")) == []


def test_a_horizon_before_the_start_is_one_problem() -> None:
    """And not one more for each entry that lies after it; a year that cannot be is said to be none."""
    with pytest.raises(ScenarioError) as caught:
        read_text(re.sub("(?m)^horizon: .*", "horizon: 2006-06-01T00:00:00Z", small_case_text()))
    assert [problem.path for problem in caught.value.problems] == ["horizon"]
    with pytest.raises(ScenarioError, match="1906 is not a year from 1946 to 2100"):
        read_text(re.sub("(?m)^start: .*", "start: 1906-06-01T00:00:00Z", small_case_text()))


DEADLINES = """\
deadlines:
  - name: the summit
    at: 2006-07-15
    known_from: 2006-07-05
    source: [S1]
timeline:
"""


def deadline(old: str, new: str) -> str:
    """The small scenario with a deadline, of which one thing is changed."""
    assert DEADLINES.count(old) == 1
    return changed("timeline:\n", DEADLINES.replace(old, new))


def test_a_deadline_lies_after_the_start_and_is_known_before_it_passes() -> None:
    """A day alone is to the end of its working day in New York."""
    assert problems_of(deadline("S1", "S1")) == []
    for old, new, at, words in (
        (
            "at: 2006-07-15",
            "at: 2006-06-30",
            "2006-06-30",
            "2006-06-30T22:00:00Z is not after the run begins; allowed:",
        ),
        ("2006-07-05", "2006-07-16", "2006-07-16", "2006-07-16 is after the deadline, 2006-07-15T22:00:00Z; allowed:"),
        ("[S1]", "[S9]", "S9", "the bibliography has no 'S9'"),
        ("known_from", "known_form", "known_form", "did you mean 'known_from'?"),
        ("2006-07-15", "mid-July", "mid-July", "'mid-July' is no such time; allowed: a time in UTC"),
    ):
        text = deadline(old, new)
        problem = only_problem(text)
        assert words in str(problem)
        assert (problem.line, problem.column) == spot_of(text, at)


def test_two_deadlines_of_one_name() -> None:
    """Found at the second."""
    text = deadline("    source: [S1]\n", "  - name: the summit\n    at: 2006-08-01\n")
    problem = only_problem(text)
    assert "deadline 1 in the list has this name as well" in str(problem)
    assert (problem.line, problem.column) == spot_of(text, "the summit", 2)
