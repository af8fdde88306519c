"""A seat in a run: where it stops, that choices ride in the recipe, and that nothing else changes."""

from collections.abc import Sequence

import pytest
from attrs import evolve

from sim.engine.run import Recipe, Run
from sim.engine.seats import Stop
from sim.rules import seat as rules
from sim.rules.seat_choices import HOLD, MODEL, models_choice
from sim.vocabulary import events as e
from sim.vocabulary.parts import Choice
from tests.kit import JULY, run_of, scenario

SEATS = ("JPN", "CHN", "PER", "KOR", "PRK")


def stop_of(recipe: Recipe, actor: str, seed: int = 1) -> Stop | None:
    """The moment at which a run waits."""
    return recipe.paused(seed, actor).stop


def played(actor: str, chosen: Sequence[Choice] = (), seed: int = 1, case: str = JULY) -> tuple[Recipe, list[str]]:
    """The recipe of a run in which some choices are made, and else the model's; with the names of its moments."""
    own = {choice.moment: choice for choice in chosen}
    recipe, names = Recipe(scenario(case)), []
    while (stop := stop_of(recipe, actor, seed)) is not None:
        choice = own.get(stop.name) or models_choice(stop.at)._replace(moment=stop.name)
        recipe = evolve(recipe, choices=(*recipe.choices, choice))
        names.append(stop.name)
    return recipe, names


def course(run: Run) -> list[e.Event]:
    """What happened, whoever decided it: all but the recipe, and without where it comes from."""
    return [evolve(event, origin="") for event in run.events[1:]]


@pytest.mark.parametrize("actor", SEATS)
def test_a_seat_that_chooses_as_the_model_does_changes_nothing_but_who_chose(actor: str) -> None:
    """The same events at the same minutes, those of all others in every byte, and the seat's own marked as chosen."""
    recipe, names = played(actor)
    run, plain = recipe.run(1), run_of()
    assert course(run) == course(plain)
    others = [place for place in range(1, len(run.lines)) if run.events[place].actor != actor]
    assert [run.lines[place] for place in others] == [plain.lines[place] for place in others]
    assert names
    assert {event.actor for event in run.events if event.origin == e.Origin.PLAYER} <= {actor}
    assert any(event.origin == e.Origin.PLAYER for event in run.events)


def test_a_run_that_nobody_played_in_holds_nothing_of_a_seat() -> None:
    """No key in its first event, no event of a player's, and the same recipe key and id as ever."""
    run = run_of()
    assert "choices" not in run.lines[0]
    assert not any(event.origin == e.Origin.PLAYER for event in run.events)
    assert Recipe(scenario(), choices=()).key == Recipe(scenario()).key


def test_the_same_choices_give_the_same_head_and_others_another() -> None:
    """A played run is a pure function of its recipe, and the choices are part of it."""
    recipe, _ = played("JPN")
    run = recipe.run(1)
    again = Recipe(scenario(), choices=recipe.choices)
    assert again.run(1).head == run.head
    assert (again.key, again.run_id(1)) == (recipe.key, run.id)
    cut = evolve(recipe, choices=recipe.choices[:-1])
    assert cut.run(1).head != run.head
    assert cut.key != recipe.key


def test_a_played_run_is_re_executed_line_by_line() -> None:
    """Every line is as it was recorded, and the run that waited has the same lines as the run that was played on."""
    recipe, _ = played("CHN", [Choice("CHN vote JPN-1 1", "no", "JPN-1")])
    run = recipe.run(1)
    recipe.run(1, expected=run.lines)
    assert recipe.paused(1, "CHN").recorder.lines == run.lines
    assert [event.payload.by for event in run.events if isinstance(event.payload, e.DraftVetoed)] == [["CHN"]]


def test_a_run_waits_at_the_first_moment_without_a_choice() -> None:
    """What was recorded by then is what the whole run has up to there, and nothing is decided yet."""
    recipe, names = played("JPN")
    for count in (0, 3, len(names) - 1):
        part = evolve(recipe, choices=recipe.choices[:count])
        world = part.paused(1, "JPN")
        assert world.stop is not None
        assert world.stop.name == names[count]
        assert world.recorder.lines == part.run(1).lines[: world.state.seq + 1]


def test_every_moment_of_a_run_has_its_own_name() -> None:
    """So a choice says where it was made."""
    for actor in SEATS:
        _, names = played(actor)
        assert len(set(names)) == len(names)
        assert all(name.startswith(f"{actor} ") for name in names)


