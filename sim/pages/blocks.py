"""What a page is made of: frozen blocks of plain words and numbers, in reading order, the same for every renderer.

A block holds no markup and no layout. Its strings may come from a file or a store: every renderer escapes them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen

Kind = Literal["name", "words", "number", "drawn"]
"""What a column holds. name: short text, wrapped only where nothing else helps. words: text that may wrap.
number: aligned right, never wrapped. drawn: marks, never wrapped."""

Sort = Literal["", "strong", "group"]
"""What a row is: plain, emphasised, or the head of the rows below it."""

Mark = Literal["●", "○", "◆", "■", "◇", "▲"]
"""Scripted, emergent, turning point, outcome, intervention, chosen in a seat."""

MARKS: Final[dict[str, str]] = {
    "●": "scripted",
    "○": "emergent",
    "◆": "turning point",
    "■": "outcome",
    "◇": "intervention",
    "▲": "chosen in a seat",
}
"""What each mark of a timeline means; shapes differ, colour is an extra."""


NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})
"""No link."""


@frozen
class Title:
    """What the page is about. note: shown in brackets behind it, such as a run's id and seed."""

    text: str
    note: str = ""


@frozen
class Heading:
    """What the next blocks are about."""

    text: str
    note: str = ""


@frozen
class Fact:
    """A label and what is said under it, each line a sentence or a phrase. Leading spaces indent a line further.

    lead: whether its first line is what the page is there to say, and is set larger where letters have sizes.
    """

    label: str
    lines: tuple[str, ...]
    lead: bool = False


@frozen
class Facts:
    """Labels and what is said of each, one below the other."""

    rows: tuple[Fact, ...]


@frozen
class Paragraph:
    """Running text. label: stands before it."""

    text: str
    label: str = ""


@frozen
class Lines:
    """Lines that each stand for themselves, such as `key: items`. Leading spaces indent a line."""

    rows: tuple[str, ...]
    title: str = ""


@frozen
class Column:
    """A column of a table. key: what its head means, shown under the table. group: a head over several columns."""

    head: str
    kind: Kind = "name"
    key: str = ""
    group: str = ""


@frozen
class Row:
    """A row of a table. The head of a group has one cell only."""

    cells: tuple[str, ...]
    sort: Sort = ""


def _rows(rows: Iterable[Row | Iterable[str]]) -> tuple[Row, ...]:
    return tuple(row if isinstance(row, Row) else Row(tuple(row)) for row in rows)


@frozen
class Table:
    """Rows under heads. A row may be given as its cells only. ValueError: a row does not fit the columns."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = field(converter=_rows)
    title: str = ""
    note: str = ""
    links: Mapping[str, str] = field(default=NOWHERE, eq=False, repr=False)
    """Where a cell leads, by its words: addresses within the site that shows the page; other renderers have none."""

    def __attrs_post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != (1 if row.sort == "group" else len(self.columns)):
                raise ValueError(f"a row of {len(row.cells)} cells in a table of {len(self.columns)}: {row.cells}")


@frozen
class Bar:
    """A share with its interval, each 0-1. words: the same in words. mark: a share to compare with."""

    label: str
    share: float
    low: float
    high: float
    words: str
    mark: float | None = None


@frozen
class Bars:
    """Shares below each other on one scale from 0 to 100 percent."""

    rows: tuple[Bar, ...]
    title: str = ""
    note: str = ""
    explained: bool = True
    """Whether a page that says under each of them what the marks mean says so here."""
    links: Mapping[str, str] = field(default=NOWHERE, eq=False, repr=False)
    """Where a label leads, as in a table."""


@frozen
class Dots:
    """When: a dot for each of so many equal parts of the runs, 50 as a rule.

    days: one number a dot, None where nothing came. absent: what is said of those. each: what one dot stands for.
    step: days that share a row or column of dots, 0 for a fitting number.
    """

    days: tuple[float | None, ...]
    title: str = "When"
    each: str = "2 in 100 runs"
    absent: str = "no product"
    note: str = ""
    step: float = 0


@frozen
class Point:
    """A share at one value of a path. x: None for a value off the scale, such as no limit. note: such as `as coded`."""

    value: str
    x: float | None
    share: float
    low: float
    high: float
    runs: str = ""
    note: str = ""


@frozen
class Tipping:
    """Where a curve passes the level: somewhere between low and high."""

    low: float
    high: float
    words: str


@frozen
class Curve:
    """A share along a path. path: what the values are. level: the share that counts as tipping, 0-1."""

    path: str
    points: tuple[Point, ...]
    tips: tuple[Tipping, ...] = ()
    level: float | None = None
    title: str = ""
    note: str = ""


@frozen
class Entry:
    """An event on a timeline. t: minutes from the timeline's beginning. tail: where it comes from, `[<- 95]`."""

    seq: int
    t: int
    utc: str
    local: str
    mark: Mark
    actor: str
    words: str
    tail: str = ""


