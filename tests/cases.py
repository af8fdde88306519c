"""A small valid scenario for tests, as text, as a file and as a case, and a parameter table to read it with."""

from pathlib import Path

from sim.scenario.parameters import Parameter, parse_table
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.reader import read_text
from sim.vocabulary.case import Case

PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")
ELECTED = ("ARG", "COG", "DNK", "GHA", "GRC", "JPN", "PER", "QAT", "SVK", "TZA")
OTHERS = ("PRK",)
RELUCTANT = ("CHN", "RUS", "PRK")

HEAD = """\
id: small
title: A small crisis
question: What comes of one launch?
start: 2006-07-01T00:00:00Z
horizon: 2006-08-31T00:00:00Z
emergent_from: 2006-07-06T09:00:00Z
clock_from: consultations-1
provoker: PRK
penholder: JPN
climate:
  vetoes: 1
  source: [S1]
presidency:
  - since: 2006-07-01T00:00:00Z
    actor: FRA
bibliography:
  S1:
    title: A record
  S2:
    title: Another record
    date: 2006-07-06
issues:
  form:
    name: Form
    role: form
    rungs:
      - key: press_statement
        words: press statement
        strength: 25
      - key: presidential_statement
        words: presidential statement
        strength: 50
      - key: resolution
        words: resolution
        strength: 100
  condemnation:
    name: Condemnation
    role: censure
    rungs:
      - key: silent
        words: says nothing of it
        strength: 0
      - key: condemns
        words: condemns
        strength: 80
  legal_force:
    name: Legal force
    role: legal_basis
    headline: true
    rungs:
      - key: none
        words: no legal basis named
        strength: 0
      - key: article_40
        words: Article 40
        strength: 50
        needs:
          form: 100
      - key: chapter_vii
        words: Chapter VII
        strength: 95
        needs:
          form: 100
"""

TAIL = """\
ties:
  - between: [JPN, USA]
    strength: 85
    source: [S1]
background:
  - id: moratorium
    text: A moratorium held until now
    source: [S1]
timeline:
  - id: launch-1
    at: 2006-07-04T18:32:00Z
    kind: provocation
    what: long_range_missile
    actor: PRK
    summary: launches a missile
    severity: 40
    source: [S1]
    claims: [9, 10]
  - id: request-meeting
    at: 2006-07-04T23:30:00Z
    kind: meeting_request
    actor: JPN
    to: [UNSC]
    in_answer_to: [launch-1]
    summary: asks for a meeting
    source: [S1]
  - id: consultations-1
    at: 2006-07-05T14:00:00Z
    kind: consultations
    actor: FRA
    in_answer_to: [request-meeting]
    summary: the Council consults
    source: [S1]
  - id: draft-1
    at: 2006-07-05T20:00:00Z
    kind: draft
    actor: JPN
    to: [UNSC]
    in_answer_to: [launch-1]
    summary: circulates a draft
    text:
      form: 100
      condemnation: 80
      legal_force: 95
    source: [S2]
assumptions:
  - id: china-legal-limit
    text: China would veto Chapter VII
    basis: S2
    paths: [actors.CHN.stances.legal_force.limit]
    range: [25, 60]
history:
  summary: a resolution
  form: resolution
  at: 2006-07-15T19:50:00Z
  text:
    form: 100
    condemnation: 80
    legal_force: 50
  vote:
    yes: 15
    no: 0
    abstain: 0
  checks:
    - id: form
      kind: form
      words: a resolution is adopted
    - id: no-chapter-vii
      kind: rung
      issue: legal_force
      at_most: 50
      words: the text does not rest on Chapter VII
parameters: {}
"""

TABLE_TEXT = """\
[consult_hours]
value = 20
low = 8
high = 60
unit = "hours"
meaning = "mean time between consultations"
source = "judgement"

["severity.nuclear_test"]
value = 60
low = 30.5
high = 90
unit = "percent"
meaning = "share of the remaining pressure a nuclear test adds"
source = "S1"
"""


def small_table() -> dict[str, Parameter]:
    """A parameter table of two parameters."""
    return parse_table(TABLE_TEXT)


def actor_text(code: str, seat: str) -> str:
    """The lines of one actor. China's limit on legal force is the one limit of the case."""
    position = 20 if code in RELUCTANT else 80
    limit = ["        limit:", "          at_most: 50", "          source: [S2]"]
    lines = [
        f"  {code}:",
        f"    name: Land of {code}",
        f"    seat: {seat}",
        "    timezone: Etc/UTC",
        "    stances:",
    ]
    for issue in ("form", "condemnation", "legal_force"):
        lines += [f"      {issue}:", f"        position: {position}", "        salience: 50"]
        lines += limit if (code, issue) == ("CHN", "legal_force") else []
    return "\n".join(lines) + "\n"


def small_case_text() -> str:
    """A scenario of sixteen actors, three issues and four timeline entries that has no problem."""
    seats = {**dict.fromkeys(PERMANENT, "permanent"), **dict.fromkeys(ELECTED, "elected")}
    actors = [actor_text(code, seats.get(code, "none")) for code in (*PERMANENT, *ELECTED, *OTHERS)]
    return HEAD + "actors:\n" + "".join(actors) + TAIL


def short_case_text() -> str:
    """The small scenario with a near horizon: its runs take a third of the time."""
    return small_case_text().replace("horizon: 2006-08-31", "horizon: 2006-07-10")


def small_file(folder: Path) -> Path:
    """The small scenario as the file small.yaml of a folder."""
    return _written(folder, small_case_text())


def short_file(folder: Path) -> Path:
    """The small scenario with a near horizon as the file small.yaml of a folder."""
    return _written(folder, short_case_text())


def _written(folder: Path, text: str) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def small_case() -> Case:
    """The small scenario, read."""
    return read_text(small_case_text(), "small.yaml", small_table())


def spot_of(text: str, words: str, occurrence: int = 1) -> tuple[int, int]:
    """Line and column, from 1, at which words stand in a text for the first (second ...) time."""
    at = -1
    for _ in range(occurrence):
        at = text.index(words, at + 1)
    before = text[:at].split("\n")
    return len(before), len(before[-1]) + 1


def problems_of(text: str | bytes) -> list[Problem]:
    """The problems of a scenario text; none if it can be read."""
    try:
        read_text(text, "small.yaml", small_table())
    except ScenarioError as error:
        return list(error.problems)
    return []


def only_problem(text: str | bytes) -> Problem:
    """The one problem of a scenario text."""
    problems = problems_of(text)
    assert len(problems) == 1, problems
    return problems[0]


def changed(old: str, new: str, occurrence: int = 1) -> str:
    """The small scenario with one passage replaced."""
    text = small_case_text()
    at = -1
    for _ in range(occurrence):
        at = text.index(old, at + 1)
    return text[:at] + new + text[at + len(old) :]
