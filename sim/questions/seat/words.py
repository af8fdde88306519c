"""What can be done in a seat, in words, with its draft and its text; and from words back to a choice."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from sim.rules import seat_choices as acts
from sim.rules.bargaining import AMEND, CONSULT, STATEMENT
from sim.rules.council import ABSTAIN, NO, YES
from sim.rules.crisis import RESERVED, SUPPORT
from sim.rules.reviews import CO_SPONSOR, LEAVE, LET_PASS, OBJECT
from sim.rules.seat_choices import Moment, Refused
from sim.rules.seat_options import Option
from sim.scenario.problems import did_you_mean
from sim.vocabulary import events as e
from sim.vocabulary.case import MOVES
from sim.vocabulary.events import Event
from sim.vocabulary.parts import Choice
from sim.vocabulary.texts import Issue, form_key
from sim.vocabulary.whole import typed_whole
from sim.words.labels import Labels
from sim.words.phrases import in_brackets
from sim.words.sentences import predicate, sentence

ACTS: Final[Mapping[str, str]] = {
    AMEND: "amend {draft}",
    CONSULT: "leave {draft} as it stands and go on consulting",
    acts.PUT_IN_BLUE: "put {draft} in blue, to be voted on",
    acts.LET_VOTE: "let the vote on {draft} go ahead",
    STATEMENT: "withdraw {draft} and try a statement instead",
    acts.WITHDRAW: "withdraw {draft}",
    acts.TABLE: "table a text",
    acts.PASS: "lay the pen down until there is another provocation",
    acts.BRIDGE: "offer bridging wording for {draft}",
    acts.SEND_ENVOY: "ask for time to send an envoy before the vote on {draft}",
    acts.GRANT: "grant the time: no vote on {draft} before the envoy is back",
    acts.REFUSE: "refuse to wait for the envoy",
    acts.THREATEN: "threaten to veto {draft}",
    SUPPORT: "declare for {draft}",
    RESERVED: "keep the position on {draft} open",
    OBJECT: "object to {draft}",
    LET_PASS: "lift the objection to {draft}",
    CO_SPONSOR: "co-sponsor {draft}",
    LEAVE: "take the name off {draft}",
    YES: "vote yes",
    NO: "vote no",
    ABSTAIN: "abstain",
    acts.GO_AHEAD: "go ahead as planned",
    acts.KEEP_BACK: "do not do it",
    acts.HOLD: "do nothing now",
    acts.MODEL: "leave it to the model",
}
"""Each act in words, with the draft that it is about."""


def option_words(labels: Labels, at: Moment, option: Option) -> str:
    """An option in words: amend JPN-1: legal force 95 -> 25 (special responsibility for peace)."""
    return _worded(labels, at, option.act, option.draft, option.text)


def choice_words(labels: Labels, at: Moment, choice: Choice) -> str:
    """What was chosen at a moment, in words."""
    if choice.act == acts.MODEL:
        return ACTS[acts.MODEL]
    meant = acts.settled(at, choice)
    return _worded(labels, at, meant.act, meant.draft, meant.text)


def _worded(labels: Labels, at: Moment, act: str, name: str, text: Mapping[str, int]) -> str:
    said = ACTS[act].format(draft=name)
    if act == acts.TABLE and text:
        writes = at.occasion.name == "become_penholder" and at.actor not in at.state.asked
        form = labels.wording(form_key(labels.case.issues), text[form_key(labels.case.issues)])
        said = ("begin to write " if writes and text == _resolution(at, text) else "table ") + f"a {form}"
    if act in (AMEND, acts.BRIDGE) and text:
        old = at.state.space.text(at.state.drafts[name].row)
        changed = [(key, old[key], strength) for key, strength in text.items() if old[key] != strength]
        return f"{said}: {labels.changes(changed)}"
    return f"{said}: {labels.text(text)}{in_brackets(labels.headlines(text))}" if text else said


def _resolution(at: Moment, text: Mapping[str, int]) -> Mapping[str, int] | None:
    row = at.state.space.row(text)
    return text if row >= at.state.space.resolutions.start else None


def planned_words(labels: Labels, at: Moment) -> str:
    """What a scripted act, or one of a provoker's own, is about."""
    entry = at.state.setting.entries.get(at.occasion.subject)
    if entry is not None:
        text = f": {labels.text(entry.text)}" if entry.text is not None else ""
        kind = entry.kind.replace("_", " ")
        return (f"{kind}: {entry.summary}" if entry.kind in MOVES else entry.summary or kind) + text
    own = at.decision.acts[0]
    state = at.state
    return predicate(labels, Event(state.seq + 1, state.t, own.payload, at.actor, own.target, "", None, "", ""))


def heard(labels: Labels, event: Event) -> str:
    """An event as others in the room hear of it: without the numbers behind it, which nobody there knows."""
    data = event.payload
    if isinstance(data, e.PositionDeclared | e.CoSponsorJoined):
        without: Any = data
        return sentence(labels, evolve(event, payload=evolve(without, terms=None)))
    said = _HEARD.get(type(data))
    return sentence(labels, event) if said is None else f"{labels.subject(event.actor)} {said(labels, event, data)}"


def _against(verb: str) -> Callable[[Labels, Event, Any], str]:
    def said(labels: Labels, event: Event, data: Any) -> str:
        return f"{verb} {data.draft}" + (f": {labels.crossed(data.crossed)}" if data.crossed else "")

    return said


