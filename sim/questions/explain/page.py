"""The page of an explanation: what moved the text, the chain, the vote, near misses, and what the runs say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from sim import pages as b
from sim.experiment.statistics import Share
from sim.pages.plain import Shapes
from sim.questions.explain.but_for import CAME_BEFORE, MADE_IT, OPEN, ButFor, Presence
from sim.questions.explain.candidates import ENTRY
from sim.questions.explain.causes import Link
from sim.questions.explain.study import Explanation, NearMiss, VoteTerms
from sim.questions.explain.text_history import IssueHistory
from sim.questions.given import given_fact
from sim.questions.timeline import entry_of, texts_fact, timeline
from sim.questions.trust import trust_lines
from sim.vocabulary.outcome import Outcome
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, gain, share_words, short_share
from sim.words.phrases import STORE, capital, command_line
from sim.words.sentences import predicate

NEAREST: Final = 8
"""Near misses shown at most."""


def page(why: Explanation, zone: tzinfo | None = None, store: Path = STORE) -> b.Page:
    """The page of an explanation. zone: shown in place of each actor's own. store: named in the next commands."""
    run = why.explained
    labels = Labels(run.scenario.case, run.scenario.clock, zone)
    facts = [b.Fact("Outcome", (why.words,)), given_fact(why.file), b.Fact("Text", why.findings), texts_fact(labels)]
    return (
        b.Title(labels.case.title, f"run {why.run}, seed {why.seed}"),
        b.Facts(tuple(fact for fact in facts if fact.lines)),
        chain_block(why, labels),
        *([_votes(labels, why.votes)] if why.votes else []),
        b.Facts((near_fact(why),)),
        *(but_for_blocks(labels, why.but_for) if why.but_for else []),
        *([_matrix(labels, why.matrix, why.columns)] if why.matrix else []),
        *trust_lines([run.scenario]),
        b.Next(_next(why, store)),
    )


def chain_block(why: Explanation, labels: Labels) -> b.Timeline:
    """The chain back from the outcome, each link with what it rests on."""
    events = why.explained.events
    entries = [
        evolve(
            entry_of(labels, events[link.seq], predicate(labels, events[link.seq], because=True)), tail=_rests_on(link)
        )
        for link in why.chain
    ]
    return timeline(labels, entries, "Back from the outcome")


def chain_fact(why: Explanation) -> b.Fact:
    """The same in one line, for a page that has the links among other events."""
    links = " <- ".join(str(link.seq) for link in why.chain)
    return b.Fact("Chain", (f"back from the outcome: {links}",))


def _rests_on(link: Link) -> str:
    """Source and assumptions behind a link, and the links behind it."""
    rests = ", ".join(word for word in (link.source, *link.assumptions) if word)
    behind = f"<- {', '.join(map(str, link.because))}" if link.because else ""
    return " ".join(f"[{mark}]" for mark in (rests, behind) if mark)


def _votes(labels: Labels, votes: Sequence[VoteTerms]) -> b.Table:
    """A row a member: gain and luck against its lines, then what each issue gave."""
    issues = [issue.key for issue in labels.case.issues]
    columns = [
        b.Column("member"),
        b.Column("vote"),
        b.Column("gain", "number"),
        b.Column("luck", "number", "the day's"),
        b.Column("no<", "number", "it votes no below this"),
        b.Column("yes>", "number", "it votes yes from this on"),
        *(_issue_column(labels.issue(key)) for key in issues),
    ]
    rows = []
    for vote in votes:
        numbers = [vote.numbers.get(name) for name in ("gain_m", "noise_m", "no_below_m", "yes_from_m")]
        cells = [_points(value) for value in (*numbers, *(vote.issues_m.get(key) for key in issues))]
        rows.append([labels.short(vote.actor), vote.vote + ("*" if vote.numbers.get("crossed") else ""), *cells])
    starred = "* The text crosses its limit." if any(vote.numbers.get("crossed") for vote in votes) else ""
    return b.Table(tuple(columns), rows, "The vote, in gain points", starred)


def _issue_column(name: str) -> b.Column:
    """A column as narrow as its numbers: a long name is abbreviated, and explained under the table."""
    long = max(map(len, name.split())) > _WIDEST_HEAD
    return b.Column(f"{name[:4]}." if long else name, "number", name if long else "", "what each issue gives")


def _points(thousandths: int | None) -> str:
    return "-" if thousandths is None else gain(thousandths)


def near_fact(why: Explanation) -> b.Fact:
    """The decisions that nearly went the other way."""
    return b.Fact("Near misses", tuple(_near(why.near_misses)))


def _near(misses: Sequence[NearMiss]) -> Iterator[str]:
    if not misses:
        yield f"no decision was within 3 gain points of going the other way; {_NOT_COUNTED}"
        return
    yield f"within 3 gain points of going the other way, nearest first; {_NOT_COUNTED}"
    for miss in misses[:NEAREST]:
        yield f"{miss.seq}: {miss.words}"
    if len(misses) > NEAREST:
        yield f"and {len(misses) - NEAREST} more within 3 gain points"


_NOT_COUNTED: Final = "to put a choice off for another day is not counted"
"""A next best of more consultations is in the chain, and is no other course."""

