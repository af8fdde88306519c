"""What may be asked about: outcomes from words and back, and which one is most common."""

import pytest

from sim.questions.tip.kinds import headline_issues, kind_of, modal_form, modal_kind, parse
from sim.scenario.problems import ScenarioError
from tests.kit import scenario
from tests.questions.imagined import nothing, resolution


@pytest.mark.parametrize(
    ("word", "canonical"),
    [
        ("resolution", "resolution"),
        ("Presidential Statement", "presidential_statement"),
        ("legal_force>=50", "legal_force>=50"),
        ("legal_force:article_40", "legal_force:50"),
        ("legal_force<=30", "legal_force<=30"),
        ("resolution+legal_force:25", "resolution+legal_force:25"),
        ("resolution + legal_force:25 + sanctions>=required", "resolution+legal_force:25+sanctions>=65"),
    ],
)
def test_an_outcome_is_read_and_written_again(word: str, canonical: str) -> None:
    found = parse(scenario().case, word)
    assert found.word == canonical
    assert parse(scenario().case, canonical) == found


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("resolutoin", "did you mean 'resolution'"),
        ("legal_forse>=50", "did you mean 'legal_force>=50'"),
        ("legal_force:51", "0 .none., 25 .special_responsibility."),
        ("legal_force>=101", "no strength"),
        ("legal_force>=artikel_40", "did you mean 'legal_force>=article_40'"),
        ("resolution+vetoed", "second form"),
        ("legal_force>=", "no outcome"),
        ("", "no outcome"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(word: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        parse(scenario().case, word)


def test_the_most_common_kind_names_form_and_headline_wording() -> None:
    runs = [resolution(1), resolution(2), resolution(3, 50), nothing(4)]
    headlines = headline_issues(scenario().case)
    assert modal_kind(runs, headlines).word == "resolution+legal_force:25"
    assert kind_of(nothing(4), headlines).word == "none"
    assert modal_form(runs).word == "resolution"


def test_equals_are_decided_the_same_way_whatever_the_order() -> None:
    runs = [resolution(1), nothing(2)]
    headlines = headline_issues(scenario().case)
    assert modal_kind(runs, headlines) == modal_kind(runs[::-1], headlines)
    assert modal_form(runs) == modal_form(runs[::-1])
    assert modal_form(runs).word == "resolution"
