"""What is no file, too large, or no text is refused before it is parsed."""

import os
from pathlib import Path

import pytest

from sim.scenario.files import MOST_BYTES, file_bytes
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.source import clean_text


def refusal(path: Path | str) -> Problem:
    """The one problem with a file."""
    with pytest.raises(ScenarioError) as caught:
        clean_text(file_bytes(path), str(path))
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def refusal_of(tmp_path: Path, data: bytes) -> Problem:
    """The one problem with a file of these bytes."""
    path = tmp_path / "s.yaml"
    path.write_bytes(data)
    return refusal(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """And its message has the form of all others."""
    problem = refusal(tmp_path / "none.yaml")
    assert (problem.file, problem.line, problem.column) == (str(tmp_path / "none.yaml"), 1, 1)
    assert "No such file" in problem.message


def test_a_directory_is_not_a_file(tmp_path: Path) -> None:
    """Opening one fails differently on every system."""
    assert "is a directory, not a file" in refusal(tmp_path).message


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    """Opening one would hang until somebody writes."""
    os.mkfifo(tmp_path / "pipe")
    assert "is a device or a pipe" in refusal(tmp_path / "pipe").message


def test_a_path_with_a_nul_is_refused() -> None:
    """Python raises ValueError there, not OSError."""
    assert "cannot be opened" in refusal("a\0b").message


def test_a_file_of_fifty_megabytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    """It is not read: the file has a hole instead of bytes."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    problem = refusal(path)
    assert "50,000,000 bytes" in problem.message
    assert problem.allowed == f"{MOST_BYTES:,} bytes"


def test_bytes_that_are_no_utf_8_are_found_at_their_line_and_column(tmp_path: Path) -> None:
    """Columns count characters, not bytes."""
    problem = refusal_of(tmp_path, "title: é\nname: é".encode() + b"\xff")
    assert (problem.line, problem.column) == (2, 8)
    assert "0xff" in problem.message


def test_utf_16_is_refused(tmp_path: Path) -> None:
    """Some editors save it."""
    assert "not UTF-8" in refusal_of(tmp_path, "id: x".encode("utf-16")).message


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\ufffe"])
def test_characters_that_no_text_holds_are_found_at_their_place(tmp_path: Path, character: str) -> None:
    """NUL, escape sequences, and separators on which YAML readers disagree."""
    problem = refusal_of(tmp_path, f"a: b\nc: é{character}d".encode())
    assert (problem.line, problem.column) == (2, 5)
    assert f"U+{ord(character):04X}" in problem.message


def test_a_tab_is_found_at_its_place(tmp_path: Path) -> None:
    """Some YAML readers take it for a space, others do not, others only here and there."""
    problem = refusal_of(tmp_path, b"a:\n  - b\n\t- c\x00")
    assert (problem.line, problem.column) == (3, 1)
    assert "holds a tab" in problem.message


@pytest.mark.parametrize("directive", ["%YAML 1.1", "%YAML 1.3", "%TAG ! tag:x,2000:", "%FOO"])
def test_directives_other_than_yaml_1_2_are_refused_at_their_line(tmp_path: Path, directive: str) -> None:
    """A file that asks for YAML 1.1 expects NO to be false."""
    problem = refusal_of(tmp_path, f"# a comment\n{directive}\n---\na: 1\n".encode())
    assert (problem.line, problem.column) == (2, 1)
    assert directive in problem.message


def test_yaml_1_2_may_be_stated() -> None:
    """It is what is read anyway. A percent sign further down is text."""
    text = "%YAML 1.2 # so\n---\na: |\n%b"
    assert clean_text(text.encode(), "s.yaml") == text


def test_a_byte_order_mark_is_passed_over() -> None:
    """Windows editors write one; columns do not count it."""
    assert clean_text(b"\xef\xbb\xbfid: x", "s.yaml") == "id: x"
