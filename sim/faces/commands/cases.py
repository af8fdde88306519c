"""`turtlebay cases`: the scenarios that travel with the package."""

from sim.faces.options import Ascii, AsJson
from sim.faces.output import print_json
from sim.faces.terminal import printable, standard_output
from sim.scenario import library
from sim.scenario.reader import read


def cases(*, as_json: AsJson = False, ascii_only: Ascii = False) -> None:
    """List the scenarios that come with turtlebay.

    Use a name wherever a command asks for a scenario file.

    For example:

      turtlebay cases
      turtlebay run dprk-2006-07
    """
    known = {name: read(path) for name, path in library.cases().items()}
    if as_json:
        print_json(
            {
                "cases": [
                    {"id": name, "title": case.title, "question": case.question, "file": str(library.cases()[name])}
                    for name, case in known.items()
                ]
            }
        )
        return
    terminal = standard_output(ascii_only)
    wide = max(map(len, known), default=0) + 2
    for name, case in known.items():
        terminal.paragraph(name, printable(case.title), wide)
        terminal.paragraph("", printable(case.question), wide)
        if case.history is not None:
            terminal.paragraph("", f"In reality: {printable(case.history.summary)}", wide)
    if known:
        first = next(iter(known))
        terminal.line()
        terminal.next(f"turtlebay run {first}", f"turtlebay new --from {first} mine.yaml")
