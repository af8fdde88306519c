"""Files that are no scenario any more, or another one: refused with places, or played to their end."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from attrs import evolve

import sim
from sim.engine.intervention import ForkError
from sim.engine.run import Run
from sim.engine.scenario import Scenario, scenario_from_plain
from sim.scenario.ladders import all_texts
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.reader import read_entries, read_text
from sim.scenario.writer import to_yaml
from sim.vocabulary.printable import printable
from tests.cases import short_case_text, small_case_text
from tests.fuzz import Tried, Try
from tests.fuzz.commands import HANGS, fault_of, given, looked_at, unfit
from tests.fuzz.mutations import mutated
from tests.fuzz.smaller import smaller
from tests.kit import CASES, SCENARIOS

SNIPPET = """\
- id: test-1
  at: 2006-07-07T01:35:00Z
  kind: provocation
  what: nuclear_test
  actor: PRK
  summary: tests a nuclear device
  severity: 60
- id: draft-2
  at: 2006-07-08T00:00:00Z
  kind: draft
  actor: USA
  in_answer_to: [test-1, launch-1]
  summary: circulates a draft
  text:
    legal_force: 95
    condemnation: 80
    form: 100
  source: [S1]
- id: call-1
  at: 2006-07-07T12:00:00Z
  kind: call
  actor: USA
  to: [CHN]
  summary: calls
- id: concession-1
  at: 2006-07-08T12:00:00Z
  kind: concession
  actor: PRK
  summary: offers talks
  severity: 30
