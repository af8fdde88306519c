"""Pinned answers: what every command says with --json on one small store, value by value."""

import importlib
import inspect
from pathlib import Path

from sim.cli.registry import COMMANDS
from tests.golden.answers import NOT_PINNED, answers, asked, differences, elsewhere, pinned

HOW_TO_RENEW = (
    "If each is meant: `python -m tests.golden.renew json`, and list them in tests/golden/json/DIFFERENCES.md, as "
    "`python -m tests.golden.json_difference` prints them."
)


def test_every_answer_is_as_pinned(tmp_path: Path) -> None:
    """Every value, key and exit code; all that differ are named at once, with the old value and the new."""
    expected = pinned()
    for name in elsewhere():
        del expected[name], expected["exit-codes"][name]
    found = differences(expected, answers(tmp_path))
    told = [f"{path}: {before or 'added'} -> {after or 'removed'}" for path, before, after in found]
    assert not told, "\n".join([f"{len(told)} values differ:", *told[:200], HOW_TO_RENEW])


def test_every_command_with_json_is_asked() -> None:
    """A command that takes --json has at least one line in the table."""
    homes = {name: command.home.split(":") for name, command in COMMANDS.items()}
    functions = {name: getattr(importlib.import_module(module), word) for name, (module, word) in homes.items()}
    options = {name: inspect.signature(function).parameters for name, function in functions.items()}
    taking = {name for name, given in options.items() if {"as_json", "shown"} & given.keys()}
    assert taking - NOT_PINNED == {words[0] for words in asked().values()}
