"""Ctrl-C and SIGTERM, sent to real commands: they end within a few runs, say what is stored, and go on."""

import contextlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.cli.interrupts import stoppable, terminable
from sim.cli.main import answer
from sim.experiment.archive import save
from sim.store.store import Store
from tests.cases import short_file
from tests.cli.commandline import Done, turtlebay
from tests.experiment.faults import count
from tests.kit import PATIENCE, child_environment, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals are sent the way of Unix"),
]

SLOW = """
import time
from pathlib import Path
from sim.engine.run import Recipe
real = Recipe.run
def run(recipe, number, *more, **others):
    if Path("slow").exists():
        with open("begun", "a") as begun:
            begun.write("1")
        time.sleep(0.4)
    return real(recipe, number, *more, **others)
Recipe.run = run
Path("loaded").touch()
"""
"""Slow runs from the moment on that a file `slow` is there, each of which leaves a letter in the file `begun`."""

FEW = 12
"""Runs that a command may still begin after the signal: those of a loaded machine, and half a batch."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with the small case in it, the horizon of which is near."""
    short_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def started(folder: Path, *words: str) -> "subprocess.Popen[str]":
    """A command in a group of its own, whose runs can be slowed down."""
    (folder / "sitecustomize.py").write_text(SLOW, encoding="utf-8")
    (folder / "loaded").unlink(missing_ok=True)
    path = os.pathsep.join([str(folder), child_environment()["PYTHONPATH"]])
    child = subprocess.Popen(
        [sys.executable, "-m", "turtlebay", *words], cwd=folder, env=child_environment(PYTHONPATH=path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )  # fmt: skip
    wait_for((folder / "loaded").exists)  # what comes before is Python and this test
    return child


def begun(folder: Path) -> int:
    """How many slow runs were begun."""
    return (folder / "begun").stat().st_size if (folder / "begun").exists() else 0


def ended(folder: Path, child: "subprocess.Popen[str]", number: int = signal.SIGINT) -> Done:
    """What it leaves behind once the signal came: to all of its group as from a terminal, or SIGTERM to it alone."""
    before = begun(folder)
    if number == signal.SIGINT:
        os.killpg(child.pid, number)
    else:
        child.send_signal(number)
    out, err = child.communicate(timeout=PATIENCE)
    assert begun(folder) - before < FEW, err
    return Done(child.returncode, out, err)


def run_id(folder: Path) -> str:
    """A run to ask about, stored."""
    run = sim.run(sim.load(folder / "small.yaml"), 1)
    with Store(folder / "turtlebay.db") as store:
        save(store, run)
    return run.id


STORING = {
    "sweep": ["sweep", "small.yaml", "-n", "3000"],
    "tip --all": ["tip", "small.yaml", "--all", "-n", "300"],
    "tip": ["tip", "small.yaml", "CHN.legal_force.limit", "-n", "300"],
    "assumptions": ["assumptions", "small.yaml", "-n", "300"],
    "levers": ["levers", "small.yaml", "-n", "300"],
    "explain": ["explain", "RUN", "--but-for", "-n", "300"],
    "fork": ["fork", "RUN", "--at", "5", "--new-luck", "-n", "3000"],
}


CTRL_C = [pytest.param(name, signal.SIGINT, id=f"{name}-Ctrl-C") for name in STORING]
TERM = [pytest.param(name, signal.SIGTERM, id=f"{name}-SIGTERM") for name in ("sweep", "explain")]
"""The code is the same for the others."""


@pytest.mark.parametrize(("name", "number"), [*CTRL_C, *TERM])
def test_a_command_that_stores_runs_ends_soon_and_the_same_command_goes_on(
    folder: Path, name: str, number: int
) -> None:
    """Exit code 130, nothing on standard output, and what it says is stored is stored. The next has those runs.

    Once with one process and once with two; half of the commands begin with two.
    """
    words = [run_id(folder) if word == "RUN" else word for word in STORING[name]]
    chance, kept = random.Random(name), [0]
    for jobs in ("1", "2") if list(STORING).index(name) % 2 == 0 else ("2", "1"):
        (folder / "slow").unlink(missing_ok=True)
        child = started(folder, *words, "--jobs", jobs)
        wait_for(lambda: count(folder) > kept[-1])
        (folder / "slow").touch()
        time.sleep(chance.uniform(0, 0.5))
        done = ended(folder, child, number)
        assert (done.code, done.out) == (130, ""), done.err
        assert "Traceback" not in done.err
        said = re.search(r"Interrupted: ([\d,]+) of (?:at least )?[\d,]+ runs are stored, and it goes on", done.err)
        assert said is not None, done.err
        kept.append(count(folder))
        assert int(said[1].replace(",", "")) <= kept[-1]
        assert done.err.rstrip().endswith(f"goes on with:  turtlebay {' '.join(words)} --jobs {jobs}")
        assert kept[-1] > kept[-2]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a store that has three runs and a sweep, and the id of that."""
    folder = tmp_path_factory.mktemp("played")
    short_file(folder)
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as out:
        for seed in ("1", "2", "3"):
            assert answer(["run", "small.yaml", "--seed", seed, "--quiet"]) == 0
        out.truncate(0)
        out.seek(0)
        assert answer(["sweep", "small.yaml", "-n", "70", "--jobs", "1", "--json"]) == 0
    return folder, json.loads(out.getvalue())["sweep"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("words", [["verify", "SWEEP"], ["verify"], ["export", "SWEEP", "--events", "--out", "new/out",
                                                                     "--format", "csv"]],
                         ids=["verify SWEEP", "verify", "export"])  # fmt: skip
def test_a_command_that_stores_nothing_ends_soon_and_leaves_nothing(
    folder: Path, played: tuple[Path, str], words: list[str], number: int
) -> None:
    """Exit code 130, and the same command does it all."""
    made, sweep = played
    shutil.copytree(made, folder, dirs_exist_ok=True)
    words = [sweep if word == "SWEEP" else word for word in words]
    more = [] if words[0] == "export" else ["--jobs", "2" if len(words) > 1 else "1"]
    (folder / "slow").touch()
    before = sorted(folder.iterdir())
    child = started(folder, *words, *more)
    wait_for(lambda: begun(folder) > 0)
    time.sleep(random.Random(f"{words} {number}").uniform(0, 0.6))
    done = ended(folder, child, number)
    assert (done.code, done.out) == (130, ""), done.err
    assert "Traceback" not in done.err
    assert f"turtlebay {' '.join(words)}" in done.err or "Interrupted before anything was done" in done.err
    (folder / "slow").unlink()
    ours = ("sitecustomize.py", "loaded", "begun")
    assert [path for path in folder.iterdir() if path not in before and path.name not in ours] == []
    assert answer([*words, *more[:1], *(["1"] if more else [])]) == 0


def test_at_any_moment_there_is_no_traceback(folder: Path) -> None:
    """While it loads, while workers start, while it plays, while it ends: 130, or 0 where it was over."""
    chance, kept = random.Random(5), [0]
    for latest in (0.5, 1, 2, 4):
        child = started(folder, "tip", "small.yaml", "--all", "-n", "40", "--jobs", "2")
        time.sleep(chance.uniform(latest / 2, latest))
        done = ended(folder, child)
        assert done.code in (0, 130), done.err
        assert "Traceback" not in done.err
        kept.append(count(folder) if (folder / "turtlebay.db").exists() else 0)
    assert kept == sorted(kept)


SWALLOWED = """
import os, signal, sys
from sim.engine.run import Recipe
real = Recipe.run
class Noisy:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(1000))
def run(recipe, number, *more, **others):
    if number == 5:
        Noisy()
    return real(recipe, number, *more, **others)
