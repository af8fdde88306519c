"""`turtlebay new`: a copy of a scenario to work on."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.problems import BadInput, unknown
from sim.cli.show import PAGE, Shown, show
from sim.pages import Next, Paragraph
from sim.scenario import library
from sim.words.phrases import command_line


def new(
    file: Annotated[Path, Parameter(help="The file to write.")],
    /,
    *,
    source: Annotated[str, Parameter(name="--from", metavar="CASE", help="The case to copy, or a scenario file.")],
    force: Annotated[bool, Parameter(help="Overwrite an existing file.", show_default=False)] = False,
    shown: Shown = PAGE,
) -> None:
    """Copy a scenario to start from.

    The copy has every comment of the original: they say how to read and change the file.

    For example:

      turtlebay new --from dprk-2006-07 mine.yaml
    """
    content = _content(source)
    try:
        with file.open("wb" if force else "xb") as copy:
            copy.write(content)
    except FileExistsError:
        raise BadInput(f"{file}:1:1: is there already; name another file, or say --force to overwrite it") from None
    except OSError as error:
        raise BadInput(f"{file}:1:1: cannot be written: {error.strerror or error}") from None
    following = Next((command_line("check", str(file)), command_line("run", str(file))))
    show((Paragraph(f"{file} is a copy of {source}."), following), {"file": file, "from": source}, shown)


def _content(source: str) -> bytes:
    known = library.cases()
    path = known.get(source) or Path(source)
    if not path.exists():
        raise unknown("case", source, known)
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}:1:1: cannot be read: {error.strerror or error}") from None
