"""The command seat: at a terminal, from lines, from a file of choices, for other programs, and left in the middle."""

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from sim.cli.commands import seat as command
from tests.cli.commandline import Done, on_a_terminal
from tests.cli.conftest import Give

JPN = ("seat", "dprk-2006-07", "--as", "JPN")
SHORT = ("--no-store", "-n", "0")


@pytest.fixture
def typing(give: Give, monkeypatch: pytest.MonkeyPatch) -> Give:
    """Give a command with lines on its standard input: the first word."""

    def given(lines: str, *words: str) -> Done:
        monkeypatch.setattr(sys, "stdin", StringIO(lines))
        return give(*words)

    return given


def test_lines_are_choices_and_the_end_of_input_leaves_the_seat(typing: Give) -> None:
    """What was chosen is printed as lines that can be pasted, with the command that goes on; nothing is stored."""
    done = typing("1\n1\n1\ntable 100/80/65/50/50\n", *JPN)
    assert done.code == 0
    assert "JPN entry draft-1: table 100/80/65/50/50\n" in done.out
    assert "4 choices made, and the run waits at 'JPN mediation_reply JPN-1'" in done.out
    assert done.out.rstrip().endswith("turtlebay seat dprk-2006-07 --as JPN --seed 1 --choices FILE")
    assert not Path("turtlebay.db").exists()


def test_a_file_of_choices_grows_and_the_same_command_goes_on(typing: Give) -> None:
    """It is whole after every choice, undo shortens it, and a comment in it says how it was made."""
    assert typing("1\n1\n1\n2\nundo 2\n", *JPN, "--choices", "july.txt").code == 0
    kept = Path("july.txt").read_text("utf-8").splitlines()
    assert kept == [
        "# turtlebay seat dprk-2006-07 --as JPN --seed 1 --choices july.txt",
        "JPN entry request-meeting: go_ahead",
        "JPN entry ferry-ban: go_ahead",
    ]
    on = typing("1\n", *JPN, "--choices", "july.txt")
    assert "JPN entry position-japan: go_ahead" in on.out
    assert len(Path("july.txt").read_text("utf-8").splitlines()) == 4


def test_a_run_is_played_to_its_end_and_stored(typing: Give, give: Give) -> None:
    """With where the model's choice was left, and history; verify, log, compare, fork and report take it."""
    done = typing("1\n1\n1\n4\nfinish\n", *JPN, "-n", "3", "--label", "mine", "--store", "s.db")
    assert done.code == 0, done.err
    assert "Where you left the model's choice" in done.out
    assert "resolution 1695" in done.out
    assert give("verify", "mine", "--store", "s.db").code == 0
    chosen = give("log", "mine", "--origin", "player", "--json", "--store", "s.db").out
    assert {json.loads(line)["origin"] for line in chosen.splitlines()} == {"player"}
    plain = give("run", "dprk-2006-07", "--json", "--store", "s.db").out
    assert "choice.JPN entry draft-1" in give("compare", json.loads(plain)["run"], "mine", "--store", "s.db").out
    assert give("fork", "mine", "--at", "90", "--set", "CHN.legal_force=60", "--store", "s.db").code == 0
    assert give("report", "mine", "-o", "r.html", "--stored", "--store", "s.db").code == 0
    assert "JPN played" in " ".join(give("runs", "--store", "s.db").out.split())


def test_the_same_choices_give_the_same_run(typing: Give, give: Give) -> None:
    """From lines, from a file and from standard input as a file."""
    Path("c.txt").write_text("1\n1\n1\n4\n", "utf-8")
    more = ("--finish", "--json", *SHORT)
    told = [give(*JPN, "--choices", "c.txt", *more), typing("1\n1\n1\n4\n", *JPN, "--choices", "-", *more)]
    assert [done.err for done in told] == ["", ""]
    assert len({json.loads(done.out)["head"] for done in told}) == 1


def test_lines_of_standard_input_are_choices_where_the_rest_is_left_to_the_model(typing: Give) -> None:
    """Also for a page: four choices were made, and the last left the model's."""
    done = typing("1\n1\n1\n2\n", *JPN, "--choices", "-", "--finish", *SHORT)
    assert done.code == 0
    assert "(1 of 4 choices)" in done.out


def test_json_tells_the_moment_and_its_options(give: Give) -> None:
    """With the choices as lines, to be given again with one more."""
    told = json.loads(give(*JPN, "--json").out)
    assert told["choices"] == []
    assert told["moment"]["name"] == "JPN entry request-meeting"
    assert [option["act"] for option in told["options"]] == ["go_ahead", "withhold"]
    blind = json.loads(give(*JPN, "--json", "--blind").out)
    assert {option["model"] for option in blind["options"]} == {None}


