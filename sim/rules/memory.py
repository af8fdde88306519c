"""What a run takes as given of its file: what came of earlier crises, who shields the provoker, what sponsors want.

A file is a provoker and a family, such as PRK-weapons; its memory holds the earlier crises (`Case.memory`). Pure
functions of a case; every number is a parameter (docs/model.md, "The memory of the file").
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs
from attrs import frozen

from sim.rules.exact import power_of_half
from sim.scenario.parameters import effective
from sim.scenario.provocations import kind_of, severity_name
from sim.scenario.trigger import council_day, trigger_number
from sim.vocabulary.actors import Actor, Limit, OnCrossing, Seat
from sim.vocabulary.case import FAMILIES, PROVOCATION, Case, Entry, Motive, PastCrisis, Stand
from sim.vocabulary.texts import Form, Role, form_key

YEAR: Final = 365.25
"""Days."""

EVEN: Final = 0.5
"""The chance from which on, as coded, a file is closed and a precedent holds."""

LAST_PRODUCTS: Final = 3
"""How many of the last products on acts of a class can be a precedent."""

NOTHING_CAME: Final = (Form.NONE, Form.VETOED, Form.FAILED)
"""Products of a crisis that count for a closed file."""

Strengths = Mapping[Role, int]

LIKE: Final[Mapping[str, Strengths]] = {
    Form.PRESS_STATEMENT: {Role.FORM: 25, Role.CENSURE: 80, Role.COERCION: 10, Role.LEGAL_BASIS: 0},
    Form.PRESIDENTIAL_STATEMENT: {Role.FORM: 50, Role.CENSURE: 80, Role.COERCION: 20, Role.LEGAL_BASIS: 0},
    Form.NONE: {Role.FORM: 0, Role.CENSURE: 0, Role.COERCION: 0, Role.LEGAL_BASIS: 0},
}
"""Where a precedent draws positions to; a resolution, voted down or not, draws them nowhere."""


@frozen
class Given:
    """What a run takes as given of its file: as the case states it, else by rule."""

    share: float
    """How closed the memory makes the file, 0 to 1."""
    closed: bool
    """Whether the provoker's friend refuses any product."""
    precedent: PastCrisis | None
    """The crisis whose product everybody looks to, if there is one."""
    motive: Motive
    """What the sponsors are after."""
    friend: str
    """The permanent member nearest to the provoker; empty where none has an affinity."""
    protectors: tuple[str, ...]
    """The permanent members that shield the provoker, in the order of the file."""
    internal: bool
    """Whether the act was an internal matter for which the region's body does not ask the Council to act."""
    vetoes: int
    """Vetoes cast on the file in the years in which they still count."""


def given(case: Case, inserted: frozenset[str] = frozenset()) -> Given:
    """What a run of a case takes as given. inserted: ids of entries that an analyst put in on the way."""
    share = closed_share(case)
    return Given(
        share=share,
        closed=share >= EVEN if case.closed is None else case.closed,
        precedent=precedent(case, inserted),
        motive=motive_by_rule(case) if case.motive is None else case.motive,
        friend=friend(case),
        protectors=protectors(case),
        internal=is_internal(case) and not region_asks(case),
        vetoes=vetoes_on_file(case),
    )


# The memory


def trigger(case: Case) -> Entry | None:
    """The act that the crisis is about: the first provocation, else the first entry."""
    number = trigger_number([entry.kind for entry in case.timeline])
    return None if number is None else case.timeline[number]


def trigger_day(case: Case) -> date:
    """The day of the trigger in New York."""
    first = trigger(case)
    return council_day(case.start if first is None else first.at)


def act(case: Case) -> str:
    """The class of the trigger: of the gravest provocation of its New York day; empty where nobody provoked."""
    day, numbers = trigger_day(case), effective(case)

    def severity(entry: Entry) -> float:
        known = kind_of(case, entry.what).severity if entry.severity is None else entry.severity
        return numbers[severity_name(entry.what)] if known is None else known

    acts = [entry for entry in case.timeline if entry.kind == PROVOCATION and council_day(entry.at) == day]
    return max(acts, key=severity).what if acts else ""


