"""Sweeps as files: points as columns, events by playing again, and the queries of docs/export.md as they stand."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from sim.engine.run import Run
from sim.experiment.archive import save
from sim.experiment.frames import dotless, point_columns, point_values
from sim.experiment.sweep import sweep
from sim.questions.export.folder import ExportError
from sim.questions.export.material import material_of
from sim.questions.export.study import export
from sim.scenario.overrides import recipe_path
from sim.store.schema import OUTCOMES
from sim.store.shape import shape_of
from sim.store.store import Store, StoreError, as_json
from tests.kit import JULY, run_of, scenario
from tests.questions.exported import asked, left, types

pytestmark = pytest.mark.slow

LIMIT = "CHN.legal_force.limit"
LIMITS = ("25", "60", "95", "none")
SEEDS = 6
DOC = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", DOC, re.DOTALL)


def run_at(value: str, seed: int) -> Run:
    """One run of the sweep below, made by itself."""
    return run_of(JULY, seed, ((LIMIT, value),))


RUNS = [(value, seed) for value in LIMITS for seed in range(1, SEEDS + 1)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a sweep over China's limit."""
    with Store(tmp_path_factory.mktemp("store") / "runs.db") as opened:
        sweep(scenario(), SEEDS, vary={LIMIT: LIMITS}, luck_only=True, store=opened).play()
        yield opened


