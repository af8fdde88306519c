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
from attrs import frozen

import sim
from tests.kit import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = sorted(set(PROJECT["optional-dependencies"]) - {"dev"})
PYTHONS = [name.split()[-1] for name in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", name)]
"""The minor versions that are promised, as in 3.11."""

OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
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


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where pip finds no index; that a package cannot be had is no fault of ours."""
    folder = tmp_path_factory.mktemp("tried")
    words = [*PIP, "download", "--no-deps", "--quiet", "--retries", "1", "--dest", folder, "simpy"]
    if subprocess.run(words, env=environment(), capture_output=True, timeout=FETCHING, check=False).returncode != 0:
        pytest.skip("pip reaches no index from here: nothing can be installed")


@frozen
class Environment:
    """An environment of its own for a Python, into which nothing is installed yet."""

    folder: Path
    python: Path
    pip: Sequence[str | Path]


def new(folder: Path, version: str) -> Environment:
    """Make one. For a Python of this version our own pip installs, so that the environment needs none."""
    python, own = folder / "venv" / "bin" / "python", version == OWN
    called(python_of(version), "-m", "venv", *(["--without-pip"] if own else []), folder / "venv")
    return Environment(folder, python, (*PIP, "--python", python) if own else (python, "-m", *PIP[2:]))


def install(there: Environment, wheel: Path, extras: Sequence[str] = (), lowest: bool = False) -> None:
    """Install a wheel with these extras and all that it needs, the lowest or the highest versions.

    Only wheels are taken: a floor that has to be compiled is none that a user could install.
    """
    optional = (each for extra in EXTRAS for each in PROJECT["optional-dependencies"][extra])
    constraints = there.folder / "constraints.txt"
    lines = floors([*PROJECT["dependencies"], *optional]) if lowest else []
    constraints.write_text("\n".join(lines), encoding="utf-8")
    called(
        *there.pip, "install", "--quiet", "--no-compile", "--only-binary", ":all:", "--constraint", constraints,
        f"turtlebay[{','.join(extras)}] @ {wheel.as_uri()}",
    )  # fmt: skip


def does_its_work(there: Environment, parts: Sequence[str]) -> None:
    """Run tests/installed.py in a folder of the environment."""
    (there.folder / "work").mkdir(exist_ok=True)
    called(there.python, "-I", ROOT / "tests" / "installed.py", *parts, cwd=there.folder / "work")


@pytest.mark.slow
@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("version", sorted({*PYTHONS, OWN}))
def test_an_installation_with_the_lowest_versions_does_its_work(tmp_path: Path, built: Path, version: str) -> None:
    """From the sdist, which is built with what it asks for, with every extra. What it must do: tests/installed.py."""
    there, made = new(tmp_path, version), tmp_path / "made"
    called(*there.pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", made, one(built, "*.tar.gz"))
    install(there, one(made, "*.whl"), EXTRAS, lowest=True)
    does_its_work(there, ["core", *EXTRAS])


@pytest.mark.slow
@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("version", sorted({*PYTHONS, OWN}))
def test_an_installation_with_the_highest_versions_does_its_work(tmp_path: Path, built: Path, version: str) -> None:
    """From the wheel and nothing else, then with every extra. What it must do: tests/installed.py."""
    there = new(tmp_path, version)
    install(there, one(built, "*.whl"))
    does_its_work(there, ["core"])
    install(there, one(built, "*.whl"), EXTRAS)
    does_its_work(there, EXTRAS)


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
