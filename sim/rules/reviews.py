"""What each member says of a draft when it has read it, and how it votes."""

from sim.rules.bargaining import expected_value, keeps_to_record
from sim.rules.chance import Chance
from sim.rules.council import ABSTAIN, NO, YES, effective_isolation, vote_of
from sim.rules.crisis import OPPOSED, RESERVED, SUPPORT, Crisis, Draft, DraftStatus
from sim.rules.gains import gain_by_issue, thousandths
from sim.rules.occasions import NOTHING, WITHHOLD, Act, Decision, Occasion, act
from sim.rules.prospects import worth_of_said
from sim.rules.withholding import withheld, withheld_terms
from sim.vocabulary import events as e
from sim.vocabulary.actors import Seat
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import Crossing, ReviewTerms, VoteTerms
from sim.vocabulary.texts import Form

OBJECT, LET_PASS, CO_SPONSOR, LEAVE = "object", "let_pass", "co_sponsor", "leave"
"""What a member may answer to a draft beside supporting it or keeping its position open."""


def by_issue(state: Crisis, member: str, draft: Draft) -> dict[str, int]:
    """What each issue of a draft is worth to a member, thousandths of a gain point."""
    parts = gain_by_issue(
        state.space.texts[draft.row],
        state.positions(member),
        state.setting.saliences[member],
        state.space.in_force,
    )
    return dict(zip(state.space.keys, parts, strict=True))


