"""The front door: a short list of names, each there, documented, and loaded only when it is used."""

import inspect
import json
import subprocess
import sys

import pytest

import sim
from tests.kit import PATIENCE, child_environment, python

HEAVY = ("numpy", "simpy", "structlog", "attrs", "ruamel", "rich", "cyclopts", "orjson", "sqlite3")


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    """Importable, public, and with a docstring."""
    assert [name for name in sim.__all__ if name.startswith("_")] == []
    assert [name for name in sim.__all__ if not (inspect.getdoc(getattr(sim, name)) or "").strip()] == []


def test_the_public_names_are_sorted_and_each_stands_once() -> None:
    """A list that a reader can find his way in."""
    assert sim.__all__ == sorted(set(sim.__all__))
    assert set(sim.__all__) <= set(dir(sim))


def test_the_names_that_other_programs_rely_on_are_public() -> None:
    """A name that was promised stays; new ones may come."""
    promised = {"Run", "Scenario", "ScenarioError", "baselines", "count", "load", "match", "run"}
    assert promised - set(sim.__all__) == set()


def test_importing_every_name_at_once_works() -> None:
    """From sim import *, in a process of its own."""
    told = python("from sim import *; import sim; print(all(name in globals() for name in sim.__all__))")
    assert told.strip() == "True"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """With the name in the message."""
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        sim.lode  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    """What `--help` does not need is not loaded: no library at all."""
    code = f"import sys, sim, json; print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    assert json.loads(python(code)) == []


def test_reading_a_scenario_loads_no_engine() -> None:
    """The package's name alone is cheap: import time shows a handful of modules of its own."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import sim"],
        env=child_environment(), capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    loaded = [line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if "|" in line]
    light = {"sim", "sim.vocabulary", "sim.vocabulary.shown"}
    assert {name for name in loaded if name.startswith("sim")} == light


def test_a_run_is_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    """A run of a case by its name: run.events, run.outcome, run.state_at(seq); and nothing is printed."""
    run = sim.run(sim.load("dprk-2006-07"), seed=1)
    assert isinstance(run, sim.Run)
    assert run.events[0].type == "RunStarted"
    assert run.outcome.form in ("resolution", "presidential_statement", "press_statement", "vetoed", "failed", "none")
    assert run.state_at(10).seq == 10
    assert sim.match(run).total == 7
    assert set(sim.baselines(run.scenario)) == {"mean_text", "setter", "rule_of_thumb"}
    assert capsys.readouterr() == ("", "")


def test_the_package_is_typed() -> None:
    """py.typed travels with it."""
    from importlib.resources import files

    assert (files("sim") / "py.typed").is_file()


def test_the_package_has_its_own_name_too() -> None:
    """`import turtlebay` gives what `import sim` gives, and `python -m turtlebay` is the command."""
    import turtlebay

    assert turtlebay.run is sim.run
    assert turtlebay.__all__ == sim.__all__
    done = subprocess.run(
        [sys.executable, "-m", "turtlebay", "--version"],
        env=child_environment(), capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stdout.strip() == sim.__version__


def test_what_is_of_another_kind_is_refused_with_what_is_wanted() -> None:
    """A file's name for a scenario, a scenario for a run, a part of a text, a text as it is printed."""
    july = sim.load("dprk-2006-07")
    with pytest.raises(sim.TurtlebayError, match=r"give sim.load\('mine.yaml'\)"):
        sim.run("mine.yaml")  # type: ignore[arg-type]
    with pytest.raises(sim.TurtlebayError, match="a run is wanted"):
        sim.explain(july)  # type: ignore[arg-type]
    for text in ({"form": 100}, "100/80/65/25/80"):
        with pytest.raises(sim.TurtlebayError, match="a strength on every issue"):
            sim.count(july, text)  # type: ignore[arg-type]


def test_changes_may_be_a_mapping_and_cases_are_a_row() -> None:
    """As a notebook gives them."""
    july = sim.load("dprk-2006-07")
    assert july.vary({"climate.vetoes": 3}).sets == july.vary([("climate.vetoes", "3")]).sets
    assert next(each.id for each in sim.cases()) == "dprk-2006-07"


def test_dir_names_what_is_public() -> None:
    """And neither helpers nor modules that were imported by the way."""
    assert {name for name in dir(sim) if not name.startswith("__")} == set(sim.__all__)