def family(case: Case) -> str:
    """Of which family the crisis is, as its file's name says, else by its act; empty where neither says."""
    said = case.file.rpartition("-")[2]
    if said in FAMILIES:
        return said
    what = act(case)
    return kind_of(case, what).family if what else ""


def remembered(case: Case) -> list[PastCrisis]:
    """The crises of the file that had closed before the day of the trigger, the latest first."""
    day = trigger_day(case)
    over = [(past.closed, past.began, number, past) for number, past in enumerate(case.memory) if past.closed < day]
    return [row[-1] for row in sorted(over, key=lambda row: row[:3], reverse=True)]


def closed_share(case: Case) -> float:
    """How closed the file is, 0 to 1: the weight of the crises of which nothing came, in that of all and a prior."""
    numbers = effective(case)
    weights = _weights(case, remembered(case), numbers["memory_step"], numbers["closed_half_life"])
    nothing = sum(weight for past, weight in weights if past.product in NOTHING_CAME)
    return nothing / (sum(weight for _, weight in weights) + numbers["closed_prior"])


def precedents(case: Case) -> tuple[tuple[PastCrisis, float], ...]:
    """The last crises of the file over an act of this class, the latest first, each with its weight."""
    what, numbers = act(case), effective(case)
    oldest = numbers["precedent_years"]
    alike = [past for past in remembered(case) if past.act == what and _age(case, past) <= oldest]
    return _weights(case, alike[:LAST_PRODUCTS], numbers["memory_step"], numbers["precedent_half_life"])


def precedent_chance(case: Case) -> float:
    """How likely a precedent holds, 0 to 1: the weight of all precedents, in that and a prior."""
    weight = sum(each for _, each in precedents(case))
    return weight / (weight + effective(case)["precedent_prior"])


def precedent(case: Case, inserted: frozenset[str] = frozenset()) -> PastCrisis | None:
    """The crisis whose product everybody looks to: as stated, else the heaviest if likely and no draft is known.

    A stated crisis that the memory does not hold is none. inserted: as in `given`; a draft among them is not known.
    """
    if case.precedent is not None:
        return next((past for past in case.memory if past.id == case.precedent), None)
    drafts = [entry.id for entry in case.timeline if entry.kind == "draft" and entry.id not in inserted]
    if drafts or precedent_chance(case) < EVEN:
        return None
    return max(precedents(case), key=lambda weighed: weighed[1])[0]


def vetoes_on_file(case: Case) -> int:
    """How many of the remembered crises ended in a veto within the years in which that still counts."""
    oldest = effective(case)["record_years"]
    return sum(past.product == Form.VETOED and _age(case, past) <= oldest for past in remembered(case))


def _age(case: Case, past: PastCrisis) -> float:
    """Years from the end of a crisis to the trigger."""
    return (trigger_day(case) - past.closed).days / YEAR


def _weights(
    case: Case, crises: Iterable[PastCrisis], step: float, half_life: float
) -> tuple[tuple[PastCrisis, float], ...]:
    """Each crisis with its weight, which fades with each later one and with the years."""
    order, found = 1.0, []
    for past in crises:
        found.append((past, order * power_of_half(_age(case, past) / half_life)))
        order *= step
    return tuple(found)


# The provoker's friends, the matter, the motive


def affinity(case: Case, actor: Actor) -> int | None:
    """How near an actor is to the provoker, 0-100; a provoker is it itself. None where the file does not say."""
    return 100 if actor.code in case.provoker else actor.affinity


def friend(case: Case) -> str:
    """The permanent member of the highest affinity, the first of several; empty where none has any."""
    near = {actor.code: affinity(case, actor) or 0 for actor in _permanent(case)}
    first = max(near, key=lambda code: near[code], default="")
    return first if near.get(first) else ""


