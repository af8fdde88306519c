"""What a notebook shows of an answer: one line of `repr`, and a page of HTML."""

from importlib import import_module
from pathlib import Path

import pytest

import sim
from sim.pages.register import name_of
from tests.kit import run_of

RUN = run_of()
FIRST = {"form": 100, "condemnation": 100, "sanctions": 85, "legal_force": 95, "dialogue": 30}
SHOWN = {
    "scenario": RUN.scenario,
    "run": RUN,
    "fork": RUN.fork(80, {"CHN.legal_force.limit": "none"}),
    "state": RUN.state_at(90),
    "outcome": RUN.outcome,
    "count": sim.count(RUN.scenario, FIRST),
    "match": sim.match(RUN),
    "futures": sim.futures(RUN, 80, 3),
    "comparison": sim.compare(RUN, run_of(seed=2)),
    "explanation": sim.explain(RUN),
    "check": sim.check("dprk-2006-07"),
    "cases": sim.cases(),
}


@pytest.mark.parametrize("name", SHOWN)
def test_an_answer_shows_itself_in_a_notebook(name: str) -> None:
    """Its repr is short and no address; its page is a fragment of HTML without a script."""
    value = SHOWN[name]
    assert len(repr(value)) < 200
    assert " at 0x" not in repr(value)
    html = value._repr_html_()
    assert html.startswith('<div class="turtlebay">')
    assert "<script" not in html


@pytest.mark.parametrize(("kind", "page"), sim.PAGES.items())
def test_every_page_of_the_register_is_there(kind: str, page: str) -> None:
    """Both names lead to something, and the type asks for its page."""
    home, _, word = kind.rpartition(".")
    cls = getattr(import_module(home), word)
    assert name_of(cls) == kind
    assert hasattr(cls, "_repr_html_")
    home, _, word = page.rpartition(".")
    assert callable(getattr(import_module(home), word))


def test_stored_runs_are_listed_and_recalled_in_python(tmp_path: Path) -> None:
    """What `runs`, `log` and `verify` do on the command line."""
    with sim.open_store(tmp_path / "a.db") as store:
        sim.save(store, RUN, "mine")
        found = sim.stored(store)
        assert [each.label for each in found.runs] == ["mine"]
        assert len(repr(found)) < 200
        assert "mine" in found._repr_html_()
        assert sim.recall(store, "mine").head == RUN.head
        assert sim.verify(store, "mine").ok


def test_the_payload_of_an_event_is_matched_by_its_class() -> None:
    """The way that the front door shows; a type checker knows the fields then."""
    threats = []
    for event in RUN.events:
        match event.payload:
            case sim.events.VetoThreatened(draft=draft):
                threats.append((event.actor, draft))
    assert threats[0] == ("CHN", "JPN-1")
