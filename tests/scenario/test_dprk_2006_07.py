"""The July 2006 scenario as a file: complete, sourced, in order, and coded as docs/model.md says.

But for the seats, which are filled in, only the raw YAML is read here, so that these tests hold whatever becomes of the
scenario reader.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.scenario.reader import read

FILE = Path(__file__).parents[2] / "scenarios" / "dprk-2006-07.yaml"

CLAIMS = set(range(1, 36))

ARTICLE = "A0"

ONLY_IN_THE_ARTICLE = (15, 18, 19, 33, 34)

CORRECTED = (1, 7, 14, 21, 22, 23, 30)
"""Claims that the record qualifies or contradicts, whose article version a note has to keep."""

PERMANENT = {"CHN", "FRA", "GBR", "RUS", "USA"}

ELECTED = {"ARG", "COG", "DNK", "GHA", "GRC", "JPN", "PER", "QAT", "SVK", "TZA"}

LAUNCHES = {
    "launch-1": ("2006-07-04T18:32", "short_range_missile"),
    "launch-2": ("2006-07-04T19:04", "short_range_missile"),
    "launch-3": ("2006-07-04T20:00", "long_range_missile"),
    "launch-4": ("2006-07-04T22:12", "short_range_missile"),
    "launch-5": ("2006-07-04T22:30", "medium_range_missile"),
    "launch-6": ("2006-07-04T23:17", "medium_range_missile"),
    "launch-7": ("2006-07-05T08:22", "short_range_missile"),
}

ISSUES = ("form", "condemnation", "sanctions", "legal_force", "dialogue")

POSITIONS = {
    "JPN": (100, 100, 88, 95, 45),
    "USA": (100, 95, 85, 90, 55),
    "GBR": (100, 90, 80, 75, 60),
    "FRA": (90, 85, 75, 70, 60),
    "CHN": (50, 45, 15, 0, 95),
    "RUS": (50, 60, 15, 10, 85),
    "QAT": (75, 70, 50, 40, 70),
    "KOR": (60, 60, 15, 5, 90),
    "PRK": (0, 0, 0, 0, 30),
}

Node = dict[str, Any]


@pytest.fixture(scope="module")
def case() -> Node:
    """Parse the file."""
    data: Node = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return data


def carriers(node: Any) -> Iterator[Node]:
    """Yield every mapping of the file that names claims."""
    if isinstance(node, dict):
        if "claims" in node:
            yield node
        for value in node.values():
            yield from carriers(value)
    elif isinstance(node, list):
        for value in node:
            yield from carriers(value)


def cited(node: Any) -> Iterator[str]:
    """Yield every source key that the file cites."""
    if isinstance(node, dict):
        yield from node.get("source", [])
        for value in node.values():
            yield from cited(value)
    elif isinstance(node, list):
        for value in node:
            yield from cited(value)


def words(node: Node) -> str:
    """Join what a carrier says into one string."""
    return " ".join(str(node.get(key, "")) for key in ("note", "text", "summary"))


def withheld(timeline: list[Node], removed: set[str]) -> set[str]:
    """Entries that fall away with those removed: all that they answer is gone."""
    gone = set(removed)
    for entry in timeline:
        answers = entry.get("in_answer_to", [])
        if answers and gone.issuperset(answers):
            gone.add(entry["id"])
    return gone - removed


def rungs(case: Node, issue: str) -> dict[int, Node]:
    """Return the rungs of an issue by strength."""
    return {rung["strength"]: rung for rung in case["issues"][issue]["rungs"]}


def stands(case: Node, text: Node) -> bool:
    """Whether every wording of a text is a rung with its needs satisfied."""
    return all(
        strength in rungs(case, issue)
        and all(text[other] >= least for other, least in rungs(case, issue)[strength].get("needs", {}).items())
        for issue, strength in text.items()
    )


def test_every_claim_of_the_article_is_carried(case: Node) -> None:
    """None of the 35 claims is missing, and no other number occurs."""
    carried = {number for node in carriers(case) for number in node["claims"]}
    assert carried == CLAIMS


def test_carriers_name_a_known_source(case: Node) -> None:
    """Whatever carries a claim says where it comes from."""
    for node in carriers(case):
        assert node["source"], node
        assert set(node["source"]) <= set(case["bibliography"]), node


def test_sources_are_known_and_used(case: Node) -> None:
    """Every key cited is in the bibliography, every entry there is cited."""
    assert set(cited(case)) == set(case["bibliography"])


@pytest.mark.parametrize("claim", ONLY_IN_THE_ARTICLE)
def test_claims_nobody_else_reports_say_so(case: Node, claim: int) -> None:
    """An unverified claim cites the article and says that only the article has it."""
    assert any(
        ARTICLE in node["source"] and "only the article has this" in words(node)
        for node in carriers(case)
        if claim in node["claims"]
    )


@pytest.mark.parametrize("claim", CORRECTED)
def test_corrected_claims_keep_the_version_of_the_article(case: Node, claim: int) -> None:
    """Where the record is followed, the article's version stands beside it."""
    assert any("article" in words(node) for node in carriers(case) if claim in node["claims"])


