"""The scores of a back-test, on five episodes in three crisis files, each worked out by hand.

| | file | class | came | day | Chapter VII | votes |
|---|---|---|---|---|---|---|
| a1 | A | nuclear test, 2006 | resolution | 5 | yes | QAT no |
| a2 | A | satellite, 2009 | presidential statement | 8 | | |
| b1 | B | nuclear test, 1998 | resolution | 8 | no | CHN, GHA abstain |
| b2 | B | satellite, 2012 | none | | | |
| c1 | C | repression, 2011 | vetoed | 20 | yes | CHN no, QAT abstains, RUS absent |
"""

import json
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import log

import numpy as np
import pytest
from attrs import evolve, frozen

from sim.pages.plain import plain
from sim.questions.backtest.bootstrap import RESAMPLES, Resamples
from sim.questions.backtest.forecasts import (
    CHAPTER_VII,
    DAY,
    FORM,
    SEATS,
    Forecast,
    Forecaster,
    Real,
    from_runs,
    interval80,
    probabilities,
)
from sim.questions.backtest.known import NAMINGS, Known, form_asked, last_product, rule
from sim.questions.backtest.rivals import days_of_class, rivals
from sim.questions.backtest.scoring import interval_score
from sim.questions.backtest.summary import Bin, Compared, Scores, compare
from sim.vocabulary.outcome import FORMS, Outcome

PERMANENT = frozenset({"USA", "CHN", "RUS"})


def real(name: str, act: str, year: int, form: str, **more: object) -> Real:
    """An episode of the file that its name begins with."""
    return Real(name, name[0].upper(), "weapons", act, act == "repression", date(year, 5, 1), form, **more)  # type: ignore[arg-type]


def votes(**cast: str) -> dict[str, str]:
    """Four seats that vote yes, but for those named."""
    return {"USA": "yes", "CHN": "yes", "GHA": "yes", "QAT": "yes"} | cast


REALS = (
    real("a1", "nuclear_test", 2006, "resolution", day=5, chapter_vii=True, votes=votes(QAT="no"), permanent=PERMANENT),
    real("a2", "satellite_launch", 2009, "presidential_statement", day=8),
    real("b1", "nuclear_test", 1998, "resolution", day=8, chapter_vii=False,
         votes=votes(CHN="abstain", GHA="abstain"), permanent=PERMANENT),
    real("b2", "satellite_launch", 2012, "none"),
    real("c1", "repression", 2011, "vetoed", day=20, chapter_vii=True,
         votes=votes(CHN="no", QAT="abstain", RUS="absent"), permanent=PERMANENT),
)  # fmt: skip

MODEL = Forecaster("model", {
    "a1": Forecast({"resolution": 1.0}, "resolution", (2, 6), 3, 0.8, votes(GHA="abstain")),
    "a2": Forecast({"resolution": 0.5, "presidential_statement": 0.5}, "resolution", (1, 5), 2),
    "b1": Forecast({"resolution": 0.75, "vetoed": 0.25}, "resolution", (11, 17), 13.5, 0.6,
                   votes(GHA="abstain", QAT="abstain")),
    "b2": Forecast({"press_statement": 0.75, "none": 0.25}, "press_statement", (1, 2), 1),
    "c1": Forecast({"vetoed": 1.0}, "vetoed"),
}, (FORM, DAY, CHAPTER_VII, SEATS))  # fmt: skip

# After the floor: one form of all runs has 1 / (1 + 5/80) = 16/17, the others 1/85. Where two forms share the runs the
# sum is 1 + 4/80 = 21/20: a half becomes 10/21, three quarters 5/7, a quarter 5/21, and the others 1/84.


@frozen
class Before:
    """An earlier crisis of a file."""

    id: str
    closed: date
    act: str
    product: str


def known(name: str, **more: object) -> Known:
    """What was known of one of the five."""
    it = next(each for each in REALS if each.id == name)
    return Known(it.id, "draft", it.file, it.family, it.act, it.internal, it.began, **more)  # type: ignore[arg-type]


