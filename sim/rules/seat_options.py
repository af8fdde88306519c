"""What is listed at a moment for whoever sits in a seat, with what the model thinks that each is worth."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen

from sim.rules.bargaining import AMEND, CONSULT, DROP, STATEMENT, VOTE, statement_effort_m, weighed
from sim.rules.bridging import bridging_row
from sim.rules.council import ABSTAIN, NO, YES
from sim.rules.crisis import Draft
from sim.rules.gains import Gains, thousandths
from sim.rules.prospects import prospects_of, resolution_outlook, statement_prospects
from sim.rules.reviews import LEAVE, LET_PASS, OBJECT, answers_to, statement_line
from sim.rules.seat_acts import carried_out, whole_worth
from sim.rules.seat_choices import (
    BRIDGE,
    GO_AHEAD,
    GRANT,
    HOLD,
    KEEP_BACK,
    LET_VOTE,
    OPEN,
    PASS,
    PUT_IN_BLUE,
    REFUSE,
    TABLE,
    THREATEN,
    WITHDRAW,
    Moment,
    Refused,
    drafts_for,
    models_choice,
)
from sim.rules.threats import threatening
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import Choice
from sim.vocabulary.texts import Form

MOST_TEXTS: Final = 3
"""So many texts are listed of a kind, the best first; any other that can be written can be chosen too."""

MOST_TALKS: Final = 1
"""Drafts that a seat lists statements for."""


@frozen
class Option:
    """Something that can be done at a moment."""

    act: str
    """What is done: one of the words that `OPEN` has for the occasion."""
    draft: str = ""
    """On which draft; empty where it is on none."""
    text: Mapping[str, int] = attrs.field(factory=dict)
    """The text that is written, issue to strength; empty where none is."""
    worth_m: int | None = None
    """What the model expects of it, thousandths of a gain point. None where it holds a number against lines instead."""
    lacks_m: int | None = None
    """By how much the text misses the line from which the model would do it, thousandths: 0, or below 0."""
    gain_m: int | None = None
    """What the text itself is worth to the actor, thousandths of a gain point."""
    passing_m: int | None = None
    """The chance that it passes, as the model sees it from this seat, thousandths."""
    model: bool = False
    """Whether the model would do it."""
    aims_at: Mapping[str, int] = attrs.field(factory=dict)
    """The text that the model would come to step by step, where this is a step; its worth and its chance are given."""


def options(at: Moment) -> tuple[Option, ...]:
    """What can be done at a moment, the model's choice among it; of texts those that the model thinks best of.

    Every option that is listed can be chosen; a text of one's own can be chosen too.
    """
    chosen = models_choice(at)
    found = [each for each in _candidates(at) if _is_open(at, each)]
    marked = [attrs.evolve(each, model=_is(each, chosen)) for each in found]
    if not any(each.model for each in marked):
        own = _of_text(at, Option(chosen.act, chosen.draft, chosen.text, model=True))
        marked.insert(0, own)
    return tuple(marked)


def _is(option: Option, choice: Choice) -> bool:
    return (option.act, option.draft, dict(option.text)) == (choice.act, choice.draft, choice.text)


def _is_open(at: Moment, option: Option) -> bool:
    try:
        carried_out(at, Choice("", option.act, option.draft, dict(option.text)))
    except Refused:
        return False
    return True


def _candidates(at: Moment) -> Iterator[Option]:
    for act_ in OPEN[at.occasion.name]:
        if act_ == HOLD and at.occasion.name == "round":
            continue  # to consult on is to hold
        if act_ in (HOLD, PASS, GO_AHEAD, KEEP_BACK):
            yield Option(act_)
        elif act_ == TABLE:
            yield from _texts(at)
        else:
            for draft in drafts_for(at, act_):
                yield from _on(at, act_, draft)


def _on(at: Moment, act_: str, draft: Draft) -> Iterator[Option]:
    """An act on a draft: once, or with each of the texts that it is listed with."""
    if act_ in (AMEND, CONSULT, PUT_IN_BLUE, LET_VOTE, STATEMENT, WITHDRAW):
        yield from _of_sponsor(at, act_, draft)
    elif act_ == BRIDGE:
        row = bridging_row(at.state, draft)
        if row is not None:
            yield _of_text(at, Option(BRIDGE, draft.name, at.state.space.text(row)))
    elif act_ in (GRANT, REFUSE, YES, NO, ABSTAIN):
        last: Any = at.decision.acts[-1].payload
        found = (last.options or {}).get(act_)
        replies = act_ in (GRANT, REFUSE)
        yield Option(act_, draft.name, worth_m=found if replies else None, lacks_m=None if replies else found)
    else:
        yield Option(act_, draft.name, lacks_m=_lacks(at, act_, draft))


def _lacks(at: Moment, act_: str, draft: Draft) -> int | None:
    """By how much a draft misses the line from which the model would give that answer to it; None where none is."""
    state, member = at.state, at.actor
    if act_ == LEAVE:
        return None
    gain_m = thousandths(state.gain(member, draft.row))
    if draft.form is not Form.RESOLUTION:
        line = statement_line(state, member)
        return None if line is None else by_lines(gain_m, "", OBJECT, (LET_PASS, thousandths(line))).get(act_)
    crossed = state.crossed(member, draft.row)
    if act_ == THREATEN:
        line_m = threatening(state, member, draft).terms["threatens_below_m"]
        return 0 if crossed else min(0, line_m - gain_m)
    if crossed:
        return 0 if act_ == OBJECT else None
    return answers_to(state, member, draft).get(act_)


def _of_sponsor(at: Moment, act_: str, draft: Draft) -> Iterator[Option]:
    state = at.state
    if draft.form is not Form.RESOLUTION:
        yield Option(act_, draft.name)
        return
    choice, worth = weighed(state, draft)
    name = {PUT_IN_BLUE: VOTE, LET_VOTE: VOTE, WITHDRAW: DROP}.get(act_, act_)
    if act_ == STATEMENT:
        yield from _statements(at, STATEMENT, draft.name, choice.worth.get(STATEMENT))
    elif act_ != AMEND:
        yield Option(act_, draft.name, worth_m=choice.worth.get(name))
    else:
        first = state.space.resolutions.start
        ranked = [choice.next, *(first + place for place in _best(worth, MOST_TEXTS + 1))]
        rows = [row for row in dict.fromkeys(ranked) if row != draft.row][:MOST_TEXTS]
        passing_m = prospects_of(resolution_outlook(state, at.actor, draft), state.space.resolutions).passing_m
        for row in rows:
            aim = choice.target if row == choice.next and AMEND in choice.worth else row
            worth_m, passes = whole_worth(worth[aim - first]), int(passing_m[aim - first])
            option = Option(AMEND, draft.name, state.space.text(row), worth_m, passing_m=passes)
            yield attrs.evolve(_of_text(at, option), aims_at={} if aim == row else state.space.text(aim))


def _texts(at: Moment) -> Iterator[Option]:
    """Texts that whoever sits there could table: what it has written, the best resolutions, the best statement."""
    state, name = at.state, at.occasion.name
    if at.actor not in state.setting.seat_of or not _may_table(at):
        return
    if name not in ("spot_statement", "presidents_statement") and state.space.has_resolutions:
        prospects = prospects_of(resolution_outlook(state, at.actor, None), state.space.resolutions)
        most = MOST_TEXTS - 1 if name in ("become_penholder", "draft_ready", "entry") else 1
        ranked = [prospects.row(place) for place in _best(prospects.value, most)]
        if state.drafting is not None and state.drafting.member == at.actor:
            ranked.insert(0, state.drafting.row)
        for row in dict.fromkeys((*_models_row(at, Form.RESOLUTION), *ranked)):
            place = prospects.at(row)
            passes, worth = int(prospects.passing_m[place]), whole_worth(prospects.value[place])
            yield _of_text(at, Option(TABLE, "", state.space.text(row), worth, passing_m=passes))
    yield from _statements(at, TABLE, "", None)


def _may_table(at: Moment) -> bool:
    entry = at.state.setting.entries.get(at.occasion.subject)
    return at.occasion.name != "entry" or (entry is not None and entry.kind == "draft")


def _models_row(at: Moment, form: Form | None) -> list[int]:
    """The row of the text that the model would table, if it is of a form; None for any statement."""
    chosen = models_choice(at)
    if chosen.act not in (TABLE, STATEMENT):
        return []
    row = at.state.space.row(chosen.text)
    return [row] if (at.state.space.product[row] is Form.RESOLUTION) == (form is Form.RESOLUTION) else []


def _statements(at: Moment, act_: str, draft: str, worth_m: int | None) -> Iterator[Option]:
    """The statements that the model thinks best of. worth_m: of the best of them, where that is known otherwise."""
    state = at.state
    if not state.space.has_statements:
        return
    prospects = statement_prospects(state, at.actor)
    value = prospects.value - (statement_effort_m(state) if act_ == TABLE else 0.0)
    ranked = [prospects.row(place) for place in _best(value, MOST_TALKS)]
    own = _models_row(at, None)
    for row in dict.fromkeys((*own, *ranked)):
        place = prospects.at(row)
        if value[place] <= 0 and row not in own:
            continue
        worth = whole_worth(value[place]) if worth_m is None else worth_m
        yield _of_text(at, Option(act_, draft, state.space.text(row), worth, passing_m=int(prospects.passing_m[place])))


def _of_text(at: Moment, option: Option) -> Option:
    """An option with what its text is worth to the actor."""
    if not option.text or at.actor not in at.state.setting.case.actors:
        return option
    return attrs.evolve(option, gain_m=thousandths(at.state.gain(at.actor, at.state.space.row(option.text))))


def _best(worth: Gains, most: int) -> Sequence[int]:
    """The places of the highest numbers, the highest first; of several alike the first."""
    return [int(place) for place in np.argsort(-worth, kind="stable")[:most]]
