"""What a template says of actors of which the file says nothing: conduct by seat, stances by alignment and affinity."""

from datetime import date

from attrs import frozen

from sim.almanac.states import Alignment, alignment_before
from sim.almanac.tables import NotInAlmanac, covered
from sim.scenario.facts import Note, held, provokers_of
from sim.scenario.marks import Origin, Report, Spot
from sim.scenario.nodes import Refused, Table
from sim.scenario.overlay import drop, file_of, fill, is_nothing, said, table_at, tables_in
from sim.scenario.problems import listed
from sim.scenario.templates import PROVOKER, Template
from sim.vocabulary.actors import Evidence, Seat
from sim.vocabulary.whole import typed_whole


def fill_defaults(whole: Table, template: Template, day: date, report: Report, note: Note) -> None:
    """Conduct, group and stances of every actor. day: of the crisis; alignment is that of the year before."""
    if not covered("alignment", date(day.year - 1, 12, 31)):
        note(f"the almanac holds alignment {held('alignment')}; that of the nearest year is taken")
    provokers = [word.text for word in provokers_of(whole)]
    roles = {key: said(issue, "role") for key, issue in tables_in(whole, "issues").items()}
    for code, actor in tables_in(whole, "actors").items():
        _fill_conduct(actor, PROVOKER if code in provokers else said(actor, "seat"), template)
        member = None if code in provokers else _member(code, actor, day)
        _fill_group(code, actor, template)
        by_rule = [key for key, role in roles.items() if role in template.positions]
        if member is not None and member.votes is None:
            _refuse_missing(code, actor, by_rule, report)
        for key in by_rule:
            stance = table_at(table_at(actor, "stances"), key)
            _fill_stance(stance, roles[key], template, member)
            _fill_limit(stance, roles[key], template, member)


@frozen
class _Member:
    """What the default stance of an actor that is not the provoker follows from.

    votes: its alignment, None where the almanac knows none. affinity: to the provoker, 0-100.
    """

    votes: Alignment | None
    affinity: int
    permanent: bool

    @property
    def remark(self) -> str:
        """Alignment and affinity, in words."""
        year, value = (self.votes.year, self.votes.value) if self.votes else (0, 0)
        return f"almanac: alignment {year} ({value})" + (f"; affinity {self.affinity}" if self.affinity else "")


def _member(code: str, actor: Table, day: date) -> _Member:
    try:
        votes = alignment_before(code, day)
    except NotInAlmanac:
        votes = None
    return _Member(votes, typed_whole(said(actor, "affinity")) or 0, said(actor, "seat") == Seat.PERMANENT)


def _refuse_missing(code: str, actor: Table, keys: list[str], report: Report) -> None:
    """Say once that positions cannot be filled in, and mark each as said."""
    stances = table_at(actor, "stances")
    missing = [key for key in keys if "position" not in table_at(stances, key).items]
    for key in missing:
        table_at(stances, key).put("position", Refused(actor.spot))
    if missing:
        message = f"the almanac knows no votes of {code}, from which its positions could follow"
        allowed = f"under stances a position on {listed(missing)}"
        report.note(actor.spot, f"actors.{code}", message, "", allowed, file=file_of(actor))


def _fill_conduct(actor: Table, seat: str, template: Template) -> None:
    """Priority, isolation, join and openness."""
    origin = Origin(f"template: {template.name}", template.marks.file)
    for key, value in template.members.get(seat, {}).items():
        fill(actor, key, value, _spot(template, "members", seat, key), origin)


def _fill_group(code: str, actor: Table, template: Template) -> None:
    """With whom it tends to be misjudged alike."""
    group = template.group(code)
    if group:
        fill(
            actor,
            "group",
            group,
            _spot(template, "groups", group),
            Origin(f"template: {template.name}", template.marks.file),
        )


def _fill_stance(stance: Table, role: str, template: Template, member: _Member | None) -> None:
    """Position by alignment and affinity; the provoker's own where there is no member."""
    line, spot = template.positions[role], _spot(template, "positions", role)
    origin = Origin(f"template: {template.name}", template.marks.file)
    place, by = line.provoker, origin
    if member is not None and member.votes is not None:
        place = template.position(role, member.votes.value, member.affinity)
        by = Origin(f"{origin.remark}; {member.remark}", origin.file, by_rule=True)
    if "position" not in stance.items:
        fill(stance, "position", place, spot, by)
        fill(stance, "evidence", str(Evidence.GUESS), spot, origin)
    fill(stance, "salience", line.salience, spot, origin)
    fill(stance, "responsiveness", line.responsiveness, spot, origin)


def _fill_limit(stance: Table, role: str, template: Template, member: _Member | None) -> None:
    """What a permanent member near to the provoker does not let pass; `limit:` with nothing behind it: no limit."""
    if "limit" in stance.items:
        if is_nothing(stance.items["limit"]):
            drop(stance, ["limit"])
        return
    rule = template.limit(role, member.affinity) if member is not None and member.permanent else None
    if rule is None or member is None:
        return
    spot = _spot(template, "affinity", "limits")
    origin = Origin(f"template: {template.name}; affinity {member.affinity}", template.marks.file)
    limit = Table(spot, origin=origin)
    for side, value in (("at_most", rule.at_most), ("at_least", rule.at_least)):
        if value is not None:
            fill(limit, side, value, spot, origin)
    fill(limit, "crossing", rule.crossing, spot, origin)
    fill(limit, "basis", f"affinity {member.affinity} to the provoker, {rule.since} or more", spot, origin)
    stance.put("limit", limit)


def _spot(template: Template, *steps: str) -> Spot:
    return template.marks.value(steps) or (1, 1)
