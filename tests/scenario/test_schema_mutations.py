"""The JSON Schema accepts what the reader's structure accepts, and refuses what it refuses: tried on odd files.

Hundreds of files, each with one slip or two, are shown to both. Where they differ, a rule named here says why; any
other difference is a fault of the schema.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from sim.scenario.nodes import Node, Series, Table, Word, tree
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scalars import resolve
from sim.scenario.schema import json_schema
from sim.scenario.shapes import COUNCIL_DAY, LIKE, TEMPLATE, shape_of
from sim.scenario.short_files import filled
from sim.scenario.source import clean_text
from sim.scenario.structure import plain
from sim.vocabulary.case import Case
from tests.cases import small_case_text

MALI = Path(__file__).parent / "mali-2012-03.yaml"
VALIDATOR = Draft202012Validator(json_schema())

LONG = (
    small_case_text()
    .replace("    seat: permanent\n", "    seat: permanent\n    people:\n      foreign: A Name\n    claims: [1]\n", 1)
    .replace(
        "    stances:\n",
        "    measures:\n      - id: one\n        summary: acts\n        at_pressure: 5\n    stances:\n",
        1,
    )
    .replace("parameters: {}", "parameters:\n  consult_hours: 20.5\nwithout: [gone]\nsponsors: [USA]\nabsent: [RUS]")
    + "body:\n  quota: 9\n  blocking: all\nwording:\n  offer: offers talks\n"
    + "provocations:\n  long_range_missile:\n    cameo: '150'\n    contexts: [military]\n"
)
LIKE_MALI = f"""\
like: {MALI.name}
id: mali-again
council: 2012-04-01
penholder:
actors:
  FRA:
    people: {{foreign: Alain Juppé}}
    stances:
      form: {{position: 90, limit: {{at_least: 20}}}}
  TGO:
climate:
  vetoes: 3
wording: {{offer: "offers elections"}}
history: {{form: resolution, at: 2012-07-05, summary: a resolution, checks: []}}
"""
FILES = {"long": LONG, "short": MALI.read_text(encoding="utf-8"), "like": LIKE_MALI}

# A document: what YAML is written from, and what a schema sees of it


@frozen
class Spelt:
    """A word as it stands in the file without quotes."""

    text: str


@frozen(eq=False)
class Key:
    """A key that may stand twice in a mapping."""

    text: str


def document(node: Node) -> Any:
    """A tree as lists, dicts from Key, and words."""
    if isinstance(node, Table):
        return {Key(key): document(item) for key, item in node.items.items()}
    if isinstance(node, Series):
        return [document(item) for item in node.items]
    assert isinstance(node, Word)
    return Spelt(node.text) if isinstance(node.value, int | float) else node.value


def written(value: Any) -> str:
    """A document as YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key.text)}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return value.text if isinstance(value, Spelt) else json.dumps(value)


def seen(value: Any) -> Any:
    """A document as an editor hands it to a schema: by the core schema of YAML 1.2."""
    if isinstance(value, dict):
        return {key.text: seen(item) for key, item in reversed(value.items())}
    if isinstance(value, list):
        return [seen(item) for item in value]
    return resolve(value.text) if isinstance(value, Spelt) else value


# Slips

