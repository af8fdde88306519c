"""One run: what happened, what came of it, and how that compares with history and with simple guesses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from attrs import frozen

from sim.engine.run import Run
from sim.pages import Block, Fact, Facts, Next, Page, Paragraph, Title
from sim.questions.baselines import Baseline, baselines, baselines_fact
from sim.questions.outcome import DatedOutcome, dated, outcome_fact
from sim.questions.timeline import folded, texts_fact, timeline
from sim.questions.trust import trust_lines
from sim.vocabulary import events as e
from sim.vocabulary.case import Check, History
from sim.vocabulary.events import Event
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import PRODUCTS, Form
from sim.words.labels import Labels
from sim.words.numbers import day, decimal, vote
from sim.words.phrases import in_a_row

# Beside what really happened: the scenario's checks, one by one


@frozen
class Result:
    """One check."""

    id: str
    words: str
    """What really happened, as the scenario says it."""
    passed: bool
    found: str
    """What the run did, in words."""


@frozen
class Match:
    """How far a run matches history."""

    passed: int
    total: int
    checks: tuple[Result, ...]
    text: Mapping[str, int] | None = None
    """The text that really came, where the scenario holds it."""
    differs: tuple[str, ...] = ()
    """Issues on which the run's text is another, a draft that fell where the real one fell: all where there is none."""

    def __repr__(self) -> str:
        return f"<Match: {self.passed} of {self.total} checks>"

    _repr_html_ = shown


def match(run: Run) -> Match:
    """Hold a run against its scenario's history; no history gives no checks."""
    history = run.scenario.case.history
    if history is None:
        return Match(0, 0, ())
    results = tuple(_result(run, history, check) for check in history.checks)
    real = history.text
    came = (run.outcome.product if history.form in PRODUCTS else run.outcome.text) or {}
    differs = tuple(key for key, strength in (real or {}).items() if came.get(key) != strength)
    return Match(sum(result.passed for result in results), len(results), results, real, differs)


def match_fact(found: Match) -> Fact:
    """Each check with what the run did."""
    if not found.total:
        return Fact("History", ("the scenario names none to compare with",))
    said = [f"{'yes' if check.passed else 'no '} {check.words} [{check.found}]" for check in found.checks]
    return Fact("History", (f"matches history on {found.passed} of {found.total} checks{_real(found)}", *said))


def _real(found: Match) -> str:
    """The real text beside the checks, which need not name all of it."""
    if found.text is None:
        return ""
    differs = [key.replace("_", " ") for key in found.differs]
    said = f"differs on {in_a_row(differs)}" if differs else "the same"
    return f"; real text {'/'.join(map(str, found.text.values()))}: {said}"


def match_page(found: Match) -> Page:
    """The checks alone."""
    return (Facts((match_fact(found),)),)


def _result(run: Run, history: History, check: Check) -> Result:
    passed, found = _CHECKS[check.kind](run, history, check)
    return Result(check.id, check.words, passed, found)


Finding = tuple[bool, str]


def _form(run: Run, history: History, check: Check) -> Finding:
    form = run.outcome.form
    return form == history.form, form.replace("_", " ")


def _vote(run: Run, history: History, check: Check) -> Finding:
    outcome, real = run.outcome, history.vote
    if outcome.vote is None:
        return False, "no vote"
    return real is not None and outcome.vote == (real.yes, real.no, real.abstain), vote(*outcome.vote)


def _day(run: Run, history: History, check: Check) -> Finding:
    """Within a factor of the real number of days, both counted from the same timeline entry."""
    setting, outcome = run.scenario.setting, run.outcome
    if outcome.days_m is None or outcome.form == Form.NONE:
        return False, "no outcome to date"
    real = (setting.minute(history.at) - setting.clock_from) / 1440
    days = outcome.days_m / 1000
    same = real / check.factor <= days <= real * check.factor
    return same, f"{day(outcome.days_m)}, really {decimal(real)}; a factor of {check.factor} passes"


def _rung(run: Run, history: History, check: Check) -> Finding:
    """The strength of the product; of the draft that fell, where the real one fell."""
    text = run.outcome.product if history.form in PRODUCTS else run.outcome.text
    if text is None or check.issue not in text:
        return False, "no text"
    strength = text[check.issue]
    above = check.at_most is not None and strength > check.at_most
    below = check.at_least is not None and strength < check.at_least
    return not above and not below, f"{check.issue} {strength}"


def _threat_before_drop(run: Run, history: History, check: Check) -> Finding:
    """A veto threat came before the sponsor's text first fell below a strength."""
    drop = next((event.seq for event in run.events if _drops_below(event.payload, check)), None)
    threat = next((event.seq for event in _threats(run, check)), None)
    if drop is None:
        return False, "never dropped"
    if threat is None or threat > drop:
        return False, f"dropped at {drop} with no threat before it"
    return True, f"threat at {threat}, dropped at {drop}"


def _threats(run: Run, check: Check) -> list[e.Event]:
    """Veto threats by the actor of a check, or by anybody where it names none."""
    return _by(check, [event for event in run.events if isinstance(event.payload, e.VetoThreatened)])


def _by(check: Check, events: Sequence[e.Event]) -> list[e.Event]:
    return [event for event in events if check.actor in ("", event.actor)]


def _threat(run: Run, history: History, check: Check) -> Finding:
    threat = next(iter(_threats(run, check)), None)
    return threat is not None, "no threat" if threat is None else f"threat of {threat.actor} at {threat.seq}"