KNOWN = {
    "a1": known("a1", form_asked="resolution", mean_text="resolution", setter="resolution",
                rule_of_thumb="resolution"),
    "a2": known("a2", form_asked="resolution", mean_text="press_statement", setter="none",
                rule_of_thumb="presidential_statement",
                past=(Before("old", date(2008, 5, 1), "satellite_launch", "press_statement"),)),
    "b1": known("b1", form_asked="resolution", mean_text="resolution", setter="resolution",
                rule_of_thumb="resolution"),
    "b2": known("b2", mean_text="press_statement", setter="none", rule_of_thumb="presidential_statement",
                past=(Before("old", date(2011, 5, 1), "satellite_launch", "press_statement"),)),
    "c1": known("c1", form_asked="resolution", mean_text="resolution", setter="none", rule_of_thumb="resolution",
                affinities={"CHN": 35, "RUS": 80}),
}  # fmt: skip
"""The rule says resolution of a1, a2 and b1; of b2, whose form is not known, press statement; of c1 vetoed."""


@cache
def found() -> Compared:
    """The model beside all rivals."""
    return compare(REALS, (MODEL, *rivals(REALS, KNOWN).forecasters))


def of(name: str) -> Scores:
    """One forecaster's scores."""
    return next(each for each in found().scores if each.forecaster == name)


def about(value: Fraction | float) -> object:
    """The same number but for the last digits of a float."""
    return pytest.approx(float(value), rel=1e-12, abs=1e-12)


# Forms


def test_a_probability_is_the_share_raised_to_one_in_eighty_and_rescaled() -> None:
    """Of all runs 16/17; the other five 1/85 each."""
    said = probabilities({"resolution": 1.0})
    assert list(said) == list(FORMS)
    assert said["resolution"] == about(Fraction(16, 17))
    assert said["none"] == about(Fraction(1, 85))
    assert sum(said.values()) == about(1)


def test_hits_are_counted_by_the_form_named() -> None:
    """a1, b1 and c1; the tie of a2 goes to the first form of every table."""
    assert (of("model").hits, of("model").n) == (3, 5)
    assert of("model").hit is not None
    assert of("model").hit.value == about(Fraction(3, 5))  # type: ignore[union-attr]


def test_the_log_score_is_the_mean_logarithm_of_the_real_form() -> None:
    """16/17, 10/21, 5/7, 5/21, 16/17."""
    by_hand = (2 * log(Fraction(16, 17)) + log(Fraction(10, 21)) + log(Fraction(5, 7)) + log(Fraction(5, 21))) / 5
    assert of("model").log.value == about(by_hand)  # type: ignore[union-attr]


def test_the_brier_score_sums_over_six_forms() -> None:
    """All runs right: (1/17)^2 + 5 (1/85)^2 = 6/1445. The others have 4 (1/84)^2 beside.

    a2 (10/21)^2 + (11/21)^2, in all 295/588; b1 (2/7)^2 + (5/21)^2, 5/36; b2 (16/21)^2 + (15/21)^2, 275/252.
    """
    by_hand = (2 * Fraction(6, 1445) + Fraction(295, 588) + Fraction(5, 36) + Fraction(275, 252)) / 5
    assert of("model").brier.value == about(by_hand)  # type: ignore[union-attr]


def test_calibration_says_how_often_came_what_was_said() -> None:
    """22 forms of 1/85 (ten) or 1/84 (twelve); two of 5/21, of 10/21, of 5/7 and of 16/17."""
    calibration = of("model").calibration
    assert calibration is not None
    rare = (Fraction(10, 85) + Fraction(12, 84)) / 22
    assert calibration.forms == (
        Bin(0.0, 0.1, 22, about(rare), 0),  # type: ignore[arg-type]
        Bin(0.2, 0.3, 2, about(Fraction(5, 21)), 1),  # type: ignore[arg-type]
        Bin(0.4, 0.5, 2, about(Fraction(10, 21)), 1),  # type: ignore[arg-type]
        Bin(0.7, 0.8, 2, about(Fraction(5, 7)), 1),  # type: ignore[arg-type]
        Bin(0.9, 1.0, 2, about(Fraction(16, 17)), 2),  # type: ignore[arg-type]
    )
    # Of the forms named alone: a2 at 10/21 missed, b1 and b2 at 5/7, of which one came, a1 and c1.
    assert [(each.low, each.n, each.came) for each in calibration.named] == [(0.4, 1, 0), (0.7, 2, 1), (0.9, 2, 2)]


