"""What a template says of actors of which the file says nothing: conduct by seat, stances by alignment and affinity."""

from datetime import date

from attrs import frozen

from sim.almanac.states import alignment_before
from sim.almanac.tables import NotInAlmanac, covered, last_day
from sim.scenario.facts import Note
from sim.scenario.marks import Origin, Report, Spot
from sim.scenario.nodes import Refused, Series, Table, Word
from sim.scenario.overlay import drop, fill, is_nothing, said, table_at, tables_in
from sim.scenario.problems import listed
from sim.scenario.templates import PROVOKER, LimitRule, Template
from sim.vocabulary.actors import Evidence, Seat
from sim.vocabulary.case import NOBODY
from sim.vocabulary.whole import typed_whole


def fill_defaults(whole: Table, template: Template, day: date, report: Report, note: Note) -> None:
    """Conduct and stances of every actor. day: of the crisis; alignment is that of the year before."""
    if not covered("alignment", date(day.year - 1, 12, 31)):
        note(f"the almanac holds alignment to {last_day('alignment')}; the last that is known is taken")
    provokers = _provokers(whole)
    roles = {key: said(issue, "role") for key, issue in tables_in(whole, "issues").items()}
    for code, actor in tables_in(whole, "actors").items():
        _fill_conduct(actor, PROVOKER if code in provokers else said(actor, "seat"), template)
        near = None if code in provokers else _nearness(code, actor, day)
        if near is not None and near.alignment is None:
            _refuse_missing(code, actor, [key for key, role in roles.items() if role in template.positions], report)
        for key, role in roles.items():
            if role in template.positions:
                stance = table_at(table_at(actor, "stances"), key)
                _fill_stance(stance, role, template, near, code in provokers)
                _fill_limit(stance, template.limit(role, near.affinity) if near else None, template, near)


@frozen
class _Nearness:
    """What default positions follow from. alignment: with its year, None where the almanac has none; 0-100 both."""

    affinity: int
    permanent: bool
    alignment: int | None
    year: int


def _nearness(code: str, actor: Table, day: date) -> _Nearness:
    try:
        votes = alignment_before(code, day)
    except NotInAlmanac:
        votes = None
    affinity, permanent = typed_whole(said(actor, "affinity")) or 0, said(actor, "seat") == Seat.PERMANENT
    return _Nearness(affinity, permanent, votes.value if votes else None, votes.year if votes else 0)


def _refuse_missing(code: str, actor: Table, keys: list[str], report: Report) -> None:
    """Say once that positions cannot be filled in, and mark each as said."""
    stances = table_at(actor, "stances")
    missing = [key for key in keys if "position" not in table_at(stances, key).items]
    for key in missing:
        table_at(stances, key).put("position", Refused(actor.spot))
    if missing:
        message = f"the almanac knows no votes of {code}, from which its positions could follow"
        report.note(actor.spot, f"actors.{code}", message, "", f"under stances a position on {listed(missing)}")


def _fill_conduct(actor: Table, seat: str, template: Template) -> None:
    """Priority, isolation, join and openness."""
    origin = Origin(f"template: {template.name}", template.marks.file)
    for key, value in template.members.get(seat, {}).items():
        fill(actor, key, value, _spot(template, "members", seat, key), origin)


def _fill_stance(stance: Table, role: str, template: Template, near: _Nearness | None, provoker: bool) -> None:
    """Position by alignment and affinity, or the provoker's own; none where the almanac does not know the votes."""
    line, spot = template.positions[role], _spot(template, "positions", role)
    plain = Origin(f"template: {template.name}", template.marks.file)
    if near is not None and near.alignment is not None:
        by = f"; almanac: alignment {near.year} ({near.alignment})" + (
            f"; affinity {near.affinity}" * (near.affinity > 0)
        )
        place, origin = (
            template.position(role, near.alignment, near.affinity),
            Origin(plain.remark + by, plain.file, by_rule=True),
        )
    else:
        place, origin = line.provoker, plain
    if "position" not in stance.items and (provoker or origin is not plain):
        fill(stance, "position", place, spot, origin)
        fill(stance, "evidence", str(Evidence.GUESS), spot, plain)
    fill(stance, "salience", line.salience, spot, plain)
    fill(stance, "responsiveness", line.responsiveness, spot, plain)


def _fill_limit(stance: Table, rule: LimitRule | None, template: Template, near: _Nearness | None) -> None:
    """What a permanent member near to the provoker does not let pass; `limit:` with nothing behind it: no limit."""
    if "limit" in stance.items:
        if is_nothing(stance.items["limit"]):
            drop(stance, ["limit"])
        return
    if rule is None or near is None or not near.permanent:
        return
    spot = _spot(template, "affinity", "limits")
    origin = Origin(f"template: {template.name}; affinity {near.affinity}", template.marks.file)
    limit = Table(spot, origin=origin)
    for side, value in (("at_most", rule.at_most), ("at_least", rule.at_least)):
        if value is not None:
            fill(limit, side, value, spot, origin)
    fill(limit, "crossing", rule.crossing, spot, origin)
    fill(limit, "basis", f"affinity {near.affinity} to the provoker, {rule.since} or more", spot, origin)
    stance.put("limit", limit)


def _provokers(whole: Table) -> list[str]:
    node = whole.items.get("provoker")
    words = node.items if isinstance(node, Series) else [node]
    return [word.text for word in words if isinstance(word, Word) and word.text != NOBODY]


def _spot(template: Template, *steps: str) -> Spot:
    return template.marks.value(steps) or (1, 1)
