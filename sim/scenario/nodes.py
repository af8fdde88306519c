"""From text to a tree of nodes, each with its line and column.

The parser is ruamel.yaml's: the one in C where it is installed (many times faster), else the one in Python.
The tree is composed here from its events, in a loop, so that neither depth nor aliases can hurt. Tags,
anchors and aliases are refused: a scenario needs none of them. A key that appears twice in a mapping is a
problem too, and its first value holds.
"""

import importlib
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field, frozen
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from sim.scenario import scalars
from sim.scenario.marks import Marks, Origin, Report, Spot
from sim.scenario.problems import ScenarioError, shortened
from sim.scenario.source import UNPRINTABLE

DEEPEST: Final = 30
"""Levels of nesting that are followed; a scenario has eight."""

MOST_EVENTS: Final = 200_000
"""Words, lists and mappings that are read; July 2006 has about ten thousand."""

COLON: Final = "found unexpected ':'"
"""What the parser in C says of a time such as 2026-03-02T10:00Z between braces."""

PARSERS_IN_C: Final = ("_ruamel_yaml", "_ruamel_yaml_clibz")
"""The modules that hold ruamel.yaml's parser in C, the packages ruamel.yaml.clib and ruamel.yaml.clibz."""


@frozen
class Word:
    """A scalar.

    text: as written, without quotes. plain: unquoted, so that it may be a number or a truth value.
    origin: where it came from, if not from the file read; so for all nodes.
    """

    text: str
    plain: bool
    spot: Spot
    origin: Origin | None = None

    @property
    def value(self) -> scalars.Scalar:
        """What the word means by YAML 1.2."""
        return scalars.resolve(self.text) if self.plain else self.text


@define
class Series:
    """A list."""

    spot: Spot
    items: list["Node"] = field(factory=list)
    origin: Origin | None = None


@define
class Table:
    """A mapping from keys, which are words, to nodes. Each key stands once."""

    spot: Spot
    items: dict[str, "Node"] = field(factory=dict)
    keys: dict[str, Spot] = field(factory=dict)
    origin: Origin | None = None

    def put(self, key: str, node: "Node", spot: Spot | None = None) -> None:
        """Set the value at a key. spot: where the key stands; where its value does if it is None."""
        self.items[key] = node
        self.keys[key] = spot or node.spot


@frozen
class Refused:
    """What stands where a problem was already reported."""

    spot: Spot
    origin: Origin | None = None


Node = Word | Series | Table | Refused


def tree(text: str, name: str, pure: bool = False) -> tuple[Node, Report]:
    """The root node of a text, and a report of what was refused on the way.

    name: the file, for messages. pure: use the parser in Python even if the one in C is there.
    Raises ScenarioError where no tree can be made: malformed, empty, several documents, nested too deeply.
    """
    composer = _Composer(Report(Marks(name)))
    events = _events(text, pure)
    while True:
        try:
            event = next(events)
        except StopIteration:
            break
        except YAMLError as error:
            raise composer.stopped(*_explained(error)) from None
        except (ValueError, LookupError, AssertionError, TypeError, AttributeError, RecursionError) as error:
            raise composer.stopped("cannot be read as YAML: " + shortened(error), composer.last) from None
        composer.take(event)
    if composer.root is None:
        raise composer.stopped("is empty", (1, 1), "a scenario")
    return composer.root, composer.report


def parser_in_c() -> Any | None:
    """ruamel.yaml's parser in C, or None where it is not installed."""
    for name in PARSERS_IN_C:
        try:
            return importlib.import_module(name).CParser
        except (ImportError, AttributeError):
            continue
    return None


def _events(text: str, pure: bool) -> Iterator[Any]:
    fast = None if pure else parser_in_c()
    if fast is None:
        yield from YAML(typ="safe", pure=True).parse(text)
        return
    parser = fast(text.encode("utf-8"))
    while parser.check_event():
        yield parser.get_event()


def _explained(error: YAMLError) -> tuple[str, Spot]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    words = f"{context}: {problem}" if context else str(problem)
    spot = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    hint = "; between braces a value with a colon in it, such as a time, needs quotes" if problem == COLON else ""
    return f"is not well-formed YAML: {shortened(words, 120)}{hint}", spot