def test_timeline_is_in_order_and_within_bounds(case: Node) -> None:
    """Entries follow one another from the start to the moment the model takes over."""
    times: list[datetime] = [entry["at"] for entry in case["timeline"]]
    assert times == sorted(times)
    assert case["start"] <= times[0]
    assert times[-1] < case["emergent_from"] < case["horizon"]


def test_the_last_word_of_the_script_is_pyongyangs(case: Node) -> None:
    """The scripted part ends with North Korea's statement of 6 July."""
    last = case["timeline"][-1]
    assert (last["actor"], last["kind"]) == ("PRK", "statement")
    assert f"{last['at']:%Y-%m-%dT%H:%M}" == "2006-07-06T08:00"


def test_seven_launches_to_the_minute(case: Node) -> None:
    """Seven provocations, all North Korea's, at the recorded minutes and of the recorded kinds."""
    launches = [entry for entry in case["timeline"] if entry["kind"] == "provocation"]
    actual = {entry["id"]: (f"{entry['at']:%Y-%m-%dT%H:%M}", entry["what"]) for entry in launches}
    assert actual == LAUNCHES
    assert {entry["actor"] for entry in launches} == {case["provoker"]}
    assert all(entry["place"] and entry["means"] and entry["result"] for entry in launches)
    assert not any("severity" in entry for entry in launches)


def test_ids_are_unique(case: Node) -> None:
    """No two entries, background notes or assumptions share an id."""
    for part in ("timeline", "background", "assumptions"):
        ids = [item["id"] for item in case[part]]
        assert len(ids) == len(set(ids)), part


def test_answers_name_earlier_entries(case: Node) -> None:
    """Every in_answer_to names an entry that stands before."""
    seen: set[str] = set()
    for entry in case["timeline"]:
        assert set(entry.get("in_answer_to", [])) <= seen, entry["id"]
        seen.add(entry["id"])


def test_without_the_launches_only_the_warnings_stand(case: Node) -> None:
    """Take all seven launches out and no call, meeting, draft or measure is left."""
    gone = withheld(case["timeline"], set(LAUNCHES))
    left = [entry for entry in case["timeline"] if entry["id"] not in gone | set(LAUNCHES)]
    assert {entry["kind"] for entry in left} == {"statement"}
    assert all(entry["at"] < case["timeline"][-1]["at"] for entry in left)
    first = next(entry["at"] for entry in case["timeline"] if entry["id"] == "launch-1")
    assert all(entry["at"] < first for entry in left)


def test_without_the_request_there_are_no_consultations(case: Node) -> None:
    """The Council sits because it was asked, and positions are declared because it sat."""
    gone = withheld(case["timeline"], {"request-meeting"})
    assert {"consultations-1", "position-china", "position-russia"} <= gone
    assert "draft-1" not in gone


def test_the_clock_starts_with_the_consultations(case: Node) -> None:
    """The outcome came 10.2 days after the entry that days are counted from."""
    entry = next(e for e in case["timeline"] if e["id"] == case["clock_from"])
    assert entry["kind"] == "consultations"
    days = (case["history"]["at"] - entry["at"]).total_seconds() / 86400
    assert round(days, 1) == 10.2


def test_leaders_calls(case: Node) -> None:
    """Bush rings Roh first and Koizumi 95 minutes later, ten minutes each."""
    calls = {entry["id"]: entry for entry in case["timeline"] if entry["kind"] == "call"}
    roh, koizumi = calls["call-bush-roh"], calls["call-bush-koizumi"]
    assert (koizumi["at"] - roh["at"]).total_seconds() == 95 * 60
    assert (roh["actor"], roh["to"], roh["minutes"]) == ("USA", ["KOR"], 10)
    assert (koizumi["actor"], koizumi["to"], koizumi["minutes"]) == ("USA", ["JPN"], 10)
    assert roh["agreed"]
    assert koizumi["agreed"]


