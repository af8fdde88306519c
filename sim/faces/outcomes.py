"""Outcomes and values of a path as an analyst reads them, and shares as bars."""

from typing import Any, Final

from sim.faces.terminal import Terminal, printable
from sim.scenario.paths import brief_path
from sim.studies.tipping.outcomes import AT_LEAST, EXACTLY, Outcome, Wording
from sim.studies.tipping.spans import Span, written
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, Counted
from sim.words.phrases import in_a_row, in_brackets

BAR: Final = 30
"""Characters from no run to all runs."""


def bar(share: Counted) -> str:
    """A share as a bar: # up to the low end of its interval, - within it, o at the share."""
    low, high = round(BAR * share.low), round(BAR * share.high)
    drawn = ["#" if at < low else "-" if at < high else " " for at in range(BAR + 1)]
    drawn[round(BAR * share.share)] = "o"
    return "".join(drawn).rstrip()


def outcome_words(labels: Labels, outcome: Outcome) -> str:
    """An outcome in a sentence: resolution with legal force 25 (special responsibility for peace)."""
    said = FORM_WORDS.get(outcome.form, outcome.form) if outcome.form else "a text agreed"
    wordings = [_wording(labels, each) + in_brackets(_meant(labels, each)) for each in outcome.wordings]
    return printable(f"{said} with {in_a_row(wordings)}" if wordings else said)


def outcome_short(labels: Labels, outcome: Outcome) -> str:
    """The same in a few words: resolution, legal force 25."""
    form = [FORM_WORDS.get(outcome.form, outcome.form)] if outcome.form else []
    return printable(", ".join([*form, *(_wording(labels, each) for each in outcome.wordings)]))


def _wording(labels: Labels, wording: Wording) -> str:
    more = {EXACTLY: "", AT_LEAST: " or more"}.get(wording.sign, " or less")
    return f"{labels.issue(wording.issue)} {wording.strength}{more}"


def _meant(labels: Labels, wording: Wording) -> str:
    return labels.wording(wording.issue, wording.strength)


def value_words(value: float | None) -> str:
    """A value of a path: 25, 0.125, none."""
    return "none" if value is None else written(value)


def number(value: float | None) -> Any:
    """The same for JSON: whole numbers without a point."""
    return int(value) if value is not None and value == int(value) else value


def changed_words(is_set: bool) -> str:
    """Where a value or an outcome comes from: the file, or a change that was asked for."""
    return "as set" if is_set else "as coded"


def base_label(changed: bool) -> str:
    """What the line is called that says how often the outcome comes in the scenario itself."""
    return changed_words(changed).capitalize()


def within_chance(n: int) -> str:
    """What is said of a flip that so many runs cannot tell from chance."""
    return f"within chance of {runs_words(n)}: more runs would tell"


def unsettled_words(n: int, asked: bool) -> str:
    """What is said where the scenario itself is too near the flip."""
    which = "its share is on neither side of one half" if asked else "it is not the most common kind of outcome"
    return f"{which} beyond chance, and so no flip is, in {runs_words(n)}: more runs (-n) would tell"


def runs_words(n: int) -> str:
    """50 runs; 1 run."""
    return f"{n:,} run{'' if n == 1 else 's'}"


def current_words(span: Span) -> str:
    """How a span is coded: 25; or the values of its paths where they differ."""
    values = list(dict.fromkeys(value_words(value) for value in span.current))
    return in_a_row(values)


def span_words(span: Span) -> str:
    """A span in words: actors.CHN.isolation from 0 to 16."""
    return f"{brief_path(span.name)} from {value_words(span.low)} to {value_words(span.high)}"


def span_object(span: Span) -> dict[str, Any]:
    """A span for JSON. current: a path each, null where nothing is set."""
    return {
        "path": span.name,
        "paths": list(span.paths),
        "range": [number(span.low), number(span.high)],
        "range_from": span.origin,
        "current": [number(value) for value in span.current],
    }


def print_once(terminal: Terminal, n: int) -> None:
    """How the shares on the page were made, and what their intervals cover."""
    terminal.paragraph("", f"{runs_words(n)} at each point, on the same seeds; intervals at 90%. {CAVEAT}", indent=0)
