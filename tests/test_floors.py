"""The floors of the house: imports go down only, and each library lives in its own room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit import CASES, ROOT, scenario

SIM = ROOT / "sim"
FILES = sorted(SIM.rglob("*.py"))

BELOW = {
    "vocabulary": set(),
    "scenario": {"vocabulary"},
    "words": {"vocabulary", "scenario"},
    "runs": {"vocabulary"},
    "rules": {"vocabulary", "scenario"},
    "engine": {"vocabulary", "scenario", "runs", "rules"},
    "pages": set(),
    "experiment": {"vocabulary", "scenario", "words", "runs", "rules", "engine"},
    "questions": {"vocabulary", "scenario", "words", "pages", "runs", "rules", "engine", "experiment"},
    "studies": {"vocabulary", "scenario", "words", "runs", "rules", "engine", "experiment"},
    "faces": {
        "vocabulary", "scenario", "words", "pages", "runs", "rules", "engine", "experiment", "questions", "studies",
    },
}
"""Each floor and those it may import; itself always."""

PURE = ("vocabulary", "scenario", "rules", "engine")
"""Floors on which nothing may depend on the wall clock or on chance that is not named."""

ALL_FILES = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))


def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def floor_of(path: Path) -> str:
    """The floor a file stands on; empty for the front door."""
    parts = path.relative_to(SIM).parts
    return parts[0] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, wherever in it, with the line: of `from a import b` both a and a.b."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            yield node.module or "", node.lineno
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)


def docstrings(tree: ast.Module) -> set[int]:
    """The nodes that are docstrings, those under an assignment included."""
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return {id(inner.value) for node in owners for inner in node.body if isinstance(inner, ast.Expr)}


def test_every_folder_of_the_package_is_a_known_floor() -> None:
    """A new folder says first whom it may import."""
    assert {floor_of(path) for path in FILES} - {""} == set(BELOW)


@ALL_FILES
def test_no_import_points_up(path: Path) -> None:
    """Vocabulary < {scenario, runs} < {words, rules} < engine < studies < faces.

    Nobody imports the front door's promises.
    """
    floor = floor_of(path)
    if not floor:
        return
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for module, line in imports(path)
        if module.startswith("sim.")
        and module.split(".")[1] in BELOW
        and module.split(".")[1] not in {floor, *BELOW[floor]}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("simpy", ("engine",)),
        ("structlog", ("runs/log.py", "faces")),
        ("sqlite3", ("runs/store.py", "runs/connection.py")),
        ("numpy", ("rules", "studies")),
        ("ruamel", ("scenario",)),
        ("cattrs", ("scenario",)),
        ("rich", ("faces", "studies")),
        ("cyclopts", ("faces",)),
    ],
)
def test_each_library_is_imported_in_its_own_rooms_only(library: str, rooms: tuple[str, ...]) -> None:
    """So that each can be exchanged, and none is loaded where it is not used."""
    elsewhere = [
        f"{path.relative_to(SIM)}:{line}"
        for path in FILES
        for module, line in imports(path)
        if module.split(".")[0] == library and not str(path.relative_to(SIM)).startswith(rooms)
    ]
    assert elsewhere == []


FORBIDDEN = {
    "random", "secrets", "time", "uuid", "numpy.random", "os.urandom", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
}  # fmt: skip


def dotted(node: ast.AST) -> str:
    """a.b.c as it is written."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize(
    "path", [p for p in FILES if floor_of(p) in PURE], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nothing_that_decides_asks_the_wall_clock_or_unnamed_chance(path: Path) -> None:
    """No random, no time, no now() on the floors whose results are hashed."""
    used = {module for module, _ in imports(path)}
    called = {dotted(node) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}
    bad = {name for name in used if name in FORBIDDEN or name.split(".")[0] in FORBIDDEN}
    bad |= {
        name
        for name in called
        if re.search(r"(^|\.)(np|numpy)\.random(\.|$)|(datetime|date)\.(now|utcnow|today)$|urandom$", name)
    }
    assert bad == set()


@ALL_FILES
def test_no_country_stands_in_the_code(path: Path) -> None:
    """Who takes part is data: no string outside docstrings is an actor's code or a path or name that begins with one.

    Sentences may name one as an example.
    """
    codes = {code for name in CASES for code in scenario(name).case.actors}
    tree = tree_of(path)
    said = docstrings(tree)
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} says {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
        and re.split(r"[.:-]", node.value)[0] in codes
    ]  # fmt: skip
    assert found == []


@ALL_FILES
def test_everything_public_says_what_it_is(path: Path) -> None:
    """Every module, public class and public function or method has a docstring, unless the file is empty."""
    tree = tree_of(path)
    mute = [] if ast.get_docstring(tree) or not tree.body else [f"{path.name} itself"]
    for node in [tree, *ast.walk(tree)]:
        if not isinstance(node, ast.Module | ast.ClassDef):
            continue
        if isinstance(node, ast.ClassDef) and node.name.startswith("_"):
            continue
        mute += [
            f"{path.relative_to(ROOT)}:{inner.lineno} {inner.name}"
            for inner in node.body
            if isinstance(inner, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not inner.name.startswith("_")
            and not ast.get_docstring(inner)
        ]
    assert mute == []


@ALL_FILES
def test_nothing_prints_but_faces(path: Path) -> None:
    """The library is silent; words and pictures belong to one floor."""
    if floor_of(path) == "faces":
        return
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call) and dotted(node.func) == "print"]
    assert [call.lineno for call in calls] == []
