"""Damaged stores: a damaged run is named, the others are served, `verify` says no, and nothing crashes or lies."""

import shutil
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.store import schema
from sim.store.damage import Damaged
from sim.store.outcomes import Outcomes
from sim.store.schema import OUTCOMES
from sim.store.store import Store
from tests.cases import short_case_text
from tests.fuzz import campaign
from tests.fuzz import store as fuzz
from tests.fuzz.commands import Answer, fault_of, given
from tests.fuzz.store import Base, base, commands

pytestmark = pytest.mark.slow

NESTED = "[" * 10_000 + "]" * 10_000
DEEP = f"'{NESTED}'"
BAD_BYTE = "CAST(X'7bff7d' AS TEXT)"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A store with three runs, one of them a fork of another, and a sweep."""
    return base(tmp_path_factory.mktemp("made"))


@pytest.fixture
def file(made: Base, tmp_path: Path) -> Path:
    """A copy of it that may be damaged."""
    path = tmp_path / "turtlebay.db"
    path.write_bytes(made.raw)
    return path


def changed(path: Path, *statements: str) -> None:
    """Change what a store holds, with a schema that lets anything stand anywhere."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
    connection.close()
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def told(file: Path, *words: str) -> Answer:
    """A command on that store, whose answer is in order."""
    said = given([*words, "--store", str(file)])
    assert fault_of(said) == "", (words, said)
    return said


def all_told(made: Base, file: Path) -> None:
    """Every command that reads a store answers, or refuses in a sentence."""
    for command in commands(made, file, file.parent / "out"):
        said = given(command)
        assert fault_of(said) == "", (command, said)


def others_are_served(made: Base, file: Path, damaged: Sequence[str]) -> None:
    """Runs that are not damaged are listed, shown and verified."""
    sound = [run for run in made.runs if run not in damaged]
    listed = told(file, "runs")
    assert listed.code == 0
    for run in sound:
        assert run in listed.out
        assert told(file, "log", run).code == 0
        assert told(file, "verify", run).code == 0


def verify_says_no(file: Path, name: str = "") -> str:
    """What verify says, which is no."""
    said = told(file, "verify", *([name] if name else []))
    assert (said.code, said.err) == (1, ""), said
    assert "NO " in said.out
    return said.out


# Rows of runs

ROWS = {
    "recipe": ["'{'", "'null'", "''", "'[]'", DEEP, BAD_BYTE, "X'7b7d'", "1.5", "NULL", "'{\"sets\":[]}'",
               """'{"sets":[["a"]],"without":[],"interventions":[]}'""",
               """'{"sets":7,"without":[],"interventions":[]}'""",
               """'{"sets":[],"without":[],"interventions":[{"after":"x","change":{}}]}'""",
               """'{"sets":[["CHN.nothing","3"]],"without":[],"interventions":[]}'""",
               f"""'{{"sets":[],"without":[],"interventions":{NESTED}}}'"""],
    "outcome": ["'{'", "'null'", DEEP, BAD_BYTE, "NULL", "7", """'{"form":"none"}'""",
                """'{"form":"won","text":null,"yes":null,"no":null,"abstain":null,"days_m":null}'""",
                """'{"form":"none","text":null,"yes":"many","no":3,"abstain":0,"days_m":null}'""",
                """'{"form":"vetoed","text":null,"yes":3,"no":12,"abstain":0,"days_m":77}'"""],
    "seed": ["'seven'", "1.5", "-1", "NULL", "X'01'", "99"],
    "model": ["'one'", "NULL", "0.5", "7"],
    "events": ["'many'", "NULL", "0", "-1", "1.5", "5"],
    "head": ["NULL", "7", BAD_BYTE, "''", "'\x1b[31mred'"],
    "label": [BAD_BYTE, "NULL", "X'00'"],
    "scenario": [BAD_BYTE, "NULL", "7.5", "'another'"],
    "digest": [BAD_BYTE, "NULL", "'0000'", "''"],
    "parent": ["id", "7.5", BAD_BYTE, "''", "'a\x1bb'", "'0123456789ab'"],
    "forked_after": ["-1", "1000000", "'five'", "1.5", "9223372036854775807"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"), [(column, value) for column, values in ROWS.items() for value in values],
    ids=lambda word: word[:40].encode("unicode_escape").decode(),
)  # fmt: skip
def test_a_row_that_cannot_be_is_named_and_the_others_are_served(
    made: Base, file: Path, column: str, value: str
) -> None:
    """Whatever stands in a column of a run: no command breaks on it, and verify says no to that run alone."""
    run = list(made.runs)[2]
    changed(file, f"UPDATE runs SET {column} = {value} WHERE id = '{run}'")
    assert run in verify_says_no(file)
    verify_says_no(file, run)
    others_are_served(made, file, [run])
    for words in (["log", run], ["state", run], ["explain", run], ["scenario", run], ["compare", run, run]):
        assert told(file, *words).code in (0, 2)


@pytest.mark.parametrize("value", ["NULL", "''", "7.5", BAD_BYTE, "X'0001'", "'a b'", "'\x1b[2J'"])
def test_an_id_that_cannot_be_is_named(made: Base, file: Path, value: str) -> None:
    """Its events cannot be found by it; the others stay."""
    run = list(made.runs)[2]
    changed(file, f"UPDATE runs SET id = {value} WHERE id = '{run}'")
    verify_says_no(file)
    others_are_served(made, file, [run])
    assert told(file, "log", run).code == 2


def test_what_a_command_says_of_a_damaged_run_names_it_and_what_to_do(made: Base, file: Path) -> None:
    """One sentence on standard error, exit code 2."""
    run = list(made.runs)[2]
    changed(file, f"UPDATE runs SET seed = 'seven' WHERE id = '{run}'")
    said = told(file, "log", run)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"run {run} is damaged: its seed is seven; `turtlebay verify` says")
    assert "--store names another store" in said.err
    assert f"run {run} is damaged: its seed is seven" in told(file, "runs").out