def _veto(run: Run, history: History, check: Check) -> Finding:
    """A veto was cast, by the actor of the check if it names one."""
    vetoes = [member for event in run.events if isinstance(event.payload, e.DraftVetoed) for member in event.payload.by]
    cast = [member for member in dict.fromkeys(vetoes) if check.actor in ("", member)]
    return bool(cast), f"veto of {', '.join(dict.fromkeys(vetoes))}" if vetoes else "no veto"


def _votes(run: Run, history: History, check: Check) -> Finding:
    """Every member voted as it really did; who was absent then, or has no seat in the run, did not vote."""
    cast = run.outcome.votes
    if not cast:
        return False, "no vote"
    alike = [code for code, vote in history.votes.items() if cast.get(code, "absent") == vote]
    return len(alike) == len(history.votes), f"{len(alike)} of {len(history.votes)} members as they voted"


def _drops_below(payload: e.Payload, check: Check) -> bool:
    if not isinstance(payload, e.DraftAmended) or check.below is None:
        return False
    return any(issue == check.issue and new < check.below <= old for issue, old, new in payload.changes)


def _counter_draft(run: Run, history: History, check: Check) -> Finding:
    """A member other than the first sponsor answered its draft by one of its own, by itself or as the file has it."""
    for event in _by(check, run.events):
        data = event.payload
        if isinstance(data, e.DraftCirculated) and (
            data.reason == "counter_draft" or _answers_another(run, event.actor, data.entry)
        ):
            return True, data.draft
    return False, "none came"


def _answers_another(run: Run, actor: str, entry: str) -> bool:
    """Whether a draft of the timeline answers the draft of another actor."""
    timeline = {each.id: each for each in run.scenario.case.timeline}
    answered = (
        [timeline[name] for name in timeline[entry].in_answer_to if name in timeline] if entry in timeline else []
    )
    return any(each.kind == "draft" and each.actor != actor for each in answered)


def _drafts(run: Run) -> list[e.DraftCirculated]:
    return [event.payload for event in run.events if isinstance(event.payload, e.DraftCirculated)]


def _rejection(run: Run, history: History, check: Check) -> Finding:
    rejected = _by(check, [event for event in run.events if isinstance(event.payload, e.OutcomeRejected)])
    seq = next((event.seq for event in rejected), None)
    return seq is not None, "not rejected" if seq is None else f"rejected at {seq}"


_CHECKS: Final[Mapping[str, Callable[[Run, History, Check], Finding]]] = {
    "form": _form,
    "vote": _vote,
    "votes": _votes,
    "threat": _threat,
    "veto": _veto,
    "day": _day,
    "rung": _rung,
    "threat_before_drop": _threat_before_drop,
    "counter_draft": _counter_draft,
    "rejection": _rejection,
}
"""Check kind to the function that holds a run against it."""


# What a run says of itself


@frozen
class Card:
    """What one run says of itself."""

    run: str
    scenario: str
    seed: int
    drawn: bool
    """Whether chance drew what the coding may be wrong about; else all is as coded."""
    head: str
    """The hash of its last event."""
    events: int
    """How many there are."""
    outcome: DatedOutcome
    history: Match
    baselines: Mapping[str, Baseline]


def card(run: Run) -> Card:
    """A run with its outcome, held against history and three simple guesses."""
    return Card(
        run.id, run.scenario.base.id, run.seed, bool(run.scenario.drawn), run.head, len(run.events),
        dated(run.outcome, run.scenario.clock), match(run), baselines(run.scenario),
    )  # fmt: skip


def page(run: Run, zone: tzinfo | None = None, quiet: bool = False, following: Sequence[str] = ()) -> Page:
    """The timeline and the card. zone: of local times in place of each actor's own. quiet: the card only.

    following: commands worth giving next.
    """
    labels = Labels(run.scenario.case, run.scenario.clock, zone)
    told = card(run)
    facts = [texts_fact(labels), outcome_fact(labels, run.outcome), match_fact(told.history)]
    facts.append(baselines_fact(labels, told.baselines))
    blocks: list[Block] = [Title(labels.case.title, _named(run))]
    blocks += [] if quiet else [timeline(labels, folded(labels, run.events))]
    blocks += [Facts(tuple(facts)), Paragraph("One run is one path, not a probability."), *trust_lines([run.scenario])]
    return (*blocks, Next(tuple(following))) if following else tuple(blocks)


def _named(run: Run) -> str:
    """Its name, its seed, and what chance drew before it began."""
    drawn = run.scenario.drawn
    return f"run {run.id}, seed {run.seed}" + (
        f", {drawn} values drawn that the coding may be wrong about" if drawn else ""
    )


def outcome_seq(run: Run) -> int:
    """The event that says what came of the run."""
    return next((event.seq for event in reversed(run.events) if isinstance(event.payload, e.OutcomeReached)), 0)


def turning_seq(run: Run) -> int:
    """The moment most worth a look: the last vote, else the last veto threat or text, else the outcome."""
    for kinds in (e.VoteOpened, e.VetoThreatened | e.DraftAmended | e.DraftCirculated):
        last = next((event.seq for event in reversed(run.events) if isinstance(event.payload, kinds)), None)
        if last is not None:
            return last
    return outcome_seq(run)


def last_text(run: Run) -> Mapping[str, int] | None:
    """The text that the outcome hung on: adopted, voted down, or else the last on the table."""
    return run.outcome.text or next(filter(None, map(_tabled, reversed(run.events))), None)


def _tabled(event: Event) -> Mapping[str, int] | None:
    return event.payload.text if isinstance(event.payload, e.DraftCirculated | e.DraftAmended) else None
