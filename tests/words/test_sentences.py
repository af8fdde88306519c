"""Every kind of event has words, and they read like diplomacy."""

from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import attrs
import pytest

from sim.vocabulary import events as e
from sim.vocabulary.events import REGISTRY
from sim.vocabulary.parts import Change, Crossing, ReviewTerms, SponsorTerms, VoteTerms, WithheldTerms
from sim.words.labels import Labels, zone_name
from sim.words.numbers import gain, ordinal, vote
from sim.words.phrases import act_words, dropped_words, in_a_row
from sim.words.sentences import SENTENCES, predicate, sentence
from tests.kit import event, run_of, scenario

TEXT = {"form": 100, "condemnation": 80, "sanctions": 65, "legal_force": 25, "dialogue": 80}


def labels() -> Labels:
    july = scenario()
    return Labels(july.case, july.clock)


def bare(kind: type[e.Payload]) -> e.Payload:
    """A payload with as little in it as its types allow."""
    return kind(**{field.name: least(get_type_hints(kind)[field.name]) for field in attrs.fields(kind)})


def least(hint: Any) -> Any:
    """The least value of a type: null where it may be, an empty list, closed terms with the least in every key."""
    if is_typeddict(hint):
        return {name: least(inner) for name, inner in get_type_hints(hint).items()}
    if NoneType in get_args(hint):
        return None
    simple: dict[Any, Any] = {str: "x", int: 1, bool: False, dict[str, int]: TEXT, dict[str, str]: {}}
    return [] if get_origin(hint) is list else simple[hint]


def test_every_kind_of_the_registry_has_words() -> None:
    assert set(SENTENCES) == set(REGISTRY)


@pytest.mark.parametrize("name", REGISTRY)
def test_words_ask_for_no_more_than_an_event_must_have(name: str) -> None:
    """Terms and options are null in events of scripted acts; what does not apply is null within them."""
    said = predicate(labels(), event(bare(REGISTRY[name].payload), actor="CHN", target="PRK"))
    assert said
    assert "{" not in said


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (
            attrs.evolve(
                bare(e.DraftAmended), draft="JPN-1", version=3, changes=[Change("legal_force", 95, 75)], bridge=False
            ),
            "amends JPN-1 (version 3): legal force 95 -> 75 (Chapter VII, Article 41)",
        ),
        (
            attrs.evolve(bare(e.VetoThreatened), draft="JPN-1", crossed=[Crossing("legal_force", 95, 25)], times=2),
            "threatens to veto JPN-1 (2nd time): legal force 95 is over its limit of 25",
        ),
        (
            attrs.evolve(
                bare(e.ObjectionRaised),
                draft="JPN-1",
                terms={**least(ReviewTerms), "gain_m": -6400, "no_below_m": -4000},
            ),
            "objects to JPN-1: the text is worth -6.4 to it, it votes no below -4.0",
        ),
        (
            attrs.evolve(
                bare(e.DraftPutInBlue),
                draft="JPN-1",
                vote_at=36943,
                terms={**least(SponsorTerms), "passing_m": 804},
                in_time_for="",
            ),
            "puts JPN-1 in blue, vote from 14 Jul 15:43 (it sees a 80% chance of adoption)",
        ),
        (
            attrs.evolve(
                bare(e.DraftPutInBlue),
                draft="JPN-1",
                vote_at=36943,
                terms={**least(SponsorTerms), "passing_m": 804},
                in_time_for="the summit",
            ),
            "puts JPN-1 in blue, vote from 14 Jul 15:43, in time for the summit (it sees a 80% chance of adoption)",
        ),
        (
            attrs.evolve(
                bare(e.VoteCast),
                draft="JPN-1",
                vote="abstain",
                terms={**least(VoteTerms), "gain_m": -6800, "noise_m": 0, "behind": ""},
            ),
            "abstains on JPN-1 (gain -6.8)",
        ),
        (e.CallHeld("", "", 7, "", []), "calls Pyongyang, 7 min"),
        (
            e.DraftVetoed("USA-1", TEXT, 13, 2, 0, ["CHN", "RUS"]),
            "does not adopt USA-1, 13-2, vetoed by China and Russia: 100/80/65/25/80",
        ),
        (
            e.ActWithheld(
                "draft-1",
                "draft",
                "unwilling",
                {**least(WithheldTerms), "gain_m": -12000, "best_m": 60000, "share_m": 400},
            ),
            "withholds its draft (draft-1): the text is worth -12.0 to it, its best text +60.0, "
            "and it asks for 40% of that",
        ),
    ],
)
def test_words_name_what_the_numbers_decided(payload: e.Payload, said: str) -> None:
    assert predicate(labels(), event(payload, actor="CHN", target="PRK")) == said


