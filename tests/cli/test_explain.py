"""`explain`: why a stored run came out as it did, for people and for programs."""

import json
from pathlib import Path

import pytest

from sim.cli.registry import COMMANDS
from tests.cli.conftest import Give


@pytest.fixture
def played(give: Give) -> Give:
    """The same, with a run of July 2006 in the store."""
    assert give("run", "dprk-2006-07", "--label", "july", "--quiet").code == 0
    return give


def test_the_explanation_names_the_limit_the_text_failed_on(played: Give) -> None:
    done = played("explain", "july")
    assert (done.code, done.err) == (0, "")
    flat = " ".join(done.out.split())
    assert "failed on China's limit of 25" in flat
    assert "china-legal-limit" in flat
    assert "Back from the outcome" in done.out
    assert "\x1b" not in done.out
    commands = [line.split("turtlebay ")[1].split()[0] for line in done.out.splitlines() if "turtlebay " in line]
    assert {"explain", "fork"} <= set(commands) <= set(COMMANDS)


def test_json_is_one_object_that_does_not_change(played: Give) -> None:
    first, again = played("explain", "july", "--json"), played("explain", "july", "--json")
    assert (first.code, first.err) == (0, "")
    assert first.out == again.out
    why = json.loads(first.out)
    assert [why["run"] != "", why["scenario"], why["seed"]] == [True, "dprk-2006-07", 1]
    assert why["chain"][0]["type"] == "OutcomeReached"
    assert {"seq", "t", "at", "actor", "type", "words", "numbers", "source", "assumptions", "because"} == set(
        why["chain"][0]
    )
    assert why["but_for"] == why["matrix"] == []


@pytest.mark.slow
def test_but_for_and_the_matrix_say_runs_and_never_more(played: Give) -> None:
    done = played("explain", "july", "--but-for", "--matrix", "-n", "3", "--jobs", "1")
    assert done.code == 0
    flat = " ".join(done.out.split())
    assert "3 runs" in flat
    assert "The interval covers chance within the model only." in flat
    assert "Outcomes of 3 runs" in flat
    assert "▒" in done.out
    for word in ("impossible", "certain to", "confiden"):
        assert word not in flat.lower()
    why = json.loads(played("explain", "july", "--but-for", "-n", "3", "--jobs", "1", "--json").out)
    assert {"id", "kind", "words", "verdict", "n", "same", "share", "low", "high", "term"} <= set(why["but_for"][0])
    assert why["but_for"][0]["n"] == 3


def test_ascii_and_narrow_pages_are_kept_to(played: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = played("explain", "july", "--ascii").out
    assert out.isascii()
    assert max(len(line) for line in out.splitlines() if "turtlebay" not in line) <= 80


def test_the_page_is_written_as_html_and_markdown_too(played: Give, folder: Path) -> None:
    assert played("explain", "july", "--html", "why.html", "--md", "why.md").code == 0
    for name in ("why.html", "why.md"):
        assert "Back from the outcome" in (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], "no run 'nobody'"),
        (["july", "-n", "0"], "1 to"),
        (["july", "--jobs", "-1"], "jobs"),
        (["july", "--html", "page.txt"], "--html"),
        (["july", "--tz", "Mars"], "time zone"),
    ],
)
def test_a_question_that_makes_no_sense_gets_words(played: Give, words: list[str], said: str) -> None:
    done = played("explain", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
