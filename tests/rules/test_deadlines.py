"""Days known beforehand: what would come after one comes before it, if it can, and nothing else changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.questions.scenario import page as page_of_case
from sim.questions.state import state_of
from sim.rules.agenda import concerned
from sim.rules.bargaining import CONSULT, VOTE, choose, vote_time
from sim.rules.chance import Chance
from sim.rules.crisis import OPPOSED, RESERVED, Crisis
from sim.rules.deadlines import next_deadline
from sim.rules.decide import decide
from sim.rules.hours import DAY, LocalTime, last_working
from sim.rules.occasions import Occasion
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.case import Case, Deadline
from tests.kit import event
from tests.rules.test_edition import council, provoked, tabled

START = council().start
NEW_YORK_DAY = (9, 22)


def due(hours: float, known_from: date | None = None, **more: Any) -> Case:
    """A Council with a deadline so many hours after the start."""
    return council(deadlines=(Deadline("the summit", START + timedelta(hours=hours), known_from),), **more)


NOW = 3 * DAY + 14 * 60
"""The fourth of July, a Tuesday, at ten in the morning of New York: 86 hours after the start."""


def opposed(made: Case, t: int = NOW) -> Crisis:
    """A draft resolution under China's threat of a veto."""
    state = tabled(made, 100, 80, 65)
    state.t = t
    state.drafts["JPN-1"].threats["CHN"] = 1
    return state


def vote_at(state: Crisis) -> int:
    """When the draft would be voted on if it went into blue now."""
    return vote_time(state, state.drafts["JPN-1"])


# Votes


@pytest.mark.parametrize("hours", range(90, 110, 2))
def test_a_vote_that_would_fall_after_a_known_deadline_falls_before_it(hours: int) -> None:
    """In New York's hours, after four hours in blue at least; the log says for what."""
    usual, state = vote_at(opposed(council())), opposed(due(hours))
    assert usual == NOW + DAY
    at = vote_at(state)
    assert state.t + 240 <= at <= 60 * hours < usual
    assert state.setting.council.between(at, *NEW_YORK_DAY)
    state.drafts["JPN-1"].declared.update(dict.fromkeys(state.setting.blocking, RESERVED))  # all have been heard
    (act,) = decide(state, Occasion("JPN", "round", state.t, None, "", 0), Chance(1)).acts
    assert isinstance(act.payload, e.DraftPutInBlue)
    assert (act.payload.vote_at, act.payload.in_time_for) == (at, "the summit")


def test_a_vote_in_time_is_left_where_it_is() -> None:
    """A deadline is no date for a vote."""
    assert vote_at(opposed(due(24 * 30))) == vote_at(opposed(council()))


@pytest.mark.parametrize(
    "made",
    [
        due(100, date(2006, 7, 5)),  # nobody knows of it yet
        due(88),  # two hours from now
        due(71),  # past
        due(100, parameters={"rule.deadlines": 0}),
    ],
    ids=["unknown", "too near", "past", "off"],
)
def test_a_deadline_that_is_unknown_past_or_cannot_be_kept_changes_nothing(made: Case) -> None:
    """Neither the vote nor what each choice is worth."""
    state, without = opposed(made), opposed(council())
    assert vote_at(state) == vote_at(without)
    assert choose(state, state.drafts["JPN-1"]) == choose(without, without.drafts["JPN-1"])


def test_no_vote_is_brought_forward_to_a_sunday() -> None:
    """Asked for on a Saturday, usually for Monday, with a deadline on Sunday: it falls on Saturday."""
    asked = 14 * DAY + 15 * 60
    usual, hurried = (opposed(made, asked) for made in (council(), due(16 * 24 - 4)))
    assert usual.setting.council.weekday(asked) == hurried.setting.council.weekday(vote_at(hurried)) == 5
    assert usual.setting.council.weekday(vote_at(usual)) == 0


# Another round


def test_another_round_that_would_miss_a_deadline_costs_what_missing_it_costs() -> None:
    """Then a vote is worth more than another round; a text that gains more than that is waited for."""
    near, far = opposed(due(100)), opposed(due(24 * 30))
    draft, other = near.drafts["JPN-1"], far.drafts["JPN-1"]
    for each in (draft, other):
        each.declared["CHN"] = OPPOSED
    hurried, free = choose(near, draft).worth, choose(far, other).worth
    assert free == choose(opposed_like(council()), opposed_like(council()).drafts["JPN-1"]).worth
    assert hurried[VOTE] == free[VOTE]
    priority = near.setting.case.actors["JPN"].priority / 100
    assert free[CONSULT] - hurried[CONSULT] == pytest.approx(5000 * priority, abs=1)


