"""Cases and timeline entries as models 1 and 2 wrote them, lifted to what they are called now.

Those models knew five provocations by name, took three keys of an issue for what a role says now, and had words of
their own for what the provoker gives.
"""

from collections.abc import Mapping
from typing import Any, Final

Plain = dict[str, Any]

LAUNCHES: Final = ("short_range_missile", "medium_range_missile", "long_range_missile", "satellite_launch",
                   "nuclear_test")  # fmt: skip
"""Kinds of entry that are now provocations of that kind."""

_RENAMED: Final[Mapping[str, str]] = {"weapon": "means", "site": "place"}

_ROLES: Final[Mapping[str, str]] = {
    "form": "form", "condemnation": "censure", "sanctions": "coercion", "legal_force": "legal_basis",
    "dialogue": "accommodation",
}  # fmt: skip

_WORDING: Final[Mapping[str, str]] = {
    "offer": "offers to return to talks",
    "concession": "agrees to restore its moratorium and to return to talks",
}


def lifted_case(plain: Plain) -> Plain:
    """The plain form of a case as it would be written now; one that has roles already stays as it is."""
    issues = plain.get("issues")
    if not isinstance(issues, list) or any("role" in issue for issue in issues if isinstance(issue, dict)):
        return plain
    lifted = {
        **plain,
        "issues": [_with_role(issue) for issue in issues],
        "timeline": [lifted_entry(entry) for entry in plain.get("timeline", [])],
    }
    return lifted if "wording" in plain else {**lifted, "wording": dict(_WORDING)}


def _with_role(issue: Any) -> Any:
    role = _ROLES.get(issue.get("key", "")) if isinstance(issue, dict) else None
    return issue if role is None else {**issue, "role": role}


def lifted_entry(entry: Any) -> Any:
    """The plain form of a timeline entry as it would be written now."""
    if not isinstance(entry, dict):
        return entry
    named = {_RENAMED.get(key, key): value for key, value in entry.items()}
    kind = named.get("kind")
    return {**named, "kind": "provocation", "what": kind} if kind in LAUNCHES else named
