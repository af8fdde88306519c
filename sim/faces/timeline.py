"""The timeline: one line an event, with UTC, local time, mark, number, actor, words, and where it comes from."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import frozen

from sim.faces.terminal import Terminal, printable, wrapped
from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.phrases import in_brackets
from sim.words.sentences import predicate

SCRIPTED, EMERGENT, TURNING, OUTCOME, INTERVENTION = "●", "○", "◆", "■", "◇"

LEGEND: Final = f"{SCRIPTED} scripted  {EMERGENT} emergent  {TURNING} turning point  {OUTCOME} outcome"


def print_text_key(terminal: Terminal, labels: Labels) -> None:
    """What the numbers of a text are, in their order; belongs to every page that shows one."""
    terminal.paragraph("Texts", printable(labels.text_key()))


_TURNING: Final = (
    e.DraftCirculated,
    e.DraftAmended,
    e.DraftPutInBlue,
    e.DraftWithdrawn,
    e.BridgingTextOffered,
    e.VetoThreatened,
)
_OUTCOME: Final = (e.ResolutionAdopted, e.DraftVetoed, e.DraftFailed, e.StatementAgreed, e.OutcomeReached)

_WIDEST_NAME: Final = 16
_LEAST_ROOM: Final = 40
_LEAST_BESIDE: Final = 20
_NARROW_INDENT: Final = 14


@frozen
class Line:
    """One line before it is laid out. seq: of its first event. why: [source] or [<- cause]."""

    seq: int
    utc: str
    local: str
    mark: str
    name: str
    words: str
    why: str


def mark_of(event: Event) -> str:
    """The mark of an event; shapes differ, colour is an extra."""
    if isinstance(event.payload, _OUTCOME):
        return OUTCOME
    if event.origin == e.Origin.INTERVENTION:
        return INTERVENTION
    if isinstance(event.payload, _TURNING):
        return TURNING
    return SCRIPTED if event.origin == e.Origin.SCRIPTED else EMERGENT


def line_of(labels: Labels, event: Event, said: str = "") -> Line:
    """The line of one event. said: in place of its own words."""
    cause = f"[<- {event.cause}]" if event.cause is not None else ""
    why = f"[{event.source}]" if event.source else cause
    return Line(
        event.seq,
        labels.utc(event.t),
        labels.local(event.actor, event.t),
        mark_of(event),
        labels.short(event.actor),
        printable(said or predicate(labels, event)),
        why,
    )


def all_lines(labels: Labels, events: Iterable[Event]) -> Iterator[Line]:
    """A line for every event."""
    return (line_of(labels, event) for event in events)


def folded_lines(labels: Labels, events: Iterable[Event]) -> Iterator[Line]:
    """A line for every event, but one for each roll call: it stands where the vote was opened."""
    opened: Event | None = None
    cast: list[Event] = []
    for event in events:
        if isinstance(event.payload, e.VoteCast) and opened is not None:
            cast.append(event)
            continue
        if opened is not None:
            yield line_of(labels, opened, _roll_call(labels, opened, cast))
        opened = event if isinstance(event.payload, e.VoteOpened) else None
        cast = []
        if opened is None:
            yield line_of(labels, event)
    if opened is not None:
        yield line_of(labels, opened, _roll_call(labels, opened, cast))


def _roll_call(labels: Labels, opened: Event, cast: list[Event]) -> str:
    draft: Any = opened.payload
    by: dict[str, list[str]] = {"yes": [], "no": [], "abstain": []}
    for event in cast:
        ballot: Any = event.payload
        by.setdefault(ballot.vote, []).append(event.actor)
    counted = ", ".join(
        f"{len(members)} {vote}{in_brackets(labels.names(members) if vote != 'yes' else '')}"
        for vote, members in by.items()
    )
    chair = f", {labels.name(draft.president)} in the chair" if draft.president else ""
    return f"votes on {draft.draft}{chair}: {counted}"


def print_lines(terminal: Terminal, lines: Iterable[Line]) -> None:
    """Lay out and print lines: wrapped on a terminal, one line each on a pipe."""
    ready = list(lines)
    wide = min(_WIDEST_NAME, max((len(line.name) for line in ready), default=0))
    zone = max((len(line.local) for line in ready), default=0)
    digits = max((len(str(line.seq)) for line in ready), default=1)
    for line in ready:
        for text in _laid_out(terminal, line, wide, zone, digits):
            terminal.line(text)


def _laid_out(terminal: Terminal, line: Line, wide: int, zone: int, digits: int) -> list[str]:
    name = line.name[:wide]
    before = f"{line.utc}  {line.local:{zone}}  "
    after = f" {line.seq:{digits}}  "
    prefix = f"{before}{line.mark}{after}{name:{wide}}  "
    tail = f"{line.words}  {line.why}".rstrip()
    styled = (
        terminal.styled(before, "dim")
        + terminal.styled(line.mark, *_styles(line.mark))
        + after
        + terminal.styled(f"{name:{wide}}", "bold")
        + "  "
    )
    if terminal.width is None:
        return [(styled + tail).rstrip()]
    room = terminal.width - len(prefix)
    indent = len(prefix) if room >= _LEAST_ROOM else _NARROW_INDENT
    if room < _LEAST_BESIDE:
        return [styled.rstrip(), *wrapped(tail, terminal.width, " " * indent, " " * indent)]
    first, *rest = wrapped(tail, terminal.width, prefix, " " * indent)
    return [styled + first[len(prefix) :], *rest]


def _styles(mark: str) -> tuple[str, ...]:
    return {OUTCOME: ("bold", "magenta"), TURNING: ("bold", "cyan"), INTERVENTION: ("bold", "yellow")}.get(mark, ())
