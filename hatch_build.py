"""What is made for the built package: its README, and its cases as they were read.

An index shows the README with no files beside it: it has no relative link or picture.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n+", re.MULTILINE)
_RELATIVE = re.compile(r"\[([^\]]*)\]\((?!\w+:)[^)]*\)")


class ReadmeHook(MetadataHookInterface):
    """Fills in `readme`, which pyproject.toml leaves to this file."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Take the README of the repository without what leads to other files of it."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": standing_alone(text)}


class CasesHook(BuildHookInterface):
    """Puts the cases as they were read into a wheel (sim/scenario/kept.py); an installation for editing has none."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read every case with the reader that is about to be packed."""
        if version == "editable":
            return
        sys.dont_write_bytecode = True
        sys.path.insert(0, self.root)
        from sim.scenario.kept import ship

        self.folder = TemporaryDirectory()
        ship(Path(self.folder.name))
        build_data["force_include"][self.folder.name] = "sim/kept"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was packed."""
        if version != "editable":
            self.folder.cleanup()


def standing_alone(readme: str) -> str:
    """The text without pictures; of a link to a file or a heading its words stay, which name the file."""
    return _RELATIVE.sub(r"\1", _PICTURE.sub("", readme))