def test_fifteen_seats(case: Node) -> None:
    """The Council of July 2006 as the almanac fills it in, all coded here, and both Koreas beside it."""
    assert case["council"] == date(2006, 7, 4)
    seats = {code: str(actor.seat) for code, actor in read(FILE).actors.items()}
    assert seats.keys() == case["actors"].keys()
    assert {code for code, seat in seats.items() if seat == "permanent"} == PERMANENT
    assert {code for code, seat in seats.items() if seat == "elected"} == ELECTED
    assert {code for code, seat in seats.items() if seat == "none"} == {"KOR", "PRK"}


@pytest.mark.parametrize("code", POSITIONS)
def test_positions_are_those_of_the_model(case: Node, code: str) -> None:
    """The starting positions from which model.md's known gains follow."""
    stances = case["actors"][code]["stances"]
    assert tuple(stances[issue]["position"] for issue in ISSUES) == POSITIONS[code]


def test_every_actor_has_a_stance_on_every_issue(case: Node) -> None:
    """Five stances each, every one with its evidence, a note and a source."""
    assert tuple(case["issues"]) == ISSUES
    for code, actor in case["actors"].items():
        assert tuple(actor["stances"]) == ISSUES, code
        for stance in actor["stances"].values():
            assert stance["evidence"], code
            assert stance["note"], code
            assert stance["source"], code


def test_only_china_has_red_lines(case: Node) -> None:
    """Two limits, both China's and both lifted by a nuclear test."""
    limits = {
        (code, issue): (stance["limit"]["at_most"], stance["limit"]["lifted_by"])
        for code, actor in case["actors"].items()
        for issue, stance in actor["stances"].items()
        if "limit" in stance
    }
    assert limits == {
        ("CHN", "condemnation"): (80, ["nuclear_test"]),
        ("CHN", "legal_force"): (25, ["nuclear_test"]),
    }


def test_the_ladders_give_640_texts(case: Node) -> None:
    """The text space of model.md, section 1."""
    ladders = [rungs(case, issue) for issue in ISSUES]
    texts = [dict(zip(ISSUES, text, strict=True)) for text in product(*ladders)]
    assert sum(stands(case, text) for text in texts) == 640
    assert all(list(ladder) == sorted(ladder) for ladder in ladders)


def test_texts_of_the_file_stand(case: Node) -> None:
    """The first draft and the text of history are made of rungs whose needs are met."""
    draft = next(entry for entry in case["timeline"] if entry["kind"] == "draft")
    assert tuple(draft["text"].values()) == (100, 100, 85, 95, 30)
    assert tuple(case["history"]["text"].values()) == (100, 80, 65, 25, 80)
    assert stands(case, draft["text"])
    assert stands(case, case["history"]["text"])


def test_everyone_named_is_an_actor(case: Node) -> None:
    """Ties and entries name actors of the file, or the Council."""
    known = set(case["actors"])
    for entry in case["timeline"]:
        assert entry["actor"] in known, entry["id"]
        assert set(entry.get("to", [])) <= known | {"UNSC"}, entry["id"]
    for tie in case["ties"]:
        assert set(tie["between"]) <= known
    pairs = [frozenset(tie["between"]) for tie in case["ties"]]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 for pair in pairs)


def test_assumptions_hold_what_they_range_over(case: Node) -> None:
    """Every path of an assumption exists, and its value lies in the stated range."""
    for assumption in case["assumptions"]:
        low, high = assumption["range"]
        for path in assumption["paths"]:
            value: Any = case
            for key in path.split("."):
                value = value[key]
            if isinstance(value, dict):
                value = value["at_most"]
            assert low <= value <= high, path


def test_history_is_checked_in_seven_ways(case: Node) -> None:
    """Form, legal basis, vote, day, threat, counter-draft, rejection, in this order."""
    kinds = [check["kind"] for check in case["history"]["checks"]]
    assert kinds == [
        "form",
        "rung",
        "vote",
        "day",
        "threat_before_drop",
        "counter_draft",
        "rejection",
    ]


def test_no_aliases_in_the_file() -> None:
    """The file is plain: no anchor, no alias, no tag, so that line and column mean something."""
    text = FILE.read_text(encoding="utf-8")
    assert not any(
        token in line.split(" #")[0] for line in text.splitlines() for token in (": &", ": *", "- &", "- *", ": !")
    )
