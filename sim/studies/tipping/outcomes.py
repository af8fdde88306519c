"""What of an outcome is asked about: a form, a wording, or the two together; and which one is most common."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed, shortened
from sim.studies.sweeping.batch import Summary
from sim.vocabulary.case import Case
from sim.vocabulary.texts import PRODUCTS, Form, Issue
from sim.vocabulary.whole import typed_whole

EXACTLY, AT_LEAST, AT_MOST = ":", ">=", "<="

_PRODUCTS: Final = frozenset(str(form) for form in PRODUCTS)
_RUNG: Final = re.compile(r"([A-Za-z0-9_-]+)\s*(:|>=|<=)\s*([A-Za-z0-9_-]+)")


@frozen
class Wording:
    """A condition on one issue of an agreed text. at: the issue's place in the order. strength: 0-100."""

    issue: str
    at: int
    sign: str
    strength: int

    @property
    def word(self) -> str:
        """As it is typed: legal_force>=50."""
        return f"{self.issue}{self.sign}{self.strength}"

    def holds(self, text: Sequence[int]) -> bool:
        """Whether a text, strengths in issue order, meets it."""
        strength = text[self.at]
        if self.sign == EXACTLY:
            return strength == self.strength
        return strength >= self.strength if self.sign == AT_LEAST else strength <= self.strength


@frozen
class Outcome:
    """What a run may come to. form: empty for any product. wordings: what an agreed text must say besides."""

    form: str = ""
    wordings: tuple[Wording, ...] = ()

    @property
    def word(self) -> str:
        """As it is typed: resolution, legal_force>=50, resolution+legal_force:25."""
        return "+".join([*([self.form] if self.form else []), *(each.word for each in self.wordings)])

    def came(self, run: Summary) -> bool:
        """Whether a run came to it. Wordings count in texts that were agreed, not in drafts that fell."""
        if self.form and run.form != self.form:
            return False
        if not self.wordings:
            return True
        text = run.text
        return text is not None and run.form in _PRODUCTS and all(each.holds(text) for each in self.wordings)

    def count(self, runs: Iterable[Summary]) -> int:
        """In how many runs it came."""
        return sum(self.came(run) for run in runs)


def headline_issues(issues: Sequence[Issue]) -> list[tuple[int, Issue]]:
    """The issues that the scenario puts in a headline, with their places."""
    return [(at, issue) for at, issue in enumerate(issues) if issue.headline]


def kind_of(run: Summary, headlines: Sequence[tuple[int, Issue]]) -> Outcome:
    """The kind of outcome of a run: its form, and the wordings that a headline names."""
    if run.text is None or run.form not in _PRODUCTS:
        return Outcome(run.form)
    return Outcome(run.form, tuple(Wording(issue.key, at, EXACTLY, run.text[at]) for at, issue in headlines))


def modal_kind(runs: Iterable[Summary], headlines: Sequence[tuple[int, Issue]]) -> Outcome:
    """The most common kind of outcome; of equals the one that comes first by its name."""
    counted = Counter(kind_of(run, headlines) for run in runs)
    return min(counted, key=lambda kind: (-counted[kind], kind.word))


def runner_up(runs: Iterable[Summary], headlines: Sequence[tuple[int, Issue]]) -> int:
    """In how many runs the second most common kind of outcome came."""
    counted = sorted(Counter(kind_of(run, headlines) for run in runs).values())
    return counted[-2] if len(counted) > 1 else 0


def modal_form(runs: Iterable[Summary]) -> Outcome:
    """The most common form; of equals the stronger."""
    counted = Counter(run.form for run in runs)
    return Outcome(max([str(form) for form in Form], key=lambda form: counted[form]))


def wordings_of(issues: Iterable[tuple[int, Issue]]) -> list[Outcome]:
    """Every rung but the lowest of some issues, as what an agreed text says at least."""
    return [
        Outcome(wordings=(Wording(issue.key, at, AT_LEAST, rung.strength),))
        for at, issue in issues
        for rung in issue.rungs[1:]
    ]


def parse(case: Case, word: str) -> Outcome:
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
    return Outcome(form, tuple(wordings))


def _form(case: Case, word: str, part: str) -> str:
    folded = part.casefold().replace(" ", "_").replace("-", "_")
    forms = [str(form) for form in Form]
    if folded not in forms:
        keys = [f"{issue.key}>=..." for issue in case.issues]
        near = did_you_mean(folded, forms)
        raise _refused(word, f"'{shortened(part)}' is no outcome", listed([*forms, *keys]), near)
    return folded


def _wording(case: Case, word: str, match: "re.Match[str]") -> Wording:
    key, sign, strength = match.groups()
    keys = [issue.key for issue in case.issues]
    if key not in keys:
        near = did_you_mean(key, keys)
        mended = f"{near}{sign}{strength}" if near else ""
        raise _refused(word, f"no issue has the key '{shortened(key)}'", listed(keys), mended)
    at = keys.index(key)
    return Wording(key, at, sign, _strength(case.issues[at], word, sign, strength))


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
