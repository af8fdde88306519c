"""A short file says what is particular to a crisis; the rest is filled in, shown, and open to be overruled."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.almanac import tables
from sim.almanac.council import council_on
from sim.scenario import short_files, templates
from sim.scenario.canon import digest, to_plain
from sim.scenario.nodes import Table, tree
from sim.scenario.overlay import said, tables_in
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.reader import Reading, read, read_text, reading
from sim.scenario.shapes import COUNCIL_DAY, LIKE, TEMPLATE
from sim.scenario.writer import to_yaml
from sim.vocabulary.actors import Seat
from sim.vocabulary.case import Case
from tests.kit import CASES, ROOT, SCENARIOS

MALI = Path(__file__).parent / "mali-2012-03.yaml"
TEXT = MALI.read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    """The text of the short file with one thing changed."""
    assert TEXT.count(old) == 1, f"{old!r} is there {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def problems(text: str) -> str:
    """What is wrong with a text, a problem a line."""
    with pytest.raises(ScenarioError) as raised:
        read_text(text, str(MALI))
    return str(raised.value)


def remark(found: Reading, *steps: str) -> str:
    """Where a value was filled in from."""
    return found.marks.origins[steps].remark


def test_a_short_file_has_at_most_sixty_lines_and_can_be_run() -> None:
    """Nothing that the almanac holds is typed, and the checks find nothing to say."""
    lines = [line for line in TEXT.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = sim.check(MALI)
    assert len(lines) <= 60
    assert not any(key in TEXT for key in ("seat:", "timezone:", "capital:", "presidency:", "vetoes:"))
    assert found.ok
    assert not found.warnings


def test_the_file_that_the_documents_show_is_whole(tmp_path: Path) -> None:
    """The first example of docs/scenario-format.md can be checked and run as it stands."""
    page = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")
    shown = page.split("```yaml\n")[1].split("```")[0]
    assert not _checked(shown, tmp_path)
    assert sim.run(sim.Scenario(read_text(shown)), 1).outcome.form


def test_the_council_of_the_day_is_filled_in() -> None:
    """Fifteen members with names, capitals, zones and seats; who presides over the whole horizon; the vetoes before."""
    case = read(MALI)
    members = {code for code, actor in case.actors.items() if actor.seat is not Seat.NONE}
    assert members == {member.code for member in council_on(date(2012, 3, 21)).members}
    assert (case.actors["TGO"].name, case.actors["TGO"].capital, case.actors["TGO"].timezone) == (
        "Togo", "Lomé", "Africa/Lome",
    )  # fmt: skip
    assert [term.actor for term in case.presidency] == ["GBR", "USA", "AZE", "CHN", "COL"]
    assert (case.climate.vetoes, case.climate.as_of) == (3, "2012-03-21")


def test_times_that_are_left_out_follow_from_the_timeline() -> None:
    """From the day of the first entry; the model an hour after the last planned act; days from the provocation."""
    case = read(MALI)
    stamps = {name: f"{getattr(case, name):%Y-%m-%d %H:%M}" for name in ("start", "emergent_from", "horizon")}
    assert stamps == {
        "start": "2012-03-21 00:00", "emergent_from": "2012-03-22 13:00", "horizon": "2012-07-19 00:00",
    }  # fmt: skip
    assert case.clock_from == "coup"
    assert [(f"{entry.at:%H:%M}", entry.precision) for entry in case.timeline] == [
        ("12:00", "day"), ("09:00", "minute"), ("12:00", "day"),
    ]  # fmt: skip


def test_default_positions_follow_from_the_alignment_of_the_year_before() -> None:
    """France voted at 75 in 2011: dialogue 65 - 0.59 x (75 - 50)."""
    stance = read(MALI).actors["FRA"].stances["dialogue"]
    assert (stance.position, stance.salience, stance.responsiveness, str(stance.evidence)) == (50, 50, -10, "guess")


def test_elected_members_stand_between_the_protector_and_the_united_states() -> None:
    """Togo voted at 41, China at 39, Great Britain at 79: 48 + 55 x 2 / 40 less 20 in Mali's own region, of 50 to 100.

    Nobody knows their instructions, so they join late and with twice the noise.
    """
    found = reading(MALI)
    togo = found.case.actors["TGO"]
    assert (togo.join, togo.noise) == (20, 200)
    stance = found.case.actors["TGO"].stances["form"]
    assert (stance.position, stance.salience, stance.responsiveness, str(stance.evidence)) == (65, 50, 20, "guess")
    where = remark(found, "actors", "TGO", "stances", "form", "position")
    assert where == "template: repression; almanac: alignment 2011 (41); 31% of the way from the protector to 100"
    assert found.case.actors["USA"].stances["form"].position == 100
    talks = [found.case.actors[code].stances["dialogue"].position for code in ("TGO", "USA")]
    assert talks == [round(90 + 0.3075 * (talks[1] - 90)), talks[1]]


def test_where_a_body_of_the_region_asks_its_members_go_further() -> None:
    """Thirty points of share more for those of the provoker's region, and nothing for others."""
    asked = read_text(changed("penholder: FRA", "penholder: FRA\nregion: {stand: asks, body: African Union}"))
    quiet = read(MALI)
    for code, more in (("TGO", 15), ("DEU", 0)):
        places = [case.actors[code].stances["form"].position for case in (quiet, asked)]
        assert places[1] - places[0] == more


