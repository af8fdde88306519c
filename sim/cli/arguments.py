"""From what was typed to what it names: scenarios with their changes, time zones, moments of a run."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfoNotFoundError

from sim.cli.problems import BadInput, unknown
from sim.engine.loading import load
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.scenario.ladders import faults
from sim.scenario.problems import did_you_mean, shortened
from sim.vocabulary import whole
from sim.vocabulary.clock import Clock
from sim.vocabulary.texts import Issue
from sim.vocabulary.whole import MOST_JOBS, MOST_SEED, typed_whole
from sim.vocabulary.zones import zone_named, zone_names

_DATES = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_DAYS = ("%d %b %Y %H:%M", "%d %b %Y")


def scenario_of(file: str, sets: Sequence[str] | None = None, without: Sequence[str] | None = None) -> Scenario:
    """The scenario of a file or case name, changes applied. Raises ScenarioError or BadInput."""
    pairs = pairs_of(sets)
    scenario = load(file)
    return scenario.vary(pairs, tuple(without or ())) if pairs or without else scenario


def pairs_of(sets: Sequence[str] | None) -> list[tuple[str, str]]:
    """Changes typed as PATH=VALUE, as pairs. Raises BadInput."""
    return [_pair(word) for word in sets or ()]


def _pair(word: str) -> tuple[str, str]:
    path, equals, value = word.partition("=")
    if not equals or not path.strip():
        raise BadInput(f"--set {word}: a change is written PATH=VALUE, as in climate.vetoes=3")
    return path.strip(), value


def label_of(label: str) -> str:
    """A label that can be asked for again. Raises BadInput."""
    if label == "last" or ":" in label or not label.isprintable() or label != label.strip():
        raise BadInput(f"--label {label!a}: allowed is any text without ':' and blanks at its ends, but 'last'")
    return label


def seed_of(seed: int) -> int:
    """A seed that can be kept. Raises BadInput."""
    if not 0 <= seed <= MOST_SEED:
        raise BadInput(f"--seed {seed}: a seed is a whole number from 0 to {MOST_SEED}")
    return seed


def processes(jobs: int) -> int:
    """How many processes work, where so many were asked for; 0 means one a core. Raises BadInput."""
    if not 0 <= jobs <= MOST_JOBS:
        raise BadInput(f"--jobs {jobs}: allowed is a whole number from 1 to {MOST_JOBS}, or 0 for one process a core")
    return whole.processes(jobs)


def zone_of(name: str) -> tzinfo | None:
    """A time zone by its IANA name, None for no name. Raises BadInput with the nearest name."""
    if not name:
        return None
    try:
        return zone_named(name)
    except ZoneInfoNotFoundError:
        near = did_you_mean(name, sorted(zone_names()))
        suggestion = f"; did you mean '{near}'?" if near else ""
        raise BadInput(
            f"--tz {shortened(name)}: no such time zone, allowed are IANA names such as Asia/Tokyo{suggestion}"
        ) from None


def seq_at(run: Run, word: str, zone: tzinfo | None = None) -> int:
    """The event a SEQ or TIME names: that one, or the last at or before that time. Raises BadInput."""
    number = typed_whole(word)
    if number is not None:
        return _numbered(run, number)
    minute = minute_of(run.scenario.clock, word, zone)
    if minute < 0:
        raise BadInput(f"'{word}' is before the run began, at {run.scenario.clock.iso(0)}")
    return max(event.seq for event in run.events if event.t <= minute)


def seq_from(run: Run, word: str, zone: tzinfo | None = None) -> int:
    """The event a SEQ names, or the first at or after a TIME; one past the end where none is. Raises BadInput."""
    number = typed_whole(word)
    if number is not None:
        return _numbered(run, number)
    minute = minute_of(run.scenario.clock, word, zone)
    return next((event.seq for event in run.events if event.t >= minute), len(run.events))


def minute_at(run: Run, word: str, zone: tzinfo | None = None) -> int | None:
    """The minute that a TIME names; None for a SEQ. Raises BadInput."""
    return None if typed_whole(word) is not None else minute_of(run.scenario.clock, word, zone)


def _numbered(run: Run, number: int) -> int:
    last = len(run.events) - 1
    if not 0 <= number <= last:
        raise BadInput(f"event {number} is not in run {run.id}: it has events 0 to {last}")
    return number


def minute_of(clock: Clock, word: str, zone: tzinfo | None = None) -> int:
    """The minute of a run that a time names. Raises BadInput where the word is no time."""
    at = _moment(word, clock.start.year)
    if at is None:
        raise BadInput(
            f"'{word}' is neither an event number nor a time; allowed: 97, 2006-07-14T20:30Z, '14 Jul 20:30'"
        )
    return clock.minute(at if at.tzinfo is not None else at.replace(tzinfo=zone or UTC))


def _moment(word: str, year: int) -> datetime | None:
    """A time in one of the forms allowed; the forms of the timeline take the year of the scenario's start."""
    utc = word.endswith("Z")
    bare = word.removesuffix("Z").strip()
    for text, form in [(bare, form) for form in _DATES] + [(_with_year(bare, year), form) for form in _DAYS]:
        try:
            at = datetime.strptime(text, form)
        except ValueError:
            continue
        return at.replace(tzinfo=UTC) if utc else at
    return None


def _with_year(word: str, year: int) -> str:
    """'14 Jul 20:30' as '14 Jul 2006 20:30'; a word that names a year stays as it is."""
    parts = word.split()
    named = len(parts) > 2 and parts[2].isdecimal()
    return word if named or len(parts) < 2 else " ".join((*parts[:2], str(year), *parts[2:]))


def run_and_seq(word: str) -> tuple[str, str]:
    """RUN:SEQ or RUN:TIME in its two parts. Raises BadInput."""
    run, colon, at = word.partition(":")
    if not colon or not run or not at:
        raise BadInput(f"--at {word}: a moment of a run is written RUN:SEQ, as in last:97")
    return run, at


def actor_of(word: str, names: dict[str, str]) -> str:
    """The code of an actor given by code or name, names: code to name. Raises BadInput with the nearest."""
    folded = {name.casefold(): code for code, name in names.items()}
    code = word.upper() if word.upper() in names else folded.get(word.casefold())
    if code is None:
        raise unknown("actor", word, [*names, *names.values()])
    return code


# A text: 100/80/65/25/80, or form=100,legal_force=25,...


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
    number = typed_whole(word)
    if number is not None:
        return number
    by_key = {rung.key: rung.strength for rung in issue.rungs}
    if word in by_key:
        return by_key[word]
    ladder = ", ".join(f"{rung.strength} ({rung.key})" for rung in issue.rungs)
    near = did_you_mean(word, by_key)
    suggestion = f"; did you mean '{near}'?" if near else ""
    raise BadInput(f"--text {words}: {issue.key}: '{word}' is no strength{suggestion or ';'} allowed: {ladder}")


def _nearest(issues: Sequence[Issue], text: Mapping[str, int], key: str) -> str:
    """The nearest rung, where a strength is none."""
    for issue in issues:
        strengths = [rung.strength for rung in issue.rungs]
        if issue.key == key and key in text and text[key] not in strengths:
            near = min(strengths, key=lambda strength: abs(strength - text[key]))
            return f"; did you mean '{near}'?"
    return ""
