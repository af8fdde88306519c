"""What a template says of actors of which the file says nothing: conduct by seat, stances by alignment and affinity."""

from datetime import date

from attrs import frozen

from sim.almanac.states import Alignment, alignment_before, state_on
from sim.almanac.tables import NotInAlmanac, covered
from sim.scenario.facts import Note, held, provokers_of
from sim.scenario.marks import Origin, Report, Spot
from sim.scenario.nodes import Node, Refused, Series, Table, Word
from sim.scenario.overlay import drop, file_of, fill, is_nothing, said, series_at, table_at, tables_in
from sim.scenario.overrides import ASKED, ELECTED
from sim.scenario.problems import listed
from sim.scenario.templates import PROVOKER, Elected, Template
from sim.vocabulary.actors import Evidence, OnCrossing, Seat
from sim.vocabulary.case import Stand
from sim.vocabulary.whole import typed_whole


def fill_defaults(whole: Table, template: Template, day: date, report: Report, note: Note) -> None:
    """Conduct, group and stances of every actor. day: of the crisis; alignment is that of the year before."""
    if not covered("alignment", date(day.year - 1, 12, 31)):
        note(f"the almanac holds alignment {held('alignment')}; that of the nearest year is taken")
    provokers = [word.text for word in provokers_of(whole)]
    roles = {key: said(issue, "role") for key, issue in tables_in(whole, "issues").items()}
    by_rule = [key for key, role in roles.items() if role in template.positions]
    between = _between(whole, template, day, provokers)
    asked, source = _asked(whole)
    actors = sorted(tables_in(whole, "actors").items(), key=lambda item: said(item[1], "seat") == Seat.ELECTED)
    for code, actor in actors:
        member = None if code in provokers else _member(code, actor, day)
        _fill_group(code, actor, template)
        if member is not None and member.votes is None:
            _refuse_missing(code, actor, by_rule, report)
        elected = said(actor, "seat") == Seat.ELECTED and between is not None and member is not None
        far = _positions(whole, template.elected.far, by_rule) if elected and template.elected is not None else {}
        _fill_conduct(actor, PROVOKER if code in provokers else said(actor, "seat"), template, elected, by_rule)
        for key in by_rule:
            stance = table_at(table_at(actor, "stances"), key)
            if code in asked and key in asked[code].items:
                _fill_asked(stance, asked[code].items[key], source)
            end = far.get(key)
            share = None if not elected or between is None or end is None else between.share(code, member)
            _fill_stance(stance, roles[key], template, member, None if share is None or end is None else (share, end))
            _fill_limit(stance, roles[key], template, None if code in asked else member, elected)


def _switched_off(whole: Table, rule: str) -> bool:
    return "parameters" in whole.items and said(table_at(whole, "parameters"), rule) == "0"


def _asked(whole: Table) -> tuple[dict[str, Table], Node | None]:
    """Who stands behind the first draft of the file, each with its text, and the draft's source.

    What they asked is where they stand.
    """
    drafts = [entry for entry in series_at(whole, "timeline") if said(entry, "kind") == "draft"]
    if not drafts or "text" not in drafts[0].items or _switched_off(whole, ASKED):
        return {}, None
    named = whole.items.get("sponsors")
    sponsors = [word.text for word in named.items if isinstance(word, Word)] if isinstance(named, Series) else []
    behind = dict.fromkeys([said(drafts[0], "actor"), *sponsors], table_at(drafts[0], "text"))
    return behind, drafts[0].items.get("source")


def _fill_asked(stance: Table, strength: Node, source: Node | None) -> None:
    """The position of a sponsor is what its own first text asks, which is on record. source: that of the draft."""
    if isinstance(strength, Word) and "position" not in stance.items:
        origin = Origin("its own first text", file_of(stance))
        stance.put("position", Word(strength.text, strength.plain, strength.spot, origin))
        fill(stance, "evidence", str(Evidence.WELL_EVIDENCED), strength.spot, origin)
        if isinstance(source, Series) and "source" not in stance.items:
            stance.put("source", Series(source.spot, list(source.items), origin))