"""
"""Entries of several kinds for `fork --insert`."""

REFUSED, PLAYED = "refused", "played"

THOROUGH = 0.05
"""The share of accepted files of which everything is asked; the others are played once, which is what takes time."""


def tiny_case_text() -> str:
    """The short case with one issue less and a nearer horizon: it is read and played in half the time."""
    text = short_case_text().replace("horizon: 2006-07-10", "horizon: 2006-07-08")
    for issue in ("condemnation", "form"):
        text = re.sub(rf"      {issue}:\n        position: (\d+)\n        salience: (\d+)\n",
                      rf"      {issue}: {{position: \1, salience: \2}}\n", text)  # fmt: skip
    text = re.sub(r"      condemnation: \{.*\n", "", text)
    text = re.sub(r"  - key: condemnation\n.*\n.*\n", "", text)
    first, last = text.index("  condemnation:\n    name"), text.index("  legal_force:\n    name")
    return re.sub(r"      condemnation: 80\n", "", text[:first] + text[last:]).replace("    condemnation: 80\n", "")


def prepared(folder: Path) -> Try:
    """Mutated scenarios, mostly of a short case; and mutated snippets to insert into a run of it."""
    tiny, short, small = tiny_case_text(), short_case_text(), small_case_text()
    shipped = [(SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8") for name in CASES]
    parent = sim.run(Scenario(read_text(short)))

    def tried(random: Random, number: int) -> Tried:
        if number % 8 == 0:
            data = mutated(SNIPPET, random)
            return made_smaller(data, lambda less: inserted(folder, less, parent, Random(number)))
        text = random.choices((tiny, short, small, random.choice(shipped)), (400, 50, 5, 2))[0]
        return made_smaller(mutated(text, random), lambda less: read_and_played(folder, less, Random(number)))

    return tried


def made_smaller(data: bytes, look: Callable[[bytes], Tried]) -> Tried:
    """What comes of a file, and where that is a fault, the smallest file that shows it."""
    found = looked_at(lambda: look(data))
    if not found.fault:
        return found
    if found.fault.startswith(HANGS):  # to see it again and again would take hours
        return evolve(found, file=data)

    def shows(less: bytes) -> bool:
        return looked_at(lambda: look(less)).fault.partition("\n")[0] == found.fault.partition("\n")[0]

    return evolve(found, file=smaller(data, shows))


def read_and_played(folder: Path, data: bytes, random: Random) -> Tried:
    """A file is refused with places, or read and played; of some everything is asked, by commands too."""
    thorough, by_commands = random.random() < THOROUGH, random.random() < THOROUGH / 2
    path = folder / "mutated.yaml"
    if by_commands:
        path.write_bytes(data)
    try:
        scenario = Scenario(read_text(data, str(path)))
    except ScenarioError as error:
        return Tried(REFUSED, _badly_refused(error) or (_asked(path, False) if by_commands else ""))
    if not thorough and not by_commands:
        sim.run(scenario)
        return Tried(PLAYED)
    path.write_bytes(data)
    fault = _badly_worded(sim.check(path).warnings) or (played(scenario, random) if thorough else "")
    return Tried(PLAYED, fault or (_asked(path, True) or _stored(folder, path, random) if by_commands else ""))


def _badly_refused(error: ScenarioError) -> str:
    return _badly_worded(error.problems) if error.problems else "refused without a problem"


def _badly_worded(problems: Iterable[Problem]) -> str:
    """Whether what is said of a file lacks a place, or words, or steers a terminal."""
    for problem in problems:
        if not (problem.line and problem.column and problem.message):
            return f"a problem without a place or without words: {problem!r}"
        if printable(str(problem)) != str(problem):
            return f"a problem that steers a terminal: {str(problem)!r}"
    return ""


def _asked(path: Path, good: bool) -> str:
    """The same by commands: `check` and a copy by `new`."""
    said = given(["check", str(path)])
    if unfit(said) or said.code != (0 if good else 2):
        return f"check: {unfit(said) or f'exit code {said.code}'}\n{said.out[-2000:]}\n{said.err[-4000:]}"
    copy = path.with_name("copy.yaml")
    copy.unlink(missing_ok=True)
    said = given(["new", str(copy), "--from", str(path)])
    if unfit(said) or (said.code == 0) != copy.exists() or (good and said.code):
        return f"new: {unfit(said) or f'exit code {said.code}'}\n{said.out[-2000:]}\n{said.err[-4000:]}"
    return "new: the copy is another file" if copy.exists() and copy.read_bytes() != path.read_bytes() else ""


def played(scenario: Scenario, random: Random) -> str:
    """What is wrong when a scenario is played and asked about; played again from its plain form it is the same run."""
    if read_text(to_yaml(scenario.case)) != scenario.case:
        return "written out and read again it is another case"
    seed = random.randrange(5)
    run = sim.run(scenario, seed)
    again = sim.run(scenario_from_plain(scenario.plain, scenario.sets, scenario.without), seed)
    if (again.id, again.lines) != (run.id, run.lines):
        return "played again it is another run"
    made = run.fork(random.randrange(len(run.events)), luck=1)
    texts, keys = all_texts(scenario.case.issues), [issue.key for issue in scenario.case.issues]
    for strengths in random.sample(texts, min(2, len(texts))):
        state = random.choice((None, run.state_at(random.randrange(len(run.events)))))
        if not sim.count(scenario, dict(zip(keys, strengths, strict=True)), state).members:
            return "a text is counted by nobody"
    sim.match(run)
    sim.baselines(scenario)
    for each in (run, made):
        if sim.explain(each).outcome != each.outcome:
            return "another outcome is explained than the run has"
    return ""


def _stored(folder: Path, path: Path, random: Random) -> str:
    """The same by commands: run, then what may be asked of a stored run."""
    store = folder / "mutated.db"
    for left in folder.glob("mutated.db*"):
        left.unlink()
    asked = [["log", "last"], ["state", "last", "--at", "3"], ["explain", "last"], ["log", "last", "--csv"],
             ["fork", "last", "--at", "3", "--new-luck"], ["compare", "last", "last"], ["scenario", "last"],
             ["runs", "--tree"]]  # fmt: skip
    sweep = ["sweep", str(path), "-n", "2", "--jobs", "1"]
    for words in (["run", str(path)], *random.sample(asked, 2), sweep, ["verify"]):
        said = given([*words, "--store", str(store)])
        if fault_of(said) or said.code:
            shown = f"{said.out[-2000:]}\n{said.err[-4000:]}"
            return f"{words[0]}: {fault_of(said) or f'exit code {said.code} for what check accepts'}\n{shown}"
    return ""


def inserted(folder: Path, data: bytes, parent: Run, random: Random) -> Tried:
    """Entries are refused with places, or put into a run, which is then played to its end."""
    path = folder / "snippet.yaml"
    path.write_bytes(data)
    at = random.randrange(len(parent.events))
    try:
        made = parent.fork(at, insert=read_entries(path, parent.scenario.case))
    except ScenarioError as error:
        return Tried(REFUSED, _badly_refused(error))
    except ForkError as error:
        return Tried(REFUSED, "" if str(error) else "refused without a sentence")
    if made.lines[: at + 1] != parent.lines[: at + 1]:
        return Tried(PLAYED, "a fork is another run before its fork")
    return Tried(PLAYED, "" if sim.explain(made).outcome == made.outcome else "another outcome is explained")
