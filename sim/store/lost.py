"""What a store must have had and has no more: rows that other rows speak of."""

from collections.abc import Iterator
from typing import Final

from sim.store.damage import Damaged, quoted
from sim.store.schema import OUTCOMES_MARK
from sim.store.store import SWEEP_MARK, Store

_ASKED: Final = (
    "SELECT DISTINCT what FROM asked WHERE what NOT IN (SELECT id FROM runs WHERE id IS NOT NULL) "
    "AND what NOT IN (SELECT id FROM sweeps)"
)
_SWEPT: Final = "SELECT id FROM sweeps WHERE digest NOT IN (SELECT digest FROM scenarios)"
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"


def losses(store: Store) -> list[str]:
    """A sentence for each thing that is lost; none where nothing is. Raises StoreError where there is no store."""
    try:
        return list(_losses(store))
    except Damaged as damage:
        return [str(damage)]


def _losses(store: Store) -> Iterator[str]:
    for (what,) in store.rows(_ASKED):
        kind = "sweep" if str(what).startswith(SWEEP_MARK) else "run"
        yield f"{kind} {quoted(what)} was stored and is not there any more"
    for (sweep,) in store.rows(_SWEPT):
        yield f"the scenario of sweep {quoted(sweep)} is not there any more"
    outcomes = [name for (name,) in store.rows(_TABLES) if str(name).startswith(OUTCOMES_MARK)]
    for table in (*outcomes, "observations", "failures"):
        count = store.rows(f'SELECT count(*) FROM "{table}" WHERE recipe NOT IN (SELECT number FROM recipes)')[0][0]
        if count:
            yield f"the recipes of {count:,} rows of the table {table} are not there any more"
    gone = " AND ".join(f'number NOT IN (SELECT recipe FROM "{table}")' for table in (*outcomes, "failures"))
    count = store.rows(f"SELECT count(*) FROM recipes WHERE {gone}")[0][0]
    if count:
        yield f"the outcomes of {count:,} recipes are not there any more"
