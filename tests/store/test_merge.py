"""Stores brought into one: a run is the same run wherever it was played, and nothing is half done."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.store.damage import Damaged, StoreError
from sim.store.merge import Count, merge
from sim.store.outcomes import Batch, Failed, Outcomes
from sim.store.record import chain
from sim.store.schema import NAMES, OUTCOMES, declared, outcomes_named, outcomes_table
from sim.store.store import Store, give_label
from sim.store.sweeps import StoredSweep, Sweeps
from sim.vocabulary.outcome import Outcome
from tests.kit import PATIENCE, child_environment
from tests.store.handmade import CASE, DIGEST, keep, lines_of, stored
from tests.store.test_sweeps import ASKED

ONE, TWO = "s00000000001", "s00000000002"


def outcome(number: int, head: str = "ab") -> Outcome:
    """What came of a run made by hand."""
    return Outcome(
        run=f"{number:012x}", number=number, case=DIGEST, form="none", draft="", text=None, yes=None, no=None,
        abstain=None, votes={}, at=0, days_m=None, first_threat_m=None, threats=(), amendments=0, events=3, head=head,
    )  # fmt: skip


def played(store: Store, key: str, *numbers: int, head: str = "ab") -> None:
    """Keep outcomes of a recipe."""
    Outcomes(store).add([Batch(key, [outcome(number, head) for number in numbers])])


def swept(store: Store, sweep: str, label: str = "", seeds: int | None = None) -> None:
    """Keep a sweep."""
    Sweeps(store).begin(StoredSweep(sweep, "small", DIGEST, 1, ASKED, seeds), CASE, label)


@pytest.fixture
def a(tmp_path: Path) -> Path:
    """The store of one group: a run, a sweep, outcomes, one of them failed."""
    path = tmp_path / "group-a.db"
    with Store(path) as store:
        keep(store, "aaaaaaaaaaaa", label="mine")
        keep(store, "cccccccccccc", label="ours")
        swept(store, ONE, "baseline")
        played(store, "k1", 1, 2, 3)
        Outcomes(store).add([Batch("k2", failures=[Failed(4, (), "Boom", "a traceback")])])
    return path


@pytest.fixture
def b(tmp_path: Path) -> Path:
    """The store of another: the same run under another label, another run under the same, other outcomes."""
    path = tmp_path / "group-b.db"
    with Store(path) as store:
        keep(store, "bbbbbbbbbbbb", label="mine")
        keep(store, "cccccccccccc", label="theirs")
        swept(store, TWO, "baseline")
        played(store, "other", 1)
        played(store, "k1", 2, 3, 4)
        played(store, "k2", 4)
    return path


def everything(path: Path) -> dict[str, list[Any]]:
    """All rows of all tables, but for when a row was written."""
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    connection.close()
    return found


def test_a_run_that_two_groups_played_is_stored_once(tmp_path: Path, a: Path, b: Path) -> None:
    """Runs, sweeps and outcomes that are known are counted as known; every run can be read and its chain holds."""
    found = merge(tmp_path / "class.db", [a, b])
    first, second = found.stores
    assert (first.runs, first.sweeps, first.outcomes) == (Count(2, 0), Count(1, 0), Count(3, 0))
    assert (second.runs, second.sweeps, second.outcomes) == (Count(1, 1), Count(1, 0), Count(3, 2))
    assert not found.different
    with Store(tmp_path / "class.db") as store:
        assert [run.id[0] for run in store.runs()] == ["a", "c", "b"]
        assert all(store.lines(run) for run in store.runs())
        assert [each.id for each in Sweeps(store).sweeps()] == [ONE, TWO]
        assert Outcomes(store).numbers("k1", 0, 9) == {1, 2, 3, 4}
        assert list(Outcomes(store).outcomes("k1", 2, 2)) == [outcome(2)]
        assert not Outcomes(store).failures("k2", 0, 9), "the other group's run of that seed did not fail"
        assert store.last() == TWO


def test_merging_twice_is_merging_once(tmp_path: Path, a: Path, b: Path) -> None:
    """Byte for byte the same rows, in whatever order the stores are named the second time."""
    merge(tmp_path / "class.db", [a, b])
    once = everything(tmp_path / "class.db")
    again = merge(tmp_path / "class.db", [b, a, tmp_path / "class.db"])
    assert everything(tmp_path / "class.db") == once
    assert all(each.runs.new == each.sweeps.new == each.outcomes.new == 0 for each in again.stores)
    assert not again.relabelled


def test_labels_that_clash_are_kept_with_the_name_of_their_store(tmp_path: Path, a: Path, b: Path) -> None:
    """Each label still names one thing; a run that two groups called otherwise answers to both names."""
    found = merge(tmp_path / "class.db", [a, b])
    assert {(each.label, each.kept_as) for each in found.relabelled} == {
        ("mine", "mine (group-b)"), ("baseline", "baseline (group-b)"),
    }  # fmt: skip
    with Store(tmp_path / "class.db") as store:
        names = ("mine", "mine (group-b)", "ours", "theirs")
        assert [store.find(name).id[0] for name in names] == ["a", "b", "c", "c"]
        assert [Sweeps(store).find(name).id for name in ("baseline", "baseline (group-b)")] == [ONE, TWO]


def test_stores_of_one_name_are_told_apart_by_their_folders(tmp_path: Path, a: Path, b: Path) -> None:
    """Everybody's store is called turtlebay.db unless it is named."""
    for path, folder in ((a, "red"), (b, "blue")):
        (tmp_path / folder).mkdir()
        path.rename(tmp_path / folder / "turtlebay.db")
    found = merge(tmp_path / "class.db", [tmp_path / "red" / "turtlebay.db", tmp_path / "blue" / "turtlebay.db"])
    assert {each.kept_as for each in found.relabelled} == {"mine (blue)", "baseline (blue)"}


