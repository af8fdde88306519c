"""What a run takes as given of its file: every formula of docs/model.md, on memories made by hand."""

from datetime import date

import attrs
import pytest

from sim.rules import memory
from sim.rules.setting import Setting
from sim.vocabulary.actors import Limit, OnCrossing
from sim.vocabulary.case import Case, Motive, PastCrisis, Region, Stand
from sim.vocabulary.texts import Role
from tests.small import actor, case, form_issue, free, ladder

ISSUES = (
    form_issue(),
    *(
        attrs.evolve(free(ladder(key, (0, 50, 100))), role=role)
        for key, role in (("blame", Role.CENSURE), ("bans", Role.COERCION), ("basis", Role.LEGAL_BASIS),
                          ("talks", Role.ACCOMMODATION))
    ),
)  # fmt: skip
"""A ladder for each role."""

TRIGGER = date(2006, 7, 1)
"""The day of the launch in New York."""


def past(name: str, years: float, product: str, act: str = "long_range_missile") -> PastCrisis:
    """A crisis that closed so many years before the trigger."""
    closed = date.fromordinal(TRIGGER.toordinal() - round(years * memory.YEAR))
    return PastCrisis(name, closed, closed, act, product)


def file_of(*crises: PastCrisis, near: dict[str, int] | None = None, **more: object) -> Case:
    """A case with this memory. near: affinity by member."""
    actors = [actor(code, ISSUES, [100, 80, 60, 50, 30]) for code in ("USA", "GBR", "FRA", "RUS", "CHN", "JPN", "COG")]
    actors = [attrs.evolve(each, affinity=(near or {}).get(each.code)) for each in actors]
    return attrs.evolve(case(ISSUES, actors, "JPN"), memory=tuple(crises), **more)


# Closed files


def test_a_file_without_a_memory_is_open_in_a_climate_of_0() -> None:
    """Nothing that came before speaks against a product."""
    given = memory.given(file_of())
    assert (given.share, given.closed, given.precedent, given.motive) == (0.0, False, None, Motive.TEXT)
    assert Setting(file_of()).climate == 0.0


def test_the_share_is_the_weight_of_crises_without_a_product_in_that_of_all_and_a_prior() -> None:
    """Weight halves with each later crisis and with every two years: 1 x 0.5 of nothing, 0.5 x 0.25 of a resolution."""
    nothing, resolution = past("two-years", 2, "none"), past("four-years", 4, "resolution")
    share = memory.closed_share(file_of(nothing, resolution))
    assert share == pytest.approx(0.5 / (0.5 + 0.5 * 0.25 + 0.5), abs=0.001)
    assert memory.closed_share(file_of(resolution, nothing)) == share


@pytest.mark.parametrize("product", ["none", "vetoed", "failed"])
def test_a_veto_and_a_failed_vote_count_as_nothing_and_a_statement_does_not(product: str) -> None:
    """What closes a file is that the Council produced nothing."""
    assert memory.closed_share(file_of(past("one", 1, product))) > 0.5
    assert memory.closed_share(file_of(past("one", 1, "press_statement"))) == 0.0


def test_only_crises_that_closed_before_the_day_of_the_trigger_count() -> None:
    """What ended on the day itself is not yet known."""
    on_the_day = attrs.evolve(past("now", 0, "none"), closed=TRIGGER)
    before = attrs.evolve(on_the_day, closed=date(2006, 6, 30))
    assert memory.closed_share(file_of(on_the_day)) == 0.0
    assert memory.closed_share(file_of(before)) == pytest.approx(1 / 1.5, abs=0.001)


def test_as_coded_a_file_is_closed_from_an_even_chance_on_and_a_file_may_say_otherwise() -> None:
    """One crisis of nothing two years ago: 0.5 / (0.5 + 0.5), which is even."""
    even = past("two-years", 2, "none")
    assert memory.given(file_of(attrs.evolve(even, closed=date(2004, 7, 2)))).closed
    assert not memory.given(file_of(past("three-years", 3, "none"))).closed
    assert not memory.given(file_of(even, closed=False)).closed
    assert memory.given(file_of(closed=True)).closed


