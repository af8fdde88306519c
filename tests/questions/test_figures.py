"""The figures of docs/model.md, made from a few seeds."""

from sim.experiment.play import Experiment
from sim.pages import markdown
from sim.questions.figures import figures, page
from tests.kit import JULY, run_of


def test_each_case_is_counted_over_its_seeds() -> None:
    """As many runs as asked for, and what came of them is what the runs say."""
    with Experiment() as experiment:
        found = figures([JULY], 4, experiment, brief=True)
    case = found.cases[0]
    assert (case.case, case.real, case.n) == (JULY, "resolution", 4)
    assert dict(case.forms).get("resolution") == sum(run_of(JULY, n).outcome.form == "resolution" for n in (1, 2, 3, 4))
    assert found.swings == ()
    assert f"| {JULY} | resolution |" in markdown(page(found))
