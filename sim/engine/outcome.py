"""The outcome of a run, from its events: the one place that knows which of them say what came of it."""

from collections.abc import Sequence

from sim.vocabulary import events as e
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.texts import Form


def outcome_of(
    events: Sequence[e.Event], *, run: str, number: int, head: str, issues: Sequence[str], clock_from: int
) -> Outcome:
    """What came of a run. issues: keys, in order. clock_from: the minute from which days count.

    Raises LookupError where the run holds no outcome.
    """
    reached, fell = _last(events, e.OutcomeReached), _last(events, e.DraftVetoed, e.DraftFailed)
    started = events[0].payload
    if not isinstance(reached, e.OutcomeReached):
        raise LookupError("the run holds no outcome")
    text = reached.text
    if text is None and isinstance(fell, e.DraftVetoed | e.DraftFailed):
        text = fell.text
    held = bool(reached.votes)
    threats = [event for event in events if isinstance(event.payload, e.VetoThreatened)]
    return Outcome(
        run=run,
        number=number,
        case=started.scenario_digest if isinstance(started, e.RunStarted) else "",
        form=reached.form,
        draft=reached.draft,
        text=None if text is None else {key: text[key] for key in issues},
        yes=reached.yes if held else None,
        no=reached.no if held else None,
        abstain=reached.abstain if held else None,
        votes=reached.votes,
        at=reached.at,
        days_m=reached.days_m,
        first_threat_m=round(1000 * (threats[0].t - clock_from) / 1440) if threats else None,
        threats=tuple(dict.fromkeys(event.actor for event in threats)),
        amendments=sum(isinstance(event.payload, e.DraftAmended) for event in events),
        events=len(events),
        head=head,
        products=tuple(
            (_form(event.payload), round(1000 * (event.t - clock_from) / 1440))
            for event in events
            if isinstance(event.payload, e.ResolutionAdopted | e.StatementAgreed)
        ),
    )


def _form(product: e.ResolutionAdopted | e.StatementAgreed) -> str:
    return product.form if isinstance(product, e.StatementAgreed) else str(Form.RESOLUTION)


def _last(events: Sequence[e.Event], *kinds: type[e.Payload]) -> e.Payload | None:
    return next((event.payload for event in reversed(events) if isinstance(event.payload, kinds)), None)
