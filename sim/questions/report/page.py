"""The page of a report, made of the parts of other pages: nothing is asked or worded here that they have not."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from sim.engine.run import MODEL
from sim.pages import Block, Column, Dots, Fact, Facts, Heading, Lines, Page, Paragraph, Table, Title
from sim.questions import cited, typical
from sim.questions.explain.page import but_for_blocks, chain_block, chain_fact, near_fact
from sim.questions.given import given_words
from sim.questions.outcome import outcome_words
from sim.questions.report import sliders
from sim.questions.report.study import Missing, Report
from sim.questions.sweep import at_points, commonest, form_bars, made_of, outcome_bars, when
from sim.questions.tip import page as tip
from sim.questions.tip.kinds import kind_short, kind_words
from sim.questions.trust import trust_lines
from sim.scenario.paths import brief_path
from sim.vocabulary.actors import Limit, Seat
from sim.vocabulary.outcome import Outcome
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, amount, of_runs, share_words, vote
from sim.words.phrases import capital, command_line

DOTS: Final = 50
DAY: Final = "Day of the outcome"
MOST_OTHERS: Final = 12
"""Other kinds of outcome shown one by one."""


def page(found: Report) -> Page:
    """The whole report, in the order in which it is read."""
    return tuple(_blocks(found))


def _blocks(found: Report) -> Iterator[Block]:
    yield from _answer(found)
    if found.outcomes:
        yield Heading("Outcomes, seen and unseen")
        yield from _outcomes(found)
        yield Heading("When")
        yield _when(found)
    if found.run is not None:
        yield Heading("The run" if found.typical is None else "The typical run")
        yield from _course(found)
        yield Heading("Why")
        yield from _why(found)
    yield Heading("What would change the judgement")
    yield from _judgement(found)
    if found.grid is not None:
        yield Heading("Other values")
        yield from sliders.blocks(found.labels, found.grid)
    if found.outcomes:
        yield Heading("Alternatives and rare paths")
        yield from _alternatives(found)
    yield Heading("How far the model can be trusted")
    yield from trust_lines([found.scenario])
    yield Heading("Sources")
    yield from cited.blocks(found.cited)
    yield Heading("Constraints, limits and assumptions")
    yield from _limits(found)
    yield Heading("How it was made")
    yield from _made(found)


def missing_blocks(missing: Sequence[Missing]) -> Iterator[Block]:
    """Which parts the store lacks, and the commands that make them."""
    if missing:
        rows = tuple(f"{each.part}: {command_line(*each.command)}" for each in missing)
        yield Lines(rows, "Missing: the store lacks runs for these parts, and none was played")


# The answer


def _answer(found: Report) -> Iterator[Block]:
    labels, case = found.labels, found.scenario.case
    yield Title(case.title, f"report on {_about(found)}")
    facts = [Fact("Question", (case.question,))]
    if found.kind is not None and found.share is not None:
        said = f"{capital(kind_words(labels, found.kind))}: {share_words(found.share)}"
        of = f"A share is {of_runs(found.drawn)}{_at(found)}. {CAVEAT}"
        facts.append(Fact("Answer", (said, of), lead=True))
    if found.subject is not None:
        facts.append(Fact("This run", (outcome_words(labels, found.subject.outcome),)))
    if case.confidence:
        facts.append(Fact("Confidence", (f"{case.confidence} [the analyst]",)))
    changes = [f"{brief_path(path)}={value}" for path, value in found.scenario.changes]
    changes += [f"without {entry}" for entry in found.scenario.without]
    if changes:
        facts.append(Fact("Changes", (", ".join(changes),)))
    if case.history is not None:
        facts.append(Fact("In reality", (case.history.summary,)))
    yield Facts(tuple(facts))
    yield from missing_blocks(found.missing)


def _at(found: Report) -> str:
    """At which point of a design."""
    tally = found.tally
    if tally is None or tally.reference is None:
        return ""
    sets = tally.points[tally.reference - 1].sets
    return ", at point {}: {}".format(tally.reference, ", ".join(f"{path}={value}" for path, value in sets.items()))


def _about(found: Report) -> str:
    if found.subject is not None:
        return f"run {found.subject.id}, seed {found.subject.seed}"
    return f"sweep {found.tally.sweep}" if found.tally is not None else found.file


# Of many runs


def _outcomes(found: Report) -> Iterator[Block]:
    tally = found.tally
    if tally is not None and not tally.points:
        yield from outcome_bars(found.labels, tally)
        return
    yield form_bars(found.outcomes, found.drawn)
    if tally is not None:
        yield from at_points(found.labels, tally)


def _when(found: Report) -> Block:
    if found.tally is not None and not found.tally.points:
        return evolve(when(found.tally), title=DAY)
    days = found.days
    return Dots(tuple(days[int((dot + 0.5) * len(days) / DOTS)] for dot in range(DOTS)), DAY)


def _alternatives(found: Report) -> Iterator[Block]:
    labels = found.labels
    if found.others:
        heads = (Column("instead", "words"), Column("share", "words"), Column("first such run"),
                 Column("vote there", "number"), Column("day", "number"))  # fmt: skip
        rows = [
            (kind_short(labels, each.kind), share_words(each.share), each.example, *_there(each.outcome))
            for each in found.others[:MOST_OTHERS]
        ]
        left = len(found.others) - len(rows)
        yield Table(heads, rows, note=f"{left} more are in the JSON." if left > 0 else "")
    tally = found.tally
    facts = [*(commonest(labels, tally).rows if tally is not None and not tally.points else ())]
    facts += [near_fact(found.why)] if found.why is not None else []
    if facts:
        yield Facts(tuple(facts))


def _there(outcome: Outcome) -> tuple[str, str]:
    """Vote and day, each empty where there is none."""
    return (
        "" if outcome.vote is None else vote(*outcome.vote),
        "" if outcome.days_m is None else amount(outcome.days_m),
    )


# Of one run


def _course(found: Report) -> Iterator[Block]:
    """The run to scale; the links of the chain with the numbers that decided them, and what they rest on."""
    assert found.run is not None
    labels = Labels(found.run.scenario.case, found.run.scenario.clock)
    chain = () if found.why is None else chain_block(found.why, labels).entries
    links = {entry.seq: entry for entry in chain}
    if found.typical is not None:
        yield from typical.blocks(found.typical, found.run, links)
    else:
        yield from typical.course_blocks(found.run, links)


def _why(found: Report) -> Iterator[Block]:
    if found.why is None:
        yield Paragraph("The run holds no outcome.")
        return
    run = found.why.explained
    labels = Labels(run.scenario.case, run.scenario.clock)
    text = Fact("Text", found.why.findings)
    yield Facts((*([text] if text.lines else []), chain_fact(found.why)))
    if found.why.but_for:
        yield from but_for_blocks(labels, found.why.but_for, brief=True)


# What may be wrong


def _judgement(found: Report) -> Iterator[Block]:
    table = found.assumptions
    if table is None:
        yield Paragraph("The store lacks the runs that say so.")
    elif not table.items:
        yield from tip.table_page(table)[-1:]
    else:
        yield tip.asked_facts(table)
        yield from tip.judgement(table)
        yield tip.made_of(table)


def _limits(found: Report) -> Iterator[Block]:
    """What holds by the rules of the body and the file, the red lines, and what is assumed."""
    labels, case, setting = found.labels, found.scenario.case, found.scenario.setting
    voting = setting.voting
    blocking = [code for code in setting.members if code in setting.blocking]
    rules = [f"{voting.quota} yes votes carry a resolution"]
    rules += [f"a no of {labels.names(blocking)} stops it"] if blocking else []
    facts = [Fact("Rules", (f"{'; '.join(rules)}.",))]
    given = given_words(labels, setting)
    facts += [Fact("File", given)] if given else []
    lines = tuple(_red_lines(found))
    facts += [Fact("Limits", lines or ("none is coded",))]
    said = tuple(f"{each.id}: {each.text}" for each in case.assumptions)
    facts += [Fact("Assumptions", (f"{len(said)} declared, in the table above",) if said else ("none declared",))]
    yield Facts(tuple(facts))


def _red_lines(found: Report) -> Iterator[str]:
    """A line for each actor with a limit."""
    labels = found.labels
    for code, actor in found.scenario.case.actors.items():
        limits = {key: stance.limit for key, stance in actor.stances.items() if stance.limit is not None}
        if limits and actor.seat != Seat.NONE:
            yield f"{labels.short(code)}: " + ", ".join(f"{labels.issue(k)} {_line(v)}" for k, v in limits.items())


def _line(limit: Limit) -> str:
    said = [f"<={limit.at_most}"] if limit.at_most is not None else []
    return " ".join([*said, *([f">={limit.at_least}"] if limit.at_least is not None else [])])


# How it was made


def _made(found: Report) -> Iterator[Block]:
    plan = None if found.tally is None else found.tally.plan
    commands = [command_line(*words) for words in found.commands]
    facts = [Fact("Commands", tuple(commands))]
    if plan is not None and found.tally is not None:
        first, last = found.tally.seeds
        seeds = f"{found.tally.sweep}, {found.tally.n:,} runs, seeds {first} to {last}"
        facts.append(Fact("Sweep", (f"{seeds}; {made_of(plan)}",)))
    if found.run is not None:
        run = found.run
        facts.append(Fact("Run", (f"{run.id}, seed {run.seed}, {len(run.events)} events", f"head {run.head}")))
    root = found.scenario.root
    digests = (f"case {root.digest[:12]}, parameters {root.parameters_digest[:12]}",)
    facts += [Fact("Model", (f"model {MODEL}",)), Fact("Digests", digests)]
    yield Facts(tuple(facts))


def following(found: Report) -> list[tuple[str, ...]]:
    """What is worth giving next, with real ids."""
    return [("explain", found.run.id), ("log", found.run.id)] if found.run is not None else []
