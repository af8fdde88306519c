"""A scenario file becomes a case or an error, never anything else."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.scenario import nodes
from sim.scenario.overrides import apply
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read, read_entries, read_text, reading
from sim.vocabulary.case import Case, Entry
from tests.cases import problems_of, small_case, small_case_text, small_table, spot_of

TEXT = small_case_text()
LINES = TEXT.splitlines(keepends=True)
WORDS = [
    "NO",
    "-1",
    "101",
    "3.9",
    "true",
    "~",
    "[]",
    "{}",
    "*a",
    "&a",
    "!!x",
    "UNSC",
    "PRK",
    "none",
    "form",
    "'",
    "|",
    "",
]

ENTRIES = """\
- id: test-1
  at: 2006-07-10T01:35:00Z
  kind: provocation
  what: nuclear_test
  actor: PRK
  summary: tests a nuclear device
- id: draft-2
  at: 2006-07-11T00:00:00Z
  kind: draft
  actor: USA
  in_answer_to: [test-1, launch-1]
  summary: circulates a draft
  text:
    legal_force: 95
    condemnation: 80
    form: 100
  source: [S1]
"""


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The small scenario with lines taken out, doubled, swapped, indented, or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["delete", "double", "swap", "indent", "value", "word"]))
        line = lines[at]
        if kind == "delete" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], line
        elif kind == "indent":
            lines[at] = " " * draw(st.integers(0, 8)) + line.lstrip()
        elif kind == "value":
            lines[at] = line.split(":")[0] + ": " + draw(st.sampled_from(WORDS) | st.text(max_size=8)) + "\n"
        else:
            lines[at] = line.replace(draw(st.sampled_from(line.split() or [" "])), draw(st.sampled_from(WORDS)))
    return "".join(lines)


def outcome(text: str | bytes) -> Case | ScenarioError:
    """The case of a text, or its error; anything else is raised."""
    try:
        return read_text(text, "s.yaml", small_table())
    except ScenarioError as error:
        return error


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(mutations())
@example("")
@example("~")
@example("actors:\n")
@example("actors: {false: ~}\nissues: {form: ~}\n")
@example("timeline: [~, 1, [], {}]\nties: [{}]\nactors: []\n")
def test_a_mutated_scenario_gives_a_case_or_an_error_with_places(text: str) -> None:
    """Whatever an editor, a merge or a slip of the hand does to it."""
    found = outcome(text)
    if isinstance(found, ScenarioError):
        assert found.problems
        assert all(problem.line and problem.column and problem.message for problem in found.problems)
        assert all(problem.file == "s.yaml" for problem in found.problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(TEXT)))
def test_random_bytes_anywhere_give_a_case_or_an_error(data: bytes, at: int) -> None:
    """A broken disk, a wrong encoding."""
    encoded = TEXT.encode()
    outcome(encoded[:at] + data + encoded[at:])
    outcome(data)


@settings(max_examples=30, deadline=None)
@given(mutations())
def test_the_parser_in_python_finds_the_same_problems(text: str) -> None:
    """But for the words in which a syntax error is put."""
    with_c = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "PARSERS_IN_C", ())
        without = outcome(text)
    if isinstance(with_c, Case) or "not well-formed" not in str(with_c):
        assert str(with_c) == str(without)


def test_a_file_is_read_and_named_in_its_problems(tmp_path: Path) -> None:
    """As the path was given."""
    path = tmp_path / "s.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path, small_table()) == small_case()
    path.write_text(TEXT.replace("vetoes: 1", "vetoes: x"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=rf"^{path}:11:11: climate\.vetoes: 'x' is text; allowed: a whole number"):
        read(path, small_table())


def test_without_a_table_the_one_of_the_package_holds(tmp_path: Path) -> None:
    """The small scenario overrides nothing."""
    assert read_text(TEXT) == small_case()


def test_text_and_bytes_read_alike() -> None:
    """A lone surrogate in a string is no UTF-8."""
    assert read_text(TEXT.encode()) == small_case()
    with pytest.raises(ScenarioError, match="not UTF-8"):
        read_text("title: \ud800")


def test_a_reading_knows_where_each_value_stands(tmp_path: Path) -> None:
    """For warnings, and for faces that show the file."""
    path = tmp_path / "s.yaml"
    path.write_text(TEXT, encoding="utf-8")
    marks = reading(path, small_table()).marks
    assert marks.value(("climate", "vetoes")) == (11, 11)
    assert marks.key(("timeline", 3)) == spot_of(TEXT, "id: draft-1")
    assert marks.path(("timeline", 3, "text")) == "timeline.draft-1.text"


def test_thousands_of_problems_end_at_a_thousand() -> None:
    """And quickly: a suggestion is not looked for each time, and reading ends there."""
    assert len(problems_of("".join(f"isue{number}: 1\n" for number in range(5000)))) == 1000


def test_a_file_of_very_many_values_is_refused_before_they_pile_up() -> None:
    """Five megabytes of brackets are a gigabyte of nodes."""
    found = problems_of("a: [" + "b," * 300_000 + "]")
    assert [problem.message for problem in found] == ["holds too much for a scenario"]


def entries_of(tmp_path: Path, text: str, case: Case | None = None) -> tuple[Entry, ...]:
    """The entries of a file."""
    path = tmp_path / "entries.yaml"
    path.write_text(text, encoding="utf-8")
    return read_entries(path, case or small_case())


def test_entries_to_insert_are_read_whatever_their_kind(tmp_path: Path) -> None:
    """Where the model decides, an analyst may plan. Their texts are in the order of the issues."""
    test, draft = entries_of(tmp_path, ENTRIES)
    assert (test.what, draft.in_answer_to) == ("nuclear_test", ("test-1", "launch-1"))
    assert list(draft.text or {}) == ["form", "condemnation", "legal_force"]
    assert entries_of(tmp_path, "[]") == ()


def test_entries_may_answer_what_was_taken_out(tmp_path: Path) -> None:
    """If the case still names it."""
    case = apply(small_case(), [], ["launch-1"])
    assert len(entries_of(tmp_path, ENTRIES, case)) == 2


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("2006-07-10T01:35", "2006-07-06T08:59", "2006-07-06T08:59", "is before emergent_from"),
        ("2006-07-11", "2006-09-11", "2006-09-11", "is after the run ends"),
        ("id: test-1", "id: draft-1", "draft-1", "the scenario has an entry 'draft-1'"),
        ("id: draft-2", "id: test-1", "test-1\n  at: 2006-07-11", "'test-1' appears twice"),
        ("actor: USA", "actor: UZA", "UZA", "did you mean 'USA'?"),
        ("[test-1,", "[tets-1,", "tets-1", "did you mean 'test-1'?"),
        ("[test-1, launch-1]", "[launch-9]", "launch-9", "'launch-9' happens later, at 2006-07-20"),
        ("legal_force: 95", "legal_force: 94", "94", "94 is no rung of 'legal_force'"),
        ("    form: 100\n", "", "text:", "the issue 'form' is missing"),
        ("[S1]", "[S7]", "S7", "the bibliography has no 'S7'"),
        ("what: nuclear_test", "what: nuclear_tset", "nuclear_tset", "did you mean 'nuclear_test'?"),
        ("  summary: tests", "  sumary: tests", "sumary", "did you mean 'summary'?"),
    ],
)
def test_slips_in_entries_to_insert_are_found_at_their_place(
    tmp_path: Path, old: str, new: str, at: str, words: str
) -> None:
    """As in a scenario."""
    text = ENTRIES.replace(old, new, 1)
    late = (
        "  - id: launch-9\n    at: 2006-07-20T00:00:00Z\n"
        "    kind: provocation\n    what: nuclear_test\n    actor: PRK\n    summary: tests\n"
    )
    case = read_text(TEXT.replace("assumptions:\n", f"{late}assumptions:\n"))
    with pytest.raises(ScenarioError) as caught:
        entries_of(tmp_path, text, case)
    found = [problem for problem in caught.value.problems if words in str(problem)]
    assert [(problem.line, problem.column) for problem in found] == [spot_of(text, at)]


@pytest.mark.parametrize("text", ["id: x\n", "hello", "- 5\n", "- [a]\n", "- ~\n", "- {}\n", "", "[*a]"])
def test_what_is_no_list_of_entries_is_refused(tmp_path: Path, text: str) -> None:
    """Never with anything but a ScenarioError."""
    with pytest.raises(ScenarioError, match=r"entries\.yaml:1:"):
        entries_of(tmp_path, text)