@frozen
class Calendar:
    """What dates under a drawing are of. begins: the moment of minute 0; without it, days are numbered.

    zones: clocks whose dates stand there beside UTC, each with its name.
    """

    begins: datetime | None = None
    zones: tuple[tuple[str, tzinfo], ...] = ()


@frozen
class Timeline:
    """Events in their order. lanes: actors as they stand from the top; others follow as they first act.

    drawn: whether there is a picture beside the table, where one can be drawn. address: of an event's own page, with
    {seq} for its number, where the site that shows this one has such pages.
    """

    entries: tuple[Entry, ...]
    calendar: Calendar = Calendar()
    title: str = ""
    note: str = ""
    lanes: tuple[str, ...] = ()
    drawn: bool = True
    address: str = ""


@frozen
class Beside:
    """An event of some of several runs. of: the letter of its run, or what stands for all of them.

    listed: whether it stands in the table; the picture has it anyway, pale where it does not.
    """

    of: str
    entry: Entry
    listed: bool = True


@frozen
class Courses:
    """Events of several runs from where they part. letters: of the runs. local: whether the table has local times."""

    letters: str
    events: tuple[Beside, ...]
    calendar: Calendar = Calendar()
    title: str = ""
    note: str = ""
    lanes: tuple[str, ...] = ()
    local: bool = False


@frozen
class Slider:
    """A number with a few values. name: as it is typed. here: which value is the present one, from 0; said: of it."""

    label: str
    name: str
    values: tuple[str, ...]
    here: int = 0
    said: str = "as coded"
    note: str = ""


@frozen
class Sliders:
    """How often each outcome comes at every combination of the values of a few numbers, the last changing fastest.

    counts: for each combination, in how many runs each outcome came. shares: what each number of runs is, from none on.
    """

    sliders: tuple[Slider, ...]
    outcomes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    shares: tuple[Bar, ...]
    title: str = ""
    note: str = ""

    @property
    def here(self) -> int:
        """Which combination is that of the present values."""
        at = 0
        for slider in self.sliders:
            at = at * len(slider.values) + slider.here
        return at


@frozen
class Link:
    """What can be looked up elsewhere. key: what it is called on the page. url: an address, or empty."""

    key: str
    words: str
    url: str = ""


@frozen
class Links:
    """What can be looked up elsewhere, one below the other."""

    rows: tuple[Link, ...]
    title: str = ""


@frozen
class Room:
    """A question, and blank lines to write the answer on."""

    text: str
    lines: int = 1


@frozen
class Next:
    """Commands that are worth giving next. A command is one line always, so that it can be pasted."""

    commands: tuple[str, ...]
    title: str = "Next"


Words = Title | Heading | Facts | Paragraph | Lines | Links | Room | Next
"""What draws no number."""

Block = Words | Table | Bars | Dots | Curve | Timeline | Courses | Sliders
"""Every kind of block; each renderer has a function for each."""

Page = tuple[Block, ...]


def title_of(page: Page) -> str:
    """The words of a page's title, empty where it has none."""
    return next((block.text for block in page if isinstance(block, Title)), "")