def protectors(case: Case) -> tuple[str, ...]:
    """The permanent members that shield the provoker, in the order of the file."""
    least = effective(case)["protector_affinity"]
    return tuple(actor.code for actor in _permanent(case) if (affinity(case, actor) or 0) >= least)


def is_internal(case: Case) -> bool:
    """Whether the trigger is a matter of the provoker's own country, such as a coup."""
    what = act(case)
    return bool(what) and bool(kind_of(case, what).internal)


def region_asks(case: Case) -> bool:
    """Whether a body of the provoker's region asks the Council to act against it."""
    return case.region is not None and case.region.stand is Stand.ASKS


def motive_by_rule(case: Case) -> Motive:
    """A vote for the record over a close friend of the provoker, or over a shielded internal matter; else a text."""
    first = friend(case)
    close = bool(first) and (affinity(case, case.actors[first]) or 0) >= effective(case)["record_affinity"]
    shielded = is_internal(case) and bool(protectors(case)) and not region_asks(case)
    return Motive.RECORD if close or shielded else Motive.TEXT


def _permanent(case: Case) -> list[Actor]:
    """The permanent members that can shield the provoker: who sponsors a text against it does not."""
    against = {*case.sponsors, *(() if case.penholder is None else (case.penholder,))}
    first = next((entry.actor for entry in case.timeline if entry.kind == "draft"), None)
    if first is not None:
        against.add(first)
    return [
        actor
        for actor in case.actors.values()
        if actor.seat is Seat.PERMANENT
        and actor.code not in case.absent
        and (actor.code not in against or actor.code in case.provoker)
    ]


# What that changes of the case that the rules read


def applied(case: Case, taken: Given) -> Case:
    """The case as the rules read it: positions drawn to the precedent, and the limits of those who shield the provoker.

    A case that nothing of this concerns comes back as it is.
    """
    numbers = effective(case)
    if numbers["rule.precedent"] and taken.precedent is not None and taken.precedent.product in LIKE:
        case = _drawn_to(case, LIKE[taken.precedent.product], numbers["precedent_pull"])
    if numbers["rule.internal_matters"] and taken.internal:
        most = LIKE[Form.PRESIDENTIAL_STATEMENT][Role.FORM]
        for code in taken.protectors:
            if code in case.provoker:
                continue  # its own gain says no
            case = _limited(case, code, most, "an internal matter, and the region does not ask the Council to act")
    if numbers["rule.closed_files"] and taken.closed and taken.friend and taken.friend not in case.provoker:
        case = _limited(case, taken.friend, 0, "the file is closed: little came of the crises before")
    return case


def _drawn_to(case: Case, product: Strengths, pull: float) -> Case:
    """Everybody's position but the provokers' moved a share of the way to what the product said."""
    to = {issue.key: product[issue.role] for issue in case.issues if issue.role is not None and issue.role in product}

    def moved(actor: Actor) -> Actor:
        stances = {
            key: attrs.evolve(stance, position=round(stance.position + pull * (to[key] - stance.position)))
            if key in to
            else stance
            for key, stance in actor.stances.items()
        }
        return attrs.evolve(actor, stances=stances)

    actors = {code: actor if code in case.provoker else moved(actor) for code, actor in case.actors.items()}
    return attrs.evolve(case, actors=actors)


def _limited(case: Case, code: str, most: int, basis: str) -> Case:
    """A member that takes no text above a form; a stricter limit of its own stays as it is."""
    key, actor = form_key(case.issues), case.actors[code]
    stance = actor.stances[key]
    own = stance.limit
    if own is not None and own.at_most is not None and own.at_most <= most and own.crossing is OnCrossing.NO:
        if not own.lifted_by:
            return case
        most = own.at_most
    limit = Limit(at_most=most, at_least=None if own is None else own.at_least, basis=basis)
    stances = {**actor.stances, key: attrs.evolve(stance, limit=limit)}
    return attrs.evolve(case, actors={**case.actors, code: attrs.evolve(actor, stances=stances)})
