"""Every question with fewer runs, played both ways: every run, and only those that decide. Do they conclude the same?

python -m bench.answers [--case NAME]... [--question NAME]... [--seed-from K] [-n N] [--paths N] [--luck-only]
                        [--one-store]

For each question: runs, CPU seconds, what both ways found, and whether they agree. Exit 1 where a flip, a course, a
crossing or a verdict differs. Intervals that differ are listed. Every question begins with an empty store, as if it was
the first to be asked; with --one-store the runs of one way are there for the other, which compares the conclusions in
half the time and says nothing of seconds.
"""

import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

import sim
from sim.engine.scenario import Scenario
from sim.experiment.play import Means, Progress
from sim.questions.explain.study import Explanation
from sim.questions.tip.curve import Tip
from sim.questions.tip.table import Table
from sim.scenario.library import cases

QUESTIONS = ("assumptions", "tip", "all", "but-for")
RUNS_EXPLAINED = 3
"""Runs of each case of which `explain --but-for` is asked."""


@frozen
class Found:
    """What one way of playing found."""

    concluded: Mapping[str, Any]
    """What must not differ: where to what."""
    besides: Mapping[str, Any]
    """What may: intervals."""
    runs: int
    seconds: float


Answer = Tip | Table | Explanation
Ask = Callable[[bool, Means], Answer]
"""A question, asked with every run or not, played by some means."""


def concluded(answer: Answer) -> dict[str, Any]:
    """The flips of a table, the crossings and the course of a curve, the verdicts of an explanation."""
    if isinstance(answer, Table):
        flips = {row.name: row.flip for row in answer.items}
        told = {
            name: flip and (flip.kept, flip.value, flip.becomes.word, "beyond" if flip.beyond_chance else "within")
            for name, flip in flips.items()
        }
        return {"outcome": answer.asked.outcome.word, "settled": answer.settled, **told}
    if isinstance(answer, Tip):
        crossings = [(*each.between, each.direction, each.beyond_chance) for each in answer.crossings]
        return {"outcome": answer.asked.outcome.word, "course": answer.course, "tips": crossings}
    return {link.id: link.verdict for link in answer.but_for}


def intervals(answer: Answer) -> dict[str, Any]:
    """Where a curve may as well cross."""
    return {f"{each.between}": each.interval for each in answer.crossings} if isinstance(answer, Tip) else {}


def asked(ask: Ask, every_run: bool, store: Path) -> Found:
    """One way."""
    seen = Progress()

    def watch(progress: Progress) -> None:
        seen.asked = progress.asked

    begin = time.process_time()
    answer = ask(every_run, {"store": store, "jobs": 1, "progress": watch})
    return Found(concluded(answer), intervals(answer), seen.asked, time.process_time() - begin)


def questions(scenario: Scenario, options: Namespace) -> Iterator[tuple[str, Ask]]:
    """The questions that are asked of a case."""
    how = {"n": options.n, "luck_only": options.luck_only, "seed": options.seed_from}
    wanted = options.question or QUESTIONS
    if "assumptions" in wanted:
        yield "assumptions", lambda every, means: sim.assumptions(scenario, every_run=every, **how, **means)
    if "tip" in wanted:
        for each in scenario.case.assumptions[: options.paths]:
            yield (
                f"tip {each.id}",
                lambda every, means, name=each.id: sim.tip(scenario, name, every_run=every, **how, **means),  # type: ignore[misc]
            )
    if "all" in wanted:
        few = {**how, "n": max(1, options.n // 2)}
        yield "tip --all", lambda every, means: sim.tip_all(scenario, every_run=every, **few, **means)
    if "but-for" in wanted:
        for seed in range(options.seed_from, options.seed_from + RUNS_EXPLAINED):
            run = sim.run(scenario, seed, drawn=not options.luck_only)
            yield (
                f"explain --but-for, seed {seed}",
                lambda every, means, run=run: sim.explain(run, but_for=True, n=options.n, every_run=every, **means),  # type: ignore[misc]
            )


def compared(name: str, ask: Ask, stores: Callable[[], tuple[Path, Path]]) -> tuple[bool, Found, Found]:
    """Ask both ways and print what came of it; whether they agree."""
    there, here = stores()
    every, fewer = asked(ask, True, there), asked(ask, False, here)
    agree = every.concluded == fewer.concluded
    said = f"{every.runs:6,} -> {fewer.runs:6,} runs ({every.runs / max(1, fewer.runs):.1f}x)"
    said += f"  {every.seconds:6.1f} -> {fewer.seconds:6.1f} s"
    print(f"  {name:42} {said}  {'agree' if agree else 'DIFFER'}")
    for where, what in every.concluded.items():
        other = fewer.concluded.get(where, "nothing")
        if what != other:
            print(f"      {where}: every run {what}; fewer {other}")
        elif what:
            print(f"      {where}: {what}")
    for where, what in every.besides.items():
        other = fewer.besides.get(where)
        print(f"      interval of {where}: {what}" + ("" if other == what else f", with fewer runs {other}"))
    sys.stdout.flush()
    return agree, every, fewer


def total(pairs: Iterable[tuple[Found, Found]]) -> str:
    """All of some questions together."""
    every, fewer = zip(*pairs, strict=True)
    runs = [sum(found.runs for found in each) for each in (every, fewer)]
    seconds = [sum(found.seconds for found in each) for each in (every, fewer)]
    return f"{runs[0]:,} -> {runs[1]:,} runs ({runs[0] / max(1, runs[1]):.2f}x), {seconds[0]:.0f} -> {seconds[1]:.0f} s"


def main(options: Namespace) -> bool:
    """Print everything; whether all conclusions agree."""
    names = options.case or [name for name in cases() if sim.load(name).case.assumptions]
    found: dict[str, list[tuple[Found, Found]]] = {}
    good = True
    with tempfile.TemporaryDirectory() as folder:
        made = 0

        def stores() -> tuple[Path, Path]:
            nonlocal made
            made += 0 if options.one_store else 2
            one = Path(folder) / f"{made}.db"
            return one, one if options.one_store else Path(folder) / f"{made + 1}.db"

        for name in names:
            print(f"{name}, seeds from {options.seed_from}, n {options.n}{', luck only' if options.luck_only else ''}")
            for what, ask in questions(sim.load(name), options):
                agree, *pair = compared(what, ask, stores)
                good &= agree
                found.setdefault(what.split(",")[0].split()[-1 if "--" in what else 0], []).append((pair[0], pair[1]))
    for kind, pairs in found.items():
        print(f"{kind}, {len(pairs)} asked: {total(pairs)}")
    print("all conclusions agree" if good else "CONCLUSIONS DIFFER")
    return good


def options_of(words: list[str]) -> Namespace:
    """What was typed."""
    parser = ArgumentParser(prog="python -m bench.answers", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", action="append", help="one case; else all that name assumptions")
    parser.add_argument("--question", action="append", choices=QUESTIONS, help="one question; else all")
    parser.add_argument("--seed-from", type=int, default=1001, help="the first seed; the rules were made on 1 to 100")
    parser.add_argument("-n", type=int, default=100, help="seeds of each point, half as many for tip --all")
    parser.add_argument(
        "--paths", type=int, default=1000, help="assumptions of a case whose curve is asked for, at most"
    )
    parser.add_argument("--luck-only", action="store_true", help="leave all as coded")
    parser.add_argument("--one-store", action="store_true", help="play no run twice: conclusions only, no seconds")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(0 if main(options_of(sys.argv[1:])) else 1)
