"""Frames: columns that every library reads, what is missing missing in each, names without dots."""

import json
from pathlib import Path

import duckdb
import numpy as np
import polars
import pytest

import sim
from sim.engine.scenario import Scenario
from sim.experiment.frames import Column, Frame, dotless, events_frame
from sim.experiment.sweep import sweep
from sim.questions.export.material import material_of
from sim.questions.export.study import export
from sim.store.store import Store

LIMIT = "CHN.legal_force.limit"


def test_a_vote_that_was_never_held_is_missing_everywhere(small: Scenario, tmp_path: Path) -> None:
    """Nan in numpy, null in Arrow and polars, null in JSON, empty in CSV; averages are of votes that were held."""
    with Store(tmp_path / "runs.db") as store:
        made = sweep(small, 10, store=store, luck_only=True).play()
        outcomes = made.outcomes
        assert np.isnan(outcomes["yes"]).all()  # the small case knows statements and nothing else
        assert outcomes.to_polars()["yes"].null_count() == 10
        assert outcomes.to_polars()["yes"].dtype == polars.Int64
        assert outcomes.arrow()["abstain"].null_count == 10
        export(material_of(store, made.id), "jsonl", tmp_path / "json", events=False)
        export(material_of(store, made.id), "csv", tmp_path / "csv", events=False)
    rows = [json.loads(line) for line in (tmp_path / "json" / "runs.jsonl").read_text().splitlines()]
    assert {(row["yes"], row["no"], row["abstain"]) for row in rows} == {(None, None, None)}
    assert ",,,," in (tmp_path / "csv" / "runs.csv").read_text().splitlines()[1]


def test_libraries_read_a_frame_as_it_is(small: Scenario) -> None:
    """DuckDB by the name of the variable, polars by its constructor, pandas by a method; all see the same."""
    outcomes = sweep(small, 5, vary={LIMIT: "0,none"}, luck_only=True).outcomes
    asked = duckdb.sql(f"SELECT {dotless(LIMIT)}, count(*) FROM outcomes GROUP BY ALL ORDER BY ALL").fetchall()
    assert asked == [(0, 5), (None, 5)]
    assert polars.DataFrame(outcomes).equals(outcomes.to_polars())
    assert polars.DataFrame(outcomes)["yes"].null_count() == 10
    assert list(outcomes.to_pandas()["head"]) == list(outcomes["head"]) == outcomes.to_polars()["head"].to_list()
    assert not any("." in name for name in outcomes)


def test_events_are_rows_with_their_data_as_json(small: Scenario) -> None:
    run = sim.run(small, 1)
    frame = events_frame(run, sim.run(small, 2))
    mine = [row for row in frame.to_polars().iter_rows(named=True) if row["run"] == run.id]
    assert [row["h"] for row in mine] == list(run.hashes)
    assert json.loads(mine[0]["data"])["seed"] == 1
    assert mine[0]["actor"] is None or mine[0]["actor"]


def test_a_library_that_is_not_there_is_named_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"pip install pyarrow, or pip install turtlebay\[analysis\]"):
        Frame((Column("a", "integer"),), [{"a": 1}]).__arrow_c_stream__()