def test_confusion_counts_real_forms_by_the_form_named() -> None:
    """Two resolutions and a veto named so, a presidential statement taken for a resolution, none for a press one."""
    confusion = of("model").confusion
    assert confusion is not None
    cells = {(came, named): n for came, row in confusion.counts.items() for named, n in row.items() if n}
    assert cells == {
        ("resolution", "resolution"): 2,
        ("presidential_statement", "resolution"): 1,
        ("none", "press_statement"): 1,
        ("vetoed", "vetoed"): 1,
    }
    assert all(list(row) == list(FORMS) for row in confusion.counts.values())


# Chapter VII, day, seats


def test_chapter_vii_is_scored_where_a_text_was_adopted_or_vetoed() -> None:
    """a1 said 0.8, and so it is; b1 0.6, and it is not; c1 is missing: wrong, and one half for Brier."""
    chapter = of("model").chapter_vii
    assert chapter is not None
    assert (chapter.n, chapter.came, chapter.missing, chapter.right) == (3, 2, 1, 1)
    assert chapter.accuracy.value == about(Fraction(1, 3))
    assert chapter.brier.value == about((Fraction(1, 25) + Fraction(9, 25) + Fraction(1, 4)) / 3)


def test_the_day_is_covered_or_not_and_a_missing_interval_is_a_miss() -> None:
    """Of a1, a2, b1 and c1 only a1 lies inside; c1 is missing; widths are 4, 4 and 6; b2 has no real day."""
    day = of("model").day
    assert day is not None
    assert (day.n, day.missing, day.covered) == (4, 1, 1)
    assert day.coverage.value == about(Fraction(1, 4))
    assert day.width is not None
    assert day.width.value == about(4)


def test_the_interval_score_is_width_and_ten_times_what_lies_outside_in_logarithms_of_day_plus_one() -> None:
    """a1: ln 7/3. a2: ln 6/2 + 10 ln 9/6. b1: ln 18/12 + 10 ln 12/9."""
    assert interval_score(2, 6, 5) == about(log(Fraction(7, 3)))
    assert interval_score(1, 5, 8) == about(log(3) + 10 * log(Fraction(3, 2)))
    assert interval_score(11, 17, 8) == about(log(Fraction(3, 2)) + 10 * log(Fraction(4, 3)))
    by_hand = (
        log(Fraction(7, 3)) + log(3) + 10 * log(Fraction(3, 2)) + log(Fraction(3, 2)) + 10 * log(Fraction(4, 3))
    ) / 3
    assert of("model").day.interval_score.value == about(by_hand)  # type: ignore[union-attr]


def test_the_factor_compares_the_median_day_with_the_real_one() -> None:
    """4/6, 3/9 and 14.5/9, with a median of 2/3; wrong by 3/2, 3 and 29/18, with a median of 29/18."""
    day = of("model").day
    assert day is not None
    assert day.factor is not None
    assert day.error is not None
    assert day.factor.value == about(Fraction(2, 3))
    assert day.error.value == about(Fraction(29, 18))


def test_seats_are_right_or_wrong_and_missing_ones_are_wrong() -> None:
    """Twelve seats; RUS took no part in c1. Right: USA, CHN of a1; USA, GHA of b1. The four of c1 are missing.

    Found of yes 3 of 7, of abstain 1 of 3, of no 0 of 2. Elected dissent: QAT of a1, GHA of b1 (found), QAT of c1.
    """
    seats = of("model").votes
    assert seats is not None
    assert (seats.votes, seats.seats, seats.missing) == (3, 12, 4)
    assert seats.accuracy.value == about(Fraction(4, 12))
    assert seats.balanced.value == about((Fraction(3, 7) + Fraction(1, 3) + 0) / 3)
    assert seats.elected_dissent is not None
    assert (seats.elected_dissent.value, seats.elected_dissent.n) == (about(Fraction(1, 3)), 3)
    assert seats.permanent_dissent is not None
    assert (seats.permanent_dissent.value, seats.permanent_dissent.n) == (0, 2)
    assert (seats.abstentions_said, seats.abstentions_real) == (Fraction(3, 2), Fraction(2, 2))  # type: ignore[comparison-overlap]


def test_dissent_is_found_by_any_vote_but_yes() -> None:
    """China's veto of c1 is found by an abstention; its accuracy is not."""
    said = {each.id: Forecast(votes=dict(each.votes) | {"CHN": "abstain"}) for each in REALS}
    seats = compare(REALS, [Forecaster("x", said, (SEATS,))]).scores[0].votes
    assert seats is not None
    assert seats.permanent_dissent is not None
    assert seats.permanent_dissent.value == 1
    assert seats.accuracy.value == about(Fraction(10, 12))


