"""Questions asked of scenarios and stored runs: log, state, count, scenario, runs, check, new, cases, schema."""

import csv
import importlib
import inspect
import io
import json
from pathlib import Path

import pytest

from sim.cli.help_page import laid_out
from sim.cli.main import answer
from sim.cli.registry import COMMANDS
from sim.questions.log import causes_of, effects_of
from sim.store.record import GENESIS, link
from tests.cli.conftest import Give
from tests.kit import ROOT, run_of

MALI = ROOT / "tests" / "scenario" / "mali-2012-03.yaml"


@pytest.fixture
def played(give: Give) -> Give:
    """The same, with a run of the small case in the store."""
    assert give("run", "small.yaml", "--label", "mine", "--quiet").code == 0
    return give


def test_log_prints_the_stored_lines_untouched(played: Give) -> None:
    """They hash to the chain, whose links `log --json` shows."""
    raw, shown = (played("log", "last", how).out.splitlines() for how in ("--raw", "--json"))
    head = GENESIS
    for line, event in zip(raw, shown, strict=True):
        head = link(head, line)
        assert json.loads(event)["h"] == head


def test_log_filters_by_actor_type_origin_time_and_words(played: Give) -> None:
    def seqs(*words: str) -> list[int]:
        return [json.loads(line)["seq"] for line in played("log", "last", "--json", *words).out.splitlines()]

    assert seqs("--origin", "scripted") == [0, 1, 2, 3, 4]
    assert seqs("--actor", "jpn", "--until", "4") == [2, 4]
    assert seqs("--actor", "Land of JPN", "--type", "draftcirculated", "--until", "10") == [4]
    assert seqs("--until", "2006-07-04") == [0]
    assert seqs("--since", "4 Jul", "--until", "2006-07-05T14:00Z") == [1, 2, 3]
    assert seqs("--grep", "asks for a MEETING") == [2]
    assert seqs("--causes", "3") == [1, 2, 3]


