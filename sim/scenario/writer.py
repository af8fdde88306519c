"""The way out: a case as a scenario file, which reads back to an equal case."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs
from attrs import frozen

from sim.scenario.canon import natural_order, to_plain
from sim.scenario.marks import Origin, Steps
from sim.scenario.nodes import Node, Series, Table, Word
from sim.scenario.provocations import table
from sim.scenario.scalars import resolve
from sim.scenario.shapes import WITHOUT, Keyed, Many, Record, Shape, shape_of
from sim.vocabulary.case import Case
from sim.vocabulary.printable import printable

CASE_ORDER: Final = (
    "id",
    "title",
    "question",
    "confidence",
    "file",
    "start",
    "horizon",
    "emergent_from",
    "clock_from",
    "provoker",
    "penholder",
    "sponsors",
    "motive",
    "closed",
    "precedent",
    "region",
    "absent",
    "body",
    WITHOUT,
    "climate",
    "memory",
    "presidency",
    "bibliography",
    "issues",
    "actors",
    "ties",
    "background",
    "provocations",
    "wording",
    "timeline",
    "deadlines",
    "assumptions",
    "history",
    "parameters",
)
"""The order of the top-level keys; every other record keeps the order of its class."""

PLAIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
PLAIN_TEXT: Final = re.compile(r"[A-Za-z][\w ,.;()/'+%&=?!$\u00a0-\ufefe-]*")
PLAIN_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


Origins = Mapping[Steps, Origin]
"""By place: where a value came from that its file does not state (see Marks.origins)."""


def to_yaml(case: Case, origins: Origins | None = None) -> str:
    """The scenario file of a case, in block style, fields at their default left out.

    origins: shown as remarks behind the values that were filled in.
    """
    plain = to_plain(case)
    plain["parameters"] = dict(case.parameters)
    plain[WITHOUT] = taken_out(case)
    writer = _Writer(origins or {})
    return "\n".join(writer.record(plain, shape_of(Case), "", (), CASE_ORDER)) + "\n"


def taken_out(case: Case) -> list[str]:
    """Ids that the case names though no entry has them: those that an override took out."""
    there = {entry.id for entry in case.timeline}
    named = {name for entry in case.timeline for name in (*entry.in_answer_to, entry.draft) if name} | {case.clock_from}
    kinds = {*table(), *case.provocations, *(entry.what for entry in case.timeline)}
    for actor in case.actors.values():
        for stance in actor.stances.values():
            named |= set(stance.limit.lifted_by) - kinds if stance.limit is not None else set()
    return sorted(named - there, key=natural_order)


@frozen
class _Writer:
    """Writes values with what stands in the remarks behind them. steps: the place of what is written."""

    origins: Origins

    def record(
        self, values: Mapping[str, Any], shape: Record, indent: str, steps: Steps, order: tuple[str, ...] = ()
    ) -> Iterator[str]:
        for key in order or [field.name for field in attrs.fields(shape.cls)]:
            part = shape.parts.get(key)
            if part is not None and key in values and (part.required or values[key] not in ([], {})):
                yield from self._item(key, values[key], part.shape, indent, (*steps, key))

    def _item(self, key: str, value: Any, shape: Shape, indent: str, steps: Steps) -> Iterator[str]:
        lead, remark = f"{indent}{_word(key)}:", self._remark(steps)
        if value in ([], {}) and isinstance(shape, Many | Keyed):
            yield f"{lead} {'[]' if isinstance(shape, Many) else '{}'}{remark}"
        elif isinstance(shape, Record):
            yield lead + remark
            yield from self.record(value, shape, indent + "  ", steps)
        elif isinstance(shape, Keyed):
            yield lead + remark
            named = {item[shape.fills]: item for item in value} if shape.fills else value
            for name, item in named.items():
                yield from self._item(name, item, shape.item, indent + "  ", (*steps, name))
        elif isinstance(shape, Many) and isinstance(shape.item, Record):
            yield lead + remark
            for number, item in enumerate(value):
                lines = list(self.record(item, shape.item, indent + "    ", (*steps, number)))
                yield f"{indent}  - {lines[0].lstrip()}{self._remark((*steps, number))}"
                yield from lines[1:]
        elif isinstance(value, list):
            yield f"{lead} [{', '.join(_word(item) for item in value)}]{remark}"
        else:
            yield f"{lead} {_text(value)}{remark}"

    def _remark(self, steps: Steps) -> str:
        """Where a value came from, unless all around it came from there too."""
        origin = self.origins.get(steps)
        return f"  # {origin.remark}" if origin and origin != self.origins.get(steps[:-1]) else ""


def block(node: Node, indent: str = "") -> Iterator[str]:
    """The lines of a mapping, or of a list of mappings, in block style, as they stand: nothing is left out."""
    if isinstance(node, Table):
        for key, item in node.items.items():
            yield from _block_item(f"{indent}{_word(key)}:", item, indent + "  ")
    elif isinstance(node, Series):
        for item in node.items:
            lines = list(block(item, indent + "  "))
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]


def _block_item(lead: str, item: Node, indent: str) -> Iterator[str]:
    if isinstance(item, Word):
        yield f"{lead} {item.text if item.plain else _text(item.text)}".rstrip(" ")
    elif isinstance(item, Series) and all(isinstance(each, Word) for each in item.items):
        words = [each.text if each.plain else _word(each.text) for each in item.items if isinstance(each, Word)]
        yield f"{lead} [{', '.join(words)}]"
    elif isinstance(item, Table) and not item.items:
        yield f"{lead} {{}}"
    else:
        yield lead
        yield from block(item, indent)


def _word(value: str | int) -> str:
    """A value in a row between brackets, or a key."""
    if isinstance(value, int):
        return str(value)
    return value if PLAIN_WORD.fullmatch(value) and resolve(value) == value else _quoted(value)


def _text(value: str | int | float) -> str:
    """A value at the end of a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if PLAIN_TIME.fullmatch(value):
        return value
    safe = PLAIN_TEXT.fullmatch(value) and not value.endswith(" ") and resolve(value) == value
    safe = safe and printable(value) == value
    return value if safe else _quoted(value)


def _quoted(value: str) -> str:
    """A value between quotes; what would steer a terminal is escaped, which YAML reads as it was."""
    return printable(json.dumps(value, ensure_ascii=False))
