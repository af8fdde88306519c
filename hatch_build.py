"""The README of the built package. An index shows it with no files beside it: it has no relative link or picture."""

import re
from pathlib import Path
from typing import Any

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


def standing_alone(readme: str) -> str:
    """The text without pictures; of a link to a file or a heading its words stay, which name the file."""
    return _RELATIVE.sub(r"\1", _PICTURE.sub("", readme))
