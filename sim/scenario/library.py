"""The scenarios that travel with the package."""

import importlib.resources
from pathlib import Path


def cases() -> dict[str, Path]:
    """Name to file of every case, by name: inside the package in a wheel, else in the repository."""
    package = Path(str(importlib.resources.files("sim")))
    for folder in (package / "scenarios", package.parent / "scenarios"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    return {}
