"""`turtlebay check`: everything that is wrong with a scenario file, in one go."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.options import ScenarioFile
from sim.cli.output import note, print_json
from sim.cli.show import PAGE, Shown, show, write_page
from sim.pages import plain
from sim.questions import check as question
from sim.scenario.problems import ScenarioError
from sim.words.phrases import command_line


def check(
    file: ScenarioFile,
    /,
    *,
    strict: Annotated[bool, Parameter(help="Warnings count: exit code 1.", show_default=False)] = False,
    shown: Shown = PAGE,
) -> int:
    """Say what is wrong with a scenario file, all at once.

    Each problem has its line and column, what stands there, what is allowed, and what may have been meant. Warnings
    are things to look at, such as facts without a source. Exit code 0 if the file can be run, 2 if it cannot, 1 if
    it can but has warnings and you gave --strict.

    For example:

      turtlebay check mine.yaml
      turtlebay check mine.yaml --strict --json
    """
    found = question.check(file)
    laid_out = question.page(found, [command_line("run" if found.ok else "check", file)])
    if found.ok:
        show(laid_out, found, shown)
        return 1 if strict and found.warnings else 0
    note(str(ScenarioError(found.problems)))
    if shown.as_json:
        print_json(plain(found))
    else:
        count = len(found.problems)
        note(f"{count} problem{'s' if count != 1 else ''}; mend and say again:  {command_line('check', file)}")
    write_page(laid_out, shown)
    return 2
