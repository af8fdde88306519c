"""What the store holds of sweeps: which there are, and what each asked for. Their runs are in `sim.store.outcomes`."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NotRequired, TypedDict

from attrs import fields, frozen

from sim.store.damage import Damaged, StoreError, is_name, json_of, quoted, row_of
from sim.store.store import SWEEP_MARK, SWEEPS, Store, give_label


class SavedAxis(TypedDict):
    """The values of one path in a grid."""

    path: str
    words: list[str]
    low: str
    step: str
    count: int


class SavedSpan(TypedDict):
    """The range of one path in a Latin hypercube."""

    path: str
    low: str
    high: str
    whole: bool


class SavedPlan(TypedDict):
    """What a sweep was asked for, beside its scenario: see `sim.experiment.plan`."""

    n: int
    seed: int
    sets: list[tuple[str, str]]
    without: list[str]
    axes: list[SavedAxis]
    spans: list[SavedSpan]
    samples: int
    drawn: NotRequired[bool]
    """Older sweeps do not say it: they could draw parameters from their ranges."""
    until: str


@frozen
class StoredSweep:
    """A sweep as it was asked for.

    recipe: JSON of SavedPlan. seeds: how many its stopping rule let it play; None if it has not.
    """

    id: str
    scenario: str
    digest: str
    model: int
    recipe: str
    seeds: int | None


_SWEEP: Final = ", ".join(each.name for each in fields(StoredSweep))
_FIRST_ASKED: Final = "(SELECT min(place) FROM asked WHERE what = sweeps.id), id"


class Sweeps:
    """The sweeps of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # Writing

    def begin(self, sweep: StoredSweep, plain_scenario: str, label: str = "") -> None:
        """Keep what was asked for, so that `last` and its label name it. Raises StoreError."""
        with self.store.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO scenarios VALUES (?, ?)", (sweep.digest, plain_scenario))
            values = (sweep.id, sweep.scenario, sweep.digest, sweep.model, sweep.recipe, sweep.seeds)
            connection.execute(f"INSERT OR IGNORE INTO sweeps ({_SWEEP}) VALUES (?, ?, ?, ?, ?, ?)", values)
            # The same sweep of a case whose prose was mended: it is shown with the new words.
            connection.execute("UPDATE sweeps SET digest = ? WHERE id = ?", (sweep.digest, sweep.id))
            connection.execute("INSERT INTO asked (what) VALUES (?)", (sweep.id,))
            if label:
                give_label(connection, label, sweep.id)

    def stop(self, sweep: str, seeds: int | None) -> None:
        """Keep after how many seeds the stopping rule ended a sweep. Raises StoreError."""
        with self.store.writing() as connection:
            connection.execute("UPDATE sweeps SET seeds = ? WHERE id = ?", (seeds, sweep))

    # Reading

    def find(self, name: str) -> StoredSweep:
        """The sweep of that id, unique prefix or label, or `last`. Raises StoreError where none or several match."""
        wanted = self.store.last(SWEEPS) if name == "last" else name
        found = self._sweeps("WHERE id = ?", (wanted,))
        if not found and len(wanted) > len(SWEEP_MARK) and wanted.startswith(SWEEP_MARK) and wanted.isalnum():
            found = self._sweeps("WHERE id >= ? AND id < ? ORDER BY id", (wanted, wanted + "g"))
        if not found:
            found = self._sweeps("WHERE id = ?", (self.store.labelled(name),))
        if len(found) == 1:
            return found[0]
        if found:
            raise StoreError(f"{name!r} fits {len(found)} sweeps: {', '.join(each.id for each in found[:6])}")
        raise StoreError(f"no sweep {name!r} in {self.store.path}: `turtlebay sweep FILE` makes one")

    def sweeps(self) -> list[StoredSweep]:
        """Every sweep, in the order they were first asked for, but for those that are damaged."""
        return self.listed()[0]

    def listed(self) -> tuple[list[StoredSweep], list[Damaged]]:
        """Every sweep, in the order they were first asked for, and apart from them what is wrong with damaged ones."""
        return self.store.sound_rows("sweeps", _SWEEP, _FIRST_ASKED, _checked)

    def plain_scenario(self, sweep: StoredSweep) -> str:
        """The canonical JSON of the scenario a sweep plays. Raises StoreError."""
        return self.store.case(sweep.digest, f"the scenario of sweep {sweep.id}")

    def _sweeps(self, where: str, values: Iterable[Any]) -> list[StoredSweep]:
        return [_checked(row) for row in self.store.rows(f"SELECT {_SWEEP} FROM sweeps {where}", values)]


def _checked(row: Sequence[Any]) -> StoredSweep:
    """The sweep of a row. Raises Damaged where no sweep can have been stored so."""
    name = row[0] if isinstance(row[0], str) and is_name(row[0]) else quoted(row[0])
    what = f"sweep {name}"
    sweep = row_of(StoredSweep, row, what, name)
    plan: SavedPlan = json_of(sweep.recipe, SavedPlan, f"the recipe of {what}", name)
    wrong = {
        "id": not is_name(sweep.id),
        "seeds": sweep.seeds is not None and not 1 <= sweep.seeds <= plan["n"],
        "recipe": plan["n"] < 1 or plan["seed"] < 0,
    }
    for column, found in wrong.items():
        if found:
            raise Damaged(f"{what} is damaged: its {column} is {quoted(getattr(sweep, column))}", name)
    return sweep
