"""The figures of docs/model.md: every case over many seeds, baselines beside, and how much hangs on each judgement."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from statistics import median

from attrs import frozen

from sim.engine.loading import load
from sim.engine.scenario import Scenario
from sim.experiment.statistics import wilson
from sim.questions.baselines import baselines
from sim.scenario.parameters import table
from sim.studies.sweeping.batch import Summary, Task, play_all, task_of
from sim.vocabulary.actors import Evidence

Progress = Callable[[int, int], None]
"""Told how many runs are done, of how many."""

SHIFT = 10
"""By how many points every stance that is a guess or a judgement is moved, either way."""


@frozen
class CaseFigures:
    """One case over its seeds. shares: of runs. agreed: share of runs with the real form."""

    case: str
    real: str
    n: int
    forms: tuple[tuple[str, int], ...]
    vote: str
    vote_k: int
    voted: int
    text: str
    text_k: int
    median_day: float | None
    day_low: float | None
    day_high: float | None
    at_most_25: tuple[int, int]
    agreed: int
    baselines: tuple[tuple[str, str], ...]


@frozen
class Swing:
    """The share of the real form when one judgement is moved. change: what was moved, and how."""

    case: str
    change: str
    k: int
    n: int
    modal: str


def figures(names: Sequence[str], n: int, executor: Executor | None, progress: Progress) -> list[CaseFigures]:
    """Every case over seeds 1 to n."""
    scenarios = [load(name) for name in names]
    played = _played([(task_of(scenario), n) for scenario in scenarios], executor, progress)
    return [case_figures(scenario, runs) for scenario, runs in zip(scenarios, played, strict=True)]


def swings(names: Sequence[str], n: int, executor: Executor | None, progress: Progress) -> list[Swing]:
    """The share of the real form with each judged stance moved and each judged parameter halved and doubled."""
    changes = [(name, scenario, label, sets) for name in names for scenario, label, sets in _changes(load(name))]
    tasks = [(Task(task_of(scenario).plain, tuple(sets), ()), n) for _, scenario, _, sets in changes]
    found = []
    for (name, scenario, label, _), runs in zip(changes, _played(tasks, executor, progress), strict=True):
        forms = Counter(run.form for run in runs)
        found.append(Swing(name, label, forms[_real(scenario)], n, forms.most_common(1)[0][0]))
    return found


def _real(scenario: Scenario) -> str:
    history = scenario.case.history
    return "" if history is None else history.form


def _changes(scenario: Scenario) -> Iterator[tuple[Scenario, str, list[tuple[str, str]]]]:
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
                yield scenario, f"{code}.{issue} {shift:+d}", [change]
    for shift, moved in together.items():
        if moved:
            yield scenario, f"all judged stances {shift:+d}", moved
    for parameter in table().values():
        if "judgement" not in parameter.source:
            continue
        for word, factor in (("halved", 0.5), ("doubled", 2.0)):
            value = min(max(parameter.value * factor, parameter.low), parameter.high)
            if value != parameter.value:
                yield (
                    scenario,
                    f"{parameter.name} {word} ({value:g})",
                    [(f"parameters.{parameter.name}", f"{value:g}")],
                )


def _played(jobs: list[tuple[Task, int]], executor: Executor | None, progress: Progress) -> list[list[Summary]]:
    total = sum(n for _, n in jobs)
    done: list[list[Summary]] = [[] for _ in jobs]
    at = count = 0
    for batch in play_all(jobs, executor):
        done[at].extend(batch)
        count += len(batch)
        if len(done[at]) == jobs[at][1]:
            at += 1
        progress(count, total)
    return done


def case_figures(scenario: Scenario, runs: Sequence[Summary]) -> CaseFigures:
    """What a case's runs add up to."""
    forms = Counter(run.form for run in runs)
    votes = Counter(f"{run.yes}-{run.no}-{run.abstain}" for run in runs if run.yes + run.no + run.abstain)
    texts = Counter("/".join(map(str, run.text)) for run in runs if run.text)
    days = sorted(run.days_m / 1000 for run in runs if run.days_m is not None)
    keys = scenario.setting.space.keys
    adopted = [run.text for run in runs if run.text and run.form == "resolution"]
    legal = keys.index("legal_force") if "legal_force" in keys else -1
    low = sum(text[legal] <= 25 for text in adopted) if legal >= 0 else 0
    vote, vote_k = votes.most_common(1)[0] if votes else ("no vote", 0)
    text, text_k = texts.most_common(1)[0] if texts else ("none", 0)
    return CaseFigures(
        scenario.base.id, _real(scenario), len(runs), tuple(forms.most_common()), vote, vote_k, votes.total(), text,
        text_k, median(days) if days else None, _quantile(days, 0.05), _quantile(days, 0.95), (low, len(adopted)),
        forms[_real(scenario)], tuple((name, base.form) for name, base in baselines(scenario).items()),
    )  # fmt: skip


def _quantile(values: Sequence[float], share: float) -> float | None:
    return values[min(len(values) - 1, int(share * len(values)))] if values else None


def main_table(cases: Sequence[CaseFigures]) -> str:
    """The figures as a Markdown table."""
    head = (
        "| case | real form | its share of runs (90 % interval) | forms | vote | text | "
        "day, median (5-95 %) | legal_force at most 25 | mean text | setter | rule of thumb |"
    )
    lines = [head, "|---" * 11 + "|"]
    for case in cases:
        low, high = wilson(case.agreed, case.n)
        forms = ", ".join(f"{form.replace('_', ' ')} {k}" for form, k in case.forms)
        base = dict(case.baselines)
        lines.append(
            f"| {case.case} | {case.real.replace('_', ' ')} | {case.agreed / case.n:.0%} of {case.n} "
            f"({100 * low:.0f}-{100 * high:.0f}) | {forms} | {case.vote} ({case.vote_k} of {case.voted}) | "
            f"{case.text} ({case.text_k}) | {_days(case)} | {case.at_most_25[0]} of {case.at_most_25[1]} | "
            + " | ".join(base[name].replace("_", " ") for name in ("mean_text", "setter", "rule_of_thumb"))
            + " |"
        )
    return "\n".join(lines)


def _days(case: CaseFigures) -> str:
    if case.median_day is None or case.day_low is None or case.day_high is None:
        return "none"
    return f"{case.median_day:.1f} ({case.day_low:.1f}-{case.day_high:.1f})"


def swing_table(found: Sequence[Swing], each: int = 8) -> str:
    """For each case the lowest and highest share, and the changes that lower it most, as Markdown."""
    lines = [
        "| case | changes tried | lowest | highest | real form no longer most common after | what lowers it most |"
    ]
    lines.append("|---" * 6 + "|")
    for name in dict.fromkeys(swing.case for swing in found):
        own = sorted((swing for swing in found if swing.case == name), key=lambda swing: swing.k / swing.n)
        real, highest = _real(load(name)), own[-1].k
        lost = "; ".join(swing.change for swing in own if swing.modal != real) or "none"
        lowered = [f"{swing.change}: {swing.k / swing.n:.0%}" for swing in own if swing.k < highest][:each]
        lines.append(
            f"| {name} | {len(own)} | {own[0].k / own[0].n:.0%} | {highest / own[0].n:.0%} | {lost} | "
            f"{'; '.join(lowered) or 'nothing'} |"
        )
    return "\n".join(lines)
