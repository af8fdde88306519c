"""Three simple guesses to beat: the mean text, the deterministic setter, the rule of thumb."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from attrs import field, frozen

from sim.engine.scenario import Scenario
from sim.pages import Fact
from sim.rules.crisis import as_coded
from sim.rules.gains import Gains, Mask
from sim.rules.penholder import best_stake
from sim.rules.reviews import statement_line
from sim.rules.setting import Setting
from sim.vocabulary.actors import OnCrossing
from sim.vocabulary.case import NOBODY, PROVOCATION
from sim.vocabulary.texts import PRODUCTS, Form
from sim.words.labels import FORM_WORDS, Labels

NAMES: Final[Mapping[str, str]] = {"mean_text": "mean text", "setter": "setter", "rule_of_thumb": "rule of thumb"}


@frozen
class Baseline:
    """What a simple rule expects."""

    form: str
    text: dict[str, int] | None
    """Where it names one."""
    words: str = field(metadata={"json": None})
    """How it got there."""


def baselines(scenario: Scenario) -> dict[str, Baseline]:
    """All three baselines of a scenario, by name."""
    return {
        "mean_text": mean_text(scenario.setting),
        "setter": setter(scenario.setting),
        "rule_of_thumb": rule_of_thumb(scenario.setting),
    }


def baselines_fact(labels: Labels, found: Mapping[str, Baseline]) -> Fact:
    """Each guess with its form, and its text where it names one."""
    said = [
        f"{NAMES.get(name, name)}: {FORM_WORDS.get(each.form, each.form)}"
        + (f" {labels.text(each.text)}" if each.text is not None else "")
        for name, each in found.items()
    ]
    return Fact("Baselines", tuple(said))


def mean_text(setting: Setting) -> Baseline:
    """Members' positions weighted by priority and salience, to the nearest text (Achen 2006; Thomson et al. 2006)."""
    space = setting.space
    if not space.texts:
        return Baseline(str(Form.NONE), None, "no text can be written")
    weights = np.zeros((len(setting.members), len(space.keys)))
    positions = np.zeros_like(weights)
    for number, member in enumerate(setting.members):
        saliences = np.array(setting.saliences[member], dtype=np.float64)
        weights[number] = setting.case.actors[member].priority * saliences / saliences.sum()
        positions[number] = setting.coded_positions(member)
    total = weights.sum(axis=0)
    mean = (weights * positions).sum(axis=0) / np.where(total > 0, total, 1.0)
    distance = np.rint(1000 * np.abs(space.strengths - mean).sum(axis=1))
    row = int(np.lexsort((space.weakness, distance))[0])
    means = ", ".join(f"{key} {value:.0f}" for key, value in zip(space.keys, mean, strict=True))
    return Baseline(str(space.product[row]), space.text(row), f"nearest text to the weighted mean ({means})")


def coded_gains(setting: Setting, actor: str) -> Gains:
    """What every text is worth to an actor at its coded positions, in gain points."""
    return setting.space.column(setting.coded_positions(actor), setting.saliences[actor])


def limits_crossed(setting: Setting, member: str, on: OnCrossing) -> Mask:
    """Which texts cross a member's limits of that meaning."""
    crossed = np.zeros(len(setting.space.texts), dtype=np.bool_)
    for number, stance in enumerate(setting.stances[member]):
        if stance.limit is not None and stance.limit.crossing is on:
            crossed |= setting.space.crossed(number, stance.limit)
    return crossed


def carried(setting: Setting, isolation: float | None = None) -> Mask:
    """Which resolutions would pass now at the coded positions with nothing uncertain.

    isolation: in place of each member's own, gain points.
    """
    space = setting.space
    yes = np.zeros(len(space.texts), dtype=np.int64)
    blocked = np.zeros(len(space.texts), dtype=np.bool_)
    for member in setting.members:
        actor = setting.case.actors[member]
        cost = float(actor.isolation) if isolation is None else isolation
        gain = coded_gains(setting, member)
        votes = setting.on_chapter_vii if actor.party_to_dispute else np.ones(len(space.texts), dtype=np.bool_)
        against = votes & ((gain < -cost) | limits_crossed(setting, member, OnCrossing.NO))
        yes += votes & ~against & ~limits_crossed(setting, member, OnCrossing.ABSTAIN) & (gain >= -cost + actor.join)
        if member in setting.blocking:
            blocked |= against
    passes = (yes >= setting.voting.quota) & ~blocked
    passes[space.statements] = False
    return passes


def setter_rows(setting: Setting, sponsor: str, isolation: float | None = None) -> list[int]:
    """Rows of the sponsor's best resolutions among those that pass, all that tie (Romer and Rosenthal 1978)."""
    passes = carried(setting, isolation)
    if not passes.any():
        return []
    gain = np.where(passes, coded_gains(setting, sponsor), -np.inf)
    return [int(row) for row in np.flatnonzero(gain == gain.max())]


def setter(setting: Setting) -> Baseline:
    """What the penholder would carry if it knew everything: its best passing text, else its best agreed statement."""
    if setting.case.penholder == NOBODY:
        return Baseline(str(Form.NONE), None, "nobody holds the pen")
    named = setting.tabled_by(setting.pen[0]) if setting.pen else ""
    sponsor = named or best_stake(setting, lambda member: coded_gains(setting, member))
    gain = coded_gains(setting, sponsor)
    rows = setter_rows(setting, sponsor)
    statement = best_statement(setting, sponsor)
    if rows and (statement is None or gain[rows[0]] >= gain[statement]):
        row = min(rows, key=lambda each: (setting.space.weakness[each], each))
    elif statement is not None:
        row = statement
    else:
        return Baseline(str(Form.NONE), None, f"no text of {sponsor} would pass")
    return Baseline(str(setting.space.product[row]), setting.space.text(row), f"best text of {sponsor} that passes")


def best_statement(setting: Setting, sponsor: str) -> int | None:
    """The sponsor's best statement that nobody objects to at the coded positions; None if none is worth having."""
    space = setting.space
    agreed = np.ones(len(space.texts), dtype=np.bool_)
    state = as_coded(setting)
    for member in setting.members:
        agreed &= ~limits_crossed(setting, member, OnCrossing.NO)
        line = statement_line(state, member)
        if line is not None:
            agreed &= coded_gains(setting, member) >= line
    agreed[space.resolutions] = False
    gain = np.where(agreed, coded_gains(setting, sponsor), -np.inf)
    best = float(gain.max(initial=-np.inf))
    if best <= 0.0:
        return None
    return min((int(row) for row in np.flatnonzero(gain == best)), key=lambda row: (space.weakness[row], row))


def rule_of_thumb(setting: Setting) -> Baseline:
    """By the provocation alone: the strongest product that any of its kinds usually led to (sim/provocations.toml)."""
    kinds = dict.fromkeys(entry.what for entry in setting.case.timeline if entry.kind == PROVOCATION)
    usual = {what: setting.provocation(what).usual or str(Form.RESOLUTION) for what in kinds}
    if not usual:
        return Baseline(str(Form.NONE), None, "no provocation")
    what = max(usual, key=lambda each: PRODUCTS.index(Form(usual[each])))
    return Baseline(usual[what], None, f"usual after this kind of provocation: {setting.provocation(what).words}")
