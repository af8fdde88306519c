"""Golden pages: what a command prints at 80 columns, one file golden/pages/NAME.txt each.

`python -m tests.golden.renew pages` writes them anew; read what changed.
"""

import re
from pathlib import Path

import pytest

from tests.golden.pages import ASKED, FOLDER, printed

COMMAND = re.compile("turtlebay |python -c ")
"""What is to be pasted, and so is one line."""


@pytest.mark.parametrize("name", ASKED)
def test_every_page_is_as_pinned(name: str, tmp_path: Path) -> None:
    """Letter for letter."""
    assert printed(name, tmp_path) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_no_line_is_wider_than_the_terminal_but_commands_to_be_pasted() -> None:
    """No page has any."""
    lines = [line for name in ASKED for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if len(line) > 80 and not COMMAND.search(line)] == []