def test_an_elected_member_that_the_file_codes_keeps_the_conduct_of_its_seat() -> None:
    """A position of its own says that somebody has looked."""
    coded = read_text(changed("TGO: {priority: 60}", "TGO: {stances: {form: {position: 70}}}")).actors["TGO"]
    assert (coded.join, coded.noise, coded.stances["form"].position) == (12, 100, 70)


def test_an_elected_member_abstains_over_its_limit_unless_the_file_says_no() -> None:
    """A permanent one says no."""
    for stated, expected in (("at_most: 40", "abstain"), ("at_most: 40, crossing: no", "no")):
        text = changed("TGO: {priority: 60}", f"TGO: {{stances: {{measures: {{limit: {{{stated}}}}}}}}}")
        limit = read_text(text).actors["TGO"].stances["measures"].limit
        assert limit is not None
        assert str(limit.crossing) == expected


def test_a_file_may_switch_the_rule_off_and_an_override_comes_too_late() -> None:
    """Then Togo stands on the line: form 84 + 0.70 x (41 - 50)."""
    text = MALI.read_text(encoding="utf-8") + "\nparameters: {rule.elected_members: 0}\n"
    togo = read_text(text).actors["TGO"]
    assert (togo.stances["form"].position, togo.join, togo.noise) == (78, 12, 100)
    with pytest.raises(ScenarioError, match="positions were filled in when the file was read"):
        sim.load(MALI).vary([("rule.elected_members", "0")])


def test_what_the_file_states_wins_key_by_key() -> None:
    """A position of its own keeps the salience and responsiveness that are filled in."""
    text = changed("RUS: {affinity: 25}", "RUS: {name: Russia, stances: {form: {position: 40, salience: 70}}}")
    russia = read_text(text).actors["RUS"]
    form = russia.stances["form"]
    assert (russia.name, russia.capital, russia.seat) == ("Russia", "Moscow", Seat.PERMANENT)
    assert (form.position, form.salience, form.responsiveness, str(form.evidence)) == (40, 70, 20, "judgement")


def test_the_actors_that_the_file_names_come_first_and_in_its_order() -> None:
    """So a file that names all of them has its order, whatever the almanac's."""
    codes = list(read(MALI).actors)
    assert codes[:8] == ["FRA", "USA", "GBR", "CHN", "RUS", "TGO", "CIV", "MLI"]
    assert codes[8:] == sorted(codes[8:])


def test_affinity_moves_positions_and_draws_red_lines_for_permanent_members_alone() -> None:
    """By the stated rules of the template; the file's own limit, or `limit:` with nothing behind it, comes first."""
    near = read_text(changed("RUS: {affinity: 25}", "RUS: {affinity: 75}"))
    far = read_text(changed("RUS: {affinity: 25}", "RUS: {affinity: 0}"))
    limit = near.actors["RUS"].stances["measures"].limit
    assert limit is not None
    assert (limit.at_most, str(limit.crossing)) == (20, "no")
    assert near.actors["RUS"].stances["measures"].position < far.actors["RUS"].stances["measures"].position
    assert near.actors["RUS"].stances["dialogue"].position > far.actors["RUS"].stances["dialogue"].position
    assert all(stance.limit is None for stance in far.actors["RUS"].stances.values())
    elected = read_text(changed("TGO: {priority: 60}", "TGO: {affinity: 100}")).actors["TGO"]
    assert all(stance.limit is None for stance in elected.stances.values())
    own = "RUS: {affinity: 75, stances: {measures: {limit: {at_most: 65}}, legal_force: {limit: }}}"
    stances = read_text(changed("RUS: {affinity: 25}", own)).actors["RUS"].stances
    assert stances["measures"].limit is not None
    assert stances["measures"].limit.at_most == 65
    assert stances["legal_force"].limit is None