Recipe.run = run
"""


@pytest.mark.parametrize("words", [["tip", "small.yaml", "--all"], ["assumptions", "small.yaml"], ["figures"],
                                   ["sweep", "small.yaml"]], ids=lambda words: words[0])  # fmt: skip
def test_an_interrupt_inside_a_callback_is_not_lost(folder: Path, words: list[str]) -> None:
    """Python swallows what is raised there: the first Ctrl-C counts all the same."""
    (folder / "sitecustomize.py").write_text(SWALLOWED, encoding="utf-8")
    path = os.pathsep.join([str(folder), child_environment()["PYTHONPATH"]])
    done = turtlebay(folder, *words, "-n", "200", "--jobs", "1", PYTHONPATH=path)
    assert done.code == 130, done
    assert "Exception ignored" not in done.err
    if words[0] != "figures":
        assert "5 of" in done.err
        assert count(folder) == 5


def test_an_ignored_signal_stays_ignored() -> None:
    """As under nohup, and in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stoppable() as stop:
            assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
            os.kill(os.getpid(), signal.SIGINT)
            assert not stop()
    finally:
        signal.signal(signal.SIGINT, before)


def test_handlers_belong_to_the_command_and_go_with_it() -> None:
    """The first signal asks, the second raises; afterwards all is as it was, for whoever calls from Python."""
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in the background
    try:
        before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        for number in (signal.SIGINT, signal.SIGTERM):
            with terminable(), stoppable() as stop:
                assert not stop()
                signal.raise_signal(number)
                assert stop()
                with pytest.raises(KeyboardInterrupt):
                    signal.raise_signal(number)
        with terminable(), pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    finally:
        signal.signal(signal.SIGINT, inherited)


API = """
import os, signal, sys, threading, time
import sim
def later():
    while not os.path.exists("turtlebay.db"):
        time.sleep(0.01)
    time.sleep(float(sys.argv[1]))
    os.kill(os.getpid(), signal.SIGINT)
if __name__ == "__main__":
    small = sim.load("small.yaml")
    threading.Thread(target=later, daemon=True).start()
    try:
        sim.sweep(small, 100000, store="turtlebay.db", jobs=int(sys.argv[2])).play()
    except KeyboardInterrupt:
        print("interrupted", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_from_python_ctrl_c_is_keyboard_interrupt(folder: Path, jobs: str) -> None:
    """In a script or a notebook nothing is handled by us."""
    (folder / "mine.py").write_text(API, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "mine.py", "0.5", jobs], cwd=folder, env=child_environment(), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "interrupted True\n"), done.stderr