def test_causes_and_effects_are_each_others_mirror() -> None:
    events = run_of().events
    for seq in (9, 46, 100):
        assert all(seq in causes_of(events, effect) for effect in effects_of(events, seq))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["log", "nobody"], "no run 'nobody'"),
        (["log", "last", "--actor", "Chnia"], "not known"),
        (["log", "last", "--type", "VetoThreatend"], "did you mean 'VetoThreatened'"),
        (["log", "last", "--grep", "("], "no regular expression"),
        (["log", "last", "--causes", "99999"], "has events 0 to"),
        (["log", "last", "--since", "yesterday"], "neither an event number nor a time"),
        (["log", "last", "--json", "--csv"], "one of them at a time"),
        (["state", "last", "--at", "99999"], "has events 0 to"),
        (["state", "last", "--at", "1999-01-01"], "before the run began"),
        (["count", "small.yaml", "--text", "100/80"], "form/condemnation/legal_force"),
        (["count", "small.yaml", "--text", "100/80/60"], "did you mean '50'"),
        (["count", "small.yaml", "--text", "100/80/artikel_40"], "did you mean 'article_40'"),
        (["count", "small.yaml", "--text", "form=100,legal_forse=50"], "did you mean 'legal_force'"),
        (["count", "small.yaml", "--text", "form=100,legal_force=50"], "'condemnation' is missing"),
        (["count", "small.yaml", "--text", "25/80/95"], "needs form at 100"),
        (["count", "small.yaml", "--text", "100/80/50", "--at", "last"], "written RUN:SEQ"),
        (["count", "dprk-2006-07", "--text", "100/80/65/25/80", "--at", "last:3"], "is of scenario small"),
        (["new", "--from", "dprk-2006", "x.yaml"], "did you mean"),
        (["new", "--from", "dprk-2006-07", "small.yaml"], "--force"),
        (["new", "--from", "dprk-2006-07", "no/such/folder.yaml"], "cannot be written"),
    ],
)
def test_a_question_that_makes_no_sense_gets_words(played: Give, words: list[str], said: str) -> None:
    done = played(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_store_that_is_not_there_is_not_made(give: Give, folder: Path) -> None:
    assert give("runs").code == 2
    assert give("verify").code == 2
    assert not (folder / "turtlebay.db").exists()


def test_csv_has_a_column_for_everything(played: Give) -> None:
    rows = list(csv.DictReader(io.StringIO(played("log", "mine", "--csv").out)))
    assert rows[1]["time"] == "2006-07-04 18:32:00"
    assert rows[1]["words"] == "launches a missile"
    assert json.loads(rows[1]["data"])["severity"] == 40


def test_state_is_the_crisis_as_it_stood_then(played: Give) -> None:
    then = json.loads(played("state", "last", "--at", "4", "--json").out)
    assert [draft["draft"] for draft in then["drafts"]] == ["JPN-1"]
    assert then["at"] == "2006-07-05T20:00:00Z"
    assert set(then["positions"]["CHN"]) == {"form", "condemnation", "legal_force"}
    before = json.loads(played("state", "last", "--at", "5 Jul 19:59", "--json").out)
    assert (before["seq"], before["drafts"]) == (3, [])


def test_a_state_at_a_time_is_that_of_the_time(played: Give) -> None:
    """Pressure has faded since the last event before it, and the title says which that was."""
    then, later = (json.loads(played("state", "last", "--at", at, "--json").out) for at in ("3", "5 Jul 19:59"))
    assert (then["seq"], later["seq"], later["at"]) == (3, 3, "2006-07-05T19:59:00Z")
    assert later["pressure"] <= then["pressure"]
    assert "right after event 3 (" in played("state", "last", "--at", "5 Jul 19:59").out
    told = " ".join(played("state", "last", "--at", "5 Jul 19:59").out.split())
    assert "the last before (05 Jul 2006 19:59 UTC)" in told


def test_a_range_of_the_log_that_is_empty_or_ends_before_it_begins_is_said_to_be_so(played: Give) -> None:
    """The one is an answer, the other is bad input."""
    none = played("log", "last", "--type", "EnvoySent")
    assert (none.code, "none fits what was asked for" in " ".join(none.out.split())) == (0, True)
    for since, until in (("5", "3"), ("6 Jul 10:00", "5 Jul 10:00")):
        turned = played("log", "last", "--since", since, "--until", until)
        assert (turned.code, turned.out) == (2, "")
        assert "ends before it begins" in turned.err


def test_count_says_who_blocks_a_text_and_what_would_buy_it(give: Give) -> None:
    done = give("count", "small.yaml", "--text", "100/80/95", "--json")
    told = json.loads(done.out)
    assert (told["result"], told["text"]["legal_force"]) == ("vetoed", 95)
    china = next(member for member in told["members"] if member["actor"] == "CHN")
    assert china["crossed"] == [{"issue": "legal_force", "strength": 95, "limit": 50, "means": "no"}]
    assert china["gain"] == china["gain_m"] / 1000
    assert [other["actor"] for other in told["others"]] == ["PRK"]
    words = "form=resolution,condemnation=80,legal_force=chapter_vii"
    assert json.loads(give("count", "small.yaml", "--text", words, "--json").out) == told


def test_count_reads_changes_and_moments_of_a_run(played: Give) -> None:
    free = ["--set", "CHN.legal_force.limit=none"]
    for more in ([], ["--at", "last:4"]):
        told = json.loads(played("count", "small.yaml", "--text", "100/80/95", "--json", *free, *more).out)
        assert all(not member["crossed"] for member in told["members"])


def test_the_scenario_of_a_run_is_a_file_again(give: Give, folder: Path) -> None:
    give("run", "small.yaml", "--set", "CHN.legal_force.limit=60")
    printed = give("scenario", "last")
    assert "turtlebay run changed.yaml" in printed.err
    (folder / "changed.yaml").write_text(printed.out, encoding="utf-8")
    assert give("check", "changed.yaml").code == 0
    plain = json.loads(give("scenario", "last", "--json").out)
    china = next(actor for actor in plain["actors"] if actor["code"] == "CHN")
    assert china["stances"]["legal_force"]["limit"]["at_most"] == 60


def test_the_scenario_of_a_short_file_is_a_whole_file_with_where_each_number_came_from(
    give: Give, folder: Path
) -> None:
    """Checked and run it gives the same head; the case of a name will do; what cannot be read is said, with exit 2."""
    (folder / "mali.yaml").write_text(MALI.read_text(encoding="utf-8"), encoding="utf-8")
    printed = give("scenario", "mali.yaml")
    assert "        position: 83  # template: repression; almanac: alignment 2011 (48)\n" in printed.out
    assert "alignment 2011 (41); 31% of the way from the protector to 100\n" in printed.out
    (folder / "whole.yaml").write_text(printed.out, encoding="utf-8")
    assert "9 numbers of the file's own, 1 with a source; " in give("check", "mali.yaml").out
    assert "; 0 filled in." in give("check", "whole.yaml").out
    heads = [json.loads(give("run", file, "--json").out)["head"] for file in ("mali.yaml", "whole.yaml")]
    assert heads[0] == heads[1]
    assert give("scenario", "dprk-2006-07").out.startswith("id: dprk-2006-07\n")
    (folder / "mali.yaml").write_text("id: mali\ntemplate: nothing\n", encoding="utf-8")
    refused = give("scenario", "mali.yaml")
    assert (refused.code, refused.out) == (2, "")
    assert "mali.yaml:2:11: template: there is no template 'nothing'" in refused.err


def test_check_reports_every_problem_and_where(give: Give, folder: Path) -> None:
    text = (folder / "small.yaml").read_text(encoding="utf-8")
    (folder / "bad.yaml").write_text(text.replace("position: 20", "position: 200"), encoding="utf-8")
    done = give("check", "bad.yaml", "--json")
    told = json.loads(done.out)
    assert (done.code, told["ok"]) == (2, False)
    assert len(told["problems"]) == text.count("position: 20")
    assert f"bad.yaml:{told['problems'][0]['line']}:{told['problems'][0]['column']}: " in done.err
    assert give("check", "bad.yaml").out == ""


def test_check_is_strict_on_demand(give: Give, folder: Path) -> None:
    text = (folder / "small.yaml").read_text(encoding="utf-8")
    bare = text.replace("    summary: asks for a meeting\n    source: [S1]\n", "    summary: asks for a meeting\n")
    (folder / "bare.yaml").write_text(bare, encoding="utf-8")
    assert give("check", "bare.yaml").code == 0
    strict = give("check", "bare.yaml", "--strict")
    assert strict.code == 1
    assert "without a source" in strict.out


def test_new_copies_a_case_with_its_comments(give: Give, folder: Path) -> None:
    assert give("new", "--from", "dprk-2006-07", "mine.yaml").code == 0
    assert (folder / "mine.yaml").read_text(encoding="utf-8").startswith("# ")
    assert give("new", "--from", "small.yaml", "mine.yaml", "--force").code == 0
    assert (folder / "mine.yaml").read_bytes() == (folder / "small.yaml").read_bytes()


def test_a_copy_says_whose_id_it_has_and_when_it_hides_a_case(give: Give) -> None:
    """A file that has the name of a case is meant wherever that name is given."""
    assert "Its id is still dprk-2006-07" in " ".join(give("new", "--from", "dprk-2006-07", "mine.yaml").out.split())
    assert "is also the name of a case" in give("new", "--from", "small.yaml", "dprk-2006-10").err


@pytest.mark.parametrize(
    "words", [("run",), ("check",), ("sweep",), ("tip", "-n", "1", "--all"), ("new", "x.yaml", "--from")]
)
def test_a_file_that_is_not_there_is_told_in_one_way(give: Give, words: tuple[str, ...]) -> None:
    """With the cases, and the file beside it that may have been meant."""
    done = give(*words, "smal")
    assert (done.code, done.out) == (2, "")
    assert "smal:1:1: no such file, and no case of that name; did you mean 'small.yaml'? allowed:" in done.err


def test_cases_and_schema_can_be_read_by_programs(give: Give) -> None:
    assert "dprk-2006-07" in [case["id"] for case in json.loads(give("cases", "--json").out)["cases"]]
    assert json.loads(give("schema").out)["title"] == "Turtlebay scenario"


def test_runs_can_be_shown_as_a_tree(played: Give) -> None:
    played("run", "small.yaml", "--without", "draft-1", "--quiet")
    shown = played("runs", "--tree").out
    assert "mine" in shown
    assert "without draft-1" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(give: Give, name: str) -> None:
    """Its first line is the summary of the registry, its options are described, and an example is given."""
    shown = give(name, "--help").out
    assert COMMANDS[name].summary in " ".join(shown.split())
    assert f"\n  turtlebay {name}" in shown
    options = [line for line in shown.splitlines() if line.startswith("  --")]
    assert all(": " in line for line in options)


def test_all_commands_stand_in_the_general_help(give: Give) -> None:
    shown = " ".join(give("--help").out.split())
    assert all(f" {name}: {command.summary}" in shown for name, command in COMMANDS.items())


def test_zero_jobs_are_one_process_a_core(give: Give) -> None:
    """In a sweep as everywhere."""
    assert give("sweep", "small.yaml", "-n", "2", "--jobs", "0").code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_80_columns_and_leaves_examples_whole(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only an example may be longer than the terminal is wide: it is pasted. No default is an empty string."""
    monkeypatch.setenv("COLUMNS", "80")
    assert answer([name, "--help"]) == 0
    shown = capsys.readouterr().out
    module, function = COMMANDS[name].home.split(":")
    written = inspect.getdoc(getattr(importlib.import_module(module), function)) or ""
    examples = [line for line in written.splitlines() if line.startswith("  ")]
    assert [line for line in examples if line not in shown.splitlines()] == []
    assert [line for line in shown.splitlines() if len(line) > 80 and line not in examples] == []
    assert '[default: ""]' not in shown


def test_help_wraps_a_paragraph_once() -> None:
    """However it is broken in the source: no line is short but the last of its paragraph."""
    page = laid_out(
        "Usage: x\n\nOne two three\nfour five six.\n\n  x --a 1 --b 2 --c 3\n\nParameters:\n  --a: A one.", 12
    )
    assert page.splitlines() == [
        "Usage: x", "", "One two", "three four", "five six.", "", "  x --a 1 --b 2 --c 3", "",
        "Parameters:", "  --a: A", "      one.",
    ]  # fmt: skip
