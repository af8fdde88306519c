"""Wheel and sdist, installed with the lowest and the highest dependencies that pyproject.toml allows, do their work.

The Python that runs the tests must pass, and so must each other Python of the classifiers that is on PATH. pip takes
packages from wherever this machine lets it; where it can reach no index, these tests are skipped.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import sim
from tests.kit import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = sorted(set(PROJECT["optional-dependencies"]) - {"dev"})
PYTHONS = [name.split()[-1] for name in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", name)]
"""The minor versions that are promised, as in 3.11."""

OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
FETCHING = 1200.0
"""Seconds for one call of a program: pip may have to fetch a hundred megabytes."""

FLOOR = re.compile(r"(?P<name>[A-Za-z0-9._-]+)>=(?P<version>[0-9.]+)(,<[0-9.]+)?(?P<marker> *;.*)?")


def floors(requirements: Sequence[str]) -> list[str]:
    """Each requirement at the lowest version it allows, for pip's -c: `attrs>=25.1` becomes `attrs==25.1`."""
    matches = [FLOOR.fullmatch(each) for each in requirements]
    assert all(matches), f"a requirement has one floor, and at most a ceiling: {requirements}"
    return [f"{found['name']}=={found['version']}{found['marker'] or ''}" for found in matches if found]


def environment() -> dict[str, str]:
    """The variables of this process, without those that would let another Python see this repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def called(*words: str | Path, cwd: Path | None = None) -> str:
    """What a program says, which must end well."""
    done = subprocess.run(
        words, cwd=cwd, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=FETCHING, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(map(str, words))}\n{done.stdout[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the sdist, and the wheel that was built from it."""
    out = tmp_path_factory.mktemp("built")
    called(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT)
    return out


def one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def python_of(version: str) -> str:
    """The Python of that minor version. Skips where PATH has none that starts."""
    if version == OWN:
        return sys.executable
    found = shutil.which(f"python{version}")
    # The shims of a version manager are on PATH for Pythons that it would not start.
    if found is None or subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode != 0:
        pytest.skip(f"no python{version} on PATH: turtlebay was not tried with it")
    return found


def index_or_skip(pip: Sequence[str | Path], folder: Path) -> None:
    """Skip where pip finds no index; that a package cannot be had is no fault of ours."""
    words = [*pip, "download", "--no-deps", "--quiet", "--retries", "1", "--dest", folder, "simpy"]
    if subprocess.run(words, env=environment(), capture_output=True, timeout=FETCHING, check=False).returncode != 0:
        pytest.skip("pip reaches no index from here: nothing can be installed")


@pytest.mark.slow
@pytest.mark.parametrize("which", ["lowest", "highest"])
@pytest.mark.parametrize("version", sorted({*PYTHONS, OWN}))
def test_an_installation_does_its_work(tmp_path: Path, built: Path, version: str, which: str) -> None:
    """From the sdist with every extra; with the highest versions first from the wheel and nothing else.

    What it must do: tests/installed.py.
    """
    called(python_of(version), "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    index_or_skip(pip, tmp_path / "tried")
    optional = (each for extra in EXTRAS for each in PROJECT["optional-dependencies"][extra])
    constraints = tmp_path / "constraints.txt"
    lowest = floors([*PROJECT["dependencies"], *optional]) if which == "lowest" else []
    constraints.write_text("\n".join(lowest), encoding="utf-8")
    # Wheels only: a floor that has to be compiled is none that a user could install.
    install = (*pip, "install", "--quiet", "--no-compile")
    depending = (*install, "--only-binary", ":all:", "--constraint", constraints)

    if which == "highest":
        called(*depending, one(built, "*.whl"))
        does_its_work(python, tmp_path / "wheel", [])
    else:
        called(*depending, *PROJECT["dependencies"])
    called(*install, "--force-reinstall", "--no-deps", one(built, "*.tar.gz"))
    called(*depending, f"turtlebay[{','.join(EXTRAS)}]")
    does_its_work(python, tmp_path / "sdist", EXTRAS)


def does_its_work(python: Path, folder: Path, extras: Sequence[str]) -> None:
    """Run tests/installed.py in a new folder."""
    folder.mkdir()
    called(python, "-I", ROOT / "tests" / "installed.py", *extras, cwd=folder)


def test_the_metadata_is_that_of_this_version(built: Path) -> None:
    """Version, licence, and a class for each Python; the version is that of the package and of the changelog."""
    told = metadata(built)
    assert PROJECT["version"] == sim.__version__
    assert f"\nVersion: {sim.__version__}\n" in told
    assert "\nLicense-Expression: Apache-2.0\n" in told
    assert PYTHONS[0] == PROJECT["requires-python"].removeprefix(">=")
    assert f"\n## {sim.__version__} (20" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_of_an_index_leads_nowhere_that_is_not_there(built: Path) -> None:
    """It has no relative link, no picture and no anchor, since no files lie beside it; nothing else goes."""
    shown = metadata(built).split("\n\n", 1)[1]
    assert "# Turtlebay" in shown
    assert re.findall(r"!\[|\]\((?!https?:)", shown) == []
    words = re.findall(r"\w+", re.sub(r"!\[.*?\)|\]\([^)]*\)", "", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert re.findall(r"\w+", shown) == words


def metadata(built: Path) -> str:
    with zipfile.ZipFile(one(built, "*.whl")) as wheel:
        (name,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
        return wheel.read(name).decode("utf-8")


def test_the_files_that_the_readme_names_come_with_the_sdist(built: Path) -> None:
    """Whoever reads it on an index finds them there."""
    with tarfile.open(one(built, "*.tar.gz")) as sdist:
        held = {name.split("/", 1)[1] for name in sdist.getnames() if "/" in name}
    named = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert named
    assert set(named) <= held


def test_every_requirement_has_a_floor() -> None:
    """So that the lowest versions can be derived, and nobody gets one that was never tried."""
    assert floors(["attrs>=25.1", "numpy>=2.1; python_version >= '3.13'"]) == [
        "attrs==25.1",
        "numpy==2.1; python_version >= '3.13'",
    ]
    for requirements in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()):
        assert len(floors(requirements)) == len(requirements)