_HEARD: Final[Mapping[type[e.Payload], Callable[[Labels, Event, Any], str]]] = {
    e.ObjectionRaised: _against("objects to"),
    e.VetoThreatened: _against("threatens to veto"),
    e.CoSponsorLeft: _against("takes its name off"),
    e.ThreatIssued: lambda labels, event, data: str(data.summary),
    e.DraftingBegan: lambda labels, event, data: "begins to draft a resolution",
    e.DraftPutInBlue: lambda labels, event, data: f"puts {data.draft} in blue, vote from {labels.utc(data.vote_at)}",
    e.MediationRefused: lambda labels, event, data: f"refuses to wait for the envoy of {labels.name(data.mediator)}",
}
"""Kinds of event whose sentences hold numbers, without them."""


# From words to a choice


def read_choice(at: Moment, name: str, listed: Sequence[Option], words: str) -> Choice:
    """The choice that words mean: a number of the list, or an act with its draft and with what changes in the text.

    `3`, `object`, `threaten JPN-1`, `amend legal_force=25 sanctions=65`, `2 dialogue=80`, `table 100/80/65/25/50`,
    `model`. What a text leaves out stays as the draft has it, or as the first option with that act. Raises Refused.
    """
    tokens = [token for word in words.replace(",", " ").split() for token in _spelled_out(at.state.space.issues, word)]
    if not tokens:
        raise Refused("nothing was chosen")
    first, rest = tokens[0].lower().replace("-", "_"), tokens[1:]
    changed = dict(_pair(at.state.space.issues, token) for token in rest if "=" in token)
    named = [token for token in rest if "=" not in token]
    number = typed_whole(first)
    if number is not None:
        if not 1 <= number <= len(listed):
            raise Refused(f"there is no option {number}; allowed are 1 to {len(listed)}, or an act in words")
        option = listed[number - 1]
        act, draft, base = option.act, option.draft, dict(option.text)
    else:
        act, draft, base = first, named.pop(0) if named else "", {}
        if act not in ACTS:
            near = did_you_mean(act, ACTS)
            near_words = f"; did you mean '{near}'?" if near else ""
            raise Refused(f"'{tokens[0]}' is nothing that can be done here; allowed: {_open(at)}{near_words}")
    if named:
        raise Refused(f"'{' '.join(named)}' is too much: a choice is an act, a draft, and pairs such as legal_force=25")
    if act == acts.MODEL:
        return Choice(name, act)
    if changed or (act in acts.WRITES and not base):
        base = base or _base(at, act, draft, listed)
    return Choice(name, act, acts.settled(at, Choice(name, act, draft)).draft, _in_order(at, base | changed))


def _spelled_out(issues: Sequence[Issue], word: str) -> list[str]:
    """A text in strengths, as pages show it, as one pair an issue; any other word as it is. Raises Refused."""
    if "/" not in word:
        return [word]
    strengths = word.split("/")
    if len(strengths) != len(issues):
        keys = "/".join(issue.key for issue in issues)
        raise Refused(f"'{word}' has {len(strengths)} strengths, and a text has {len(issues)}: {keys}")
    return [f"{issue.key}={strength}" for issue, strength in zip(issues, strengths, strict=True)]


def _in_order(at: Moment, text: Mapping[str, int]) -> dict[str, int]:
    return {key: text[key] for key in at.state.space.keys if key in text}


def _base(at: Moment, act: str, draft: str, listed: Sequence[Option]) -> dict[str, int]:
    """The text that changes are made to."""
    if act in (AMEND, acts.BRIDGE):
        meant = acts.settled(at, Choice("", act, draft)).draft
        return at.state.space.text(at.state.drafts[meant].row)
    offered = [option for option in listed if option.act == act and option.text]
    entry = at.state.setting.entries.get(at.occasion.subject)
    if entry is not None and entry.text is not None:
        return dict(entry.text)
    best = max(offered, key=lambda option: option.model, default=None)
    return dict(best.text) if best is not None else {}


def _open(at: Moment) -> str:
    return ", ".join((*acts.OPEN[at.occasion.name], acts.MODEL))


def _pair(issues: Sequence[Issue], token: str) -> tuple[str, int]:
    """An issue and a strength, by number or by the key of its wording. Raises Refused."""
    key, _, value = token.partition("=")
    issue = next((each for each in issues if each.key == key.replace("-", "_")), None)
    if issue is None:
        near = did_you_mean(key, [each.key for each in issues])
        known = ", ".join(each.key for each in issues)
        raise Refused(f"no issue is called '{key}'; known: {known}" + (f"; did you mean '{near}'?" if near else ""))
    strength = typed_whole(value)
    by_key = {rung.key: rung.strength for rung in issue.rungs}
    if strength is None and value not in by_key:
        ladder = ", ".join(f"{rung.strength} ({rung.key})" for rung in issue.rungs)
        raise Refused(f"{issue.key}: '{value}' is no strength; allowed: {ladder}")
    return issue.key, by_key[value] if strength is None else strength


# A choice as a line


def line_of(labels: Labels, choice: Choice) -> str:
    """A choice as a line of a file: JPN round 4: amend JPN-1 100/80/65/25/50."""
    return f"{choice.moment}: " + " ".join(filter(None, (choice.act, choice.draft, labels.text(choice.text))))


_LINE: Final = re.compile(r"(?:([^:=]+): )?(.*)")


def parts_of(line: str) -> tuple[str, str]:
    """The moment that a line names, empty where it names none, and what is chosen."""
    found = _LINE.fullmatch(line.strip())
    return ("", line.strip()) if found is None else (found[1] or "", found[2].strip())
