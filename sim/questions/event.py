"""One event of a run: what it says, the numbers it hung on, what brought it about, and what followed from it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.pages import Block, Column, Fact, Facts, Table
from sim.questions.compare.page import term_name, term_words
from sim.questions.log import causes_of, effects_of
from sim.questions.state import page_at
from sim.questions.timeline import entries, texts_fact, timeline
from sim.store.record import data_of
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.phrases import capital
from sim.words.sentences import sentence

MOST: Final = 40
"""Events shown that followed from one, at most."""


@frozen
class Told:
    """What is known of one event."""

    run: Run
    event: Event
    causes: tuple[Event, ...]
    """Back from it, without itself."""
    effects: tuple[Event, ...]
    """All that followed from it, directly or not, without itself."""


def event_of(run: Run, seq: int) -> Told:
    """One event of a run. Raises IndexError where there is none of that number."""
    if not 0 <= seq < len(run.events):
        raise IndexError(f"event {seq} is not in this run: it has events 0 to {len(run.events) - 1}")
    causes = [run.events[at] for at in causes_of(run.events, seq)[1:]]
    effects = [run.events[at] for at in effects_of(run.events, seq)[1:]]
    return Told(run, run.events[seq], tuple(causes), tuple(effects))


def blocks(found: Told) -> Iterator[Block]:
    """What it says and why, its numbers, its causes and effects, and the crisis right after it."""
    run, event = found.run, found.event
    labels = Labels(run.scenario.case, run.scenario.clock)
    when = " ".join(filter(None, (labels.moment(event.t), labels.local(event.actor, event.t))))
    facts = [Fact("What", (f"{capital(sentence(labels, event, because=True))}.",)), Fact("When", (when,))]
    facts += [Fact("Source", (event.source,))] if event.source else []
    facts.append(Fact("Origin", (event.origin,)))
    yield Facts(tuple(facts))
    yield from _numbers(event)
    if found.causes:
        yield timeline(labels, entries(labels, found.causes), "Brought about by", drawn=False)
    if found.effects:
        title = f"What followed from it: {len(found.effects)} events"
        title += f", the first {MOST}" if len(found.effects) > MOST else ""
        yield timeline(labels, entries(labels, found.effects[:MOST]), title, drawn=False)
    yield Facts((texts_fact(labels),))
    yield from (block for block in page_at(run, event.seq)[1:] if isinstance(block, Facts))


def _numbers(event: Event) -> Iterator[Block]:
    """The options with what each was worth, and the numbers behind the decision."""
    data = data_of(event.payload)
    options: Mapping[str, int] = data.get("options") or {}
    if options:
        rows = [
            (name.replace("_", " "), *term_words("worth_m", worth), "chosen" if name == data.get("chosen") else "")
            for name, worth in sorted(options.items(), key=lambda each: -each[1])
        ]
        yield Table((Column("option"), Column("worth", "number"), Column("")), rows, "What it chose among")
    terms = dict(_flat("", data.get("terms") or {}))
    if terms:
        rows = [(term_name(name).replace("_", " "), *term_words(name, value)) for name, value in terms.items()]
        yield Table((Column("number"), Column("value", "number")), rows, "The numbers behind it")


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Numbers within numbers, each by its whole name; what is not known is left out."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif value is not None and not isinstance(value, list | tuple):
        yield name, value
