"""What moved a text, in sentences: what failed on whose limit, what stands against it, how each issue went."""

from collections.abc import Iterator, Sequence

from sim.engine.run import Run
from sim.questions.explain.evidence import Evidence
from sim.questions.explain.text_history import GAIN, LIMIT, NEEDS, IssueHistory, Move, TextHistory
from sim.words.labels import Labels
from sim.words.numbers import gain
from sim.words.phrases import capital, event_numbers


def findings(run: Run, labels: Labels, texts: TextHistory, histories: Sequence[IssueHistory]) -> tuple[str, ...]:
    """What was given up and on whose limit it failed; limits that the last text crosses still; what else moved."""
    evidence = Evidence(run.scenario.case)
    return (*_failed(labels, evidence, texts, histories), *_crossed(labels, histories), *_moved(labels, histories))


def _failed(labels: Labels, evidence: Evidence, texts: TextHistory, histories: Sequence[IssueHistory]) -> Iterator[str]:
    """What was in the first text, is not in the last, and on whose limit it failed, with what that rests on."""
    for each in sorted(histories, key=_crossing, reverse=True):
        for actor, bound in each.failed_on:
            source, assumed = evidence.limits(actor, [each.issue])
            rests = [word for word in (source, *assumed) if word]
            yield (
                f"{capital(labels.issue(each.issue))} {labels.rung(each.issue, each.first)}, failed on "
                f"{labels.name(actor)}'s limit of {bound} ({_spoken(texts.spoken(actor, each.issue))}"
                f"{'; rests on ' + ', '.join(rests) if rests else ''}): "
                f"the text ends at {labels.rung(each.issue, each.final)}."
            )


def _crossing(history: IssueHistory) -> int:
    """By how much the first text crossed what it failed on: the gravest comes first."""
    return max((abs(history.first - bound) for _, bound in history.failed_on), default=0)


def _crossed(labels: Labels, histories: Sequence[IssueHistory]) -> Iterator[str]:
    """Which declared limits the last text crosses still."""
    for each in histories:
        for actor, bound in each.crossed:
            yield (
                f"{capital(labels.issue(each.issue))} {labels.rung(each.issue, each.final)}, crosses "
                f"{labels.name(actor)}'s limit of {bound} to the end."
            )


def _moved(labels: Labels, histories: Sequence[IssueHistory]) -> Iterator[str]:
    """What moved, for another reason than a declared limit on the same issue."""
    for each in histories:
        for move in each.moves:
            if move.why != LIMIT:
                moved = f"{capital(labels.issue(move.issue))} {move.old} -> {move.new}"
                yield f"{moved} ({move.seq}): {_why(labels, move)}."


def _why(labels: Labels, move: Move) -> str:
    """Why one step of one issue was made."""
    who = labels.name(move.actor)
    offered = f", in the wording offered ({move.offered})" if move.offered is not None else ""
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
