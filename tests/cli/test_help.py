"""What every command says of itself at 80 columns, and options that are the same in every command that has them."""

import os
import re
import shlex
from pathlib import Path

import pytest

from sim.cli.main import answer
from sim.cli.registry import COMMANDS
from tests.cases import short_file
from tests.cli.conftest import Give


@pytest.fixture
def at_80(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


def helps(give: Give) -> dict[str, str]:
    """The help of every command, and of all of them."""
    return {name: give(name, "--help").out for name in COMMANDS} | {"": give("--help").out}


@pytest.mark.usefixtures("at_80")
def test_no_default_is_shown_that_says_nothing(give: Give) -> None:
    """No empty text, no None, no False; what is shown is a value that could be typed."""
    for name, shown in helps(give).items():
        defaults = re.findall(r"\[default: ([^\]]*)\]", " ".join(shown.split()))
        assert [each for each in defaults if each in ('""', "''", "", "None", "False", "[]", "()")] == [], name


@pytest.mark.usefixtures("at_80")
def test_every_example_is_a_command_that_can_be_pasted(give: Give) -> None:
    """On one line, its quotes closed, its command and its options known."""
    pages = helps(give)
    for name, shown in pages.items():
        examples = [line for line in shown.splitlines() if line.startswith("  turtlebay ")]
        assert examples or not name
        for line in examples:
            words = shlex.split(line)
            assert words[1] in COMMANDS, line
            known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", pages[words[1]]))
            assert {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)} <= known, line


@pytest.mark.usefixtures("at_80")
def test_a_line_of_help_is_at_most_80_columns_wide_or_an_example(give: Give) -> None:
    """In the list of all commands, too; and none ends in the middle of a bracket that a word broke."""
    for name, shown in helps(give).items():
        long = [line for line in shown.splitlines() if len(line) > 80]
        assert all(line.startswith("  turtlebay ") for line in long), name


WITH_JOBS = [
    ["sweep", "small.yaml", "-n", "2"],
    ["tip", "small.yaml", "CHN.isolation", "-n", "1", "--range", "2:3"],
    ["assumptions", "dprk-2006-07", "-n", "1"],
    ["levers", "small.yaml", "-n", "1"],
    ["sensitivity", "dprk-2006-07", "-n", "1"],
    ["explain", "last"],
    ["compare", "last", "last"],
    ["fork", "last", "--at", "5", "--new-luck", "-n", "2"],
    ["verify"],
    ["figures", "-n", "1"],
    ["backtest", "small.yaml", "-n", "1"],
    ["report", "small.yaml", "-n", "1"],
    ["explore", "small.yaml", "--no-browser"],
    ["exercise", "small.yaml", "-n", "20"],
]


def test_these_are_all_the_commands_with_jobs(give: Give) -> None:
    """One sentence describes it, and 0 is the default."""
    shown = {name: " ".join(page.split()) for name, page in helps(give).items() if "--jobs" in page and name}
    assert set(shown) == {words[0] for words in WITH_JOBS}
    sentence = "--jobs INT: Processes at work; 0 for one a core. [default: 0]"
    assert [name for name, page in shown.items() if sentence not in page] == []


@pytest.mark.parametrize("jobs", ["-1", "1001", "1.5", "0x2", "00", "two", ""])
@pytest.mark.parametrize("words", WITH_JOBS, ids=[words[0] for words in WITH_JOBS])
def test_jobs_that_cannot_be_are_refused_alike(give: Give, words: list[str], jobs: str) -> None:
    """Before anything is read or played."""
    done = give(*words, f"--jobs={jobs}")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("--jobs ")
    number = jobs in ("-1", "1001")
    assert ("from 1 to 1000, or 0 for one process a core" if number else "a whole number in plain digits") in done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [each for each in WITH_JOBS if each[0] not in ("sensitivity", "figures", "report", "explore", "exercise")],
    ids=lambda each: each[0],
)
def test_no_jobs_are_one_process_a_core(
    give: Give, folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """The same answer as from one process."""
    short_file(folder)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    assert give("run", "small.yaml", "--quiet").code == 0
    one, none, unsaid = (give(*words, *more) for more in (["--jobs", "1"], ["--jobs", "0"], []))
    assert (one.code, one.out) == (0, none.out) == (0, unsaid.out)


def test_help_is_asked_for_in_either_way(capsys: pytest.CaptureFixture[str]) -> None:
    """-h as --help, before other words and behind them."""
    for name in COMMANDS:
        assert answer([name, "-h"]) == 0
        short = capsys.readouterr().out
        assert answer([name, "--help"]) == 0
        assert capsys.readouterr().out == short
