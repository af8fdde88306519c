"""What goes to standard output for other programs, and to standard error about the work itself."""

import json
import sys
from typing import TextIO


def print_json(value: object) -> None:
    """Print one JSON object, and nothing else, on standard output."""
    out = utf8_output()
    out.write(json.dumps(value, ensure_ascii=False) + "\n")


def utf8_output() -> TextIO:
    """Standard output as other programs expect it: UTF-8, whatever the terminal speaks."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")
    return sys.stdout


def note(words: str) -> None:
    """Say something about the work itself, on standard error."""
    sys.stderr.write(words + "\n")
