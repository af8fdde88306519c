"""The package under its own name, and what a module of the user's own that is called `sim` does to it."""

import subprocess
import sys
from pathlib import Path

import pytest

import sim
import turtlebay
from tests.kit import PATIENCE, child_environment


def test_turtlebay_has_what_sim_has() -> None:
    """Every public name is the same thing, and what is none is none."""
    assert turtlebay.__version__ == sim.__version__
    assert all(getattr(turtlebay, name) is getattr(sim, name) for name in sim.__all__)
    assert set(sim.__all__) <= set(dir(turtlebay))
    with pytest.raises(AttributeError):
        _ = turtlebay.nothing


SHADOWS = {
    "a file": ({"sim.py": "x = 1\n"}, "import turtlebay"),
    "a file that fails": ({"sim.py": "raise RuntimeError('homework')\n"}, "import turtlebay"),
    "a file that is no Python": ({"sim.py": "how do you do\n"}, "import turtlebay"),
    "a file that ends Python": ({"sim.py": "raise SystemExit(0)\n"}, "import turtlebay"),
    "a package": ({"sim/__init__.py": ""}, "import turtlebay"),
    "one that was imported before": ({"sim.py": "x = 1\n"}, "import sim, turtlebay"),
    "one that was made by hand": (
        {},
        "import sys, types; sys.modules['sim'] = types.ModuleType('sim'); import turtlebay",
    ),
}


@pytest.mark.parametrize("shadow", SHADOWS)
def test_a_sim_of_ones_own_is_told_in_a_sentence(tmp_path: Path, shadow: str) -> None:
    """The error names the file and what to do; the user's module is not run."""
    texts, code = SHADOWS[shadow]
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=child_environment(), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    said = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1, done.stdout
    assert said.startswith("ImportError: turtlebay needs its own package sim, and another module of that name comes")
    assert "Rename it" in said
    assert not texts or str(tmp_path) in said


def test_python_m_turtlebay_is_the_command(tmp_path: Path) -> None:
    """For those whose PATH does not lead to the command."""
    done = subprocess.run(
        [sys.executable, "-m", "turtlebay", "--version"], cwd=tmp_path, env=child_environment(), capture_output=True,
        text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, sim.__version__)
