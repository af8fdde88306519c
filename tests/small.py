"""Small cases built in Python: fifteen members, a ladder or two, and any parameters a test needs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.rules.bargaining import AMEND, CONSULT, choose
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis, Draft
from sim.rules.evolve import evolve
from sim.rules.occasions import Occasion
from sim.rules.reviews import review
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.actors import Actor, Limit, Seat, Stance
from sim.vocabulary.case import Case, Climate, Entry
from sim.vocabulary.texts import Issue, Role, Rung
from tests.kit import event

PERMANENT = ("USA", "GBR", "FRA", "RUS", "CHN")
ELECTED = ("JPN", "DNK", "GRC", "SVK", "PER", "ARG", "COG", "GHA", "TZA", "QAT")
MEMBERS = (*PERMANENT, *ELECTED)
PROVOKER = "PRK"
START = datetime(2006, 7, 1, tzinfo=UTC)

CERTAIN: Mapping[str, int | float] = {
    "belief_mean": 0,
    "belief_sd": 0,
    "vote_noise": 0,
    "delay_cost": 0,
    "amend_worth": 0,
    "cosponsor_gain": 1000,
    "credence_prior": 1 - 1e-12,
    "rule.no_hollow_text": 0,
}
"""Parameters under which a sponsor knows everything: no offset, noise or bluff, no friends to please, no floor."""


def form_issue(statement: int = 25) -> Issue:
    """A form ladder of two rungs: press statement and resolution."""
    rungs = (Rung("press_statement", "statement", statement), Rung("resolution", "resolution", 100))
    return Issue("form", "form", rungs, Role.FORM)


def ladder(key: str, strengths: Sequence[int], law_in_force: int = 0) -> Issue:
    """A ladder of wordings on which all but the law in force needs a resolution."""
    rungs = tuple(
        Rung(f"r{strength}", f"wording {strength}", strength, {} if strength == law_in_force else {"form": 100})
        for strength in strengths
    )
    return Issue(key, key, rungs, law_in_force=law_in_force)


def free(issue: Issue) -> Issue:
    """The same ladder with no needs: its wordings can stand in a statement."""
    return attrs.evolve(issue, rungs=tuple(attrs.evolve(rung, needs={}) for rung in issue.rungs))


def actor(
    code: str,
    issues: Sequence[Issue],
    positions: Sequence[int],
    saliences: Sequence[int] | None = None,
    limits: Mapping[str, Limit] | None = None,
    **more: int,
) -> Actor:
    """A state at these positions, in issue order; equal saliences and no limits unless given."""
    weights = saliences or [50] * len(issues)
    stances = {
        issue.key: Stance(position, weight, (limits or {}).get(issue.key))
        for issue, position, weight in zip(issues, positions, weights, strict=True)
    }
    seat = Seat.PERMANENT if code in PERMANENT else Seat.ELECTED if code in ELECTED else Seat.NONE
    return Actor(code, code, seat, "Etc/UTC", stances, **more)  # type: ignore[arg-type]


def case(
    issues: Sequence[Issue], actors: Sequence[Actor], sponsor: str, parameters: Mapping[str, int | float] | None = None
) -> Case:
    """A case about these issues, with a launch on its first day and the consultations from which days count."""
    if PROVOKER not in [each.code for each in actors]:
        actors = [*actors, actor(PROVOKER, issues, [0] * len(issues))]
    timeline = (
        Entry("launch-1", START + timedelta(hours=18), "provocation", PROVOKER, "launches", "long_range_missile"),
        Entry("consultations-1", START + timedelta(days=1), "consultations", PERMANENT[0], "meet"),
    )
    return Case(
        "small", "A small case", "?", START, START + timedelta(days=40), START + timedelta(days=2), "consultations-1",
        PROVOKER, tuple(issues), {each.code: each for each in actors}, Climate(0), timeline,
        penholder=sponsor, parameters=dict(parameters or {}),
    )  # fmt: skip


def with_draft(setting: Setting, sponsor: str, row: int) -> Crisis:
    """The crisis right after a sponsor put the text of a row on the table."""
    state = Crisis(setting)
    evolve(state, event(Recipe(Scenario(setting.base)).started(1), 0, 0, ""))
    launch = e.ProvocationOccurred("launch-1", "long_range_missile", 30, "launches")
    evolve(state, event(launch, 1, 60, PROVOKER))
    draft = e.DraftCirculated("", f"{sponsor}-1", setting.space.text(row), "", "takes_pen", {})
    evolve(state, event(draft, 2, 120, sponsor))
    return state


def best_row(setting: Setting, actor: str) -> int:
    """The row of the resolution worth most to an actor as coded."""
    column = setting.space.column(setting.coded_positions(actor), setting.saliences[actor])
    return setting.space.resolutions.start + int(column[setting.space.resolutions].argmax())


def bargain(state: Crisis, name: str, most: int = 400) -> tuple[str, Draft, int]:
    """Let everybody read the draft and the sponsor choose, again and again, until it stops amending and consulting.

    Gives its last choice, the draft as it then stands, and how many rounds were spent.
    """
    draft = state.drafts[name]
    for rounds in range(most):
        for member in state.setting.members:
            decision = review(state, Occasion(member, "review", state.t, 2, name, draft.version), Chance(1))
            for act in decision.acts:
                evolve(state, event(act.payload, state.seq + 1, state.t, member))
        choice = choose(state, draft)
        if choice.name == AMEND:
            text = state.space.text(choice.next)
            amended = e.DraftAmended(name, draft.version + 1, text, [], False, {})
            evolve(state, event(amended, state.seq + 1, state.t, draft.sponsor))
        elif choice.name != CONSULT:
            return choice.name, draft, rounds
    raise AssertionError(f"still bargaining after {most} rounds")
