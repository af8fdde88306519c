"""What names a recipe: all that can change the course of its runs, and nothing else; mended prose plays no run anew."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import sim
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.names import recall
from sim.experiment.plan import planned
from sim.experiment.sweep import sweep
from sim.experiment.verify import verify, verify_sweep
from sim.scenario.canon import from_plain
from sim.scenario.course import NOT_IN_COURSE, course_of
from sim.store.store import Store
from sim.vocabulary.case import ProvocationKind
from tests.kit import CASES, scenario

KEYED = ("provocations", "stances", "text", "texts", "parameters", "needs", "bibliography")
"""Mappings whose keys are no fields."""

CASE = "dprk-2022-05"
LIMIT = "CHN.legal_force.limit"


WITH_REGION = "libya-2011-03"
"""An episode that says what a body of its region wants."""

WITH_DEADLINE = "dprk-1993-03"
"""An episode that names a deadline, with a note."""

WITH_KINDS = "with kinds of provocation"
"""A case that says something of a kind of provocation; no shipped one does."""


def case_of(name: str) -> Scenario:
    if name in (WITH_REGION, WITH_DEADLINE):
        return sim.load(name)
    if name != WITH_KINDS:
        return scenario(name)
    case = scenario(CASE).base
    kinds = {"long_range_missile": ProvocationKind(severity=35)}
    return Scenario(attrs.evolve(case, provocations=kinds))


def plain_of(name: str = CASE) -> Any:
    return json.loads(case_of(name).plain)


def places(plain: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Every mapping that may have the field of a path, and the field's own name."""
    first, _, rest = path.partition(".")
    if isinstance(plain, list):
        for item in plain:
            yield from places(item, path)
    elif isinstance(plain, dict) and not rest:
        yield plain, first
    elif isinstance(plain, dict) and first in plain:
        for each in plain[first].values() if first in KEYED else [plain[first]]:
            yield from places(each, rest)


def mended(path: str) -> tuple[Scenario, str, Any]:
    """A case with one field mended, the case it was taken from, and the new value."""
    for name in (CASE, *CASES, WITH_KINDS, WITH_REGION, WITH_DEADLINE):
        for holder, field in places(plain := plain_of(name), path):
            was = copy.deepcopy(holder.get(field))
            for value in candidates(was):
                holder[field] = value
                try:
                    made = Scenario(from_plain(plain))
                    if made.plain != case_of(name).plain:
                        return made, name, value
                except Exception:  # a value of another kind than the field takes
                    continue
            del holder[field]
            holder |= {} if was is None else {field: was}
    raise AssertionError(f"no case has {path}, so that it could be mended")


def candidates(was: Any) -> Iterator[Any]:
    """Other values of its kind."""
    if isinstance(was, str):
        yield from (f"{was}, mended", "2001-02-03", "partly_evidenced", "well_evidenced", "day", "hour")
    elif isinstance(was, bool):
        yield not was
    elif was is None:
        yield from ("mended", ["S1"], [7], 7, "partly_evidenced", "2001-02-03", "record", "force", True)
        yield {"stand": "asks"}
        yield [{"id": "past", "began": "2001-02-03", "closed": "2001-02-04", "act": "coup", "product": "none"}]
    elif isinstance(was, int):
        yield was + 1
    elif isinstance(was, list):
        yield [*was, "mended"]
        yield [*was, 77]
        yield was[:-1]
    elif isinstance(was, dict):
        yield dict(list(was.items())[:-1])


@pytest.mark.parametrize("path", NOT_IN_COURSE)
def test_a_field_that_no_rule_reads_is_in_no_key_and_in_events_changes_itself_alone(path: str) -> None:
    """The same key and sweep id; events differ in the mended words and the digest of the case, in nothing else.

    What is drawn depends on evidence and group: they are in the key of rows that are drawn, and only there.
    """
    made, name, value = mended(path)
    first, second = Recipe(case_of(name)), Recipe(made)
    assert made.digest != case_of(name).digest
    assert first.key == second.key
    assert planned(case_of(name), 5, luck_only=True).id == planned(made, 5, luck_only=True).id
    of_draws = path in ("actors.group", "actors.stances.evidence")
    assert (planned(case_of(name), 5).id != planned(made, 5).id) is of_draws
    for own, other in zip(first.run(1).lines, second.run(1).lines, strict=True):
        for place, was, now in differences(json.loads(own), json.loads(other)):
            words = path.rpartition(".")[2]
            assert place[-1] == "scenario_digest" or words in place or now == value, (place, was, now)


def differences(own: Any, other: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Where two plain values differ."""
    if isinstance(own, dict) and isinstance(other, dict) and own.keys() == other.keys():
        for key in own:
            yield from differences(own[key], other[key], (*at, key))
    elif own != other:
        yield at, own, other


def leaves(plain: Any, path: tuple[str, ...] = (), keyed: bool = False) -> Iterator[tuple[str, Any, Any]]:
    """Every value of a plain case: its path, what holds it, and under which key."""
    pairs = plain.items() if isinstance(plain, dict) else enumerate(plain)
    for key, value in list(pairs):
        named = path if isinstance(plain, list) or keyed else (*path, key)
        if isinstance(value, dict | list) and value:
            yield from leaves(value, named, isinstance(value, dict) and key in KEYED)
        else:
            yield ".".join(named), plain, key


@pytest.mark.parametrize("name", CASES)
def test_every_other_field_is_in_the_key(name: str) -> None:
    """A change of any other value of the case changes its course, as far as the key can tell."""
    plain = plain_of(name)
    before = copy.deepcopy(course_of(plain))
    for path, holder, key in leaves(plain):
        was, holder[key] = holder[key], "changed"
        left_out = any(path == each or path.startswith(f"{each}.") for each in NOT_IN_COURSE)
        assert (course_of(plain) == before) == left_out, path
        holder[key] = was


def test_mending_a_title_plays_nothing_anew_and_old_rows_keep_their_case(small: Scenario, tmp_path: Path) -> None:
    """Rows keep the digest of the case they were played from: verify and SWEEP:K use that case, new rows the new."""
    plain = json.loads(small.plain)
    plain["title"] = "A crisis with a better title"
    made = Scenario(from_plain(plain))
    with Store(tmp_path / "runs.db") as store:
        old = sweep(small, 30, vary={LIMIT: "0,50"}, store=store).play()
        new = sweep(made, 40, vary={LIMIT: "0,50"}, store=store)
        assert sweep(made, 30, vary={LIMIT: "0,50"}, store=store).id == old.id
        assert (new.play().progress.stored, new.progress.done) == (60, 80)
        cases = {each.seed: each.outcome.case for each in new if each.outcome is not None}
        assert {seed: case == small.digest for seed, case in cases.items()} == {n: n <= 30 for n in range(1, 41)}
        found = verify_sweep(store, new.id)
        assert (found.ok, found.identical) == (True, 80)
        for number, case in ((1, small), (80, made)):
            assert verify(store, f"{new.id}:{number}").ok
            assert recall(store, f"{new.id}:{number}").scenario.digest == case.digest
