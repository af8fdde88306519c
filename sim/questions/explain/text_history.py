"""What moved a text: the way of each issue from the first draft to the last, and whose limit or gain moved it."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve as changed
from attrs import field, frozen

from sim.engine.run import Run
from sim.rules.beliefs import DOUBT
from sim.rules.crisis import OPPOSED, Crisis, Draft
from sim.rules.evolve import evolve
from sim.rules.gains import TextSpace, bound_of, crosses
from sim.vocabulary import events as e

LIMIT, GAIN, NEEDS, OWN = "limit", "gain", "needs", "own"
"""Why a strength moved: a declared limit, a doubtful member's gain, another issue's wording, the sponsor's own good."""


@frozen
class Move:
    """One step of one issue."""

    issue: str
    seq: int
    """Of the amendment, or of the draft that replaced another."""
    old: int
    new: int
    why: str
    actor: str = ""
    """Whose limit or gain it answers."""
    limit: int | None = None
    """That actor's limit, strength 0-100."""
    spoke: tuple[int, ...] = ()
    """Seqs of that actor's objections and threats on the matter."""
    offered: int | None = None
    """Seq of the bridging text taken up."""
    gain_m: tuple[int, int] | None = None
    """What the old and the new text are worth to the actor, thousandths of a gain point."""
    needs: str = ""
    """The issue without whose old strength the old wording could not stand."""


@frozen
class IssueHistory:
    """One issue from the first draft to the last text."""

    issue: str
    first: int
    final: int
    seqs: tuple[int, int]
    """Of the events of the first draft and the last text."""
    moves: tuple[Move, ...]
    failed_on: tuple[tuple[str, int], ...]
    """(actor, limit) of the declared limits that the text crossed on its way and the last strength does not."""
    crossed: tuple[tuple[str, int], ...]
    """(actor, limit) of the declared limits that the last strength crosses, in force to the end."""

    @property
    def reached(self) -> tuple[tuple[int, int], ...]:
        """Each strength on the way with the seq of the event that put it there, in order."""
        return ((self.first, self.seqs[0]), *((move.new, move.seq) for move in self.moves))

    def furthest(self, bound: int, above: bool) -> tuple[int, int]:
        """The strength that went furthest beyond a limit, and the seq of the event that put it there first."""
        return max(self.reached, key=lambda each: each[0] - bound if above else bound - each[0])


@frozen
class TextHistory:
    """What happened to all texts of a run, and what was said of them."""

    versions: dict[str, list[e.Event]] = field(factory=dict)
    """Draft to the events that put or changed it, in order."""
    moves: dict[int, tuple[Move, ...]] = field(factory=dict)
    """Seq of an amendment to what it moved."""
    spoke: dict[tuple[str, str, str], list[int]] = field(factory=dict)
    """(draft, actor, issue or "") to the seqs of objections and threats."""
    declared: dict[tuple[str, str], tuple[int, bool]] = field(factory=dict)
    """(actor, issue) to (limit, whether the text was above it)."""

    standing: set[tuple[str, str]] = field(factory=set)
    """(actor, issue) of the limits declared that are in force still: nothing and nobody lifted them."""

    def spoken(self, actor: str, issue: str) -> list[int]:
        """Seqs of an actor's objections and threats over an issue, whatever the draft, in order."""
        return sorted(
            seq for (_, who, about), seqs in self.spoke.items() if (who, about) == (actor, issue) for seq in seqs
        )

    def above(self, actor: str, issue: str) -> bool:
        """Whether an actor's declared limit is one that a text can be above: at most so much."""
        return self.declared[(actor, issue)][1]

    def before(self, draft: str, seq: int) -> e.Event | None:
        """The event that gave a draft the text it had right before that event; None where it had none."""
        return next((event for event in reversed(self.versions.get(draft, [])) if event.seq < seq), None)


