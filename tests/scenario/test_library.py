"""The scenarios that travel with the package."""

import importlib.resources
from pathlib import Path

import pytest

from sim.questions import files
from sim.scenario import library
from sim.scenario.reader import read


def test_the_cases_are_found_by_name() -> None:
    """In the repository they stand beside the package; episodes come after the others."""
    main, episodes = library.main_cases(), library.episodes()
    assert "dprk-2006-07" in main
    assert list(library.cases()) == [*sorted(main), *sorted(episodes)]
    assert not main.keys() & episodes.keys()


def test_episodes_stand_in_a_folder_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are named like any case, and listed below the others, in short."""
    shipped = library.main_cases()
    for name, place in (("dprk-2022-05", "deep.yaml"), ("dprk-2009-04", "episodes/one.yaml")):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(shipped[name].read_bytes())
    monkeypatch.setattr(library, "folder", lambda: tmp_path)
    assert list(library.cases()) == ["deep", "one"]
    assert library.file_of("one") == tmp_path / "episodes" / "one.yaml"
    found = files.cases()
    assert [(each.id, each.episode) for each in found] == [("deep", False), ("one", True)]
    facts, table = files.cases_page(found)
    assert [row.label for row in facts.rows] == ["deep"]
    assert [row.cells[0] for row in table.rows] == ["one"]


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