def test_a_run_of_the_same_id_and_another_head_is_a_finding_and_not_overwritten(tmp_path: Path, a: Path) -> None:
    """Of a stored run, and of one of many; what was there first stays."""
    other = tmp_path / "other.db"
    with Store(other) as store:
        lines = lines_of(4, "other")
        store.save(stored("aaaaaaaaaaaa", lines), CASE, lines, chain(lines))
        played(store, "k1", 1, 9, head="cd")
    found = merge(tmp_path / "class.db", [a, other])
    assert [(each.run, each.store) for each in found.different] == [
        ("aaaaaaaaaaaa", str(other)), (f"{1:012x}", str(other)),
    ]  # fmt: skip
    with Store(tmp_path / "class.db") as store:
        assert len(store.lines(store.find("aaaaaaaaaaaa"))[0]) == 3
        assert [each.head for each in Outcomes(store).outcomes("k1", 1, 9)] == ["ab", "ab", "ab", "cd"]


def test_a_fork_whose_parent_is_another_run_in_the_target_is_stored_whole(tmp_path: Path, a: Path) -> None:
    """It keeps only what follows its fork point otherwise, and would be joined to the wrong beginning."""
    other = tmp_path / "other.db"
    lines = lines_of(4, "other")
    with Store(other) as store:
        store.save(stored("aaaaaaaaaaaa", lines), CASE, lines, chain(lines))
        longer = [*lines[:3], '{"seq":3,"word":"fork"}', '{"seq":4,"word":"fork"}']
        fork = stored("eeeeeeeeeeee", longer, parent="aaaaaaaaaaaa", forked_after=2)
        store.save(fork, CASE, longer[3:], chain(longer)[3:], 3)
    merge(tmp_path / "class.db", [a, other])
    with Store(tmp_path / "class.db") as store:
        assert store.lines(store.find("eeeeeeeeeeee")) == (longer, chain(longer))


@pytest.mark.parametrize("statement", [
    "UPDATE events SET line = '{}' WHERE seq = 1 AND run LIKE 'b%'", "DELETE FROM scenarios", "DELETE FROM recipes",
    f"UPDATE {OUTCOMES} SET form = 'nonsense' WHERE number = 4", f"UPDATE {OUTCOMES} SET amendments = 'x'",
    "UPDATE sweeps SET recipe = '{}'", "UPDATE labels SET what = x'00'",
])  # fmt: skip
def test_nothing_is_written_where_a_store_is_damaged(tmp_path: Path, a: Path, b: Path, statement: str) -> None:
    """Not even what the sound ones hold; the message names the store."""
    connection = sqlite3.connect(b)
    with connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(Damaged, match=r"group-b\.db is not merged"):
        merge(tmp_path / "class.db", [a, b])
    assert not (tmp_path / "class.db").exists()


