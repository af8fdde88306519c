"""A case written out reads back to an equal case."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.canon import digest
from sim.scenario.library import cases
from sim.scenario.overrides import apply
from sim.scenario.reader import read, read_text
from sim.scenario.writer import taken_out, to_yaml
from sim.vocabulary.case import Case
from sim.vocabulary.printable import printable
from tests.cases import small_case, small_table

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=30)


def read_back(case: Case) -> Case:
    """Write a case and read it again."""
    return read_text(to_yaml(case), "written.yaml", small_table())


def test_a_case_reads_back_equal_and_with_the_same_digest() -> None:
    """Defaults left out on the way are filled in again."""
    assert read_back(small_case()) == small_case()
    assert digest(read_back(small_case())) == digest(small_case())


@pytest.mark.parametrize("name", list(cases()))
def test_every_case_of_the_library_reads_back_equal(name: str) -> None:
    """They use all there is."""
    case = read(cases()[name])
    assert read_text(to_yaml(case), "written.yaml") == case


def test_overrides_are_written_out() -> None:
    """So a run's scenario is seen: as it was, changes included."""
    sets = [("CHN.legal_force.limit", "none"), ("penholder", "none"), ("severity.nuclear_test", "50.25")]
    case = apply(small_case(), sets, parameters=small_table())
    assert read_back(case) == case
    assert "penholder: none" in to_yaml(case)
    assert "severity.nuclear_test: 50.25" in to_yaml(case)


def test_an_entry_taken_out_is_written_as_such_and_reads_back() -> None:
    """Others still name it, and so does the clock; they are not to be read as slips."""
    case = apply(small_case(), [], ["launch-1", "consultations-1"])
    assert taken_out(case) == ["consultations-1", "launch-1"]
    assert "without: [consultations-1, launch-1]" in to_yaml(case)
    assert read_back(case) == case


def test_the_form_is_that_of_a_file_written_by_hand() -> None:
    """Block style, one key a line, short lists in a row, words without quotes."""
    lines = to_yaml(small_case()).splitlines()
    assert lines[:4] == [
        "id: small",
        "title: A small crisis",
        "question: What comes of one launch?",
        "start: 2006-07-01T00:00:00Z",
    ]
    assert "    claims: [9, 10]" in lines
    assert "  - between: [JPN, USA]" in lines
    assert "    headline: true" in lines


@pytest.mark.parametrize(
    "words",
    [
        "NO",
        "true",
        "12",
        "a: b",
        "a #b",
        "- a",
        "",
        " a ",
        "'",
        '"',
        "a\nb\tc",
        "é ü",
        "null",
        "x\u202eabc",
        "\u200b",
        "\U000e0001",
    ],
)
def test_words_that_yaml_would_take_otherwise_come_back_as_they_were(words: str) -> None:
    """They are quoted."""
    case = attrs.evolve(small_case(), title=f"x{words}", background=())
    china = attrs.evolve(case.actors["CHN"], note=words)
    case = attrs.evolve(case, actors={**case.actors, "CHN": china})
    assert read_back(case) == case
    assert all(printable(line) == line for line in to_yaml(case).split("\n"))


@given(texts)
def test_any_text_comes_back_as_it_was(words: str) -> None:
    """Whatever an analyst writes in a note."""
    case = small_case()
    china = attrs.evolve(case.actors["CHN"], note=words)
    case = attrs.evolve(case, actors={**case.actors, "CHN": china})
    assert read_back(case).actors["CHN"].note == words
