"""Whether intervals cover: many sweeps on disjoint seeds, and how often the interval of each holds the share of all.

python -m bench.coverage [CASE] [SWEEPS] [RUNS] [STORE]
"""

import sys
from pathlib import Path

import numpy as np

import sim
from sim.experiment.statistics import wilson
from sim.vocabulary.outcome import FORMS

NEAR = 0.04


def exact(share: float, runs: int) -> float:
    """The coverage that Wilson's interval has at that share."""
    from math import comb

    inside = (k for k in range(runs + 1) if wilson(k, runs)[0] <= share <= wilson(k, runs)[1])
    return float(sum(comb(runs, k) * share**k * (1 - share) ** (runs - k) for k in inside))


def rows(came: dict[str, "np.ndarray"], sweeps: int, runs: int) -> list[tuple[str, float, float, float]]:
    """For each outcome between 10 and 90 %: its share, its coverage, and what Wilson's interval gives exactly."""
    found = []
    for name, column in came.items():
        share = float(column.mean())
        if not 0.1 <= share <= 0.9:
            continue
        counts = column.reshape(sweeps, runs).sum(axis=1)
        intervals = [wilson(int(k), runs) for k in counts]
        covered = sum(low <= share <= high for low, high in intervals) / sweeps
        found.append((name, share, covered, exact(share, runs)))
    return found


def main(case: str = "dprk-2006-10", sweeps: int = 500, runs: int = 100, store: str = "") -> bool:
    """Print the table; whether every coverage is within four points of what it should be."""
    scenario = sim.load(case)
    columns = sim.sweep(scenario, sweeps * runs, jobs=2, store=Path(store) if store else None).play().outcomes
    came = {form: columns["form"] == form for form in FORMS}
    for issue in scenario.case.issues:
        produced = np.isin(columns["form"], ["resolution", "presidential_statement", "press_statement"])
        for rung in issue.rungs:
            came[f"{issue.key} {rung.strength}"] = produced & (columns[f"text_{issue.key}"] == rung.strength)
    came["a veto threat"] = columns["threats"] != ""
    came["amended"] = columns["amendments"] > 0
    good = True
    print(f"{case}: {sweeps} sweeps of {runs} runs on disjoint seeds")
    for name, share, covered, due in rows(came, sweeps, runs):
        good &= abs(covered - due) <= NEAR
        print(f"  {name:28} share {share:.3f}  covered {covered:.3f}  exact {due:.3f}  off {covered - due:+.3f}")
    print("  all within", NEAR if good else f"{NEAR}: NO")
    return good


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(0 if main(*given[:1], *(int(word) for word in given[1:3]), *given[3:4]) else 1)
