"""A case as of its trigger, or of its first draft, holds nothing that came later."""

import json
import re
from datetime import date
from pathlib import Path

import attrs
import pytest

import sim
from sim.almanac import memory as almanac
from sim.almanac import tables
from sim.engine.loading import load_as_of
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.scenario import library
from sim.scenario.as_of import AS_OF, read_as_of
from sim.scenario.canon import digest
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read, read_text
from sim.scenario.trigger import council_day, trigger_number
from sim.scenario.writer import to_yaml
from sim.vocabulary.case import PROVOCATION, PastCrisis
from tests.experiment.test_course import differences
from tests.kit import CASES

EVERY_CASE = list(library.cases())

EPISODE = """\
id: prk-2013
title: A test, coded whole
question: What comes of it?
template: nonproliferation
council: 2013-02-11
provoker: PRK
sponsors: [USA]                                                                                    # trigger
penholder: USA                                                                                     # trigger
motive: text                                                                                        # trigger
horizon: 2013-12-01T00:00:00Z                                                                      # trigger draft
emergent_from: 2013-04-01T00:00:00Z                                                                # trigger draft
clock_from: draft-1                                                                                # trigger draft
region:                                                                                            # trigger
  stand: asks                                                                                      # trigger
  body: a conference                                                                               # trigger
  known_from: 2013-02-20                                                                           # trigger
deadlines:
  - name: a summit
    at: 2013-04-01
    source: [J]
  - name: a conference                                                                             # trigger
    at: 2013-03-20                                                                                 # trigger
    known_from: 2013-02-20                                                                         # trigger
  - name: a visit                                                                                  # trigger draft
    at: 2013-03-28                                                                                 # trigger draft
    known_from: 2013-03-20                                                                         # trigger draft
memory:
  - id: prk-2012-12
    began: 2012-12-12
    closed: 2013-01-22
    act: satellite_launch
    product: resolution
bibliography:
  J:
    title: General knowledge
actors:
  USA:
    affinity: 10
  JPN:
    priority: 90                                                                                   # trigger
    known_from: 2013-02-12                                                                         # trigger
  CHN:
    affinity: 65
    stances:
      sanctions:
        position: 10                                                                               # trigger draft
        known_from: 2013-03-06                                                                     # trigger draft
        limit:
          at_most: 65
          basis: said so before
          lifted_by:
            - nuclear_test
            - harsh-words                                                                          # trigger
            - late-launch                                                                          # trigger draft
      legal_force:
        limit:                                                                                     # trigger
          at_most: 50                                                                              # trigger
          basis: said so in between                                                                # trigger
          known_from: 2013-02-20                                                                   # trigger
  RUS:
    affinity: 45
    stances:
      legal_force:
        limit:                                                                                     # trigger draft
          at_most: 75                                                                              # trigger draft
          known_from: 2013-03-06                                                                   # trigger draft
  KOR:
    priority: 90
timeline:
  - id: plea
    at: 2013-02-10T12:00Z
    kind: statement
    actor: JPN
    summary: asks it not to test
    source: [J]
  - id: test
    at: 2013-02-12T02:57Z
    kind: provocation
    what: nuclear_test
    actor: PRK
    summary: tests a weapon
    source: [J]
  - id: meeting                                                                                    # trigger
    at: 2013-02-12T03:30Z                                                                          # trigger
    kind: meeting_request                                                                          # trigger
    actor: KOR                                                                                     # trigger
    in_answer_to: [test]                                                                           # trigger
    summary: asks for a meeting                                                                    # trigger
    source: [J]                                                                                    # trigger
  - id: launch-at-night
    at: 2013-02-12T04:30Z
    kind: provocation
    what: short_range_missile
    actor: PRK
    in_answer_to:
      - test
      - meeting                                                                                    # trigger
    summary: fires a missile on the same day in New York
    source: [J]
  - id: launch-next-day                                                                            # trigger
    at: 2013-02-12T05:30Z                                                                          # trigger
    kind: provocation                                                                              # trigger
    what: short_range_missile                                                                      # trigger
    actor: PRK                                                                                     # trigger
    summary: fires a missile on the next day in New York                                           # trigger
    source: [J]                                                                                    # trigger
  - id: harsh-words                                                                                # trigger
    at: 2013-03-01                                                                                 # trigger
    kind: statement                                                                                # trigger
    actor: PRK                                                                                     # trigger
    summary: warns                                                                                 # trigger
    source: [J]                                                                                    # trigger
  - id: draft-1                                                                                    # trigger
    at: 2013-03-05T20:00Z                                                                          # trigger
    kind: draft                                                                                    # trigger
    actor: USA                                                                                     # trigger
    to: [UNSC]                                                                                     # trigger
    summary: circulates a text                                                                     # trigger
    source: [J]                                                                                    # trigger
    text:                                                                                          # trigger
      form: 100                                                                                    # trigger
      condemnation: 80                                                                             # trigger
      sanctions: 65                                                                                # trigger
      legal_force: 75                                                                              # trigger
      dialogue: 30                                                                                 # trigger
  - id: late-launch                                                                                # trigger draft
    at: 2013-03-06                                                                                 # trigger draft
    kind: provocation                                                                              # trigger draft
    what: long_range_missile                                                                       # trigger draft
    actor: PRK                                                                                     # trigger draft
    summary: launches a missile                                                                    # trigger draft
    source: [J]                                                                                    # trigger draft
assumptions:                                                                                       # trigger draft
  - id: china                                                                                      # trigger draft
    text: China lets Article 40 pass and no more                                                   # trigger draft
    basis: judgement                                                                               # trigger draft
    paths: [actors.CHN.stances.legal_force.limit]                                                  # trigger draft
    range: [25, 75]                                                                                # trigger draft
history:                                                                                           # trigger draft
  form: resolution                                                                                 # trigger draft
  at: 2013-03-07                                                                                   # trigger draft
  summary: a resolution                                                                            # trigger draft
  checks: []                                                                                       # trigger draft
"""
"""An episode with something of every kind. Behind each line stands as of which edges somebody takes it out by hand."""


