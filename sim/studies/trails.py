"""What moved a text: for each issue the way from the first draft to the last, and whose limit or gain each step answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve as changed
from attrs import field, frozen

from sim.engine.run import Run
from sim.rules.crisis import OPPOSED, Crisis, Draft
from sim.rules.evolve import evolve
from sim.rules.gains import bound_of, crosses
from sim.vocabulary import events as e

LIMIT, GAIN, NEEDS, OWN = "limit", "gain", "needs", "own"
"""Why a strength moved: a declared limit, a doubtful member's gain, another issue's wording, the sponsor's own good."""


@frozen
class Move:
    """One step of one issue. seq: of the amendment. actor: whose limit or gain it answers.

    spoke: seqs of that actor's objections and threats on the matter. offered: seq of the bridging text taken up, or
    None. gain_m: what the old and the new text are worth to the actor. needs: the issue without whose old strength
    the old wording could not stand.
    """

    issue: str
    seq: int
    old: int
    new: int
    why: str
    actor: str = ""
    limit: int | None = None
    spoke: tuple[int, ...] = ()
    offered: int | None = None
    gain_m: tuple[int, int] | None = None
    needs: str = ""


@frozen
class Trail:
    """One issue from the first draft to the last text. failed_on: (actor, limit) of the limits the first text crossed.

    seqs: where the first and the last text stand. Only limits that members declared count.
    """

    issue: str
    first: int
    final: int
    seqs: tuple[int, int]
    moves: tuple[Move, ...]
    failed_on: tuple[tuple[str, int], ...]


@frozen
class Texts:
    """What happened to the texts of a run. versions: the events that put or changed each draft, in order.

    moves: by seq of the amendment. spoke: (draft, actor, issue or "") to seqs. declared: (actor, issue) to limit.
    """

    versions: dict[str, list[e.Event]] = field(factory=dict)
    moves: dict[int, tuple[Move, ...]] = field(factory=dict)
    spoke: dict[tuple[str, str, str], list[int]] = field(factory=dict)
    declared: dict[tuple[str, str], int] = field(factory=dict)

    def before(self, draft: str, seq: int) -> e.Event | None:
        """The event that gave a draft the text it had right before that event; None where it had none."""
        return next((event for event in reversed(self.versions.get(draft, [])) if event.seq < seq), None)


def texts_of(run: Run) -> Texts:
    """Follow all texts of a run in one fold."""
    texts = Texts()
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
            for issue, _, bound in data.crossed:
                texts.declared[(event.actor, issue)] = bound
            for issue in [each for each, _, _ in data.crossed] or [""]:
                texts.spoke.setdefault((data.draft, event.actor, issue), []).append(event.seq)
        evolve(state, event)
    return texts


def _moves(state: Crisis, texts: Texts, event: e.Event, offer: e.Event | None) -> tuple[Move, ...]:
    data: Any = event.payload
    draft = state.drafts[data.draft]
    new_row = state.space.row(data.text)
    found = [
        changed(
            _by_limit(state, texts, draft, event.seq, step)
            or _by_gain(state, texts, draft, event.seq, step, new_row),
            offered=None if offer is None else offer.seq,
        )
        for step in data.changes
    ]
    return tuple(_following(state, data.text, move, found) for move in found)


def _by_limit(state: Crisis, texts: Texts, draft: Draft, seq: int, step: Sequence[Any]) -> Move | None:
    """The declared limit that the old strength crossed and the new one keeps, or comes nearer to; a threat goes first."""
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


def _by_gain(state: Crisis, texts: Texts, draft: Draft, seq: int, step: Sequence[Any], new_row: int) -> Move:
    """The member outside the sponsors that the new text is worth most more to: opponents and vetoes first."""
    issue, old, new = step
    setting = state.setting
    best: tuple[tuple[bool, bool, int], str, tuple[int, int]] | None = None
    for member in setting.members:
        before, after = (round(1000 * state.gain(member, row)) for row in (draft.row, new_row))
        if state.backs(member, draft) or after <= before:
            continue
        rank = (draft.declared.get(member) == OPPOSED, member in setting.permanent, after - before)
        if best is None or rank > best[0]:
            best = (rank, member, (before, after))
    if best is None:
        before, after = (round(1000 * state.gain(draft.sponsor, row)) for row in (draft.row, new_row))
        return Move(issue, seq, old, new, OWN, draft.sponsor, gain_m=(before, after))
    spoke = texts.spoke.get((draft.name, best[1], ""), [])
    return Move(issue, seq, old, new, GAIN, best[1], spoke=tuple(spoke), gain_m=best[2])


def _following(state: Crisis, text: Mapping[str, int], move: Move, moves: Sequence[Move]) -> Move:
    """The move, or, where its old wording could not stand beside the other changes, whatever moved those."""
    space = state.space
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


def trails_of(run: Run, texts: Texts) -> tuple[Trail, ...]:
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
    moves = [move for each in line for move in texts.moves.get(each.seq, _redrafted(line, each))]
    return tuple(
        Trail(
            issue,
            first.text[issue],
            final.text[issue],
            seqs,
            tuple(move for move in moves if move.issue == issue),
            _failed_on(run, texts, issue, first.text[issue], final.text[issue]),
        )
        for issue in run.scenario.setting.space.keys
    )


def _draft_of(run: Run, texts: Texts) -> str:
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


def _redrafted(line: Sequence[e.Event], event: e.Event) -> tuple[Move, ...]:
    """What a later draft of the same sponsor changed against the text before it."""
    at = line.index(event)
    if at == 0:
        return ()
    old: Any = line[at - 1].payload
    new: Any = event.payload
    return tuple(
        Move(issue, event.seq, old.text[issue], strength, OWN, event.actor)
        for issue, strength in new.text.items()
        if old.text[issue] != strength
    )


def _failed_on(run: Run, texts: Texts, issue: str, first: int, final: int) -> tuple[tuple[str, int], ...]:
    """The declared limits that the first strength crossed and the final one does not."""
    found = []
    for (actor, about), bound in texts.declared.items():
        if about == issue and (first > bound >= final or first < bound <= final):
            found.append((actor, bound))
    return tuple(found)
