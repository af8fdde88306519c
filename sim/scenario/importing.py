"""Tables put into a scenario file: what differs is stated, and everything else stays as it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import attrs
from attrs import frozen

from sim.scenario.marks import Marks, Origin, Report, Spot
from sim.scenario.nodes import Node, Series, Table, Word, tree
from sim.scenario.overlay import is_nothing, said, series_at, table_at, tables_in
from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed, shortened
from sim.scenario.reader import Reading, reading_of
from sim.scenario.shapes import (
    COUNCIL_DAY,
    LIKE,
    TEMPLATE,
    Flag,
    Many,
    Number,
    Shape,
    Words,
)
from sim.scenario.sheets import Cell, Sheet, place, unshielded
from sim.scenario.short_files import filled
from sim.scenario.tables import ACTORS, KEYS, NOTHING, PEOPLE, STANCES, TIMELINE, Column, columns, person, rows
from sim.scenario.writer import block
from sim.vocabulary.case import Case


@frozen
class Imported:
    """A scenario file with tables put into it."""

    text: str
    reading: Reading
    """The case that it is."""
    actors: tuple[str, ...]
    """Codes of the actors that had a row."""
    entries: tuple[str, ...]
    """Ids of the entries that had a row; the timeline has no others."""


def with_tables(text: str, name: str, actors: Sheet | None = None, timeline: Sheet | None = None) -> Imported:
    """A scenario file whose actors or timeline, or both, come from tables.

    An actor without a row stays as the file has it; a table of the timeline is the whole timeline. Comments stay but
    those among actors and timeline. Raises ScenarioError with every problem, each with its sheet and cell.
    """
    root, report = tree(text, name)
    if report.problems or not isinstance(root, Table):
        raise ScenarioError(report.in_file_order() or [Problem(name, 1, 1, "", "", "is no mapping", "a scenario")])
    sheets = {kind: sheet for kind, sheet in ((ACTORS, actors), (TIMELINE, timeline)) if sheet is not None}
    issues, case = _as_it_is(text, name)
    tables: dict[str, list[_Row]] = {}
    for kind, sheet in sheets.items():
        before = _words_of(rows(case, kind)) if case is not None else {}
        reader = _Reader(sheet, kind, columns(kind, issues), _is_short(root), before)
        found = reader.records()
        taken_over = kind == TIMELINE and kind not in root.items
        if taken_over and ([row.name for row in found] != list(before) or any(row.cells for row in found)):
            found = attrs.evolve(reader, before={}).records()  # the file has a timeline of its own from now on
        elif taken_over:
            found = []
        tables[kind] = found
    lines = dict(root.keys)
    before_it = {kind: list(block(root.items[kind])) for kind in tables if kind in root.items}
    if ACTORS in tables:
        _put_actors(root, tables[ACTORS])
    if tables.get(TIMELINE):
        _put_entries(root, tables[TIMELINE])
    changed = [kind for kind in tables if kind in root.items and list(block(root.items[kind])) != before_it.get(kind)]
    made = _spliced(text, root, lines, changed, name) if changed else text
    reading = _checked(root, Report(Marks(name)), sheets)
    return Imported(made, reading, *(tuple(each.name for each in tables.get(kind, ())) for kind in (ACTORS, TIMELINE)))


def _as_it_is(text: str, name: str) -> tuple[list[str], Case | None]:
    """The keys of a file's issues, with those that come from elsewhere; and its case, None if it cannot be used yet.

    Raises ScenarioError where even the issues cannot be found.
    """
    whole, _ = filled(*tree(text, name))
    try:
        case = reading_of(*tree(text, name)).case
    except ScenarioError:
        case = None
    return list(tables_in(whole, "issues")) if isinstance(whole, Table) else [], case


def _words_of(table: Sequence[Sequence[Cell]]) -> dict[str, dict[str, str]]:
    """What each row of a table says, by its name and that of the column."""
    head, *records = table
    named = next(number for number, name in enumerate(head) if name in KEYS.values())
    return {
        str(record[named]): {
            str(name): "" if cell is None else str(cell) for name, cell in zip(head, record, strict=True)
        }
        for record in records
    }


def _is_short(root: Table) -> bool:
    return any(key in root.items for key in (LIKE, TEMPLATE, COUNCIL_DAY))


def _checked(root: Table, report: Report, sheets: Mapping[str, Sheet]) -> Reading:
    """The case of a tree; problems in a table name the cell."""
    names = [sheet.name for sheet in sheets.values()]
    try:
        return reading_of(root, report)
    except ScenarioError as error:
        raise ScenarioError(_in_cell(each) if each.file in names else each for each in error.problems) from None


def _in_cell(problem: Problem) -> Problem:
    if problem.line is None or problem.column is None:
        return problem
    where = f"cell {place(problem.line, problem.column)}"
    path = f"{where} ({problem.path})" if problem.path else where
    return attrs.evolve(problem, line=None, column=None, path=path)


@frozen
class _Row:
    """One row. cells: what is stated, None where the cell is empty; each with its column and its place."""

    name: str
    spot: Spot
    cells: tuple[tuple[Column, Node | None], ...]
    origin: Origin


@frozen
class _Reader:
    """Reads the rows of one sheet.

    short: the file leaves out what a template or another case says. before: what the rows of the file say as it is.
    """

    sheet: Sheet
    kind: str
    known: Mapping[str, Column]
    short: bool
    before: Mapping[str, Mapping[str, str]]

    def records(self) -> list[_Row]:
        """The rows, each with its cells. Raises ScenarioError where the table as such is not as it should be."""
        head = self._head()
        key = KEYS[self.kind]
        at = next(number for number, column in head.items() if column.name == key)
        found: dict[str, _Row] = {}
        problems: list[Problem] = []
        for number, row in enumerate(self.sheet.rows[1:], start=2):
            if not any(cell.strip() for cell in row):
                continue
            if number == 2 and self._is_second_head(row, head, at):
                raise self._refused(2, 1, "is a second row of names or explanations", "one row of names; take it out")
            name = row[at].strip() if at < len(row) else ""
            extra = next((each for each in range(len(row)) if each not in head and row[each].strip()), None)
            if not name:
                problems += self._refused(number, at + 1, f"no {key} is here", f"a {key} in every row").problems
            elif name in found:
                message = f"'{shortened(name)}' has a row already, row {found[name].spot[0]}"
                problems += self._refused(number, at + 1, message, "one row each").problems
            elif extra is not None:
                message = f"'{shortened(row[extra])}' stands in a column without a name"
                problems += self._refused(number, extra + 1, message, "a name in row 1").problems
            else:
                found[name] = self._row(name, number, row, head, at)
        if problems:
            raise ScenarioError(problems)
        return list(found.values())

    def _head(self) -> dict[int, Column]:
        """The columns by their number from 0."""
        head: dict[int, Column] = {}
        problems: list[Problem] = []
        for number, cell in enumerate(self.sheet.rows[0]):
            name = cell.strip()
            column = self._column(name)
            if column is None and name:
                choices = [*self.known, *([f"{PEOPLE}OFFICE"] if self.kind == ACTORS else [])]
                near = did_you_mean(name, choices)
                problem = Problem(
                    self.sheet.name, None, None, f"cell {place(1, number + 1)}", name,
                    f"'{shortened(name)}' is no column of a table of {self.kind}", listed(choices, 40), near,
                )  # fmt: skip
                problems.append(problem)
            elif column is not None and column in head.values():
                problems += self._refused(1, number + 1, f"the column '{name}' is there twice", "each once").problems
            elif column is not None:
                head[number] = column
        key = KEYS[self.kind]
        if not any(column.name == key for column in head.values()):
            message = f"no column '{key}' is in the first row, which names the columns"
            raise ScenarioError(
                [*self._refused(1, 1, message, f"a column '{key}'").problems, *problems][: 1 + len(head)]
            )
        if problems:
            raise ScenarioError(problems)
        return head

    def _column(self, name: str) -> Column | None:
        if self.kind == ACTORS and name.startswith(PEOPLE) and name != PEOPLE:
            return person(name.removeprefix(PEOPLE))
        return self.known.get(name) or self.known.get(name.removeprefix(STANCES))

    def _is_second_head(self, row: Sequence[str], head: Mapping[int, Column], at: int) -> bool:
        """Whether a row explains the columns: it repeats a name, or has words where numbers should be and no name."""
        cells = {number: row[number].strip() for number in head if number < len(row)}
        if cells.get(at, "").casefold() == head[at].name:
            return True
        numbers = [cell for number, cell in cells.items() if isinstance(head[number].shape, Number) and cell]
        worded = [cell for cell in numbers if not re.fullmatch(r"-?[0-9.]+|none", cell)]
        return len(worded) > 1 and len(worded) == len(numbers)

    def _row(self, name: str, number: int, row: Sequence[str], head: Mapping[int, Column], at: int) -> _Row:
        origin, before = Origin(self.sheet.name, self.sheet.name), self.before.get(name, {})
        cells = []
        for place_of, column in head.items():
            text = row[place_of] if place_of < len(row) else ""
            same = column.name in before and _means(text, column.shape) == before[column.name]
            if column.steps and not same:
                cells.append((column, _node(text, column.shape, (number, place_of + 1), origin, self.short)))
        return _Row(name, (number, at + 1), tuple(cells), origin)

    def _refused(self, row: int, column: int, message: str, allowed: str) -> ScenarioError:
        return ScenarioError([Problem(self.sheet.name, None, None, f"cell {place(row, column)}", "", message, allowed)])


def _means(text: str, shape: Shape) -> str:
    """What a cell says: only free text may begin or end with blanks."""
    return unshielded(text if isinstance(shape, Words) else text.strip())


def _node(text: str, shape: Shape, spot: Spot, origin: Origin, short: bool) -> Node | None:
    """What a cell states; None where it is empty."""
    word = partial(Word, spot=spot, origin=origin)
    text = _means(text, shape)
    if not text:
        return None
    if isinstance(shape, Many):
        plain = isinstance(shape.item, Number)
        return Series(spot, [word(each, plain) for each in re.split(r"[,;\s]+", text) if each], origin)
    if isinstance(shape, Number) and text == NOTHING:
        return word("", True) if short else None
    return word(text, isinstance(shape, Number | Flag))


def _put_actors(root: Table, found: Iterable[_Row]) -> None:
    """Put rows into the actors of a file, which keep their order; new ones follow."""
    for row in found:
        if row.cells:
            actors = table_at(root, ACTORS)
            own = actors.items.get(row.name)
            actor = own if isinstance(own, Table) else Table(row.spot, origin=row.origin)
            _apply(row, actor)
            for stance in tables_in(actor, "stances").values():
                _drop_empty_limit(stance)
            if actor.items or row.name not in actors.items:
                actors.put(row.name, actor, row.spot)


def _drop_empty_limit(stance: Table) -> None:
    """A row without a number for a limit says that there is none."""
    limit = stance.items.get("limit")
    if isinstance(limit, Table):
        sides = [limit.items[side] for side in ("at_most", "at_least") if side in limit.items]
        if sides and all(map(is_nothing, sides)):
            stance.put("limit", sides[0])
        elif not sides:
            _drop(stance, "limit")


def _put_entries(root: Table, found: Iterable[_Row]) -> None:
    """Make rows the timeline of a file; what has no column is taken from the entry of that id."""
    before = {said(entry, "id"): entry for entry in series_at(root, TIMELINE)}
    entries: list[Node] = []
    for row in found:
        entry = before.get(row.name) or Table(
            row.spot, {"id": Word(row.name, False, row.spot)}, {"id": row.spot}, row.origin
        )
        _apply(row, entry)
        text = entry.items.get("text")
        if isinstance(text, Table) and not text.items:
            _drop(entry, "text")
        entries.append(entry)
    root.put(TIMELINE, Series(root.spot, entries))


def _apply(row: _Row, record: Table) -> None:
    """Put the cells of a row into a record. A key that must be there stays where its cell is empty."""
    for column, node in row.cells:
        *way, key = column.steps
        around: Table | None = record
        for step in way:
            around = _below(around, step, make=node is not None, row=row)
        if around is None:
            continue
        own = around.items.get(key)
        if node is not None:
            around.put(key, node)
        elif own is not None and not column.required and not is_nothing(own):
            _drop(around, key)


def _below(table: Table | None, step: str, make: bool, row: _Row) -> Table | None:
    """The mapping at a key; None where there is none and none is to be made."""
    if table is None:
        return None
    node = table.items.get(step)
    if isinstance(node, Table):
        return node
    if not make:
        return None
    made = Table(row.spot, origin=row.origin)
    table.put(step, made)
    return made


def _drop(table: Table, key: str) -> None:
    table.items.pop(key, None)
    table.keys.pop(key, None)


# The text of the file


def _spliced(text: str, root: Table, keys: Mapping[str, tuple[int, int]], changed: Sequence[str], name: str) -> str:
    """The text with the sections that changed written anew; all others stay as they are, comments included.

    keys: where the keys of the text stand.
    """
    lines = text.splitlines()
    starts = sorted(line for line, _ in keys.values())
    if any(column != 1 for _, column in keys.values()) or len(set(starts)) < len(starts):
        message = "has several keys in one line, so that parts of it cannot be replaced"
        allowed = "each key in a line of its own, as `turtlebay scenario` writes it"
        raise ScenarioError([Problem(name, 1, 1, "", "", message, allowed)])
    cuts = []
    for key in changed:
        new = [f"{key}:", *block(root.items[key], "  ")]
        if key not in keys:
            cuts.append((len(lines), len(lines), new))
            continue
        start = keys[key][0] - 1
        end = next((line - 1 for line in starts if line - 1 > start), len(lines))
        while end - 1 > start and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        cuts.append((start, end, new))
    for start, end, new in sorted(cuts, key=lambda cut: cut[0], reverse=True):
        lines[start:end] = new
    return "\n".join(lines) + "\n"