def test_beside_the_seats_stands_all_vote_yes() -> None:
    """7 of 12 seats, a third of the votes in balance, no dissent; three abstentions in three votes."""
    seats = of("all_yes").votes
    assert seats is not None
    assert seats.accuracy.value == about(Fraction(7, 12))
    assert seats.balanced.value == about(Fraction(1, 3))
    assert seats.elected_dissent is not None
    assert seats.elected_dissent.value == 0
    assert (seats.abstentions_said, seats.abstentions_real) == (0, 1)
    # Ghana's of b1 and Qatar's of c1, in three votes
    assert (seats.elected_abstentions_said, seats.elected_abstentions_real) == (0, about(Fraction(2, 3)))


def test_differences_are_the_first_less_the_other_in_what_both_speak_of() -> None:
    """From all vote yes: 4/12 - 7/12, and 16/63 - 21/63; neither forms nor days. From the class: 3/5 - 2/5."""
    by_name = {each.against: each.scores for each in found().differences}
    assert set(by_name["all_yes"]) == {"accuracy", "balanced", "elected_dissent", "permanent_dissent"}
    assert by_name["all_yes"]["accuracy"].value == about(Fraction(-1, 4))
    assert by_name["all_yes"]["balanced"].value == about(Fraction(-5, 63))
    assert set(by_name["class_rate"]) == {"hit", "log", "brier", "chapter_vii", "chapter_vii_brier"}
    assert by_name["class_rate"]["hit"].value == about(Fraction(1, 5))


def test_interval_scores_are_compared_where_both_have_an_interval() -> None:
    """The model has none of c1, which counts for neither; coverage counts all four.

    Days of other files: of A 8 and 20, from 9.2 to 18.8, so 9 to 19; of B 5, 8 and 20, from 5.6 to 17.6, so 5 to 18;
    of C 5, 8 and 8, from 5.6 to 8, so 5 to 8. a1 and a2 lie below, b1 inside, c1 above.
    """
    theirs = (
        2 * log(Fraction(20, 10)) + 10 * log(Fraction(10, 6)) + 10 * log(Fraction(10, 9)) + log(Fraction(19, 6))
    ) / 3
    ours = of("model").day.interval_score.value  # type: ignore[union-attr]
    against = next(each.scores for each in found().differences if each.against == "days_of_class")
    assert against["interval_score"].value == about(ours - theirs)
    assert against["interval_score"].n == 3
    assert against["coverage"].value == about(Fraction(1, 4) - Fraction(1, 4))
    assert of("days_of_class").day.missing == 0  # type: ignore[union-attr]


# Rivals


def shares(name: str, episode: str) -> dict[str, Fraction]:
    """What a rival gives each form, without those it gives nothing."""
    said = next(each for each in rivals(REALS, KNOWN).forecasters if each.name == name).forecasts[episode].shares
    return {form: Fraction(share).limit_denominator(1000) for form, share in said.items() if share}


def named(name: str) -> list[str]:
    """The forms that a rival names of the five."""
    said = next(each for each in rivals(REALS, KNOWN).forecasters if each.name == name).forecasts
    return [said[each.id].named for each in REALS]


def thirds(one: str, *others: str, n: int = 1) -> dict[str, Fraction]:
    """Base rates of a third for three forms, which count for two, and n more episodes that all came to the first."""
    return {one: (n + Fraction(2, 3)) / (n + 2)} | {each: Fraction(2, 3) / (n + 2) for each in others}


def test_the_base_rate_of_a_class_is_learnt_from_other_files() -> None:
    """a1: B and C hold a resolution, none, a veto; its class, b1: (1 + 2/3) / 3. c1 has no like: the base rate."""
    assert shares("class_rate", "a1") == thirds("resolution", "none", "vetoed")
    assert shares("class_rate", "a2") == thirds("none", "resolution", "vetoed")
    assert shares("class_rate", "b2") == thirds("presidential_statement", "resolution", "vetoed")
    assert shares("class_rate", "c1") == {
        "resolution": Fraction(1, 2),
        "presidential_statement": Fraction(1, 4),
        "none": Fraction(1, 4),
    }
    assert named("class_rate") == ["resolution", "none", "resolution", "presidential_statement", "resolution"]


