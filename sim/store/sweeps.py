"""What the store holds of sweeps: which there are, and what each asked for. Their runs are in `sim.store.outcomes`."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen

from sim.store.store import SWEEP_MARK, Store, StoreError


@frozen
class StoredSweep:
    """A sweep as it was asked for. recipe: JSON. seeds: how many its stopping rule let it play; None if it has not."""

    id: str
    scenario: str
    digest: str
    model: int
    recipe: str
    seeds: int | None


_SWEEP: Final = "id, scenario, digest, model, recipe, seeds"


class Sweeps:
    """The sweeps of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # Writing

    def begin(self, sweep: StoredSweep, plain_scenario: str) -> None:
        """Keep what was asked for, so that `last` names it. Raises StoreError."""
        with self.store.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO scenarios VALUES (?, ?)", (sweep.digest, plain_scenario))
            values = (sweep.id, sweep.scenario, sweep.digest, sweep.model, sweep.recipe, sweep.seeds)
            connection.execute(f"INSERT OR IGNORE INTO sweeps ({_SWEEP}) VALUES (?, ?, ?, ?, ?, ?)", values)
            # The same sweep of a case whose prose was mended: it is shown with the new words.
            connection.execute("UPDATE sweeps SET digest = ? WHERE id = ?", (sweep.digest, sweep.id))
            connection.execute("INSERT INTO asked (what) VALUES (?)", (sweep.id,))

    def stop(self, sweep: str, seeds: int | None) -> None:
        """Keep after how many seeds the stopping rule ended a sweep. Raises StoreError."""
        with self.store.writing() as connection:
            connection.execute("UPDATE sweeps SET seeds = ? WHERE id = ?", (seeds, sweep))

    # Reading

    def find(self, name: str) -> StoredSweep:
        """The sweep of that id or unique prefix, or `last`. Raises StoreError where none or several match."""
        wanted = self.store.last() if name == "last" else name
        found = self._sweeps("WHERE id = ?", (wanted,))
        if not found and len(wanted) > len(SWEEP_MARK) and wanted.startswith(SWEEP_MARK) and wanted.isalnum():
            found = self._sweeps("WHERE id >= ? AND id < ? ORDER BY id", (wanted, wanted + "g"))
        if len(found) == 1:
            return found[0]
        if found:
            raise StoreError(f"{name!r} fits {len(found)} sweeps: {', '.join(each.id for each in found[:6])}")
        raise StoreError(f"no sweep {name!r} in {self.store.path}: `turtlebay sweep FILE` makes one")

    def sweeps(self) -> list[StoredSweep]:
        """Every sweep, in the order they were first asked for."""
        return self._sweeps("ORDER BY (SELECT min(place) FROM asked WHERE what = id), id", ())

    def plain_scenario(self, sweep: StoredSweep) -> str:
        """The canonical JSON of the scenario a sweep plays. Raises StoreError."""
        rows = self.store.rows("SELECT plain FROM scenarios WHERE digest = ?", (sweep.digest,))
        if not rows:
            raise StoreError(f"{self.store.path} has lost the scenario of sweep {sweep.id}")
        return str(rows[0][0])

    def _sweeps(self, where: str, values: Iterable[Any]) -> list[StoredSweep]:
        return [StoredSweep(*row) for row in self.store.rows(f"SELECT {_SWEEP} FROM sweeps {where}", values)]
