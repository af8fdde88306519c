"""What can be written: every text the ladders allow, what its wordings need, and what is wrong with one."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from sim.vocabulary.texts import Issue, Rung


def all_texts(issues: Sequence[Issue]) -> list[tuple[int, ...]]:
    """Every text as strengths in issue order, needs satisfied; ladder order, the last issue fastest."""
    keys = [issue.key for issue in issues]
    return [
        tuple(rung.strength for rung in rungs)
        for rungs in itertools.product(*(issue.rungs for issue in issues))
        if _stands(keys, rungs)
    ]


def satisfies_needs(issues: Sequence[Issue], strengths: Sequence[int]) -> bool:
    """Whether the needs of all rungs are met.

    strengths: in issue order, 0-100; one that is no rung needs nothing.
    """
    text = dict(zip((issue.key for issue in issues), strengths, strict=True))
    return not any(unmet_needs(issues, text))


def unmet_needs(issues: Sequence[Issue], text: Mapping[str, int]) -> Iterator[tuple[str, Rung, str, int]]:
    """Needs a text leaves open: the issue, its rung, the other issue, the least strength it must have."""
    for issue in issues:
        for rung in issue.rungs:
            if text.get(issue.key) == rung.strength:
                for other, least in rung.needs.items():
                    if text.get(other, least) < least:
                        yield issue.key, rung, other, least


def unreachable_rungs(issues: Sequence[Issue]) -> list[tuple[str, str]]:
    """The rungs that no text can have, as issue key and rung key."""
    reached = [set(column) for column in zip(*all_texts(issues), strict=True)] or [set() for _ in issues]
    return [
        (issue.key, rung.key)
        for issue, strengths in zip(issues, reached, strict=True)
        for rung in issue.rungs
        if rung.strength not in strengths
    ]


@frozen
class Fault:
    """What is wrong with a text. issue: where. missing: the text says nothing on that issue."""

    issue: str
    message: str
    value: str = ""
    allowed: str = ""
    choices: tuple[str, ...] = ()
    missing: bool = False


def faults(issues: Sequence[Issue], text: Mapping[str, int]) -> list[Fault]:
    """What is wrong with a text: unknown or missing issues, strengths that are no rung, needs left open."""
    keys = tuple(issue.key for issue in issues)
    found = [Fault(key, "no issue has this key", key, choices=keys) for key in text if key not in keys]
    for issue in issues:
        if issue.key not in text:
            message = f"the issue '{issue.key}' is missing"
            found.append(Fault(issue.key, message, allowed="one rung of every issue", missing=True))
        elif text[issue.key] not in [rung.strength for rung in issue.rungs]:
            ladder = ", ".join(f"{rung.strength} ({rung.key})" for rung in issue.rungs)
            strength = str(text[issue.key])
            found.append(Fault(issue.key, f"{strength} is no rung of '{issue.key}'", strength, ladder))
    for key, rung, other, least in unmet_needs(issues, text):
        message = f"{rung.strength} ({rung.key}) needs {other} at {least} or more, and it is {text[other]}"
        found.append(Fault(key, message, str(rung.strength), f"{other} {least} to 100, or a weaker wording"))
    return found


def _stands(keys: Sequence[str], rungs: Sequence[Rung]) -> bool:
    if not any(rung.needs for rung in rungs):
        return True
    strengths = dict(zip(keys, (rung.strength for rung in rungs), strict=True))
    return all(strengths.get(other, 0) >= least for rung in rungs for other, least in rung.needs.items())
