"""What may be printed: widths, colours, and nothing that steers a terminal."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.faces.terminal import Terminal, printable, to_ascii
from sim.faces.timeline import INTERVENTION, LEGEND, all_lines, folded_lines, mark_of, print_lines
from sim.vocabulary import events as e
from sim.words.labels import Labels
from tests.kit import event, run_of


def shown(width: int | None, colour: bool = False) -> list[str]:
    """The lines of July 2006 at a width."""
    run = run_of()
    out = io.StringIO()
    terminal = Terminal(out, ascii_only=False, colour=colour, width=width)
    print_lines(terminal, folded_lines(Labels(run.scenario.case, run.scenario.clock), run.events))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(width))) <= width


def test_a_pipe_gets_one_line_an_event() -> None:
    run = run_of()
    assert len(shown(None)) == len(run.events) - sum(isinstance(x.payload, e.VoteCast) for x in run.events)


def test_colour_is_an_extra() -> None:
    """Without its codes a coloured line is the plain one."""
    import re

    coloured = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in shown(80, colour=True)]
    assert coloured == shown(80)


def test_every_mark_has_a_shape_of_its_own() -> None:
    marks = {mark_of(x) for x in run_of().events} | {INTERVENTION}
    assert len({to_ascii(mark) for mark in marks}) == len(marks) == 5
    assert to_ascii(LEGEND) == "* scripted  o emergent  # turning point  = outcome"
    assert mark_of(event(e.InterventionMade([], [], [], 0), origin="intervention")) == INTERVENTION


def test_a_log_folds_nothing() -> None:
    run = run_of()
    labels = Labels(run.scenario.case, run.scenario.clock)
    assert [line.seq for line in all_lines(labels, run.events)] == [x.seq for x in run.events]


@given(st.text())
def test_text_from_a_file_cannot_steer_the_terminal(text: str) -> None:
    clean = printable(text)
    assert "\x1b" not in clean
    assert "\n" not in clean
    assert to_ascii(clean).isascii()


def test_ascii_keeps_what_letters_say() -> None:
    assert to_ascii("● Kišš → São") == "* Kiss -> Sao"