def test_an_outcome_changed_by_hand_is_not_believed(made: Base, file: Path) -> None:
    """What lists show is a copy of what the events say: verify holds one against the other."""
    run = made.names[0]
    changed(file, f"UPDATE runs SET outcome = {ROWS['outcome'][-1]} WHERE id = '{run}'")
    assert "its outcome is said to be" in verify_says_no(file, run)


def test_an_outcome_as_older_stores_have_it_is_the_same(made: Base, file: Path) -> None:
    """They have 0 of each vote where none was held."""
    run = made.names[0]
    changed(file, "UPDATE runs SET outcome = replace(outcome, '\"yes\":null', '\"yes\":0')")
    changed(file, "UPDATE runs SET outcome = replace(outcome, '\"no\":null', '\"no\":0')")
    assert told(file, "verify", run).code == 0


# Scenarios and events


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scenarios SET plain = CAST(replace(CAST(plain AS BLOB), X'736d616c6c', X'ff6d616c6c') AS TEXT)",
        "UPDATE scenarios SET plain = replace(plain, 'Land of CHN', 'Land of CHM')",
        "UPDATE scenarios SET plain = replace(plain, 'crisis', 'cri\x1b[31msis')",
        f"UPDATE scenarios SET plain = {DEEP}",
        "UPDATE scenarios SET plain = NULL",
        "UPDATE scenarios SET plain = 7.5",
        "UPDATE scenarios SET plain = '{}'",
        "DELETE FROM scenarios",
    ],
)
def test_a_scenario_that_was_changed_breaks_nothing(made: Base, file: Path, statement: str) -> None:
    """Its runs cannot be used: every command says so; they are listed all the same."""
    changed(file, statement)
    run, fork, sweep = made.names
    for words in (["log", run], ["state", run], ["explain", run], ["compare", run, fork], ["scenario", run]):
        said = told(file, *words)
        assert said.code == 2
        assert "scenario of run" in said.err
    assert run in told(file, "runs").out
    assert "scenario of run" in verify_says_no(file, run)
    verify_says_no(file, sweep)
    all_told(made, file)  # last: a command that plays stores anew what is gone


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET line = CAST(replace(CAST(line AS BLOB), X'22', X'ff') AS TEXT) WHERE seq = 3",
        "UPDATE events SET line = CAST(line AS BLOB) WHERE seq = 3",
        "UPDATE events SET line = NULL WHERE seq = 3",
        "UPDATE events SET line = 7.5 WHERE seq = 3",
        f"UPDATE events SET line = {DEEP} WHERE seq = 3",
        "UPDATE events SET h = NULL WHERE seq = 3",
        "UPDATE events SET h = X'00' WHERE seq = 3",
        "UPDATE events SET seq = 'three' WHERE seq = 3",
        "UPDATE events SET seq = 3.5 WHERE seq = 3",
        "DELETE FROM events WHERE seq = 3",
        "UPDATE events SET seq = 1000 WHERE seq = 3",
    ],
)
def test_an_event_that_was_changed_is_named(made: Base, file: Path, statement: str) -> None:
    """By its number, to whoever asks for the run or for its fork; the run beside them is served."""
    run, fork, _ = made.names
    other = list(made.runs)[2]
    changed(file, f"{statement} AND run = '{run}'")
    all_told(made, file)
    for name in (run, fork):
        assert "event 3" in verify_says_no(file, name)
        said = told(file, "log", name)
        assert said.code == 2
        assert f"run {name}: event 3" in said.err
    others_are_served(made, file, [run, fork])
    assert told(file, "verify", other).code == 0


