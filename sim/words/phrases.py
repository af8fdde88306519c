"""Pieces of a sentence that know no case: words in a row, brackets, event numbers, command lines."""

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

STORE: Final = Path("turtlebay.db")
"""The store in the working directory, used where none is named."""


def in_a_row(words: Sequence[str]) -> str:
    """Words in a row: one, two and three."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def in_brackets(words: str) -> str:
    """Words in brackets with a blank before them; nothing for nothing."""
    return f" ({words})" if words else ""


def capital(words: str) -> str:
    """Words that begin a sentence."""
    return words[:1].upper() + words[1:]


def event_numbers(seqs: Iterable[int]) -> str:
    """Events by number, as a reader can look them up: events 64, 76; empty for none."""
    known = sorted(set(seqs))
    return f"event{'s' if len(known) > 1 else ''} {', '.join(map(str, known))}" if known else ""


def command_line(*words: str, store: Path | None = None) -> str:
    """A command that can be pasted into a shell; it names the store where that is not the usual one."""
    elsewhere = ["--store", str(store)] if store is not None and store != STORE else []
    return shlex.join(["turtlebay", *words, *elsewhere])