def test_on_a_closed_file_the_provokers_friend_takes_no_product_and_everybody_knows() -> None:
    """Its limit on the form is 0; the climate is fully polarised; nobody else is bound."""
    setting = Setting(file_of(past("one", 1, "none"), near={"CHN": 70, "RUS": 45}))
    assert setting.closed
    assert setting.climate == 1.0
    assert setting.case.actors["CHN"].stances["form"].limit.at_most == 0
    assert setting.case.actors["RUS"].stances["form"].limit is None
    assert list(setting.known_limits) == [("CHN", "form")]
    assert setting.stated.actors["CHN"].stances["form"].limit is None


def test_on_an_open_file_the_climate_is_its_share() -> None:
    """A file on which little came is tense before it is closed."""
    setting = Setting(file_of(past("three-years", 3, "none")))
    assert not setting.closed
    assert setting.climate == memory.closed_share(setting.stated) > 0.4


def test_without_its_switch_the_file_is_open_and_the_climate_that_of_all_vetoes() -> None:
    """`--set rule.closed_files=0` and `--set rule.climate_of_file=0`."""
    closed = file_of(past("one", 1, "none"), near={"CHN": 70})
    open_ = Setting(closed).changed([("rule.closed_files", "0"), ("precedent", "none")])
    assert not open_.closed
    assert open_.case is open_.stated
    old = open_.changed([("rule.climate_of_file", "0"), ("climate.vetoes", "2")])
    assert old.climate == 0.4


# Precedent


def test_a_precedent_weighs_half_for_each_later_one_and_for_every_three_years() -> None:
    """Of the last three on acts of the class within eight years; W = 0.5 + 0.125 + ..."""
    crises = [past("three", 3, "press_statement"), past("six", 6, "none"), past("nine", 9, "none"),
              past("other", 1, "none", act="nuclear_test")]  # fmt: skip
    weighed = memory.precedents(file_of(*crises))
    assert [each.id for each, _ in weighed] == ["three", "six"]
    assert [weight for _, weight in weighed] == pytest.approx([0.5, 0.125], abs=0.001)
    assert memory.precedent_chance(file_of(*crises)) == pytest.approx(0.625 / 1.025, abs=0.001)


def test_no_more_than_three_are_precedents() -> None:
    """The fourth last says nothing."""
    crises = [past(name, years, "none") for name, years in (("a", 1), ("b", 2), ("c", 3), ("d", 4))]
    assert [each.id for each, _ in memory.precedents(file_of(*crises))] == ["a", "b", "c"]


def test_as_coded_the_heaviest_holds_where_that_is_likely_and_no_draft_is_known() -> None:
    """A single one of three years ago weighs 0.5 against 0.4; one of six years 0.25."""
    assert memory.precedent(file_of(past("three", 3, "none"))).id == "three"
    assert memory.precedent(file_of(past("six", 6, "none"))) is None
    known = file_of(past("three", 3, "none"))
    draft = attrs.evolve(known.timeline[1], id="draft-1", kind="draft")
    drafted = attrs.evolve(known, timeline=(*known.timeline, draft))
    assert memory.precedent(drafted) is None
    assert memory.precedent(drafted, frozenset({"draft-1"})) is not None


def test_a_file_may_name_a_precedent_or_none() -> None:
    """What it states holds, drafts or not."""
    crises = (past("three", 3, "none"), past("six", 6, "press_statement"))
    assert memory.precedent(file_of(*crises, precedent="six")).id == "six"
    assert memory.precedent(file_of(*crises, precedent="none")) is None


def test_everybody_but_the_provoker_moves_nine_tenths_of_the_way_to_the_precedent() -> None:
    """To a press statement: form 25, censure 80, coercion 10, legal basis 0; talk stays where it is."""
    setting = Setting(file_of(past("one", 1, "press_statement"), precedent="one"))
    assert setting.coded_positions("JPN") == (32, 80, 15, 5, 30)
    assert setting.coded_positions("PRK") == (0, 0, 0, 0, 0)
    assert setting.stated.actors["JPN"].stances["form"].position == 100
    resolution = Setting(file_of(past("one", 1, "resolution"), precedent="one"))
    assert resolution.case is resolution.stated
    assert setting.changed([("rule.precedent", "0")]).coded_positions("JPN") == (100, 80, 60, 50, 30)


# Friends, the matter, the motive


def test_the_friend_is_the_permanent_member_nearest_to_the_provoker() -> None:
    """The first of several alike; an elected member is none; nobody where no affinity is known."""
    assert memory.friend(file_of(near={"CHN": 70, "RUS": 70, "COG": 90})) == "RUS"
    assert memory.friend(file_of()) == ""
    assert memory.friend(attrs.evolve(file_of(near={"CHN": 70}), provoker="RUS")) == "RUS"


