"""What every test shares: the examples that hypothesis draws, the small case, and stores for its runs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import sim
from sim.engine.scenario import Scenario
from sim.scenario import kept
from sim.store.store import Store
from tests.cases import short_file

# The same examples on every machine, and no database of them.
settings.register_profile("turtlebay", deadline=None, database=None, derandomize=True, print_blob=False)
settings.load_profile("turtlebay")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where cases are kept as they were read: in no folder of the user."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ[kept.VARIABLE] = str(folder)
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The small case with a near horizon: a press statement, or nothing."""
    return sim.load(short_file(tmp_path_factory.mktemp("small")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a command to work in, with the small case in it."""
    short_file(tmp_path)
    return tmp_path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store will be."""
    return tmp_path / "runs.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store that is closed again."""
    with Store(path) as opened:
        yield opened
