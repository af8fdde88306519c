"""The outcome card: what came of a run, how it compares with history and with simple guesses, and what to do next."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from sim.engine.run import Run
from sim.faces import telling as tell
from sim.faces.options import STORE
from sim.faces.registry import exists
from sim.faces.telling import FORM_WORDS, Telling
from sim.faces.terminal import Terminal, printable
from sim.studies.baselines import Baseline
from sim.studies.history import Match
from sim.vocabulary import events as e
from sim.vocabulary.texts import FORM

_BASELINE_NAMES = {"mean_text": "mean text", "setter": "setter", "rule_of_thumb": "rule of thumb"}


def outcome_words(telling: Telling, outcome: e.OutcomeReached) -> str:
    """What came of it, in one line: resolution, 15-0, day 9.1."""
    parts = [FORM_WORDS.get(outcome.form, outcome.form)]
    if outcome.text is not None and (headlines := telling.headlines(outcome.text)):
        parts[0] += f" ({headlines})"
    if outcome.votes:
        parts.append(tell.vote(outcome.yes, outcome.no, outcome.abstain))
    if outcome.days_m is not None:
        parts.append(tell.day(outcome.days_m))
    return ", ".join(parts)


def print_card(
    terminal: Terminal, telling: Telling, run: Run, match: Match, baselines: Mapping[str, Baseline], file: str
) -> None:
    """The card of a run. file: what was played, for the command that would play it many times."""
    terminal.line()
    _print_outcome(terminal, telling, run)
    _print_history(terminal, run, match)
    _print_baselines(terminal, telling, baselines)
    terminal.line()
    once = "One run is one path, not a probability."
    if exists("sweep"):
        once += f"  Estimate it:  {shlex.join(['turtlebay', 'sweep', file, '-n', '400'])}"
    terminal.line(once)


def _print_outcome(terminal: Terminal, telling: Telling, run: Run) -> None:
    outcome = run.outcome
    terminal.paragraph("Outcome", printable(outcome_words(telling, outcome)))
    if outcome.text is not None:
        when = telling.moment(outcome.at)
        terminal.paragraph("", f"{outcome.draft}, {when}: {telling.text(outcome.text)}")
        for key, strength in outcome.text.items():
            if key == FORM:
                continue
            terminal.paragraph("", f"{telling.issue(key)} {strength}: {printable(telling.wording(key, strength))}")
    elif outcome.draft:
        voted_down = _last_text(run)
        text = f": {telling.text(voted_down)}" if voted_down is not None else ""
        terminal.paragraph("", f"{outcome.draft}, {telling.moment(outcome.at)}{text}")
    against = [code for code, vote in outcome.votes.items() if vote == "no"]
    abstained = [code for code, vote in outcome.votes.items() if vote == "abstain"]
    if against:
        terminal.paragraph("", f"against: {telling.names(against)}")
    if abstained:
        terminal.paragraph("", f"abstaining: {telling.names(abstained)}")


def _print_history(terminal: Terminal, run: Run, match: Match) -> None:
    history = run.scenario.case.history
    if history is None or not match.total:
        terminal.paragraph("History", "the scenario names none to compare with")
        return
    terminal.paragraph("History", f"matches history on {match.passed} of {match.total} checks")
    for check in match.checks:
        mark = "yes" if check.passed else "no "
        terminal.paragraph("", f"{mark} {printable(check.words)} [{printable(check.found)}]")


def _print_baselines(terminal: Terminal, telling: Telling, baselines: Mapping[str, Baseline]) -> None:
    for number, (name, baseline) in enumerate(baselines.items()):
        text = f" {telling.text(baseline.text)}" if baseline.text is not None else ""
        form = FORM_WORDS.get(baseline.form, baseline.form)
        shown = _BASELINE_NAMES.get(name, name.replace("_", " "))
        terminal.paragraph("Baselines" if number == 0 else "", f"{shown:14} {form}{text}")


def next_commands(telling: Telling, run: Run, file: str, store: Path) -> list[str]:
    """What is worth asking of a stored run, with real ids."""
    outcome, at = _outcome_seq(run), _turning_seq(run)
    found = [
        told("log", run.id, "--causes", str(outcome), store=store),
        told("state", run.id, "--at", str(at), store=store),
    ]
    text = _last_text(run)
    if text is not None:
        words = telling.text(text)
        found.append(told("count", file, "--text", words, "--at", f"{run.id}:{at}", store=store))
    found.append(told("verify", run.id, store=store))
    if exists("explain"):
        found.insert(0, told("explain", run.id, store=store))
    return found


def told(*words: str, store: Path | None = None) -> str:
    """A command as it can be typed; the store is named where it is not the usual one."""
    elsewhere = ["--store", str(store)] if store is not None and store != STORE else []
    return shlex.join(["turtlebay", *words, *elsewhere])


def name_of(run: Run) -> str:
    """What a run is asked for by: its id, or SWEEP:K where it is kept by its sweep only."""
    return run.label if ":" in run.label else run.id


def _outcome_seq(run: Run) -> int:
    return next((event.seq for event in reversed(run.events) if isinstance(event.payload, e.OutcomeReached)), 0)


def _turning_seq(run: Run) -> int:
    """The moment most worth a look: the last vote, else the last veto threat or text, else the outcome."""
    for kinds in ((e.VoteOpened,), (e.VetoThreatened, e.DraftAmended, e.DraftCirculated)):
        for event in reversed(run.events):
            if isinstance(event.payload, kinds):
                return event.seq
    return _outcome_seq(run)


def _last_text(run: Run) -> Mapping[str, int] | None:
    """The text that the outcome hung on: adopted, voted down, or else the last on the table."""
    if run.outcome.text is not None:
        return run.outcome.text
    for kinds in (e.DraftVetoed | e.DraftFailed, e.DraftCirculated | e.DraftAmended):
        for event in reversed(run.events):
            if isinstance(event.payload, kinds):
                text: Mapping[str, int] = event.payload.text
                return text
    return None