def test_a_class_without_a_row_in_other_files_is_named() -> None:
    """Repression occurs in C alone."""
    it = rivals(REALS, KNOWN)
    assert it.alone == ("repression",)
    assert any("repression" in note for note in it.notes)


def test_chapter_vii_of_a_class_is_learnt_from_other_files() -> None:
    """a1: of b1 no and c1 yes half; its class, b1: (0 + 1) / 3. b1: of a1 and c1 all; (1 + 2) / 3."""
    said = next(each for each in rivals(REALS, KNOWN).forecasters if each.name == "class_rate").forecasts
    assert said["a1"].chapter_vii == about(Fraction(1, 3))
    assert said["b1"].chapter_vii == about(1)
    assert said["c1"].chapter_vii == about(Fraction(1, 2))


def test_the_other_base_rate_learns_from_other_years_of_its_own_file_too() -> None:
    """a1: four others, a quarter each; its class, b1: (1 + 1/2) / 3. In one year the own file teaches nothing."""
    quarter = {"presidential_statement": Fraction(1, 6), "none": Fraction(1, 6), "vetoed": Fraction(1, 6)}
    assert shares("class_rate_same", "a1") == {"resolution": Fraction(1, 2)} | quarter
    same_year = [evolve(each, began=date(2006, 9, 1)) if each.id == "a2" else each for each in REALS]
    said = next(each for each in rivals(same_year, KNOWN).forecasters if each.name == "class_rate_same")
    assert said.forecasts["a1"].shares["presidential_statement"] == 0


def test_the_form_asked_is_recalibrated_from_episodes_that_asked_the_same() -> None:
    """a1: b1 and c1 asked a resolution and got one, and a veto: (1 + 2/3) / 4 each. b2, where none is known, has none
    like it: the base rate of a1, a2 and c1, whose first form is named.
    """
    assert shares("form_asked", "a1") == {
        "resolution": Fraction(5, 12),
        "vetoed": Fraction(5, 12),
        "none": Fraction(1, 6),
    }
    assert shares("form_asked", "b2") == dict.fromkeys(
        ("resolution", "presidential_statement", "vetoed"), Fraction(1, 3)
    )
    assert named("form_asked") == ["resolution"] * 5


def test_the_last_product_is_recalibrated_from_episodes_with_the_same() -> None:
    """a2 and b2 follow a press statement on a satellite: of a2, b2 came to none; a1, b1 and c1 follow nothing.

    The name itself is what a hit is counted by, even where another form is likelier.
    """
    assert shares("last_product", "a2") == thirds("none", "resolution", "vetoed")
    assert shares("last_product", "a1") == {
        "resolution": Fraction(5, 12),
        "vetoed": Fraction(5, 12),
        "none": Fraction(1, 6),
    }
    assert named("last_product")[1] == "press_statement"


def test_the_rule_is_recalibrated_from_episodes_of_which_it_says_the_same() -> None:
    """a1: it says resolution of b1: (1 + 2/3) / 3. c1: it says vetoed of no other: the base rate."""
    assert named("rule") == ["resolution", "resolution", "resolution", "press_statement", "vetoed"]
    assert shares("rule", "a1") == thirds("resolution", "none", "vetoed")
    assert shares("rule", "c1") == {
        "resolution": Fraction(1, 2),
        "presidential_statement": Fraction(1, 4),
        "none": Fraction(1, 4),
    }


def test_simple_guesses_are_recalibrated_too() -> None:
    """b1: the mean text is a resolution for a1 (came) and c1 (vetoed); the setter's is one for a1 alone.

    a2: the rule of thumb says presidential statement of b2, which came to none.
    """
    assert shares("mean_text", "b1") == {
        "resolution": Fraction(5, 12), "vetoed": Fraction(5, 12), "presidential_statement": Fraction(1, 6),
    }  # fmt: skip
    assert shares("setter", "b1") == thirds("resolution", "presidential_statement", "vetoed")
    assert shares("rule_of_thumb", "a2") == thirds("none", "resolution", "vetoed")


def test_every_rival_is_there_in_a_fixed_order() -> None:
    """The order of every table."""
    names = ["class_rate", *NAMINGS]
    assert names == ["class_rate", "last_product", "form_asked", "rule", "mean_text", "setter", "rule_of_thumb"]
    assert [each.name for each in rivals(REALS, KNOWN).forecasters] == [
        *names, "days_of_class", *(f"{name}_same" for name in names), "all_yes",
    ]  # fmt: skip