def test_who_shields_the_provoker_is_within_45() -> None:
    """Permanent members alone, in the order of the file."""
    assert memory.protectors(file_of(near={"CHN": 45, "RUS": 70, "FRA": 44, "COG": 90})) == ("RUS", "CHN")


@pytest.mark.parametrize(
    ("affinity", "what", "stand", "motive"),
    [
        (80, "long_range_missile", None, Motive.RECORD),
        (79, "long_range_missile", None, Motive.TEXT),
        (45, "coup", None, Motive.RECORD),
        (45, "coup", Stand.AGAINST, Motive.RECORD),
        (45, "coup", Stand.ASKS, Motive.TEXT),
        (44, "coup", None, Motive.TEXT),
        (80, "coup", Stand.ASKS, Motive.RECORD),
    ],
)
def test_sponsors_are_after_a_record_over_a_close_friend_or_a_shielded_internal_matter(
    affinity: int, what: str, stand: Stand | None, motive: Motive
) -> None:
    """Unless the region's body asks the Council to act; and a file may say otherwise."""
    made = file_of(near={"CHN": affinity})
    act = attrs.evolve(made.timeline[0], what=what)
    made = attrs.evolve(made, timeline=(act, *made.timeline[1:]), region=None if stand is None else Region(stand))
    assert memory.motive_by_rule(made) is motive
    other = Motive.TEXT if motive is Motive.RECORD else Motive.RECORD
    assert memory.given(attrs.evolve(made, motive=other)).motive is other


def test_who_shields_the_provoker_takes_no_resolution_on_an_internal_matter_unless_the_region_asks() -> None:
    """Form at most 50, for every protector; a stricter limit of its own stays, a weaker one does not."""
    made = file_of(near={"CHN": 45, "RUS": 60})
    coup = attrs.evolve(made, timeline=(attrs.evolve(made.timeline[0], what="coup"), *made.timeline[1:]))

    def limit(of: Case, code: str = "CHN") -> Limit | None:
        return Setting(of).case.actors[code].stances["form"].limit

    assert (limit(coup).at_most, limit(coup, "RUS").at_most, limit(coup, "FRA")) == (50, 50, None)
    assert limit(attrs.evolve(coup, region=Region(Stand.ASKS))) is None
    assert limit(made) is None
    assert limit(attrs.evolve(coup, parameters={"rule.internal_matters": 0})) is None
    stricter = Limit(at_most=25, basis="its own")
    assert limit(_with_limit(coup, stricter)) == stricter
    weaker = Limit(at_most=25, crossing=OnCrossing.ABSTAIN)
    assert limit(_with_limit(coup, weaker)).crossing is OnCrossing.NO
    lifted = Limit(at_most=25, lifted_by=("nuclear_test",))
    assert limit(_with_limit(coup, lifted)).lifted_by == ()


def _with_limit(made: Case, limit: Limit) -> Case:
    china = made.actors["CHN"]
    stances = {**china.stances, "form": attrs.evolve(china.stances["form"], limit=limit)}
    return attrs.evolve(made, actors={**made.actors, "CHN": attrs.evolve(china, stances=stances)})


def test_vetoes_on_the_file_count_for_three_years() -> None:
    """Those of the memory; a failed vote is none."""
    crises = (past("a", 1, "vetoed"), past("b", 2.9, "vetoed"), past("c", 3.1, "vetoed"), past("d", 1, "failed"))
    assert memory.vetoes_on_file(file_of(*crises)) == 2


# Paths


def test_what_is_taken_as_given_can_be_set() -> None:
    """closed=true, motive=record, precedent=none, region=asks; but for precedent `none` gives them back to the rule."""
    setting = Setting(file_of(past("one", 1, "none"), near={"CHN": 60}))
    assert not setting.changed([("closed", "false")]).closed
    assert setting.changed([("closed", "false"), ("closed", "none")]).closed
    assert setting.changed([("motive", "record")]).given.motive is Motive.RECORD
    assert setting.given.precedent is not None
    assert setting.changed([("precedent", "none")]).given.precedent is None
    assert setting.changed([("region", "asks")]).stated.region == Region(Stand.ASKS)