@define
class _Composer:
    """Builds the tree event by event.

    open: the collections not yet closed, each with the key that waits for a value.
    last: where the event before began; what is left blank goes by it, for the parsers disagree on its place.
    """

    report: Report
    root: Node | None = None
    last: Spot = (1, 1)
    open: list["_Open"] = field(factory=list)
    documents: int = 0
    taken: int = 0

    def take(self, event: Any) -> None:
        """Add one event to the tree."""
        self.taken += 1
        if self.taken > MOST_EVENTS:
            raise self.stopped("holds too much for a scenario", self.last, f"{MOST_EVENTS:,} values")
        if isinstance(event, ScalarEvent):
            self._take_word(event)
        elif isinstance(event, CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, AliasEvent):
            spot = self._spot(event)
            self._refuse(spot, f"*{event.anchor} is an alias; aliases are not read", "the value itself, written out")
            self._place(Refused(spot))
        elif isinstance(event, NodeEvent):
            self._take_collection(event)
        elif isinstance(event, DocumentStartEvent):
            self._take_document(event)

    def stopped(self, message: str, spot: Spot, allowed: str = "") -> ScenarioError:
        """The error that ends the reading, after what was found before."""
        self.report.note(spot, "", message, allowed=allowed)
        return ScenarioError(self.report.in_file_order())

    def _take_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.stopped("a second document begins here", self._spot(event), "one document a file")

    def _take_word(self, event: Any) -> None:
        plain = not event.style
        spot = self.last if plain and not event.value else self._spot(event)
        self._refuse_decoration(event, spot)
        bad = UNPRINTABLE.search(event.value)
        if bad:
            self._refuse(spot, f"holds the character U+{ord(bad[0]):04X}", "printable text")
        elif plain and self.open and self.open[-1].flow and ":" in event.value:
            self._refuse(spot, f"'{shortened(event.value)}' holds a colon between brackets", "quotes around it")
        else:
            self._place(Word(event.value, plain, spot))
            return
        self._place(Refused(spot))

    def _take_collection(self, event: Any) -> None:
        spot = self._spot(event)
        self._refuse_decoration(event, spot)
        node: Node = Table(spot) if isinstance(event, MappingStartEvent) else Series(spot)
        self._place(node)
        if len(self.open) >= DEEPEST:
            raise self.stopped("is nested too deeply", spot, f"{DEEPEST} levels")
        self.open.append(_Open(node, bool(event.flow_style)))

    def _refuse_decoration(self, event: Any, spot: Spot) -> None:
        if event.tag is not None:
            self._refuse(spot, f"the tag '{shortened(event.tag)}' is not read", "no tags")
        if event.anchor is not None:
            self._refuse(spot, f"&{event.anchor} is an anchor; anchors are not read", "no anchors")

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        around = self.open[-1]
        if isinstance(around.node, Series):
            around.node.items.append(node)
        elif isinstance(around.node, Table):
            self._place_in_table(around, around.node, node)

    def _place_in_table(self, around: "_Open", table: Table, node: Node) -> None:
        if not around.waiting:
            around.waiting = True
            around.key = node.text if isinstance(node, Word) else None
            if not isinstance(node, Word | Refused):
                self._refuse(node.spot, "a list or a mapping is used as a key", "a word")
            elif around.key in table.keys:
                line, column = table.keys[around.key]
                message = f"'{shortened(around.key)}' appears twice, first at line {line}, column {column}"
                self._refuse(node.spot, message, "each key once")
                around.key = None
            elif around.key is not None:
                table.keys[around.key] = node.spot
            return
        around.waiting = False
        if around.key is not None:
            table.items[around.key] = node

    def _refuse(self, spot: Spot, message: str, allowed: str) -> None:
        self.report.note(spot, "", message, allowed=allowed)

    def _spot(self, event: Any) -> Spot:
        self.last = (event.start_mark.line + 1, event.start_mark.column + 1)
        return self.last


@define
class _Open:
    """A collection that is being read.

    waiting: a key has been read and its value has not; key: None if refused.
    """

    node: Node
    flow: bool
    waiting: bool = False
    key: str | None = None
