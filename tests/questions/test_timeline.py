"""The timeline of a run: an entry an event, roll calls folded, and a mark for each kind."""

from sim.pages.blocks import MARKS
from sim.pages.text import to_ascii
from sim.questions.timeline import entries, folded, mark_of
from sim.vocabulary import events as e
from sim.words.labels import Labels
from tests.kit import event, run_of

RUN = run_of()
LABELS = Labels(RUN.scenario.case, RUN.scenario.clock)


def test_every_mark_has_a_shape_of_its_own() -> None:
    """In ASCII too."""
    marks = {mark_of(each) for each in RUN.events} | {
        mark_of(event(e.InterventionMade([], [], [], 0), origin="intervention")),
        mark_of(event(e.StatementMade("", ""), origin="player")),
    }
    assert marks == set(MARKS)
    assert len({to_ascii(mark) for mark in marks}) == len(marks)


def test_a_roll_call_is_one_entry_of_a_folded_timeline() -> None:
    """All votes of July 2006 are told where the vote was opened, and nothing else is left out."""
    cast = {each.seq for each in RUN.events if isinstance(each.payload, e.VoteCast)}
    assert len(cast) == 15
    shown = folded(LABELS, RUN.events)
    assert {entry.seq for entry in shown} == {each.seq for each in RUN.events} - cast
    assert "15 yes" in next(entry.words for entry in shown if entry.seq == min(cast) - 1)


def test_a_log_folds_nothing() -> None:
    """An entry for every event."""
    assert [entry.seq for entry in entries(LABELS, RUN.events)] == [each.seq for each in RUN.events]
