"""Templates are files that an analyst can read and copy: each is whole, says where its numbers came from, and plays."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.almanac.tables import states
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read_text
from sim.scenario.templates import Template, packaged, template
from sim.vocabulary.texts import Role, keys_with
from tests.kit import ROOT, child_environment

NAMES = ("aggression", "mandate", "nonproliferation", "repression")

SHORTEST = """\
id: shortest
title: The shortest file
question: What does a template give by itself?
template: {name}
council: 2011-10-02
provoker: SYR
actors:
  SYR:
  CHN: {{affinity: {affinity}}}
  RUS: {{affinity: 0}}
  USA: {{affinity: 0}}
  GBR: {{affinity: 0}}
  FRA: {{affinity: 0}}
bibliography:
  J: {{title: No document}}
timeline:
  - id: first
    at: 2011-10-02
    kind: provocation
    what: repression
    actor: SYR
    summary: acts
    source: [J]
"""


def given(name: str) -> Template:
    """A template that travels with the package."""
    return template(packaged()[name], name)


def test_one_ships_for_each_broad_kind_of_file() -> None:
    """Non-proliferation, armed attack and aggression, repression and atrocities, mandate and mission."""
    assert tuple(packaged()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_alone_makes_a_case_without_a_warning(name: str, tmp_path: Path) -> None:
    """Every role has an issue, every rung a text, every limit a rung that crosses it; and the case can be run."""
    for affinity in (0, 45, 60, 80, 100):
        file = tmp_path / "case.yaml"
        file.write_text(SHORTEST.format(name=name, affinity=affinity), encoding="utf-8")
        found = sim.check(file)
        assert not found.problems
        assert not found.warnings
    case = sim.load(file)
    assert [len(keys_with(case.base.issues, role)) for role in Role] == [1, 1, 1, 1, 1]
    assert sim.run(case, 1).outcome.form


@pytest.mark.parametrize("name", NAMES)
def test_nearness_to_the_provoker_never_makes_a_member_bolder(name: str) -> None:
    """With more affinity, positions do not move towards measures, and limits do not become wider."""
    found = given(name)
    for role in Role:
        towards = [found.position(role, 45, affinity) for affinity in range(101)]
        assert towards == sorted(towards, reverse=role is not Role.ACCOMMODATION)
        rules = sorted((rule for rule in found.affinity.limits if rule.role == role), key=lambda rule: rule.since)
        allowed = [rule.at_most for rule in rules if rule.at_most is not None]
        refusing = [rule.at_most for rule in rules if rule.crossing == "no" and rule.at_most is not None]
        assert refusing == sorted(refusing, reverse=True)
        assert len(allowed) == len(rules)


def test_the_lines_are_those_that_the_four_coded_cases_give() -> None:
    """`python docs/fit_positions.py` prints them again, and by how much China and Russia differ."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "fit_positions.py")],
        env=child_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows = {row.split()[0]: [float(word) for word in row.split()[1:]] for row in done.stdout.splitlines()[1:]}
    assert list(rows) == list(Role)
    for name in NAMES:
        found = given(name)
        for role, (at, per, _, _, move) in rows.items():
            assert abs(found.positions[role].at - at) <= 0.5
            assert found.positions[role].per == pytest.approx(per)
            assert found.affinity.moves[role] == pytest.approx(move)


def test_a_copy_with_a_change_is_named_by_its_path(tmp_path: Path) -> None:
    """From the folder of the file that names it."""
    text = packaged()["repression"].read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("at: 84", "at: 64"), encoding="utf-8")
    short = SHORTEST.format(name="mine.yaml", affinity=0)
    there = str(tmp_path / "case.yaml")
    own, shipped = read_text(short, there), read_text(short.replace("mine.yaml", "repression"), there)
    form = [case.actors["RUS"].stances["form"].position for case in (own, shipped)]
    assert form[0] == form[1] - 20


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("horizon_days: 120", "horizon_days: 12000", "horizon_days: 12000 is out of range"),
        ("  form:\n    at: 84", "  form:\n    at: much", "positions.form.at: 'much' is text"),
        ("  above: 20", "  over: 20", "affinity: the key 'above' is missing"),
        ("      at_most: 85\n", "", "0 of at_most and at_least are here; allowed: exactly one"),
        (
            "  censure:\n    at: 79",
            "  blame:\n    at: 79",
            "positions.blame: 'blame' cannot be a key here; allowed: a role",
        ),
        ("        strength: 25\n      - key: pres", "        strength: 60\n      - key: pres", "issues.form.rungs"),
    ],
)
def test_a_slip_in_a_template_is_shown_at_its_place_there(old: str, new: str, said: str, tmp_path: Path) -> None:
    """With file, line and column of the template, not of the file that names it."""
    text = packaged()["repression"].read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "mine.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read_text(SHORTEST.format(name="mine.yaml", affinity=0), str(tmp_path / "case.yaml"))
    assert re.search(rf"mine\.yaml:\d+:\d+: [^\n]*{re.escape(said)}", str(raised.value)), str(raised.value)


def test_every_state_with_votes_has_a_default_position() -> None:
    """From 0 to 100, whatever its alignment."""
    living = [code for code, row in states().items() if row.since <= date(2011, 1, 1) <= row.until]
    assert len(living) > 190
    for name in NAMES:
        found = given(name)
        assert all(0 <= found.position(role, a, n) <= 100 for role in Role for a in (0, 100) for n in (0, 100))


@pytest.mark.parametrize("name", NAMES)
def test_states_that_are_misjudged_alike_get_their_group(name: str, tmp_path: Path) -> None:
    """The three Western permanent members and no other one; what the file states wins; the course is the same."""
    file = tmp_path / "case.yaml"
    text = SHORTEST.format(name=name, affinity=0)
    file.write_text(text, encoding="utf-8")
    case = sim.load(file).base
    groups = {code: case.actors[code].group for code in ("USA", "GBR", "FRA", "CHN", "RUS", "SYR")}
    assert groups == {"USA": "western", "GBR": "western", "FRA": "western", "CHN": "", "RUS": "", "SYR": ""}
    course = sim.load(file).course
    file.write_text(text.replace("FRA: {affinity: 0}", "FRA: {affinity: 0, group: other}"), encoding="utf-8")
    assert sim.load(file).base.actors["FRA"].group == "other"
    assert sim.load(file).course == course


def test_a_state_in_two_groups_is_refused(tmp_path: Path) -> None:
    """With its place in the template."""
    text = packaged()["repression"].read_text(encoding="utf-8") + "  others: [CUB, FRA]\n"
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.yaml:\d+:\d+: groups\.others.*FRA is in the group western as well"):
        template(file, "mine")