def text_history_of(run: Run) -> TextHistory:
    """Follow all texts of a run in one fold."""
    texts = TextHistory()
    state = Crisis(run.scenario.setting)
    offered: dict[str, e.Event] = {}
    for event in run.events:
        data: Any = event.payload
        if isinstance(data, e.DraftCirculated | e.DraftAmended):
            texts.versions.setdefault(data.draft, []).append(event)
        if isinstance(data, e.DraftAmended):
            state.t = event.t
            texts.moves[event.seq] = _moves(state, texts, event, offered.get(data.draft) if data.bridge else None)
        elif isinstance(data, e.BridgingTextOffered):
            offered[data.draft] = event
        elif isinstance(data, e.ObjectionRaised | e.VetoThreatened):
            for issue, strength, bound in data.crossed:
                texts.declared[(event.actor, issue)] = (bound, strength > bound)
            for issue in [each for each, _, _ in data.crossed] or [""]:
                texts.spoke.setdefault((data.draft, event.actor, issue), []).append(event.seq)
        evolve(state, event)
    for actor, issue in texts.declared:
        limit = state.setting.case.actors[actor].stances[issue].limit
        if limit is not None and issue not in state.lifted(actor):
            texts.standing.add((actor, issue))
    return texts


def _moves(state: Crisis, texts: TextHistory, event: e.Event, offer: e.Event | None) -> tuple[Move, ...]:
    data: Any = event.payload
    draft = state.drafts[data.draft]
    new_row = state.space.row(data.text)
    found = [
        changed(
            _by_limit(state, texts, draft, event.seq, step) or _by_gain(state, texts, draft, event.seq, step, new_row),
            offered=None if offer is None else offer.seq,
        )
        for step in data.changes
    ]
    return tuple(_following(state.space, data.text, move, found) for move in found)


def _by_limit(state: Crisis, texts: TextHistory, draft: Draft, seq: int, step: Sequence[Any]) -> Move | None:
    """The declared limit that the old strength crossed and the new keeps, or comes nearer to; threats go first."""
    issue, old, new = step
    found: list[tuple[bool, int, Move]] = []
    for (actor, about), limit in state.declared_limits.items():
        if about != issue or not crosses(limit, old):
            continue
        bound = bound_of(limit)
        spoke = tuple(texts.spoke.get((draft.name, actor, issue), ()))
        if abs(new - bound) < abs(old - bound) or not crosses(limit, new):
            move = Move(issue, seq, old, new, LIMIT, actor, bound, spoke)
            found.append((actor in draft.threats, abs(old - bound), move))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _by_gain(state: Crisis, texts: TextHistory, draft: Draft, seq: int, step: Sequence[Any], new_row: int) -> Move:
    """The doubtful member that the new text is worth most more to, opponents and vetoes first; else its own good."""
    issue, old, new = step
    setting = state.setting
    best: tuple[tuple[bool, bool, int], str, tuple[int, int]] | None = None
    for member in setting.members:
        before, after = (round(1000 * state.gain(member, row)) for row in (draft.row, new_row))
        opposed = draft.declared.get(member) == OPPOSED
        if state.backs(member, draft) or after <= before or not (opposed or before < 1000 * DOUBT):
            continue
        rank = (opposed, member in setting.blocking, after - before)
        if best is None or rank > best[0]:
            best = (rank, member, (before, after))
    if best is None:
        before, after = (round(1000 * state.gain(draft.sponsor, row)) for row in (draft.row, new_row))
        return Move(issue, seq, old, new, OWN, draft.sponsor, gain_m=(before, after))
    spoke = texts.spoke.get((draft.name, best[1], ""), [])
    return Move(issue, seq, old, new, GAIN, best[1], spoke=tuple(spoke), gain_m=best[2])


