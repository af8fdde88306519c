"""How likely each text is to pass, and what going for it is worth, as its sponsor sees it."""

from collections.abc import Sequence
from math import inf

import numpy as np
from attrs import frozen

from sim.rules.beliefs import DOUBT, MOST_LOG_ODDS, clears, odds_against, probability
from sim.rules.crisis import OPPOSED, Crisis, Draft
from sim.rules.exact import Exponential, rounded
from sim.rules.gains import Counts, Gains, Mask
from sim.vocabulary import events as e
from sim.vocabulary.texts import Form

NEVER = 1000.0
"""More gain points than any text can be worth or cost."""


@frozen
class Prospects:
    """Texts of one kind as one actor sees them; every array has one number a text.

    first: row of the text space at which the kind begins. own: gain. passing_m, value: probability of passing and
    expected gain, whole thousandths.
    """

    first: int
    own: Gains
    passing_m: Gains
    value: Gains

    def at(self, row: int) -> int:
        """Where a row of the text space stands in these arrays."""
        return row - self.first

    def row(self, place: int) -> int:
        """The row of the text space at a place in these arrays."""
        return self.first + place

    @property
    def most(self) -> float:
        """What the best text is worth, in thousandths; less than any where there is no text."""
        return float(self.value.max(initial=-inf))

    def best(self, cost: Gains, weakness: Counts, steps: Counts) -> int:
        """Place of the best text after cost: ties go to fewest steps, then the weaker, then ladder order.

        Raises ValueError where there is no text.
        """
        worth = self.value - cost
        places = np.flatnonzero(worth == worth.max())
        if len(places) == 1:
            return int(places[0])
        return int(min(places, key=lambda place: (steps[place], weakness[place], place)))


@frozen
class Failure:
    """What a failed vote is worth to the sponsor, in gain points.

    vetoed, short: where a no stopped a text that had the votes, and where it did not have them, but for the record.
    record: what each text is worth beside that if it is vetoed; where by_votes, with every member voting yes.
    """

    vetoed: float
    short: float
    record: Gains
    by_votes: bool


def failure_of(state: Crisis, sponsor: str, own: Gains) -> Failure:
    """What failed votes are worth to a sponsor.

    In a cooperative climate failure costs; in a polarised one a veto on the record is worth a share of the text
    (Voeten, 2001, on outside options), the less, the more were cast on the file. Only the first veto makes the record.
    A veto isolates who casts it, the more so, the more members vote yes; a text without the votes isolates its sponsor.
    """
    climate, cost = polarisation(state, sponsor), -state.parameter("failure_cost")
    share = 0.0 if state.vetoed_once else record_share(state) * climate
    vetoed, by_votes = cost * (1.0 - climate), state.rule("record_by_votes")
    return Failure(vetoed, cost if by_votes else vetoed, share * np.maximum(own, 0.0), by_votes)


def record_share(state: Crisis) -> float:
    """What share of a text a veto of it is worth in a fully polarised climate."""
    share = state.parameter("record_value")
    if state.rule("fading_record"):
        for _ in range(state.setting.given.vetoes):
            share *= state.parameter("record_fading")
    return share


def record_made(state: Crisis) -> float:
    """What the veto on record is worth to the sponsor of the text that fell, in gain points; 0 where none fell."""
    if not isinstance(state.failed, e.DraftVetoed):
        return 0.0
    draft = state.drafts[state.failed.draft]
    share = record_share(state) * polarisation(state, draft.sponsor)
    if state.rule("record_by_votes"):
        share *= state.failed.yes / len(state.setting.members)
    return share * max(0.0, state.gain(draft.sponsor, draft.row))


def polarisation(state: Crisis, sponsor: str) -> float:
    """How polarised the permanent members are to a sponsor, 0 to 1: wholly, where it is after a vote for the record."""
    return 1.0 if state.setting.seeks_record(sponsor) else state.setting.climate


def writable(state: Crisis, sponsor: str, draft: Draft | None) -> Mask | None:
    """Which texts their sponsor would write, by what it first asked; None where that rules out none.

    A draft may stay as it is.
    """
    mask = substantial(state, sponsor)
    asked = within_first_text(state, sponsor)
    if asked is not None:
        mask = asked if mask is None else mask & asked
    if mask is not None and draft is not None:
        mask = mask.copy()
        mask[draft.row] = True
    return mask


