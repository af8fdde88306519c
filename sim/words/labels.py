"""What one case calls its actors, issues, wordings, texts and times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from attrs import frozen

from sim.scenario.provocations import kind_of
from sim.vocabulary.actors import COUNCIL, COUNCIL_ZONE
from sim.vocabulary.case import Case
from sim.vocabulary.charter import body_on
from sim.vocabulary.clock import Clock
from sim.vocabulary.texts import form_key
from sim.vocabulary.zones import zone_named
from sim.words.numbers import spelled
from sim.words.phrases import in_a_row, in_brackets

FORM_WORDS: Final[Mapping[str, str]] = {
    "resolution": "resolution",
    "presidential_statement": "presidential statement",
    "press_statement": "press statement",
    "vetoed": "draft vetoed",
    "failed": "draft failed",
    "blocked": "statement blocked",
    "none": "no product",
}


@frozen
class Labels:
    """The names and the calendar of one case."""

    case: Case
    clock: Clock
    zone: tzinfo | None = None
    """Shown in place of each actor's own, if given."""

    def name(self, code: str) -> str:
        """An actor's name; the Council for its own acts, and for what the file or the analyst does a dash."""
        if code == COUNCIL:
            return "Council"
        actor = self.case.actors.get(code)
        return actor.name if actor is not None else code or "-"

    def short(self, code: str) -> str:
        """An actor's name for a column: without what follows it in brackets."""
        return self.name(code).partition(" (")[0]

    def subject(self, code: str) -> str:
        """An actor as the subject of a sentence: the Council for its own acts, the analyst where nobody acted."""
        if code == COUNCIL:
            return "the Council"
        return self.name(code) if code else "the analyst"

    def names(self, codes: Iterable[str]) -> str:
        """Several actors in a row."""
        return in_a_row([self.name(code) for code in codes])

    def place(self, code: str) -> str:
        """Where an actor is called or visited: its capital, or its name."""
        actor = self.case.actors.get(code)
        return actor.capital if actor is not None and actor.capital else self.name(code)

    def issue(self, key: str) -> str:
        """An issue's name in the middle of a sentence."""
        name = next((issue.name for issue in self.case.issues if issue.key == key), key.replace("_", " "))
        return name if name[:2].isupper() else name[:1].lower() + name[1:]

    def wording(self, key: str, strength: int) -> str:
        """What a strength stands for on an issue's ladder; empty where it is no rung."""
        for issue in self.case.issues:
            if issue.key == key:
                return next((rung.words for rung in issue.rungs if rung.strength == strength), "")
        return ""

    def rung(self, key: str, strength: int) -> str:
        """A strength with its wording: 25, special responsibility for peace; the number alone where it is no rung."""
        return ", ".join(filter(None, (str(strength), self.wording(key, strength))))

    def provocation(self, what: str) -> str:
        """What the case calls a kind of provocation."""
        return kind_of(self.case, what).words

    def text(self, text: Mapping[str, int]) -> str:
        """A text as its strengths in the order of the issues: 100/80/65/25/80."""
        return "/".join(str(text[issue.key]) for issue in self.case.issues if issue.key in text)

    def quota(self) -> str:
        """How many yes votes a resolution needs, as a word."""
        return spelled(body_on(self.case.start.date(), self.case.body).quota or 0)

    def text_key(self) -> str:
        """What the numbers of a text are: form/condemnation/sanctions/legal force/dialogue."""
        return "/".join(self.issue(issue.key) for issue in self.case.issues)

    def changes(self, changes: Sequence[Sequence[Any]]) -> str:
        """What changed in a text: legal force 95 -> 75 (Chapter VII, Article 41)."""
        return "; ".join(
            f"{self.issue(issue)} {old} -> {new}{in_brackets(self.wording(issue, new))}" for issue, old, new in changes
        )

    def crossed(self, crossed: Sequence[Sequence[Any]]) -> str:
        """Which limits a text crosses: legal force 95 is over its limit of 25."""
        return in_a_row([self._crossing(issue, strength, bound) for issue, strength, bound in crossed])

    def _crossing(self, key: str, strength: int, bound: int) -> str:
        if key == form_key(self.case.issues) and strength > bound:
            rungs = next(issue.rungs for issue in self.case.issues if issue.key == key)
            least = min(rung.strength for rung in rungs)
            return f"{'any product' if bound < least else 'a ' + self.wording(key, strength)} is beyond what it accepts"
        return f"{self.issue(key)} {strength} is {'over' if strength > bound else 'under'} its limit of {bound}"

    def headlines(self, text: Mapping[str, int]) -> str:
        """The wordings of the issues that a headline names: legal force: special responsibility for peace."""
        return "; ".join(
            f"{self.issue(issue.key)}: {self.wording(issue.key, text[issue.key])}"
            for issue in self.case.issues
            if issue.headline and issue.key in text
        )

    def utc(self, t: int) -> str:
        """A minute as the timeline shows it: 14 Jul 20:30."""
        return short_time(self.clock.utc(t))

    def moment(self, t: int) -> str:
        """A minute with its year: 14 Jul 2006 20:30 UTC."""
        return f"{self.clock.utc(t):%d %b %Y %H:%M} UTC"

    def local(self, code: str, t: int) -> str:
        """The same minute where the actor is: (15 05:30 KST); empty where that is UTC, or nowhere."""
        zone = self.zone or self._zone(code)
        if zone is None:
            return ""
        at = self.clock.utc(t).astimezone(zone)
        if self.zone is None and not at.utcoffset():
            return ""
        return f"({at:%d %H:%M} {zone_name(at)})"

    def _zone(self, code: str) -> tzinfo | None:
        if code == COUNCIL:
            return zone_named(COUNCIL_ZONE)
        actor = self.case.actors.get(code)
        return zone_named(actor.timezone) if actor is not None else None


def short_time(at: datetime) -> str:
    """Day and minute in UTC: 14 Jul 20:30."""
    return f"{at.astimezone(UTC):%d %b %H:%M}"


def zone_name(at: datetime) -> str:
    """A zone's letters, or its distance from UTC where it has none: KST, UTC+3, UTC-4:30."""
    name = at.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:5]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes not in ("", "00") else "")
