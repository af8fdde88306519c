"""A sample of every kind of hostile input, and the campaign that `make fuzz` runs, which must see what it looks for."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from sim.cli.registry import COMMANDS
from tests.fuzz import Tried, Try, campaign, files, kills, lines
from tests.fuzz.campaign import Asked, Count
from tests.fuzz.commands import looked_at
from tests.fuzz.mutations import mutated
from tests.fuzz.smaller import smaller

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="clocks and signals are those of Unix")

SAMPLES = {"files": 400, "overrides": 60, "lines": 60, "kills": len(kills.COMMANDS)}
"""Cases of each kind that the tests try; of damaged stores tests/store/test_damaged.py has some."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAMPLES)
def test_hostile_input_is_answered_or_refused(kind: str, tmp_path: Path) -> None:
    """No traceback, nothing that hangs, nothing lost or doubled; the same cases on every machine."""
    tried_of = campaign.FUZZERS[kind](tmp_path)
    found = [tried_of(campaign.case(kind, 2006, number), number) for number in range(SAMPLES[kind])]
    assert [tried for tried in found if tried is None or tried.fault] == []


@pytest.mark.parametrize("kind", ["files", "lines"])
def test_a_sample_has_what_is_accepted_and_what_is_refused(kind: str, tmp_path: Path) -> None:
    """Input of which nothing is accepted, or all, tries little."""
    tried_of = campaign.FUZZERS[kind](tmp_path)
    number = iter(range(100))
    came: set[str] = set()
    while len(came) < 2:
        at = next(number)
        tried = tried_of(campaign.case(kind, 1, at), at)
        came |= {tried.came} if tried else set()


def test_the_same_numbers_give_the_same_case() -> None:
    """A seed and a number name a case, whatever was tried before."""
    text = files.tiny_case_text()
    once, again, other = (mutated(text, campaign.case("files", 7, number)) for number in (3, 3, 4))
    assert once == again
    assert once != other


def test_odd_lines_have_every_option_of_every_command() -> None:
    """They are those that the commands declare; for each that takes a value some are known that fit."""
    for command in COMMANDS:
        options = lines.options_of(command)
        assert options
        named = {option.name for option in options if not option.flag and not option.argument}
        assert named - lines.FITTING.keys() == set(), command


def test_a_file_is_made_as_small_as_it_can_be() -> None:
    """Every line that it does not need to go wrong is left out."""
    text = b"".join(b"line %d\n" % number for number in range(200))
    assert smaller(text, lambda less: b"line 7\n" in less and b"line 150\n" in less) == b"line 7\nline 150\n"


def _raises() -> Tried:
    raise KeyError("x")


def _hangs() -> Tried:
    while True:
        pass


@pytest.mark.parametrize(("look", "fault"), [(_raises, "KeyError at "), (_hangs, "it hangs")])
def test_what_raises_or_hangs_is_a_fault(look: Callable[[], Tried], fault: str) -> None:
    """Its first line tells it from others."""
    assert looked_at(look, 0.2).fault.startswith(fault)


def _sometimes_wrong(folder: Path) -> Try:
    def tried(random: Random, number: int) -> Tried | None:
        if number == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 6:
            return Tried("broken", "it broke\nhere", "all of it", b"x: 1\n")
        return Tried("fine") if number < 9 else None

    return tried


def test_a_campaign_counts_what_it_tried_and_writes_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies in a case costs that case alone; a fault says how to see it again."""
    monkeypatch.setitem(campaign.FUZZERS, "files", _sometimes_wrong)  # type: ignore[misc]
    monkeypatch.setattr(campaign, "CONTEXT", "fork")
    counted = Count(Asked("files", 7, 0, 0, 2, tmp_path / "faults"))
    campaign.played(counted, lambda *said: None)
    assert counted.cases == 9
    assert counted.came == {"fine": 7, "broken": 2}
    assert sorted(counted.faults) == ["it broke", "the process died with exit code -9"]
    told = (tmp_path / "faults" / "files-7-6.txt").read_text()
    assert told.splitlines() == [
        "python -m tests.fuzz files -n 1 --first 6 --seed 7", "Seen again in a process of its own: yes",
        "all of it", "it broke", "here",
    ]  # fmt: skip
    assert (tmp_path / "faults" / "files-7-6.file").read_bytes() == b"x: 1\n"


def test_the_kinds_go_together() -> None:
    """By the number of mutated files."""
    assert campaign.numbers(campaign.SHARES, 100_000) == {
        "files": 100_000, "overrides": 10_000, "lines": 3_000, "store": 5_000, "kills": 200,
    }  # fmt: skip
    assert min(campaign.numbers(campaign.SHARES, 10).values()) == 1
