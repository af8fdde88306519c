"""`turtlebay new --on`: a short file to start from, which says what only the analyst can give."""

import json
import re
from pathlib import Path

import pytest

from sim.scenario.reader import read, reading
from sim.scenario.templates import packaged
from tests.cli.conftest import Give

BEGIN = ("new", "--on", "2011-04-02", "--provoker", "SYR", "--template", "repression")


@pytest.mark.parametrize("template", packaged())
def test_a_file_can_be_read_as_it_is_begun(give: Give, folder: Path, template: str) -> None:
    """With the Council of the day, and one entry of the kind that usually begins such a crisis."""
    assert give("new", "--on", "1998-05-11", "--provoker", "IND", "--template", template, "mine.yaml").code == 0
    case = read(folder / "mine.yaml")
    assert (case.id, case.title, case.actors["IND"].priority) == ("ind-1998-05", "India, May 1998", 100)
    assert len(case.actors) == 16
    assert [entry.kind for entry in case.timeline] == ["provocation"]


def test_what_only_the_analyst_knows_is_said_most_important_first(give: Give, folder: Path) -> None:
    """Red lines carry the answer, so they come first, on the page and by their number in the file."""
    done = give(*BEGIN, "mine.yaml")
    assert done.out.startswith("mine.yaml begins a scenario. What only you can give, most important first:")
    assert re.findall(r"^(\d)\. (\w+ \w+)", done.out, re.MULTILINE) == [
        ("1", "Red lines"), ("2", "What happened"), ("3", "Who drafts"), ("4", "The first"), ("5", "For whom"),
        ("6", "What else"), ("7", "What really"),
    ]  # fmt: skip
    assert "turtlebay check mine.yaml" in done.out
    text = (folder / "mine.yaml").read_text(encoding="utf-8")
    assert sorted(re.findall(r"# (\d)\. ", text)) == ["1", "2", "3", "4", "5", "6", "7"]


def test_check_finds_nothing_but_what_only_the_analyst_knows(give: Give) -> None:
    """The permanent members' affinities, and the source of what happened."""
    give(*BEGIN, "mine.yaml")
    found = json.loads(give("check", "mine.yaml", "--json").out)
    assert found["ok"]
    paths = [each["path"] for each in found["warnings"]]
    members = [f"actors.{code}" for code in ("CHN", "FRA", "GBR", "RUS", "USA")]
    assert sorted(paths) == [*members, "timeline.trigger"]
    assert all("state its affinity" in each["message"] for each in found["warnings"] if each["path"] in members)


def test_the_lines_of_the_comments_can_be_used(give: Give, folder: Path) -> None:
    """With the # taken away they are keys: then check has nothing more to say."""
    give(*BEGIN, "mine.yaml")
    text = (folder / "mine.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^#  (CHN|FRA|GBR|RUS|USA|S1):", r"  \1:", text, flags=re.MULTILINE).replace(
        "{affinity: ?}", "{affinity: 25}"
    )
    text = text.replace("bibliography: {}", "bibliography:").replace("#    title:", "    title:")
    draft = text.index("  # - id: draft-1")
    text = text[:draft] + re.sub("^  # ", "  ", text[draft:], flags=re.MULTILINE).replace("CODE", "FRA")
    after = text.index("# 6. ")
    text = text[:after] + re.sub("^# (?!6|7|   and earlier)", "", text[after:], flags=re.MULTILINE)
    text = text.replace("what it was, product", "repression, product")
    text = text.replace("# source: [S1]", "source: [S1]").replace("# penholder: CODE", "penholder: FRA")
    text = text.replace("summary: circulates a first draft", "summary: circulates a first draft\n    source: [S1]")
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    found = json.loads(give("check", "mine.yaml", "--json").out)
    assert (found["ok"], found["warnings"]) == (True, [])
    case = read(folder / "mine.yaml")
    assert [entry.id for entry in case.timeline] == ["trigger", "draft-1"]
    assert (case.motive, case.region is not None and case.region.stand) == ("text", "asks")
    assert (len(case.deadlines), case.memory[-1].id) == (1, "earlier")
    assert case.history is not None
    assert [each.id for each in case.history.checks] == ["form", "day"]


def test_a_permanent_member_can_be_the_provoker(give: Give, folder: Path) -> None:
    """It has no affinity to itself."""
    assert give("new", "--on", "2022-02-24", "--provoker", "RUS", "--template", "aggression", "mine.yaml").code == 0
    text = (folder / "mine.yaml").read_text(encoding="utf-8")
    assert "#  RUS: {affinity" not in text
    assert "#  CHN: {affinity" in text


def test_a_day_outside_of_the_almanac_asks_for_the_elected_members(give: Give, folder: Path) -> None:
    """The file says so, and check does."""
    assert give("new", "--on", "1985-03-01", "--provoker", "ISR", "--template", "aggression", "mine.yaml").code == 0
    assert "The almanac lacks 10 elected members of that day" in (folder / "mine.yaml").read_text(encoding="utf-8")
    assert "elected members, to be named in the file" in give("check", "mine.yaml").err


def test_a_template_of_one_s_own_is_found_beside_the_file(give: Give, folder: Path) -> None:
    """By its path from the new file."""
    (folder / "own.yaml").write_text(packaged()["repression"].read_text(encoding="utf-8"), encoding="utf-8")
    words = [*BEGIN[:-1], "own.yaml", "mine.yaml"]
    assert give(*words).code == 0
    assert "template: own.yaml" in reading(folder / "mine.yaml").marks.origins["actors", "SYR", "priority"].remark


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mine.yaml"], "say --from CASE to copy a scenario, or --on DAY"),
        (
            ["mine.yaml", "--on", "2011-04-02"],
            "add --provoker CODE and --template NAME; templates: aggression, mandate",
        ),
        (["mine.yaml", "--from", "small.yaml", "--on", "2011-04-02"], "say either --from CASE, or --on DAY"),
        ([*BEGIN[1:2], "2011-02-30", *BEGIN[3:], "mine.yaml"], "--on '2011-02-30': allowed is a day from 1946 to 2100"),
        ([*BEGIN[1:4], "SYX", *BEGIN[5:], "mine.yaml"], "--provoker SYX: the almanac knows no state 'SYX'"),
        ([*BEGIN[1:4], "SUN", *BEGIN[5:], "mine.yaml"], "--provoker SUN: "),
        ([*BEGIN[1:6], "repressoin", "mine.yaml"], "did you mean 'repression'?"),
        ([*BEGIN[1:], "small.yaml"], "--force"),
        ([*BEGIN[1:], "gone/mine.yaml"], "cannot be written"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_written(
    give: Give, folder: Path, words: list[str], said: str
) -> None:
    """With what is allowed."""
    before = sorted(path.name for path in folder.iterdir())
    done = give("new", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert sorted(path.name for path in folder.iterdir()) == before
