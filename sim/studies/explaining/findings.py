"""What moved a text, in sentences: what failed on whose limit, what stands against it, how each issue went."""

from collections.abc import Sequence

from sim.engine.run import Run
from sim.studies.explaining.grounds import Grounds
from sim.studies.explaining.trails import GAIN, LIMIT, NEEDS, Move, Texts, Trail
from sim.words.labels import Labels
from sim.words.numbers import gain
from sim.words.phrases import capital, event_numbers


def failed_words(run: Run, labels: Labels, trails: Sequence[Trail], texts: Texts) -> list[str]:
    """What was in the first text, is not in the last, and on whose limit it failed, with what that rests on."""
    grounds = Grounds(run.scenario.case)
    found = []
    for trail in sorted(trails, key=_crossing, reverse=True):
        for actor, bound in trail.failed_on:
            assumed = grounds.assumptions([grounds.limit_path(actor, trail.issue)])
            rests = [word for word in (grounds.limit_source(actor, trail.issue), *assumed) if word]
            said = [seqs for (_, who, about), seqs in texts.spoke.items() if (who, about) == (actor, trail.issue)]
            spoke = [seq for seqs in said for seq in seqs]
            found.append(
                f"{capital(labels.issue(trail.issue))} {labels.rung(trail.issue, trail.first)}, failed on "
                f"{labels.name(actor)}'s limit of {bound} ({_spoken(spoke)}"
                f"{'; rests on ' + ', '.join(rests) if rests else ''}): "
                f"the text ends at {labels.rung(trail.issue, trail.final)}."
            )
    return found


def _crossing(trail: Trail) -> int:
    """By how much the first text crossed what it failed on: the gravest comes first."""
    return max((abs(trail.first - bound) for _, bound in trail.failed_on), default=0)


def crossed_words(labels: Labels, trails: Sequence[Trail]) -> list[str]:
    """Which declared limits the last text crosses still."""
    found = []
    for trail in trails:
        for actor, bound in trail.crossed:
            found.append(
                f"{capital(labels.issue(trail.issue))} {labels.rung(trail.issue, trail.final)}, crosses "
                f"{labels.name(actor)}'s limit of {bound} to the end."
            )
    return found


def trail_words(labels: Labels, trails: Sequence[Trail]) -> list[str]:
    """What moved, for another reason than a declared limit on the same issue."""
    return [
        f"{capital(labels.issue(move.issue))} {move.old} -> {move.new} ({move.seq}): {move_words(labels, move)}."
        for trail in trails
        for move in trail.moves
        if move.why != LIMIT
    ]


def move_words(labels: Labels, move: Move) -> str:
    """Why one step of one issue was made."""
    who = labels.name(move.actor)
    offered = f", in the wording offered ({move.offered})" if move.offered is not None else ""
    if move.why == LIMIT:
        return f"{who}'s limit of {move.limit} ({_spoken(move.spoke)}){offered}"
    if move.why == NEEDS:
        return f"its wording could not stand without that on {labels.issue(move.needs)}, which went first{offered}"
    if move.gain_m is None:
        return f"the choice of {who}{offered}"
    worth = f"{gain(move.gain_m[0])} -> {gain(move.gain_m[1])}"
    if move.why == GAIN:
        return f"to win {who}, to whom the text is worth {worth}{offered}"
    return f"the choice of {who}, to whom the text is worth {worth}{offered}"


def _spoken(seqs: Sequence[int]) -> str:
    return event_numbers(seqs) or "never spoken"
