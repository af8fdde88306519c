"""How a seat is laid out: the moment and what can be chosen, and what came of it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sim.experiment.statistics import OutcomeShare
from sim.pages import Block, Column, Fact, Facts, Heading, Lines, Next, Page, Paragraph, Table, Title
from sim.questions.outcome import outcome_fact, outcome_words
from sim.questions.run import match_fact
from sim.questions.seat.after import After, Departure
from sim.questions.seat.study import Lying, Now, Offer, Seat
from sim.questions.timeline import folded, texts_fact, timeline
from sim.rules.crisis import OPPOSED, RESERVED, SUPPORT
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, decimal, percent, share_parts, short_share, signed
from sim.words.phrases import command_line, in_a_row, in_brackets


def page(seat: Seat) -> Page:
    """The moment at which a seat waits, and what can be chosen; where the run has ended, what came of it."""
    return tuple(_ended(seat) if seat.ended else (*moment_blocks(seat), *options_blocks(seat)))


def _ended(seat: Seat) -> Iterator[Block]:
    yield Title(seat.labels.case.title, f"{seat.labels.name(seat.actor)}, seed {seat.seed}")
    yield Facts((texts_fact(seat.labels), outcome_fact(seat.labels, seat.run.outcome)))


def moment_blocks(seat: Seat) -> Page:
    """When it is, what has happened, what lies on the table and who stands where."""
    return tuple(_moment(seat, seat.moment))


def _moment(seat: Seat, now: Now) -> Iterator[Block]:
    labels = seat.labels
    clocks = [now.utc, *(clock for clock in dict.fromkeys((now.local, now.new_york)) if clock)]
    yield Heading(f"{labels.name(seat.actor)}, {clocks[0]} UTC{in_brackets(', '.join(clocks[1:]))}", now.name)
    if now.news:
        yield Lines(now.news, title="Since your last choice, calls and routine left out" if seat.choices else "So far")
    facts = [Fact("Pressure", (f"{decimal(now.pressure)} of 100",))]
    facts += [fact for draft in now.table for fact in _draft(labels, seat.actor, draft)]
    if not now.table:
        facts.append(Fact("Table", ("no draft lies on the table",)))
    yield Facts(tuple(facts))
    yield Paragraph(now.words)


def _draft(labels: Labels, actor: str, lying: Lying) -> Iterator[Fact]:
    """A draft: its text, whose it is, who stands where, who threatens. actor: who sits there, and is called you."""

    def who(codes: Iterable[str]) -> str:
        return in_a_row(["you" if code == actor else labels.name(code) for code in codes])

    form, signed_by = FORM_WORDS[lying.form], f", co-sponsored by {who(lying.co_sponsors)}" if lying.co_sponsors else ""
    whose = "your own" if lying.sponsor == actor else f"of {labels.name(lying.sponsor)}"
    lines = [f"draft {form}, {whose}{signed_by}; version {lying.version}"]
    lines.append(f"{labels.text(lying.text)}: {'; '.join(filter(None, lying.wordings.values()))}")
    if lying.vote_from is not None:
        lines.append(f"in blue, to be voted on from {lying.vote_from[:16].replace('T', ' ')} UTC on")
    for stance, said in ((SUPPORT, "for it"), (RESERVED, "position open"), (OPPOSED, "against it")):
        members = [member for member, stands in lying.stands.items() if stands == stance]
        lines += [f"{said}: {who(members)}"] if members else []
    if lying.silent and lying.form == "resolution":
        lines.append(f"not heard of this version: {who(lying.silent)}")
    lines += [f"{labels.name(member)}: {why}" for member, why in lying.objections.items() if member != actor]
    for member, times in lying.threats.items():
        has = "you have" if member == actor else f"{labels.name(member)} has"
        lines.append(f"{has} threatened a veto{'' if times == 1 else f' {times} times'}")
    if lying.bridge is not None:
        lines.append(f"bridging wording was offered: {labels.text(lying.bridge)}")
    lines.append("; ".join((f"worth {signed(lying.gain)} to you", *lying.crosses)))
    yield Fact(lying.draft, tuple(lines))


def options_blocks(seat: Seat) -> Page:
    """What can be chosen, with what the model thinks each is worth unless the seat is taken blind."""
    offers = seat.options
    blocks: list[Block]
    if seat.blind:
        blocks = [Table((Column("", "number"), Column("what", "words")), [(str(o.number), o.words) for o in offers])]
    else:
        columns = (
            Column("", "number"),
            Column("what", "words"),
            Column("worth", "number", "what the model expects of it, in gain points"),
            Column("lacks", "number", "what the text lacks for the model to do it, in gain points"),
            Column("passes", "number", "the chance that the text passes, as seen from this seat"),
            Column("", "words"),
        )
        rows = [_row(seat.labels, offer) for offer in offers]
        filled = [number for number in range(len(columns)) if any(row[number] for row in rows)]
        shown = [tuple(row[number] for number in filled) for row in rows]
        blocks = [Table(tuple(columns[number] for number in filled), shown)]
    if seat.moment.writes:
        blocks.append(Paragraph(_own_text(seat)))
    return tuple(blocks)


def _row(labels: Labels, offer: Offer) -> tuple[str, ...]:
    aims = f", a step towards {labels.text(offer.aims_at)}" if offer.aims_at else ""
    return (
        str(offer.number),
        offer.words + aims,
        "" if offer.worth is None else signed(offer.worth),
        "" if offer.lacks is None else "-" if offer.lacks == 0 else signed(offer.lacks),
        "" if offer.passing is None else percent(offer.passing),
        "the model's choice" if offer.model else "",
    )


def _own_text(seat: Seat) -> str:
    """How a text of one's own is written."""
    acts = seat.moment.writes
    issue = seat.labels.case.issues[-1]
    example = f"{acts[0]} {issue.key}={issue.rungs[-1].strength}"
    return f"A text of your own: {in_a_row([f'`{act} ...`' for act in acts])} with what changes, such as `{example}`."


