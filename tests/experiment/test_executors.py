"""Executors of the caller's: a pool in a script that cannot start workers, a Dask client, one process a core."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.engine.scenario import Scenario
from sim.experiment.sweep import sweep
from sim.experiment.workers import GUARD
from sim.pages import plain
from tests.cases import short_file
from tests.kit import PATIENCE, child_environment

SCRIPT = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import sim
from sim.experiment.workers import WorkLost
from sim.pages import plain
try:
    sim.sweep(sim.load("small.yaml"), 100, {how}).play()
except WorkLost as error:
    print(error)
"""


def scripted(folder: Path, how: str) -> "subprocess.CompletedProcess[str]":
    """What a script without a main guard prints, run from its file."""
    short_file(folder)
    (folder / "script.py").write_text(SCRIPT.format(how=how), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "script.py"], cwd=folder, env=child_environment(), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("how", ["executor=ProcessPoolExecutor(2, mp_context=get_context('spawn'))", "jobs=2"])
def test_a_script_without_a_main_guard_is_told_of_it(tmp_path: Path, how: str) -> None:
    """Each worker imports the script anew: none can start, and the sentence says what to write."""
    done = scripted(tmp_path, how)
    assert done.returncode == 0, done.stderr
    assert GUARD in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")
def test_a_dask_client_is_an_executor(small: Scenario) -> None:
    """As it is, or by its own get_executor(); the runs are those of this process."""
    from distributed import Client

    own = [each.outcome for each in sweep(small, 30)]
    with Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None) as client:
        assert [each.outcome for each in sorted(sweep(small, 30, executor=client), key=lambda each: each.number)] == own
        assert plain(sweep(small, 30, executor=client.get_executor()).tally) == plain(sweep(small, 30).tally)


@pytest.mark.slow
def test_no_number_of_jobs_is_one_a_core(small: Scenario) -> None:
    """In Python as on the command line."""
    assert plain(sweep(small, 80, jobs=0).tally) == plain(sweep(small, 80).tally)