def substantial(state: Crisis, sponsor: str) -> Mask | None:
    """Which texts are not hollow to their sponsor; None where nothing makes any text so.

    A resolution carries something beside blame and talk. It has at least a share of the censure, coercion and
    legal basis that the sponsor first asked.
    """
    if not state.rule("no_hollow_text") or not state.setting.with_bite.any():
        return None
    share = state.parameter("floor_record" if state.setting.seeks_record(sponsor) else "floor_text")
    mask: Mask = state.setting.substance >= share * state.asked.get(sponsor, 0)
    mask &= state.setting.with_bite
    mask[state.space.statements] = True
    return mask


def within_first_text(state: Crisis, sponsor: str) -> Mask | None:
    """Which texts ask for no more than the sponsor's first text did; None where it has none, or was provoked since.

    Bargaining takes away and does not add: no stronger form, censure, coercion or legal basis.
    """
    row = state.first_text.get(sponsor)
    return None if row is None or not state.rule("first_text") else state.space.no_stronger(row)


def anticipated_isolation(state: Crisis, supporters: int) -> Gains:
    """The isolation the sponsor expects every member to feel when that many others support the text: [members, 1]."""
    others = len(state.setting.members) - 1
    return state.setting.isolation * (min(1.0, supporters / others) if others else 0.0)


@frozen
class Outlook:
    """What the sponsor of a resolution knows before it weighs what it does not: one row a line, one column a text.

    A line is what a text must be worth to a member: first those of the members whose no stops a resolution, below which
    they vote no; then those of all others, from which they vote yes.

    own: gain, one a text. failure: what failed votes are worth. weighed: places of the texts that it would write;
    they have a column below. backers: yes votes the sponsor counts on. quota: yes votes it needs. stopping: how many
    lines are of a no. gap: by how many gain points, by the present belief, a text lies above a line. scale: logistic,
    of what is unknown of the member's offset. learnable: by how many such scales a deviation of what one more signal
    may bring moves the gap. free: by line, the probability that nothing the member declared keeps a text from it.
    """

    own: Gains
    failure: Failure
    weighed: Counts
    backers: int
    quota: int
    stopping: int
    gap: Gains
    scale: Gains
    learnable: Gains
    free: dict[int, Gains]

    def at(self, shifts: Sequence[float] = (0.0,)) -> tuple[Gains, Gains]:
        """Probability of passing [texts], by the first shift, and expected gain [shifts, texts]: whole thousandths.

        shifts: by how many of the deviations that one more signal may bring every offset is moved. What is not weighed
        has no chance, and fails.
        """
        own, failure = self.own[self.weighed], self.failure
        record = failure.record[self.weighed]

        def worked_out(exp: Exponential) -> Gains:
            clear, enough, yes = self._chances(shifts, exp)
            passing = clear * enough
            if failure.by_votes:
                vetoed = enough - passing
                value = passing * own + vetoed * (failure.vetoed + record * yes) + (1.0 - enough) * failure.short
            else:
                lost = failure.vetoed + record
                value = passing * (own - lost) + lost
            numbers: Gains = np.concatenate((passing[:1], value))
            numbers *= 1000.0
            return numbers

        whole = rounded(worked_out)
        passing_m, value = np.zeros(len(self.own)), np.full((len(shifts), len(self.own)), -1000.0 * NEVER)
        passing_m[self.weighed], value[:, self.weighed] = whole[0], whole[1:]
        return passing_m, value

    def _chances(self, shifts: Sequence[float], exp: Exponential) -> tuple[Gains, Gains, Gains]:
        """Of every text that is weighed, [shifts, texts]: the chance that nobody stops it, the chance that it has the
        votes, and the share of members that are expected to vote yes.
        """
        odds = odds_against(self.gap, self.scale, exp)
        # A signal moves what is believed of those that are heard: the lines of the others are weighed once.
        heard = self.learnable[:, 0] > 0.0
        clear, yes, variance = self._reached(odds[np.newaxis, ~heard], np.flatnonzero(~heard))
        if heard.any():
            # A shift of the offset multiplies the logistic odds: nothing need be raised to a power again.
            shifted = odds[heard] * exp(np.array(shifts).reshape(-1, 1, 1) * -self.learnable[heard])
            and_clear, and_yes, and_variance = self._reached(shifted, np.flatnonzero(heard))
            clear, yes, variance = clear * and_clear, yes + and_yes, variance + and_variance
        yes += self.backers
        certain = self.backers >= self.quota
        enough = np.ones_like(clear) if certain else _majority(yes, variance, self.quota, exp)
        return clear, enough, yes / (self.backers + len(self.gap) - self.stopping)

    def _reached(self, odds: Gains, lines: Counts) -> tuple[Gains, Gains, Gains]:
        """Of some lines, with the odds that a text falls below each [shifts, lines, texts]: the chance that it falls
        below none of a no, and the mean and variance of how many others it reaches, [shifts, texts].
        """
        reached = probability(odds)
        for place, line in enumerate(lines.tolist()):
            if line in self.free:
                reached[:, place] *= self.free[line]
        stopping = int(np.searchsorted(lines, self.stopping))
        yes = reached[:, stopping:]
        return reached[:, :stopping].prod(axis=1), yes.sum(axis=1), (yes * (1.0 - yes)).sum(axis=1)


