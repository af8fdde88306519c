"""Would this text pass now, who blocks it, by how much, and what would buy them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import field, frozen

from sim.engine.scenario import Scenario
from sim.pages import Column, Fact, Facts, Next, Page, Table, Title
from sim.questions.outcome import form_words
from sim.questions.timeline import texts_fact
from sim.rules.council import ABSTAIN, NO, YES, effective_isolation, tally, vote_of
from sim.rules.crisis import Crisis, Draft, DraftStatus, as_coded
from sim.rules.gains import gain_by_issue, thousandths
from sim.rules.reviews import ballot, blocks_statement, leaves_the_no, statement_line
from sim.rules.setting import Setting
from sim.vocabulary.actors import OnCrossing
from sim.vocabulary.problems import WrongKind
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import PRODUCTS, Form
from sim.words.labels import Labels
from sim.words.numbers import amount, gain, vote


@frozen
class Change:
    """One issue of a text, from one strength to another."""

    issue: str
    old: int = field(metadata={"json": "from"})
    new: int = field(metadata={"json": "to"})


@frozen
class Bought:
    """A change after which a member would vote better for the text."""

    issue: str
    old: int = field(metadata={"json": "from"})
    new: int = field(metadata={"json": "to"})
    vote: str
    """How it would vote then."""


@frozen
class Crossed:
    """A limit that a text crosses."""

    issue: str
    strength: int
    limit: int
    means: str = "no"
    """What the member does with such a text: no, or abstain at best."""


@frozen
class MemberCount:
    """One member on one text. What ends in _m is in thousandths of a gain point."""

    actor: str
    name: str
    vote: str
    gain: float
    """Gain points."""
    gain_m: int
    no_below_m: int | None
    """It votes no below this; None where, of a statement, its gain decides nothing."""
    yes_from_m: int | None
    """It votes yes from here on."""
    short_m: int
    """What is missing to a yes; 0 where it votes yes."""
    crossed: tuple[Crossed, ...]
    issues_m: Mapping[str, int]
    """The gain issue by issue."""
    buys: tuple[Bought, ...]
    """Single changes of the text after which it would not vote no, or would vote yes."""
    must_abstain: bool = False
    """Whether it is a party to the dispute, without a vote on this text."""


@frozen
class OtherCount:
    """A state without a vote on the same text."""

    actor: str
    gain: float
    """Gain points."""
    gain_m: int


@frozen
class Count:
    """A text counted."""

    scenario: str
    text: Mapping[str, int]
    form: str
    result: str
    """The form that it would take, vetoed, failed or blocked."""
    yes: int
    no: int
    abstain: int
    members: tuple[MemberCount, ...]
    others: tuple[OtherCount, ...]
    what_would_buy: tuple[Change, ...]
    """Single changes after which the text would pass."""
    labels: Labels = field(repr=False, eq=False, metadata={"json": None})

    @property
    def passes(self) -> bool:
        """Whether the text would pass."""
        return self.result in PRODUCTS

    def __repr__(self) -> str:
        return f"<Count of {self.labels.text(self.text)}: {self.result}, {vote(self.yes, self.no, self.abstain)}>"

    _repr_html_ = shown


def count(scenario: Scenario, text: Mapping[str, int], state: Crisis | None = None) -> Count:
    """Count a text at the coded positions, or at those of a moment of a run; nothing uncertain.

    The rules are those of the run. A draft that is on the table at that moment is counted by what has been said of it;
    of any other resolution isolation counts in full for each member, scaled by how many others would support it. A
    statement is counted by objections. Raises WrongKind where the text has no strength on some issue, or is none;
    KeyError where no such text can be written.
    """
    state = as_coded(scenario.setting) if state is None else state
    setting, space = state.setting, state.space
    if not isinstance(text, Mapping) or set(text) != set(space.keys):
        wanted = ", ".join(f"{key!r}: ..." for key in space.keys)
        raise WrongKind(f"a text has a strength on every issue, as in {{{wanted}}}; {text!r:.80} has not")
    row = space.row(text)
    form = space.product[row]
    members = tuple(_member(state, member, row) for member in setting.members)
    others = tuple(
        OtherCount(actor, gain / 1000, gain)
        for actor in setting.actors
        if actor not in setting.members
        for gain in [_gain_m(state, actor, row)]
    )
    result, (yes, no, abstain) = _result(setting, members, form)
    labels = Labels(setting.case, scenario.clock)
    return Count(
        scenario.base.id, space.text(row), str(form), result, yes, no, abstain, members, others,
        _buys(state, row, result), labels,
    )  # fmt: skip


def _result(setting: Setting, members: tuple[MemberCount, ...], form: Form) -> tuple[str, tuple[int, int, int]]:
    votes = {member.actor: member.vote for member in members}
    counted = tally(votes, setting.voting)
    numbers = (counted.yes, counted.no, counted.abstain)
    if form is Form.RESOLUTION:
        return str(counted.result), numbers
    return (str(form) if counted.no == 0 else "blocked"), numbers


def _gain_m(state: Crisis, actor: str, row: int) -> int:
    return thousandths(state.gain(actor, row))


def _on_the_table(state: Crisis, row: int) -> Draft | None:
    """The draft with that text that is on the table or being voted on, the latest if there are several."""
    on_the_table = (DraftStatus.LIVE, DraftStatus.VOTING)
    found = [draft for draft in state.drafts.values() if draft.row == row and draft.status in on_the_table]
    return found[-1] if found else None


def _supporters(state: Crisis, member: str, row: int) -> int:
    """How many others would support a text by their own gain, limits respected."""
    return sum(
        1
        for other in state.setting.members
        if other != member
        and _gain_m(state, other, row) >= 0
        and not state.crossed(other, row)
        and not state.cannot_support(other, row)
    )


def _lines(state: Crisis, member: str, row: int) -> tuple[float | None, float | None]:
    """Below what gain a member votes no, and from what gain yes; None where its gain decides nothing."""
    draft = _on_the_table(state, row)
    if state.space.product[row] is not Form.RESOLUTION:
        line = None if draft is not None and state.backs(member, draft) else statement_line(state, member)
        return line, line
    isolation = _isolation(state, member, row)
    return -isolation, _joins_from(state, member, row) - isolation


def _joins_from(state: Crisis, member: str, row: int) -> float:
    """How far above its line of a no a member votes yes, as it would count now, in gain points."""
    draft = _on_the_table(state, row)
    if draft is not None:
        return state.joins_from(member, draft)
    others = [other for other in state.setting.blocking if other != member]
    elected = member not in state.setting.blocking
    return state.joins_where(member, elected and any(_vote(state, other, row) == NO for other in others))


def _isolation(state: Crisis, member: str, row: int) -> float:
    """A member's isolation as it would count now, in gain points."""
    draft, others = _on_the_table(state, row), len(state.setting.members) - 1
    support = _supporters(state, member, row) if draft is None else state.declared_support(draft, member)
    return effective_isolation(state.setting.case.actors[member].isolation, support, others)


