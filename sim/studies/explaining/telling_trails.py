"""What moved a text, in sentences: what failed on whose limit, what stands against it, how each issue went."""

from collections.abc import Sequence

from sim.engine.run import Run
from sim.studies.explaining.grounds import Grounds
from sim.studies.explaining.sentences import Names, points
from sim.studies.explaining.trails import GAIN, LIMIT, NEEDS, Move, Texts, Trail


def failed_words(run: Run, names: Names, trails: Sequence[Trail], texts: Texts) -> list[str]:
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
                f"{_capital(names.issue(trail.issue))} {names.wording(trail.issue, trail.first)}, failed on "
                f"{names.actor(actor)}'s limit of {bound} ({_events(spoke)}"
                f"{'; rests on ' + ', '.join(rests) if rests else ''}): "
                f"the text ends at {names.wording(trail.issue, trail.final)}."
            )
    return found


def _crossing(trail: Trail) -> int:
    """By how much the first text crossed what it failed on: the gravest comes first."""
    return max((abs(trail.first - bound) for _, bound in trail.failed_on), default=0)


def crossed_words(names: Names, trails: Sequence[Trail]) -> list[str]:
    """Which declared limits the last text crosses still."""
    found = []
    for trail in trails:
        for actor, bound in trail.crossed:
            found.append(
                f"{_capital(names.issue(trail.issue))} {names.wording(trail.issue, trail.final)}, stands against "
                f"{names.actor(actor)}'s limit of {bound} to the end."
            )
    return found


def trail_words(names: Names, trails: Sequence[Trail]) -> list[str]:
    """What moved, for another reason than a declared limit on the same issue."""
    return [
        f"{_capital(names.issue(move.issue))} {move.old} -> {move.new} ({move.seq}): {move_words(names, move)}."
        for trail in trails
        for move in trail.moves
        if move.why != LIMIT
    ]


def move_words(names: Names, move: Move) -> str:
    """Why one step of one issue was made."""
    who = names.actor(move.actor)
    offered = f", in the wording offered ({move.offered})" if move.offered is not None else ""
    if move.why == LIMIT:
        return f"{who}'s limit of {move.limit} ({_events(move.spoke)}){offered}"
    if move.why == NEEDS:
        return f"its wording could not stand without that on {names.issue(move.needs)}, which went first{offered}"
    if move.gain_m is None:
        return f"the choice of {who}{offered}"
    gain = f"{points(move.gain_m[0])} -> {points(move.gain_m[1])}"
    if move.why == GAIN:
        return f"to win {who}, to whom the text is worth {gain}{offered}"
    return f"the choice of {who}, to whom the text is worth {gain}{offered}"


def _events(seqs: Sequence[int]) -> str:
    """Event numbers as a reader can look them up."""
    known = sorted(set(seqs))
    return f"event{'s' if len(known) > 1 else ''} {', '.join(map(str, known))}" if known else "never spoken"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