def test_damage_behind_the_fork_leaves_the_fork_alone(made: Base, file: Path) -> None:
    """It needs no more of its parent than what came before."""
    run, fork, _ = made.names
    changed(file, f"UPDATE events SET line = NULL WHERE run = '{run}' AND seq = 9", "UPDATE runs SET recipe = '{' "
            f"WHERE id = '{run}'")  # fmt: skip
    assert told(file, "verify", fork).code == 0
    verify_says_no(file, run)


def test_a_byte_changed_into_the_sign_for_a_bad_byte_is_a_changed_byte(tmp_path: Path) -> None:
    """Where a text holds U+FFFD, what is decoded with replacement reads the same before and after."""
    scenario, file = tmp_path / "small.yaml", tmp_path / "turtlebay.db"
    scenario.write_text(short_case_text().replace("launches a missile", "launches \ufffd missile"), encoding="utf-8")
    assert told(file, "run", str(scenario)).code == 0
    assert "byte-identical" in told(file, "verify", "last").out
    for table, column in (("events", "line"), ("scenarios", "plain")):
        copy = tmp_path / f"{table}.db"
        shutil.copy(file, copy)
        changed(
            copy,
            f"UPDATE {table} SET {column} = CAST(replace(CAST({column} AS BLOB), X'efbfbd', X'ff') AS TEXT) "
            f"WHERE instr(CAST({column} AS BLOB), X'efbfbd')",
        )
        assert "byte-identical" not in verify_says_no(copy, "last")
        assert told(copy, "log", "last").code == 2


# Parents


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET parent = '{fork}' WHERE id = '{fork}'",
        "UPDATE runs SET parent = '{fork}', forked_after = 5 WHERE id = '{run}'",
        "UPDATE runs SET parent = '0123456789ab' WHERE id = '{fork}'",
        "UPDATE runs SET parent = '{other}' WHERE id = '{fork}'",
        "UPDATE runs SET parent = NULL WHERE id = '{fork}'",
        "UPDATE runs SET forked_after = 4 WHERE id = '{fork}'",
        "UPDATE runs SET forked_after = NULL WHERE id = '{fork}'",
        "UPDATE runs SET parent = X'33' WHERE id = '{run}'",
        "DELETE FROM runs WHERE id = '{run}'",
    ],
)
def test_parents_that_cannot_be_are_named(made: Base, file: Path, statement: str) -> None:
    """A run forked from itself or in a circle, from a run that is lost or another, after another event."""
    run, fork, _ = made.names
    other = list(made.runs)[2]
    changed(file, statement.format(run=run, fork=fork, other=other))
    all_told(made, file)
    assert fork in verify_says_no(file)
    assert told(file, "log", fork).code == 2
    for tree in (["--tree"], []):
        listed = told(file, "runs", *tree)
        assert other in listed.out
    assert told(file, "verify", other).code == 0


def test_runs_in_a_circle_are_all_listed_in_the_tree(made: Base, file: Path) -> None:
    """A circle has no first run; none is left out."""
    run, fork, _ = made.names
    changed(file, f"UPDATE runs SET parent = '{fork}' WHERE id = '{run}'")
    listed = told(file, "runs", "--tree").out
    assert all(name in listed for name in made.runs)


# The schema and the file