def _vote(state: Crisis, member: str, row: int) -> str:
    draft = _on_the_table(state, row)
    if state.space.product[row] is not Form.RESOLUTION:
        own = draft is not None and state.backs(member, draft)
        return NO if not own and blocks_statement(state, member, row) else YES
    if draft is not None:
        return ballot(state, member, draft).vote
    cast = vote_of(
        state.gain(member, row), bool(state.crossed(member, row)), _isolation(state, member, row),
        _joins_from(state, member, row), not state.cannot_support(member, row),
        state.setting.must_abstain(member, row),
    )  # fmt: skip
    friend = state.setting.given.friend
    if cast != NO or member == friend:
        return cast
    friend_objects = friend in state.setting.seat_of and _vote(state, friend, row) == NO
    return ABSTAIN if leaves_the_no(state, member, row, friend_objects) else NO


def _member(state: Crisis, member: str, row: int) -> MemberCount:
    setting, space = state.setting, state.space
    gain = _gain_m(state, member, row)
    no_below, yes_from = (None if line is None else round(1000 * line) for line in _lines(state, member, row))
    cast = _vote(state, member, row)
    parts = gain_by_issue(space.texts[row], state.positions(member), setting.saliences[member], space.in_force)
    crossed = tuple(
        Crossed(str(i), int(s), int(b), str(on))
        for on, crossings in (
            (OnCrossing.NO, state.crossed(member, row)), (OnCrossing.ABSTAIN, state.cannot_support(member, row)),
        )
        for i, s, b in crossings
    )  # fmt: skip
    return MemberCount(
        member, setting.case.actors[member].name, cast, gain / 1000, gain, no_below, yes_from,
        0 if cast == YES or yes_from is None else max(0, yes_from - gain), crossed,
        dict(zip(space.keys, parts, strict=True)), () if cast == YES else _bought(state, member, row, cast),
        space.product[row] is Form.RESOLUTION and setting.must_abstain(member, row),
    )  # fmt: skip


def _neighbours(setting: Setting, row: int) -> list[int]:
    """Texts that change one issue only, the form kept."""
    space = setting.space
    here = space.texts[row]
    return [
        other
        for other, text in enumerate(space.texts)
        if space.product[other] is space.product[row] and sum(a != b for a, b in zip(here, text, strict=True)) == 1
    ]


