"""Actors and timeline of a scenario as tables for a spreadsheet, and tables put into a scenario."""

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from sim.cli.options import ScenarioFile
from sim.cli.problems import BadInput, writing
from sim.cli.show import PAGE, Shown, show
from sim.pages import Next, Paragraph
from sim.pages.text import csv_row
from sim.scenario import files, library, sheets
from sim.scenario.canon import digest
from sim.scenario.importing import with_tables
from sim.scenario.reader import read, read_text
from sim.scenario.source import clean_text
from sim.scenario.tables import ACTORS, TIMELINE, rows
from sim.words.phrases import command_line

BOOK: Final = "tables.xlsx"

Force = Annotated[bool, Parameter(help="Overwrite files that exist.", show_default=False)]


def tables(
    file: ScenarioFile,
    /,
    *,
    out: Annotated[
        Path, Parameter(name=["--out", "-o"], metavar="DIR", help="The folder to write to; it is created if missing.")
    ],
    xlsx: Annotated[bool, Parameter(help=f"Write both tables to {BOOK} too.", show_default=False)] = False,
    force: Force = False,
    shown: Shown = PAGE,
) -> None:
    """Write actors and timeline of a scenario as tables for a spreadsheet.

    actors.csv has a row for each actor: its conduct, and on each issue its position, salience and limits.
    timeline.csv has a row for each entry. What a short file leaves out is filled in. `turtlebay import` puts the
    tables back; its --help names the columns. XLSX needs openpyxl: pip install turtlebay[tables].

    For example:

      turtlebay tables mine.yaml -o tables
      turtlebay tables dprk-2006-07 -o tables --xlsx --force
    """
    case = read(library.file_of(file))
    made = {kind: rows(case, kind) for kind in (ACTORS, TIMELINE)}
    texts = {out / f"{kind}.csv": "".join(map(_line, table)).encode() for kind, table in made.items()}
    if xlsx:
        texts[out / BOOK] = sheets.workbook(made, str(out / BOOK))
    _write(out, texts, force)
    ways = [out / BOOK] * 2 if xlsx else list(texts)
    following = ["import", file, "--actors", str(ways[0]), "--timeline", str(ways[1]), "-o", "mine.yaml"]
    actors, entries = len(case.actors), len(case.timeline)
    count = f"{_counted(actors, 'actor', 'actors')} and {_counted(entries, 'entry', 'entries')} are in"
    answer = {"files": list(texts), "actors": actors, "entries": entries}
    show((Paragraph(f"{count} {', '.join(map(str, texts))}."), Next((command_line(*following),))), answer, shown)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _line(row: list[sheets.Cell]) -> str:
    return csv_row([sheets.shielded(cell) if isinstance(cell, str) else cell for cell in row])


def _write(folder: Path, texts: dict[Path, bytes], force: bool) -> None:
    """Write all files, or none where one cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in texts:
            files.check_place(path)
            if path.exists() and not force:
                raise BadInput(f"{path}: is there already; name another folder, or say --force to overwrite it")
        for path, data in texts.items():
            files.write(path, data, new=not force)
    except OSError as error:
        raise BadInput(f"{error.filename or folder}: cannot be written: {error.strerror or error}") from None


TableFile = Annotated[Path | None, Parameter(metavar="TABLE", show_default=False)]


def import_tables(
    file: ScenarioFile,
    /,
    *,
    actors: Annotated[TableFile, Parameter(help="A CSV or XLSX file with a row for each actor.")] = None,
    timeline: Annotated[TableFile, Parameter(help="A CSV or XLSX file with a row for each entry.")] = None,
    out: Annotated[Path, Parameter(name=["--out", "-o"], metavar="NEW", help="The scenario file to write.")],
    force: Force = False,
    shown: Shown = PAGE,
) -> None:
    """Put tables of actors or of a timeline into a scenario.

    FILE stays as it is. NEW is FILE with what the tables say; its comments stay but those among actors and timeline.
    The first row names the columns, in any order. An empty cell states nothing. What has no column, and an actor
    without a row, stays as in FILE. A table of the timeline is the whole timeline, in the order of time. Where
    anything is wrong, each cell is named and nothing is written.

    Columns of actors: code (always), name, seat, kind, timezone, capital, joins, leaves, party_to_dispute, affinity,
    priority, isolation, join, openness, noise, group, evidence, note, source, claims, known_from; people.OFFICE, such
    as people.foreign.

    Columns of actors on each issue, by its key: ISSUE is the position; ISSUE.salience, ISSUE.responsiveness,
    ISSUE.at_most and ISSUE.at_least (the limit), ISSUE.crossing, ISSUE.lifted_by, ISSUE.basis, ISSUE.limit_source,
    ISSUE.limit_known_from, ISSUE.evidence, ISSUE.note, ISSUE.source, ISSUE.claims, ISSUE.known_from. `none` in at_most
    or at_least: no limit, even where a template has one. stances.ISSUE is the same, for an issue that is called like
    another column.

    Columns of the timeline: id (always), at, kind, actor, summary, what, to, in_answer_to, severity, minutes, agreed,
    means, place, result, precision, note, source, claims; text.ISSUE, the strength of a draft on an issue.

    Several codes, ids or sources in a cell are separated by commas. CSV is read in UTF-8, with commas, semicolons or
    tabs; of a workbook, the sheet `actors` or `timeline`, or the only one. docs/spreadsheets.md says more.

    For example:

      turtlebay import mine.yaml --actors actors.csv -o new.yaml
      turtlebay import mine.yaml --actors book.xlsx --timeline book.xlsx -o new.yaml
    """
    if actors is None and timeline is None:
        raise BadInput("import: name a table, with --actors TABLE or --timeline TABLE")
    source = library.file_of(file)
    text = clean_text(files.file_bytes(source), str(source))
    found = with_tables(
        text,
        str(source),
        sheets.read_sheet(actors, ACTORS) if actors is not None else None,
        sheets.read_sheet(timeline, TIMELINE) if timeline is not None else None,
    )
    if digest(read_text(found.text, str(out))) != digest(found.reading.case):
        raise BadInput(f"{source}: other files that it names are not found from {out}; name a place beside {source}")
    with writing(f"{out}:1:1"):
        files.write(out, found.text.encode(), new=not force)
    said = [f"{_counted(len(found.actors), 'actor', 'actors')} from {actors}"] if actors is not None else []
    said += [f"{_counted(len(found.entries), 'entry', 'entries')} from {timeline}"] if timeline is not None else []
    left = [code for code in found.reading.case.actors if code not in found.actors] if actors is not None else []
    rest = f" As in {source}: {', '.join(left)}." if left else ""
    answer = {"file": out, "from": source, "actors": found.actors, "entries": found.entries, "left": left}
    following = Next((command_line("check", str(out)), command_line("run", str(out))))
    show((Paragraph(f"{out} has {' and '.join(said)}.{rest}"), following), answer, shown)
