"""How every command gives its answer: on the terminal, as JSON, and as a page in a file."""

import importlib
import inspect
import json
from pathlib import Path

import pytest

from sim.cli.problems import BadInput
from sim.cli.registry import COMMANDS
from sim.cli.show import Shown, show
from sim.pages import Fact, Facts, Page, Title
from tests.cli.conftest import Give

A_PAGE: Page = (Title("July <2006>"), Facts((Fact("Outcome", ("resolution",)),)))


def test_a_page_goes_to_the_terminal_and_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same page on standard output, as HTML and as Markdown."""
    show(A_PAGE, {}, Shown(html=tmp_path / "a.html", md=tmp_path / "a.md"))
    assert capsys.readouterr().out == "July <2006>\n\nOutcome    resolution\n"
    assert "<h1>July &lt;2006&gt;</h1>" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# July \\<2006>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.md"]


def test_json_takes_the_place_of_the_page_on_the_terminal_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One object and nothing else; the file has the page nevertheless."""
    show(A_PAGE, {"form": "resolution"}, Shown(as_json=True, html=tmp_path / "a.html"))
    assert json.loads(capsys.readouterr().out) == {"form": "resolution"}
    assert (tmp_path / "a.html").exists()


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    """Its folder went while the work was done: a sentence, and nothing half-written."""
    with pytest.raises(BadInput, match="cannot be written"):
        show(A_PAGE, {}, Shown(md=tmp_path / "gone" / "a.md"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--html", "gone/a.html"], "there is no folder gone"),
        (["--html", "turtlebay.db"], "allowed is a name that ends in .html or .htm"),
        (["--md", "a.html"], "allowed is a name that ends in .md or .markdown"),
        (["--md", "folder.md"], "is a folder"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_before_any_work(
    give: Give, folder: Path, words: list[str], told: str
) -> None:
    """Exit code 2, what stood there and what is allowed; nothing was played or stored."""
    (folder / "folder.md").mkdir()
    before = sorted(folder.iterdir())
    done = give("run", "dprk-2006-07", *words)
    assert (done.code, done.out) == (2, "")
    assert f"{words[0]} {words[1]}: " in done.err
    assert told in done.err
    assert sorted(folder.iterdir()) == before


def test_every_command_that_prints_a_page_can_write_it() -> None:
    """All but those whose output is a file for other programs, or a page of its own."""
    homes = {name: command.home.split(":") for name, command in COMMANDS.items()}
    functions = {name: getattr(importlib.import_module(module), word) for name, (module, word) in homes.items()}
    without = {name for name, function in functions.items() if "shown" not in inspect.signature(function).parameters}
    assert without <= {
        "schema",
        "scenario",
        "export",
        "completion",
        "import",
        "tables",
        "report",
        "exercise",
        "explore",
    }
