"""What came of bringing several stores into one, as a page."""

from collections.abc import Iterator, Sequence
from typing import Final

from sim.pages import Block, Column, Lines, Next, Page, Table, Title
from sim.store.merge import Merged

MOST: Final = 12
"""Findings of a kind shown one by one; JSON has them all."""


def page(found: Merged, following: Sequence[str] = ()) -> Page:
    """What each store brought, then what stores call alike, and what they say otherwise of the same run."""
    return tuple(_blocks(found, following))


def _blocks(found: Merged, following: Sequence[str]) -> Iterator[Block]:
    yield Title("Stores merged", found.into)
    pairs = [(what, word) for what in ("runs", "sweeps", "runs of many") for word in ("new", "known")]
    heads = (Column("store", "words"), *(Column(word, "number", group=what) for what, word in pairs))
    rows = []
    for each in found.stores:
        counts = (number for count in (each.runs, each.sweeps, each.outcomes) for number in (count.new, count.known))
        rows.append((each.store, *(f"{number:,}" for number in counts)))
    yield Table(heads, rows, note="Known: in the target already, and the same; it is stored once.")
    if found.relabelled:
        said = (f"{each.what} of {each.store}: {each.label} is now {each.kept_as}" for each in found.relabelled)
        yield _lines(list(said), "Labels that named something else already")
    if found.different:
        heads_of = "{0.run}: {0.head:.12} here, {0.other:.12} in {0.store}"
        yield _lines(
            [heads_of.format(each) for each in found.different],
            "The same id, and another run: what was there first stays; was it played by another version?",
        )
    if following:
        yield Next(tuple(following))


def _lines(said: Sequence[str], title: str) -> Lines:
    more = [f"{len(said) - MOST} more are in the JSON"] if len(said) > MOST else []
    return Lines((*said[:MOST], *more), title)
