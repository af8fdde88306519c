"""Runs for the store made by hand. It imports little: processes that are to be killed start it by the dozen."""

from sim.store.record import chain
from sim.store.store import Store, StoredRun


def stored(name: str, lines: list[str], **more: object) -> StoredRun:
    """What the store is told of a run made by hand."""
    fields: dict[str, object] = {
        "id": name, "scenario": "small", "digest": "d1", "seed": 1, "model": 1, "recipe": "{}", "parent": None,
        "forked_after": None, "label": "", "head": chain(lines)[-1], "events": len(lines), "outcome": "{}", **more,
    }  # fmt: skip
    return StoredRun(**fields)  # type: ignore[arg-type]


def lines_of(number: int, word: str = "") -> list[str]:
    """Lines that look like events, as many as asked for."""
    return [f'{{"seq":{seq},"word":"{word}"}}' for seq in range(number)]


def keep(store: Store, name: str, number: int = 3, **more: object) -> StoredRun:
    """Save a run made by hand."""
    lines = lines_of(number, name)
    run = stored(name, lines, **more)
    store.save(run, '{"id":"small"}', lines, chain(lines))
    return run
