"""A comparison as dicts, lists and numbers: what `compare --json` prints."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.engine.run import Run
from sim.runs.record import data_of
from sim.studies.comparing.alignment import Row
from sim.studies.comparing.beside import Outcomes, Version
from sim.studies.comparing.divergence import Divergence
from sim.studies.comparing.inputs import Input
from sim.vocabulary.clock import Clock
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.sentences import sentence

if TYPE_CHECKING:
    from sim.studies.comparing.compare import Comparison

Plain = dict[str, Any]


def plain(comparison: "Comparison", everything: bool = False) -> Plain:
    """The whole comparison; each run's values under its letter. everything: equal votes as well."""
    runs, letters = comparison.runs, comparison.letters
    found: Plain = {
        "runs": {letter: _run(run) for letter, run in zip(letters, runs, strict=True)},
        "luck_mixed": comparison.luck_mixed,
        "inputs": [_input(each, letters) for each in comparison.inputs],
        "divergence": _divergence(runs[0], runs[1], comparison.divergence),
        "outcomes": _outcomes(comparison.outcomes, letters, [run.scenario.clock for run in runs], everything),
        "timelines": {
            "shared": comparison.timelines.shared,
            "rows": [_row(row, runs, letters) for row in comparison.timelines.rows],
            "drafts": [_version(version, runs, letters) for version in comparison.timelines.drafts],
        },
    }
    if len(runs) > 2:
        others = zip(letters[1:], runs[1:], comparison.divergences, strict=True)
        found["divergences"] = {letter: _divergence(runs[0], other, each) for letter, other, each in others}
    if comparison.uncommon:
        found["uncommon"] = {
            each.kind: _by_letter(letters, each.names, list) for each in comparison.uncommon
        }  # fmt: skip
    return found


def _by_letter(letters: str, values: Sequence[Any], told: Callable[[Any], Any] = lambda value: value) -> Plain:
    return {letter: told(value) for letter, value in zip(letters, values, strict=True)}


def _run(run: Run) -> Plain:
    return {
        "run": run.id,
        "label": run.label or None,
        "scenario": run.scenario.base.id,
        "seed": run.seed,
        "parent": run.parent or None,
        "forked_after": run.forked_after if run.interventions else None,
        "head": run.head,
        "events": len(run.events),
    }


def _input(each: Input, letters: str) -> Plain:
    after = {"after": _by_letter(letters, each.after)} if set(each.after) != {None} else {}
    return {"path": each.path, **_by_letter(letters, each.values), **after}


def _divergence(a: Run, b: Run, found: Divergence | None) -> Plain | None:
    """Where two runs part; b is whichever is held against the first."""
    if found is None:
        return None
    return {
        "decision": found.decision,
        "a": event_object(a, found.a),
        "b": event_object(b, found.b),
        "kind": found.kind,
        "rule": found.rule,
        "terms": [{"name": term.name, "a": term.a, "b": term.b} for term in found.terms],
        "turn": _divergence(a, b, found.turn),
    }


def event_object(run: Run, event: Event | None) -> Plain | None:
    """An event: when, who, what, in words, and its data; None for none."""
    if event is None:
        return None
    about = {
        "seq": event.seq,
        "t": event.t,
        "at": run.scenario.clock.iso(event.t),
        "type": event.type,
        "actor": event.actor,
        "target": event.target,
        "decision": event.decision,
        "words": event_words(run, event),
    }
    return about | {name: value for name, value in data_of(event.payload).items() if name not in about}


def event_words(run: Run, event: Event) -> str:
    """An event in words, its subject first, and what it hung on."""
    return sentence(Labels(run.scenario.case, run.scenario.clock), event, because=True)


def _outcomes(outcomes: Outcomes, letters: str, clocks: Sequence[Clock], everything: bool) -> Plain:
    names = ("yes", "no", "abstain")
    tallies = [None if tally is None else dict(zip(names, tally, strict=True)) for tally in outcomes.tallies]
    return {
        "form": _by_letter(letters, outcomes.forms),
        "draft": _by_letter(letters, outcomes.drafts, lambda name: name or None),
        "vote": _by_letter(letters, tallies),
        "days": _by_letter(letters, outcomes.days_m, lambda days: None if days is None else round(days / 1000, 3)),
        "at": _by_letter(letters, [clock.iso(at) for clock, at in zip(clocks, outcomes.at, strict=True)]),
        "text": [
            {"issue": each.issue, **_by_letter(letters, each.strengths), "words": _by_letter(letters, each.words),
             "differs": each.differs}
            for each in outcomes.text
        ],
        "votes": [
            {"actor": each.actor, **_by_letter(letters, each.votes, lambda vote: vote or None)}
            for each in outcomes.votes
            if everything or each.differs
        ],
    }  # fmt: skip


def _row(row: Row, runs: Sequence[Run], letters: str) -> Plain:
    """One row: seq of the event in each run. type, actor and draft are the same in all that have it."""
    event = next(run.events[seq] for run, seq in zip(runs, row.seqs, strict=True) if seq is not None)
    return {
        "shared": row.shared,
        "same": row.same,
        "same_act": row.same_act,
        **_by_letter(letters, row.seqs),
        "type": event.type,
        "actor": event.actor,
        "draft": getattr(event.payload, "draft", None),
    }


def _version(version: Version, runs: Sequence[Run], letters: str) -> Plain:
    rows = [
        None if t is None or text is None else {"t": t, "at": run.scenario.clock.iso(t), "text": dict(text)}
        for run, t, text in zip(runs, version.times, version.texts, strict=True)
    ]
    return {"draft": version.draft, "version": version.version, "kept": version.kept, **_by_letter(letters, rows)}
