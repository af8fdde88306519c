"""Commands given in this process, where a process of its own would prove nothing more."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli.main import answer
from tests.cases import small_file
from tests.cli.commandline import Done

Give = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with the small case in it."""
    small_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def give(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Give:
    """Give a command in that directory, in this process, as on a machine of one core: workers only where asked for."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0}, raising=False)

    def given(*words: str) -> Done:
        code = answer(words)
        shown = capsys.readouterr()
        return Done(code, shown.out, shown.err)

    return given
