"""A sponsor stands where its first text does, and asks for no more than in it until it is provoked again."""

from sim.engine.loading import load_as_of
from sim.engine.run import Recipe
from sim.vocabulary import events as e

CASE = "dprk-2017-09-irbm"


def last_text(number: int, parameters: dict[str, str] | None = None) -> str:
    """The form of the product of a run of an episode in which a press statement was asked."""
    return Recipe(load_as_of(CASE, "draft", parameters)).run(number).outcome.form


def test_who_asks_for_a_press_statement_is_at_a_press_statement() -> None:
    """The positions of the sponsors are those of their text; those of others are not."""
    case = load_as_of(CASE, "draft").base
    draft = next(entry for entry in case.timeline if entry.kind == "draft")
    assert draft.text is not None
    for code in {draft.actor, *case.sponsors}:
        assert {key: stance.position for key, stance in case.actors[code].stances.items()} == dict(draft.text)
    assert case.actors["GBR"].stances["form"].position > draft.text["form"]


def test_what_the_file_states_of_a_sponsor_wins() -> None:
    """In libya-2011-03 France's position on measures is coded."""
    case = load_as_of("libya-2011-03", "draft").base
    assert case.actors["FRA"].stances["measures"].position == 100
    assert case.actors["FRA"].stances["condemnation"].position == 75


def test_as_of_the_trigger_nobody_knows_the_text() -> None:
    """Then the sponsors stand where the template has them."""
    draft, trigger = (
        load_as_of(CASE, edge).base.actors["USA"].stances["form"].position for edge in ("draft", "trigger")
    )
    assert (draft, trigger) == (25, 100)


def test_a_press_statement_asked_is_a_press_statement_given() -> None:
    """Without both rules the sponsors go on to a resolution."""
    off = {"rule.asked_positions": "0", "rule.first_text": "0"}
    assert [last_text(number) for number in range(1, 6)].count("press_statement") == 5
    assert "press_statement" not in [last_text(number, off) for number in range(1, 6)]


ALONE = {"rule.asked_positions": "0"}
"""The sponsors want more than they asked, so that only the rule keeps them from it."""


def rises(parameters: dict[str, str]) -> int:
    """How often a version of a draft on Zimbabwe asked for more than its sponsor's first, without a new act."""
    count = 0
    for number in range(1, 4):
        first: dict[str, dict[str, int]] = {}
        for event in Recipe(load_as_of("zimbabwe-2008-07", "draft", parameters)).run(number).events:
            if isinstance(event.payload, e.ProvocationOccurred):
                first.clear()
            if isinstance(event.payload, e.DraftCirculated | e.DraftAmended):
                text = dict(event.payload.text)
                asked = first.setdefault(event.actor, text)
                count += any(text[key] > asked[key] for key in ("form", "condemnation", "measures", "legal_force"))
    return count


def test_no_version_is_stronger_than_the_first_until_the_next_provocation() -> None:
    """Form, blame, measures and legal force never rise; without the rule they do."""
    assert rises(ALONE) == 0
    assert rises(ALONE | {"rule.first_text": "0"}) > 0