def test_an_override_of_affinity_is_for_permanent_members() -> None:
    """Rules read who shields the provoker; of others it only filled in positions, so an override would do nothing."""
    assert sim.load(MALI).vary([("CHN.affinity", "80")]).case.actors["CHN"].affinity == 80
    with pytest.raises(ScenarioError, match="rules read it of permanent members only"):
        sim.load(MALI).vary([("TGO.affinity", "80")])


def test_the_whole_case_has_the_digest_and_the_runs_of_the_short_file() -> None:
    """The remarks on where a number came from are not part of the case."""
    found = reading(MALI)
    whole = to_yaml(found.case, found.marks.origins)
    assert "# template: repression; almanac: alignment 2011 (41)" in whole
    assert not any(f"\n{key}:" in f"\n{whole}" for key in (COUNCIL_DAY, TEMPLATE, LIKE))
    again = read_text(whole)
    assert again == found.case
    assert digest(again) == digest(found.case)
    assert sim.run(sim.Scenario(again), 1).head == sim.run(sim.load(MALI), 1).head


CODES = sorted(
    code for code, row in tables.states().items() if row.since <= date(1993, 1, 1) and code in tables.alignments()
)
PERCENT = st.integers(0, 100)


@st.composite
def shorts(draw: st.DrawFn) -> str:
    """A short file: any template and day, any provoker, and some things that its analyst knows better."""
    day = draw(st.dates(date(1993, 6, 1), date(2026, 6, 1)))
    living = [code for code in CODES if tables.states()[code].until >= day]
    provoker = draw(st.sampled_from(living))
    name = draw(st.sampled_from(sorted(templates.packaged())))
    lines = ["id: made", "title: Made", "question: What?", f"template: {name}", f"council: {day}"]
    lines += [f"provoker: {provoker}", "actors:", f"  {provoker}:"]
    for code in draw(st.lists(st.sampled_from(living), max_size=4, unique=True)):
        own = {"affinity": draw(PERCENT), "priority": draw(PERCENT)}
        if draw(st.booleans()):
            own |= {"stances": {"form": {"position": draw(PERCENT)}}}
        if code != provoker:
            lines.append(f"  {code}: {json.dumps(own)}")
    lines += ["timeline:"]
    what = draw(st.sampled_from(["repression", "armed_attack", "nuclear_test", "mandate_ends"]))
    lines += [f"  - {{id: first, at: {day}, kind: provocation, what: {what}, actor: {provoker}, summary: acts}}"]
    return "\n".join(lines) + "\n"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=shorts())