@frozen
class _Between:
    """What the share of an elected member follows from.

    near, far: alignments of the two ends. groups: the provokers' regional groups. asks: whether the region's body asks.
    """

    elected: Elected
    near: int
    far: int
    groups: frozenset[str]
    asks: bool
    day: date

    def share(self, code: str, member: "_Member | None") -> float | None:
        """How far it is from the protector towards the other end, 0 to 1; None where its votes are not known."""
        if member is None or member.votes is None:
            return None
        likeness = (member.votes.value - self.near) / (self.far - self.near)
        return self.elected.of(likeness, _group(code, self.day) in self.groups, self.asks)


def _between(whole: Table, template: Template, day: date, provokers: list[str]) -> _Between | None:
    """How elected members are filled in; None where they stand on the lines: no rule, or nothing to reckon it from."""
    ends = template.elected
    if ends is None or _switched_off(whole, ELECTED) or ends.far not in tables_in(whole, "actors"):
        return None
    near, far = alignment_before(ends.near, day), alignment_before(ends.like, day)
    if near is None or far is None or near.value == far.value:
        return None
    groups = frozenset(group for group in (_group(code, day) for code in provokers) if group)
    asks = said(table_at(whole, "region"), "stand") == Stand.ASKS if "region" in whole.items else False
    return _Between(ends, near.value, far.value, groups, asks, day)


def _group(code: str, day: date) -> str:
    """The regional group of a state; empty for what is none."""
    try:
        return state_on(code, day).group
    except NotInAlmanac:
        return ""


def _positions(whole: Table, code: str, keys: list[str]) -> dict[str, int | None]:
    """Where an actor stands on issues, stated or filled in."""
    stances = table_at(tables_in(whole, "actors")[code], "stances")
    return {key: typed_whole(said(table_at(stances, key), "position")) for key in keys}


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


def _fill_conduct(actor: Table, seat: str, template: Template, elected: bool, keys: list[str]) -> None:
    """Priority, isolation, join, openness and noise. elected: whether it stands between the two ends."""
    origin = Origin(f"template: {template.name}", template.marks.file)
    stances = tables_in(actor, "stances")
    coded = any("position" in stances[key].items for key in keys if key in stances)
    if elected and not coded and template.elected is not None:
        for key, value in (("join", template.elected.join), ("noise", template.elected.noise)):
            fill(actor, key, value, _spot(template, "elected", key), origin)
    for key, value in template.members.get(seat, {}).items():
        fill(actor, key, value, _spot(template, "members", seat, key), origin)


def _fill_group(code: str, actor: Table, template: Template) -> None:
    """With whom it tends to be misjudged alike."""
    group = template.group(code)
    if group:
        origin = Origin(f"template: {template.name}", template.marks.file)
        fill(actor, "group", group, _spot(template, "groups", group), origin)


def _fill_stance(
    stance: Table, role: str, template: Template, member: _Member | None, between: tuple[float, int] | None
) -> None:
    """Position by alignment and affinity; the provoker's own where there is no member.

    between: of an elected member, its share of the way from the protector, and where the other end stands.
    """
    line, spot = template.positions[role], _spot(template, "positions", role)
    origin = Origin(f"template: {template.name}", template.marks.file)
    place, by = line.provoker, origin
    if member is not None and member.votes is not None:
        place = template.position(role, member.votes.value, member.affinity)
        remark = member.remark
        if between is not None:
            share, far = between
            place = template.between(role, share, far, member.affinity)
            remark += f"; {share:.0%} of the way from the protector to {far}"
        by = Origin(f"{origin.remark}; {remark}", origin.file, by_rule=True)
    if "position" not in stance.items:
        fill(stance, "position", place, spot, by)
        fill(stance, "evidence", str(Evidence.GUESS), spot, origin)
    fill(stance, "salience", line.salience, spot, origin)
    fill(stance, "responsiveness", line.responsiveness, spot, origin)


def _fill_limit(stance: Table, role: str, template: Template, member: _Member | None, elected: bool) -> None:
    """What a permanent member near to the provoker does not let pass; `limit:` with nothing behind it: no limit.

    An elected member abstains over a limit that the file states, unless it says no.
    """
    if "limit" in stance.items:
        if is_nothing(stance.items["limit"]):
            drop(stance, ["limit"])
        elif elected:
            limit = table_at(stance, "limit")
            fill(limit, "crossing", str(OnCrossing.ABSTAIN), limit.spot, Origin("an elected member", file_of(limit)))
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
