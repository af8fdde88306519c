"""The links of a chain in words: who did what, and the numbers it hung on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import Case
from sim.vocabulary.events import Event

CHOICES: Final[Mapping[str, str]] = {
    "amend": "amending",
    "consult": "consulting on",
    "vote": "a vote",
    "statement": "a statement instead",
    "drop": "giving up",
}
"""A sponsor's choices, as words."""

FORMS: Final[Mapping[str, str]] = {
    "resolution": "a resolution",
    "presidential_statement": "a presidential statement",
    "press_statement": "a press statement",
    "vetoed": "a veto",
    "failed": "a draft without nine votes",
    "none": "nothing",
}
"""What can come of a crisis, as words."""


class Names:
    """What a case calls its actors, issues and wordings."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def actor(self, code: str) -> str:
        """An actor's name; the Council for its own acts, the analyst for what nobody in the crisis did."""
        if code == COUNCIL:
            return "the Council"
        known = self._case.actors.get(code)
        return known.name if known is not None else code or "the analyst"

    def actors(self, codes: Sequence[str]) -> str:
        """Several actors in a row."""
        return ", ".join(self.actor(code) for code in codes)

    def issue(self, key: str) -> str:
        """An issue's name in the middle of a sentence."""
        name = next((issue.name for issue in self._case.issues if issue.key == key), key)
        return name if name[:2].isupper() else name[:1].lower() + name[1:]

    def wording(self, key: str, strength: int) -> str:
        """A strength with the wording it stands for: 25, special responsibility."""
        rungs = next((issue.rungs for issue in self._case.issues if issue.key == key), ())
        words = next((rung.words for rung in rungs if rung.strength == strength), "")
        return f"{strength}, {words}" if words else str(strength)

    def text(self, text: Mapping[str, int]) -> str:
        """A text as its strengths in issue order."""
        return "/".join(str(text[issue.key]) for issue in self._case.issues if issue.key in text)

    def changes(self, changes: Sequence[Sequence[Any]]) -> str:
        """What an amendment changes."""
        return "; ".join(f"{self.issue(issue)} {old} -> {new}" for issue, old, new in changes)

    def crossed(self, crossed: Sequence[Sequence[Any]]) -> str:
        """The limits that a text crosses."""
        return " and ".join(
            f"{self.issue(issue)} {strength} is {'over' if strength > limit else 'under'} its limit of {limit}"
            for issue, strength, limit in crossed
        )


def points(thousandths: int) -> str:
    """Thousandths of a gain point with a sign and one decimal."""
    return f"{round(thousandths / 1000, 1) + 0.0:+.1f}"


def sentence(names: Names, event: Event) -> str:
    """An event of a chain in words, its subject first, and the numbers that decided it."""
    return f"{names.actor(event.actor)} {said(names, event)}"


def said(names: Names, event: Event) -> str:
    """The same without its subject."""
    return _SENTENCES.get(type(event.payload), _summary)(names, event.payload)


Sentence = Callable[[Names, Any], str]


def _summary(names: Names, data: Any) -> str:
    return str(getattr(data, "summary", "") or type(data).__name__)


def _outcome(names: Names, data: e.OutcomeReached) -> str:
    tally = f", {data.yes}-{data.no}-{data.abstain}" if data.votes else ""
    text = f": {names.text(data.text)}" if data.text is not None else ""
    return f"ends with {FORMS.get(data.form, data.form)}{tally}{text}"


def _tally(verb: str) -> Sentence:
    return lambda names, data: f"{verb} {data.draft}, {data.yes}-{data.no}-{data.abstain}: {names.text(data.text)}"


def _objection(names: Names, data: e.ObjectionRaised) -> str:
    return f"objects to {data.draft}: {names.crossed(data.crossed) or _worth(data)}"


def _worth(data: Any) -> str:
    terms = data.terms
    told = [f"{words} {points(terms[name])}" for name, words in _LINES.items() if terms.get(name) is not None]
    return ", ".join([f"the text is worth {points(terms['gain_m'])} to it", *told])


_LINES: Final[Mapping[str, str]] = {
    "no_below_m": "it votes no below",
    "going_on_m": "going on is worth",
    "threatens_below_m": "it threatens below",
}


