"""The scenarios that travel with the package."""

import importlib.resources
from pathlib import Path

import pytest

from sim.scenario import library
from sim.scenario.reader import read


def test_the_cases_are_found_by_name() -> None:
    """In the repository they stand beside the package."""
    found = library.cases()
    assert "dprk-2006-07" in found
    assert list(found) == sorted(found)


def test_in_a_wheel_the_cases_stand_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They come first there; a folder of that name beside the package is somebody else's."""
    for folder, name in ((tmp_path / "sim" / "scenarios", "inside"), (tmp_path / "scenarios", "beside")):
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").touch()
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path / "sim")
    assert library.cases() == {"inside": tmp_path / "sim" / "scenarios" / "inside.yaml"}


@pytest.mark.parametrize("name", list(library.cases()))
def test_every_case_reads_and_carries_its_own_name(name: str) -> None:
    """With the parameter table of the package."""
    assert read(library.cases()[name]).id == name
