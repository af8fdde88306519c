"""What runs were made from, side by side: every input that differs, under the path by which it can be set."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
from attrs import frozen

from sim.engine.run import Run
from sim.scenario.canon import entry_from_plain
from sim.scenario.overrides import apply, canonical_path, get_value
from sim.scenario.parameters import effective
from sim.studies.comparing.leaves import Apart, differing, leaves_apart, plain_value
from sim.vocabulary import events as e
from sim.vocabulary.case import Case, Entry


@frozen
class Input:
    """One input that differs. values: one a run, None where it has none.

    after: one a run, the event after which the value came to hold; None where it held from the start.
    """

    path: str
    values: tuple[Any, ...]
    after: tuple[int | None, ...]


@frozen
class Uncommon:
    """What only some of the runs' scenarios have. kind: issues or actors; names: one tuple of keys a run."""

    kind: str
    names: tuple[tuple[str, ...], ...]


def inputs_of(runs: Sequence[Run]) -> tuple[Input, ...]:
    """Every input in which the runs differ: scenario, seed, values, entries left out, and what an analyst changed."""
    none = (None,) * len(runs)
    plain = [
        *differing("scenario", [run.scenario.base.id for run in runs]),
        *differing("scenario.digest", [_started(run).scenario_digest[:12] for run in runs]),
        *differing("model", [_started(run).model for run in runs]),
        *differing("seed", [run.seed for run in runs]),
    ]
    found = [Input(path, values, none) for path, values in plain]
    found += _changed(runs)
    found += _interventions(runs)
    return tuple(found)


def uncommon(cases: Sequence[Case]) -> tuple[Uncommon, ...]:
    """Which issues and actors are not in every case."""
    keys = {"issues": [tuple(i.key for i in case.issues) for case in cases], "actors": [tuple(c.actors) for c in cases]}
    found = []
    for kind, names in keys.items():
        common = set(names[0]).intersection(*names[1:])
        own = tuple(tuple(name for name in mine if name not in common) for mine in names)
        if any(own):
            found.append(Uncommon(kind, own))
    return tuple(found)


def luck_mixed(runs: Sequence[Run]) -> bool:
    """Whether the runs differ in seed or in luck, so that chance parts them as well as what was changed."""
    return len({run.seed for run in runs}) > 1 or len({_lucks(run) for run in runs}) > 1


def only_luck(runs: Sequence[Run]) -> bool:
    """Whether the runs differ in seed or luck, and in nothing else."""
    return luck_mixed(runs) and {each.path for each in inputs_of(runs)} <= {"seed", "luck"}


def final_case(run: Run) -> Case:
    """The case as the run ended with: overrides and all interventions applied."""
    case = run.scenario.case
    for each in run.interventions:
        if each.change.sets:
            case = apply(case, [(path, value) for path, value in each.change.sets])
        if each.change.inserts:
            more = tuple(entry_from_plain(plain) for plain in each.change.inserts)
            case = attrs.evolve(case, timeline=case.timeline + more)
    return case


def settled_path(case: Case, path: str) -> str:
    """The full form of a path, the side of a limit left out: the name under which settings of one thing meet."""
    full = canonical_path(case, path)
    head, _, side = full.rpartition(".")
    return head if head.endswith(".limit") and side in ("at_most", "at_least") else full


def _started(run: Run) -> e.RunStarted:
    started = run.events[0].payload
    return started if isinstance(started, e.RunStarted) else run.scenario.started(run.seed)


def _lucks(run: Run) -> tuple[tuple[int, int], ...]:
    return tuple((each.after, each.change.luck) for each in run.interventions if each.change.luck)


def _changed(runs: Sequence[Run]) -> list[Input]:
    """Leaves of the cases that differ, and values set at different moments."""
    cases = [final_case(run) for run in runs]
    when = [_set_after(run, case) for run, case in zip(runs, cases, strict=True)]
    alike = len({case.id for case in cases}) == 1
    leaves = dict(leaves_apart(cases, alike))
    leaves |= dict(_parameters(runs, cases))
    found = [Input(path, values, tuple(set_.get(path) for set_ in when)) for path, values in leaves.items()]
    for path in sorted(set().union(*when) - set(leaves)):
        after = tuple(set_.get(path) for set_ in when)
        if len(set(after)) > 1:
            found.append(Input(path, tuple(value_at(case, path) for case in cases), after))
    return found


def _set_after(run: Run, case: Case) -> dict[str, int]:
    """The paths that interventions set, and the event after which each was last set."""
    found: dict[str, int] = {}
    for each in run.interventions:
        found |= {settled_path(case, path): each.after for path, _ in each.change.sets}
        found |= {f"timeline.{plain['id']}": each.after for plain in each.change.inserts}
    return found


def _is_entry(path: str) -> bool:
    return path.startswith("timeline.") and path.count(".") == 1


def _entry(case: Case, name: str) -> Entry | None:
    return next((entry for entry in case.timeline if entry.id == name), None)


def parameters_apart(cases: Sequence[Case]) -> list[Apart]:
    """Every parameter that differs between cases, by its path."""
    tables = [effective(case) for case in cases]
    names = dict.fromkeys(name for table in tables for name in table)
    return [each for name in names for each in differing(f"parameters.{name}", [table.get(name) for table in tables])]


def value_at(case: Case, path: str) -> Any:
    """What a case has at a path, plain; of an entry of the timeline what it is, None where it is left out."""
    return plain_value(_entry(case, path.removeprefix("timeline."))) if _is_entry(path) else get_value(case, path)


def _parameters(runs: Sequence[Run], cases: Sequence[Case]) -> Iterator[Apart]:
    found = parameters_apart(cases)
    yield from found
    if not found:
        # A run from before the table changed: what it was played with is not known, only that it was something else.
        yield from differing("parameters", [_started(run).parameters_digest[:12] for run in runs])


def _interventions(runs: Sequence[Run]) -> Iterator[Input]:
    """Acts dropped, new luck, and changes of course that set nothing."""
    dropped = [_dropped(run) for run in runs]
    for name in dict.fromkeys(name for mine in dropped for name in mine):
        rows = [mine.get(name, (None, None)) for mine in dropped]
        if any(row != rows[0] for row in rows[1:]):
            yield Input(f"dropped.{name}", tuple(row[0] for row in rows), tuple(row[1] for row in rows))
    lucks = [_lucks(run) for run in runs]
    if len(set(lucks)) > 1:
        values = tuple(mine[-1][1] if mine else 0 for mine in lucks)
        yield Input("luck", values, tuple(mine[-1][0] if mine else None for mine in lucks))


def _dropped(run: Run) -> dict[str, tuple[str, int]]:
    """What was dropped, by entry or decision: in words, and after which event."""
    found = {}
    for each in run.interventions:
        for drop in each.change.drops:
            about = f" on {drop['draft']}" if drop["draft"] else ""
            found[drop["entry"] or drop["decision"]] = (f"{drop['act']} by {drop['actor']}{about}", each.after)
    return found