def test_nothing_is_written_where_a_file_is_no_store(tmp_path: Path, a: Path) -> None:
    """A text, the database of another program, nothing at all."""
    (tmp_path / "notes.db").write_text("not a store, but long enough to be looked at " * 40)
    sqlite3.connect(tmp_path / "foreign.db").execute("CREATE TABLE runs (id)").connection.close()
    for name in ("notes.db", "foreign.db", "none.db"):
        with pytest.raises(StoreError):
            merge(tmp_path / "class.db", [a, tmp_path / name])
        assert not (tmp_path / "class.db").exists()


def test_outcomes_of_another_turtlebay_come_along(tmp_path: Path, a: Path) -> None:
    """Their table is named for its columns; one that is not as its name says is refused."""
    columns = declared((("run", "TEXT", False), ("head", "TEXT", False), ("mood", "INTEGER", True)))
    table = outcomes_named(columns)
    connection = sqlite3.connect(a)
    with connection:
        connection.execute(outcomes_table(columns))
        connection.execute(f"INSERT INTO {table} VALUES (1, 7, 'abc', 'ef', NULL)")
    connection.close()
    merge(tmp_path / "class.db", [a])
    with Store(tmp_path / "class.db") as store:
        assert store.rows(f"SELECT number, run, mood FROM {table}") == [(7, "abc", None)]
    connection = sqlite3.connect(a)
    connection.execute(f"ALTER TABLE {table} ADD COLUMN more TEXT")
    connection.close()
    with pytest.raises(Damaged, match="other columns than it was made with"):
        merge(tmp_path / "class.db", [a])


def test_a_store_made_before_there_were_labels_is_merged(tmp_path: Path, a: Path) -> None:
    """It gets the table when it is opened, and has no label."""
    connection = sqlite3.connect(a)
    with connection:
        connection.execute("DROP TABLE labels")
    connection.close()
    assert merge(tmp_path / "class.db", [a]).stores[0].runs == Count(2, 0)
    with Store(a) as store:
        assert store.labels() == {}


def test_a_label_names_one_sweep_and_goes_to_the_one_it_was_given_last(tmp_path: Path) -> None:
    """Who mistypes a sweep and repeats it keeps the label."""
    with Store(tmp_path / "one.db") as store:
        swept(store, ONE, "mine")
        swept(store, TWO, "mine")
        assert Sweeps(store).find("mine").id == TWO
        with store.writing() as connection:
            give_label(connection, "also mine", TWO)
        assert store.labels() == {TWO: ("mine", "also mine")}


KILLED = """
import os, signal, sys
from pathlib import Path
from sim.store import merge

counted = 0

def dies(self, *_):
    global counted
    counted += 1
    if counted == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return told(self, *_)

told = getattr(merge._Merging, sys.argv[2])
setattr(merge._Merging, sys.argv[2], dies)
merge.merge(Path(sys.argv[3]), [Path(each) for each in sys.argv[4:]])
"""


@pytest.mark.parametrize(("at", "where"), [(2, "_run"), (2, "_sweep"), (2, "_rows"), (1, "_asked"), (2, "_asked")])
def test_a_merge_killed_in_the_middle_leaves_the_target_as_it_was(
    tmp_path: Path, a: Path, b: Path, at: int, where: str
) -> None:
    """With signal 9; and the same command brings all of it afterwards."""
    target = tmp_path / "class.db"
    with Store(target) as store:
        keep(store, "dddddddddddd")
    before = everything(target)
    words = [sys.executable, "-c", KILLED, str(at), where, *map(str, (target, a, b))]
    done = subprocess.run(words, env=child_environment(), timeout=PATIENCE, check=False)
    assert done.returncode == -signal.SIGKILL
    assert everything(target) == before
    merge(target, [a, b])
    with Store(target) as store:
        assert len(store.runs()) == 4
        assert not store.faults()


def test_the_columns_of_this_turtlebay_make_the_name_of_its_table(tmp_path: Path, a: Path) -> None:
    """What a merge checks of a table is what a store has."""
    with Store(a) as store:
        rows = store.rows('SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid', (OUTCOMES,))
    assert tuple(name for name, *_, pk in rows if not pk) == NAMES
    assert outcomes_named(declared((name, kind, not must) for name, kind, must, pk in rows if not pk)) == OUTCOMES
