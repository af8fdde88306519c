"""What the store keeps of sweeps: which there are, and for every run its summary and head, once for all of them.

A run is named by its recipe and seed; two sweeps that share a run share its row. Rows come in batches, each in one
transaction, and a row that is there already stays as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

from attrs import astuple, frozen

from sim.runs.store import SWEEP_MARK, Store, StoreError


@frozen
class StoredSweep:
    """A sweep as it was asked for. recipe: JSON. seeds: how many its stopping rule let it play; None if it has not."""

    id: str
    scenario: str
    digest: str
    model: int
    recipe: str
    seeds: int | None


@frozen
class Play:
    """A run of a sweep. run: its id. text: JSON list or None; threats: JSON list. The rest is as in its outcome."""

    seed: int
    run: str
    form: str
    text: str | None
    yes: int
    no: int
    abstain: int
    days_m: int | None
    threats: str
    first_threat_m: int | None
    amendments: int
    events: int
    head: str


@frozen
class Failure:
    """A run that raised. sets: JSON, the overrides it was played with. error: one line."""

    seed: int
    sets: str
    error: str
    traceback: str


_PLAY: Final = (
    "seed, run, form, text, yes, no, abstain, days_m, threats, first_threat_m, amendments, events, head"
)  # fmt: skip
_FAILURE: Final = "seed, sets, error, traceback"
_SWEEP: Final = "id, scenario, digest, model, recipe, seeds"


class Sweeps:
    """The sweeps of a store, and the runs they played."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers: dict[str, int] = {}

    # Writing

    def begin(self, sweep: StoredSweep, plain_scenario: str) -> None:
        """Keep what was asked for, so that `last` names it. Raises StoreError."""
        with self.store.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO scenarios VALUES (?, ?)", (sweep.digest, plain_scenario))
            values = (sweep.id, sweep.scenario, sweep.digest, sweep.model, sweep.recipe, sweep.seeds)
            connection.execute(f"INSERT OR IGNORE INTO sweeps ({_SWEEP}) VALUES (?, ?, ?, ?, ?, ?)", values)
            connection.execute("INSERT INTO asked (what) VALUES (?)", (sweep.id,))

    def keep(self, rows: Iterable[tuple[str, Sequence[Play], Sequence[Failure]]]) -> None:
        """Keep finished runs, each with the key of its recipe, in one transaction. Raises StoreError.

        A run that is there already stays; one that failed before and now did not is a failure no more.
        """
        numbers: dict[str, int] = {}
        with self.store.writing() as connection:
            for key, plays, failures in rows:
                connection.execute("INSERT OR IGNORE INTO recipes (key) VALUES (?)", (key,))
                with closing(connection.execute("SELECT number FROM recipes WHERE key = ?", (key,))) as found:
                    number = numbers[key] = found.fetchone()[0]
                connection.executemany(
                    f"INSERT OR IGNORE INTO plays (recipe, {_PLAY}) VALUES ({_marks(14)})",
                    [(number, *_values(play)) for play in plays],
                )
                connection.executemany(
                    "DELETE FROM failures WHERE recipe = ? AND seed = ?", [(number, play.seed) for play in plays]
                )
                connection.executemany(
                    f"INSERT OR REPLACE INTO failures (recipe, {_FAILURE}) SELECT {_marks(5)} "
                    "WHERE NOT EXISTS (SELECT 1 FROM plays WHERE recipe = ? AND seed = ?)",
                    [(number, *_values(failure), number, failure.seed) for failure in failures],
                )
        self._remember(numbers)

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
        return self._sweeps("ORDER BY saved_at, id", ())

    def plain_scenario(self, sweep: StoredSweep) -> str:
        """The canonical JSON of the scenario a sweep plays. Raises StoreError."""
        rows = self.store.rows("SELECT plain FROM scenarios WHERE digest = ?", (sweep.digest,))
        if not rows:
            raise StoreError(f"{self.store.path} has lost the scenario of sweep {sweep.id}")
        return str(rows[0][0])

    def done(self, key: str, first: int, last: int) -> set[int]:
        """The seeds of a recipe that were played, from first to last."""
        return {row[0] for row in self._of(key, "SELECT seed FROM plays", first, last)}

    def forms(self, key: str, first: int, last: int) -> dict[str, int]:
        """How often each form came, among the seeds from first to last."""
        return dict(self._of(key, "SELECT form, count(*) FROM plays", first, last, "GROUP BY form"))

    def plays(self, key: str, first: int, last: int) -> list[Play]:
        """The runs of a recipe, from seed first to seed last, in that order."""
        return [Play(*row) for row in self._of(key, f"SELECT {_PLAY} FROM plays", first, last, "ORDER BY seed")]

    def failures(self, key: str, first: int, last: int) -> list[Failure]:
        """The runs of a recipe that failed, from seed first to seed last, in that order."""
        rows = self._of(key, f"SELECT {_FAILURE} FROM failures", first, last, "ORDER BY seed")
        return [Failure(*row) for row in rows]

    def saved(self, digest: str, model: int, first: int, last: int) -> Iterator[tuple[str, str, int]]:
        """Runs of a scenario that other commands saved whole and unforked: id, recipe as JSON, seed."""
        rows = self.store.rows(
            "SELECT id, recipe, seed FROM runs "
            "WHERE digest = ? AND model = ? AND parent IS NULL AND seed BETWEEN ? AND ?",
            (digest, model, first, last),
        )
        yield from ((str(row[0]), str(row[1]), int(row[2])) for row in rows)

    def _of(self, key: str, query: str, first: int, last: int, then: str = "") -> list[tuple[Any, ...]]:
        number = self._number(key)
        if number is None:
            return []
        return self.store.rows(f"{query} WHERE recipe = ? AND seed BETWEEN ? AND ? {then}", (number, first, last))

    def _number(self, key: str) -> int | None:
        if key not in self._numbers:
            rows = self.store.rows("SELECT number FROM recipes WHERE key = ?", (key,))
            self._remember(dict.fromkeys([key], rows[0][0]) if rows else {})
        return self._numbers.get(key)

    def _remember(self, numbers: dict[str, int]) -> None:
        if len(self._numbers) > 100_000:
            self._numbers.clear()
        self._numbers.update(numbers)

    def _sweeps(self, where: str, values: Iterable[Any]) -> list[StoredSweep]:
        return [StoredSweep(*row) for row in self.store.rows(f"SELECT {_SWEEP} FROM sweeps {where}", values)]


def _values(row: Play | Failure) -> tuple[Any, ...]:
    return astuple(row, recurse=False)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