def test_a_rival_learns_from_other_years_of_its_file_where_it_may() -> None:
    """a1 and a2 are of one file and two years; a name that a2 alone shares with a1 is learnt from a2 then."""
    alone = rivals(REALS[:2], KNOWN).forecasters
    said = next(each for each in alone if each.name == "form_asked_same").forecasts
    other = next(each for each in REALS if each.id == "a2")
    assert said["a1"].shares[other.form] == 1


def test_with_one_crisis_file_nothing_is_recalibrated_and_a_note_says_so() -> None:
    """What learns from other files is absent; other years and all vote yes are there."""
    it = rivals(REALS[:2], KNOWN)
    assert [each.name for each in it.forecasters] == [
        "class_rate_same", *(f"{name}_same" for name in NAMINGS), "all_yes",
    ]  # fmt: skip
    assert any("fewer than two crisis files" in note for note in it.notes)
    one = rivals(REALS[:1], KNOWN)
    assert [each.name for each in one.forecasters] == ["all_yes"]
    assert compare(REALS[:1], (MODEL, *one.forecasters)).scores[0].hit.low is None  # type: ignore[union-attr]


def test_days_of_a_class_are_those_of_other_files_or_of_all_classes_where_it_has_few() -> None:
    """1, 2, 3, 4 and 10: from 1.4 to 7.6, outwards 1 to 8. With four of the class a fifth of another class counts."""
    of_class = [real(f"x{day}", "nuclear_test", 2000, "resolution", day=day) for day in (1, 2, 3, 4, 10)]
    other = real("y", "coup", 2000, "resolution", day=100)
    assert days_of_class("nuclear_test", [*of_class, other]) == Forecast(days=(1, 8), day=3)
    # 1, 2, 3, 4 and 100: the 90th percentile is 4 + 0.6 x 96 = 61.6.
    assert days_of_class("nuclear_test", [*of_class[:4], other]) == Forecast(days=(1, 62), day=3)
    assert days_of_class("coup", []) == Forecast()


def test_percentiles_are_interpolated_and_rounded_outwards() -> None:
    """0 to 10: exactly 1 to 9. 3 and 9: from 3.6 to 8.4."""
    assert interval80(range(11)) == (1, 9)
    assert interval80([9, 3]) == (3, 9)
    assert interval80([7]) == (7, 7)


# What rivals know

TRIGGER = date(2010, 1, 1)
NUCLEAR = "nuclear_test"


def file(*memory: tuple[int, str, str], act: str = NUCLEAR, **more: object) -> Known:
    """An episode of that class; memory: for each crisis how many days before it closed, class, product."""
    past = tuple(
        Before(str(number), TRIGGER - timedelta(days), what, came) for number, (days, what, came) in enumerate(memory)
    )
    return Known("x", "draft", "X", "weapons", act, act == "repression", TRIGGER, past=past, **more)  # type: ignore[arg-type]


def test_the_last_product_is_that_of_the_latest_crisis_of_the_class() -> None:
    """Crises of other classes are passed over."""
    past = ((30, "coup", "none"), (400, NUCLEAR, "vetoed"), (900, NUCLEAR, "resolution"))
    assert last_product(file(*past)) == "vetoed"
    assert last_product(file((30, "coup", "none"))) == ""