SCHEMAS = [
    *([f"DROP TABLE {table}"] for table in (*schema.CORE, "sweeps", "recipes", "observations", "failures", OUTCOMES)),
    ["ALTER TABLE runs RENAME TO old_runs", "CREATE VIEW runs AS SELECT * FROM old_runs"],
    ["ALTER TABLE events RENAME TO old", "CREATE VIEW events AS SELECT * FROM old"],
    ["DROP TABLE asked", "CREATE VIEW asked AS WITH RECURSIVE n(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM n) "
     "SELECT place, 'x' AS what FROM n"],
    ["ALTER TABLE runs RENAME COLUMN seed TO luck"],
    ["ALTER TABLE sweeps DROP COLUMN model"],
    ["ALTER TABLE events RENAME TO old", "CREATE TABLE events (run, seq, line BLOB, h BLOB)",
     "INSERT INTO events SELECT * FROM old"],
    ["DROP TABLE runs", "CREATE TABLE runs (id TEXT)"],
    ["DROP TABLE recipes", "CREATE TABLE recipes (number TEXT, key TEXT)"],
]  # fmt: skip


@pytest.mark.parametrize("statements", SCHEMAS, ids=lambda statements: statements[0])
def test_a_broken_schema_is_damage(made: Base, file: Path, statements: list[str]) -> None:
    """Tables missing, views in their place, columns of other names and types."""
    changed(file, *statements)
    all_told(made, file)
    if statements[0].split()[-1] in schema.CORE:
        verify_says_no(file)


@pytest.mark.parametrize("table", [*schema.LATER, OUTCOMES])
def test_a_table_that_was_dropped_is_named(made: Base, file: Path, table: str) -> None:
    """Also one that only sweeps need: verify says no, no command takes the store for one without sweeps."""
    changed(file, f"DROP TABLE {table}")
    all_told(made, file)
    assert f"it has no table {table}" in " ".join(verify_says_no(file).split())
    assert told(file, "runs").code == 2
    scenario = str(made.file.parent / "small.yaml")
    assert told(file, "run", scenario, "--seed", "9").code == 2


LOST = [
    (["DROP TABLE sweeps", "DROP TABLE recipes", "DROP TABLE observations", "DROP TABLE failures",
      f"DROP TABLE {OUTCOMES}"], "was stored and is not there any more"),
    (["DELETE FROM sweeps"], "was stored and is not there any more"),
    (["DELETE FROM recipes"], "are not there any more"),
    ([f"DELETE FROM {OUTCOMES}"], "the outcomes of"),
    (["DELETE FROM scenarios"], "the scenario of sweep"),
    (["DELETE FROM runs"], "was stored and is not there any more"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "said"), LOST, ids=[statements[-1] for statements, _ in LOST])
def test_rows_that_others_speak_of_and_that_are_gone_are_named(
    made: Base, file: Path, statements: list[str], said: str
) -> None:
    """By verify, whatever else it finds."""
    assert told(file, "verify").code == 0
    changed(file, *statements)
    assert said in " ".join(verify_says_no(file).split())
    all_told(made, file)  # last: a command that plays stores anew what is gone


@pytest.mark.parametrize("beside", [b"", b"x" * 100])
def test_an_empty_file_is_no_new_store(made: Base, file: Path, beside: bytes) -> None:
    """A store cut to nothing, or a file that was made beforehand: no command takes it for a store, or makes it one."""
    file.write_bytes(b"")
    if beside:
        file.with_name(file.name + "-wal").write_bytes(beside)
    all_told(made, file)
    shown = " ".join(verify_says_no(file).split())
    assert "is empty (0 bytes): not a Turtlebay store; delete it to begin anew" in shown
    scenario = str(made.file.parent / "small.yaml")
    for words in (["runs"], ["log", "last"], ["run", scenario], ["sweep", scenario, "-n", "1", "--jobs", "1"]):
        said = told(file, *words)
        assert said.code == 2
        assert "delete it to begin anew" in said.err
    assert file.read_bytes() == b""


def test_a_new_store_is_never_seen_empty(tmp_path: Path) -> None:
    """It is put in its place whole, with the rights of any new file, and nothing is left beside it."""
    place, seen = tmp_path / "new.db", []

    def look(event: str, values: tuple[object, ...]) -> None:
        if event == "os.link" and str(values[1]) == str(place.resolve()):
            seen.append(Path(str(values[0])).stat().st_size)
            assert not place.exists()

    sys.addaudithook(look)
    with Store(place) as opened:
        opened.note_asked("abc")
    (tmp_path / "other").touch()
    assert seen[0] > 0
    assert len(seen) == 1
    assert place.stat().st_mode == (tmp_path / "other").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.db", "other"]


