"""Shares of runs as words, cells and bars; outcomes and values of a path as an analyst reads them."""

from typing import Any, Final

from sim.faces.telling import FORM_WORDS, Telling, in_a_row, in_brackets
from sim.faces.terminal import Terminal, printable
from sim.studies.shares import Share
from sim.studies.tipping.outcomes import AT_LEAST, EXACTLY, Outcome, Wording
from sim.studies.tipping.spans import Span, short, written

ONCE: Final = "The interval covers chance within the model only."
"""Said once wherever shares are shown."""

BAR: Final = 30
"""Characters from no run to all runs."""


def share_words(share: Share) -> str:
    """81% of 400 runs (78-84%), likely to very likely."""
    if share.k in (0, share.n):
        return share.term
    return f"{percent(share)} of {share.n} runs ({band(share)}), {share.term}"


def percent(share: Share) -> str:
    """A share in whole percent; under 1% where it is that small and yet seen."""
    return "under 1%" if 0 < share.share < 0.01 else f"{100 * share.share:.0f}%"


def band(share: Share) -> str:
    """The interval of a share: 78-84%."""
    low, high = share.interval
    return f"{100 * low:.0f}-{100 * high:.0f}%"


def bar(share: Share) -> str:
    """A share as a bar: # up to the low end of its interval, - within it, o at the share."""
    low, high = share.interval
    drawn = ["#" if at < round(BAR * low) else "-" if at < round(BAR * high) else " " for at in range(BAR + 1)]
    drawn[round(BAR * share.share)] = "o"
    return "".join(drawn).rstrip()


def outcome_words(telling: Telling, outcome: Outcome) -> str:
    """An outcome in a sentence: resolution with legal force 25 (special responsibility for peace)."""
    said = FORM_WORDS.get(outcome.form, outcome.form) if outcome.form else "a text agreed"
    wordings = [_wording(telling, each) + in_brackets(_meant(telling, each)) for each in outcome.wordings]
    return printable(f"{said} with {in_a_row(wordings)}" if wordings else said)


def outcome_short(telling: Telling, outcome: Outcome) -> str:
    """The same in a few words: resolution, legal force 25."""
    form = [FORM_WORDS.get(outcome.form, outcome.form)] if outcome.form else []
    return printable(", ".join([*form, *(_wording(telling, each) for each in outcome.wordings)]))


def _wording(telling: Telling, wording: Wording) -> str:
    more = {EXACTLY: "", AT_LEAST: " or more"}.get(wording.sign, " or less")
    return f"{telling.issue(wording.issue)} {wording.strength}{more}"


def _meant(telling: Telling, wording: Wording) -> str:
    return telling.wording(wording.issue, wording.strength)


def value_words(value: float | None) -> str:
    """A value of a path: 25, 0.125, none."""
    return "none" if value is None else written(value)


def number(value: float | None) -> Any:
    """The same for JSON: whole numbers without a point."""
    return int(value) if value is not None and value == int(value) else value


def current_words(span: Span) -> str:
    """How a span is coded: 25; or the values of its paths where they differ."""
    values = list(dict.fromkeys(value_words(value) for value in span.current))
    return in_a_row(values)


def span_words(span: Span) -> str:
    """A span in words: actors.CHN.isolation from 0 to 16."""
    return f"{short(span.name)} from {value_words(span.low)} to {value_words(span.high)}"


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
    terminal.paragraph("", f"{n} runs at each point, on the same seeds; intervals at 90%. {ONCE}", indent=0)