def by_hand(edge: str) -> str:
    """The episode without the lines that are dated after an edge, each of them taken out by hand."""
    kept = [line for line in EPISODE.splitlines() if edge not in line.partition("#")[2].split()]
    return "\n".join(line.partition("#")[0].rstrip() for line in kept) + "\n"


def written(folder: Path, text: str, name: str = "episode") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def head(made: Scenario) -> str:
    """The head of its first run, which stands for all its events."""
    return Recipe(made).run(1).head


@pytest.mark.parametrize("edge", AS_OF)
def test_taking_out_by_hand_what_came_after_the_edge_gives_the_same_bytes(edge: str, tmp_path: Path) -> None:
    """Read as of the edge, the whole file and the file cut by hand are one case with one course."""
    whole = load_as_of(written(tmp_path, EPISODE), edge)
    short = written(tmp_path, by_hand(edge), "by-hand")
    assert whole.digest == load_as_of(short, edge).digest == sim.load(short).digest
    assert head(whole) == head(sim.load(short))
    assert whole.digest != sim.load(written(tmp_path, EPISODE)).digest


@pytest.mark.parametrize("edge", AS_OF)
def test_what_another_case_says_is_cut_as_well(edge: str, tmp_path: Path) -> None:
    """A file that takes all over from another is that case, as of the edge too."""
    base = written(tmp_path, EPISODE)
    taken = written(tmp_path, f"id: prk-2013\nlike: {base.name}\n", "taken")
    assert load_as_of(taken, edge).digest == load_as_of(base, edge).digest


def test_the_day_of_the_trigger_is_that_of_new_york(tmp_path: Path) -> None:
    """A test on the morning of 12 February in Korea is one of the 11th there; a launch before midnight there stays."""
    case = read_as_of(written(tmp_path, EPISODE), "trigger")
    assert [entry.id for entry in case.timeline] == ["plea", "test", "launch-at-night"]
    assert case.timeline[2].in_answer_to == ("test",)
    assert (case.sponsors, case.penholder, case.region, case.history) == ((), None, None, None)


def test_as_of_the_draft_what_came_before_it_is_known(tmp_path: Path) -> None:
    """Its sponsors, the region that spoke in between, numbers and limits known by then, and no later launch."""
    case = read_as_of(written(tmp_path, EPISODE), "draft")
    assert case.timeline[-1].id == "draft-1"
    assert (case.sponsors, case.penholder) == (("USA",), "USA")
    assert case.region is not None
    china = case.actors["CHN"].stances
    assert china["legal_force"].limit is not None
    assert china["legal_force"].limit.at_most == 50
    assert china["sanctions"].limit is not None
    assert china["sanctions"].limit.lifted_by == ("nuclear_test", "harsh-words")
    assert china["sanctions"].position != 10
    assert case.actors["JPN"].priority == 90


def test_what_was_known_later_is_filled_in_as_if_nobody_had_coded_it(tmp_path: Path) -> None:
    """A limit becomes the template's, a position that of alignment and affinity, a priority that of the seat."""
    case = read_as_of(written(tmp_path, EPISODE), "trigger")
    china = case.actors["CHN"].stances["legal_force"]
    assert china.limit is not None
    assert (china.limit.at_most, china.limit.known_from) == (75, None)
    assert case.actors["JPN"].priority == 60
    assert (case.actors["KOR"].priority, case.actors["CHN"].affinity) == (90, 65)


