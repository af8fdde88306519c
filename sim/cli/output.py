"""What goes to standard output for other programs, and to standard error about the work itself."""

import json
import os
import sys
from typing import TextIO

from sim.vocabulary.printable import in_json, printable


def print_json(value: object) -> None:
    """Print one JSON object, and nothing else, on standard output."""
    out = utf8_output()
    out.write(in_json(json.dumps(value, ensure_ascii=False)) + "\n")


def utf8_output() -> TextIO:
    """Standard output as other programs expect it: UTF-8, whatever the terminal speaks."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")
    return sys.stdout


def note(words: str) -> None:
    """Say something about the work itself, on standard error; where that cannot be written the work goes on."""
    try:
        sys.stderr.write("\n".join(map(printable, words.split("\n"))) + "\n")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # else Python fails on it again as it ends


def open_streams() -> None:
    """Give a program that was started with closed streams, as by `>&-`, streams to nowhere.

    Otherwise there is nothing to write to, and the first file that is opened takes the place of standard output.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdin = sys.stdin or os.fdopen(0, "r", encoding="utf-8")
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")