_WIDEST_HEAD: Final = 6
"""Letters of the longest word over a column of gain points."""

_VERDICTS: Final = {
    MADE_IT: "Made it happen: without it the outcome is mostly another",
    OPEN: "Too close to tell in so many runs",
    CAME_BEFORE: "Came before: without it the outcome is mostly the same",
}


def but_for_blocks(labels: Labels, tests: Sequence[ButFor], brief: bool = False) -> Iterator[b.Block]:
    """For each verdict how often the outcome stays the same without each link, then what the runs say of it.

    brief: nothing more of the links without which the outcome is mostly the same.
    """
    for verdict, title in _VERDICTS.items():
        mine = [test for test in tests if test.verdict == verdict]
        if mine:
            rows = [
                b.Bar(_short(test), test.share, test.low, test.high, short_share(Share(test.same, test.n)))
                for test in mine
            ]
            yield b.Bars(tuple(rows), title)
            told = [] if brief and verdict == CAME_BEFORE else mine
            if said := tuple(but_for_words(labels, test) for test in told if test.same < test.n):
                yield b.Lines(said)
    same = (
        "The same outcome is the same form with the same strength on every issue as on that seed or luck with the link."
    )
    asked = max(test.asked for test in tests)
    if any(test.n < asked for test in tests):
        same += f" Fewer than {asked:,} runs are played where they decide what a link did; --every-run plays all."
    yield b.Paragraph(f"{same} {CAVEAT} Texts: {labels.text_key()}.")


def _short(test: ButFor) -> str:
    """A link beside its bar: a timeline entry by its id alone."""
    return test.words.partition(" (")[0] if test.kind == ENTRY else capital(test.words)


def but_for_words(labels: Labels, test: ButFor) -> str:
    """One link taken away: without it the same outcome in 17% of 100 runs (12-24%); instead most often ..."""
    seen = test.term if test.same in (0, test.n) else f"in {share_words(Share(test.same, test.n))}"
    said = [f"{capital(test.words)}: without it the same outcome {seen}"]
    if test.instead is not None:
        other = _outcome_words(labels, test.instead.form, test.instead.text)
        said.append(f"instead most often {other}, in {test.instead.k} of {test.n} runs")
    beyond = [
        f"{labels.issue(each.issue)} beyond {each.limit} in {each.k_with} of {test.n} runs with it, "
        f"in {each.k_without} without"
        for each in test.beyond
        if each.k_with != each.k_without
    ]
    said += dict.fromkeys(beyond)
    if test.forms_with != test.forms_without:
        said.append(f"with it {_forms(test.forms_with)}, without it {_forms(test.forms_without)}")
    return f"{'; '.join(said)} ({test.tried})."


def _outcome_words(labels: Labels, form: str, text: Mapping[str, int] | None) -> str:
    return " ".join([FORM_WORDS.get(form, form), *([labels.text(text)] if text else [])])


def _forms(forms: Mapping[str, int]) -> str:
    return ", ".join(f"{k} {FORM_WORDS.get(form, form)}" for form, k in forms.items())


def _matrix(labels: Labels, rows: Sequence[Presence], links: Mapping[str, str]) -> b.Table:
    """Outcomes in rows, links in columns: in how many of the runs with that outcome each link was there."""
    columns = [b.Column("outcome", key=labels.text_key()), b.Column("runs", "number")]
    columns += [b.Column(chr(ord("a") + at), "number", words) for at, words in enumerate(links.values())]
    cells = [
        (_outcome_words(labels, row.form, row.text), str(row.k), *(str(row.links[name]) for name in links))
        for row in rows
    ]
    return b.Table(tuple(columns), cells, f"Outcomes of {rows[0].n} runs, and in how many of each every link was there")


def _next(why: Explanation, store: Path) -> tuple[str, ...]:
    """The runs behind it, a fork where a limit was first spoken of, and the log."""
    found = [] if why.but_for else [command_line("explain", why.run, "--but-for", store=store)]
    limits = [(each, actor, bound) for each in why.issues for actor, bound in (*each.failed_on, *each.crossed)]
    for each, actor, _ in sorted(limits, key=_distance):
        spoke = [seq for move in each.moves if move.actor == actor for seq in move.spoke]
        if spoke:
            change = f"{actor}.{each.issue}.limit=none"
            found.append(command_line("fork", why.run, "--at", str(min(spoke) - 1), "--set", change, store=store))
    return (*found[:3], command_line("log", why.run, store=store))


def _distance(limit: tuple[IssueHistory, str, int]) -> int:
    """What went furthest from a limit comes first."""
    history, _, bound = limit
    return -max(abs(strength - bound) for strength, _ in history.reached)


def _outcome_plain(outcome: Outcome) -> dict[str, Any]:
    """What JSON shows of the outcome; its text is null where the Council produced none."""
    return {
        "form": outcome.form, "text": outcome.product, "yes": outcome.yes, "no": outcome.no,
        "abstain": outcome.abstain, "draft": outcome.draft, "days_m": outcome.days_m,
    }  # fmt: skip


SHAPES: Final[Shapes] = {Outcome: _outcome_plain}
"""What JSON tells otherwise than by its fields."""