def ladders_page(seat: Seat) -> Page:
    """Every wording that a text can have."""
    columns = (Column("issue"), Column("strength", "number"), Column("key"), Column("wording", "words"),
               Column("needs", "words"))  # fmt: skip
    rows = [
        (issue.key, str(rung.strength), rung.key, rung.words,
         ", ".join(f"{key} {least} or more" for key, least in rung.needs.items()))
        for issue in seat.labels.case.issues for rung in issue.rungs
    ]  # fmt: skip
    return (Table(columns, rows),)


def log_page(seat: Seat) -> Page:
    """All that has happened so far."""
    return (timeline(seat.labels, folded(seat.labels, seat.events)), Facts((texts_fact(seat.labels),)))


def after_page(found: After, following: Sequence[str] = ()) -> Page:
    """What came of a played run: beside the model, beside history, and choice by choice.

    following: commands worth giving next.
    """
    next_ones = (Next(tuple(following)),) if following else ()
    return (*ending_blocks(found), *_departures(found, _labels(found)), *next_ones)


def ending_blocks(found: After) -> Page:
    """The same without the choices: what came of it, beside the model and beside history."""
    return tuple(_ending(found, _labels(found)))


def _labels(found: After) -> Labels:
    return Labels(found.played.scenario.case, found.played.scenario.clock)


def _ending(found: After, labels: Labels) -> Iterator[Block]:
    name = labels.name(found.actor)
    yield Title(labels.case.title, f"run {found.run}, with you in the seat of {name}")
    facts = [texts_fact(labels), outcome_fact(labels, found.played.outcome)]
    facts.append(Fact("Without you", (outcome_words(labels, found.model.outcome),)))
    if found.worth is not None and found.worth_unplayed is not None:
        said = f"{signed(found.worth)} gain points; without you {signed(found.worth_unplayed)}"
        facts.append(Fact(f"To {labels.short(found.actor)}", (said,)))
    facts.append(_real(labels))
    facts.append(match_fact(found.history))
    yield Facts(tuple(facts))


def following(found: After, store: Path) -> list[str]:
    """Commands worth giving next about a played run that a store has."""
    run = found.run
    asked = [("compare", found.model.id, run), ("explain", run), ("log", run), ("report", run), ("verify", run)]
    return [command_line(*words, store=store) for words in asked]


def _real(labels: Labels) -> Fact:
    """What really came."""
    history = labels.case.history
    if history is None:
        return Fact("Really", ("the scenario does not say what really came",))
    when = f"{history.at:%d %b %Y}"
    text = "" if history.text is None else f": {labels.text(history.text)}"
    return Fact("Really", (f"{FORM_WORDS[history.form]}, {when}{text}", history.summary))


def _departures(found: After, labels: Labels) -> Iterator[Block]:
    made = len(found.departures)
    yield Heading("Where you left the model's choice", f"{made} of {made + found.left} choices")
    if not made:
        yield Paragraph("Nowhere: at every moment you chose what the model would have done.")
        return
    columns = (
        Column("when"),
        Column("your choice", "words"),
        Column("the model's", "words"),
        Column("this run with the model's", "words", "that one choice left to the model, on the same luck"),
    )
    rows = [(each.utc, each.yours, each.models, _instead(each)) for each in found.departures]
    yield Table(columns, rows)
    if found.departures[0].n:
        yield from _tried(found, labels)


def _instead(each: Departure) -> str:
    if each.same:
        return "the same"
    tally = each.instead.vote
    vote = "" if tally is None else f", {tally.yes}-{tally.no}-{tally.abstain}"
    text = "" if each.instead.text is None else f" {'/'.join(map(str, each.instead.text.values()))}"
    return f"{FORM_WORDS[each.instead.form]}{text}{vote}"


def _tried(found: After, labels: Labels) -> Iterator[Block]:
    n = found.departures[0].n
    columns = (
        Column("when"),
        Column("with your choice", "words"),
        Column("with the model's", "words"),
        Column("the outcome you got", "words", "form and text, with your choice; with the model's"),
        Column(f"to {labels.short(found.actor)}", "words", "gain points that the choice won or cost, 90% interval"),
    )
    rows = [
        (
            each.utc, _forms(each.with_it), _forms(each.without_it),
            "; ".join(short_share(share) for share in (each.came, each.came_without) if share), _worth_words(each),
        )
        for each in found.departures
    ]  # fmt: skip
    yield Table(
        columns, rows, title=f"What each was worth, on {n} lucks from that moment on, the model playing on",
        note=CAVEAT,
    )  # fmt: skip


def _forms(shares: Sequence[OutcomeShare]) -> str:
    seen = [share for share in shares if share.k]
    return "; ".join(f"{FORM_WORDS[share.form]} {share_parts(share)[0]}" for share in seen)


def _worth_words(each: Departure) -> str:
    if each.worth is None:
        return ""
    low, high = signed(each.worth.low), signed(each.worth.high)
    return f"{signed(each.worth.difference)} ({low} to {high}): {each.worth.verdict}"
