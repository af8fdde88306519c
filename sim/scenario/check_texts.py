"""Checks on issues and texts: ladders rise, one has the role of form, needs can be met, texts have a rung of each."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sim.scenario import ladders
from sim.scenario.canon import issues_from_plain
from sim.scenario.marks import Report, Steps
from sim.vocabulary.texts import PRODUCTS, Issue, Role

Plain = dict[str, Any]

MOST_TEXTS: Final = 100_000
"""Combinations of rungs that can be searched whole; July 2006 has about two thousand."""


def each_rung(plain: Plain) -> Iterator[tuple[Steps, Plain, list[Any]]]:
    """The rungs of all issues with their places, and the rungs below each."""
    for issue in plain.get("issues", []):
        rungs = issue.get("rungs", [])
        for number, rung in enumerate(rungs):
            yield ("issues", issue["key"], "rungs", number), rung or {}, rungs[:number]


def issues(plain: Plain, report: Report) -> None:
    """Every ladder has rungs, which rise in strength and have keys of their own."""
    for issue in plain.get("issues", []):
        if issue.get("rungs") == []:
            report.add(("issues", issue["key"], "rungs"), "no rung is here", "", "at least one rung")
    for steps, rung, below in each_rung(plain):
        strengths = [lower["strength"] for lower in below if lower and "strength" in lower]
        if "strength" in rung and strengths and rung["strength"] <= strengths[-1]:
            message = f"the ladder does not rise: {rung['strength']} follows {strengths[-1]}"
            report.add((*steps, "strength"), message, rung["strength"], f"more than {strengths[-1]}")
        keys = [lower["key"] for lower in below if lower and "key" in lower]
        if rung.get("key") in keys:
            report.add((*steps, "key"), f"'{rung['key']}' appears twice on this ladder", rung["key"], "each key once")


def roles(plain: Plain, report: Report) -> None:
    """One issue has the role of form, and its rungs are products of the Council, the weaker below the stronger."""
    if "issues" not in plain or not report.clean("issues"):
        return
    forms = [issue for issue in plain["issues"] if issue.get("role") == Role.FORM]
    if not forms:
        message = "no issue has the role form, so nothing says what a text is"
        report.add(("issues",), message, "", f"role: form on the issue whose rungs are {', '.join(PRODUCTS)}",
                   at_key=True)  # fmt: skip
    for issue in forms[1:]:
        place: Steps = ("issues", issue["key"], "role")
        report.add(place, "a second issue with the role form", "form", f"form once; '{forms[0]['key']}' has it")
    for issue in forms[:1]:
        _products(issue, report)


def _products(issue: Plain, report: Report) -> None:
    order = {str(product): number for number, product in enumerate(PRODUCTS)}
    before = -1
    for number, rung in enumerate(issue.get("rungs", [])):
        key = (rung or {}).get("key")
        place: Steps = ("issues", issue["key"], "rungs", number, "key")
        if key is not None and key not in order:
            report.add(place, f"'{key}' is no product of the Council", key, choices=list(order))
        elif key is not None and order[key] < before:
            report.add(place, f"'{key}' is above a stronger product", key, " below ".join(order))
        before = max(before, order.get(key or "", -1))


def needs(plain: Plain, report: Report) -> None:
    """A rung needs other issues only, at strengths that their ladders reach."""
    tops = {issue["key"]: _top(issue) for issue in plain.get("issues", [])}
    for steps, rung, _ in each_rung(plain):
        for key, least in rung.get("needs", {}).items():
            place = (*steps, "needs", key)
            if key not in tops:
                report.add(place, "no issue has this key", key, choices=list(tops), at_key=True)
            elif key == steps[1]:
                report.add(place, "a rung cannot need its own issue", key, "another issue", at_key=True)
            elif least > tops[key]:
                report.add(place, f"{least} is above the ladder of '{key}'", least, f"0 to {tops[key]}")


def _top(issue: Plain) -> int:
    strengths = [rung["strength"] for rung in issue.get("rungs", []) if rung and "strength" in rung]
    return max(strengths, default=100)


def size(plain: Plain, report: Report) -> None:
    """The ladders together allow no more texts than can be searched."""
    combinations = math.prod(max(1, len(issue.get("rungs", []))) for issue in plain.get("issues", []))
    if combinations > MOST_TEXTS:
        message = (
            f"the ladders allow {combinations:,} combinations" if combinations < 10**12 else "the ladders are too many"
        )
        report.add(("issues",), message, "", f"{MOST_TEXTS:,} combinations", at_key=True)


def texts(plain: Plain, report: Report) -> None:
    """Every text has one rung of every issue, and its needs are met."""
    if not report.clean("issues") or "issues" not in plain:
        return
    written = issues_from_plain(plain["issues"])
    for steps, text in _each_text(plain):
        text_faults(written, text, steps, report)


def text_faults(written: Sequence[Issue], text: Mapping[str, int], steps: Steps, report: Report) -> None:
    """Report what is wrong with one text."""
    for fault in ladders.faults(written, text):
        place = (*steps, fault.issue)
        if not fault.missing:
            report.add(place, fault.message, fault.value, fault.allowed, fault.choices, bool(fault.choices))
        elif place not in report.marks.values:
            report.add(steps, fault.message, fault.value, fault.allowed, at_key=True)


def _each_text(plain: Plain) -> Iterator[tuple[Steps, dict[str, int]]]:
    for number, entry in enumerate(plain.get("timeline", [])):
        if entry and "text" in entry:
            yield ("timeline", number, "text"), entry["text"]
    history = plain.get("history", {})
    for number, product in enumerate(history.get("products", [])):
        if product and "text" in product:
            yield ("history", "products", number, "text"), product["text"]
    if "text" in history:
        yield ("history", "text"), history["text"]
