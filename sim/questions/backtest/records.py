"""The record that back-tests make, and its file."""

import json
from collections.abc import Sequence
from typing import Final

from attrs import asdict

from sim.questions.backtest.rivals import SAME
from sim.questions.backtest.study import Backtest
from sim.questions.trust import Past, Record

BASE_RATE: Final = f"class_rate{SAME}"
"""The rival beside which the card shows the model."""


def record_of(found: Sequence[Backtest]) -> Record:
    """The record that back-tests of the same model on the same episodes make, one an edge."""
    edges = {each.as_of: tuple(_past(each, number) for number in range(len(each.episodes))) for each in found}
    return Record(found[0].model, found[0].parameters, found[0].n, edges)


def _past(found: Backtest, number: int) -> Past:
    real, said = found.reals[number], found.episodes[number].said
    base = next((each for each in found.forecasters if each.name == BASE_RATE), None)
    right = base is not None and base.forecasts[real.id].named == real.form
    day = None if said.day is None else said.day.covered
    return Past(real.id, real.act, real.family, bool(said.hit), right, day)


def written(record: Record) -> str:
    """A record as its file holds it: one episode a line."""
    head = {"model": record.model, "parameters": record.parameters, "n": record.n}
    edges = {
        edge: [json.dumps(asdict(past), ensure_ascii=False) for past in rows] for edge, rows in record.edges.items()
    }
    body = ",\n".join(f'  "{edge}": [\n    ' + ",\n    ".join(rows) + "\n  ]" for edge, rows in edges.items())
    return f'{{\n{json.dumps(head)[1:-1]},\n"edges": {{\n{body}\n}}\n}}\n'
