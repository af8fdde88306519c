"""The model's own record on real episodes, and what it says of one case: the line with which every answer ends.

`turtlebay backtest --record sim/record.json` writes it, with both edges. It holds for one model and one table of
parameters; with others there is no record.
"""

import importlib.resources
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from attrs import field, frozen

from sim.engine.run import MODEL
from sim.engine.scenario import Scenario
from sim.pages import Paragraph
from sim.rules import memory
from sim.scenario.provocations import kind_of

FEW: Final = 8
"""With fewer episodes of an act those of its family are taken together, and with fewer of these all."""

TWIN: Final = "-short"
"""Behind the id of a long case: the id of the short file of the same episode."""


@frozen
class Past:
    """How the model did on one episode."""

    id: str
    act: str
    """The class of the trigger."""
    family: str
    hit: bool
    """Whether the most common form of its runs was the one that came."""
    base_rate_hit: bool
    """Whether the base rate of the act was right: learnt from other files, and other years of the same file."""
    day: bool | None = None
    """Whether the 80 % interval held the day; None where there was no day to hold."""


@frozen
class Record:
    """How a model did on the episodes that come with it."""

    model: int
    parameters: str
    """Digest of the parameter values."""
    n: int
    """Runs of each episode."""
    edges: Mapping[str, tuple[Past, ...]]
    """As of the trigger, and as of the draft: how each episode went."""


@frozen
class Trust:
    """How far an answer about one case can be trusted, by the model's record on other episodes."""

    group: str
    """Which episodes count: an act, a family, or all."""
    of: str
    """act, family or all; empty where there is no record."""
    n: int
    hits: int
    base_rate_hits: int
    days: int
    """Episodes with a day to hold."""
    days_held: int
    words: str
    """The line as it is shown."""
    edge: str = field(default="draft")


@cache
def packaged() -> Record | None:
    """The record that comes with the package; None where there is none."""
    resource = importlib.resources.files("sim") / "record.json"
    if not resource.is_file():
        return None
    return read(resource.read_text(encoding="utf-8"))


def read(text: str) -> Record:
    """A record from its file. Raises ValueError, TypeError or KeyError where it is none."""
    plain = json.loads(text)
    edges = {edge: tuple(Past(**row) for row in rows) for edge, rows in plain["edges"].items()}
    return Record(plain["model"], plain["parameters"], plain["n"], edges)


def trust(scenario: Scenario, record: Record | None = None) -> Trust:
    """What the record says of answers about a case: on other episodes of its act, of its family, or on all.

    record: left out, the packaged one. The case's own episode does not count, nor does its short twin.
    """
    held = packaged() if record is None else record
    asked = scenario.root.planned(scenario.changes)  # what chance drew is part of what the record is of
    if held is None or held.model != MODEL or held.parameters != asked.parameters_digest:
        other = held is not None and held.model == MODEL
        why = "no record with these parameters" if other else "no record of this model"
        return Trust("", "", 0, 0, 0, 0, 0, f"How far to trust it: {why}; `turtlebay backtest` makes one.")
    case = scenario.base
    edge = "draft" if any(entry.kind == "draft" for entry in case.timeline) else "trigger"
    own = {case.id, case.id + TWIN, case.id.removesuffix(TWIN)}
    others = [past for past in held.edges.get(edge, ()) if past.id not in own]
    group, of, rows = _pool(scenario, others)
    days = [past.day for past in rows if past.day is not None]
    n, hits, base = len(rows), sum(past.hit for past in rows), sum(past.base_rate_hit for past in rows)
    words = (
        f"How far to trust it: on {n} other real episodes{group}, known up to the {_EDGES[edge]}, the model named the "
        f"form that came in {hits} (their base rate in {base}); its 80 % intervals held the day in {sum(days)} of "
        f"{len(days)}. Those who wrote its rules knew how these ended."
    )
    return Trust(group.strip(), of, n, hits, base, len(days), sum(days), words, edge)


_EDGES: Final = {"draft": "first draft", "trigger": "act"}


def trust_lines(scenarios: Iterable[Scenario]) -> tuple[Paragraph, ...]:
    """What the record says of each of several scenarios, once where it says the same."""
    return tuple(Paragraph(words) for words in dict.fromkeys(trust(each).words for each in scenarios))


def _pool(scenario: Scenario, others: Sequence[Past]) -> tuple[str, str, Sequence[Past]]:
    """The words for a group of episodes, what kind of group it is, and the episodes."""
    act = memory.act(scenario.base)
    same = [past for past in others if past.act == act]
    if len(same) >= FEW:
        return f" of this act ({kind_of(scenario.base, act).words})", "act", same
    name = memory.family(scenario.base)
    family = [past for past in others if past.family == name]
    if name and len(family) >= FEW:
        return f" of this family ({name})", "family", family
    return " of all kinds", "all", others