def test_a_store_is_made_where_links_are_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite makes it then."""

    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", no_links)
    with Store(tmp_path / "new.db") as opened:
        opened.note_asked("abc")
        assert opened.last() == "abc"
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]


@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_a_store_in_another_encoding_is_damage(made: Base, file: Path, encoding: str) -> None:
    """SQLite would read it, and put U+FFFD for what is no text: that cannot be told from what was stored."""
    old, new = sqlite3.connect(file), sqlite3.connect(file.with_name("other.db"))
    new.execute(f"PRAGMA encoding = '{encoding}'")
    new.executescript("\n".join(line for line in old.iterdump() if "sqlite_sequence" not in line))
    new.execute("PRAGMA user_version = 1")
    new.commit()
    old.close()
    new.close()
    file.with_name("other.db").replace(file)
    all_told(made, file)
    assert encoding in verify_says_no(file)
    assert encoding in told(file, "runs").err


@pytest.mark.parametrize("share", [0.01, 0.1, 0.35, 0.5, 0.8, 0.99])
def test_a_file_that_was_cut_is_damage(made: Base, file: Path, share: float) -> None:
    """Wherever it was cut, also within a page."""
    file.write_bytes(made.raw[: int(share * len(made.raw))])
    all_told(made, file)
    verify_says_no(file)


def test_pages_of_zeros_are_damage_and_what_stands_elsewhere_is_served(made: Base, file: Path) -> None:
    """Each page in turn: verify says no to the whole, and every command answers."""
    size = fuzz.page_size(made.raw)
    for page in range(0, len(made.raw), size):
        file.write_bytes(made.raw[:page] + bytes(size) + made.raw[page + size :])
        verify_says_no(file)
        assert told(file, "runs").code in (0, 2)
        assert told(file, "log", made.names[0]).code in (0, 2)


@pytest.mark.parametrize("content", [b"id: mine\n" * 100, b"SQLite format 3\x00", b"\x00" * 8192, b"\xff" * 5000])
def test_a_file_that_is_no_store_is_refused(made: Base, file: Path, content: bytes) -> None:
    """In words, and it stays as it was."""
    file.write_bytes(content)
    all_told(made, file)
    assert file.read_bytes() == content


# Sweeps, and what is stored beside them

SWEPT = [
    *(f"UPDATE sweeps SET recipe = {value}" for value in ("'{'", "'null'", DEEP, BAD_BYTE, "NULL", "'{}'", "7")),
    "UPDATE sweeps SET recipe = replace(recipe, '\"n\":2', '\"n\":9')",
    "UPDATE sweeps SET recipe = replace(recipe, '\"n\":2', '\"n\":1000000000000')",
    "UPDATE sweeps SET recipe = replace(recipe, '\"n\":2', '\"n\":\"x\"')",
    "UPDATE sweeps SET seeds = 1000000000000",
    "UPDATE sweeps SET seeds = 'many'",
    "UPDATE sweeps SET digest = 'ffff'",
    "UPDATE sweeps SET scenario = NULL",
    f"UPDATE sweeps SET id = {BAD_BYTE}",
    "UPDATE sweeps SET id = 's\x1b[31m'",
    *(f"UPDATE {OUTCOMES} SET {column} = {value} WHERE number = 2" for column, value in [
        ("text", DEEP), ("text", "'[1]'"), ("text", "'{\"form\":\"x\"}'"),
        ("text", "'{\"form\":25,\"condemnation\":0}'"),
        ("text", "'{\"form\":25,\"condemnatioo\":0,\"legal_force\":0}'"), ("text", BAD_BYTE), ("votes", "NULL"),
        ("votes", "'7'"), ("threats", "'{}'"), ("threats", "'[1]'"), ("yes", "'many'"), ("days_m", "1.5"),
        ("form", "'won'"), ("form", BAD_BYTE), ("form", "NULL"), ("run", "NULL"), ("run", "'\x1b[31m'"),
        ("head", "X'00'"), ("events", "'x'"), ("at", "NULL"), ('"case"', BAD_BYTE), ("number", "1.5"),
        ("form", "'resolution'"), ("days_m", "12345"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize("statement", SWEPT, ids=lambda word: word[:70].encode("unicode_escape").decode())
def test_a_sweep_that_was_changed_is_named(made: Base, file: Path, statement: str) -> None:
    """Its recipe, its row, the outcomes of its runs: verify says no, the single runs are served."""
    changed(file, statement)
    all_told(made, file)
    others_are_served(made, file, [])
    sweep = made.names[2]
    said = told(file, "verify", sweep, "--jobs", "1")
    assert said.code == (2 if "SET id" in statement else 1), said


@pytest.mark.parametrize("value", ["'{'", DEEP, BAD_BYTE, "NULL", "X'00'", "''"])
def test_answers_and_failures_that_cannot_be_read_are_damage(made: Base, file: Path, value: str) -> None:
    """They are read by questions that play many runs; each says so in a sentence."""
    changed(
        file,
        f"INSERT INTO observations SELECT recipe, 'asked', number, {value} FROM {OUTCOMES}",
        f"INSERT INTO failures SELECT recipe, number + 50, {value}, 'error', 'trace' FROM {OUTCOMES}",
    )
    with Store(file) as store:
        (key,) = store.rows("SELECT key FROM recipes LIMIT 1")[0]
        outcomes = Outcomes(store)
        for read in (lambda: outcomes.answers(key, 1, 99, "asked"), lambda: outcomes.failures(key, 1, 99)):
            with pytest.raises(Damaged):
                read()


# A class of outcomes with another field


def test_a_store_whose_outcomes_have_other_columns_still_works(made: Base, file: Path) -> None:
    """The table is named for its columns: another turtlebay's stays unread, and runs are played again."""
    sweep = made.names[2]
    changed(
        file,
        f"ALTER TABLE {OUTCOMES} RENAME TO outcomes_000000",
        "ALTER TABLE outcomes_000000 ADD COLUMN mood TEXT",
        "CREATE TABLE outcomes (recipe INTEGER, number INTEGER)",
    )
    scenario = str(made.file.parent / "small.yaml")
    assert told(file, "verify", sweep).code == 0
    assert told(file, "sweep", scenario, "-n", "2", "--jobs", "1").code == 0
    assert "2 of 2 runs byte-identical" in told(file, "verify", sweep).out
    with sqlite3.connect(file) as connection:
        kept = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in (OUTCOMES,
                "outcomes_000000")]  # fmt: skip
    connection.close()
    assert kept[1] > 0
    assert kept[0] == 2


