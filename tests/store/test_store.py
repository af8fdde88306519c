"""The store: whole runs only, whatever happens to the process, and errors that say what to do."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment import archive
from sim.experiment.verify import verify
from sim.store.record import BrokenChain, chain
from sim.store.store import Store, StoreError
from tests.kit import PATIENCE, child_environment, python, run_of
from tests.store.handmade import keep, lines_of, stored


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store will be."""
    return tmp_path / "runs.db"


# Saving and finding


def test_a_saved_run_comes_back_as_it_was(path: Path) -> None:
    """Lines, hashes and all that the store was told."""
    with Store(path) as store:
        run = keep(store, "abc123")
    with Store(path) as store:
        found = store.find("abc123")
        assert found == run
        assert store.lines(found) == (lines_of(3, "abc123"), chain(lines_of(3, "abc123")))
        assert store.plain_scenario(found) == '{"id":"small"}'


def test_saving_a_run_again_changes_nothing(path: Path) -> None:
    """A retry after a lost acknowledgement must not fail or double the run."""
    with Store(path) as store:
        for _ in range(3):
            run = keep(store, "abc123")
        assert store.runs() == [run]
        assert store.lines(run)[0] == lines_of(3, "abc123")


def test_saving_a_run_again_with_a_label_names_it_and_without_one_keeps_the_name(path: Path) -> None:
    """A label given later holds; saving without one takes nothing away."""
    with Store(path) as store:
        keep(store, "abc123")
        keep(store, "abc123", label="lifted")
        keep(store, "abc123")
        assert store.find("lifted").label == "lifted"


def test_a_run_is_found_by_id_unique_prefix_label_and_last(path: Path) -> None:
    """Four ways to say which run."""
    with Store(path) as store:
        keep(store, "abc123", label="first try")
        keep(store, "abd456")
        found = [store.find(name).id for name in ("abc123", "abc", "first try", "abd", "last")]
        assert found == ["abc123", "abc123", "abc123", "abd456", "abd456"]


def test_last_is_what_was_asked_for_most_recently_saved_before_or_not(path: Path) -> None:
    """A run that was there already is still the last one when it is asked for again."""
    with Store(path) as store:
        keep(store, "abc123")
        keep(store, "abd456")
        keep(store, "abc123")
        assert store.find("last").id == "abc123"
        store.note_asked("abd456")
        assert store.find("last").id == "abd456"


def test_an_ambiguous_prefix_lists_what_it_fits(path: Path) -> None:
    """The error names the runs, so that more of the id can be given."""
    with Store(path) as store:
        keep(store, "abc123")
        keep(store, "abd456", seed=7)
        with pytest.raises(StoreError, match=r"'ab' fits 2 runs: abc123 \(seed 1\), abd456 \(seed 7\)"):
            store.find("ab")


@pytest.mark.parametrize("name", ["abe", "zzz", "%", "abc12_", "abc1234"])
def test_an_unknown_run_is_an_error_that_says_how_to_list_them(path: Path, name: str) -> None:
    """Nothing is matched by wildcard or by chance."""
    with Store(path) as store:
        keep(store, "abc123")
        with pytest.raises(StoreError, match=r"no run .* in .*runs\.db: `turtlebay runs"):
            store.find(name)


def test_last_in_a_store_without_runs_says_to_make_one(path: Path) -> None:
    """An empty store is not a broken one."""
    with Store(path) as store:
        with pytest.raises(StoreError):
            store.find("last")
        keep(store, "abc123")
        assert store.find("last").id == "abc123"


def test_runs_are_listed_in_the_order_they_were_saved(path: Path) -> None:
    """Also those of one second: the newest stands last."""
    names = ["fff000", "aaa111", "ccc222", "bbb333"]
    with Store(path) as store:
        for name in names:
            keep(store, name)
        assert [run.id for run in store.runs()] == names


def test_a_fork_keeps_only_its_own_part_and_is_read_whole(path: Path) -> None:
    """Copy on write: the parent's prefix is stored once and stitched in front."""
    lines = [*lines_of(2, "abc123"), '{"seq":2,"word":"else"}', '{"seq":3,"word":"end"}']
    fork = stored("def456", lines, parent="abc123", forked_after=1)
    with Store(path) as store:
        keep(store, "abc123")
        store.save(fork, '{"id":"small"}', lines[2:], chain(lines)[2:], first=2)
        assert store.lines(store.find("def456")) == (lines, chain(lines))
    rows = sqlite3.connect(path).execute("SELECT run, count(*) FROM events GROUP BY run").fetchall()
    assert sorted(rows) == [("abc123", 3), ("def456", 2)]


# What cannot be used


def test_reading_where_there_is_no_store_makes_none(path: Path) -> None:
    """A mistyped path leaves nothing behind."""
    with Store(path) as store:
        for read in (store.runs, lambda: store.find("last"), lambda: store.find("abc")):
            with pytest.raises(StoreError, match=r"no store at .*runs\.db"):
                read()
    assert list(path.parent.iterdir()) == []


