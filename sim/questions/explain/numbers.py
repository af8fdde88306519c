"""The numbers behind an event: what it holds, the lines it was held against, and how near it was to another option."""

from typing import Any, Final

from sim.store.record import data_of
from sim.vocabulary.events import Payload
from sim.vocabulary.margins import margin_of, thresholds_of

_NOT_NUMBERS: Final = frozenset(("entry", "summary", "agreed", "chosen"))


def numbers_of(payload: Payload) -> dict[str, Any]:
    """The data of an event with its terms among them, without words and what is empty; `_m` ends thousandths.

    next_best and margin_m: the best of the other options of a decision, and by how much the chosen one was better.
    """
    data = data_of(payload)
    found = {**data, **(data.get("terms") or {}), "terms": None}
    found |= {f"{line.name}_m": line.line_m for line in thresholds_of(payload) if not line.name.startswith("limit.")}
    margin = margin_of(payload)
    if margin is not None:
        found |= {"next_best": margin.next_best, "margin_m": margin.margin_m}
    return {
        name: value for name, value in found.items() if name not in _NOT_NUMBERS and value not in (None, "", [], {})
    }
