"""What is valid is played to its end: odd cases, and overrides at the ends of what is allowed, alone and in pairs."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sim.engine.scenario import Scenario
from sim.scenario.overrides import FILLED_IN
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read_text
from sim.scenario.writer import to_yaml
from tests.cases import short_case_text
from tests.kit import scenario
from tests.valid_cases import Sets, ends_of, overrides_of, paths_of, played_through, valid_cases

odd = settings(max_examples=25, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
"""An example is not made smaller, which takes minutes: add Phase.shrink to look at one."""


@odd
@given(valid_cases())
def test_the_cases_are_valid(case: object) -> None:
    """Written out and read again they are the same; so whatever comes of one is no fault of the case."""
    assert read_text(to_yaml(case)) == case  # type: ignore[arg-type]


@pytest.mark.slow
@odd
@given(st.data())
def test_an_odd_case_is_played_to_its_end(data: st.DataObject) -> None:
    """By run, fork, count, match, baselines and explain."""
    played_through(Scenario(data.draw(valid_cases())))


@pytest.mark.slow
@odd
@given(st.data())
def test_an_odd_case_with_overrides_is_played_to_its_end(data: st.DataObject) -> None:
    """Whatever it names, set to an end of its range, alone or with another."""
    case = data.draw(valid_cases())
    _played_if_it_fits(Scenario(case), data.draw(overrides_of(case)))


@pytest.mark.slow
@odd
@given(st.data())
def test_a_plain_case_with_overrides_is_played_to_its_end(data: st.DataObject) -> None:
    """The same of a case like those that people write."""
    whole = Scenario(read_text(short_case_text()))
    _played_if_it_fits(whole, data.draw(overrides_of(whole.case)))


def _played_if_it_fits(whole: Scenario, sets: Sets) -> None:
    try:
        varied = whole.vary(sets)
    except ScenarioError:
        assume(False)
    played_through(varied)


@pytest.mark.slow
def test_every_path_that_a_case_names_can_be_set_at_its_ends() -> None:
    """What does not fit is told in words; the strategies leave no number of a case out."""
    whole = Scenario(read_text(short_case_text()))
    fitting, unfit = 0, []
    for path in paths_of(whole.case):
        for word in ends_of(whole.case, path):
            try:
                whole.vary([(path, word)])
                fitting += 1
            except ScenarioError:
                unfit.append((path, word))
    assert fitting > 500
    filled = {f"parameters.{name}" for name in FILLED_IN}  # they were read when the file was
    assert {path.split(".")[0] for path, _ in unfit if path not in filled} <= {"horizon", "timeline"}, unfit


def _short(old: str, new: str) -> Scenario:
    text = short_case_text()
    assert old in text
    return Scenario(read_text(text.replace(old, new)))


PRESS = "      - key: press_statement\n        words: press statement\n        strength: 25\n"
PRESIDENTIAL = "      - key: presidential_statement\n        words: presidential statement\n        strength: 50\n"
RESOLUTION = "      - key: resolution\n        words: resolution\n        strength: 100\n"
FORM_RUNGS = PRESS + PRESIDENTIAL + RESOLUTION
IN_CIRCLES = "        needs:\n          condemnation: 80\n"
SILENT = "        words: says nothing of it\n        strength: 0\n"
CONDEMNS = "        words: condemns\n        strength: 80\n"


def _no_text() -> Scenario:
    """Every wording of one issue needs a strength of the other that forbids it: no text can be written at all."""
    text = short_case_text()
    draft = text[text.index("  - id: draft-1\n") : text.index("assumptions:\n")]
    history = text[text.index("history:\n") : text.index("parameters:")]
    text = text.replace(draft, "").replace(history, "")
    text = text.replace(SILENT, f"{SILENT}        needs:\n          legal_force: 95\n")
    text = text.replace(CONDEMNS, f"{CONDEMNS}        needs:\n          legal_force: 95\n")
    text = text.replace(
        "strength: 95\n        needs:\n          form: 100\n",
        "strength: 95\n        needs:\n          form: 100\n          condemnation: 100\n",
    )
    return Scenario(read_text(text.replace("strength: 80\n", "strength: 100\n")))


def _statements_only(*rungs: str, penholder: bool = True) -> Scenario:
    """No resolution can be written: neither are the wordings there that need one."""
    text = short_case_text().replace(FORM_RUNGS, "".join(rungs))
    draft = text[text.index("  - id: draft-1\n") : text.index("assumptions:\n")]
    history = text[text.index("history:\n") : text.index("parameters:")]
    text = text.replace(draft, "").replace(history, "").replace("        needs:\n          form: 100\n", "")
    return Scenario(read_text(text if penholder else text.replace("penholder: JPN\n", "")))


def _real(name: str, *sets: tuple[str, str]) -> Callable[[], Scenario]:
    return lambda: scenario(name, sets)


def _set(*sets: tuple[str, str]) -> Callable[[], Scenario]:
    return lambda: Scenario(read_text(short_case_text())).vary(sets)


FOUND: Mapping[str, Callable[[], Scenario]] = {
    "no statement can be written": lambda: _short(FORM_RUNGS, RESOLUTION),
    "only press statements": lambda: _statements_only(PRESS),
    "only presidential statements": lambda: _statements_only(PRESIDENTIAL),
    "only statements": lambda: _statements_only(PRESS, PRESIDENTIAL),
    "only statements, and whoever likes may draft": lambda: _statements_only(PRESS, penholder=False),
    "no text can be written": _no_text,
    "penholder out of reach, April 2009": _real("dprk-2009-04", ("JPN.sanctions.limit.at_least", "100")),
    "penholder without a form, April 2009": _real("dprk-2009-04", ("JPN.form.limit.at_most", "0")),
    "penholder without a form": _set(("JPN.form.limit.at_most", "0")),
    "penholder bound to the top of all ladders": _set(("JPN.legal_force.limit.at_least", "100")),
    "everybody without a form": _set(*((f"{code}.form.limit.at_most", "0") for code in ("CHN", "USA", "JPN", "FRA"))),
    "no salience but one": _set(("JPN.form.salience", "0"), ("JPN.condemnation.salience", "0")),
    "a law in force at the top": _set(("issues.legal_force.law_in_force", "100"), ("issues.form.law_in_force", "100")),
    "no time at all": _set(("horizon", "2006-07-06T09:00:00Z")),
    "nobody drafts": _set(("penholder", "none")),
}  # fmt: skip
"""Small examples of each kind, most of which ended a run in an error."""


@pytest.mark.parametrize("name", FOUND)
def test_a_case_in_which_something_is_empty_is_played_to_its_end(name: str) -> None:
    """No statement, no resolution, no text at all, no text within the penholder's limits."""
    played_through(FOUND[name]())
