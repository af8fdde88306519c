"""Scenario files: the cases that come with the package, a copy of one, what is wrong with one, their schema."""

import json
import re
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.almanac.tables import NotInAlmanac
from sim.cli.options import AsJson, ScenarioFile
from sim.cli.output import note, print_json, utf8_output
from sim.cli.problems import BadInput, unknown, writing
from sim.cli.show import PAGE, Shown, show, write_page
from sim.pages import Lines, Next, Paragraph, plain
from sim.questions import files as questions
from sim.scenario import files, library, templates
from sim.scenario.beginning import Beginning, begun
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import json_schema
from sim.scenario.source import clean_text
from sim.scenario.times import day_of
from sim.store.shape import events_schema
from sim.words.phrases import command_line


def cases(*, shown: Shown = PAGE) -> None:
    """List the scenarios that come with turtlebay.

    Each can be named wherever a scenario file is asked for.

    For example:

      turtlebay cases
      turtlebay run dprk-2006-07
    """
    found = questions.cases()
    following = [f"turtlebay run {each.id}" for each in found.cases[:1]]
    following += [f"turtlebay new --from {each.id} mine.yaml" for each in found.cases[:1]]
    show(questions.cases_page(found, following), found, shown)


def new(
    file: Annotated[Path, Parameter(help="The file to write.")],
    /,
    *,
    source: Annotated[
        str | None, Parameter(name="--from", metavar="CASE", help="The case to copy, or a scenario file.")
    ] = None,
    on: Annotated[
        str | None, Parameter(metavar="DAY", help="Begin a short file instead: the day of the crisis, as 2011-10-02.")
    ] = None,
    provoker: Annotated[
        str | None, Parameter(metavar="CODE", help="With --on: the state whose acts it is about, by its ISO code.")
    ] = None,
    template: Annotated[
        str | None,
        Parameter(metavar="NAME", help="With --on: aggression, mandate, nonproliferation, repression, or a file."),
    ] = None,
    force: Annotated[bool, Parameter(help="Overwrite an existing file.", show_default=False)] = False,
    shown: Shown = PAGE,
) -> None:
    """Begin a scenario: from a day and a provoker, or as a copy of another.

    --on writes a short file: the Council of that day and the numbers that follow from the template are filled in when
    it is read. Its comments, and what the command prints, say what only you can give, most important first. The file
    can be checked and run as it is. --from copies a scenario with every comment: they say how to read and change it.

    For example:

      turtlebay new --on 2011-10-02 --provoker SYR --template repression syria.yaml
      turtlebay new --from dprk-2006-07 mine.yaml
    """
    begin = None
    if source is None:
        begin = _begun(file, on, provoker, template)
    elif on or provoker or template:
        raise BadInput("new: say either --from CASE, or --on DAY with --provoker and --template")
    content = begin.text.encode() if begin else _content(source or "")
    with writing(f"{file}:1:1"):
        files.write(file, content, new=not force)
    if str(file) in library.cases():
        note(f"{file} is also the name of a case: in this folder {file} now means the file; a name in .yaml is clearer")
    following = Next((command_line("check", str(file)), command_line("run", str(file))))
    if begin is None:
        copied = Paragraph(f"{file} is a copy of {source}.{_id_words(content)}")
        show((copied, following), {"file": file, "from": source}, shown)
        return
    said = Lines(tuple(f"{number}. {gap}" for number, gap in enumerate(begin.gaps, start=1)))
    told = Paragraph(f"{file} begins a scenario. What only you can give, most important first:")
    show((told, said, following), {"file": file, "missing": begin.gaps}, shown)


def _begun(file: Path, on: str | None, provoker: str | None, template: str | None) -> Beginning:
    """A short file from what was typed. Raises BadInput."""
    if on is None:
        raise BadInput(
            "new: say --from CASE to copy a scenario, or --on DAY --provoker CODE --template NAME to begin one"
        )
    known = templates.packaged()
    if provoker is None or template is None:
        raise BadInput(f"new --on {on}: add --provoker CODE and --template NAME; templates: {', '.join(known)}")
    day = day_of(on)
    if day is None:
        raise BadInput(f"--on {on!a}: allowed is a day from 1946 to 2100, such as 2011-10-02")
    if template not in known and not (file.parent / template).is_file():
        raise unknown("template", template, known)
    try:
        return begun(day, provoker, template, file)
    except NotInAlmanac as error:
        raise BadInput(f"--provoker {provoker}: {error}") from None


def _content(source: str) -> bytes:
    path = library.file_of(source)
    content = files.file_bytes(path)
    clean_text(content, str(path))
    return content


def _id_words(content: bytes) -> str:
    """Whose id the copy still has: seeds are paired with those of the original by it."""
    found = re.search(rb"^id:[ \t]*([A-Za-z0-9_-]+)", content, re.MULTILINE)
    if found is None:
        return ""
    return (
        f" Its id is still {found[1].decode('ascii')}, so that runs of both can be compared seed by seed; "
        "for a crisis of your own give it another."
    )


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
    found = questions.check(file)
    laid_out = questions.check_page(found, [command_line("run" if found.ok else "check", file)])
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


def schema(
    *,
    events: Annotated[
        bool, Parameter(help="Of events instead, as log --json and run --log write them.", show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema of scenario files, or of events.

    Save it and name it in the first line of a scenario:

      # yaml-language-server: $schema=turtlebay.schema.json

    For example:

      turtlebay schema > turtlebay.schema.json
      turtlebay schema --events > events.schema.json
    """
    asked = events_schema() if events else json_schema()
    utf8_output().write(json.dumps(asked, ensure_ascii=False, indent=None if as_json else 2) + "\n")
    if not as_json and not events:
        note("Next       turtlebay check FILE")
