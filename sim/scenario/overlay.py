"""One tree of nodes laid over another: how a file takes over what it does not state."""

from collections.abc import Iterable

import attrs

from sim.scenario.marks import Origin, Spot
from sim.scenario.nodes import Node, Series, Table, Word


def overlaid(own: Table, base: Table) -> Table:
    """A mapping with what it does not state taken over from another, key by key and all the way down.

    Keys keep the order of the base; further ones of its own follow. A list or a word of its own takes the place of the
    base's. A key of its own with nothing behind it takes the base's out.
    """
    whole = Table(own.spot, origin=own.origin)
    for key in [*base.items, *(key for key in own.items if key not in base.items)]:
        mine, other = own.items.get(key), base.items.get(key)
        if mine is not None and other is not None and is_nothing(mine):
            continue
        if isinstance(mine, Table) and isinstance(other, Table):
            whole.put(key, overlaid(mine, other), own.keys[key])
        elif mine is not None:
            whole.put(key, mine, own.keys[key])
        elif other is not None:
            whole.put(key, other, base.keys[key])
    return whole


def stamped(node: Node, origin: Origin) -> Node:
    """A tree whose nodes say where they came from; those that say so already keep it."""
    stamp = node.origin or origin
    if isinstance(node, Table):
        items = {key: stamped(item, origin) for key, item in node.items.items()}
        return Table(node.spot, items, dict(node.keys), stamp)
    if isinstance(node, Series):
        return Series(node.spot, [stamped(item, origin) for item in node.items], stamp)
    return attrs.evolve(node, origin=stamp)


def is_nothing(node: Node) -> bool:
    """Whether nothing stands behind a key."""
    return isinstance(node, Word) and node.plain and node.value is None


def table_at(table: Table, key: str) -> Table:
    """The mapping at a key; an empty one, put in its place, where there is none."""
    node = table.items.get(key)
    if isinstance(node, Table):
        return node
    around = table if node is None else node
    empty = Table(around.spot, origin=around.origin)
    if node is None or is_nothing(node):
        table.put(key, empty, table.keys.get(key))
    return empty  # anything else stays where it is, for the checks to report


def tables_in(table: Table, key: str) -> dict[str, Table]:
    """The mappings under the keys of the mapping at a key."""
    node = table.items.get(key)
    items = node.items.items() if isinstance(node, Table) else ()
    return {name: item for name, item in items if isinstance(item, Table)}


def series_at(table: Table, key: str) -> list[Table]:
    """The mappings in the list at a key; none where there is no list."""
    node = table.items.get(key)
    return [item for item in node.items if isinstance(item, Table)] if isinstance(node, Series) else []


def said(table: Table, key: str) -> str:
    """The word at a key; empty where there is none."""
    node = table.items.get(key)
    return node.text if isinstance(node, Word) else ""


def spot_of(table: Table, key: str) -> Spot:
    """Where the value at a key stands."""
    return table.items[key].spot if key in table.items else table.spot


def drop(table: Table, keys: Iterable[str]) -> None:
    """Take keys out of a mapping, where they are there."""
    for key in keys:
        table.items.pop(key, None)
        table.keys.pop(key, None)


def file_of(node: Node) -> str:
    """The file in which a node stands; empty for the file read."""
    return node.origin.file if node.origin is not None else ""


def fill(table: Table, key: str, value: object, spot: Spot, origin: Origin) -> None:
    """Put a value where the mapping has none: a number or truth value as it is, a text as in quotes."""
    if key not in table.items:
        plain = not isinstance(value, str)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        table.put(key, Word(text, plain, spot, origin))
