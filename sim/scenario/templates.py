"""Templates: ladders, default stances and the rules of affinity for a broad kind of crisis, as files in sim/templates.

docs/templates.md says what each key means. An analyst copies one, changes it, and names the copy in `template:`.
"""

import importlib.resources
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from sim.scenario.canon import issues_from_plain
from sim.scenario.files import file_bytes
from sim.scenario.marks import Marks, Report
from sim.scenario.nodes import Table, tree
from sim.scenario.problems import ScenarioError
from sim.scenario.shapes import (
    CODE,
    ID,
    PERCENT,
    RANGES,
    WHAT,
    Choice,
    Keyed,
    Many,
    Name,
    Number,
    Part,
    Quantity,
    Record,
    Words,
    shape_of,
)
from sim.scenario.source import clean_text
from sim.scenario.structure import plain
from sim.vocabulary.actors import Actor, Seat
from sim.vocabulary.case import Case
from sim.vocabulary.texts import Issue, Role

SHARED: Final = ("issues", "provocations", "wording")
"""Keys of a template that a scenario has too; they are taken over as they are."""

PROVOKER: Final = "provoker"
"""The name under which a template says how the provoker conducts itself; the others are seats."""


@frozen
class Line:
    """Default stance on the issues of a role: a straight line through alignment (0-100), cut off at 0 and 100."""

    at: int
    """Position at an alignment of 50."""
    per: int | float
    """Points of position for one point of alignment."""
    provoker: int
    """The provoker's own position."""
    protector: int | None = None
    """Where a member stands that shields the provoker: the end from which elected members are reckoned."""
    salience: int = 50
    responsiveness: int = 0


@frozen
class LimitRule:
    """A limit that a permanent member has from some affinity on, on the issues of a role."""

    role: str
    since: int
    """The least affinity."""
    crossing: str
    at_most: int | None = None
    at_least: int | None = None


@frozen
class Affinity:
    """What it does that a member is near to the provoker."""

    above: int
    """Affinity up to which positions do not move."""
    moves: Mapping[str, int | float]
    """By role: points of position for each point of affinity above it."""
    limits: tuple[LimitRule, ...]


@frozen
class Elected:
    """How far elected members of which the file says nothing are from the protector towards another member."""

    near: str
    """Who votes like the protector."""
    like: str
    """Who votes like the other end."""
    far: str
    """Where the other end stands: that member's positions."""
    share: int
    """Per cent of the way, for who votes like `near`."""
    per: int
    """What is added for who votes like `like`."""
    least: int
    most: int
    own_region: int
    """What the provoker's own region loses."""
    region_asks: int
    """What it gains where its body asks the Council to act."""
    join: int
    """Gain above the line of a no that turns an abstention into a yes."""
    noise: int
    """Noise of their instructions, in per cent of vote_noise."""

    def of(self, likeness: float, in_region: bool, asks: bool) -> float:
        """The share of the way, 0 to 1. likeness: how a member votes, 0 as `near` and 1 as `like`."""
        share = min(self.most, max(self.least, self.share + self.per * likeness))
        if in_region:
            share += (self.region_asks if asks else 0) - self.own_region
        return min(self.most, max(self.least, share)) / 100


@frozen
class Template:
    """A template as it was read. shared: the keys that a scenario has too. marks: where everything stands in its file.

    members: by seat, or `provoker`: priority, isolation, join and openness.
    """

    name: str
    horizon_days: int
    horizons: Mapping[str, int]
    """By kind of provocation: days where a crisis that it triggers lasts longer or shorter than `horizon_days`."""
    shared: Table
    marks: Marks
    members: Mapping[str, Mapping[str, int]]
    positions: Mapping[str, Line]
    affinity: Affinity = field(factory=lambda: Affinity(100, {}, ()))
    elected: Elected | None = None
    """Left out: they stand on the lines, as all others."""
    begins_with: str = ""
    """What usually provokes such a crisis, such as armed_attack; empty where the template does not say."""
    groups: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """States that tend to be misjudged alike, by the name of their group; each is in one at most."""

    def group(self, code: str) -> str:
        """The group of a state; empty where it is in none."""
        return next((name for name, codes in self.groups.items() if code in codes), "")

    def horizon(self, what: str) -> int:
        """How many days a run lasts after a trigger of that kind."""
        return self.horizons.get(what, self.horizon_days)

    def position(self, role: str, alignment: int, affinity: int) -> int:
        """Where a member stands by default on the issues of a role, 0-100."""
        line = self.positions[role]
        nearer = max(0, affinity - self.affinity.above)
        exact = line.at + line.per * (alignment - 50) + self.affinity.moves.get(role, 0) * nearer
        return min(100, max(0, round(exact)))

    def between(self, role: str, share: float, far: int, affinity: int) -> int:
        """Where an elected member stands on the issues of a role: a share of the way from the protector.

        far: where the other end stands. Nobody asks less than the protector unless that end does, or more talk.
        """
        near = self.positions[role].protector
        if near is None:
            near = far
        low = max(near, far) if role == Role.ACCOMMODATION else min(near, far)
        nearer = self.affinity.moves.get(role, 0) * max(0, affinity - self.affinity.above)
        return min(100, max(0, round(low + share * (far - low) + nearer)))

    def limit(self, role: str, affinity: int) -> LimitRule | None:
        """The limit of a permanent member on the issues of a role: that of the highest affinity it reaches."""
        reached = [rule for rule in self.affinity.limits if rule.role == role and rule.since <= affinity]
        return max(reached, key=lambda rule: rule.since, default=None)


