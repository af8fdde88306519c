"""A campaign: cases of every kind, in processes of their own; a fault is written to a small file."""

import gc
import multiprocessing
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from multiprocessing.connection import wait
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import define, evolve, field, frozen

from tests.fuzz import Fuzzer, Tried, files, kills, lines, overrides, store

FUZZERS: Final[Mapping[str, Fuzzer]] = {
    "files": files.prepared,
    "overrides": overrides.prepared,
    "lines": lines.prepared,
    "store": store.prepared,
    "kills": kills.prepared,
    "bytes": store.every_byte,
}

SHARES: Final[Mapping[str, float]] = {"files": 1, "overrides": 0.1, "lines": 0.03, "store": 0.05, "kills": 0.002}
"""Cases of each kind for one mutated file: 100,000 files bring 10,000 overrides and 200 kills."""

CONTEXT = "spawn"
"""How processes begin: with nothing of this one."""

MEMORY: Final = 6 * 2**30
"""Bytes that a process may take: a case that fills memory must not take the machine with it."""

SAID_EVERY: Final = 60
"""Seconds between two lines of progress."""


@frozen
class Asked:
    """What one campaign is to try."""

    kind: str
    seed: int
    first: int
    number: int
    """Cases; 0 for all there are, which for most kinds is without end."""
    jobs: int
    out: Path
    """Where faults are written to."""


@define
class Count:
    """How far one kind is."""

    asked: Asked
    cases: int = 0
    came: Counter[str] = field(factory=Counter)
    faults: list[str] = field(factory=list)
    began: float = field(factory=time.monotonic)
    took: float = 0

    def row(self) -> str:
        """A line of the table."""
        came = ", ".join(f"{number:,} {word}" for word, number in sorted(self.came.items()))
        ends = f"{self.asked.first}-{self.asked.first + self.cases - 1}" if self.cases else "none"
        return (
            f"{self.asked.kind:<10}{self.cases:>9,} cases  seed {self.asked.seed}  numbers {ends}  "
            f"{len(self.faults)} went wrong  {self.took:,.0f} s  ({came})"
        )


def numbers(shares: Mapping[str, float], files_wanted: int) -> dict[str, int]:
    """Cases of each kind that go with so many mutated files; at least one of each."""
    return {kind: max(1, round(share * files_wanted)) for kind, share in shares.items()}


def case(kind: str, seed: int, number: int) -> Random:
    """The random numbers of one case, which depend on nothing else."""
    return Random(f"{kind} {seed} {number}")


def played(counted: Count, say: Callable[..., None]) -> None:
    """Try the cases of one kind, and count them. Ctrl-C ends it and passes through; what was counted by then stays."""
    asked = counted.asked
    say(f"{asked.kind}: {asked.number or 'all'} cases from {asked.first} on, seed {asked.seed}")
    said = time.monotonic()
    try:
        for number, tried in _results(asked):
            counted.cases += 1
            counted.came[tried.came] += 1
            counted.took = time.monotonic() - counted.began
            if tried.fault:
                counted.faults.append(tried.fault.partition("\n")[0])
                say(f"{asked.kind}: case {number}: {counted.faults[-1]}: {written(asked, number, tried)}")
            if time.monotonic() - said > SAID_EVERY:
                said = time.monotonic()
                say(counted.row())
    finally:
        counted.took = time.monotonic() - counted.began


def written(asked: Asked, number: int, tried: Tried) -> Path:
    """The small file that says how to see a fault again; the file on which it went wrong is beside it."""
    asked.out.mkdir(parents=True, exist_ok=True)
    place = asked.out / f"{asked.kind}-{asked.seed}-{number}.txt"
    again = f"python -m tests.fuzz {asked.kind} -n 1 --first {number} --seed {asked.seed}"
    seen = any(each.fault for _, each in _results(evolve(asked, first=number, number=1, jobs=1)))
    words = f"Seen again in a process of its own: {'yes' if seen else 'no'}"
    place.write_text(f"{again}\n{words}\n{tried.what}\n{tried.fault}\n", encoding="utf-8", errors="backslashreplace")
    if tried.file:
        place.with_suffix(".file").write_bytes(tried.file)
    return place


@define
class Worker:
    """A process that tries every jobs-th case."""

    process: Any
    results: Any
    """Where its results come from, each sent before the next case is begun."""
    next: int
    """The number of the case it is at."""


def _results(asked: Asked) -> Iterator[tuple[int, Tried]]:
    """Every case with its number, as they come. Where a process dies in a case, another goes on behind it."""
    with tempfile.TemporaryDirectory(prefix="turtlebay-fuzz-", ignore_cleanup_errors=True) as root:
        at_work = [_worker(asked, asked.first + slot, root) for slot in range(asked.jobs)]
        try:
            while at_work:
                for results in wait([worker.results for worker in at_work]):
                    worker = next(each for each in at_work if each.results is results)
                    try:
                        tried = worker.results.recv()
                    except EOFError:
                        worker.process.join()
                        tried = Tried("broken", f"the process died with exit code {worker.process.exitcode}")
                        at_work.append(_worker(asked, worker.next + asked.jobs, root))
                        at_work.remove(worker)
                    if tried is None:
                        at_work.remove(worker)
                        worker.process.join()
                        continue
                    yield worker.next, tried
                    worker.next += asked.jobs
        finally:
            for worker in at_work:
                worker.process.kill()
                worker.process.join()


def _worker(asked: Asked, number: int, root: str) -> Worker:
    context: Any = multiprocessing.get_context(CONTEXT)
    results, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(asked, number, Path(tempfile.mkdtemp(dir=root)), sending))
    process.start()
    sending.close()
    return Worker(process, results, number)


def _work(asked: Asked, number: int, folder: Path, results: Any) -> None:
    """Try every jobs-th case from a number on, in a process of its own, and send what comes of each."""
    os.setsid()  # a Ctrl-C is for the campaign, not for the command that is being tried
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tried_of = FUZZERS[asked.kind](folder)
    gc.freeze()  # what is imported by now stays: it need not be looked at again and again
    end = asked.first + asked.number if asked.number else None
    for each in count(number, asked.jobs):
        tried = tried_of(case(asked.kind, asked.seed, each), each) if end is None or each < end else None
        results.send(tried)
        if tried is None:
            return
