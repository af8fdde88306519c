"""The documents say what the code does: keys, parameters, commands, and what is shown as output."""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from sim.cli.main import app
from sim.cli.registry import COMMANDS
from sim.scenario.parameters import table
from sim.scenario.shapes import KEY_FIELDS, Choice, Keyed, Many, Number, Record, Shape, shape_of
from sim.vocabulary.case import Case

ROOT = Path(__file__).parent.parent
SHOWN = ("README.md", "docs/tutorial.md")
DOCUMENTS = (
    *SHOWN,
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/model.md",
    "docs/scenario-format.md",
    "docs/coding.md",
    "docs/almanac.md",
    "docs/explore.md",
    "docs/export.md",
    "docs/templates.md",
    "docs/spreadsheets.md",
    "docs/seat.md",
    "docs/teaching.md",
)
REGISTRIES = ("pypi", "pythonhosted", "anaconda.org", "conda-forge", "npmjs", "proxy.golang", "crates.io")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def render() -> ModuleType:
    """docs/images/render.py, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("render", ROOT / "docs" / "images" / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(shape: Shape, seen: dict[str, Record]) -> dict[str, Record]:
    """Every class that stands in a scenario file, by name."""
    if isinstance(shape, Many | Keyed):
        return records(shape.item, seen)
    if isinstance(shape, Record) and shape.cls.__name__ not in seen:
        seen[shape.cls.__name__] = shape
        for part in shape.parts.values():
            records(part.shape, seen)
    return seen


SCENARIO_CLASSES = records(shape_of(Case), {})


def rows(name: str) -> dict[str, list[str]]:
    """The table of a class in docs/scenario-format.md: key to its cells."""
    found = re.search(rf"^##+ {name}\n(.*?)(?=^##|\Z)", text_of("docs/scenario-format.md"), re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/scenario-format.md has no section {name}"
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines() if "|" in line]
    return {row[0].strip("`"): row[1:] for row in cells if row[0].startswith("`") and len(row) == 4}


@pytest.mark.parametrize("name", SCENARIO_CLASSES)
def test_every_field_of_a_scenario_class_is_documented(name: str) -> None:
    """Each class has a section whose table has a row for every key that may stand in the file, and no other."""
    assert set(rows(name)) == set(SCENARIO_CLASSES[name].parts)


@pytest.mark.parametrize("cls", KEY_FIELDS, ids=lambda cls: cls.__name__)
def test_the_field_that_a_key_fills_is_named(cls: type) -> None:
    """An actor's code and an issue's key stand in no table, but in the text."""
    assert f"`{KEY_FIELDS[cls][0]}`" in text_of("docs/scenario-format.md")


def documented(name: str) -> Iterator[tuple[str, Shape, list[str]]]:
    shown = rows(name)
    for key, part in SCENARIO_CLASSES[name].parts.items():
        yield key, part.shape, shown[key]


@pytest.mark.parametrize("name", SCENARIO_CLASSES)
def test_ranges_and_choices_are_those_of_the_reader(name: str) -> None:
    """A number's range, a word's options, and whether a key must stand are as shapes.py has them."""
    for key, shape, (allowed, default, _) in documented(name):
        if isinstance(shape, Number):
            assert allowed == f"{shape.low} to {shape.high}", key
        if isinstance(shape, Choice):
            assert [word.strip("`") for word in allowed.split(", ")] == [str(option) for option in shape.options], key
        assert (default == "required") == SCENARIO_CLASSES[name].parts[key].required, key


@pytest.mark.parametrize("name", SCENARIO_CLASSES)
def test_defaults_are_those_of_the_class(name: str) -> None:
    """A number or word that holds where a key is left out is the default of the class."""
    for key, _, (_, default, _) in documented(name):
        field = attrs.fields_dict(SCENARIO_CLASSES[name].cls).get(key)
        if field is not None and isinstance(field.default, int | str) and field.default not in ("", False):
            shown = str(field.default).lower() if isinstance(field.default, bool) else field.default
            assert default == f"`{shown}`", key


def test_the_parameter_table_is_that_of_the_code() -> None:
    """docs/model.md has every parameter with value, range, unit, meaning and source."""
    assert render().parameter_table() in text_of("docs/model.md")


def test_every_parameter_is_used_in_the_model_s_text() -> None:
    """Each parameter is named where the model is described, not in the table only."""
    before = text_of("docs/model.md").split("<!-- parameters -->")[0]
    families = {"severity.": "severity.KIND"}
    missing = [
        name
        for name in table()
        if not re.search(rf"(?<![a-z_]){re.escape(name)}(?![a-z_])", before)
        and not any(name.startswith(start) and word in before for start, word in families.items())
    ]
    assert missing == []


def test_every_command_is_shown() -> None:
    """Each command of the registry is named in README or the tutorial."""
    shown = text_of("README.md") + text_of("docs/tutorial.md")
    assert [name for name in COMMANDS if f"turtlebay {name}" not in shown] == []


@pytest.mark.parametrize("document", SHOWN)
def test_every_command_shown_can_be_parsed(document: str) -> None:
    """What stands after a prompt is a command that exists, with options that it has."""
    shown = render().commands(text_of(document))
    assert shown
    for words in shown:
        parse(words)


def parse(words: Sequence[str]) -> None:
    app(words[0]).parse_args(list(words), exit_on_error=False, print_error=False)


@pytest.mark.slow
@pytest.mark.parametrize("document", SHOWN)
def test_output_shown_is_real(document: str) -> None:
    """Every quick command, and every line of Python, given again prints what the document shows.

    If it does not, and should not: python docs/images/render.py
    """
    text = text_of(document)
    with render().workplace():
        assert render().refreshed(text) == text


def test_the_chain_of_causes_in_the_tutorial_is_that_of_the_outcome() -> None:
    """The event number that the tutorial names is still that of the outcome."""
    block = re.search(
        r"^\$ turtlebay log record --causes .*?^```$", text_of("docs/tutorial.md"), re.MULTILINE | re.DOTALL
    )
    assert block is not None
    assert "ends with a" in block[0]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    """Every link to a file of the repository, and to a heading in it, is good."""
    here = ROOT / document
    for target, _, anchor in re.findall(r"\]\(([^)#:]*)(#([^)]*))?\)", text_of(document)):
        file = (here.parent / target).resolve() if target else here
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{target}#{anchor}"


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/images/run.svg"])
def test_no_registry_and_no_path_of_a_machine(document: str) -> None:
    """Nothing in a document names a package registry or where it was written."""
    text = text_of(document).lower()
    assert [word for word in (*REGISTRIES, "/home/", "/work/", "/tmp/", "/users/") if word in text] == []
