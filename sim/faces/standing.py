"""The crisis at one moment: as an object for programs, and in words from that object."""

from typing import Any

from sim.engine.run import Run
from sim.faces.terminal import Terminal, printable
from sim.faces.timeline import print_text_key
from sim.rules.crisis import Crisis, Draft
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.numbers import decimal, percent, signed
from sim.words.phrases import in_a_row, in_brackets
from sim.words.sentences import predicate


def state_object(run: Run, crisis: Crisis) -> dict[str, Any]:
    """What `state --json` prints: right after event `seq`. Pressure, positions, limits 0-100; beliefs in points."""
    clock, space = run.scenario.clock, crisis.space
    return {
        "run": run.id,
        "seq": crisis.seq,
        "at": clock.iso(crisis.t),
        "pressure": round(crisis.pressure, 3),
        "sessions": crisis.sessions,
        "drafts": [_draft(crisis, draft, run) for draft in crisis.drafts.values()],
        "positions": {
            actor: dict(zip(space.keys, (int(p) for p in crisis.positions(actor)), strict=True))
            for actor in crisis.setting.actors
        },
        "beliefs": {
            member: {"mean": round(belief.mean, 3), "sd": round(belief.variance**0.5, 3)}
            for member, belief in crisis.beliefs.items()
        },
        "declared_limits": [
            {
                "actor": member,
                "issue": issue,
                "at_most": limit.at_most,
                "at_least": limit.at_least,
                "probability_real": round(crisis.probability_real(member, issue), 3),
            }
            for (member, issue), limit in crisis.declared_limits.items()
        ],
        "mediation": None
        if crisis.mediation is None
        else {
            "by": crisis.mediation.mediator,
            "state": crisis.mediation.state,
            "draft": crisis.mediation.draft,
            "until": clock.iso(crisis.mediation.until),
        },
        "withheld": sorted(crisis.withheld),
        "outcome": None if crisis.outcome is None else crisis.outcome.form,
    }


def _draft(crisis: Crisis, draft: Draft, run: Run) -> dict[str, Any]:
    return {
        "draft": draft.name,
        "sponsor": draft.sponsor,
        "form": str(draft.form),
        "status": "in_blue" if draft.live and draft.in_blue else draft.status,
        "version": draft.version,
        "text": crisis.space.text(draft.row),
        "circulated": run.scenario.clock.iso(draft.circulated),
        "co_sponsors": list(draft.co_sponsors),
        "declared": dict(draft.declared),
        "veto_threats": dict(draft.threats),
        "vote_from": run.scenario.clock.iso(draft.vote_at) if draft.in_blue else None,
        "votes": dict(draft.votes),
    }


def print_state(terminal: Terminal, labels: Labels, event: Event, seen: dict[str, Any]) -> None:
    """The same in words."""
    terminal.line(f"Run {seen['run']} right after event {seen['seq']}, {labels.moment(event.t)}")
    terminal.paragraph("Event", printable(f"{labels.name(event.actor)}: {predicate(labels, event)}"))
    terminal.paragraph("Pressure", f"{decimal(seen['pressure'])} of 100; consultations so far: {seen['sessions']}")
    for number, draft in enumerate(seen["drafts"]):
        _print_draft(terminal, labels, draft, "Drafts" if number == 0 else "")
    if seen["drafts"]:
        print_text_key(terminal, labels)
    else:
        terminal.paragraph("Drafts", "none yet")
    _print_limits(terminal, labels, seen["declared_limits"])
    _print_beliefs(terminal, labels, seen["beliefs"])
    if seen["mediation"] is not None:
        envoy = seen["mediation"]
        terminal.paragraph("Mediation", f"by {labels.name(envoy['by'])}, {envoy['state']}, until {envoy['until']}")
    if seen["withheld"]:
        terminal.paragraph("Withheld", in_a_row(seen["withheld"]))
    _print_positions(terminal, labels, seen["positions"])


def _print_draft(terminal: Terminal, labels: Labels, draft: dict[str, Any], label: str) -> None:
    status = draft["status"].replace("_", " ")
    form = draft["form"].replace("_", " ")
    terminal.paragraph(
        label,
        f"{draft['draft']}, {form} of {labels.name(draft['sponsor'])}, version {draft['version']}, {status}: "
        f"{labels.text(draft['text'])}{in_brackets(labels.headlines(draft['text']))}",
    )
    said: dict[str, list[str]] = {"co-sponsors": draft["co_sponsors"]}
    for member, stance in draft["declared"].items():
        if member not in draft["co_sponsors"]:
            said.setdefault(stance, []).append(member)
    for stance, members in said.items():
        if members:
            terminal.paragraph("", f"{stance}: {labels.names(members)}")
    if draft["veto_threats"]:
        terminal.paragraph("", f"veto threatened by {labels.names(draft['veto_threats'])}")


def _print_limits(terminal: Terminal, labels: Labels, limits: list[dict[str, Any]]) -> None:
    for number, limit in enumerate(limits):
        side = "at most" if limit["at_most"] is not None else "at least"
        bound = limit["at_most"] if limit["at_most"] is not None else limit["at_least"]
        terminal.paragraph(
            "Limits" if number == 0 else "",
            f"{labels.name(limit['actor'])} says {labels.issue(limit['issue'])} {side} {bound}; "
            f"the sponsor is {percent(limit['probability_real'])} sure that it is a real limit",
        )


def _print_beliefs(terminal: Terminal, labels: Labels, beliefs: dict[str, Any]) -> None:
    if beliefs:
        guesses = "; ".join(
            f"{labels.name(member)} {signed(belief['mean'])} (spread {decimal(belief['sd'])})"
            for member, belief in beliefs.items()
        )
        terminal.paragraph("Beliefs", f"the sponsor's guess at each one's hidden offset, gain points: {guesses}")


def _print_positions(terminal: Terminal, labels: Labels, positions: dict[str, dict[str, int]]) -> None:
    issues = list(next(iter(positions.values()), {}))
    wide = max((len(labels.short(actor)) for actor in positions), default=0)
    terminal.line()
    head = "Positions"
    terminal.line(f"{head:{max(wide, 9)}}  " + "  ".join(f"{labels.issue(issue):>5}" for issue in issues))
    for actor, stand in positions.items():
        cells = "  ".join(f"{stand[issue]:>{max(5, len(labels.issue(issue)))}}" for issue in issues)
        terminal.line(f"{printable(labels.short(actor)):{max(wide, 9)}}  {cells}")