def test_a_seat_is_not_asked_about_calls_and_routine() -> None:
    """Japan's calls, alerts and words to the press go on by themselves."""
    _, names = played("JPN")
    entries = [name.removeprefix("JPN entry ") for name in names if name.startswith("JPN entry ")]
    kinds = {entry.id: entry.kind for entry in scenario().case.timeline}
    assert "draft" in {kinds[name] for name in entries}
    assert not {kinds[name] for name in entries} & set(rules.ROUTINE)


def test_who_sits_at_the_table_is_asked_again_only_after_news() -> None:
    """Between two looks at the table something new has happened, or the text is another."""
    recipe = Recipe(scenario())
    last: tuple[int, frozenset[rules.Item]] | None = None
    looks = 0
    while (world := recipe.paused(1, "CHN")).stop is not None:
        stop = world.stop
        if stop.at.occasion.name in ("seat", "after_session") and not stop.at.decision.acts:
            items = rules.items_of(stop.at.state, stop.at.occasion)
            if last is not None:
                looks += 1
                assert items != last[1] or rules.has_news(world.recorder.events[last[0] :], "CHN")
            last = len(world.recorder.events), items
        choice = models_choice(stop.at)._replace(moment=stop.name)
        recipe = evolve(recipe, choices=(*recipe.choices, choice))
    assert looks


def test_what_was_declined_is_not_done_before_there_is_news() -> None:
    """China would threaten after a session; who sits there will not, and the model does not do it in its place."""
    recipe = Recipe(scenario())
    declined = -1
    while (world := recipe.paused(1, "CHN")).stop is not None:
        stop = world.stop
        choice = models_choice(stop.at)
        if choice.act == "threaten":
            declined = world.state.seq
            choice = Choice("", HOLD)
        recipe = evolve(recipe, choices=(*recipe.choices, choice._replace(moment=stop.name)))
    run = recipe.run(1)
    assert declined > 0
    assert not any(isinstance(event.payload, e.VetoThreatened) and event.actor == "CHN" for event in run.events)
    kept = [event for event in run.events if isinstance(event.payload, e.ActWithheld) and event.actor == "CHN"]
    assert {event.payload.reason for event in kept if isinstance(event.payload, e.ActWithheld)} == {"held"}


def test_a_choice_whose_moment_does_not_come_has_no_effect() -> None:
    """The model decides; the recipe says what was to be chosen."""
    run = Recipe(scenario(), choices=(Choice("JPN round 99", "withdraw", "JPN-1"),)).run(1)
    assert course(run) == course(run_of())
    assert run.lines[0] != run_of().lines[0]


def test_a_choice_that_the_rules_do_not_allow_there_has_no_effect() -> None:
    """So the choices of a run can be taken into forks, where the moment may be another."""
    _, names = played("JPN")
    run = Recipe(scenario(), choices=(Choice(names[-1], "withdraw", "JPN-1"),)).run(1)
    assert course(run) == course(run_of())


def test_a_moment_left_to_the_model_is_the_models() -> None:
    """Its event is of the model's own making."""
    _, names = played("JPN")
    choices = tuple(Choice(name, MODEL) for name in names)
    run = Recipe(scenario(), choices=choices).run(1)
    assert run.events[1:] == run_of().events[1:]


def test_a_fork_of_a_played_run_has_its_beginning_and_its_choices() -> None:
    """Up to the fork the lines are those of the parent; the choices stay in the recipe, and the fork verifies."""
    recipe, _ = played("JPN", [Choice("JPN vote JPN-1 1", "abstain", "JPN-1")])
    run = recipe.run(1)
    fork = run.fork(100, {"CHN.legal_force.limit": "none"})
    assert fork.lines[:101] == run.lines[:101]
    assert fork.recipe.choices == run.recipe.choices
    fork.recipe.run(fork.number, expected=fork.lines)
    dropped = next(event for event in run.events if isinstance(event.payload, e.DraftAmended))
    without = run.fork(dropped.seq - 1, drop=dropped.seq)
    assert isinstance(without.events[dropped.seq + 1].payload, e.ActWithheld)


def test_lucks_of_one_moment_share_its_beginning_and_its_choices() -> None:
    """As they do in any run: one moment, many futures."""
    recipe, _ = played("JPN")
    futures = recipe.run(1).what_if(80)
    first, second = futures.run(1), futures.run(2)
    assert first.lines[:81] == second.lines[:81] == recipe.run(1).lines[:81]
    assert first.head != second.head


def test_a_seat_is_taken_from_the_beginning() -> None:
    """A fork has no place for one."""
    with pytest.raises(ValueError, match="not in a fork"):
        run_of().what_if(80, (("CHN.legal_force", "60"),)).paused(1, "JPN")
