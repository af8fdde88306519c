"""The canonical line, the chain over lines, and that no changed byte goes unseen."""

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.store.record import GENESIS, BrokenRecord, chain, data_of, event_of, line_of, link, with_hash
from sim.vocabulary import events as e
from tests.kit import CASES, event, leaves, run_of, runs_of

SPOKEN = event(
    e.StatementMade("entry-1", "Köhler ruft Ōshima an"), 3, 77, "JPN", target="PRK", cause=1, decision="JPN:2"
)
LINE = (
    '{"actor":"JPN","cause":1,"data":{"entry":"entry-1","summary":"Köhler ruft Ōshima an"},"decision":"JPN:2",'
    '"origin":"emergent","seq":3,"source":"","t":77,"target":"PRK","type":"StatementMade","v":1}'
)


def test_the_canonical_line_is_sorted_without_spaces_and_keeps_its_letters() -> None:
    """Keys in order, no space between them, letters as themselves and not as escapes."""
    assert line_of(SPOKEN) == LINE


def test_the_canonical_line_is_what_sorted_compact_json_gives_for_every_event_of_a_run() -> None:
    """Read as JSON and written again with sorted keys and no spaces, each line is byte for byte the same."""
    lines = run_of().lines
    again = [json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False) for line in lines]
    assert again == list(lines)


def test_the_order_in_which_terms_were_written_does_not_reach_the_line() -> None:
    """Two dicts that are equal give the same bytes."""
    one = e.ThreatIssued("warns", {"gain_m": 1, "threatens_below_m": 2, "draft": ""})
    other = e.ThreatIssued("warns", {"draft": "", "threatens_below_m": 2, "gain_m": 1})
    assert line_of(event(one)) == line_of(event(other))


def test_data_of_a_payload_is_all_its_fields() -> None:
    """What is hashed of a payload is every field it has."""
    assert data_of(SPOKEN.payload) == {"entry": "entry-1", "summary": "Köhler ruft Ōshima an"}


def test_the_chain_has_its_known_value() -> None:
    """Each hash is sha256 of the hash before it, in hex, followed by the line; before the first stands nothing."""
    first = sha256(b"one").hexdigest()
    assert GENESIS == ""
    assert first == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    assert chain(["one", "two"]) == [first, sha256(f"{first}two".encode()).hexdigest()]
    assert link(first, "Ō") == sha256(first.encode() + "Ō".encode()).hexdigest()


def test_the_hashes_of_a_run_are_the_chain_over_its_lines() -> None:
    """The recorder links as it goes; the chain made afterwards is the same."""
    run = run_of()
    assert list(run.hashes) == chain(run.lines)
    assert run.head == run.hashes[-1]


def test_the_line_shown_to_other_programs_is_the_canonical_one_with_its_hash() -> None:
    """Without h it is the canonical line again."""
    shown = json.loads(with_hash(LINE, "00ff"))
    assert shown.pop("h") == "00ff"
    assert shown == json.loads(LINE)


@given(place=st.integers(0, len(LINE.encode()) - 1), bit=st.integers(0, 7))
def test_one_changed_bit_of_a_line_changes_its_hash(place: int, bit: int) -> None:
    """The hash covers every byte of the line."""
    raw = bytearray(LINE.encode())
    raw[place] ^= 1 << bit
    changed = raw.decode("utf-8", "surrogateescape")
    if changed.isascii() or max(changed) < "\udc80":
        assert link("", changed) != link("", LINE)


@pytest.mark.parametrize("name", CASES)
def test_no_event_of_a_real_run_holds_a_float(name: str) -> None:
    """Integers, words, truth values, null, lists and dicts with words for keys: nothing else, however deep."""
    allowed = (str, int, type(None))
    for run in runs_of(name, 5):
        found = {type(leaf) for each in run.events for leaf in leaves(data_of(each.payload))}
        assert {kind for kind in found if not issubclass(kind, allowed)} == set()


@pytest.mark.parametrize("name", CASES)
def test_every_event_of_a_real_run_comes_back_from_its_line(name: str) -> None:
    """What is stored is what was recorded: nothing is lost or turned into something else on the way."""
    run = run_of(name)
    assert [event_of(line) for line in run.lines] == list(run.events)


def test_a_float_smuggled_into_a_line_is_refused_when_read() -> None:
    """The way back refuses what the way forth must not write."""
    smuggled: Any = {"gain_m": 1.5, "threatens_below_m": 2, "draft": ""}
    line = line_of(event(e.ThreatIssued("warns", smuggled)))
    with pytest.raises(BrokenRecord, match=r"1\.5"):
        event_of(line)
