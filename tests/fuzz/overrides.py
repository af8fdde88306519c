"""Overrides, forks and entries left out: all that a file names, at odd values and at both ends of what is allowed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from attrs import frozen

import sim
from sim.engine.intervention import ForkError
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.experiment.verify import verify_all
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read_entries
from sim.vocabulary.printable import printable
from tests.cases import short_file
from tests.fuzz import Tried, Try
from tests.fuzz.commands import given, looked_at, unfit
from tests.fuzz.files import PLAYED, REFUSED, SNIPPET, played
from tests.fuzz.mutations import NUMBERS, TIMES, WORDS
from tests.kit import CASES, SCENARIOS
from tests.valid_cases import Sets, ends_of, paths_of

SHIPPED = 0.04
"""The share of cases tried on a scenario that comes with the package: it takes ten times as long."""


@frozen
class Known:
    """A scenario with all that can be set in it."""

    scenario: Scenario
    source: str
    """Its file, as a command would name it."""
    ends: Mapping[str, Sequence[str]]
    """Every path, and what may stand there at both ends."""
    entries: Sequence[str]
    """The ids of its timeline."""


def prepared(folder: Path) -> Try:
    """Overrides, alone, in pairs and threes, with entries left out; then forks of what comes of them."""
    sources = [short_file(folder), *(SCENARIOS / f"{name}.yaml" for name in CASES)]
    short, *shipped = (_known(path) for path in sources)
    snippet = folder / "snippet.yaml"
    snippet.write_text(SNIPPET, encoding="utf-8")

    def tried(random: Random, number: int) -> Tried:
        known = random.choice(shipped) if random.random() < SHIPPED else short
        sets, without = _sets(known, random), _without(known, random)
        words = [word for path, value in sets for word in ("--set", f"{path}={value}")]
        words += [word for entry in without for word in ("--without", entry)]
        found = looked_at(lambda: _varied(known, sets, without, snippet, random))
        if number % 10 == 0 and not found.fault:
            found = looked_at(lambda: _by_commands(folder, known, words, snippet, random))
        return Tried(found.came, found.fault, f"{known.source} {words!r}")

    return tried


def _known(path: Path) -> Known:
    scenario = sim.load(path)
    case = scenario.case
    ends = {name: ends_of(case, name) for name in paths_of(case)}
    return Known(scenario, str(path), ends, [entry.id for entry in case.timeline])


def _sets(known: Known, random: Random) -> Sets:
    """One override, two or three; mostly at an end, now and then at an odd value or a path that is none."""
    found = []
    for path in random.choices(list(known.ends), k=random.choice((1, 1, 2, 2, 3))):
        value = random.choice(known.ends[path])
        if random.random() < 0.25:
            value = random.choice(random.choice((NUMBERS, NUMBERS, TIMES, WORDS)))
        found.append((_spelled(path, random), value))
    return tuple(found)


def _spelled(path: str, random: Random) -> str:
    """A path in full, in brief, or broken."""
    words = path.split(".")
    kind = random.random()
    if kind < 0.3 and words[0] == "actors":
        return ".".join(word for word in words[1:] if word not in ("stances", "position"))
    if kind < 0.4 and words[0] == "parameters":
        return ".".join(words[1:])
    if kind > 0.95:
        at = random.randrange(len(words))
        word = random.choice(("", words[at][:-1], words[at] * 2, words[at].upper(), random.choice(WORDS), "0", " "))
        return ".".join((*words[:at], word, *words[at + 1 :]))
    return path


def _without(known: Known, random: Random) -> tuple[str, ...]:
    """Entries left out: mostly none, else one, some, or all."""
    number = random.choices((0, 1, 2, len(known.entries)), (6, 3, 2, 1))[0]
    found = random.sample(known.entries, min(number, len(known.entries)))
    return (*found, random.choice(WORDS)) if random.random() < 0.03 else tuple(found)


def _varied(known: Known, sets: Sets, without: Sequence[str], snippet: Path, random: Random) -> Tried:
    """A change is refused, or played and asked about, and its run is forked."""
    try:
        scenario = known.scenario.vary(sets, without)
    except ScenarioError as error:
        return Tried(REFUSED, _badly_said(error))
    fault = played(scenario, random)
    if fault:
        return Tried(PLAYED, fault)
    run = sim.run(scenario, random.randrange(3))
    for _ in range(random.choice((1, 2))):
        made, fault = _forked(run, known, snippet, random)
        if fault:
            return Tried(PLAYED, fault)
        run = made or run
    return Tried(PLAYED)


def _forked(run: Run, known: Known, snippet: Path, random: Random) -> tuple[Run | None, str]:
    """A fork at any event with any change, or None where it is refused; and what is wrong with it."""
    last = len(run.events) - 1
    at = random.choice((0, last, last + 1, -1, *(random.randint(0, last) for _ in range(12))))
    drops = random.sample(range(-1, last + 2), random.choices((0, 1, 2), (5, 3, 1))[0])
    drops = [at + 1] if drops and random.random() < 0.4 else drops
    luck = random.choice((0, 0, 0, 1, 2**63 - 1, 2**63, -1))
    sets = _sets(known, random) if random.random() < 0.7 else ()
    try:
        inserts = read_entries(snippet, run.state_at(at).setting.case) if random.random() < 0.3 else ()
        inserts = random.sample(inserts, random.randint(0, len(inserts)))
        made = run.fork(at, sets, drop=drops, insert=inserts, luck=luck)
    except (ForkError, ScenarioError) as error:
        return None, _badly_said(error)
    except (sim.TurtlebayError, IndexError) as error:
        expected = not 0 <= luck < 2**63 or not 0 <= at <= last or any(not 0 <= each <= last for each in drops)
        return None, "" if expected and str(error) else f"refused in an unexpected way: {error!r}"
    if made.lines[: at + 1] != run.lines[: at + 1]:
        return None, "a fork is another run before its fork"
    if not (sets or drops or inserts or luck) and made.lines != run.lines:
        return None, "a fork without a change is another run"
    again = made.recipe.run(made.number, expected=made.lines, parent=made.parent)
    if (again.id, again.head) != (made.id, made.head):
        return None, "a fork that is played again is another run"
    if sim.explain(made).outcome != made.outcome:
        return None, "another outcome is explained than the fork has"
    return made, ""


def _badly_said(error: Exception) -> str:
    said = str(error)
    if not said:
        return "refused without a sentence"
    return "" if all(printable(line) == line for line in said.split("\n")) else f"a refusal that steers: {said!r}"


def _by_commands(folder: Path, known: Known, words: Sequence[str], snippet: Path, random: Random) -> Tried:
    """The same by commands on a store, which then holds what was stored, once, and is sound."""
    store = folder / "overrides.db"
    for left in folder.glob("overrides.db*"):
        left.unlink()
    stored = set()
    fork = ["fork", "last", "--at", str(random.randrange(12)), "--set", "CHN.legal_force.limit=none", "--quiet"]
    inserting = ["fork", "last", "--at", "5", "--insert", str(snippet), "--quiet", "--new-luck"]
    for command in (["run", known.source, *words], fork, inserting, ["run", known.source, *words]):
        said = given([*command, "--store", str(store)])
        if unfit(said):
            return Tried(REFUSED, f"{command!r}: {unfit(said)}\n{said.out[-2000:]}\n{said.err[-4000:]}")
        stored.add((command[0], said.code))
    if ("run", 0) not in stored:
        return Tried(REFUSED)
    with sim.open_store(store) as opened:
        verdicts = verify_all(opened)
        ids = [run.id for run in opened.runs()]
    if not all(verdict.ok for verdict in verdicts):
        return Tried(PLAYED, f"verify says no: {[verdict for verdict in verdicts if not verdict.ok]}")
    if len(set(ids)) != len(ids) or len(verdicts) != len(ids) or not 1 <= len(ids) <= 3:
        return Tried(PLAYED, f"the store holds {ids} after a run, two forks at most and the run again")
    return Tried(PLAYED)
