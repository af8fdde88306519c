"""Kinds of outcome, values and numbers of a scenario as an analyst reads them."""

from sim.questions.tip.kinds import AT_LEAST, EXACTLY, OutcomeKind, Wording
from sim.questions.tip.levers import CLIMATE, PRIORITY, Lever
from sim.questions.tip.ranges import ValueRange, written
from sim.scenario.paths import brief_path
from sim.words.labels import FORM_WORDS, Labels
from sim.words.phrases import in_a_row, in_brackets


def kind_words(labels: Labels, kind: OutcomeKind) -> str:
    """A kind of outcome in a sentence: resolution with legal force 25 (special responsibility for peace)."""
    form = FORM_WORDS.get(kind.form, kind.form) if kind.form else "a text agreed"
    wordings = [
        _wording(labels, each) + in_brackets(labels.wording(each.issue, each.strength)) for each in kind.wordings
    ]
    return f"{form} with {in_a_row(wordings)}" if wordings else form


def kind_short(labels: Labels, kind: OutcomeKind) -> str:
    """The same in a few words: resolution, legal force 25."""
    form = [FORM_WORDS.get(kind.form, kind.form)] if kind.form else []
    return ", ".join([*form, *(_wording(labels, each) for each in kind.wordings)])


def _wording(labels: Labels, wording: Wording) -> str:
    more = {EXACTLY: "", AT_LEAST: " or more"}.get(wording.sign, " or less")
    return f"{labels.issue(wording.issue)} {wording.strength}{more}"


def value_words(value: float | None) -> str:
    """A value of a path: 25, 0.125, none."""
    return "none" if value is None else written(value)


def coded(is_set: bool) -> str:
    """Where a value or an outcome comes from: the file, or a change that was asked for."""
    return "as set" if is_set else "as coded"


def current_words(values: ValueRange) -> str:
    """How a range is coded: 25; or the values of its paths where they differ."""
    return in_a_row(list(dict.fromkeys(value_words(value) for value in values.current)))


def range_words(values: ValueRange) -> str:
    """A range in words: CHN.isolation from 0 to 16."""
    return f"{brief_path(values.name)} from {value_words(values.low)} to {value_words(values.high)}"


def runs_words(n: int) -> str:
    """50 runs; 1 run."""
    return f"{n:,} run{'' if n == 1 else 's'}"


def within_chance(n: int) -> str:
    """What is said of a flip that so many runs cannot tell from chance."""
    return f"within chance of {runs_words(n)}: more runs would tell"


def lever_words(labels: Labels, lever: Lever) -> str:
    """What a number is: China's limit on legal force; an assumption by its id."""
    if lever.actor:
        name = labels.short(lever.actor)
        owner = f"{name}'" if name.endswith("s") else f"{name}'s"
        return f"{owner} {part_words(labels, lever)}"
    return "vetoes in the two years before" if lever.kind == CLIMATE else lever.range.name


def part_words(labels: Labels, lever: Lever) -> str:
    """Which of an actor's numbers it is: limit on legal force."""
    return f"{lever.kind} on {labels.issue(lever.range.name.split('.')[3])}" if lever.kind != PRIORITY else PRIORITY