def test_the_horizon_is_that_of_the_class_and_the_times_are_those_of_what_is_left(tmp_path: Path) -> None:
    """Ninety days after a nuclear test, and days are counted from it, whatever the file says."""
    case = read_as_of(written(tmp_path, EPISODE), "trigger")
    assert (case.horizon - case.timeline[1].at.replace(hour=0, minute=0)).days == 90
    assert case.clock_from == "test"
    assert f"{case.emergent_from:%Y-%m-%d %H:%M}" == "2013-02-10 13:00"


def test_rows_of_the_almanac_after_the_trigger_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory ends before the day of the trigger; a row of an earlier day is in the case."""
    path = written(tmp_path, EPISODE)
    before = {edge: load_as_of(path, edge).digest for edge in AS_OF}
    known = tables.memories()

    def closed(day: int) -> tuple[PastCrisis, ...]:
        more = PastCrisis("more", date(2013, 2, 1), date(2013, 2, day), "nuclear_test", "none", file="PRK-weapons")
        return (*known, more)

    monkeypatch.setattr(almanac, "memories", lambda: closed(11))
    assert {edge: load_as_of(path, edge).digest for edge in AS_OF} == before
    monkeypatch.setattr(almanac, "memories", lambda: [past for past in known if past.closed < date(2013, 2, 11)])
    assert {edge: load_as_of(path, edge).digest for edge in AS_OF} == before
    monkeypatch.setattr(almanac, "memories", lambda: closed(10))
    assert "more" in {past.id for past in read_as_of(path, "trigger").memory}


@pytest.mark.parametrize("edge", AS_OF)
@pytest.mark.parametrize("name", EVERY_CASE)
def test_no_shipped_case_holds_anything_after_the_edge(name: str, edge: str) -> None:
    """No history, no assumption, no entry of a later day but those up to the draft; it can be played."""
    path = library.file_of(name)
    whole, case = read(path), read_as_of(path, edge)
    number = trigger_number([entry.kind for entry in whole.timeline])
    assert number is not None
    drafts = [entry.at for entry in whole.timeline if entry.kind == "draft"] if edge == "draft" else []
    last = max([whole.timeline[number].at, *drafts[:1]])
    day = council_day(whole.timeline[number].at)
    assert all(
        entry.at <= last or (entry.kind == PROVOCATION and council_day(entry.at) == day) for entry in case.timeline
    )
    assert (case.history, case.assumptions) == (None, ())
    assert drafts or (case.sponsors, case.penholder) == ((), None)
    assert case.clock_from == case.timeline[number].id
    assert all(past.closed < day for past in case.memory)
    again = read_text(to_yaml(case))
    assert digest(again) == digest(case)
    assert Recipe(Scenario(case)).run(1).outcome.form


@pytest.mark.parametrize("name", CASES)
def test_a_deep_case_keeps_its_horizon_and_its_numbers(name: str) -> None:
    """It names no template that could say another, and its actors are coded one by one."""
    whole, case = read(library.file_of(name)), read_as_of(library.file_of(name), "trigger")
    assert case.horizon == whole.horizon
    assert {code: actor.priority for code, actor in case.actors.items()} == {
        code: actor.priority for code, actor in whole.actors.items()
    }


def test_as_of_anything_else_is_refused(tmp_path: Path) -> None:
    """There are two edges."""
    with pytest.raises(ValueError, match="allowed: trigger, draft"):
        load_as_of(written(tmp_path, EPISODE), "vote")


def test_what_is_wrong_with_a_file_is_said_as_of_an_edge_too(tmp_path: Path) -> None:
    """With line and column in the file as typed."""
    with pytest.raises(ScenarioError, match=r"episode.yaml:4:11: template: there is no template"):
        load_as_of(written(tmp_path, EPISODE.replace("nonproliferation", "nonproliferatoin")), "trigger")


@pytest.mark.parametrize("name", EVERY_CASE)
def test_taking_out_the_history_changes_the_digest_and_nothing_else(name: str, tmp_path: Path) -> None:
    """The same course, and events that differ in the digest of the case alone."""
    path = library.file_of(name)
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"^history:\n(?:[ #].*\n|\n)*", "", text, flags=re.MULTILINE)
    whole, bare = sim.load(path), sim.load(written(tmp_path, without, name))
    assert (whole.case.history is None, bare.case.history is None) == (False, True)
    assert attrs.evolve(whole.case, history=None) == bare.case
    assert whole.digest != bare.digest
    assert whole.course == bare.course
    first, second = Recipe(whole).run(1), Recipe(bare).run(1)
    changed = [
        place
        for own, other in zip(first.lines, second.lines, strict=True)
        for place, _, _ in differences(json.loads(own), json.loads(other))
    ]
    assert changed
    assert {place[-1] for place in changed} <= {"scenario_digest", "previous", "hash"}