def _change(setting: Setting, old: int, new: int) -> tuple[str, int, int]:
    space = setting.space
    pairs = zip(space.keys, space.texts[old], space.texts[new], strict=True)
    return next((key, before, after) for key, before, after in pairs if before != after)


def _bought(state: Crisis, member: str, row: int, cast: str) -> tuple[Bought, ...]:
    """Single changes that make a member's vote better for the text, the smallest change on each issue."""
    better = {"no": 0, "abstain": 1, "yes": 2}
    found: dict[tuple[str, str], Bought] = {}
    for other in _neighbours(state.setting, row):
        then = _vote(state, member, other)
        if better[then] > better[cast]:
            change = Bought(*_change(state.setting, row, other), then)
            found[(change.issue, then)] = _smaller(found.get((change.issue, then)), change)
    return tuple(found.values())


def _buys(state: Crisis, row: int, result: str) -> tuple[Change, ...]:
    """Single changes after which the text as a whole would pass; none where it passes already."""
    if result in PRODUCTS:
        return ()
    setting = state.setting
    found: dict[str, Change] = {}
    for other in _neighbours(setting, row):
        votes = {member: _vote(state, member, other) for member in setting.members}
        passes = (
            NO not in votes.values()
            if setting.space.product[other] is not Form.RESOLUTION
            else (tally(votes, setting.voting).result is Form.RESOLUTION)
        )
        if passes:
            change = Change(*_change(setting, row, other))
            found[change.issue] = _smaller(found.get(change.issue), change)
    return tuple(found.values())


C = TypeVar("C", Change, Bought)


def _smaller(known: C | None, change: C) -> C:
    return change if known is None or abs(change.new - change.old) < abs(known.new - known.old) else known


# The page


def page(counted: Count, following: Sequence[str] = ()) -> Page:
    """The verdict, what would buy those who do not vote yes, and a line a member."""
    labels = counted.labels
    said = [f"{labels.text(counted.text)}, {form_words(counted.form)}"]
    said += [f"{labels.issue(key)} {each}: {labels.wording(key, each)}" for key, each in counted.text.items()]
    objections = f"objections: {counted.no or 'none'}"
    votes = vote(counted.yes, counted.no, counted.abstain) if counted.form == Form.RESOLUTION else objections
    verdict = "would pass" if counted.passes else "would not pass"
    result = Fact("Result", (f"{verdict}: {form_words(counted.result)}, {votes}",))
    facts = (Fact("Text", tuple(said)), texts_fact(labels), result, *_bought_facts(counted))
    members = _members(counted)
    blocks = (Title(labels.case.title, "a text counted"), Facts(facts), members)
    return (*blocks, Next(tuple(following))) if following else blocks


def _bought_facts(counted: Count) -> list[Fact]:
    labels, facts = counted.labels, []
    if not counted.passes:
        facts.append(Fact("Would pass", (f"after {_changed(labels, counted.what_would_buy) or 'no single change'}",)))
    lines = []
    for member in counted.members:
        if member.vote != YES:
            bought = "; ".join(f"{each.vote} after {_changed(labels, [each])}" for each in member.buys)
            missing = f", {amount(member.short_m)} short of a yes" if member.short_m and not member.crossed else ""
            limits = [(each.issue, each.strength, each.limit) for each in member.crossed]
            missing += "; as a party to the dispute it has no vote on this text" if member.must_abstain else ""
            missing += f"; {labels.crossed(limits)}" if limits else ""
            lines.append(f"{member.name}: {member.vote}{missing}; {bought or 'no single change buys it'}")
    return [*facts, Fact("Not yes", tuple(lines))] if lines else facts


def _changed(labels: Labels, changes: Sequence[Change | Bought]) -> str:
    return labels.changes([(each.issue, each.old, each.new) for each in changes])


def _members(counted: Count) -> Table:
    labels = counted.labels
    columns = (
        Column("member"), Column("vote"), Column("gain", "number", "what the text is worth to it, in gain points"),
        Column("no below", "number"), Column("yes from", "number"), Column("limits crossed", "words"),
    )  # fmt: skip
    rows = [
        (labels.short(each.actor), each.vote, gain(each.gain_m),
         *("" if line is None else gain(line) for line in (each.no_below_m, each.yes_from_m)),
         ", ".join(labels.issue(limit.issue) for limit in each.crossed))
        for each in counted.members
    ]  # fmt: skip
    rows += [(labels.short(each.actor), "no vote", gain(each.gain_m), "", "", "") for each in counted.others]
    return Table(columns, rows)
