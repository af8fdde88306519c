"""A text as it is typed: 100/80/65/25/80, or form=100,legal_force=25,..."""

import re
from collections.abc import Mapping, Sequence

from sim.cli.problems import BadInput, unknown
from sim.scenario.ladders import faults
from sim.scenario.problems import did_you_mean
from sim.vocabulary.texts import Issue


def text_of(issues: Sequence[Issue], words: str) -> dict[str, int]:
    """The text that words name. Raises BadInput with everything wrong with it and the nearest that could stand."""
    given = _pairs(issues, words) if "=" in words else _slashes(issues, words)
    text = {issue.key: given[issue.key] for issue in issues if issue.key in given}
    problems = [
        f"--text {words}: {fault.issue}: {fault.message}" + (f"; allowed: {fault.allowed}" if fault.allowed else "")
        + _nearest(issues, text, fault.issue)
        for fault in faults(issues, text)
    ]  # fmt: skip
    if problems:
        raise BadInput("\n".join(problems))
    return text


def _slashes(issues: Sequence[Issue], words: str) -> dict[str, int]:
    parts = [part.strip() for part in words.split("/")]
    keys = [issue.key for issue in issues]
    if len(parts) != len(keys):
        raise BadInput(
            f"--text {words}: has {len(parts)} strengths, and the scenario has {len(keys)} issues; allowed: "
            f"{'/'.join(keys)}"
        )
    return {issue.key: _strength(issue, part, words) for issue, part in zip(issues, parts, strict=True)}


def _pairs(issues: Sequence[Issue], words: str) -> dict[str, int]:
    known = {issue.key: issue for issue in issues}
    found: dict[str, int] = {}
    for pair in filter(None, re.split(r"[,;/\s]+", words)):
        key, equals, value = pair.partition("=")
        if not equals:
            raise BadInput(f"--text {words}: '{pair}' is no pair of issue and strength, as in legal_force=25")
        if key not in known:
            raise unknown("--text: issue", key, known)
        if key in found:
            raise BadInput(f"--text {words}: {key} is named twice")
        found[key] = _strength(known[key], value, words)
    return found


def _strength(issue: Issue, word: str, words: str) -> int:
    """A strength by its number or by the key of its wording."""
    if word.isdecimal() and word.isascii() and len(word) <= 9:
        return int(word)
    by_key = {rung.key: rung.strength for rung in issue.rungs}
    if word in by_key:
        return by_key[word]
    ladder = ", ".join(f"{rung.strength} ({rung.key})" for rung in issue.rungs)
    near = did_you_mean(word, by_key)
    suggestion = f"; did you mean '{near}'?" if near else ""
    raise BadInput(f"--text {words}: {issue.key}: '{word}' is no strength; allowed: {ladder}{suggestion}")


def _nearest(issues: Sequence[Issue], text: Mapping[str, int], key: str) -> str:
    """The nearest rung, where a strength is none."""
    for issue in issues:
        strengths = [rung.strength for rung in issue.rungs]
        if issue.key == key and key in text and text[key] not in strengths:
            near = min(strengths, key=lambda strength: abs(strength - text[key]))
            return f"; did you mean '{near}'?"
    return ""