def prospects_of(outlook: Outlook, rows: slice) -> Prospects:
    """The prospects by the present belief. rows: the part of the text space that the outlook is about."""
    passing_m, value = outlook.at()
    return Prospects(rows.start, outlook.own, passing_m, value[0])


def resolution_outlook(state: Crisis, sponsor: str, draft: Draft | None) -> Outlook:
    """Resolutions as their sponsor sees them. Only its own vote is sure: a co-sponsor may leave a text for another."""
    setting = state.setting
    rows = state.space.resolutions
    table = state.gain_table()[:, rows]
    own = table[setting.seat_of[sponsor]]
    co_sponsors = draft.co_sponsors if draft is not None else []
    likely = state.rule("backers_review")
    backers = [sponsor] if likely else [sponsor, *co_sponsors]
    names = [member for member in setting.members if member not in backers]
    supporters = len(backers) - 1
    if state.space.has_resolutions:
        reference = draft.row - rows.start if draft is not None and draft.form == "resolution" else int(own.argmax())
        worth = table[:, reference].tolist()
        supporters += sum(worth[setting.seat_of[name]] > 0 or name in co_sponsors for name in names)
    failure = failure_of(state, sponsor, own)
    weighed = np.arange(len(own))
    worth_writing = writable(state, sponsor, draft)
    if sponsor in setting.limited or worth_writing is not None:
        # It writes no text across a limit of its own, and none that is hollow, whatever such a text might be worth.
        kept = state.own_limits_kept(sponsor)[rows]
        if worth_writing is not None:
            kept = kept & worth_writing[rows]
        own = np.where(kept, own, -NEVER)
        weighed = np.flatnonzero(kept)
    stopping = [member for member in names if member in setting.blocking and not no_is_left(state, member, draft)]
    lines = [*stopping, *names]
    seats = [setting.seat_of[member] for member in lines]
    mean, learnable, scale = _beliefs(state, seats)
    if draft is not None and draft.form == "resolution" and state.rule("consult_doubtful"):
        heard = doubtful(state, draft)
        learnable[[member not in heard for member in lines]] = 0.0
    above = anticipated_isolation(state, supporters)[seats] + mean
    above[len(stopping) :] -= setting.join[seats[len(stopping) :]]
    gap = table[seats].take(weighed, axis=1)
    gap += above
    declared = {member for member, _ in state.declared_limits}
    clear = {name: limits_clear(state, [name], rows)[weighed] for name in names if name in declared}
    free = {line: clear[name] for line, name in enumerate(lines) if name in clear}
    silent = {member for member, _ in state.no_support}
    for line, name in enumerate(lines):
        if line >= len(stopping) and name in silent:
            free[line] = free.get(line, 1.0) * _supports(state, name, rows)[weighed]
        if name in setting.parties:
            # It has no vote on what does not rest on Chapter VII: neither its no nor its limits stop such a text.
            voting = setting.on_chapter_vii[rows][weighed]
            gap[line] = np.where(voting, gap[line], NEVER)
            free[line] = np.where(voting, free.get(line, 1.0), 1.0 if line < len(stopping) else 0.0)
    moved = learnable / np.where(scale > 0.0, scale, 1.0)
    return Outlook(own, failure, weighed, len(backers), setting.voting.quota, len(stopping), gap, scale, moved, free)


def no_is_left(state: Crisis, member: str, draft: Draft | None) -> bool:
    """Whether a sponsor takes it that a member, which shields the provoker beside its friend, will not vote no.

    It does as long as that friend has not spoken against the draft.
    """
    if not state.setting.second_protector(member):
        return False
    return draft is None or draft.declared.get(state.setting.given.friend) != OPPOSED