def test_a_store_of_another_version_is_refused_and_left_as_it_is(path: Path) -> None:
    """Neither read nor written: it belongs to another turtlebay."""
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    for use in (lambda s: s.runs(), lambda s: keep(s, "abc123")):
        with Store(path) as store, pytest.raises(StoreError, match="store version 99, this one reads 1"):
            use(store)
    tables = sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("theirs",)]


@pytest.mark.parametrize("use", [lambda s: s.runs(), lambda s: keep(s, "abc123")])
def test_a_database_of_another_program_is_refused_and_left_as_it_is(path: Path, use: object) -> None:
    """It has tables, none of them ours, and no version: nothing is read from it or put into it."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (x)")
    other.commit()
    other.close()
    with Store(path) as store, pytest.raises(StoreError, match=r"runs\.db"):
        use(store)  # type: ignore[operator]
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


@pytest.mark.parametrize("use", [lambda s: s.runs(), lambda s: keep(s, "abc123"), lambda s: s.note_asked("x")])
def test_a_file_that_is_no_database_is_a_store_error(path: Path, use: object) -> None:
    """The message names the file, and the file stays what it was."""
    path.write_text("id: not-a-store\n" * 100)
    with Store(path) as store, pytest.raises(StoreError, match=r"runs\.db"):
        use(store)  # type: ignore[operator]
    assert path.read_text() == "id: not-a-store\n" * 100


@pytest.mark.parametrize("use", [lambda s: s.runs(), lambda s: keep(s, "abc123")])
def test_a_directory_in_place_of_a_store_is_a_store_error(tmp_path: Path, use: object) -> None:
    """So is a path whose directory is missing, when something is to be saved."""
    with Store(tmp_path) as store, pytest.raises(StoreError):
        use(store)  # type: ignore[operator]
    with Store(tmp_path / "missing" / "runs.db") as store, pytest.raises(StoreError):
        use(store)  # type: ignore[operator]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_may_not_be_written_is_a_store_error(path: Path) -> None:
    """The message says that it cannot be written, and nothing changes."""
    with Store(path) as store:
        keep(store, "abc123")
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with Store(path) as store, pytest.raises(StoreError, match="cannot be written"):
            keep(store, "abd456")
    finally:
        path.parent.chmod(0o700)


def test_a_full_disk_is_a_store_error_and_leaves_whole_runs() -> None:
    """A save that runs out of room in its middle says so and keeps nothing of itself."""
    told = python(FULL_DISK)
    assert told.split() == ["StoreError", "['abc123']"]


FULL_DISK = """
import resource, sys, tempfile
from pathlib import Path
from sim.store.store import Store, StoreError
from tests.store.handmade import keep
with tempfile.TemporaryDirectory() as folder:
    with Store(Path(folder) / "runs.db") as store:
        keep(store, "abc123")
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            keep(store, "abd456", 50_000)
        except Exception as problem:
            print(type(problem).__name__)
        print(str([run.id for run in store.runs()]))
"""


# The chain of what is stored


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds one real run."""
    path = tmp_path_factory.mktemp("july") / "runs.db"
    with Store(path) as store:
        archive.save(store, run_of())
    return path


def test_an_untouched_run_verifies(july: Path) -> None:
    """The measure against which the changed ones are held."""
    run = run_of()
    with Store(july) as store:
        verdict = verify(store, run.id)
    assert (verdict.ok, verdict.seq, verdict.events) == (True, None, len(run.events))
    assert verdict.message.startswith("byte-identical")


@settings(max_examples=150)
@given(st.data())
def test_any_changed_byte_of_a_stored_line_or_hash_is_found_and_named(july: Path, data: st.DataObject) -> None:
    """Whichever byte of whichever event, changed into whatever still is text: verify names that event."""
    run = run_of()
    seq = data.draw(st.integers(0, len(run.events) - 1))
    column, text = data.draw(st.sampled_from([("line", run.lines[seq]), ("h", run.hashes[seq])]))
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=1, max_codepoint=0x17F).filter(lambda c: c != text[place]))
    with changed(july, column, seq, text[:place] + letter + text[place + 1 :]):
        assert found_wrong(july) == (False, seq)


@settings(max_examples=30)
@given(st.data())
def test_a_byte_that_is_no_text_any_more_is_found_and_named(july: Path, data: st.DataObject) -> None:
    """A disk may flip the highest bit of a byte; that is no UTF-8, and is found like any other change."""
    run = run_of()
    seq = data.draw(st.integers(0, len(run.events) - 1))
    column, text = data.draw(st.sampled_from([("line", run.lines[seq]), ("h", run.hashes[seq])]))
    raw = bytearray(text.encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 0x80
    with changed(july, column, seq, bytes(raw)):
        assert found_wrong(july) == (False, seq)


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("DELETE FROM events WHERE seq = 5", 5),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", None),
        ("INSERT INTO events SELECT run, seq + 1, line, h FROM events ORDER BY seq DESC LIMIT 1", None),
        ("UPDATE runs SET head = 'ff' || substr(head, 3)", None),
        ("UPDATE runs SET seed = 2", 0),
        ("DELETE FROM events", 0),
    ],
)
def test_events_taken_out_added_or_put_under_another_recipe_are_found(
    tmp_path: Path, july: Path, statement: str, seq: int | None
) -> None:
    """Not only changed bytes: missing events, events too many, another head, another seed."""
    path = tmp_path / "copy.db"
    source, copy = sqlite3.connect(july), sqlite3.connect(path)
    source.backup(copy)
    copy.execute(statement)
    copy.commit()
    source.close()
    copy.close()
    ok, found = found_wrong(path)
    assert not ok
    assert seq is None or found == seq


