"""What the store holds of runs played by the thousand: the outcome of each, once for all questions that ask for it.

An outcome is found by the key of its recipe and its number. Rows come in batches, each in one transaction; a row that
is there stays as it is. The columns derive from the fields of `Outcome`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final

from attrs import field, frozen

from sim.store.damage import Damaged, fits, hints_of, is_name, json_of, quoted, reading
from sim.store.schema import JSON, NAMES, OUTCOMES
from sim.store.store import Store, as_json
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
                    f"INSERT OR IGNORE INTO {OUTCOMES} (recipe, number, {_COLUMNS}) VALUES ({marks})",
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
                    f"WHERE NOT EXISTS (SELECT 1 FROM {OUTCOMES} WHERE recipe = ? AND number = ?)",
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
        played = {row[0] for row in self._of(key, f"SELECT number FROM {OUTCOMES}", first, last)}
        return played & self.answers(key, first, last, question).keys() if question else played

    def count(self, key: str, first: int, last: int) -> int:
        """How many numbers of a recipe were played."""
        rows = self._of(key, f"SELECT count(*) FROM {OUTCOMES}", first, last)
        return int(rows[0][0]) if rows else 0

    def forms(self, key: str, first: int, last: int) -> dict[str, int]:
        """How often each form came. Raises StoreError, Damaged on a form that there is not."""
        found = dict(self._of(key, f"SELECT form, count(*) FROM {OUTCOMES}", first, last, "GROUP BY form"))
        wrong = next((form for form in found if form not in FORMS), None)
        if wrong is not None:
            raise Damaged(f"{self.store.path} is damaged: it says that a run ended with {quoted(wrong)}")
        return found

    def outcomes(self, key: str, first: int, last: int, issues: Sequence[str] | None = None) -> Iterator[Outcome]:
        """The outcomes of a recipe, in the order of their numbers. Raises Damaged at one that no run can have had.

        issues: of the case, about which every text is.
        """
        for _, outcome in self.listed(key, first, last):
            if isinstance(outcome, Damaged):
                raise outcome
            if issues is not None and outcome.text is not None and outcome.text.keys() != set(issues):
                what = f"what is stored of run {outcome.run} (number {outcome.number})"
                raise Damaged(f"{what} is damaged: its text is {quoted(outcome.text)}", outcome.run)
            yield outcome

    def listed(self, key: str, first: int, last: int) -> Iterator[tuple[int, Outcome | Damaged]]:
        """Every number of a recipe that was played, with its outcome, or with what is wrong with it."""
        rows = self._of(key, f"SELECT number, {_COLUMNS} FROM {OUTCOMES}", first, last, "ORDER BY number")
        for number, *values in rows:
            try:
                yield number, _outcome(number, *values)
            except Damaged as damage:
                yield int(number), damage

    def answers(self, key: str, first: int, last: int, question: str) -> dict[int, Any]:
        """Number to what was observed of its run. Raises Damaged on an answer that cannot be read."""
        recipe = self._recipe(key)
        if recipe is None:
            return {}
        rows = self.store.rows(
            "SELECT number, answer FROM observations WHERE recipe = ? AND question = ? AND number BETWEEN ? AND ?",
            (recipe, question, first, last),
        )
        with reading(f"an answer in {self.store.path}"):
            return {number: json.loads(_word(answer)) for number, answer in rows}

    def failures(self, key: str, first: int, last: int) -> list[Failed]:
        """The runs of a recipe that raised, in the order of their numbers. Raises Damaged on one that cannot be."""
        recipe = self._recipe(key)
        if recipe is None:
            return []
        rows = self.store.rows(
            "SELECT seed, sets, error, traceback FROM failures WHERE recipe = ? AND seed BETWEEN ? AND ? ORDER BY seed",
            (recipe, first, last),
        )
        return [_failed(*row) for row in rows]

    def saved(self) -> dict[int, frozenset[str]]:
        """Seed to the ids of the runs that were saved whole."""
        found: dict[int, set[str]] = {}
        for run in self.store.runs():
            found.setdefault(run.seed, set()).add(run.id)
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


def _outcome(number: Any, *values: Any) -> Outcome:
    """The outcome of a row. Raises Damaged where no run can have had it."""
    row = {"number": number, **dict(zip(NAMES, values, strict=True))}
    name = row["run"] if isinstance(row["run"], str) and is_name(row["run"]) else quoted(row["run"])
    what = f"what is stored of run {name} (number {number})"
    hints = hints_of(Outcome)
    for column in JSON:
        if row[column] is not None:
            row[column] = json_of(row[column], Any, f"{what}, its {column},", name)
    for column, value in row.items():
        if not fits(value, hints[column]):
            raise Damaged(f"{what} is damaged: its {column} is {quoted(value)}", name)
    tuples = {"threats": tuple(row["threats"]), "products": tuple(map(tuple, row["products"]))}
    outcome = Outcome(**{**row, **tuples})
    if outcome.form not in FORMS or not all(0 <= each <= 100 for each in (outcome.text or {}).values()):
        raise Damaged(f"{what} is damaged: its form is {quoted(outcome.form)}, its text {quoted(outcome.text)}", name)
    return outcome


def _failed(seed: Any, sets: Any, error: Any, trace: Any) -> Failed:
    """The failure of a row. Raises Damaged where no run can have failed so."""
    what = f"what is stored of a failed run, seed {quoted(seed)},"
    if not all(map(fits, (seed, error, trace), (int, str, str))):
        raise Damaged(f"{what} is damaged")
    return Failed(seed, tuple(map(tuple, json_of(sets, list[tuple[str, str]], what))), error, trace)


def _word(value: Any) -> str:
    """A value that must be text; json.loads would take bytes, too."""
    if not isinstance(value, str):
        raise TypeError(f"it is {quoted(value)}")
    return value