def doubtful(state: Crisis, draft: Draft) -> list[str]:
    """Members whose vote the sponsor cannot tell: not backers, best guess within reach of the line."""
    isolation = anticipated_isolation(state, len(state.setting.members) - 2)[:, 0].tolist()
    return [
        member
        for (member, gain), alone in zip(state.members_gain(draft.row).items(), isolation, strict=True)
        if abs(gain + state.belief(member).mean + alone) <= DOUBT and not state.backs(member, draft)
    ]


def _beliefs(state: Crisis, seats: Sequence[int]) -> tuple[Gains, Gains, Gains]:
    """Mean, learnable standard deviation and logistic scale of each member's offset as believed, each [members, 1]."""
    setting = state.setting
    table = setting.first_believed.copy()
    for member, belief in state.beliefs.items():
        if member in setting.seat_of:
            table[setting.seat_of[member]] = setting.believed(member, belief)
    table = table[seats]
    return table[:, 0:1], table[:, 1:2], table[:, 2:3]


def statement_prospects(state: Crisis, sponsor: str) -> Prospects:
    """Every statement as its drafter sees it: it needs no objection from any member, and failure costs nothing.

    After one was agreed, another is worth what it adds.
    """
    setting = state.setting
    rows = state.space.statements
    table = state.gain_table()[:, rows]
    own = table[setting.seat_of[sponsor]] - max(0.0, worth_of_said(state, sponsor))
    others = [member for member in setting.members if member != sponsor]
    kept = state.own_limits_kept(sponsor)[rows]
    asked = within_first_text(state, sponsor)
    if asked is not None:
        kept = kept & asked[rows]
    free = limits_clear(state, others, rows) * kept * not_blocked_before(state, others, rows)
    if not free.any():
        return Prospects(rows.start, own, np.zeros_like(own), np.zeros_like(own))
    let_pass = setting.elected if state.rule("elected_let_pass") else ()
    judges = [setting.seat_of[member] for member in others if member not in let_pass]
    mean, _, scale = _beliefs(state, judges)
    theirs = table[judges]
    theirs += mean

    def worked_out(exp: Exponential) -> Gains:
        passing_m = 1000.0 * (clears(theirs, scale, exp).prod(axis=0) * free)
        return np.array((passing_m, passing_m * own))

    passing_m, value = rounded(worked_out)
    return Prospects(rows.start, own, passing_m, value)


def worth_of_said(state: Crisis, member: str) -> float:
    """What the statements that were agreed since the last provocation are worth to a member, gain points; 0 for none.

    Another statement is worth to its author only what it adds to the best of them.
    """
    if not state.rule("said_is_said"):
        return 0.0
    since = state.provocations[-1][0] if state.provocations else 0
    said = [state.drafts[name] for name, t in state.products if t >= since]
    return max((state.gain(member, draft.row) for draft in said if draft.form is not Form.RESOLUTION), default=0.0)


def _majority(expected: Gains, variance: Gains, quota: int, exp: Exponential) -> Gains:
    """Probability that enough vote yes when their number has this mean and variance (logistic for the normal tail)."""
    short = (expected - (quota - 0.5)) / -np.sqrt(np.maximum(variance, 1e-12))
    return probability(exp(np.minimum(1.702 * short, MOST_LOG_ODDS)))


def _supports(state: Crisis, member: str, rows: slice) -> Gains:
    """1 for each text that a member has not said it cannot support, else 0."""
    can = np.ones(rows.stop - rows.start)
    for (other, issue), bound in state.no_support.items():
        if other == member:
            can[state.space.crossed(state.space.number_of[issue], bound)[rows]] = 0.0
    return can


def not_blocked_before(state: Crisis, others: Sequence[str], rows: slice) -> Mask:
    """Which statements are worth more to each member than one that it has objected to, as they stand now.

    Who objected for the sake of another draft does so only while it backs one that is on the table.
    """
    better = np.ones(rows.stop - rows.start, dtype=np.bool_)
    for (member, grounds), gain_m in state.statement_objections.items():
        if member in others and (grounds != "going_on" or state.backs_resolution(member)):
            better &= np.rint(1000.0 * state.gain_table()[state.setting.seat_of[member], rows]) > gain_m
    return better


def limits_clear(state: Crisis, others: Sequence[str], rows: slice) -> Gains:
    """Probability that none of the declared limits each text crosses is real."""
    clear = np.ones(rows.stop - rows.start)
    for (member, issue), bound in state.declared_limits.items():
        if member in others:
            mask = state.space.crossed(state.space.number_of[issue], bound)[rows]
            clear[mask] *= 1.0 - state.probability_real(member, issue)
    return clear