def test_recalling_a_run_that_was_tampered_with_is_a_broken_chain(july: Path) -> None:
    """A run is never handed out as if nothing had happened."""
    line = run_of().lines[7]
    with changed(july, "line", 7, line.replace('"t":', '"t":1')), Store(july) as store:
        with pytest.raises(BrokenChain, match="event 7 was changed") as caught:
            archive.recall(store, run_of().id)
        assert caught.value.seq == 7


class changed:  # noqa: N801 - reads as a verb where it is used
    """While it lasts, one column of one stored event holds something else."""

    def __init__(self, path: Path, column: str, seq: int, value: str | bytes) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.text_factory = bytes
        self.column, self.seq, self.value = column, seq, value

    def __enter__(self) -> None:
        found = self.connection.execute(f"SELECT {self.column} FROM events WHERE seq = ?", (self.seq,))
        self.before = found.fetchone()[0]
        self._put(self.value)

    def __exit__(self, *_: object) -> None:
        self._put(self.before)
        self.connection.close()

    def _put(self, value: str | bytes) -> None:
        raw = value.encode() if isinstance(value, str) else value
        self.connection.execute(f"UPDATE events SET {self.column} = CAST(? AS TEXT) WHERE seq = ?", (raw, self.seq))


def found_wrong(path: Path) -> tuple[bool, int | None]:
    """What verify says of the one run of a store: whether it is sound, and the first event that is not."""
    with Store(path) as store:
        verdict = verify(store, store.runs()[0].id)
    return verdict.ok, verdict.seq


# Processes that die, and processes that meet


WRITER = """
import sys
from pathlib import Path
from sim.store.store import Store
from sim.store.record import chain
from tests.store.handmade import lines_of, stored
lines = lines_of(8_000, "x" * 60)
hashes = chain(lines)
with Store(Path(sys.argv[1])) as store:
    for number in range(1000):
        print("begin", number, flush=True)
        store.save(stored(f"{number:012x}", lines), "{}", lines, hashes)
        print("done", number, flush=True)
"""


@pytest.mark.slow
def test_a_process_killed_in_the_middle_of_saving_leaves_whole_runs_only(tmp_path: Path) -> None:
    """Fifteen processes are killed with signal 9 while they save; every run in every store has all its events."""
    torn_off = 0
    for trial in range(15):
        path = tmp_path / f"{trial}.db"
        torn_off += killed_while_saving(path, saves=2 + trial % 3, delay=0.0015 * trial)
        with Store(path) as store:
            runs = store.runs()
            whole = [len(store.lines(run)[0]) for run in runs]
        kept = sqlite3.connect(path).execute("SELECT count(*), count(DISTINCT run) FROM events").fetchone()
        assert whole == [8_000] * len(runs)
        assert kept == (8_000 * len(runs), len(runs))
    assert torn_off >= 5, "too few of the processes were killed in mid-save for this test to mean anything"


def killed_while_saving(path: Path, saves: int, delay: float) -> bool:
    """Kill a writer some seconds after it began its n-th save; whether it had not said that it was done."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], env=child_environment(), stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(2 * saves - 1)]
    time.sleep(delay)
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.stdout.close()
    assert writer.wait(timeout=PATIENCE) == -signal.SIGKILL
    return said[-1].startswith("begin")


SAVER = """
import sys
from pathlib import Path
from sim.store.store import Store
from tests.store.handmade import keep
print("ready", flush=True)
sys.stdin.readline()
with Store(Path(sys.argv[1])) as store:
    for number in range(40):
        keep(store, f"{(number if number % 2 else number + 1000 * int(sys.argv[2])):012x}", 50)
"""


@pytest.mark.slow
def test_two_processes_that_save_at_once_into_a_new_store_both_succeed(tmp_path: Path) -> None:
    """Half of their runs are the same, and the file is not there when both begin."""
    for trial in range(4):
        path = tmp_path / f"{trial}.db"
        savers = [
            subprocess.Popen(
                [sys.executable, "-c", SAVER, str(path), str(which)], env=child_environment(), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for which in (1, 2)
        ]  # fmt: skip
        assert [saver.stdout.readline() for saver in savers if saver.stdout] == ["ready\n"] * 2
        for saver in savers:
            assert saver.stdin is not None
            saver.stdin.write("go\n")
            saver.stdin.flush()
        said = [saver.communicate(timeout=PATIENCE) for saver in savers]
        assert said == [("", "")] * 2
        with Store(path) as store:
            runs = store.runs()
            assert len(runs) == 60
            assert {len(store.lines(run)[0]) for run in runs} == {50}
