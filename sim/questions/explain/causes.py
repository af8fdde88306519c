"""The chain back from an outcome: the events it came from, pruned to those that mattered, and what they rest on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.questions.explain.text_history import LIMIT, NEEDS, TextHistory
from sim.scenario.overrides import canonical_path
from sim.store.record import data_of
from sim.vocabulary import events as e
from sim.vocabulary.case import Case
from sim.vocabulary.events import Event, Payload
from sim.vocabulary.margins import margin_of, thresholds_of
from sim.words.labels import Labels
from sim.words.sentences import sentence

# What a number in a run rests on


class Evidence:
    """Sources and assumptions of one case, looked up by actor and issue."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._covered = [
            (assumption.id, tuple(canonical_path(case, path) for path in assumption.paths))
            for assumption in case.assumptions
        ]

    def limits(self, actor: str, issues: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The source of an actor's limit on the first of these issues, and ids of the assumptions behind them all.

        The source is empty where there is none.
        """
        return self._source(actor, issues[0]), self._assumptions(
            f"actors.{actor}.stances.{issue}.limit" for issue in issues
        )

    def gain(self, actor: str) -> tuple[str, ...]:
        """Ids of the assumptions behind what a text is worth to an actor, and behind its lines."""
        known = self._case.actors.get(actor)
        issues = () if known is None else tuple(known.stances)
        fields = ("position", "salience", "responsiveness")
        own = tuple(f"actors.{actor}.{name}" for name in ("isolation", "join", "priority"))
        return self._assumptions(
            (*own, *(f"actors.{actor}.stances.{issue}.{name}" for issue in issues for name in fields))
        )

    def _source(self, actor: str, issue: str) -> str:
        """The first source of a limit, or of the stance it belongs to."""
        known = self._case.actors.get(actor)
        stance = None if known is None else known.stances.get(issue)
        if stance is None:
            return ""
        sources = (*(stance.limit.source if stance.limit is not None else ()), *stance.source)
        return sources[0] if sources else ""

    def _assumptions(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Ids of the assumptions that control one of these paths, or something within it."""
        wanted = tuple(paths)
        return tuple(
            name for name, covered in self._covered if any(_within(path, each) for path in covered for each in wanted)
        )


def _within(path: str, whole: str) -> bool:
    """Whether a path is another, or lies within it."""
    return path == whole or path.startswith(f"{whole}.")


# The numbers behind an event


_NOT_NUMBERS: Final = frozenset(("entry", "summary", "agreed", "chosen"))


def numbers_of(payload: Payload) -> dict[str, Any]:
    """The data of an event with its terms among them, without words and what is empty; `_m` ends thousandths.

    next_best and margin_m: the best of the other options of a decision, and by how much the chosen one was better.
    """
    data = data_of(payload)
    found = {**data, **(data.get("terms") or {}), "terms": None}
    found |= {f"{line.name}_m": line.line_m for line in thresholds_of(payload) if not line.name.startswith("limit.")}
    margin = margin_of(payload)
    if margin is not None:
        found |= {"next_best": margin.next_best, "margin_m": margin.margin_m}
    return {
        name: value for name, value in found.items() if name not in _NOT_NUMBERS and value not in (None, "", [], {})
    }


# The chain


@frozen
class Link:
    """One link of the chain."""

    seq: int
    t: int
    at: str
    """UTC."""
    actor: str
    type: str
    words: str
    numbers: Mapping[str, Any]
    """Those that decided it; thousandths where a name ends in _m."""
    source: str
    """Key into the bibliography."""
    assumptions: tuple[str, ...]
    """Ids of those the numbers rest on."""
    because: tuple[int, ...]
    """Seqs of the links that brought it about."""


def chain_of(run: Run, texts: TextHistory) -> tuple[Link, ...]:
    """The links from the outcome back, latest first. Every change an analyst made is one of them."""
    because = _because(run, texts)
    labels, evidence = Labels(run.scenario.case, run.scenario.clock), Evidence(run.scenario.case)
    return tuple(
        _link(run, run.events[seq], because[seq], labels, evidence) for seq in sorted(because, reverse=True)
    )  # fmt: skip


def _link(run: Run, event: Event, because: tuple[int, ...], labels: Labels, evidence: Evidence) -> Link:
    return Link(
        event.seq, event.t, run.scenario.clock.iso(event.t), event.actor, event.type,
        sentence(labels, event, because=True), numbers_of(event.payload), *_rests_on(event, evidence), because,
    )  # fmt: skip


def _rests_on(event: Event, evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    """The source and the assumptions behind the numbers of an event."""
    terms = getattr(event.payload, "terms", None) or {}
    crossed = getattr(event.payload, "crossed", None) or terms.get("crossed") or terms.get("cannot_support")
    if crossed:
        source, assumptions = evidence.limits(event.actor, [issue for issue, _, _ in crossed])
        return event.source or source, assumptions
    return event.source, evidence.gain(event.actor) if isinstance(event.payload, _JUDGED_BY_GAIN) else ()


_JUDGED_BY_GAIN: Final = (e.ObjectionRaised, e.VetoThreatened, e.VoteCast, e.BridgingTextOffered)


def _because(run: Run, texts: TextHistory) -> dict[int, tuple[int, ...]]:
    """Every link by its seq, with the seqs of the links behind it."""
    outcome = _last(run, len(run.events), (e.OutcomeReached,))
    waiting = [*outcome, *(each.after + 1 for each in run.interventions)]
    found: dict[int, tuple[int, ...]] = {}
    while waiting:
        seq = waiting.pop()
        if seq not in found:
            found[seq] = _behind(run, texts, run.events[seq])
            waiting.extend(found[seq])
    return found


def _behind(run: Run, texts: TextHistory, event: Event) -> tuple[int, ...]:
    rule = _BEHIND.get(type(event.payload))
    seqs = rule(run, texts, event, event.payload) if rule is not None else ()
    return tuple(sorted({seq for seq in seqs if 0 < seq < event.seq}, reverse=True))


Behind = Callable[[Run, TextHistory, Event, Any], Iterable[int]]


def _cause(run: Run, texts: TextHistory, event: Event, data: Any) -> Iterable[int]:
    return () if event.cause is None else (event.cause,)


def _text(run: Run, texts: TextHistory, event: Event, data: Any) -> Iterable[int]:
    """The event that gave the draft its text as it stood."""
    before = texts.before(data.draft, event.seq)
    return () if before is None else (before.seq,)


def _outcome(run: Run, texts: TextHistory, event: Event, data: e.OutcomeReached) -> Iterable[int]:
    """The decision of the Council that it names; with none, how each draft ended, and drafts that never came."""
    if data.draft:
        return _last(run, event.seq, _DECIDED, draft=data.draft)
    ends = [seq for name in texts.versions for seq in _last(run, event.seq, _ENDED, draft=name)]
    open_ends = [way[-1].seq for name, way in texts.versions.items() if not _last(run, event.seq, _ENDED, draft=name)]
    objected = [seq for (draft, _, _), seqs in texts.spoke.items() for seq in seqs[-1:] if _is_last(texts, draft, seq)]
    withheld = [
        each.seq for each in run.events if isinstance(each.payload, e.ActWithheld) and each.payload.act == "draft"
    ]
    return [*ends, *open_ends, *(objected if open_ends else ()), *withheld]


def _is_last(texts: TextHistory, draft: str, seq: int) -> bool:
    """Whether an objection speaks of the last version of a draft."""
    return bool(texts.versions.get(draft)) and seq > texts.versions[draft][-1].seq


_DECIDED: Final = (e.ResolutionAdopted, e.StatementAgreed, e.DraftVetoed, e.DraftFailed)
_ENDED: Final = (*_DECIDED, e.StatementBlocked, e.DraftWithdrawn)
_PROVOKED: Final = (e.ProvocationOccurred,)


def _last(run: Run, before: int, kinds: tuple[type[e.Payload], ...], **wanted: str) -> list[int]:
    """Seq of the last event of these kinds before another, its data as wanted; none where there is none."""
    for event in reversed(run.events[:before]):
        fits = all(getattr(event.payload, name, None) == value for name, value in wanted.items())
        if isinstance(event.payload, kinds) and fits:
            return [event.seq]
    return []


def _voted_down(run: Run, texts: TextHistory, event: Event, data: Any) -> Iterable[int]:
    """The vote, and those who brought the text down: the vetoes, or all that kept back their yes."""
    against = getattr(data, "by", None)
    votes = [
        each.seq
        for each in run.events[: event.seq]
        if isinstance(each.payload, e.VoteCast)
        and each.payload.draft == data.draft
        and (each.actor in against if against is not None else each.payload.vote != "yes")
    ]
    return [*votes, *_last(run, event.seq, (e.VoteOpened,), draft=data.draft)]


def _opened(run: Run, texts: TextHistory, event: Event, data: Any) -> Iterable[int]:
    return _last(run, event.seq, (e.DraftPutInBlue,), draft=data.draft)


def _vote(run: Run, texts: TextHistory, event: Event, data: e.VoteCast) -> Iterable[int]:
    """What the member had said of the draft, where it voted no."""
    said = [seqs for (draft, actor, _), seqs in texts.spoke.items() if (draft, actor) == (data.draft, event.actor)]
    return [max(seqs) for seqs in said] if data.vote == "no" else ()


def _amended(run: Run, texts: TextHistory, event: Event, data: e.DraftAmended) -> Iterable[int]:
    """The text before, and for every issue it changed the limit or gain that it answers."""
    found = list(_text(run, texts, event, data))
    for move in texts.moves.get(event.seq, ()):
        found += [] if move.offered is None else [move.offered]
        spoke = [seq for seq in move.spoke if seq < event.seq]
        threats = [seq for seq in spoke if isinstance(run.events[seq].payload, e.VetoThreatened)]
        found += threats[-1:] or spoke[-1:] if move.why in (LIMIT, NEEDS) else spoke[-1:]
    return found


def _circulated(run: Run, texts: TextHistory, event: Event, data: e.DraftCirculated) -> Iterable[int]:
    """What it answers in the file; what failed before it; the draft it counters; its drafting; or the provocation."""
    if data.entry or data.reason == "counter_draft":
        return _cause(run, texts, event, data)
    if data.reason == "retry":
        return _last(run, event.seq, (e.DraftVetoed, e.DraftFailed, e.StatementBlocked))
    if data.reason == "fallback":
        return _last(run, event.seq, (e.DraftWithdrawn,))
    began = _last(run, event.seq, (e.DraftingBegan,))
    if data.reason == "takes_pen" and began and run.events[began[0]].actor == event.actor:
        return began
    return _last(run, event.seq, _PROVOKED)


def _blocked(run: Run, texts: TextHistory, event: Event, data: e.StatementBlocked) -> Iterable[int]:
    spoke = [seqs[-1] for (draft, actor, _), seqs in texts.spoke.items() if draft == data.draft and actor in data.by]
    return [*spoke, *_text(run, texts, event, data)]


def _withdrawn(run: Run, texts: TextHistory, event: Event, data: e.DraftWithdrawn) -> Iterable[int]:
    """The text, and the last that each opponent said of it."""
    before = texts.before(data.draft, event.seq)
    since = before.seq if before is not None else 0
    spoke = [seqs for (draft, _, _), seqs in texts.spoke.items() if draft == data.draft]
    lasts = [[seq for seq in seqs if since < seq < event.seq][-1:] for seqs in spoke]
    return [*(seq for last in lasts for seq in last), *_text(run, texts, event, data)]


_BEHIND: Final[Mapping[type[e.Payload], Behind]] = {
    e.OutcomeReached: _outcome,
    e.ResolutionAdopted: lambda run, texts, event, data: _last(run, event.seq, (e.VoteOpened,), draft=data.draft),
    e.DraftVetoed: _voted_down,
    e.DraftFailed: _voted_down,
    e.StatementAgreed: _text,
    e.StatementBlocked: _blocked,
    e.VoteOpened: _opened,
    e.VoteCast: _vote,
    e.DraftPutInBlue: _text,
    e.DraftAmended: _amended,
    e.DraftingBegan: lambda run, texts, event, data: _last(run, event.seq, _PROVOKED),
    e.DraftCirculated: _circulated,
    e.DraftWithdrawn: _withdrawn,
    e.BridgingTextOffered: _cause,
    e.ObjectionRaised: _text,
    e.VetoThreatened: _text,
    e.ActWithheld: _cause,
}
"""Event kind to what stands behind it. A kind without a line is where the chain ends."""
