"""What the store holds of runs played by the thousand: the outcome of each, once for all questions that ask for it.

An outcome is found by the key of its recipe and its number. Rows come in batches, each in one transaction; a row that
is there stays as it is. The columns derive from the fields of `Outcome`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final

from attrs import field, frozen

from sim.store.schema import JSON, NAMES, NUMBERS
from sim.store.store import Store, StoreError, as_json
from sim.vocabulary.outcome import FORMS, Outcome

_COLUMNS: Final = ", ".join(f'"{name}"' for name in NAMES)


@frozen
class Failed:
    """A run that raised."""

    number: int
    sets: tuple[tuple[str, str], ...]
    """The overrides it was played with, what it drew included."""
    error: str
    """The last line of the traceback."""
    traceback: str


@frozen
class Batch:
    """What came of some numbers of one recipe."""

    key: str
    outcomes: Sequence[Outcome] = ()
    failures: Sequence[Failed] = ()
    question: str = ""
    """What else was asked of the runs, if anything."""
    answers: Mapping[int, Any] = field(factory=dict)
    """Number to what was observed of its run, as plain values."""


class Outcomes:
    """The outcomes of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers: dict[str, int] = {}

    # Writing

    def add(self, batches: Iterable[Batch]) -> None:
        """Store what came of finished runs, in one transaction. Raises StoreError.

        A run that failed before and now did not is no longer a failure.
        """
        numbers: dict[str, int] = {}
        marks = ", ".join("?" * (len(NAMES) + 2))
        with self.store.writing() as connection:
            for batch in batches:
                connection.execute("INSERT OR IGNORE INTO recipes (key) VALUES (?)", (batch.key,))
                with closing(connection.execute("SELECT number FROM recipes WHERE key = ?", (batch.key,))) as found:
                    recipe = numbers[batch.key] = found.fetchone()[0]
                connection.executemany(
                    f"INSERT OR IGNORE INTO outcomes (recipe, number, {_COLUMNS}) VALUES ({marks})",
                    [(recipe, outcome.number, *_row(outcome)) for outcome in batch.outcomes],
                )
                connection.executemany(
                    "INSERT OR IGNORE INTO observations VALUES (?, ?, ?, ?)",
                    [(recipe, batch.question, number, as_json(answer)) for number, answer in batch.answers.items()],
                )
                connection.executemany(
                    "DELETE FROM failures WHERE recipe = ? AND seed = ?",
                    [(recipe, outcome.number) for outcome in batch.outcomes],
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO failures (recipe, seed, sets, error, traceback) SELECT ?, ?, ?, ?, ? "
                    "WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE recipe = ? AND number = ?)",
                    [
                        (recipe, each.number, as_json(each.sets), each.error, each.traceback, recipe, each.number)
                        for each in batch.failures
                    ],
                )
        self._remember(numbers)

    def add_case(self, digest: str, plain: str) -> None:
        """Store a case, from which `verify` plays its runs again. Raises StoreError."""
        with self.store.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO scenarios VALUES (?, ?)", (digest, plain))

    # Reading. first, last: the numbers from one to another, both included.

    def numbers(self, key: str, first: int, last: int, question: str = "") -> set[int]:
        """The numbers of a recipe that were played, and, where a question is named, asked that question."""
        played = {row[0] for row in self._of(key, "SELECT number FROM outcomes", first, last)}
        return played & self.answers(key, first, last, question).keys() if question else played

    def forms(self, key: str, first: int, last: int) -> dict[str, int]:
        """How often each form came."""
        return dict(self._of(key, "SELECT form, count(*) FROM outcomes", first, last, "GROUP BY form"))

    def outcomes(self, key: str, first: int, last: int, checked: bool = True) -> Iterator[Outcome]:
        """The outcomes of a recipe, in the order of their numbers.

        checked: raise StoreError on one that no run can have had, in place of giving what stands there.
        """
        rows = self._of(key, f"SELECT number, {_COLUMNS} FROM outcomes", first, last, "ORDER BY number")
        return (_outcome(checked, *row) for row in rows)

    def answers(self, key: str, first: int, last: int, question: str) -> dict[int, Any]:
        """Number to what was observed of its run. Raises StoreError on an answer that cannot be read."""
        recipe = self._recipe(key)
        if recipe is None:
            return {}
        rows = self.store.rows(
            "SELECT number, answer FROM observations WHERE recipe = ? AND question = ? AND number BETWEEN ? AND ?",
            (recipe, question, first, last),
        )
        try:
            return {number: json.loads(answer) for number, answer in rows}
        except (TypeError, ValueError):
            raise StoreError(f"an answer in {self.store.path} cannot be read: somebody changed it") from None

    def failures(self, key: str, first: int, last: int) -> list[Failed]:
        """The runs of a recipe that raised, in the order of their numbers."""
        recipe = self._recipe(key)
        if recipe is None:
            return []
        rows = self.store.rows(
            "SELECT seed, sets, error, traceback FROM failures WHERE recipe = ? AND seed BETWEEN ? AND ? ORDER BY seed",
            (recipe, first, last),
        )
        return [Failed(seed, tuple(map(tuple, json.loads(sets))), error, trace) for seed, sets, error, trace in rows]

    def saved(self) -> dict[int, frozenset[str]]:
        """Seed to the ids of the runs that were saved whole."""
        found: dict[int, set[str]] = {}
        for run, seed in self.store.rows("SELECT id, seed FROM runs"):
            found.setdefault(seed, set()).add(run)
        return {seed: frozenset(ids) for seed, ids in found.items()}

    def _of(self, key: str, query: str, first: int, last: int, then: str = "") -> list[tuple[Any, ...]]:
        recipe = self._recipe(key)
        if recipe is None:
            return []
        return self.store.rows(f"{query} WHERE recipe = ? AND number BETWEEN ? AND ? {then}", (recipe, first, last))

    def _recipe(self, key: str) -> int | None:
        if key not in self._numbers:
            rows = self.store.rows("SELECT number FROM recipes WHERE key = ?", (key,))
            self._remember(dict.fromkeys([key], rows[0][0]) if rows else {})
        return self._numbers.get(key)

    def _remember(self, numbers: Mapping[str, int]) -> None:
        if len(self._numbers) > 100_000:
            self._numbers.clear()
        self._numbers.update(numbers)


def _row(outcome: Outcome) -> tuple[Any, ...]:
    values = ((name, getattr(outcome, name)) for name in NAMES)
    return tuple(_words(value) if name in JSON and value is not None else value for name, value in values)


def _words(value: Any) -> str:
    """JSON in the value's own order: that of the issues, of the members."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _outcome(checked: bool, number: int, *values: Any) -> Outcome:
    """The outcome of a row. checked: raise StoreError where no run can have had it."""
    row = dict(zip(NAMES, values, strict=True))
    try:
        for name in JSON:
            row[name] = None if row[name] is None else json.loads(row[name])
        row["threats"] = tuple(row["threats"])
        sound = row["form"] in FORMS and isinstance(row["text"], dict | None) and isinstance(row["votes"], dict)
        sound = sound and all(isinstance(row[name], int | None) for name in NUMBERS)
    except (TypeError, ValueError):
        sound = False
    if checked and not sound:
        raise StoreError(
            f"what is stored of run {row['run']} (number {number}) cannot be: somebody changed it. "
            "Name another store with --store"
        )
    return Outcome(number=number, **row)
