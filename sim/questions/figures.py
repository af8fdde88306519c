"""The figures of docs/model.md: every case over many seeds, baselines beside, and how much hangs on each judgement."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from attrs import field, frozen

from sim.engine.loading import load
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment
from sim.experiment.statistics import wilson
from sim.pages import Column, Page, Table, Title
from sim.questions.baselines import NAMES, baselines
from sim.questions.outcome import form_words
from sim.scenario.parameters import table
from sim.vocabulary.actors import Evidence
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.texts import Role, keys_with
from sim.words.labels import Labels
from sim.words.numbers import percent, vote

SHIFT = 10
"""By how many points every stance that is a guess or a judgement is moved, either way."""

MOST_LOWERED = 8
"""Changes that are named of each case."""

Counted = tuple[str, int]
"""A value, and in how many runs it came."""


@frozen
class CaseFigures:
    """One case over its seeds."""

    case: str
    real: str
    """The form that really came."""
    n: int
    agreed: int
    """Runs with that form."""
    forms: tuple[Counted, ...]
    """The most common first."""
    vote: Counted | None
    voted: int
    """Runs with a vote."""
    text: Counted | None
    """Of the product or of the draft that fell."""
    days: tuple[float, float, float] | None = field(metadata={"digits": 3})
    """Median, 5 and 95 in 100."""
    under_chapter_vii: tuple[int, int] | None
    """Resolutions that stay below Chapter VII, of how many; None for a case without legal force."""
    baselines: tuple[tuple[str, str], ...]
    """Simple guess to the form it expects."""


@frozen
class Swing:
    """The share of the real form when one judgement is moved."""

    case: str
    change: str
    """What was moved, and how."""
    k: int
    n: int
    modal: str
    """The most common form then."""


@frozen
class Figures:
    """Every case over many seeds, and with every judgement moved."""

    cases: tuple[CaseFigures, ...]
    swings: tuple[Swing, ...]


def figures(names: Sequence[str], n: int, experiment: Experiment, brief: bool = False) -> Figures:
    """Cases over seeds 1 to n. brief: leave out the judgements. Raises what `Experiment.play` raises."""
    seeds = range(1, n + 1)
    recipes = {name: Recipe(load(name)) for name in names}
    played = experiment.play(recipes.values(), seeds)
    cases = tuple(case_figures(recipe.scenario, played[recipe]) for recipe in recipes.values())
    if brief:
        return Figures(cases, ())
    moved = [
        (name, label, recipe.vary(tuple(sets)))
        for name, recipe in recipes.items()
        for label, sets in _changes(recipe.scenario)
    ]
    played = experiment.play([recipe for _, _, recipe in moved], seeds)
    swings = []
    for name, label, recipe in moved:
        forms = Counter(outcome.form for outcome in played[recipe])
        swings.append(Swing(name, label, forms[_real(recipe.scenario)], n, forms.most_common(1)[0][0]))
    return Figures(cases, tuple(swings))


def _real(scenario: Scenario) -> str:
    return "" if scenario.base.history is None else scenario.base.history.form


def _changes(scenario: Scenario) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What is moved, one judgement at a time; and last all judged stances together."""
    together: dict[int, list[tuple[str, str]]] = {SHIFT: [], -SHIFT: []}
    for code, actor in scenario.case.actors.items():
        for issue, stance in actor.stances.items():
            if stance.evidence not in (Evidence.GUESS, Evidence.JUDGEMENT):
                continue
            for shift, moved in together.items():
                position = min(100, max(0, stance.position + shift))
                change = (f"actors.{code}.stances.{issue}.position", str(position))
                moved.append(change)
                yield f"{code}.{issue} {shift:+d}", [change]
    for shift, moved in together.items():
        if moved:
            yield f"all judged stances {shift:+d}", moved
    for parameter in table().values():
        if "judgement" not in parameter.source:
            continue
        for word, factor in (("halved", 0.5), ("doubled", 2.0)):
            value = min(max(parameter.value * factor, parameter.low), parameter.high)
            if value != parameter.value:
                yield (
                    f"{parameter.name} {word} ({value:g})",
                    [(f"parameters.{parameter.name}", f"{value:g}")],
                )