# What reaches the terminal

HARMFUL = [
    "\x1b[31mred",
    "\x9b31m",
    "a\nb",
    "a\r\nb",
    "\u202eabc",
    "\u2066x\u2069",
    "\u200fx",
    "\x07",
    "\u2028",
    "[red]",
]


@pytest.mark.parametrize("label", HARMFUL, ids=ascii)
def test_a_label_from_a_store_is_shown_escaped(made: Base, file: Path, label: str) -> None:
    """In lists, in pages, in errors that name it, in JSON and CSV."""
    run = made.names[0]
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("UPDATE runs SET label = ?", (label,))
    connection.close()
    all_told(made, file)
    said = told(file, "log", label)
    assert said.code == 2
    assert "fits 3 runs" in said.err
    assert len(said.err.splitlines()) == 1
    for words in (["runs"], ["runs", "--json"], ["log", run, "--csv"], ["log", run, "--json"]):
        told(file, *words)


@pytest.mark.parametrize("harm", HARMFUL, ids=ascii)
def test_text_of_a_case_is_shown_escaped(tmp_path: Path, harm: str) -> None:
    """Summaries, names and wordings, by every command; and what is wrong with a file, too."""
    scenario, file = tmp_path / "small.yaml", tmp_path / "turtlebay.db"
    quoted = '"' + "".join(f"\\u{ord(letter):04x}" for letter in harm) + '"'
    scenario.write_text(
        short_case_text().replace("launches a missile", quoted).replace("name: Land of CHN", f"name: {quoted}")
    )
    ran = given(["run", str(scenario), "--store", str(file)])
    assert fault_of(ran) == "", ran
    if ran.code == 0:
        for words in (["log", "last"], ["state", "last"], ["explain", "last"], ["log", "last", "--csv"],
                      ["log", "last", "--actor", "nobody"], ["run", str(scenario), "--json"]):  # fmt: skip
            told(file, *words)
    scenario.write_text(short_case_text().replace("penholder: JPN", f"penholder: {quoted}"))
    wrong = given(["check", str(scenario)])
    assert fault_of(wrong) == "", wrong


# A sample of the damages that `make fuzz` does


@pytest.mark.slow
def test_no_damage_brings_a_crash_or_a_lie(tmp_path: Path) -> None:
    """Bytes of all pages, cuts, pages emptied or exchanged, rows and tables lost; `make fuzz` does every byte."""
    tried_of = fuzz.prepared(tmp_path)
    found = [tried_of(campaign.case("store", 2006, number), number) for number in range(60)]
    assert [tried for tried in found if tried is None or tried.fault] == []