CLOSED = 0.5
"""From here on a file is closed."""


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # 1. On the record.
        (file(affinities={"CHN": 80}, form_asked="press_statement"), "vetoed"),
        (file(affinities={"CHN": 79}, form_asked="press_statement"), "press_statement"),
        (file(act="repression", affinities={"RUS": 45}, form_asked="resolution"), "vetoed"),
        (file(act="repression", affinities={"RUS": 45}, form_asked="resolution", region="against"), "vetoed"),
        (file(act="repression", affinities={"RUS": 44}, form_asked="resolution"), "resolution"),
        (file(act="repression", affinities={"RUS": 45}, form_asked="resolution", region="asks"), "resolution"),
        (file(affinities={"RUS": 45}, form_asked="resolution"), "resolution"),
        (file(affinities={"CHN": 80}, form_asked="resolution", motive="record"), "vetoed"),
        (file(affinities={"CHN": 80}, form_asked="resolution", motive="text"), "resolution"),
        (file(affinities={"CHN": 60}, form_asked="resolution", motive="record"), "resolution"),
        # 2. A closed file.
        (file(closed=CLOSED), "none"),
        (file(closed=CLOSED, form_asked="resolution"), "vetoed"),
        (file(closed=CLOSED, form_asked="press_statement"), "none"),
        (file(closed=CLOSED, form_asked="resolution", act="short_range_missile"), "none"),
        (file((1095, "coup", "vetoed"), closed=CLOSED, form_asked="resolution"), "none"),
        (file((1096, "coup", "vetoed"), closed=CLOSED, form_asked="resolution"), "vetoed"),
        (file(closed=0.49, form_asked="resolution"), "resolution"),
        # 3. The form asked.
        (file((10, NUCLEAR, "press_statement"), form_asked="presidential_statement"), "presidential_statement"),
        # 4. Not known: the last product while 0.5^(age / 3 years) is 0.4 or more, 3.97 years; else by class.
        (file((1448, NUCLEAR, "press_statement")), "press_statement"),
        (file((1449, NUCLEAR, "press_statement")), "resolution"),
        (file((10, "coup", "press_statement")), "resolution"),
        (file(act="short_range_missile"), "press_statement"),
        (file(act="medium_range_missile"), "press_statement"),
        (file(act="long_range_missile"), "resolution"),
    ],
)
def test_the_rule_on_the_same_inputs(case: Known, expected: str) -> None:
    """Every line of it, on both sides of each edge."""
    assert rule(case) == expected


def test_the_form_asked_is_empty_where_no_draft_is_known() -> None:
    """So it names nothing."""
    assert form_asked(file()) == ""


# Bootstrap


def test_intervals_draw_whole_files_again() -> None:
    """Hits: A 1 of 2, B 1 of 2, C 1 of 1. Without C (8/27 of draws) the share is 1/2; with C twice 3/4, and only with C
    three times (1/27) 1. So the 5th percentile is 1/2, the 95th 3/4.
    """
    hit = of("model").hit
    assert hit is not None
    assert (hit.low, hit.high) == (0.5, 0.75)
    assert (hit.n, hit.files) == (5, 3)


def test_an_interval_is_what_drawing_one_by_one_gives() -> None:
    """The same raw numbers, files drawn and pooled in a loop: mean, mean of means and median of every draw."""
    items = [("A", 1.0), ("A", 4.0), ("B", 2.0), ("C", 9.0), ("C", 3.0), ("C", 5.0)]
    groups = [items[:3], items[3:]]
    raw = np.random.PCG64(1).random_raw(RESAMPLES * 3) % 3
    resamples = Resamples.of("CABBA")
    sampled = resamples.mean(items), resamples.mean_of_means(groups), resamples.median(items)
    for number in range(RESAMPLES):
        drawn = ["ABC"[int(each)] for each in raw[3 * number : 3 * number + 3]]
        pooled, *parted = ([x for file in drawn for at, x in some if at == file] for some in (items, *groups))
        means = [sum(some) / len(some) for some in parted if some]
        by_hand = sum(pooled) / len(pooled), sum(means) / len(means), float(np.median(pooled))
        assert [each.draws[number] for each in sampled if each is not None] == [about(each) for each in by_hand]


def test_an_interval_runs_from_the_hundredth_to_the_nineteen_hundredth_of_two_thousand_draws() -> None:
    """The 5th and the 95th percentile, where many files make many different draws."""
    names = [chr(65 + number) for number in range(12)]
    mean = Resamples.of(names).mean([(name, 2.0**number) for number, name in enumerate(names)])
    assert mean is not None
    ordered = sorted(mean.draws)
    assert (mean.estimate.low, mean.estimate.high) == (ordered[99], ordered[1899])


def test_a_draw_without_any_of_the_files_is_left_out() -> None:
    """A score of two files of three: the draws that hold neither have no value, and the interval none of them."""
    sampled = Resamples.of("ABC").mean([("A", 1.0), ("B", 2.0)])
    assert sampled is not None
    assert np.isnan(sampled.draws).sum() > 0
    assert (sampled.estimate.low, sampled.estimate.high, sampled.value) == (1.0, 2.0, 1.5)


