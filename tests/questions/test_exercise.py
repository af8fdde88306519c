"""An exercise for a class: every group has something to find, and the sheets say so on two sides of paper at most."""

import re
import shlex
from html import unescape
from pathlib import Path

import pytest

import sim
from sim.cli.main import app
from sim.experiment.plan import plan_of
from sim.experiment.statistics import difference
from sim.experiment.sweep import Sweep
from sim.pages import html
from sim.questions.exercise.page import answers, commands, sheet
from sim.questions.exercise.search import LEAST, owner, plan
from sim.questions.exercise.study import Exercise, exercise
from sim.store.outcomes import Outcomes
from sim.store.store import Store
from tests.kit import ROOT

pytestmark = pytest.mark.slow

MALI = ROOT / "tests" / "scenario" / "mali-2012-03.yaml"
OCTOBER = "dprk-2006-10"
GROUPS, N = 3, 20


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was played for the exercises is."""
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="module", params=[OCTOBER, str(MALI)], ids=["october", "mali"])
def found(request: pytest.FixtureRequest, stores: Path) -> Exercise:
    """A case coded number by number, and one in a short file."""
    return exercise(sim.load(request.param), GROUPS, n=N, file=request.param, store=stores / "teacher.db")


def test_every_group_has_a_lever_and_a_difference_beyond_chance(found: Exercise, stores: Path) -> None:
    """On the very runs that it plays: the sweeps of its commands, counted here once more."""
    assert len(found.tasks) == GROUPS
    with Store(stores / "teacher.db") as store:
        for task in found.tasks:
            assert task.finding is not None
            kind = task.finding.outcome
            sweeps = [Sweep(plan(found.scenario, sets, N), store).play() for sets in ((), task.finding.change.sets)]
            assert all(each.progress.stored == N for each in sweeps)
            outcomes = [list(Outcomes(store).outcomes(each.plan.recipe(0).key, 1, N)) for each in sweeps]
            base, changed = (list(map(kind.came, each)) for each in outcomes)
            again = difference(base, changed)
            assert again == task.finding.difference
            assert again.is_clear
            assert abs(again.difference) >= LEAST


def test_no_two_groups_have_the_same_change(found: Exercise) -> None:
    """And where actors differ, October has another for each group."""
    changes = [task.finding.change.sets for task in found.tasks if task.finding is not None]
    assert len(set(changes)) == GROUPS
    if found.scenario.base.id == OCTOBER:
        owners = {owner(lever) for task in found.tasks if task.finding for lever, _ in task.finding.change.parts}
        assert len(owners) == GROUPS


def test_the_same_store_gives_the_same_bytes_and_plays_nothing(found: Exercise, stores: Path) -> None:
    """So an exercise that was interrupted goes on, and a sheet can be printed again."""
    played = []
    scenario = sim.load(found.file)
    again = exercise(
        scenario, GROUPS, n=N, file=found.file, store=stores / "teacher.db",
        progress=lambda now: played.append(now.done - now.stored),
    )  # fmt: skip
    assert set(played) == {0}
    for group in range(1, GROUPS + 1):
        assert html(sheet(again, group)) == html(sheet(found, group))
    assert html(answers(again)) == html(answers(found))


def test_the_sheets_hold_no_script_and_are_named_and_short(found: Exercise) -> None:
    """A title each, no script, no address, and room to write; few enough lines for two sides of paper."""
    for group in range(1, GROUPS + 1):
        said = html(sheet(found, group))
        assert "<script" not in said
        assert "default-src 'none'" in said
        assert f"group {group} of {GROUPS}" in said
        assert found.scenario.case.title in unescape(said)
        assert said.count("<i></i>") >= 8
        body = said[said.index("<main>") :]
        assert len(re.findall(r"<(?:li|dd|tr|p|h1|h2|h3|i)[ >]|\n", body)) < 130
        assert len(said) < 20_000
    assert "<script" not in html(answers(found))


def test_the_commands_of_a_sheet_are_commands(found: Exercise) -> None:
    """Each can be parsed as it stands, names the store of its group, and plays what the task says."""
    for group, task in enumerate(found.tasks, 1):
        for line in commands(found, group):
            words = shlex.split(line)[1:]
            app(words[0]).parse_args(words, print_error=False, exit_on_error=False)
            assert words[-2:] == ["--store", f"group-{group}.db"]
        assert task.finding is not None
        asked = plan(found.scenario, task.finding.change.sets, N)
        assert plan_of(asked.stored(), asked.scenario.plain).id == asked.id


def test_the_answers_say_what_each_group_should_find(found: Exercise) -> None:
    """Shares with intervals, what parts first, where it tips, and what really happened."""
    said = unescape(html(answers(found)))
    for group in range(1, GROUPS + 1):
        assert f"<h2>Group {group}</h2>" in said
    assert "Should find" in said
    assert "Tips" in said
    assert "First parts" in said
    assert "turtlebay merge group-1.db group-2.db group-3.db --into class.db" in said
    history = found.scenario.case.history
    if history is not None:
        assert history.summary in said


def test_where_nothing_moves_groups_get_runs_to_explain(small: sim.Scenario, tmp_path: Path) -> None:
    """Rather than a dud: another run each, with what it came to."""
    import sim.questions.exercise.search as search

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search, "MOST", 0)
        found = exercise(small, 2, n=N, store=tmp_path / "small.db")
    assert [task.finding for task in found.tasks] == [None, None]
    assert len({task.run for task in found.tasks}) == 2
    assert all("explain baseline:" in " ".join(commands(found, group)) for group in (1, 2))
    assert "Should find" in html(answers(found))
