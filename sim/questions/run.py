"""One run: what happened, what came of it, and how that compares with history and with simple guesses."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from attrs import frozen

from sim.engine.run import Run
from sim.pages import Block, Facts, Next, Page, Paragraph, Title
from sim.questions.baselines import Baseline, baselines, baselines_fact
from sim.questions.history import Match, match, match_fact
from sim.questions.outcome import DatedOutcome, dated, outcome_fact
from sim.questions.timeline import folded, texts_fact, timeline
from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.words.labels import Labels


@frozen
class Card:
    """What one run says of itself."""

    run: str
    scenario: str
    seed: int
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
        run.id, run.scenario.base.id, run.seed, run.head, len(run.events), dated(run.outcome, run.scenario.clock),
        match(run), baselines(run.scenario),
    )  # fmt: skip


def page(run: Run, zone: tzinfo | None = None, quiet: bool = False, following: Sequence[str] = ()) -> Page:
    """The timeline and the card. zone: of local times in place of each actor's own. quiet: the card only.

    following: commands worth giving next.
    """
    labels = Labels(run.scenario.case, run.scenario.clock, zone)
    told = card(run)
    facts = [texts_fact(labels), outcome_fact(labels, run.outcome), match_fact(told.history)]
    facts.append(baselines_fact(labels, told.baselines))
    blocks: list[Block] = [Title(labels.case.title, f"run {run.id}, seed {run.seed}")]
    blocks += [] if quiet else [timeline(labels, folded(labels, run.events))]
    blocks += [Facts(tuple(facts)), Paragraph("One run is one path, not a probability.")]
    return (*blocks, Next(tuple(following))) if following else tuple(blocks)


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
