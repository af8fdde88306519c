"""Many futures of one moment: alike but for their luck, stored as outcomes, and gone on with after a kill -9."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import sim
from sim.engine.run import fork
from sim.experiment.archive import save
from sim.experiment.play import Progress
from sim.pages import terminal
from sim.questions.fork import futures, page
from sim.store.schema import OUTCOMES
from sim.store.store import Store
from sim.vocabulary.outcome import FORMS
from tests.cases import short_file
from tests.cli.commandline import turtlebay
from tests.kit import child_environment, run_of, wait_for

LIFTED = [("CHN.legal_force.limit", "none")]


def test_futures_are_forks_with_lucks_of_their_own() -> None:
    """As many as asked for, all different, each the fork with its luck; counted in a fixed order."""
    parent = run_of()
    found = futures(parent, 60, 5, LIFTED)
    assert [each.luck for each in found.runs] == [1, 2, 3, 4, 5]
    forks = [parent.fork(60, LIFTED, luck=luck) for luck in (1, 2, 3, 4, 5)]
    assert [(each.run, each.head) for each in found.runs] == [(each.id, each.head) for each in forks]
    assert len({each.head for each in found.runs}) == 5
    assert [row.form for row in found.outcomes] == list(FORMS)
    assert (sum(row.k for row in found.outcomes), {row.n for row in found.outcomes}) == (5, {5})
    assert [each.luck for each in futures(forks[2], 100, 2).runs] == [4, 5]


def test_futures_that_the_store_has_are_not_played_again(tmp_path: Path) -> None:
    """More of them later begin with those of before; so does the same question in other words."""
    parent, told = run_of(), Progress()

    def progress(now: Progress) -> None:
        nonlocal told
        told = now

    few = futures(parent, 60, 3, LIFTED, store=tmp_path / "a.db")
    more = futures(parent, 60, 5, [("actors.CHN.stances.legal_force.limit", "none")], store=tmp_path / "a.db",
                   progress=progress)  # fmt: skip
    assert more.runs[:3] == few.runs
    assert (told.asked, told.stored) == (5, 3)


def stored(folder: Path) -> int:
    """How many outcomes the store of a folder has."""
    with closing(sqlite3.connect(folder / "turtlebay.db")) as connection:
        try:
            return int(connection.execute(f"SELECT count(*) FROM {OUTCOMES}").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not of that system")
def test_futures_killed_on_the_way_go_on_and_end_alike(tmp_path: Path) -> None:
    """The same command after a kill -9 plays the rest, and its JSON is that of an undisturbed one, byte for byte."""
    words = ("fork", "mine", "--at", "5", "--new-luck", "-n", "300", "--jobs", "1", "--json")
    answers = []
    for folder, killed in ((tmp_path / "killed", True), (tmp_path / "plain", False)):
        folder.mkdir()
        run = sim.run(sim.load(short_file(folder)), 1, label="mine")
        with Store(folder / "turtlebay.db") as store:
            save(store, run)
        if killed:
            command = [sys.executable, "-m", "sim.cli.main", *words]
            child = subprocess.Popen(command, cwd=folder, env=child_environment(), stdout=subprocess.DEVNULL)
            wait_for(lambda: stored(folder) > 0)  # noqa: B023 - called at once
            child.send_signal(signal.SIGKILL)
            child.wait()
            assert 0 < stored(folder) < 300, "it was over before it was killed: play more futures"
        done = turtlebay(folder, *words)
        assert done.code == 0, done.err
        answers.append(done.out)
    assert answers[0] == answers[1]
    assert len(json.loads(answers[0])["runs"]) == 300


def test_a_change_to_what_is_so_already_is_said_to_be_none() -> None:
    """And so is a fork that went as its parent did, whatever was changed."""
    run = run_of()
    same = fork(run, 80, [("CHN.legal_force.limit", "25"), ("parameters.vote_noise", "5")])
    said = terminal(page(run, same, 80))
    assert "CHN.legal_force.limit was 25 already." in said
    assert "vote_noise was" not in said
    alike = fork(run, 80, [("CHN.legal_force.limit", "25")])
    assert "Nothing differs: the fork went as its parent did." in terminal(page(run, alike, 80))
    freed = fork(run, 80, [("CHN.legal_force.limit", "none")])
    assert "Nothing differs" not in terminal(page(run, freed, 80))
