"""Options that are whole numbers: nothing that is merely near to one is taken for it."""

import typing
from importlib import import_module
from pathlib import Path

import pytest

from sim.cli.options import WHOLE
from sim.cli.registry import COMMANDS
from tests.cli.conftest import Give

NEARLY = ["1.5", "2.0", "1e3", "0x10", "", " 7", "7 ", "1_000", "+7", "\u0667", "seven", "9" * 5000]
"""What Python or cyclopts would read as a whole number, and what neither would."""

ASKED = [
    (["run", "small.yaml"], "--seed"),
    (["demo"], "--seed"),
    (["sweep", "small.yaml"], "-n"),
    (["sweep", "small.yaml"], "--seed"),
    (["sweep", "small.yaml", "--lhs", "RUS.form=0:60"], "--points"),
    (["sweep", "small.yaml"], "--jobs"),
    (["tip", "small.yaml", "CHN.form"], "-n"),
    (["tip", "small.yaml", "--all"], "--most"),
    (["assumptions", "small.yaml"], "--jobs"),
    (["sensitivity", "small.yaml"], "--size"),
    (["explain", "last"], "-n"),
    (["log", "last"], "--causes"),
    (["fork", "last"], "--drop"),
    (["figures"], "--runs"),
]


@pytest.mark.parametrize(("words", "option"), ASKED, ids=[f"{words[0]} {option}" for words, option in ASKED])
def test_what_is_nearly_a_whole_number_is_refused(give: Give, folder: Path, words: list[str], option: str) -> None:
    """Exit code 2, the option, what stood there and what is allowed; nothing is written."""
    for word in NEARLY:
        done = give(*words, option, word)
        assert (done.code, done.out) == (2, ""), word
        assert done.err == f"{option} {word!a}: allowed is a whole number in plain digits, such as 20\n"
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


def test_whole_numbers_are_taken_as_they_stand(give: Give) -> None:
    """Also below 0, where the command says what is allowed, and several where several may be given."""
    assert "seed 7" in give("demo", "--seed", "7").out
    assert "a seed is a whole number from 0" in give("demo", "--seed", "-7").err
    assert give("run", "small.yaml", "--quiet").code == 0
    done = give("fork", "last", "--drop", "900", "--drop", "901")
    assert done.code == 2
    assert "event 899 is not in run" in done.err


def test_every_option_that_is_a_whole_number_is_read_strictly() -> None:
    """A new command cannot forget it."""
    found = []
    for name, command in COMMANDS.items():
        module, _, function = command.home.partition(":")
        hints = typing.get_type_hints(getattr(import_module(module), function), include_extras=True)
        for option, hint in hints.items():
            if option != "return" and _whole(hint):
                assert WHOLE in typing.get_args(hint)[1:], f"{name} {option}"
                found.append(option)
    assert len(found) > 20


def _whole(hint: object) -> bool:
    return hint is int or any(_whole(part) for part in typing.get_args(hint))