@pytest.fixture(scope="module")
def july(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the queries of the docs ask."""
    folder = tmp_path_factory.mktemp("sweep") / "july"
    export(material_of(store, "last"), "parquet", folder)
    return folder


def answers(query: str, folder: Path) -> list[tuple[Any, ...]]:
    """What a query of the docs gives, asked of a folder."""
    return asked(query.replace("'july/", f"'{folder}/"))


def test_a_varied_path_is_a_typed_column(july: Path) -> None:
    """Named as it was typed, without dots; a limit that was taken away is null."""
    assert types(july / "runs.parquet")[dotless(LIMIT)] == "BIGINT"
    found = asked(f"SELECT DISTINCT {dotless(LIMIT)} FROM t ORDER BY ALL", t=july / "runs.parquet")
    assert found == [(25,), (60,), (95,), (None,)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [(["1", "2"], "integer"), (["1", "2.5", "none"], "number"), (["1", "JPN"], "words"), (["none"], "integer")],
)
def test_a_point_column_is_as_narrow_as_its_values_allow(values: list[str], kind: str) -> None:
    """Whole numbers, real numbers, words; `none` fits all."""
    columns = point_columns(["p.q"], [{"p.q": value} for value in values])
    assert columns["p.q"].kind == kind
    assert [point_values(columns, {"p.q": value})["p_q"] is None for value in values] == [x == "none" for x in values]


def test_the_rows_of_a_sweep_are_those_of_its_runs(store: Store, july: Path) -> None:
    """Ids and heads are those of runs made one by one, and the overrides say what was set."""
    name = store.last()
    found = asked("SELECT run, sweep, seed, form, days, head, overrides FROM t", t=july / "runs.parquet")
    expected = []
    for run in (run_at(*each) for each in RUNS):
        assert run.outcome.days_m is not None
        overrides = as_json({"sets": run.scenario.sets, "without": [], "interventions": []})
        days = run.outcome.days_m / 1000
        expected.append((run.id, name, run.seed, run.outcome.form, days, run.head, overrides))
    assert found == expected


def test_the_number_of_a_run_names_it_in_its_sweep(store: Store, july: Path) -> None:
    """SWEEP:K is the run of number K, and can be exported too."""
    numbered = dict(asked("SELECT number, run FROM t", t=july / "runs.parquet"))
    assert sorted(numbered) == list(range(1, len(RUNS) + 1))
    assert material_of(store, f"{store.last()}:7").id == numbered[7]


def test_the_events_of_a_sweep_are_those_of_its_runs_played_again(july: Path) -> None:
    """All of them, in order, with the hashes that the runs had."""
    runs = [run_at(*each) for each in RUNS]
    found = asked("SELECT run, seq, h FROM t", t=july / "events.parquet")
    assert found == [(run.id, seq, h) for run in runs for seq, h in enumerate(run.hashes)]


def test_a_sweep_is_exported_without_its_events_unless_they_are_asked_for(store: Store, tmp_path: Path) -> None:
    """Tables of runs need no events; formats made of events are refused without them."""
    material = material_of(store, "last")
    export(material, "csv", tmp_path, events=False)
    assert set(left(tmp_path)) == {"runs.csv"}
    for form in ("cloudevents", "plover"):
        with pytest.raises(ExportError, match="--events"):
            export(material, form, tmp_path, events=False)


def test_the_lines_of_a_sweep_name_their_run(store: Store, tmp_path: Path) -> None:
    """Every event in the one shape that events have outside the program."""
    export(material_of(store, "last"), "jsonl", tmp_path)
    lines = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    runs = [run_at(*each) for each in RUNS]
    shown = [
        shape_of(event, run.scenario.base.start, run.id, h)
        for run in runs
        for event, h in zip(run.events, run.hashes, strict=True)
    ]
    assert [json.loads(line) for line in lines] == json.loads(json.dumps(shown))


def test_what_each_seed_drew_is_a_column_too(tmp_path: Path) -> None:
    """Values differ from run to run: they are what an analyst regresses on. One that is as coded stands there too."""
    with Store(tmp_path / "runs.db") as store:
        made = sweep(scenario(), 3, store=store).play()
        export(material_of(store, made.id[:6]), "parquet", tmp_path)
    draws = [draw for draw in made.plan.recipe(0).draws if draw.path not in ("closed", "precedent", "motive")]
    names = [dotless(draw.path) for draw in draws]
    assert [name for name in types(tmp_path / "runs.parquet") if name in names] == names
    assert {types(tmp_path / "runs.parquet")[name] for name in names} == {"DOUBLE"}
    for draw, name in list(zip(draws, names, strict=True))[:: len(names) // 7]:
        for value, sets in asked(f"SELECT {name}, overrides FROM t", t=tmp_path / "runs.parquet"):
            word = dict(json.loads(sets)["sets"]).get(recipe_path(scenario().base, draw.path), draw.coded)
            assert value == (None if word == "none" else float(word))
    assert asked("SELECT count(DISTINCT run) FROM t", t=tmp_path / "events.parquet") == [(3,)]


def test_what_a_sweep_has_not_played_yet_is_missing_and_counted(tmp_path: Path) -> None:
    """The runs there are can be exported all the same."""
    with Store(tmp_path / "runs.db") as store:
        sweep(scenario(), 2, store=store).play()
        begun = sweep(scenario(), 5, store=store)
        begun.play(stop=lambda: True)
        material = material_of(store, begun.id)
        assert material.missing == 5 - len(list(material.rows()))
        export(material, "csv", tmp_path / "out", events=False)


def test_a_label_may_begin_like_a_sweep(store: Store, tmp_path: Path) -> None:
    """Then it is the run that is meant; a name of nothing is refused in the words for sweeps."""
    with Store(tmp_path / "runs.db") as other:
        save(other, run_of(), "second try")
        assert material_of(other, "second try").id == run_of().id
    with pytest.raises(StoreError, match="no sweep 'sfff'"):
        material_of(store, "sfff")


def test_a_run_that_no_longer_gives_its_head_stops_the_export(tmp_path: Path) -> None:
    """Events that are not those of the outcome kept would be worse than none."""
    with Store(tmp_path / "runs.db") as other:
        made = sweep(scenario("dprk-2009-04"), 1, store=other).play()
        with other.writing() as connection:
            connection.execute(f"UPDATE {OUTCOMES} SET head = ?", ("0" * 64,))
        with pytest.raises(ExportError, match="no longer gives the events"):
            export(material_of(other, made.id), "jsonl", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_there_are_queries_in_the_docs() -> None:
    """The tests below would pass on an empty list."""
    assert len(QUERIES) == 6


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_of_the_docs_has_an_answer(query: str, july: Path) -> None:
    """As it stands there."""
    assert answers(query, july)


def test_the_docs_ask_for_the_share_of_each_form_by_chinas_limit(july: Path) -> None:
    """Counted here by hand."""
    expected = []
    for value in LIMITS:
        forms = Counter(str(run_at(value, seed + 1).outcome.form) for seed in range(SEEDS))
        rows = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
        expected += [(None if value == "none" else int(value), form, k, round(k / SEEDS, 3)) for form, k in rows]
    assert answers(QUERIES[0], july) == expected


def test_the_docs_ask_for_the_day_of_the_first_veto_threat(july: Path) -> None:
    """How many runs had one, and the middle of their days."""
    rows = answers(QUERIES[1], july)
    for (limit, runs, threatened, early, middle, late), value in zip(rows, LIMITS, strict=True):
        found = [run_at(value, seed + 1).outcome.first_threat_m for seed in range(SEEDS)]
        days = [thousandths / 1000 for thousandths in found if thousandths is not None]
        assert (limit, runs, threatened) == (None if value == "none" else int(value), SEEDS, len(days))
        assert middle == (pytest.approx(median(days), abs=0.051) if days else None)
        assert early is None if not days else early <= middle <= late