def case_figures(scenario: Scenario, runs: Sequence[Outcome]) -> CaseFigures:
    """What a case's runs add up to."""
    forms = Counter(run.form for run in runs)
    votes = Counter(vote(*run.vote) for run in runs if run.vote is not None)
    labels = Labels(scenario.case, scenario.clock)
    texts = Counter(labels.text(run.text) for run in runs if run.text is not None)
    days = sorted(run.days for run in runs if run.days is not None)
    spread = (median(days), _quantile(days, 0.05), _quantile(days, 0.95)) if days else None
    return CaseFigures(
        scenario.base.id, _real(scenario), len(runs), forms[_real(scenario)], tuple(forms.most_common()),
        _first(votes), votes.total(), _first(texts), spread, _under_chapter_vii(scenario, runs),
        tuple((name, base.form) for name, base in baselines(scenario).items()),
    )  # fmt: skip


def _first(counted: "Counter[str]") -> Counted | None:
    return next(iter(counted.most_common(1)), None)


def _quantile(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def _under_chapter_vii(scenario: Scenario, runs: Sequence[Outcome]) -> tuple[int, int] | None:
    basis = keys_with(scenario.case.issues, Role.LEGAL_BASIS)
    if not basis:
        return None
    adopted = [run.product for run in runs if run.product is not None and run.form == "resolution"]
    return sum(text[basis[0]] <= 25 for text in adopted), len(adopted)


# The page


def page(found: Figures) -> Page:
    """Two tables: the cases, and what moves them."""
    blocks = (Title("The cases over many seeds"), _cases(found.cases))
    return (*blocks, _swings(found)) if found.swings else blocks


def _cases(cases: Sequence[CaseFigures]) -> Table:
    columns = (
        Column("case"), Column("real form"), Column("its share of runs (90 % interval)", "words"),
        Column("forms", "words"), Column("vote", "words"), Column("text", "words"),
        Column("day, median (5-95 %)", "words"),
        Column("legal_force at most 25"), *(Column(name) for name in NAMES.values()),
    )  # fmt: skip
    rows = []
    for case in cases:
        low, high = wilson(case.agreed, case.n)
        base = dict(case.baselines)
        rows.append((
            case.case, form_words(case.real),
            f"{percent(case.agreed / case.n)} of {case.n} ({100 * low:.0f}-{100 * high:.0f})",
            ", ".join(f"{form_words(form)} {k}" for form, k in case.forms),
            "no vote" if case.vote is None else f"{case.vote[0]} ({case.vote[1]} of {case.voted})",
            "none" if case.text is None else f"{case.text[0]} ({case.text[1]})",
            "none" if case.days is None else "{:.1f} ({:.1f}-{:.1f})".format(*case.days),
            "" if case.under_chapter_vii is None else "{} of {}".format(*case.under_chapter_vii),
            *(form_words(base[name]) for name in NAMES),
        ))  # fmt: skip
    return Table(columns, rows)


def _swings(found: Figures) -> Table:
    """For each case the lowest and highest share, and the changes that lower it most."""
    columns = (
        Column("case"), Column("changes tried", "number"), Column("lowest", "number"), Column("highest", "number"),
        Column("real form no longer most common after", "words"), Column("what lowers it most", "words"),
    )  # fmt: skip
    rows = []
    for case in found.cases:
        own = sorted((swing for swing in found.swings if swing.case == case.case), key=lambda swing: swing.k / swing.n)
        lost = "; ".join(swing.change for swing in own if swing.modal != case.real) or "none"
        lowered = [f"{swing.change}: {percent(swing.k / swing.n)}" for swing in own if swing.k < own[-1].k]
        rows.append((
            case.case, str(len(own)), percent(own[0].k / own[0].n), percent(own[-1].k / own[-1].n), lost,
            "; ".join(lowered[:MOST_LOWERED]) or "nothing",
        ))  # fmt: skip
    return Table(columns, rows)
