"""The scenarios that travel with the package, and the file that a name or a path means."""

import importlib.resources
import os
from pathlib import Path

from sim.scenario.files import PathLike
from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed

ENDS = (".yaml", ".yml")
"""How the names of scenario files end."""


EPISODES = "episodes"
"""The folder, inside that of the cases, with the short files that the back-test plays (docs/coding.md)."""


def cases() -> dict[str, Path]:
    """Name to file of every case: the main ones by name, then the episodes by name."""
    return {**main_cases(), **episodes()}


def main_cases() -> dict[str, Path]:
    """Name to file of the cases that are no episodes."""
    return _files_in(folder())


def episodes() -> dict[str, Path]:
    """Name to file of the episodes."""
    return _files_in(folder() / EPISODES)


def folder() -> Path:
    """Inside the package in a wheel, else in the repository; beside a wheel it is somebody else's."""
    package = Path(str(importlib.resources.files("sim")))
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def _files_in(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def file_of(source: PathLike) -> Path:
    """The scenario file of that path, or else that of the case of that name. Raises ScenarioError where neither is.

    A file that is there and cannot be read is still the one that is meant.
    """
    name = os.fspath(source)
    try:
        os.stat(name)
    except (FileNotFoundError, NotADirectoryError):
        known = cases()
        if name in known:
            return known[name]
        allowed = f"a scenario file, or one of the cases {listed([*known])}"
        message = "no such file, and no case of that name"
        raise ScenarioError([Problem(name, 1, 1, "", name, message, allowed, _meant(name, [*known]))]) from None
    except (OSError, ValueError):
        pass  # whoever reads it says what is wrong
    return Path(source)


def _meant(name: str, known: list[str]) -> str:
    """What may have been meant: the nearest of the files beside it, with or without what they end in, and the cases."""
    path = Path(name)
    named = {each: each for each in known}
    try:
        beside = sorted(each for each in path.parent.iterdir() if each.suffix in ENDS)
    except (OSError, ValueError):
        beside = []
    for each in beside:
        whole = path.parent / each.name
        named |= {str(whole.with_suffix("")): str(whole), str(whole): str(whole)}
    return named.get(str(path.with_suffix("")), "") or named.get(did_you_mean(name, named), "")
