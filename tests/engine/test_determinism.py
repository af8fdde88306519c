"""Same recipe, same bytes: in this process, in others, under other hash seeds and Python versions."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from tests.kit import CASES, JULY, PATIENCE, ROOT, SCENARIOS, child_environment, python, run_id, run_of, scenario

HEADS = """
import sys, sim
for case in sys.argv[2:]:
    print(sim.run(sim.load(f"{sys.argv[1]}/{case}.yaml"), 7).head)
"""


@pytest.mark.parametrize("name", CASES)
def test_the_same_recipe_gives_the_same_bytes_twice_in_one_process(name: str) -> None:
    """Nothing is left over from one run that the next could read; not even from runs between."""
    first = run_of(name, 7)
    sim.run(scenario(name), 8)
    again = sim.run(scenario(name), 7)
    assert list(again.lines) == list(first.lines)
    assert (again.head, again.id) == (first.head, first.id)


def test_a_scenario_read_again_gives_the_same_bytes() -> None:
    """What the file says counts, not the object it was read into."""
    assert sim.run(sim.load(SCENARIOS / f"{JULY}.yaml"), 7).head == run_of(JULY, 7).head


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "1", "2"])
def test_another_process_under_another_hash_seed_gives_the_same_heads(hash_seed: str) -> None:
    """Sets and dicts of strings iterate otherwise there; runs do not."""
    told = python(HEADS, SCENARIOS, *CASES, PYTHONHASHSEED=hash_seed)
    assert told.split() == [run_of(name, 7).head for name in CASES]


def other_pythons() -> list[str]:
    """Interpreters of other versions: those TURTLEBAY_PYTHONS names, and what is on the path."""
    named = [path for path in os.environ.get("TURTLEBAY_PYTHONS", "").split(os.pathsep) if path]
    found = [shutil.which(f"python3.{minor}") for minor in (11, 12, 13, 14) if minor != sys.version_info.minor]
    return [*named, *(path for path in found if path)]


def can_run(interpreter: str) -> bool:
    """Whether the project's dependencies are installed there."""
    needs = "import attrs, numpy, orjson, ruamel.yaml, simpy, structlog, sys; assert sys.version_info >= (3, 11)"
    done = subprocess.run([interpreter, "-c", needs], capture_output=True, check=False, cwd="/", timeout=PATIENCE)
    return done.returncode == 0


def test_other_versions_of_python_give_the_same_heads() -> None:
    """3.11, 3.12 and 3.13, where they can be had with the dependencies installed."""
    usable = [interpreter for interpreter in other_pythons() if can_run(interpreter)]
    if not usable:
        pytest.skip("no other Python with the dependencies: name some in TURTLEBAY_PYTHONS")
    expected = [run_of(name, 7).head for name in CASES]
    for interpreter in usable:
        assert python(HEADS, SCENARIOS, *CASES, interpreter=interpreter).split() == expected, interpreter


def test_another_seed_an_override_and_a_missing_entry_are_other_runs() -> None:
    """Each part of the recipe counts in the id and in the bytes."""
    runs = [
        run_of(), run_of(seed=2), run_of(sets=(("CHN.isolation", "9"),)), run_of(without=("position-britain",)),
    ]  # fmt: skip
    assert len({run.id for run in runs}) == len({run.head for run in runs}) == 4


def test_the_id_is_that_of_the_recipe_and_known_before_the_run() -> None:
    """Twelve hex digits, from what RunStarted says alone."""
    run = run_of()
    assert run.id == run_id(run.events[0].payload)  # type: ignore[arg-type]
    assert len(run.id) == 12
    assert int(run.id, 16) >= 0


def test_a_label_is_no_part_of_the_run() -> None:
    """It names it, and changes nothing."""
    named = sim.run(scenario(), 1, label="first try")
    assert (named.label, named.id, named.head) == ("first try", run_of().id, run_of().head)


@pytest.mark.parametrize("level", ["no listener", "listener"])
def test_a_listener_cannot_change_the_run(level: str) -> None:
    """Told of every event, it may do what it likes with what it is told."""
    heard: list[int] = []
    listener = None if level == "no listener" else lambda event, line, h: heard.append(event.seq)
    run = sim.run(scenario(), 3, listener=listener)
    assert run.head == run_of(seed=3).head
    assert heard == ([] if listener is None else list(range(len(run.events))))


def test_runs_in_two_threads_do_not_disturb_each_other() -> None:
    """No hidden state is shared between runs of one scenario."""
    code = """
import sys, sim
from concurrent.futures import ThreadPoolExecutor
scenario = sim.load(sys.argv[1])
with ThreadPoolExecutor(4) as pool:
    for head in pool.map(lambda seed: sim.run(scenario, seed).head, range(1, 9)):
        print(head)
"""
    assert python(code, SCENARIOS / f"{JULY}.yaml").split() == [run_of(seed=seed).head for seed in range(1, 9)]


def test_the_working_directory_does_not_matter(tmp_path: Path) -> None:
    """Nothing is read from or written to where a run is started."""
    done = subprocess.run(
        [sys.executable, "-c", HEADS, str(SCENARIOS), JULY],
        env=child_environment(), cwd=tmp_path, capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stdout.split() == [run_of(JULY, 7).head]
    assert list(tmp_path.iterdir()) == []
    assert ROOT.exists()