def test_no_line_of_a_real_run_shows_the_machinery() -> None:
    """No key of a dict, no underscore, no braces: an analyst reads them."""
    run = run_of()
    told = [predicate(labels(), each) for each in run.events]
    assert [said for said in told if "_" in said or "{" in said or "None" in said] == []


def test_numbers_are_told_with_one_decimal_and_never_minus_nothing() -> None:
    assert [gain(n) for n in (6800, -40, 0, -6449)] == ["+6.8", "+0.0", "+0.0", "-6.4"]
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th",
    ]  # fmt: skip
    assert [vote(15, 0, 0), vote(13, 2, 0), vote(10, 0, 5)] == ["15-0", "13-2", "10-0-5"]
    assert [in_a_row([]), in_a_row(["a"]), in_a_row(["a", "b", "c"])] == ["", "a", "a, b and c"]


def test_zones_without_letters_are_told_by_their_distance() -> None:
    told = labels()
    assert told.local("PER", 0) == "(18 19:00 UTC-5)"
    assert told.local("UNSC", 0) == "(18 20:00 EDT)"
    assert told.local("GHA", 0) == ""
    assert told.local("", 0) == ""
    assert zone_name(told.clock.local(0, "Asia/Kolkata")) == "IST"
    assert zone_name(told.clock.local(0, "America/Caracas")) == "UTC-4"
    assert zone_name(told.clock.local(0, "Asia/Kathmandu")) == "UTC+5:45"


def test_a_sentence_is_the_predicate_behind_its_subject_and_then_what_it_hung_on() -> None:
    """One sentence for every page: an explanation adds to it, and changes nothing in it."""
    run = run_of()
    known = Labels(run.scenario.case, run.scenario.clock)
    for each in run.events:
        said, why = sentence(known, each), sentence(known, each, because=True)
        assert said.endswith(predicate(known, each))
        assert why.startswith(said)
    blue = next(each for each in run.events if isinstance(each.payload, e.DraftPutInBlue))
    assert sentence(known, blue).startswith("Japan puts JPN-1 in blue, vote from ")
    assert "; worth +" in sentence(known, blue, because=True)


def test_what_the_analyst_did_has_its_own_subject() -> None:
    """Also where a sentence puts its subject first."""
    made = event(e.InterventionMade([["vote_noise", "2"]], [], [], 0), actor="")
    assert sentence(labels(), made) == predicate(labels(), made) == "the analyst sets vote_noise=2"


def test_ministers_call_and_do_not_ring() -> None:
    """In the words of the file and in those of the rules."""
    run = run_of()
    known = Labels(run.scenario.case, run.scenario.clock)
    assert [said for each in run.events if " rings " in (said := sentence(known, each))] == []


def test_the_key_of_a_text_names_its_issues_in_order() -> None:
    assert labels().text(TEXT) == "100/80/65/25/80"
    assert labels().text_key() == "form/condemnation/sanctions/legal force/dialogue"


def test_what_an_analyst_drops_is_told_in_words() -> None:
    """A decision by whose it was, what it did and on which draft, an entry by its id; no kind of event by its name."""
    drop = {"decision": "USA:4", "entry": "", "actor": "USA", "act": "CoSponsorJoined", "draft": "JPN-1"}
    assert dropped_words(drop) == "drops USA's co-sponsoring on JPN-1"
    assert dropped_words({**drop, "entry": "launch-1"}) == "drops launch-1"
    assert act_words("DraftAmended") == "draft amended"
