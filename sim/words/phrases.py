"""Pieces of a sentence that know no case: words in a row, brackets, event numbers, command lines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.vocabulary.printable import in_shell

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
    return " ".join(map(in_shell, ["turtlebay", *words, *elsewhere]))


_ACTS: Final[Mapping[str, str]] = {
    "CoSponsorJoined": "co-sponsoring",
    "CoSponsorLeft": "leaving the co-sponsors",
    "PositionDeclared": "declared position",
    "ConsultationsContinued": "choice of more consultations",
    "DraftPutInBlue": "putting in blue",
    "DraftingBegan": "drafting",
    "DraftConsulted": "consultation on its draft",
    "DraftCirculated": "draft circulated",
    "VetoThreatened": "veto threat",
    "OutcomeRejected": "rejection of the outcome",
    "OutcomeWelcomed": "welcome of the outcome",
}
"""Acts whose kind, taken apart, says too little."""


def act_words(kind: str) -> str:
    """A kind of event as what is done: veto threat, co-sponsoring, draft amended."""
    return _ACTS.get(kind) or re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def dropped_words(drop: Mapping[str, Any]) -> str:
    """What an analyst drops: an entry by its id, a decision in words, as in USA's co-sponsoring on JPN-1."""
    if drop["entry"]:
        return f"drops {drop['entry']}"
    on = f" on {drop['draft']}" if drop.get("draft") else ""
    whose = f"{drop['actor']}'s " if drop.get("actor") else ""
    return f"drops {whose}{act_words(drop['act'])}{on}"