def _threat(names: Names, data: e.VetoThreatened) -> str:
    times = f", time {data.times}" if data.times > 1 else ""
    return f"threatens to veto {data.draft}{times}: {names.crossed(data.crossed) or _worth(data)}"


def _amended(names: Names, data: e.DraftAmended) -> str:
    verb = "takes up the bridging wording in" if data.bridge else "amends"
    return f"{verb} {data.draft}: {names.changes(data.changes)}{_chosen(data, 'amend')}"


def _chosen(data: Any, choice: str) -> str:
    """What the choice was worth beside the next best."""
    worth = data.options or {}
    others = {name: value for name, value in worth.items() if name != choice}
    if choice not in worth or not others:
        return ""
    second = max(others, key=lambda name: others[name])
    return f" (worth {points(worth[choice])} to it; next best {CHOICES.get(second, second)}, {points(others[second])})"


def _in_blue(names: Names, data: e.DraftPutInBlue) -> str:
    return f"puts {data.draft} in blue{_chosen(data, 'vote')}"


def _withdrawn(names: Names, data: e.DraftWithdrawn) -> str:
    return f"withdraws {data.draft}{_chosen(data, 'statement' if data.reason == 'statement_instead' else 'drop')}"


def _bridge(names: Names, data: e.BridgingTextOffered) -> str:
    worth = f", worth {points(data.terms['gain_m'])} to it"
    return f"offers wording for {data.draft}: {names.changes(data.changes)}{worth}"


def _circulated(names: Names, data: e.DraftCirculated) -> str:
    terms = data.terms
    best = f"; its best text {points(terms['best_m'])}" if terms["best_m"] is not None else ""
    return f"circulates {data.draft}: {names.text(data.text)} (worth {points(terms['gain_m'])} to it{best})"


def _vote(names: Names, data: e.VoteCast) -> str:
    terms = data.terms
    why = names.crossed(terms["crossed"]) or _worth(data)
    noise = f", the day's luck {points(terms['noise_m'])}" if terms["noise_m"] else ""
    return f"votes {data.vote} on {data.draft}: {why}{noise}"


def _agreed(names: Names, data: e.StatementAgreed) -> str:
    return f"agrees on {data.draft}: {names.text(data.text)}"


def _blocked(names: Names, data: e.StatementBlocked) -> str:
    return f"does not agree on {data.draft}: objections by {names.actors(data.by)}"


def _opened(names: Names, data: e.VoteOpened) -> str:
    return f"votes on {data.draft}: {names.text(data.text)}"


def _withheld(names: Names, data: e.ActWithheld) -> str:
    return f"withholds {data.entry or data.act}: {data.reason.replace('_', ' ')}"


def _intervened(names: Names, data: e.InterventionMade) -> str:
    done = [f"sets {path}={value}" for path, value in data.sets]
    done += [f"drops {drop['entry'] or drop['act']}" for drop in data.drops]
    done += [f"inserts {plain['id']}" for plain in data.inserts]
    done += [f"draws new luck {data.luck}"] if data.luck else []
    return ", ".join(done)


def _provoked(names: Names, data: e.MissileLaunched) -> str:
    return f"{data.summary} (severity {data.severity})"


_SENTENCES: Final[Mapping[type[e.Payload], Sentence]] = {
    e.OutcomeReached: _outcome,
    e.ResolutionAdopted: _tally("adopts"),
    e.DraftVetoed: _tally("sees a veto of"),
    e.DraftFailed: _tally("does not carry"),
    e.StatementAgreed: _agreed,
    e.StatementBlocked: _blocked,
    e.VoteOpened: _opened,
    e.VoteCast: _vote,
    e.DraftPutInBlue: _in_blue,
    e.DraftAmended: _amended,
    e.DraftWithdrawn: _withdrawn,
    e.DraftCirculated: _circulated,
    e.BridgingTextOffered: _bridge,
    e.ObjectionRaised: _objection,
    e.VetoThreatened: _threat,
    e.ActWithheld: _withheld,
    e.InterventionMade: _intervened,
    e.MissileLaunched: _provoked,
    e.SatelliteLaunched: _provoked,
    e.NuclearTestConducted: _provoked,
    e.ConcessionMade: _provoked,
}
"""Event kind to its words; the others say their own summary."""
