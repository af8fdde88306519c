"""The links that an outcome may have hung on: limits, timeline entries and decisions that can be taken away."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from attrs import astuple, frozen

from sim.engine.run import Run
from sim.questions.explain.text_history import TextHistory
from sim.scenario.canon import canonical_json
from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.words.labels import Labels

MOST: Final = 10
"""Links that are tried at most: limits first, then the file's own events, then decisions."""

LIMIT, ENTRY, DECISION = "limit", "entry", "decision"


@frozen
class Sign:
    """How a link shows in the events of a run."""

    types: tuple[str, ...]
    actor: str = ""
    issue: str = ""
    """Of a limit that is crossed."""
    reason: str = ""
    """Of a draft."""
    entry: str = ""

    def shows(self, events: Sequence[Event]) -> bool:
        """Whether it is there."""
        return any(self._is(event) for event in events)

    def _is(self, event: Event) -> bool:
        data: Any = event.payload
        if event.type not in self.types or (self.actor and event.actor != self.actor):
            return False
        if self.issue:
            return any(issue == self.issue for issue, _, _ in data.crossed)
        return getattr(data, "reason", "") == self.reason if self.reason else getattr(data, "entry", "") == self.entry


@frozen
class Signs:
    """Which of some signs a run shows: asked of every run of the matrix, and stored with its outcome."""

    signs: tuple[Sign, ...]

    @property
    def key(self) -> str:
        """A hash of the signs."""
        return "signs " + sha256(canonical_json([astuple(sign) for sign in self.signs]).encode()).hexdigest()

    def __call__(self, run: Run) -> list[bool]:
        """For each sign whether it shows."""
        return [sign.shows(run.events) for sign in self.signs]


@frozen
class Candidate:
    """One link of a run that can be taken away in others."""

    id: str
    kind: str
    words: str
    seq: int
    """Of the event that shows it first; of the decision."""
    limits: tuple[tuple[str, str, int], ...] = ()
    """(actor, issue, limit) of those that go."""
    entry: str = ""
    """Id of the timeline entry."""
    sign: Sign | None = None
    """How it shows in other runs; None for several limits together."""


def candidates_of(run: Run, texts: TextHistory, chain: Sequence[int]) -> tuple[Candidate, ...]:
    """The links worth taking away, at most MOST. chain: seqs of the links from the outcome back."""
    labels = Labels(run.scenario.case, run.scenario.clock)
    found = [
        *_limits(run, texts, labels),
        *_entries(run, chain, labels),
        *_decisions(run, texts, chain, labels),
    ]
    return tuple({each.id: each for each in found}.values())[:MOST]


def _limits(run: Run, texts: TextHistory, labels: Labels) -> Iterator[Candidate]:
    """Every limit that was declared against a text, each actor's together, and all of them together."""
    single: dict[str, list[Candidate]] = {}
    for (actor, issue), (bound, _) in texts.declared.items():
        sign = Sign(("ObjectionRaised", "VetoThreatened"), actor, issue)
        limit = ((actor, issue, bound),)
        words = f"{labels.name(actor)}'s limit of {bound} on {labels.issue(issue)}"
        single.setdefault(actor, []).append(
            Candidate(f"{actor}.{issue}.limit", LIMIT, words, texts.spoken(actor, issue)[0], limit, sign=sign)
        )
    members = sorted(single, key=lambda actor: min(each.seq for each in single[actor]))
    for actor in members:
        yield from sorted(single[actor], key=lambda each: -_reach(run, each))
        if len(single[actor]) > 1:
            yield _together(f"{actor}.limits", f"all limits of {labels.name(actor)}", single[actor])
    if len(members) > 1:
        everything = [each for actor in members for each in single[actor]]
        yield _together("limits", f"the limits of {labels.names(members)} together", everything)


def _reach(run: Run, candidate: Candidate) -> int:
    """By how much the first text crossed a limit: what crosses by more is tried first."""
    crossed: Any = run.events[candidate.seq].payload
    return max(
        abs(int(strength) - int(bound)) for issue, strength, bound in crossed.crossed if issue == candidate.limits[0][1]
    )


def _together(name: str, words: str, parts: Sequence[Candidate]) -> Candidate:
    limits = tuple(limit for each in parts for limit in each.limits)
    return Candidate(name, LIMIT, words, min(each.seq for each in parts), limits)


def _entries(run: Run, chain: Sequence[int], labels: Labels) -> Iterator[Candidate]:
    """What the file put in the chain, the latest first."""
    for seq in sorted(chain, reverse=True):
        event = run.events[seq]
        entry = getattr(event.payload, "entry", "")
        if entry and not isinstance(event.payload, e.ActWithheld):
            sign = Sign((event.type,), entry=entry)
            words = f"{entry} ({labels.name(event.actor)}, {_said(event.payload)})"
            yield Candidate(f"entry.{entry}", ENTRY, words, seq, entry=entry, sign=sign)


def _said(data: Any) -> str:
    return f"draft {data.draft}" if isinstance(data, e.DraftCirculated) else str(getattr(data, "summary", ""))


def _decisions(run: Run, texts: TextHistory, chain: Sequence[int], labels: Labels) -> Iterator[Candidate]:
    """First threats, the bridge taken up, mediation, counter-drafts, objections over gain, and the weightiest call."""
    outcome = max((seq for seq in chain), default=0)
    seen: set[tuple[str, str]] = set()
    for kinds, reason, said in _KINDS:
        for event in run.events[:outcome]:
            data: Any = event.payload
            why = getattr(data, "reason", "")
            fits = isinstance(event.payload, kinds) and why == reason and not getattr(data, "entry", "")
            if fits and (event.type, event.actor) not in seen:
                seen.add((event.type, event.actor))
                yield _decision(event, f"{labels.name(event.actor)} {said}", reason)
    for seq in sorted(chain):
        data = run.events[seq].payload
        if isinstance(data, e.ObjectionRaised) and data.grounds == "gain":
            yield _decision(run.events[seq], f"{labels.name(run.events[seq].actor)} objecting to {data.draft}")
    yield from _weightiest_call(run.events[:outcome], labels)


_KINDS: Final = (
    ((e.VetoThreatened,), "", "threatening a veto for the first time"),
    ((e.BridgingTextOffered,), "", "offering bridging wording"),
    ((e.MediationGranted,), "", "granting time for an envoy"),
    ((e.DraftCirculated,), "counter_draft", "circulating a draft of its own"),
)


def _decision(event: Event, words: str, reason: str = "") -> Candidate:
    sign = Sign((event.type,), event.actor, reason=reason)
    return Candidate(f"{event.decision}", DECISION, f"{words} ({event.seq})", event.seq, sign=sign)


def _weightiest_call(events: Sequence[Event], labels: Labels) -> Iterator[Candidate]:
    calls = [event for event in events if isinstance(event.payload, e.CallHeld) and not event.payload.entry]
    if calls:
        best = max(calls, key=lambda event: (_moved(event), -event.seq))
        yield _decision(best, f"the call of {labels.name(best.actor)} to {labels.name(best.target)}")


def _moved(event: Event) -> int:
    data: Any = event.payload
    return sum(abs(move) for _, _, move in data.moves)