def packaged() -> dict[str, Path]:
    """Name to file of the templates that travel with the package."""
    folder = Path(str(importlib.resources.files("sim") / "templates"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def ladders_of(found: Template) -> tuple[Issue, ...]:
    """The issues of a template with their ladders."""
    node = found.shared.items["issues"]
    return issues_from_plain(plain(node, shape_of(Case).parts["issues"].shape, Report(Marks(found.marks.file))))


def template(path: Path, name: str) -> Template:
    """The template in a file. Raises ScenarioError with everything that is wrong with it."""
    return template_in(file_bytes(path), str(path), name)


def template_in(data: bytes, file: str, name: str) -> Template:
    """The template in the bytes of a file. Raises ScenarioError with everything that is wrong with it."""
    return _in_text(clean_text(data, file), file, name)


@lru_cache(maxsize=8)
def _in_text(text: str, file: str, name: str) -> Template:
    """The template in the text of a file: whoever reads many short files reads the same few again and again.

    All who ask get the same one, and change nothing in it.
    """
    root, report = tree(text, file)
    stated = plain(root, SHAPE, report)
    if not report.problems:
        _check_limits(stated, report)
        _check_groups(stated, report)
    if report.problems or not isinstance(root, Table):
        raise ScenarioError(report.in_file_order())
    shared = Table(root.spot)
    for key in SHARED:
        if key in root.items:
            shared.put(key, root.items[key], root.keys[key])
    lines = {role: Line(**line) for role, line in stated["positions"].items()}
    rules = stated.get("affinity", {"above": 100})
    affinity = Affinity(rules["above"], rules.get("moves", {}), _limits(rules))
    return Template(
        name, stated["horizon_days"], stated.get("horizons", {}), shared, report.marks, stated["members"], lines,
        affinity, Elected(**stated["elected"]) if "elected" in stated else None, stated.get("begins_with", ""),
        {name: tuple(codes) for name, codes in stated.get("groups", {}).items()},
    )  # fmt: skip


def _limits(rules: Mapping[str, Any]) -> tuple[LimitRule, ...]:
    return tuple(
        LimitRule(**{_FIELDS.get(key, key): value for key, value in rule.items()}) for rule in rules.get("limits", [])
    )


_FIELDS: Final = {"from": "since"}
"""Keys of the file that are no names in Python."""


def _check_limits(stated: Mapping[str, Any], report: Report) -> None:
    """A rule on limits says either at_most or at_least."""
    for number, rule in enumerate(stated.get("affinity", {}).get("limits", [])):
        sides = [side for side in ("at_most", "at_least") if side in rule]
        if len(sides) != 1:
            message = f"{len(sides)} of at_most and at_least are here"
            report.add(("affinity", "limits", number), message, "", "exactly one", at_key=True)


def _check_groups(stated: Mapping[str, Any], report: Report) -> None:
    """No state is in two groups."""
    seen: dict[str, str] = {}
    for name, codes in stated.get("groups", {}).items():
        for number, code in enumerate(codes):
            if code in seen:
                report.add(("groups", name, number), f"{code} is in the group {seen[code]} as well", code, "one group")
            seen.setdefault(code, name)


_ROLE: Final = Name("|".join(Role), f"a role: {', '.join(Role)}")
_MEMBER: Final = Name("|".join((*Seat, PROVOKER)), f"a seat or the provoker: {', '.join((*Seat, PROVOKER))}")
_CONDUCT: Final = Record(dict, {key: Part(PERCENT, False) for key in ("priority", "isolation", "join", "openness")})
_LINE: Final = Record(
    Line,
    {
        "at": Part(Number(-200, 300), True),
        "per": Part(Quantity(), True),
        "provoker": Part(PERCENT, True),
        "protector": Part(PERCENT, False),
        "salience": Part(PERCENT, False),
        "responsiveness": Part(Number(-100, 100), False),
    },
)
_ELECTED: Final = Record(
    Elected,
    {
        **{key: Part(CODE, True) for key in ("near", "like", "far")},
        **{key: Part(PERCENT, True) for key in ("share", "per", "least", "most", "own_region", "region_asks", "join")},
        "noise": Part(RANGES[Actor, "noise"], True),
    },
)
_LIMIT: Final = Record(
    LimitRule,
    {
        "role": Part(Choice(tuple(Role)), True),
        "from": Part(PERCENT, True),
        "crossing": Part(Choice(("no", "abstain")), True),
        "at_most": Part(PERCENT, False),
        "at_least": Part(PERCENT, False),
    },
)
_AFFINITY: Final = Record(
    Affinity,
    {
        "above": Part(PERCENT, True),
        "moves": Part(Keyed(_ROLE, Quantity()), False),
        "limits": Part(Many(_LIMIT), False),
    },
)
SHAPE: Final = Record(
    Template,
    {
        "title": Part(Words(needed=True), True),
        "horizon_days": Part(Number(1, 730), True),
        "horizons": Part(Keyed(WHAT, Number(1, 730)), False),
        "begins_with": Part(WHAT, False),
        **{key: shape_of(Case).parts[key] for key in SHARED},
        "members": Part(Keyed(_MEMBER, _CONDUCT), True),
        "positions": Part(Keyed(_ROLE, _LINE), True),
        "elected": Part(_ELECTED, False),
        "affinity": Part(_AFFINITY, False),
        "groups": Part(Keyed(ID, Many(CODE)), False),
    },
)
"""What may stand in a template."""
