"""Kinds of outcome: a form, a wording, or the two together; and which one is most common."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed, shortened
from sim.vocabulary.case import Case
from sim.vocabulary.outcome import FORMS, Outcome
from sim.vocabulary.texts import Issue
from sim.vocabulary.whole import typed_whole
from sim.words.labels import FORM_WORDS, Labels
from sim.words.phrases import in_a_row, in_brackets

EXACTLY, AT_LEAST, AT_MOST = ":", ">=", "<="

_RUNG: Final = re.compile(r"([A-Za-z0-9_-]+)\s*(:|>=|<=)\s*([A-Za-z0-9_-]+)")


@frozen
class Wording:
    """A condition on one issue of an agreed text."""

    issue: str
    sign: str
    strength: int
    """0-100."""

    @property
    def word(self) -> str:
        """As it is typed: legal_force>=50."""
        return f"{self.issue}{self.sign}{self.strength}"

    def holds(self, text: Mapping[str, int]) -> bool:
        """Whether a text meets it."""
        strength = text[self.issue]
        if self.sign == EXACTLY:
            return strength == self.strength
        return strength >= self.strength if self.sign == AT_LEAST else strength <= self.strength


@frozen
class OutcomeKind:
    """What a run may come to."""

    form: str = ""
    """Empty for any product."""
    wordings: tuple[Wording, ...] = ()
    """What an agreed text must say besides."""

    @property
    def word(self) -> str:
        """As it is typed: resolution, legal_force>=50, resolution+legal_force:25."""
        return "+".join([*([self.form] if self.form else []), *(each.word for each in self.wordings)])

    def came(self, outcome: Outcome) -> bool:
        """Whether a run came to it. Wordings count in texts that were agreed, not in drafts that fell."""
        if self.form and outcome.form != self.form:
            return False
        if not self.wordings:
            return True
        text = outcome.product
        return text is not None and all(each.holds(text) for each in self.wordings)

    def count(self, outcomes: Iterable[Outcome]) -> int:
        """In how many runs it came."""
        return sum(self.came(outcome) for outcome in outcomes)


def headline_issues(case: Case) -> list[str]:
    """The keys of the issues that the scenario puts in a headline."""
    return [issue.key for issue in case.issues if issue.headline]


def kind_of(outcome: Outcome, headlines: Sequence[str]) -> OutcomeKind:
    """The kind of a run's outcome: its form, and the wordings that a headline names."""
    text = outcome.product
    if text is None:
        return OutcomeKind(outcome.form)
    return OutcomeKind(outcome.form, tuple(Wording(key, EXACTLY, text[key]) for key in headlines))


def modal_kind(outcomes: Iterable[Outcome], headlines: Sequence[str]) -> OutcomeKind:
    """The most common kind of outcome; of equals the one that comes first by its name."""
    counted = Counter(kind_of(each, headlines) for each in outcomes)
    return min(counted, key=lambda kind: (-counted[kind], kind.word))


def runner_up(outcomes: Iterable[Outcome], headlines: Sequence[str]) -> int:
    """In how many runs the second most common kind of outcome came."""
    counted = sorted(Counter(kind_of(each, headlines) for each in outcomes).values())
    return counted[-2] if len(counted) > 1 else 0


def strongest_rival(outcomes: Iterable[Outcome], kind: OutcomeKind, headlines: Sequence[str]) -> int:
    """In how many runs the most common other kind of outcome came."""
    counted = Counter(kind_of(each, headlines) for each in outcomes)
    return max((count for each, count in counted.items() if each != kind), default=0)


def modal_form(outcomes: Iterable[Outcome]) -> OutcomeKind:
    """The most common form; of equals the stronger."""
    counted = Counter(each.form for each in outcomes)
    return OutcomeKind(max(FORMS, key=lambda form: counted[form]))


def wordings_of(issues: Iterable[Issue]) -> list[OutcomeKind]:
    """Every rung but the lowest of some issues, as what an agreed text says at least."""
    return [
        OutcomeKind(wordings=(Wording(issue.key, AT_LEAST, rung.strength),))
        for issue in issues
        for rung in issue.rungs[1:]
    ]


def parse(case: Case, word: str) -> OutcomeKind:
    """The outcome a word names: FORM, issue:strength, issue>=strength or issue<=strength, joined by + where several.

    A rung's key will do for its strength. Raises ScenarioError on what the scenario does not know.
    """
    form = ""
    wordings: list[Wording] = []
    for part in word.split("+"):
        match = _RUNG.fullmatch(part.strip())
        if match is not None:
            wordings.append(_wording(case, word, match))
        elif not form:
            form = _form(case, word, part.strip())
        else:
            raise _refused(word, f"'{shortened(part)}' is a second form", "one form")
    return OutcomeKind(form, tuple(wordings))


def _form(case: Case, word: str, part: str) -> str:
    folded = part.casefold().replace(" ", "_").replace("-", "_")
    if folded not in FORMS:
        keys = [f"{issue.key}>=..." for issue in case.issues]
        near = did_you_mean(folded, FORMS)
        raise _refused(word, f"'{shortened(part)}' is no outcome", listed([*FORMS, *keys]), near)
    return folded


def _wording(case: Case, word: str, match: "re.Match[str]") -> Wording:
    key, sign, strength = match.groups()
    keys = [issue.key for issue in case.issues]
    if key not in keys:
        near = did_you_mean(key, keys)
        mended = f"{near}{sign}{strength}" if near else ""
        raise _refused(word, f"no issue has the key '{shortened(key)}'", listed(keys), mended)
    return Wording(key, sign, _strength(case.issues[keys.index(key)], word, sign, strength))


def _strength(issue: Issue, word: str, sign: str, said: str) -> int:
    named = {rung.key: rung.strength for rung in issue.rungs}
    strengths = sorted(named.values())
    if said in named:
        return named[said]
    number = typed_whole(said)
    if number is None:
        number = -1
    if number in strengths or (sign != EXACTLY and 0 <= number <= 100):
        return number
    ladder = ", ".join(f"{rung.strength} ({rung.key})" for rung in issue.rungs)
    near = did_you_mean(said, named)
    mended = f"{issue.key}{sign}{near}" if near else ""
    raise _refused(word, f"'{shortened(said)}' is no strength of '{issue.key}'", ladder, mended)


def _refused(word: str, message: str, allowed: str, suggestion: str = "") -> ScenarioError:
    label = f"--outcome {shortened(word)}"
    return ScenarioError([Problem(label, None, None, "", shortened(word), message, allowed, suggestion)])


# In words


def kind_words(labels: Labels, kind: OutcomeKind) -> str:
    """A kind of outcome in a sentence: resolution with legal force 25 (special responsibility for peace)."""
    form = FORM_WORDS.get(kind.form, kind.form) if kind.form else "a text agreed"
    wordings = [
        _wording_words(labels, each) + in_brackets(labels.wording(each.issue, each.strength)) for each in kind.wordings
    ]
    return f"{form} with {in_a_row(wordings)}" if wordings else form


def kind_short(labels: Labels, kind: OutcomeKind) -> str:
    """The same in a few words: resolution, legal force 25."""
    form = [FORM_WORDS.get(kind.form, kind.form)] if kind.form else []
    return ", ".join([*form, *(_wording_words(labels, each) for each in kind.wordings)])


def _wording_words(labels: Labels, wording: Wording) -> str:
    more = {EXACTLY: "", AT_LEAST: " or more"}.get(wording.sign, " or less")
    return f"{labels.issue(wording.issue)} {wording.strength}{more}"
