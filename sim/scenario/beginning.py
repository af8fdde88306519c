"""The beginning of a short file: what is known of a day and a provoker, and room for what only the analyst can say."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from attrs import frozen

from sim.almanac.council import Council, council_on
from sim.almanac.states import State, state_on
from sim.scenario import templates
from sim.scenario.ladders import all_texts
from sim.vocabulary.actors import Seat
from sim.vocabulary.texts import Issue, form_key

USUAL: Final = "repression"
"""What a file begins with where its template does not say what usually provokes such a crisis."""

ONLY_YOU: Final = (
    "Red lines carry the answer: how near each permanent member is to the provoker (affinity), and what it would not "
    "let pass (limit).",
    "What happened: the first entry, with its day, its kind and its source.",
    "Who drafts, and who tables the draft with it: penholder and sponsors.",
    "The first draft, if one was tabled.",
    "For whom much is at stake (priority), and positions that were said in public.",
    "What else was known: the sponsors' motive, what the region asks, days that press, earlier crises.",
    "What really came of it, if it is over.",
)
"""What no almanac and no template knows, most important first."""


@frozen
class Beginning:
    """A file, begun. text: the file. gaps: what only the analyst can give, most important first."""

    text: str
    gaps: tuple[str, ...] = ONLY_YOU


def begun(day: date, provoker: str, template: str, beside: Path) -> Beginning:
    """A short file for a crisis of a day, which can be read as it is.

    template: the name of one, or a file by its path from the new file, which is to be `beside`. Raises NotInAlmanac
    where the provoker was no state on that day, and ScenarioError where the template cannot be used.
    """
    state, council = state_on(provoker, day), council_on(day)
    path = beside.parent / template
    found = templates.template(path if path.is_file() else templates.packaged().get(template, path), template)
    issues = templates.ladders_of(found)
    lines = [
        *_head(day, state, template),
        *_actors(state, council, form_key(issues)),
        *_timeline(day, state, found.begins_with or USUAL),
        *_draft(day, issues),
        *_surroundings(day),
        *_history(day, issues),
    ]
    return Beginning("\n".join(lines) + "\n")


def _head(day: date, state: State, template: str) -> Iterator[str]:
    month = f"{day:%B} {day.year}"
    yield f"# {state.name}, {month}: begun by `turtlebay new`. What a line marked with <- says is a placeholder."
    yield "# `turtlebay check` says what is missing, `turtlebay scenario` shows all that is filled in, and from where."
    yield f"id: {state.code.lower()}-{day:%Y-%m}"
    yield f"title: {json.dumps(f'{state.name}, {month}', ensure_ascii=False)}  # <- what to call it"
    question = f"What does the Council do about {state.name}, and how fast?"
    yield f"question: {json.dumps(question, ensure_ascii=False)}  # <- what the file is to answer"
    yield f"template: {template}  # ladders, default stances, and what affinity does to them"
    yield f"council: {day}  # its members, the presidency and the vetoes before come from the almanac"
    yield f"provoker: {state.code}"
    yield "# 3. Who drafts, and who tables the draft with it. Left out: the member with most at stake, alone."
    yield "# penholder: CODE"
    yield "# sponsors: [CODE, CODE]"
    yield "bibliography: {}"
    yield "#  S1:"
    yield "#    title: what was known on the day, and who says so"


def _actors(state: State, council: Council, issue: str) -> Iterator[str]:
    """Room for the red lines of the permanent members, and for the priorities of others. issue: one, as an example."""
    yield "# 1. Red lines carry the answer. How near is each permanent member to the provoker, 0-100? The rubric is"
    yield "#    in docs/coding.md. Put a number for each ?, and take the # away."
    yield "# 5. Under the code of anybody: its priority (0-100) where much is at stake, and positions said in public."
    yield "actors:"
    yield f"  {state.code}:"
    for member in council.members:
        if member.seat is Seat.PERMANENT and member.code != state.code:
            yield f"#  {member.code}: {{affinity: ?}}  # {member.state.name}"
    if council.missing:
        yield f"# The almanac lacks {council.missing} elected members of that day: name each by its code."
        yield "#  CODE: {seat: elected}"
    yield "#  CODE:"
    yield "#    priority: 80"
    yield "#    stances:"
    yield f"#      {issue}: {{position: 100, limit: {{at_most: 50, basis: what was said and when}}, source: [S1]}}"


def _timeline(day: date, state: State, what: str) -> Iterator[str]:
    yield "timeline:"
    yield "  # 2. What happened. Further entries follow in the order of time: docs/scenario-format.md lists them."
    yield "  - id: trigger"
    yield f"    at: {day}  # <- the day, or a time in UTC: {day}T14:30Z"
    yield "    kind: provocation"
    yield f"    what: {what}  # <- what it was"
    yield f"    actor: {state.code}"
    yield "    summary: provokes the crisis  # <- what it did, as the log says it"
    yield "    # source: [S1]"


def _draft(day: date, issues: Sequence[Issue]) -> Iterator[str]:
    """Room for a first draft: one that could stand."""
    text = all_texts(issues)[-1]
    yield "  # 4. The first draft, if one was tabled: one rung of each issue."
    yield "  # - id: draft-1"
    yield f"  #   at: {day}T20:00Z"
    yield "  #   kind: draft"
    yield "  #   actor: CODE"
    yield "  #   in_answer_to: [trigger]"
    yield "  #   summary: circulates a first draft"
    yield "  #   text:"
    for issue, strength in zip(issues, text, strict=True):
        rungs = ", ".join(f"{rung.strength} {rung.key}" for rung in issue.rungs)
        yield f"  #     {issue.key}: {strength}  # {rungs}"


def _surroundings(day: date) -> Iterator[str]:
    """Room for what else presses on the Council, and for what it made of earlier crises."""
    yield "# 6. What else was known. Left out, the motive follows by rule, the region is silent, no day presses,"
    yield "#    and earlier crises come from the almanac. Of what came after the trigger, known_from says the day."
    yield "# motive: text  # text: something adopted; record: a vote that shows who stands where"
    yield "# region: {stand: asks, body: its name, basis: what it asked for, source: [S1]}  # or against"
    yield "# deadlines:"
    yield f"#   - {{name: a summit, at: {day + timedelta(days=21)}, source: [S1]}}"
    yield "# memory:  # earlier crises of the same file"
    yield f"#   - {{id: earlier, began: {day - timedelta(days=400)}, closed: {day - timedelta(days=380)},"
    yield "#      act: what it was, product: press_statement, source: [S1]}"


def _history(day: date, issues: Sequence[Issue]) -> Iterator[str]:
    """Room for what really came, with which runs are compared."""
    text = all_texts(issues)[-1]
    yield "# 7. What really came of it, if it is over: `turtlebay run` and `turtlebay backtest` compare with it."
    yield "# history:"
    yield "#   form: resolution"
    yield f"#   at: {day + timedelta(days=10)}"
    yield "#   summary: what was adopted"
    strengths = ", ".join(f"{issue.key}: {strength}" for issue, strength in zip(issues, text, strict=True))
    yield f"#   text: {{{strengths}}}"
    yield "#   vote: {yes: 15, no: 0, abstain: 0}"
    yield "#   source: [S1]"
    yield "#   checks:"
    yield "#     - {id: form, kind: form, words: a resolution was adopted}"
    yield "#     - {id: day, kind: day, words: it came ten days after the trigger}"