NUMBERS = ("0", "1", "-1", "5", "15", "16", "100", "101", "-100", "-101", "999", "1000", "1001", "10080", "1000001")
SPELLINGS = (
    "1.0",
    "1.5",
    "0x10",
    "0o7",
    "010",
    "1e2",
    "+5",
    "-0",
    ".5",
    "1e999",
    "~",
    "yes",
    "no",
    "NO",
    "True",
    "true",
)
WORDS = (
    "", " ", "\t", "NO", "none", "no", "word", "two words", "ä", "CHN", "UNSC", "chn", "JP", "form", "a\x00b",
    "x\u2028y", "statement", "provocation", "permanent", "guess", "all", "minute", "repression", "150",
    "dprk-2006-07", "S1", "a.b",
)  # fmt: skip
TIMES = (
    "2006-07-04", "2006-07-04T18:32Z", "2006-07-04T18:32:00Z", "2006-07-04T18:32:30Z", "2006-07-04T24:00Z",
    "2006-02-30",
    "2008-02-29", "2007-02-29", "1945-12-31", "2101-01-01", "2006-13-01", "2006-7-4", "2006-07-04 18:32:00Z",
    "2006-07-04T18:32", "2006-07-04t18:32z", "٢٠٠٦-07-04", "2006-07-04T18:32:00+00:00",
)  # fmt: skip
LEAVES: tuple[Any, ...] = (None, True, False, *map(Spelt, (*NUMBERS, *SPELLINGS)), *WORDS, *TIMES)
KNOWN = sorted({key for each in json_schema()["$defs"].values() for key in each["properties"]})


def odd(random: Random) -> Any:
    """Some value: a word, a number, nothing, or a small list or mapping of them."""
    kind = random.randrange(10)
    if kind == 0:
        return [random.choice(LEAVES) for _ in range(random.randrange(4))]
    if kind == 1:
        return {Key(random.choice((*KNOWN, "CHN", "odd"))): random.choice(LEAVES) for _ in range(random.randrange(3))}
    return None if kind == 2 else random.choice(LEAVES)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a document with each of its keys or numbers."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield value, key
        yield from places(item)


def mutate(root: Any, random: Random) -> None:
    """One slip, anywhere."""
    container, key = random.choice(list(places(root)))
    slip = random.randrange(7)
    if slip == 0:
        del container[key]
    elif slip == 1:
        container[key] = None
    elif slip == 2 and isinstance(container, dict):
        container[Key(random.choice(KNOWN))] = odd(random)
    elif slip == 3 and isinstance(container, dict):
        word = key.text
        at = random.randrange(len(word) + 1)
        container[Key(word[:at] + random.choice("aZ_ 0é") + word[at + random.randrange(2) :])] = container.pop(key)
    elif slip == 4 and isinstance(container, dict) and random.random() < 0.2:
        container[Key(key.text)] = odd(random)
    elif slip == 5:
        other, name = random.choice(list(places(root)))
        if not any(inside is container for inside, _ in places(other[name])) and other[name] is not container:
            container[key] = other[name]
    else:
        container[key] = odd(random)


# What only the reader can know


@frozen
class Rule:
    """A kind of problem that a schema cannot find."""

    why: str
    holds: Callable[[Problem, bool], bool]
    """Whether a problem is of this kind; also asked: whether the file is short."""


def says(pattern: str) -> Callable[[Problem, bool], bool]:
    """Problems whose message has this form."""
    return lambda problem, short: re.search(pattern, problem.message) is not None


def says_of_short(pattern: str) -> Callable[[Problem, bool], bool]:
    """Problems of a short file whose message has this form."""
    return lambda problem, short: short and re.search(pattern, problem.message) is not None


def spelt_oddly(problem: Problem, short: bool) -> bool:
    """A number that is one by the core schema of YAML, not in plain digits."""
    value = resolve(problem.value) if problem.value else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and re.fullmatch(r"0|-?[1-9][0-9]*", problem.value) is None and float(str(value)) == value


RULES: Mapping[str, Rule] = {
    "spelling of numbers": Rule(
        "a schema sees the number 16, not whether the file says 16, 0x10, +16 or 16.0, which readers take differently",
        spelt_oddly,
    ),
    "repeated key": Rule("a schema sees a mapping, in which each key stands once", says("appears twice")),
    "characters": Rule("what YAML forbids in a file is found before there is any value", says(r"the character U\+")),
    "nothing to take out": Rule(
        "an empty value of a short file takes out what would be filled in; the schema does not know what would be",
        says_of_short("^nothing is here$"),
    ),
    "not filled in": Rule(
        "what a short file leaves out may come from elsewhere: the schema does not know if it does",
        says_of_short("^the key '.*' is missing$"),
    ),
    "no such case or template": Rule(
        "a schema does not look for files", says_of_short("there is no (case|template)|cannot be (read|opened)")
    ),
    "ladders": Rule(
        "whether a file and its template agree on an issue needs the template",
        says_of_short("the ladder of the template|^the template '.*' gives"),
    ),
    "almanac": Rule(
        "which states there were, how they voted, and when the Council changed needs the almanac",
        says_of_short("^the almanac knows no|the Council changes;?$"),
    ),
}
"""Why the reader may refuse what the schema accepts. There is no rule the other way round."""


