"""The episodes: what an analyst types in an hour, coded by docs/coding.md before the first run."""

from datetime import date

import pytest

import sim
from sim.almanac.council import council_on
from sim.scenario.canon import digest
from sim.scenario.facts import FACTS
from sim.scenario.nodes import Table, tree
from sim.scenario.overlay import said, table_at, tables_in
from sim.scenario.reader import read_text, reading
from sim.scenario.shapes import COUNCIL_DAY, TEMPLATE
from sim.scenario.writer import to_yaml
from sim.vocabulary.actors import ActorKind
from sim.words.labels import Labels
from sim.words.sentences import sentence
from tests.kit import CASES, EPISODES, SCENARIOS, file_of, run_of, scenario

SHORT = sorted(path.stem for path in EPISODES.glob("*.yaml"))

short_cases = pytest.mark.parametrize("name", SHORT)


def text_of(name: str) -> str:
    """The file as typed."""
    return file_of(name).read_text(encoding="utf-8")


def tree_of(name: str) -> Table:
    """The file as typed, with nothing filled in."""
    root, _ = tree(text_of(name), name)
    assert isinstance(root, Table)
    return root


def test_every_case_is_a_deep_one_or_a_short_one() -> None:
    """None is left out of the tests, and no name is used twice."""
    assert sorted(CASES) == sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    assert SHORT
    assert not {*CASES} & {*SHORT}


@short_cases
def test_a_short_case_has_at_most_sixty_lines(name: str) -> None:
    """Without bibliography, comments and blank lines; and no line is longer than a screen, but for addresses."""
    lines, in_bibliography = [], False
    for line in text_of(name).splitlines():
        if line and not line.startswith((" ", "#")):
            in_bibliography = line.startswith("bibliography:")
        if line.strip() and not line.lstrip().startswith("#") and not in_bibliography:
            lines.append(line)
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 120


@short_cases
def test_a_short_case_types_nothing_that_the_almanac_holds(name: str) -> None:
    """It names a day and a template; a name and a zone are typed only for what is no state."""
    root = tree_of(name)
    assert said(root, COUNCIL_DAY)
    assert said(root, TEMPLATE)
    assert not {"presidency", "climate", "start"} & root.items.keys()
    for actor in tables_in(root, "actors").values():
        if said(actor, "kind") in ("", str(ActorKind.STATE)):
            assert not set(FACTS) & actor.items.keys()


@short_cases
def test_a_short_case_is_free_of_errors_and_warnings(name: str) -> None:
    """So every permanent member has a position, a limit or an affinity of its own."""
    found = sim.check(file_of(name))
    assert found.ok
    assert not found.warnings


@short_cases
def test_each_limit_that_a_short_case_states_says_why(name: str) -> None:
    """What was said or done; red lines carry the answer."""
    for actor in tables_in(tree_of(name), "actors").values():
        for stance in tables_in(actor, "stances").values():
            limit = table_at(stance, "limit")
            assert not limit.items or said(limit, "basis")


@short_cases
def test_an_episode_says_what_its_sponsors_are_after(name: str) -> None:
    """By the rule of docs/coding.md."""
    assert said(tree_of(name), "motive") in ("text", "record")


@short_cases
def test_the_vote_of_history_adds_up(name: str) -> None:
    """Where there was one: the tally has fifteen votes, and those of the members of that day come to it."""
    history = scenario(name).base.history
    assert history is not None
    voted_on = ("resolution", "vetoed", "failed")
    assert (history.vote is not None) == bool(history.votes) == (str(history.form) in voted_on)
    if history.vote is None:
        return
    tally = history.vote
    assert tally.yes + tally.no + tally.abstain == 15
    assert history.text is not None
    cast = [str(vote) for vote in history.votes.values()]
    assert (cast.count("yes"), cast.count("no"), cast.count("abstain")) == (tally.yes, tally.no, tally.abstain)
    council = council_on(date(history.at.year, history.at.month, history.at.day))
    assert set(history.votes) == {member.code for member in council.members}


@short_cases
def test_a_short_case_written_out_is_the_same_case(name: str) -> None:
    """What `turtlebay scenario` prints has the digest of the short file, so it makes the same runs."""
    found = reading(file_of(name))
    again = read_text(to_yaml(found.case, found.marks.origins))
    assert again == found.case
    assert digest(again) == digest(found.case)


@pytest.mark.slow
@short_cases
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_short_case_runs_to_its_end(name: str, seed: int) -> None:
    """With an outcome, and in a Council of fifteen."""
    run = run_of(name, seed)
    outcome = run.outcome
    assert outcome is not None
    assert outcome.form
    if outcome.vote is not None:
        assert sum(outcome.vote) == 15


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SHORT if not name.startswith(("dprk", "iran"))])
def test_no_words_of_north_korea_come_up_in_another_crisis(name: str) -> None:
    """Launches and moratoriums belong to the first cases, and to the text on Iran."""
    run, played = run_of(name), scenario(name)
    labels = Labels(played.case, played.clock)
    told = "\n".join(sentence(labels, event) for event in run.events).lower()
    assert not [word for word in ("missile", "launch", "moratorium", "korea") if word in told]
