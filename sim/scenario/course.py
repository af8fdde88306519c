"""What of a case can change the course of a run, and what cannot: titles, notes, sources and the like.

Runs are stored under a key that holds the first and not the second, so that mending a sentence in a file does not play
a sweep again.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from sim.scenario.canon import canonical_json, to_plain
from sim.vocabulary.case import Case

NOT_IN_COURSE: Final = (
    "title", "question", "confidence", "history", "bibliography", "background", "assumptions",
    "file", "memory.vetoed_by", "memory.warned", "memory.file", "memory.note", "memory.source",
    "region.body", "region.known_from", "region.basis", "region.source",
    "deadlines.name", "deadlines.note", "deadlines.source",
    "climate.basis", "climate.as_of", "climate.source",
    "issues.name", "issues.headline", "issues.note", "issues.rungs.words",
    "actors.name", "actors.capital", "actors.people", "actors.evidence", "actors.note", "actors.source",
    "actors.claims", "actors.known_from", "actors.group",
    "actors.measures.summary", "actors.measures.source", "actors.measures.claims",
    "actors.stances.evidence", "actors.stances.note", "actors.stances.source", "actors.stances.claims",
    "actors.stances.known_from", "actors.stances.limit.known_from",
    "actors.stances.limit.basis", "actors.stances.limit.source",
    "wording", "provocations.words", "provocations.usual", "provocations.cameo",
    "provocations.goldstein_tenths", "provocations.plover", "provocations.plover_mode", "provocations.contexts",
    "provocations.family",
    "ties.evidence", "ties.note", "ties.source", "ties.claims",
    "timeline.summary", "timeline.agreed", "timeline.means", "timeline.place", "timeline.result", "timeline.precision",
    "timeline.note", "timeline.source", "timeline.claims",
)  # fmt: skip
"""Fields of the plain case that no rule reads, by their path; lists and mappings of actors' stances are passed through.

Some are copied into events (a summary, a source): runs of two cases that differ in these alone have the same events but
for those words and the digest of the case.
"""


def course_digest(case: Case) -> str:
    """The sha256 of all in a case that can change the course of a run, in hexadecimal."""
    return sha256(canonical_json(course_of(to_plain(case))).encode("utf-8")).hexdigest()


def course_of(plain: Any) -> Any:
    """What of a plain case can change the course of a run."""
    return _stripped(plain, _tree(NOT_IN_COURSE))


_KEYED: Final = frozenset({"stances", "provocations"})
"""Mappings whose keys are the analyst's and not fields."""


def _tree(paths: Iterable[str]) -> dict[str, Any]:
    """Paths as nested mappings; a field that goes has none below it."""
    tree: dict[str, Any] = {}
    for path in paths:
        *above, last = path.split(".")
        at = tree
        for word in above:
            at = at.setdefault(word, {})
        at[last] = {}
    return tree


def _stripped(plain: Any, tree: Mapping[str, Any]) -> Any:
    if isinstance(plain, list):
        return [_stripped(item, tree) for item in plain]
    if not isinstance(plain, Mapping):
        return plain
    kept = {}
    for key, value in plain.items():
        below = tree.get(key)
        if below is None:
            kept[key] = value
        elif below:
            kept[key] = (
                {name: _stripped(item, below) for name, item in value.items()}
                if key in _KEYED
                else _stripped(value, below)
            )
    return kept