def test_any_short_file_written_out_reads_back_to_the_same_case(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever template, day and provoker."""
    file = tmp_path_factory.mktemp("short") / "made.yaml"
    file.write_text(text, encoding="utf-8")
    found = reading(file)
    assert read_text(to_yaml(found.case, found.marks.origins)) == found.case


def _changed_almanac(table: str) -> Any:
    raise AssertionError(f"the almanac's {table} was read")


def test_what_is_stored_reads_neither_almanac_nor_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify and fork work from the case as it was filled in, whatever became of tables and templates since."""
    short = tmp_path / "mali.yaml"
    copied = tmp_path / "mine.yaml"
    copied.write_text(templates.packaged()["repression"].read_text(encoding="utf-8"), encoding="utf-8")
    short.write_text(TEXT.replace("template: repression", "template: mine.yaml"), encoding="utf-8")
    run = sim.run(sim.load(short), 1)
    with sim.open_store(tmp_path / "runs.db") as store:
        sim.save(store, run)
        copied.write_text("nothing: that is a template\n", encoding="utf-8")
        short.unlink()
        for name in ("terms", "turns", "vetoes", "alignments", "states", "names", "covers"):
            monkeypatch.setattr(tables, name, lambda name=name: _changed_almanac(name))
            monkeypatch.setattr(f"sim.almanac.council.{name}", _changed_almanac, raising=False)
            monkeypatch.setattr(f"sim.almanac.states.{name}", _changed_almanac, raising=False)
        assert sim.verify(store, run.id).ok
        forked = sim.fork(sim.recall(store, run.id), 5, luck=2)
        assert forked.events[:5] == run.events[:5]


# facts


AS_CODED: Mapping[str, str] = {
    "dprk-2006-07": "2006-07-04", "dprk-2006-10": "2006-10-09", "dprk-2009-04": "2009-04-05",
    "dprk-2022-05": "2022-03-24",
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_coded_cases_come_out_of_the_almanac_as_they_are_typed(name: str) -> None:
    """Seats, presidencies and veto counts, with zones and the capitals of those that the file gives one."""
    case = read(SCENARIOS / f"{name}.yaml")
    again = read_text(json.dumps(_without_facts(case, AS_CODED[name])), "again.yaml")
    assert [actor.seat for actor in again.actors.values()] == [actor.seat for actor in case.actors.values()]
    assert list(again.actors) == list(case.actors)
    assert again.presidency == case.presidency
    assert again.climate.vetoes == case.climate.vetoes
    zones = {code: actor.timezone for code, actor in case.actors.items()}
    assert {code: actor.timezone for code, actor in again.actors.items()} == zones


def _without_facts(case: Case, day: str) -> dict[str, Any]:
    """The plain form of a case as a file, without what the almanac knows."""
    plain = to_plain(case)
    plain["actors"] = {
        actor["code"]: {
            key: value for key, value in actor.items() if key not in ("code", "name", "seat", "timezone", "capital")
        }
        for actor in plain["actors"]
    }
    plain["issues"] = {issue["key"]: {k: v for k, v in issue.items() if k != "key"} for issue in plain["issues"]}
    parameters = {name: float(value) for name, value in plain.get("parameters", {}).items()}
    del plain["presidency"], plain["climate"]
    return {**plain, "parameters": parameters, COUNCIL_DAY: day}


def test_the_names_are_those_of_the_day() -> None:
    """Zaire, not the Democratic Republic of the Congo, in 1994."""
    text = changed("2012-03-21\nprovoker", "1994-03-21\nprovoker").replace("  CIV:", "  COD: {priority: 30}\n  CIV:")
    case = read_text(text.replace("2012-", "1994-"))
    assert case.actors["COD"].name == "Zaire"
    assert "NGA" in [code for code, actor in case.actors.items() if actor.seat is Seat.ELECTED]


def test_a_horizon_over_the_first_of_january_changes_the_council() -> None:
    """Who leaves says when, and who comes says from when on; both are actors."""
    text = changed("council: 2012-03-21", "council: 2011-10-04").replace("2012-03", "2011-10")
    root, report = tree(text, "short.yaml")
    whole, _ = short_files.filled(root, report)
    assert isinstance(whole, Table)
    actors = tables_in(whole, "actors")
    comes = {code for code, actor in actors.items() if said(actor, "joins") == "2012-01-01T00:00:00Z"}
    leaves = {code for code, actor in actors.items() if said(actor, "leaves") == "2012-01-01T00:00:00Z"}
    assert comes == {"AZE", "GTM", "MAR", "PAK", "TGO"}
    assert leaves == {"BIH", "BRA", "GAB", "LBN", "NGA"}
    assert said(actors["PAK"], "name") == "Pakistan"
    case = read_text(text)
    assert case.actors["PAK"].joins == case.actors["BRA"].leaves == datetime(2012, 1, 1, tzinfo=UTC)
    assert [term.actor for term in case.presidency] == ["NGA", "PRT", "RUS", "ZAF", "TGO"]


def test_the_council_is_that_of_the_start() -> None:
    """A day after the Council has changed, for a crisis that began before, is a slip."""
    found = problems(changed("council: 2012-03-21", "council: 2011-12-21"))
    said = "council: between 2011-12-21 and the start of the run, 2012-03-21, the Council changes"
    assert f"{said}; allowed: the day of the start, 2012-03-21" in found


# like


def test_like_takes_over_what_the_file_does_not_state(tmp_path: Path) -> None:
    """From a packaged case, by its name: here with another penholder, and a number changed deep inside."""
    short = tmp_path / "other.yaml"
    short.write_text(
        "id: other\nlike: dprk-2022-05\npenholder: GBR\nactors:\n  CHN: {stances: {form: {position: 60}}}\n",
        encoding="utf-8",
    )
    base, found = read(SCENARIOS / "dprk-2022-05.yaml"), reading(short)
    case = found.case
    assert (case.id, case.penholder, case.actors["CHN"].stances["form"].position) == ("other", "GBR", 60)
    assert case.actors["CHN"].stances["form"].source == base.actors["CHN"].stances["form"].source
    assert (case.timeline, case.issues, list(case.actors)) == (base.timeline, base.issues, list(base.actors))
    assert remark(found, "timeline") == "like: dprk-2022-05"
    assert read_text(to_yaml(case, found.marks.origins)) == case


def test_like_goes_by_the_folder_of_the_file_that_says_it_and_from_one_to_the_next(tmp_path: Path) -> None:
    """A variant of a variant; the nearer file wins."""
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("id: b\nlike: a.yaml\nactors: {RUS: {affinity: 90}}\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("id: c\nlike: b.yaml\ntitle: C\n", encoding="utf-8")
    case = read(tmp_path / "c.yaml")
    assert (case.id, case.title, case.actors["RUS"].affinity) == ("c", "C", 90)
    assert (
        case.actors["RUS"].stances["form"].position < read(tmp_path / "a.yaml").actors["RUS"].stances["form"].position
    )


def test_another_council_takes_the_place_of_that_of_the_case_that_is_taken_over(tmp_path: Path) -> None:
    """Elected members of then leave, with their ties; those of the day come; presidency and vetoes are of the day."""
    short = tmp_path / "later.yaml"
    timeline = "[{id: test, at: 2013-02-12, kind: provocation, what: nuclear_test, actor: PRK, summary: tests}]"
    short.write_text(
        "id: later\nlike: dprk-2009-04\ncouncil: 2013-02-12\ntemplate: nonproliferation\npenholder: USA\n"
        f"start: 2013-02-12\nemergent_from: 2013-02-13\nhorizon: 2013-06-01\nclock_from: test\ntimeline: {timeline}\n"
        "history:\nassumptions: []\n",
        encoding="utf-8",
    )
    case = read(short)
    seats = {code for code, actor in case.actors.items() if actor.seat is not Seat.NONE}
    assert seats == {member.code for member in council_on(date(2013, 2, 12)).members}
    assert "BFA" not in case.actors
    assert case.actors["KOR"].seat is Seat.ELECTED
    assert case.history is None
    assert case.presidency[0].actor == "KOR"
    assert case.actors["CHN"].stances["form"].position == 35


# bad input


def test_what_cannot_be_found_is_said_with_what_there_is(tmp_path: Path) -> None:
    """An unknown template, an unknown case or file, a day that is none."""
    assert f"{MALI}:5:11: template: there is no template 'represion'" in problems(
        changed("template: repression", "template: represion")
    )
    assert "did you mean 'repression'?" in problems(changed("template: repression", "template: represion"))
    found = problems(changed("template: repression", "like: dprk-2006-08\ntemplate: repression"))
    assert "like: there is no case and no file 'dprk-2006-08'" in found
    assert "allowed: dprk-2006-07, dprk-2006-10, dprk-2009-04, " in found
    assert "did you mean 'dprk-2006-10'?" in found
    assert "council: '2012-03-32' is no day; allowed: a day, such as 2011-10-02" in problems(
        changed("council: 2012-03-21", "council: 2012-03-32")
    )


def test_a_circle_is_named(tmp_path: Path) -> None:
    """Two files that take over from each other."""
    (tmp_path / "a.yaml").write_text("id: a\nlike: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("id: b\nlike: a.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read(tmp_path / "a.yaml")
    assert "b.yaml:2:7: like: files take over from each other in a circle: a.yaml -> b.yaml -> a.yaml" in str(
        raised.value
    )


def test_a_day_outside_the_almanac_fills_in_the_permanent_members_and_asks_for_the_others() -> None:
    """The five are there; a file that names ten elected members is complete."""
    old = changed("council: 2012-03-21", "council: 1985-03-01").replace("2012-03", "1985-03")
    found = problems(old)
    assert "on 1985-03-01 it lacks 10 elected members, to be named in the file" in found
    elected = ("AUS", "BFA", "DNK", "EGY", "IND", "MDG", "PER", "THA", "TTO", "UKR")
    named = "".join(f"  {code}: {{seat: elected}}\n" for code in elected)
    case = read_text(old.replace("ties:", f"{named}ties:"))
    assert [case.actors[code].seat for code in ("CHN", "RUS", "AUS")] == ["permanent", "permanent", "elected"]
    assert case.actors["RUS"].name == "Soviet Union"


def test_an_affinity_to_nobody_is_refused() -> None:
    """Where a mandate runs out, nobody provokes."""
    found = problems(changed("provoker: MLI", "provoker: none"))
    assert "actors.CHN.affinity: affinity to nobody: the case has no provoker; allowed: no affinity" in found


def test_the_provoker_need_not_be_named_twice() -> None:
    """It takes part, with what the almanac and the template say of it."""
    case = read_text(changed("  MLI:\n", ""))
    assert list(case.actors)[-1] == "MLI"
    assert (case.actors["MLI"].capital, case.actors["MLI"].stances["form"].position) == ("Bamako", 0)
    assert case.actors["MLI"] == read(MALI).actors["MLI"]


def test_each_of_several_provokers_has_the_provoker_s_own_positions() -> None:
    """Both sides of a war; one of them no state, which the almanac does not know."""
    rebels = "  MNLA: {kind: party, name: Azawad rebels, timezone: Africa/Bamako}\n"
    case = read_text(changed("provoker: MLI", "provoker: [MLI, MNLA]").replace("  MLI:\n", f"  MLI:\n{rebels}"))
    assert [case.actors[code].stances["form"].position for code in case.provoker] == [0, 0]
    assert [case.actors[code].priority for code in case.provoker] == [100, 100]


def test_the_council_of_eleven_is_known() -> None:
    """June 1950: China's seat was held from Taipei."""
    case = read_text(changed("council: 2012-03-21", "council: 1950-06-25").replace("2012-03", "1950-06")
        .replace("provoker: MLI", "provoker: RUS").replace("  MLI:\n", "").replace("  RUS: {affinity: 25}", "  RUS:")
        .replace("actor: MLI", "actor: RUS").replace("  CHN: {affinity: 25}", "  TWN: {affinity: 0, stances: {form: "
        "{position: 90}, condemnation: {position: 90}, measures: {position: 90}, legal_force: {position: 90}, "
        "dialogue: {position: 30}}}").replace("  TGO: {priority: 60}\n", "").replace("CIV", "YUG")
    )  # fmt: skip
    assert sum(actor.seat is not Seat.NONE for actor in case.actors.values()) == 11
    assert (case.actors["TWN"].seat, case.actors["RUS"].name) == ("permanent", "Soviet Union")


def test_a_state_that_did_not_exist_is_refused() -> None:
    """Yugoslavia in 2012, and a code that nobody has."""
    found = problems(changed("  TGO: {priority: 60}", "  YUG: {priority: 60}\n  XXX:"))
    assert "actors.YUG: YUG (Yugoslavia) did not exist on 2012-03-21" in found
    assert "the almanac knows no state 'XXX'" in found


def test_a_state_whose_votes_nobody_knows_needs_positions_of_its_own() -> None:
    """Said once, not for each issue."""
    found = problems(changed("  TGO: {priority: 60}", "  PSE: {stances: {form: {position: 90}}}"))
    assert "actors.PSE: the almanac knows no votes of PSE, from which its positions could follow" in found
    assert "under stances a position on condemnation, measures, legal_force, dialogue" in found
    assert len(found.splitlines()) == 1


def test_an_affinity_of_the_provoker_is_refused() -> None:
    """It is nearness to the provoker."""
    found = problems(changed("  MLI:\n", "  MLI: {affinity: 90}\n"))
    assert "actors.MLI.affinity: an affinity of the provoker to itself; allowed: affinity of the others" in found


def test_a_file_may_reword_and_shorten_the_ladders_of_its_template_and_no_more() -> None:
    """A rung that the template lacks, or another role, is another issue."""
    found = problems(changed("{key: silent, words", "{key: quiet, words"))
    assert "the ladder of the template 'repression' has no rung 'quiet'" in found
    assert "give the issue another key, or copy the template and name the copy in `template:`" in found
    found = problems(changed("  condemnation:\n", "  condemnation:\n    role: coercion\n"))
    assert "the template 'repression' gives 'condemnation' the role censure" in found


def test_a_problem_in_what_was_taken_over_is_shown_where_it_stands(tmp_path: Path) -> None:
    """In the other file, with its line."""
    (tmp_path / "base.yaml").write_text(TEXT.replace("affinity: 25", "affinity: 250", 1), encoding="utf-8")
    (tmp_path / "mine.yaml").write_text("id: mine\nlike: base.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read(tmp_path / "mine.yaml")
    assert "base.yaml:22:19: actors.CHN.affinity: 250 is out of range" in str(raised.value)


ODD = ["NO", "-1", "[]", "{}", "~", "none", "''", "1985-03-01", "2030-01-01", "[RUS, CHN]", "{a: b}", "x" * 300, "MLI"]
LINES = TEXT.replace("question:", "like: dprk-2022-05\nquestion:").splitlines(keepends=True)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """The short file, which takes over from another case as well, with lines gone, doubled, or of odd values."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[number].partition(":")
        odd = f"{key}: {draw(st.sampled_from(ODD))}\n" if colon else lines[number]
        lines[number] = draw(st.sampled_from(["", lines[number] * 2, odd]))
    return "".join(lines)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=broken())
def test_a_broken_short_file_is_a_case_or_an_error(text: str) -> None:
    """Never anything else."""
    with suppress(ScenarioError):
        read_text(text, str(MALI))


# what check says


def test_a_permanent_member_of_which_the_file_says_nothing_is_named(tmp_path: Path) -> None:
    """Neither a coded position, nor a limit, nor an affinity: each of them will do."""
    silent = changed("  RUS: {affinity: 25}\n", "")
    assert [one.path for one in _checked(silent, tmp_path)] == ["actors.RUS"]
    for own in ("affinity: 0", "stances: {form: {position: 50}}", "stances: {form: {limit: {at_most: 50}}}"):
        assert not _checked(changed("RUS: {affinity: 25}", f"RUS: {{{own}}}"), tmp_path)


def test_facts_that_differ_from_the_almanac_are_named(tmp_path: Path) -> None:
    """A permanent member that is none, one missing from its year, a count of vetoes; the file has the last word."""
    seats = "  RUS: {affinity: 25, seat: elected}\n  TGO: {priority: 60, seat: none}\n  DEU: {seat: permanent}\n"
    text = changed("  RUS: {affinity: 25}\n  TGO: {priority: 60}\n", seats).replace("DEU: {", "DEU: {affinity: 0, ")
    text = text.replace("CIV: {priority: 85}", "CIV: {priority: 85, seat: elected}")
    said = {one.path: one.message for one in _checked(f"{text}climate:\n  vetoes: 5\n", tmp_path)}
    assert said == {
        "actors.RUS.seat": "the seat is elected, and by the almanac permanent on 2012-03-21",
        "actors.TGO.seat": "the seat is none, and by the almanac elected on 2012-03-21",
        "actors.CIV.seat": "the seat is elected, and by the almanac none on 2012-03-21",
        "actors.DEU.seat": "the seat is permanent, and by the almanac elected on 2012-03-21",
        "climate.vetoes": "5 vetoes, and by the almanac 3 in the 24 months before 2012-03-21",
    }


def test_what_was_carried_forward_is_said(tmp_path: Path) -> None:
    """After the last day of a table: alignment after 2024, vetoes after September 2025."""
    late = changed("council: 2012-03-21", "council: 2026-03-21").replace("2012-03", "2026-03")
    said = " ".join(one.message for one in _checked(late, tmp_path))
    assert "the almanac holds alignment from 1990-01-01 to 2024-12-31; that of the nearest year is taken" in said
    assert "later ones are not counted" in said


def test_the_numbers_are_counted(tmp_path: Path) -> None:
    """Nine are the file's own, the tie's strength has a source; all others are filled in."""
    found = sim.check(MALI).numbers
    assert found is not None
    assert (found.stated, found.sourced) == (9, 1)
    assert found.filled > 300
    whole = sim.check(SCENARIOS / "dprk-2022-05.yaml").numbers
    assert whole is not None
    assert (whole.filled, whole.sourced) == (0, whole.stated)


def _checked(text: str, folder: Path) -> list[Problem]:
    """The warnings of a text."""
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    found = sim.check(file)
    assert found.ok, found.problems
    return list(found.warnings)