def test_what_the_rules_refuse_is_said_and_the_exit_code_is_two(typing: Give) -> None:
    """In the rule's words; at a terminal it is asked again instead."""
    done = typing("1\n1\n1\ntable 100/80/85/25/50\n", *JPN)
    assert done.code == 2
    assert "85 (binding) needs legal_force at 75 or more, and it is 25" in done.err
    Path("c.txt").write_text("JPN round 4: withdraw\n", "utf-8")
    done = typing("", *JPN, "--choices", "c.txt")
    assert done.code == 2
    assert "the choice is for 'JPN round 4', and the run waits at 'JPN entry request-meeting'" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "JPX"), "did you mean 'JPN'"),
        (("--as", "JPN", "-n", "-1"), "-n -1: allowed are 0 to"),
        (("--as", "JPN", "--minutes", "0"), "--minutes 0.0: allowed are more than 0"),
        (("--as", "JPN", "--minutes", "nan"), "--minutes nan"),
        (("--as", "JPN", "--seed", "-1"), "--seed -1"),
        (("--as", "JPN", "--choices", "none.txt", "--json"), "--choices none.txt: cannot be read"),
        (("--as", "JPN", "--choices", "."), "--choices .: cannot be read"),
        ((), "--as"),
    ],
)
def test_bad_input_is_named(typing: Give, words: tuple[str, ...], said: str) -> None:
    """Before anything is played."""
    done = typing("", "seat", "dprk-2006-07", *words)
    assert done.code == 2
    assert said in done.err


def test_words_that_show_something_choose_nothing(typing: Give) -> None:
    """Help, ladders, log and list; and a comment is no choice."""
    done = typing("help\nladders\nlog\nlist\nquit\n", *JPN)
    assert done.code == 0
    for said in ("take back the last choice", "special_responsibility", "launches a first missile", "0 choices made"):
        assert said in done.out


def test_at_a_terminal_a_refusal_is_asked_again(folder: Path) -> None:
    """The end of input leaves the seat there, too."""
    done = on_a_terminal(folder, *JPN, "--choices", "c.txt", say="1\nfoo\n1\n\x04")
    assert done.code == 0
    assert "That cannot be done: 'foo' is nothing that can be done here" in " ".join(done.out.split())
    assert "the same command goes on" in " ".join(done.out.split())
    assert len((folder / "c.txt").read_text("utf-8").splitlines()) == 3


class Interrupted(StringIO):
    """Lines, and then Ctrl-C."""

    def readline(self, size: int | None = -1, /) -> str:
        """The next line."""
        line = super().readline(-1 if size is None else size)
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.mark.parametrize("kept", [True, False])
def test_ctrl_c_keeps_the_choices_or_prints_them(give: Give, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    """Exit code 130; the file has them, or the message, so that nothing is lost."""
    monkeypatch.setattr(sys, "stdin", Interrupted("1\n1\n"))
    done = give(*JPN, *(("--choices", "c.txt") if kept else ()))
    assert done.code == 130
    told = Path("c.txt").read_text("utf-8") if kept else done.err
    assert "JPN entry request-meeting: go_ahead\nJPN entry ferry-ban: go_ahead\n" in told
    assert "goes on" in done.err


def test_after_the_minutes_that_were_given_the_model_decides(folder: Path) -> None:
    """And the choice says so: the same lines give the same run."""
    done = on_a_terminal(folder, *JPN, "--choices", "c.txt", "--minutes", "0.001", *SHORT)
    assert done.code == 0
    assert "The time is over: the model decides." in done.out
    lines = (folder / "c.txt").read_text("utf-8").splitlines()[1:]
    assert {line.rpartition(": ")[2] for line in lines} == {"model"}


def test_no_choice_file_is_written_by_who_only_reads_it(give: Give) -> None:
    """--json and --finish leave it as it is."""
    Path("c.txt").write_text("1\n", "utf-8")
    give(*JPN, "--choices", "c.txt", "--json")
    give(*JPN, "--choices", "c.txt", "--finish", *SHORT)
    assert Path("c.txt").read_text("utf-8") == "1\n"


def test_the_command_is_coded_for_a_prompt_that_names_the_seat() -> None:
    """Words that show something are none that choose."""
    assert not set(command._SHOWN) & {"model", "undo", "finish", "quit"}