def opposed_like(made: Case) -> Crisis:
    """The same with what China has declared."""
    state = opposed(made)
    state.drafts["JPN-1"].declared["CHN"] = OPPOSED
    return state


# Drafting and silence


def ready(made: Case, seed: int) -> tuple[int, int]:
    """When a text is ready that Japan begins to write, and when it began."""
    state = provoked(attrs.evolve(made, file="PRK-weapons"))
    (act,) = decide(state, Occasion("JPN", "become_penholder", 0, None), Chance(seed)).acts
    assert isinstance(act.payload, e.DraftingBegan)
    return act.payload.ready_at, state.t


def test_a_text_is_ready_some_days_before_a_deadline_but_in_no_less_than_half_its_time() -> None:
    """What would be late even so takes its time; what would be early is not put off."""
    days, hastened = 12, 0
    for seed in range(1, 41):
        (usual, began), (now, _) = ready(council(), seed), ready(due(24 * days), seed)
        assert now <= usual
        if usual <= (days - 5) * DAY:
            assert now == usual
        elif now < usual:
            hastened += 1
            assert began + (usual - began) // 2 - 300 <= now <= days * DAY + 900
            assert now >= (days - 5) * DAY - 300
        else:
            assert began + (usual - began) // 2 >= days * DAY - 900
    assert hastened > 5


def test_silence_on_a_statement_ends_before_a_deadline() -> None:
    """After four hours at least; China would object, so it lasts a day."""
    ends = []
    others = {"CHN": (0, 0, 0)}
    for made in (council(others), due(70, others=others), due(51, others=others)):
        state = tabled(made, 25, 80, 0)
        draft = state.drafts["JPN-1"]
        went_round = e.DraftCirculated("", draft.name, state.space.text(draft.row), "circulates", "takes_pen", None)
        found = concerned(state, event(went_round, state.seq, state.t, "JPN"), Chance(1))
        ends += [each.due for each in found if each.name == "silence"]
    usual, hurried, too_near = ends
    begin = Setting(council()).emergent_from
    assert begin + 4 * 60 <= hurried <= 70 * 60 < usual == too_near


# Known, and shown


def test_a_deadline_is_known_from_its_day_on_and_until_it_has_passed() -> None:
    """The state says which ones are known."""
    state = opposed(due(100, date(2006, 7, 3)), t=0)
    seen = []
    for day in (1, 2, 5):
        state.t = day * DAY
        seen.append((next_deadline(state) is not None, len(state_of(state).deadlines)))
    assert seen == [(False, 0), (True, 1), (False, 0)]
    assert state_of(opposed(due(100))).deadlines == ("2006-07-05T04:00:00Z: the summit",)


def test_the_page_of_a_case_shows_deadlines_with_the_day_since_which_they_are_known() -> None:
    """And nothing where the file names none."""
    said = "05 Jul 2006 04:00 UTC: the summit; known from 03 Jul 2006 on"
    assert said in repr(page_of_case(Scenario(due(100, date(2006, 7, 3)))))
    assert "Deadlines" not in repr(page_of_case(Scenario(council())))


def test_more_crises_are_over_by_a_deadline_than_without_one() -> None:
    """A whole run, many times; and a deadline that is never known changes no event but the digest of the case."""
    import sim

    plain = sim.load("dprk-2006-07-short").case
    assert [each.at for each in plain.deadlines] == [datetime(2006, 7, 15, 22, tzinfo=UTC)]
    over = [
        sum(_over(Scenario(attrs.evolve(plain, deadlines=named)), seed) for seed in range(1, 21))
        for named in (plain.deadlines, ())
    ]
    assert over[0] > over[1]
    never = Deadline("a day nobody knows", datetime(2006, 7, 15, 22, tzinfo=UTC), date(2006, 12, 1))
    runs = [Recipe(Scenario(attrs.evolve(plain, deadlines=named))).run(3).events[1:] for named in ((never,), ())]
    assert [each.payload for each in runs[0]] == [each.payload for each in runs[1]]


def _over(scenario: Scenario, seed: int) -> bool:
    days = Recipe(scenario).run(seed).outcome.days
    return days is not None and days <= 11.2


def test_the_last_working_minute_is_the_last_at_or_before_a_minute() -> None:
    """On each minute of a fortnight, a quarter of an hour apart."""
    local = LocalTime(START, [(0, -240)])
    for t in range(0, 14 * DAY, 15):
        at = last_working(local, t, 9, 21, 5)
        assert local.between(at, 9, 21)
        assert local.weekday(at) < 5
        assert all(not local.between(each, 9, 21) or local.weekday(each) >= 5 for each in range(at + 1, t + 1, 60))
