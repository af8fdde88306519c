"""`fork`: back to one moment of a stored run, something changed; bad input leaves the store alone."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.commandline import Done
from tests.cli.conftest import Give

ENTRIES = """\
- id: gives-way
  at: 2006-07-08T09:00:00Z
  kind: concession
  actor: PRK
  summary: restores its moratorium
"""


@pytest.fixture
def played(give: Give) -> Give:
    """The same, with a run of the small case in the store."""
    assert give("run", "small.yaml", "--seed", "3", "--label", "mine", "--quiet").code == 0
    return give


def told(done: Done) -> dict[str, object]:
    """The object a command printed."""
    assert (done.code, done.err) == (0, ""), done.err
    plain: dict[str, object] = json.loads(done.out)
    return plain


def kept(folder: Path) -> list[tuple[object, ...]]:
    """All that the store holds but what was asked for."""
    connection = sqlite3.connect(folder / "turtlebay.db")
    rows = [*connection.execute("SELECT id, label, head FROM runs ORDER BY id"),
            *connection.execute("SELECT run, seq, h FROM events ORDER BY run, seq")]  # fmt: skip
    connection.close()
    return rows


def test_json_has_the_promised_keys_and_the_fork_is_stored_and_verifies(played: Give) -> None:
    parent = told(played("log", "mine", "--json", "--until", "0"))
    made = told(played("fork", "mine", "--at", "8", "--set", "CHN.legal_force.limit=none", "--json"))
    assert list(made) == ["run", "parent", "at", "changes", "outcome", "head", "events", "trust"]
    assert made["at"] == 8
    assert made["changes"] == {"sets": [["CHN.legal_force.limit", "none"]], "drops": [], "inserts": [], "luck": 0}
    assert parent["seq"] == 0
    assert told(played("verify", "--json"))["ok"]
    runs = told(played("runs", "--json"))["runs"]
    assert isinstance(runs, list)
    assert [run["forked_after"] for run in runs if run["run"] == made["run"]] == [8]
    assert [run["parent"] for run in runs if run["run"] == made["run"]] == [made["parent"]]


def test_the_family_is_shown_as_a_tree(played: Give) -> None:
    child = told(played("fork", "mine", "--at", "8", "--set", "CHN.legal_force=60", "--json"))["run"]
    grandchild = told(played("fork", str(child), "--at", "12", "--set", "RUS.legal_force=60", "--json"))["run"]
    shown = played("runs", "--tree").out.splitlines()
    lines = {name: next(line for line in shown if line.strip().startswith(str(name))) for name in (child, grandchild)}
    assert lines[child].startswith(f"  {child}")
    assert lines[grandchild].startswith(f"    {grandchild}")


def test_quiet_shows_the_outcomes_only(played: Give) -> None:
    out = played("fork", "mine", "--at", "8", "--set", "CHN.legal_force=60", "--quiet").out
    assert "the analyst" not in out
    assert "outcome" in out


def test_a_moment_may_be_a_time_in_utc_or_another_zone(played: Give) -> None:
    utc = told(played("fork", "mine", "--at", "2006-07-06T12:00:00Z", "--set", "CHN.legal_force=60", "--json"))
    zoned = ("--at", "2006-07-06T21:00", "--tz", "Asia/Tokyo")
    assert told(played("fork", "mine", *zoned, "--set", "CHN.legal_force=60", "--json"))["run"] == utc["run"]


def test_dropping_without_a_place_forks_right_before(played: Give) -> None:
    draft = next(
        event for line in played("log", "mine", "--json").out.splitlines()
        if (event := json.loads(line))["type"] == "DraftCirculated"
    )  # fmt: skip
    made = told(played("fork", "mine", "--drop", str(draft["seq"]), "--json"))
    assert made["at"] == draft["seq"] - 1
    withheld = played("log", str(made["run"]), "--json", "--type", "ActWithheld").out.splitlines()
    assert any(json.loads(line)["data"]["reason"] == "dropped" for line in withheld)


def test_entries_put_in_come_from_a_file(played: Give, folder: Path) -> None:
    (folder / "more.yaml").write_text(ENTRIES, encoding="utf-8")
    made = told(played("fork", "mine", "--at", "6", "--insert", "more.yaml", "--json"))
    came = [
        json.loads(line)
        for line in played("log", str(made["run"]), "--json", "--type", "ConcessionMade").out.splitlines()
    ]
    assert [(event["data"]["entry"], event["origin"]) for event in came] == [("gives-way", "intervention")]


def test_futures_are_counted_in_a_fixed_order(played: Give) -> None:
    done = played("fork", "mine", "--at", "8", "--new-luck", "-n", "5", "--json")
    made = told(done)
    assert list(made) == ["parent", "at", "changes", "runs", "outcomes", "trust"]
    assert isinstance(made["runs"], list)
    assert isinstance(made["outcomes"], list)
    assert [run["luck"] for run in made["runs"]] == [1, 2, 3, 4, 5]
    assert len({run["run"] for run in made["runs"]}) == 5
    assert [row["form"] for row in made["outcomes"]] == [
        "resolution", "presidential_statement", "press_statement", "vetoed", "failed", "none",
    ]  # fmt: skip
    assert all(list(row) == ["form", "k", "n", "share", "low", "high", "term"] for row in made["outcomes"])
    assert told(played("verify", "--json"))["ok"]
    shown = played("fork", "mine", "--at", "8", "--new-luck", "-n", "5").out
    assert "5 runs" in shown
    assert "imposs" not in shown


def test_nothing_changed_is_the_run_itself_and_nothing_is_stored(played: Give, folder: Path) -> None:
    before = kept(folder)
    made = told(played("fork", "mine", "--at", "8", "--json"))
    assert (made["run"], made["changes"]) == (made["parent"], None)
    assert "Nothing was changed" in played("fork", "mine", "--at", "8").out
    assert kept(folder) == before


def test_a_label_names_the_fork(played: Give) -> None:
    made = told(played("fork", "mine", "--at", "8", "--set", "CHN.legal_force=60", "--label", "bent", "--json"))
    assert told(played("fork", "bent", "--at", "9", "--json"))["run"] == made["run"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody", "--at", "8"], "no run 'nobody'"),
        (["mine"], "--at SEQ or --at TIME"),
        (["mine", "--at", "9999", "--set", "CHN.legal_force=60"], "it has events 0 to"),
        (["mine", "--at", "1999-01-01"], "before the run began"),
        (["mine", "--at", "soon"], "neither an event number nor a time"),
        (["mine", "--drop", "0"], "the recipe that the run started from"),
        (["mine", "--drop", "9999"], "it has events 0 to"),
        (["mine", "--at", "8", "--set", "CHN.legal_forc=60"], "did you mean"),
        (["mine", "--at", "8", "--set", "CHN.legal_force"], "PATH=VALUE"),
        (["mine", "--at", "8", "--set", "provoker=CHN"], "cannot change once a run has begun"),
        (["mine", "--at", "8", "-n", "3"], "--new-luck"),
        (["mine", "--at", "8", "-n", "0", "--new-luck"], "futures"),
        (["mine", "--at", "8", "--insert", "nowhere.yaml"], "nowhere.yaml"),
        (["mine", "--at", "20", "--insert", "more.yaml"], "before the fork"),
        (["mine", "--at", "8", "--insert", "early.yaml"], "early.yaml:2"),
        (["mine", "--at", "8", "--label", "last"], "--label"),
        (["mine", "--at", "8", "--tz", "Asia/Tokio"], "did you mean"),
    ],
)
def test_bad_input_gets_words_and_leaves_the_store_alone(
    played: Give, folder: Path, words: list[str], said: str
) -> None:
    late = json.loads(played("log", "mine", "--json", "--since", "20").out.splitlines()[0])
    assert late["seq"] == 20
    (folder / "more.yaml").write_text(ENTRIES.replace("07-08", "07-06"), encoding="utf-8")
    (folder / "early.yaml").write_text(ENTRIES.replace("07-08", "06-01"), encoding="utf-8")
    before = kept(folder)
    done = played("fork", *words)
    assert (done.code, done.out) == (2, ""), done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert kept(folder) == before


def test_an_ambiguous_name_lists_what_it_fits(played: Give) -> None:
    """Two runs of one label."""
    assert played("run", "small.yaml", "--seed", "4", "--label", "mine", "--quiet").code == 0
    done = played("fork", "mine", "--at", "8")
    assert done.code == 2
    assert "fits 2 runs" in done.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE events SET line = replace(line, '\"JPN\"', '\"USA\"') WHERE seq = 4", "event 4 was changed"),
        ("DELETE FROM events WHERE seq = 4", "event"),
        ("PRAGMA user_version = 99", "another turtlebay"),
    ],
)
def test_a_store_that_was_tampered_with_or_is_of_another_version_is_bad_input(
    played: Give, folder: Path, change: str, said: str
) -> None:
    """Nothing is written to it; only `verify` says 1."""
    connection = sqlite3.connect(folder / "turtlebay.db")
    connection.execute(change)
    connection.commit()
    connection.close()
    before = kept(folder)
    for words in (("fork", "mine", "--at", "8", "--set", "CHN.legal_force=60"), ("explain", "mine")):
        done = played(*words)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
    assert kept(folder) == before


def test_a_run_that_its_recipe_does_not_give_is_not_continued(played: Give, folder: Path) -> None:
    """Rewritten and properly chained: the re-execution finds it."""
    from sim.store.record import chain

    connection = sqlite3.connect(folder / "turtlebay.db")
    lines = [line for (line,) in connection.execute("SELECT line FROM events ORDER BY seq")]
    lines[4] = lines[4].replace("circulates a draft", "circulates a poem")
    hashes = chain(lines)
    for seq, (line, h) in enumerate(zip(lines, hashes, strict=True)):
        connection.execute("UPDATE events SET line = ?, h = ? WHERE seq = ?", (line, h, seq))
    connection.execute("UPDATE runs SET head = ?", (hashes[-1],))
    connection.commit()
    connection.close()
    done = played("fork", "mine", "--at", "8", "--set", "CHN.legal_force=60")
    assert (done.code, done.out) == (2, "")
    assert "event 4 differs" in done.err
    assert "turtlebay verify" in done.err