def _following(space: TextSpace, text: Mapping[str, int], move: Move, moves: Sequence[Move]) -> Move:
    """The move, or, where its old wording could not stand beside the other changes, whatever moved those."""
    if move.why == LIMIT or len(moves) < 2:
        return move
    if tuple({**text, move.issue: move.old}[key] for key in space.keys) in space.row_of:
        return move
    leader = next((other for other in moves if other.issue != move.issue and other.why == LIMIT), None)
    if leader is None:
        return move
    return changed(
        move, why=NEEDS, actor=leader.actor, limit=leader.limit, spoke=leader.spoke, needs=leader.issue, gain_m=None
    )


def issue_histories(run: Run, texts: TextHistory) -> tuple[IssueHistory, ...]:
    """The way of every issue to the text of the outcome, or to the last text there was; none where there was none."""
    name = _draft_of(run, texts)
    if not name:
        return ()
    sponsor = texts.versions[name][0].actor
    line = [each for draft, way in texts.versions.items() for each in way if way[0].actor == sponsor]
    last = texts.versions[name][-1]
    line = sorted((each for each in line if each.seq <= last.seq), key=lambda each: each.seq)
    first: Any = line[0].payload
    final: Any = last.payload
    seqs = (line[0].seq, last.seq)
    space = run.scenario.setting.space
    moves = [move for each in line for move in texts.moves.get(each.seq) or _redrafted(space, texts, line, each)]
    found = []
    for issue in space.keys:
        own = tuple(move for move in moves if move.issue == issue)
        way = (first.text[issue], *(move.new for move in own))
        kept, crossed = against(texts, issue, way, final.text[issue])
        found.append(IssueHistory(issue, first.text[issue], final.text[issue], seqs, own, kept, crossed))
    return tuple(found)


def _draft_of(run: Run, texts: TextHistory) -> str:
    """The draft that the outcome names; else the last draft resolution, else the last draft."""
    if run.outcome.draft:
        return run.outcome.draft
    latest = sorted(texts.versions, key=lambda name: texts.versions[name][-1].seq)
    space = run.scenario.setting.space
    resolutions = [name for name in latest if _is_resolution(space, texts.versions[name][-1])]
    return (resolutions or latest or [""])[-1]


def _is_resolution(space: Any, event: e.Event) -> bool:
    data: Any = event.payload
    return bool(space.product[space.row(data.text)] == "resolution")


def _redrafted(space: TextSpace, texts: TextHistory, line: Sequence[e.Event], event: e.Event) -> tuple[Move, ...]:
    """What a later draft of the same sponsor changed against the text before it."""
    at = line.index(event)
    if at == 0:
        return ()
    old: Any = line[at - 1].payload
    new: Any = event.payload
    found = [
        _redrafted_issue(texts, event, issue, old.text[issue], new.text[issue])
        for issue in space.keys
        if old.text[issue] != new.text[issue]
    ]
    return tuple(_following(space, new.text, move, found) for move in found)


def _redrafted_issue(texts: TextHistory, event: e.Event, issue: str, old: int, new: int) -> Move:
    for (actor, about), (bound, above) in texts.declared.items():
        if about == issue and (old > bound >= new if above else old < bound <= new):
            spoke = tuple(seq for seq in texts.spoken(actor, issue) if seq < event.seq)
            return Move(issue, event.seq, old, new, LIMIT, actor, bound, spoke)
    return Move(issue, event.seq, old, new, OWN, event.actor)


Limits = tuple[tuple[str, int], ...]


def against(texts: TextHistory, issue: str, way: Sequence[int], final: int) -> tuple[Limits, Limits]:
    """The declared limits that a strength on the way crossed and the final one keeps, and those that it crosses too."""
    kept: list[tuple[str, int]] = []
    crossed: list[tuple[str, int]] = []
    for (actor, about), (bound, above) in texts.declared.items():
        if about != issue or not (max(way) > bound if above else min(way) < bound):
            continue
        still = final > bound if above else final < bound
        if not still:
            kept.append((actor, bound))
        elif (actor, about) in texts.standing:
            crossed.append((actor, bound))
    return tuple(kept), tuple(crossed)