def refused(text: str) -> list[Problem]:
    """What the reader finds wrong with the structure of a file."""
    name = str(MALI.with_name("odd.yaml"))
    try:
        root, report = tree(clean_text(text.encode(), name), name)
        root, _ = filled(root, report)
        plain(root, shape_of(Case), report)
    except ScenarioError as error:
        return list(error.problems)
    return report.problems


def difference(text: str, value: Any) -> str:
    """How schema and reader differ on a file, unless a rule says why; else empty."""
    problems = refused(text)
    faults = [error.message for error in VALIDATOR.iter_errors(value)] if not problems else []
    if not problems:
        return f"the schema refuses: {faults}" if faults else ""
    if not VALIDATOR.is_valid(value):
        return ""
    short = isinstance(value, dict) and any(key in value for key in (LIKE, TEMPLATE, COUNCIL_DAY))
    unexplained = [each for each in problems if not any(rule.holds(each, short) for rule in RULES.values())]
    return "the reader refuses: " + "; ".join(map(str, unexplained)) if unexplained else ""


def compared(numbers: range) -> list[str]:
    """The differences on the files of these numbers."""
    roots = {name: tree(text, name)[0] for name, text in FILES.items()}
    found = []
    for number in numbers:
        random = Random(number)
        name = random.choice(("long", "short", "short", "like"))
        made = document(roots[name])
        for _ in range(random.choice((1, 1, 2))):
            mutate(made, random)
        wrong = difference(written(made), seen(made))
        found += [f"{name} {number}: {wrong}"] if wrong else []
    return found


@pytest.mark.parametrize("name", FILES)
def test_both_accept_the_files_as_they_are(name: str) -> None:
    """The slips start from files with nothing wrong."""
    made = document(tree(FILES[name], name)[0])
    assert not refused(written(made))
    assert VALIDATOR.is_valid(seen(made))


def test_schema_and_reader_agree_on_three_hundred_odd_files() -> None:
    """No difference without a rule."""
    assert compared(range(300)) == []


@pytest.mark.slow
def test_schema_and_reader_agree_on_a_thousand_odd_files() -> None:
    """No difference without a rule."""
    assert compared(range(300, 1000)) == []


def test_every_rule_has_a_file_that_needs_it() -> None:
    """A rule that explains nothing would only hide a fault."""
    examples = {
        "spelling of numbers": LONG.replace("salience: 50", "salience: 0x10", 1),
        "repeated key": LONG + "id: again\n",
        "characters": LONG.replace("A small crisis", '"A\\x00small crisis"'),
        "nothing to take out": FILES["short"].replace("penholder: FRA", "penholder:"),
        "not filled in": FILES["short"].replace("title: Mali's", "#"),
        "no such case or template": FILES["short"].replace("template: repression", "template: repressoin"),
        "ladders": FILES["short"].replace("{key: silent", "{key: mute"),
        "almanac": FILES["short"].replace("  MLI:\n", "  MLI:\n  LAS: {name: League, timezone: Etc/UTC, seat: none}\n"),
    }
    assert set(examples) == set(RULES)
    for name, text in examples.items():
        problems = refused(text)
        value = seen(document(tree(text, name)[0])) if name not in ("repeated key", "characters") else None
        short = not text.startswith("id: small")
        assert any(RULES[name].holds(each, short) for each in problems), (name, problems)
        assert value is None or VALIDATOR.is_valid(value), name