def test_where_all_files_are_alike_the_interval_is_the_value() -> None:
    """Nothing varies; and of one file nothing is known of how it would."""
    estimate = Resamples.of("ABC").mean([(file, 0.3) for file in "AABBCC"])
    assert estimate is not None
    assert (estimate.estimate.low, estimate.estimate.high) == (about(0.3), about(0.3))
    one = Resamples.of("ABC").mean([("A", 0.3), ("A", 0.7)])
    assert one is not None
    assert (one.estimate.value, one.estimate.low, one.estimate.high) == (0.5, None, None)


def test_differences_are_paired() -> None:
    """A forecaster that always misses differs from one that always hits by one in every draw, as often as they vary."""
    resamples = Resamples.of("ABC")
    first = resamples.mean([("A", 1.0), ("B", 5.0), ("C", 9.0)])
    second = resamples.mean([("A", 0.0), ("B", 4.0), ("C", 8.0)])
    assert first is not None
    assert second is not None
    assert first.estimate.low != first.estimate.high
    apart = first.less(second).estimate
    assert (apart.value, apart.low, apart.high) == (about(1), about(1), about(1))


def test_the_same_episodes_in_any_order_give_the_same_bytes_twice() -> None:
    """Whatever the order of the episodes."""
    backwards = compare(REALS[::-1], (MODEL, *rivals(REALS[::-1], KNOWN).forecasters))
    again = compare(REALS, (MODEL, *rivals(REALS, KNOWN).forecasters))
    assert found() == again == backwards
    assert json.dumps(plain(found())) == json.dumps(plain(backwards))


# From runs


def run(number: int, form: str, legal: int = 0, **cast: str) -> Outcome:
    """A run with that form, its number as its day, and a text unless nothing came."""
    text = None if form == "none" else {"legal": legal}
    return Outcome(
        str(number), number, "", form, "", text, None, None, None, cast, 0, 1000 * number, None, (), 0, 0, ""
    )


def forecast(runs: list[Outcome]) -> Forecast:
    """What runs say, with their numbers as days."""
    return from_runs(runs, lambda each: None if each.form == "none" else each.number, lambda text: text["legal"] >= 50)


def test_a_forecast_is_made_of_runs() -> None:
    """Eleven resolutions of days 0 to 10, under Chapter VII from the sixth on; nine times none.

    CHN votes yes in six of eleven, GHA abstains in all, QAT ties where it votes, and yes comes first.
    """
    runs = [
        run(n, "resolution", 75 if n >= 5 else 25, CHN="yes" if n < 6 else "no", GHA="abstain",
            **({"QAT": "no" if n < 2 else "yes"} if n < 4 else {}))
        for n in range(11)
    ] + [run(50, "none")] * 9  # fmt: skip
    said = forecast(runs)
    assert {form: share for form, share in said.shares.items() if share} == {"resolution": 0.55, "none": 0.45}
    assert (said.named, said.days, said.day) == ("resolution", (1, 9), 5)
    assert said.chapter_vii == 6 / 11
    assert said.votes == {"CHN": "yes", "GHA": "abstain", "QAT": "yes"}


def test_fewer_than_ten_runs_with_a_day_a_text_or_a_vote_are_missing() -> None:
    """Nine of each."""
    said = forecast([run(n, "vetoed", CHN="no") for n in range(9)] + [run(9, "none")] * 11)
    assert said.named == "none"
    assert (said.days, said.day, said.chapter_vii, said.votes) == (None, None, None, None)


def test_statements_have_a_day_and_no_chapter() -> None:
    """Texts that nobody votes on are not asked whether they rest on Chapter VII."""
    said = forecast([run(n, "press_statement", 75) for n in range(12)])
    assert (said.chapter_vii, said.votes, said.day) == (None, None, 5.5)


# What is refused


def test_what_cannot_be_is_refused() -> None:
    """A day of nothing, Chapter VII of a statement, a form that is none of the six, no file, two of one id, no runs."""
    for form, more in (("none", {"day": 3}), ("press_statement", {"chapter_vii": True}), ("treaty", {})):
        with pytest.raises(ValueError, match=form):
            real("a9", NUCLEAR, 2000, form, **more)
    with pytest.raises(ValueError, match="file"):
        evolve(REALS[0], file="")
    with pytest.raises(ValueError, match="two episodes are called a1"):
        compare((REALS[0], *REALS), (MODEL,))
    with pytest.raises(ValueError, match="without runs"):
        forecast([])