def review(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A member's answer to a new draft or a new version of one; nothing where its answer stays the same."""
    member = occasion.actor
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or draft.version != occasion.number:
        return NOTHING
    if state.backs(member, draft):
        left = leaves(state, member, draft)
        return NOTHING if left is None else act(left, draft.sponsor, draft.text_seq)
    if draft.form is Form.RESOLUTION:
        return _review_resolution(state, member, draft)
    return _review_statement(state, member, draft)


def leaves(state: Crisis, member: str, draft: Draft) -> e.CoSponsorLeft | None:
    """A co-sponsor takes its name off a draft, and is asked again as any other; None where its name stays on it.

    It leaves over a limit of its own, or where the text is worth less than half of what its name takes. Who holds the
    pen with the sponsor signs, and stays, for less: for a text that is worth nothing to it or more.
    """
    if member not in draft.co_sponsors or not state.rule("backers_review"):
        return None
    gain = state.gain(member, draft.row)
    crossed = [*state.crossed(member, draft.row), *state.cannot_support(member, draft.row)]
    together = {member, draft.sponsor} <= state.setting.pen_members
    line = 0.0 if together else state.parameter("cosponsor_gain") / 2
    if not crossed and (gain >= line or _would_co_sponsor(state, _rivals_worth(state, member, draft), gain)):
        return None
    return leaving(state, member, draft, line)


def leaving(state: Crisis, member: str, draft: Draft, line: float) -> e.CoSponsorLeft:
    """The event of a co-sponsor that takes its name off. line: below what gain it would by itself, gain points."""
    crossed = [*state.crossed(member, draft.row), *state.cannot_support(member, draft.row)]
    terms = _resolution_terms(state, member, draft)
    terms["co_sponsors_from_m"] = thousandths(line)
    return e.CoSponsorLeft(
        draft=draft.name,
        version=draft.version,
        grounds="limit" if crossed else "gain",
        crossed=crossed,
        terms=terms,
        options={LEAVE: 0} if crossed else by_lines(terms["gain_m"], LEAVE, LEAVE, (CO_SPONSOR, thousandths(line))),
        chosen=LEAVE,
    )


def _review_resolution(state: Crisis, member: str, draft: Draft) -> Decision:
    """Object where a limit is crossed or it would vote no; co-sponsor, support or reserve otherwise."""
    gain = state.gain(member, draft.row)
    isolation, joins_from = isolation_now(state, member, draft), state.joins_from(member, draft)
    objection = resolution_objection(state, member, draft)
    if objection is not None:
        said = draft.objections.get(member)
        again = (draft.version, objection.grounds, objection.crossed)
        if said is not None and (said.version, said.grounds, said.crossed) == again:
            return NOTHING
        return act(objection, draft.sponsor, draft.text_seq)
    rivals = _rivals_worth(state, member, draft)
    held_back = state.cannot_support(member, draft.row)
    can_support = not held_back and not state.setting.must_abstain(member, draft.row)
    if can_support and gain >= joins_from - isolation and state.rule("backers_review"):
        # Who would abstain for the sake of another draft does not say that it supports this one.
        can_support = withholds_for(state, member, draft, gain)[0] is None
    if can_support and _would_co_sponsor(state, rivals, gain):
        return act(joining(state, member, draft), draft.sponsor, draft.text_seq)
    stance = SUPPORT if gain >= joins_from - isolation and can_support else RESERVED
    said_before = all((member, crossing.issue) in state.no_support for crossing in held_back)
    if draft.declared.get(member) == stance and said_before:
        return NOTHING
    return act(declaring(state, member, draft, stance, can_support), draft.sponsor, draft.text_seq)


def joining(state: Crisis, member: str, draft: Draft) -> e.CoSponsorJoined:
    """The event of a member that puts its name to a draft resolution when it has read it."""
    terms = _resolution_terms(state, member, draft)
    terms["co_sponsors_from_m"] = thousandths(state.parameter("cosponsor_gain"))
    options = _answers(state, _rivals_worth(state, member, draft), terms, CO_SPONSOR)
    return e.CoSponsorJoined(draft=draft.name, terms=terms, options=options, chosen=CO_SPONSOR)


def declaring(state: Crisis, member: str, draft: Draft, stance: str, can_support: bool) -> e.PositionDeclared:
    """The event of a member that supports a draft resolution or keeps its position open.

    can_support: whether it could support it, as far as its limits and other drafts go.
    """
    terms = _resolution_terms(state, member, draft)
    return e.PositionDeclared(
        entry="",
        summary={SUPPORT: "supports the draft", RESERVED: "keeps its position open"}[stance],
        draft=draft.name,
        version=draft.version,
        stance=stance,
        terms=terms,
        options=by_lines(terms["gain_m"], stance, OBJECT, (RESERVED, terms["no_below_m"] or 0))
        if not can_support
        else _answers(state, _rivals_worth(state, member, draft), terms, stance),
        chosen=stance,
        cannot_support=state.cannot_support(member, draft.row) if stance == RESERVED else [],
    )


def isolation_now(state: Crisis, member: str, draft: Draft) -> float:
    """The price of standing alone against a draft, by the support that it has been declared so far."""
    coded, others = state.setting.case.actors[member].isolation, len(state.setting.members) - 1
    return effective_isolation(coded, state.declared_support(draft, member), others)


def opposes(state: Crisis, member: str, draft: Draft) -> bool:
    """Whether a member is against a draft resolution: it crosses a limit of its own, or it would vote no on it."""
    line = -isolation_now(state, member, draft)
    return bool(state.crossed(member, draft.row)) or state.gain(member, draft.row) < line


def resolution_objection(state: Crisis, member: str, draft: Draft) -> e.ObjectionRaised | None:
    """A member's objection to a draft resolution; None where it has none."""
    return objecting(state, member, draft) if opposes(state, member, draft) else None


def objecting(state: Crisis, member: str, draft: Draft) -> e.ObjectionRaised:
    """The event of a member that objects to a draft resolution."""
    crossed, terms = state.crossed(member, draft.row), _resolution_terms(state, member, draft)
    return e.ObjectionRaised(
        draft=draft.name,
        version=draft.version,
        grounds="limit" if crossed else "gain",
        crossed=crossed,
        terms=terms,
        options={OBJECT: 0} if crossed else _answers(state, _rivals_worth(state, member, draft), terms, OBJECT),
        chosen=OBJECT,
    )


def join_at_tabling(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A sponsor puts its name to the draft that it tables with others, or says why it does not."""
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or state.backs(occasion.actor, draft):
        return NOTHING
    return act(name_put_to(state, occasion.actor, draft), draft.sponsor, draft.text_seq)


def name_put_to(state: Crisis, member: str, draft: Draft) -> e.CoSponsorJoined | e.ActWithheld:
    """A member's name on a draft; withheld where the text crosses a limit of its own, or is worth less than nothing."""
    gain = state.gain(member, draft.row)
    own = state.own_draft(member)
    backed = state.co_sponsored(member) or (own if own is not None and own.form is Form.RESOLUTION else None)
    crossed = state.crossed(member, draft.row) or state.cannot_support(member, draft.row)
    gain_m = thousandths(gain)
    if crossed or backed is not None or gain_m < 0:
        reason = "backs_another" if backed is not None else "own_limit" if crossed else "worth_too_little"
        terms = withheld_terms(draft=draft.name if backed is None else backed.name, gain_m=gain_m)
        options = {WITHHOLD: 0} if reason != "worth_too_little" else by_lines(
            gain_m, WITHHOLD, WITHHOLD, (CO_SPONSOR, 0)
        )  # fmt: skip
        return withheld("co_sponsor", reason, terms, options)
    terms_then = _resolution_terms(state, member, draft)
    terms_then["co_sponsors_from_m"] = 0
    options = by_lines(gain_m, CO_SPONSOR, WITHHOLD, (CO_SPONSOR, 0))
    return e.CoSponsorJoined(draft=draft.name, terms=terms_then, options=options, chosen=CO_SPONSOR)


def answers_to(state: Crisis, member: str, draft: Draft) -> dict[str, int]:
    """What a member could answer to a draft resolution, and what it lacks to reach each answer, thousandths."""
    return _answers(state, _rivals_worth(state, member, draft), _resolution_terms(state, member, draft), "")


def _resolution_terms(state: Crisis, member: str, draft: Draft) -> ReviewTerms:
    """The numbers a member judged a draft resolution by: its gain, the two lines, what each issue adds."""
    isolation = isolation_now(state, member, draft)
    return ReviewTerms(
        gain_m=thousandths(state.gain(member, draft.row)),
        no_below_m=thousandths(-isolation),
        yes_from_m=thousandths(state.joins_from(member, draft) - isolation),
        co_sponsors_from_m=None,
        going_on_m=None,
        issues_m=by_issue(state, member, draft),
    )


def _answers(state: Crisis, rivals: list[float] | None, terms: ReviewTerms, chosen: str) -> dict[str, int]:
    """What a member could answer to a draft resolution that crosses no limit of its own."""
    lines = [(RESERVED, terms["no_below_m"] or 0), (SUPPORT, terms["yes_from_m"] or 0)]
    if rivals is not None:
        margin = state.parameter("rival_margin")
        co_sponsors_from = min([state.parameter("cosponsor_gain"), *(worth + margin for worth in rivals)])
        lines.append((CO_SPONSOR, thousandths(co_sponsors_from)))
    return by_lines(terms["gain_m"], chosen, OBJECT, *lines)


def _would_co_sponsor(state: Crisis, rivals: list[float] | None, gain: float) -> bool:
    """Whether a text is worth its name: enough in itself, or much better than a rival it objects to, for a friend."""
    if rivals is None:
        return False
    margin = state.parameter("rival_margin")
    return gain >= state.parameter("cosponsor_gain") or any(gain - worth >= margin for worth in rivals)


def _rivals_worth(state: Crisis, member: str, draft: Draft) -> list[float] | None:
    """What each live draft that a friend of the sponsor's objects to is worth to it; None where it backs another."""
    others = [other for other in state.live_drafts() if other is not draft]
    if any(state.backs(member, other) for other in others):
        return None
    if state.setting.tie(member, draft.sponsor) < state.parameter("rival_tie"):
        return []
    return [state.gain(member, other.row) for other in others if other.declared.get(member) == OPPOSED]


def _review_statement(state: Crisis, member: str, draft: Draft) -> Decision:
    """Object to a statement that it blocks; lift an objection that holds no longer."""
    objection = statement_objection(state, member, draft)
    if not state.rule("last_word"):
        return NOTHING if objection is None else act(objection, draft.sponsor, draft.text_seq)
    said = member in draft.objections
    if said == (objection is not None):
        return NOTHING
    if objection is not None:
        return act(objection, draft.sponsor, draft.text_seq)
    return act(lifting(state, member, draft), draft.sponsor, draft.text_seq)


def lifting(state: Crisis, member: str, draft: Draft) -> e.PositionDeclared:
    """The event of a member that lifts its objection to a statement."""
    terms = _statement_terms(state, member, draft, going_on_worth(state, member))
    return e.PositionDeclared(
        entry="",
        summary="lifts its objection",
        draft=draft.name,
        version=draft.version,
        stance=RESERVED,
        terms=terms,
        options=by_lines(terms["gain_m"], LET_PASS, OBJECT, (LET_PASS, terms["going_on_m"] or 0)),
        chosen=LET_PASS,
    )


def statement_objection(state: Crisis, member: str, draft: Draft) -> e.ObjectionRaised | None:
    """A member's objection to a draft statement; None where it has none."""
    blocks = blocks_statement(state, member, draft.row)
    return objecting_to_statement(state, member, draft) if blocks else None


def objecting_to_statement(state: Crisis, member: str, draft: Draft) -> e.ObjectionRaised:
    """The event of a member that objects to a draft statement."""
    line = statement_line(state, member)
    crossed, going_on = state.crossed(member, draft.row), going_on_worth(state, member) if line is None else line
    for_the_record = record_held_to(state, member)
    if for_the_record is not None:
        going_on = max(going_on, state.gain(member, for_the_record.row))
    terms = _statement_terms(state, member, draft, going_on)
    let_pass_from = (LET_PASS, thousandths(going_on))
    return e.ObjectionRaised(
        draft=draft.name,
        version=draft.version,
        grounds=_statement_grounds(crossed, for_the_record, going_on),
        crossed=crossed,
        terms=terms,
        options={OBJECT: 0} if crossed or for_the_record else by_lines(terms["gain_m"], OBJECT, OBJECT, let_pass_from),
        chosen=OBJECT,
    )


def _statement_grounds(crossed: list[Crossing], for_the_record: Draft | None, going_on: float) -> str:
    if crossed or for_the_record is not None:
        return "limit" if crossed else "record"
    return "going_on" if going_on > 0 else "gain"


def record_held_to(state: Crisis, member: str) -> Draft | None:
    """The draft resolution, on the table or vetoed, for whose sake a member lets no statement by; None where none is.

    It backs that draft, and its sponsor is after a vote for the record.
    """
    for draft in state.drafts.values():
        held = draft.live or draft.status is DraftStatus.VOTING or draft.status is DraftStatus.FAILED
        backed = held and draft.form is Form.RESOLUTION and state.backs(member, draft)
        if backed and keeps_to_record(state, draft.sponsor):
            return draft
    return None


def blocks_statement(state: Crisis, member: str, row: int) -> bool:
    """Whether a member would object to a statement that is not its own: the one rule for runs, moves and counts."""
    return _blocks(state, member, row, statement_line(state, member))


def _blocks(state: Crisis, member: str, row: int, line: float | None) -> bool:
    if state.crossed(member, row) or record_held_to(state, member) is not None:
        return True
    return line is not None and state.gain(member, row) < line


def statement_line(state: Crisis, member: str) -> float | None:
    """Below what gain a member objects to a statement: what going on is worth to it. None: only over a limit.

    No press statement is known that elected members alone have blocked.
    """
    if state.rule("elected_let_pass") and state.setting.case.actors[member].seat is Seat.ELECTED:
        return None
    return going_on_worth(state, member)


def _statement_terms(state: Crisis, member: str, draft: Draft, going_on: float) -> ReviewTerms:
    """The numbers a member judged a draft statement by."""
    return ReviewTerms(
        gain_m=thousandths(state.gain(member, draft.row)),
        no_below_m=None,
        yes_from_m=None,
        co_sponsors_from_m=None,
        going_on_m=thousandths(going_on),
        issues_m=by_issue(state, member, draft),
    )


def going_on_worth(state: Crisis, member: str) -> float:
    """What going on is worth to a member, gain points: the draft resolution that it backs, if it backs one, else 0.

    It comes on top of what has been said: a statement that says no more takes no draft's place.
    """
    for draft in state.live_drafts():
        if draft.form is Form.RESOLUTION and state.backs(member, draft):
            worth = expected_value(state, member, draft)
            return worth + worth_of_said(state, member) if worth > 0.0 else 0.0
    return 0.0


def vote(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A member's vote, with the noise of its instructions, on the numbers as they go into the event."""
    member = occasion.actor
    draft = state.drafts[occasion.subject]
    if member in draft.votes or draft.status != DraftStatus.VOTING:
        return NOTHING
    luck = chance.logistic(member, "vote", f"vote {draft.vote_number} on {draft.name}")
    noise = state.setting.vote_noise(member) * luck
    left = leaves(state, member, draft)
    cast = ballot(state, member, draft, thousandths(noise))
    return Decision([Act(payload, draft.sponsor) for payload in (left, cast) if payload is not None])


def ballot(state: Crisis, member: str, draft: Draft, noise_m: int = 0) -> e.VoteCast:
    """How a member votes on a draft resolution. noise_m: of its instructions, thousandths of a gain point.

    Who has put its name to the draft, and does not take it off, votes for it whatever the day's noise.
    """
    actor = state.setting.case.actors[member]
    others = len(state.setting.members) - 1
    support = state.declared_support(draft, member)
    gain_m = thousandths(state.gain(member, draft.row))
    isolation_m = thousandths(effective_isolation(actor.isolation, support, others))
    join_m = thousandths(state.joins_from(member, draft))
    crossed = state.crossed(member, draft.row)
    held_back = state.cannot_support(member, draft.row)
    must_abstain = state.setting.must_abstain(member, draft.row)
    free = not (crossed or held_back or must_abstain) and state.rule("backers_review")
    signed = free and state.backs(member, draft) and leaves(state, member, draft) is None
    noise_m = 0 if signed else noise_m
    gain = (gain_m + noise_m) / 1000
    choice = vote_of(gain, bool(crossed), isolation_m / 1000, join_m / 1000, not held_back, must_abstain)
    behind = choice == NO and leaves_the_no(state, member, draft.row, friend_objects(state, draft))
    choice = YES if signed else ABSTAIN if behind else choice
    rival, rival_worth = withholds_for(state, member, draft, gain) if choice == YES else (None, 0.0)
    if rival is not None:
        choice = ABSTAIN
    terms = VoteTerms(
        gain_m=gain_m,
        noise_m=noise_m,
        isolation_m=isolation_m,
        join_m=join_m,
        declared_support=support,
        crossed=crossed,
        issues_m=by_issue(state, member, draft),
        withheld_for=None if rival is None else rival.name,
    )
    if held_back:
        terms["cannot_support"] = held_back
    if must_abstain:
        terms["must_abstain"] = True
    if behind:
        terms["behind"] = state.setting.given.friend
    options = {YES: 0} if signed else _votes(choice, terms, None if rival is None else rival_worth)
    return e.VoteCast(draft=draft.name, vote=choice, terms=terms, options=options, chosen=choice)


def leaves_the_no(state: Crisis, member: str, row: int, friend_objects: bool) -> bool:
    """Whether a member that shields the provoker leaves the no on a resolution to the provoker's friend.

    It votes no itself only where the text crosses a limit of its own and that friend says no. Where the friend is the
    provoker itself, its no is sure, and nobody needs to stand beside it.
    """
    behind = state.setting.second_protector(member) and not state.former
    sure = state.setting.given.friend in state.setting.provokers
    return behind and (sure or not (friend_objects and state.crossed(member, row)))


def friend_objects(state: Crisis, draft: Draft) -> bool:
    """Whether the provoker's friend says no to a draft resolution."""
    friend = state.setting.given.friend
    return friend in state.setting.seat_of and not state.backs(friend, draft) and opposes(state, friend, draft)


def _votes(choice: str, terms: VoteTerms, rival_worth: float | None) -> dict[str, int]:
    """How a member could have voted. rival_worth: of the draft for whose sake it withholds its yes, gain points."""
    total = terms["gain_m"] + terms["noise_m"]
    if terms.get("must_abstain") or terms.get("behind"):
        return {ABSTAIN: 0}
    if terms["crossed"]:
        return {NO: 0}
    if rival_worth is not None:
        return by_lines(total, choice, ABSTAIN, (YES, thousandths(rival_worth)))
    no_below = -terms["isolation_m"]
    if terms.get("cannot_support"):
        return by_lines(total, choice, NO, (ABSTAIN, no_below))
    return by_lines(total, choice, NO, (ABSTAIN, no_below), (YES, no_below + terms["join_m"]))


def withholds_for(state: Crisis, member: str, draft: Draft, gain: float) -> tuple[Draft | None, float]:
    """The live draft for whose sake a backer withholds its vote from a rival worth less than going on, if any.

    With what going on is worth, in gain points.
    """
    for other in state.live_drafts():
        if other is draft or other.form is not Form.RESOLUTION or not state.backs(member, other):
            continue
        if not state.backs(member, draft) and gain < (worth := expected_value(state, member, other)):
            return other, worth
    return None, 0.0
