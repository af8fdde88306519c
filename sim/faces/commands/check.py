"""`turtlebay check`: everything that is wrong with a scenario file, in one go."""

import json
from pathlib import Path
from typing import Annotated, Any

import attrs
from cyclopts import Parameter

from sim.faces.options import Ascii, AsJson, ScenarioFile
from sim.faces.output import print_json
from sim.faces.terminal import note, printable, standard_output
from sim.scenario import library
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.reader import reading
from sim.scenario.warnings import warnings
from sim.words.phrases import command_line


def check(
    file: ScenarioFile,
    /,
    *,
    strict: Annotated[bool, Parameter(help="Warnings count: exit code 1.", show_default=False)] = False,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> int:
    """Say what is wrong with a scenario file, all at once.

    Each problem has its line and column, what stands there, what is allowed, and what may have been meant. Warnings
    are things to look at, such as facts without a source. Exit code 0 if the file can be run, 2 if it cannot, 1 if
    it can but has warnings and you gave --strict.

    For example:

      turtlebay check mine.yaml
      turtlebay check mine.yaml --strict --json
    """
    path = _path(file)
    found: list[Problem] = []
    try:
        read = reading(path)
    except ScenarioError as error:
        if as_json:
            print_json(_object(file, error.problems, ()))
        note(str(error))
        if not as_json:
            count = len(error.problems)
            note(f"{count} problem{'s' if count != 1 else ''}; mend and say again:  {command_line('check', file)}")
        return 2
    found = warnings(read.case, read.marks)
    if as_json:
        print_json(_object(file, (), found))
    else:
        _print(file, read.case.title, found, ascii_only)
    return 1 if strict and found else 0


def _path(file: str) -> Path:
    path = Path(file)
    return path if path.exists() else library.cases().get(file, path)


def _print(file: str, title: str, found: list[Problem], ascii_only: bool) -> None:
    terminal = standard_output(ascii_only)
    for problem in found:
        terminal.line(f"{printable(str(problem))} (warning)")
    count = f"{len(found)} warning{'s' if len(found) != 1 else ''}" if found else "no warnings"
    terminal.line(f"{printable(title)}: can be run, {count}.")
    terminal.next(command_line("run", file))


def _object(file: str, problems: Any, found: Any) -> dict[str, Any]:
    plain = {
        "file": file,
        "ok": not problems,
        "problems": [attrs.asdict(problem) for problem in problems],
        "warnings": [attrs.asdict(problem) for problem in found],
    }
    # Values quoted from a broken file may hold half characters, which no JSON reader takes.
    clean: dict[str, Any] = json.loads(json.dumps(plain).encode("utf-8", "replace"))
    return clean
