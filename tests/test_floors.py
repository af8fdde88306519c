"""The floors of the house: imports go down only, nothing goes round in a circle, each library has its own rooms.

One item a rule; a failure lists every offender. Offenders that are about to be mended are listed as known: a list that
names one too many fails as well, so it can only become shorter.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from sim.vocabulary.texts import Role
from tests.kit import CASES, ROOT, scenario

SIM = ROOT / "sim"
FILES = sorted(SIM.rglob("*.py"))

BELOW = {
    "vocabulary": "",
    "almanac": "vocabulary",
    "store": "vocabulary",
    "scenario": "vocabulary almanac",
    "words": "vocabulary scenario",
    "pages": "vocabulary scenario words",
    "rules": "vocabulary almanac scenario",
    "engine": "vocabulary almanac scenario rules store",
    "experiment": "vocabulary almanac scenario rules store engine",
    "questions": "vocabulary almanac scenario rules store engine experiment words pages",
    "cli": "vocabulary almanac scenario rules store engine experiment words pages questions web",
    "web": "vocabulary almanac scenario rules store engine experiment words pages questions",
}
"""Each floor and those it may import; itself always."""


PURE = ("vocabulary", "almanac", "scenario", "rules", "engine", "words", "pages")
"""Floors on which nothing may depend on the wall clock or on chance that is not named."""

ROOMS = {
    "simpy": "engine",
    "structlog": "store cli",
    "sqlite3": "store",
    "numpy": "rules experiment questions",
    "ruamel": "scenario",
    "openpyxl": "scenario",
    "rich": "pages questions cli",
    "cyclopts": "cli",
    "starlette": "web",
    "uvicorn": "web",
}
"""Each library and the floors that may import it."""

LAZY = {
    "cli/main.py": "--help loads no library; what a damaged store is matters only when something went wrong",
    "scenario/kept.py": "the reader and ruamel.yaml are loaded only where no kept case serves",
    "engine/loading.py": "the same: only back-tests read as of a day",
    "cli/commands/explore.py": "starlette and uvicorn are loaded once it is known that they are there",
    "cli/commands/run.py": "structlog is loaded only where --log asks for it",
}
"""Files that may import modules of ours inside a function, and the heavy library or command that this spares.

Files are named by their floor, wherever its folder is today.
"""

KNOWN_INNER = ()
"""Imports inside functions or for type checkers only that are still there."""

KNOWN_CIRCLES = ()
"""Circles that are still there: the folder, and what in it goes round."""

WALL_CLOCK = {
    "random", "secrets", "time", "uuid", "numpy.random", "os.urandom", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
}  # fmt: skip


WRITERS = {
    "scenario/files.py": "writes beside, flushes and renames; flushes what an export wrote",
    "questions/export/study.py": "writes into the folder of an export that is not there yet",
    "store/connection.py": "makes a new store beside its place and links it there when it is whole",
}
"""Files that may open a file for writing."""


@frozen
class Import:
    """One import of a file. inner: whether it is inside a function or for type checkers only."""

    module: str
    line: int
    inner: bool


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def floor_of(path: Path) -> str:
    """The floor a file belongs to; empty for the front door."""
    parts = path.relative_to(SIM).parts
    return parts[0] if len(parts) > 1 else ""


def place(path: Path) -> str:
    """The path of a file below its floor: cli/main.py, wherever the floor's folder is today."""
    return "/".join([floor_of(path), *path.relative_to(SIM).parts[1:]])


def module_of(path: Path) -> str:
    """sim.engine.run for sim/engine/run.py; a folder for its __init__.py."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path) for path in FILES}


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Every module a file imports, wherever in it: of `from a import b`, a.b where that is a module of ours, else a."""
    return tuple(_imports(tree_of(path), inner=False))


def _imports(node: ast.AST, inner: bool) -> Iterator[Import]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        inner = True
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        inner = True
    if isinstance(node, ast.Import):
        yield from (Import(name.name, node.lineno, inner) for name in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        for name in node.names:
            whole = f"{module}.{name.name}"
            yield Import(whole if whole in MODULES or module in WALL_CLOCK else module, node.lineno, inner)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, inner)


def ours(path: Path) -> list[Import]:
    """The imports of modules of this package, but for the front door."""
    return [each for each in imports(path) if each.module.startswith("sim.")]


def dotted(node: ast.AST) -> str:
    """a.b.c as it is written."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def strings(path: Path) -> Iterator[ast.Constant]:
    """Every string of a file but docstrings, those under an assignment included."""
    tree = tree_of(path)
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    said = {id(inner.value) for node in owners for inner in node.body if isinstance(inner, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


def circles(arrows: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of names that all lead to one another, each sorted."""
    reached: dict[str, set[str]] = {}
    for start in arrows:
        reached[start], ahead = set(), [start]
        while ahead:
            further = set(arrows.get(ahead.pop(), ())) - reached[start]
            reached[start] |= further
            ahead += further
    groups = {tuple(sorted(other for other in reached[name] if name in reached.get(other, ()))) for name in arrows}
    return [list(group) for group in sorted(groups) if len(group) > 1]


def check(rule: str, found: Iterable[str], known: Iterable[str] = ()) -> None:
    """Fail with all offenders that are not known, and with the known ones that offend no longer."""
    offend, listed = set(found), set(known)
    lines = [f"  {each}" for each in sorted(offend - listed)]
    lines += [f"  {each} (mended: strike it from the list)" for each in sorted(listed - offend)]
    assert not lines, "\n".join([rule, *lines])


# The floors


def test_every_folder_of_the_package_is_a_known_floor() -> None:
    """A new folder says first whom it may import; a former one is struck from the list once it is empty."""
    folders = {path.relative_to(SIM).parts[0] for path in FILES if path.parent != SIM}
    check("unknown folders of sim/:", folders - {*BELOW})


def test_no_import_points_up() -> None:
    """As the table of floors says; and imports are absolute, so that they can be read without knowing the place."""
    wrong = [
        f"{path.relative_to(ROOT)}:{each.line} imports {each.module}"
        for path in FILES
        if floor_of(path)
        for each in imports(path)
        if each.module.startswith(".") or (each.module.startswith("sim.") and not _may(floor_of(path), each.module))
    ]
    check("imports that point up:", wrong)


def _may(floor: str, module: str) -> bool:
    folder = module.split(".")[1]
    return folder in {floor, *BELOW[floor].split()}


def test_nobody_but_the_rim_enters_by_the_front_door() -> None:
    """`import sim` inside the package would lead from every floor to every other; the rim may, for the version."""
    wrong = [
        f"{path.relative_to(ROOT)}:{each.line}"
        for path in FILES
        for each in imports(path)
        if each.module == "sim" and floor_of(path) not in ("cli", "web")
    ]
    check("files that import the front door:", wrong)


def test_no_folder_and_no_file_imports_its_way_back_to_itself() -> None:
    """In every folder, what is in it (files and folders) has an order; imports inside functions count as well."""
    arrows = {module_of(path): {each.module for each in ours(path)} - {module_of(path)} for path in FILES}
    folders = {"sim"} | {name.rpartition(".")[0] for name in arrows if name != "sim"}
    found = []
    for folder in folders:
        within: dict[str, set[str]] = {}
        for start, ends in arrows.items():
            for end in ends:
                if start.startswith(f"{folder}.") and end.startswith(f"{folder}."):
                    here, there = (name.removeprefix(f"{folder}.").split(".")[0] for name in (start, end))
                    if here != there:
                        within.setdefault(here, set()).add(there)
        found += [f"{folder.replace('.', '/')}: {', '.join(names)}" for names in circles(within)]
    check("circles of imports:", found, KNOWN_CIRCLES)


def test_modules_of_ours_are_imported_at_the_top_of_a_file() -> None:
    """An import inside a function, or for type checkers only, hides a circle; to spare a heavy library it is listed."""
    found = {(place(path), each.module) for path in FILES if floor_of(path) for each in ours(path) if each.inner}
    hidden = [f"{where} imports {module}" for where, module in found if where not in LAZY]
    check("imports inside functions:", hidden, KNOWN_INNER)
    check("exceptions that nobody needs:", (), LAZY.keys() - {where for where, _ in found})


def test_each_library_is_imported_on_its_own_floors_only() -> None:
    """So that each can be exchanged, and none is loaded where it is not used. SimPy is the engine's."""
    elsewhere = [
        f"{path.relative_to(ROOT)}:{each.line} imports {library}"
        for path in FILES
        for each in imports(path)
        if (library := each.module.split(".")[0]) in ROOMS and floor_of(path) not in ROOMS[library].split()
    ]
    check("libraries outside their rooms:", elsewhere)


# What the code may not do, or name


def test_nothing_that_decides_asks_the_wall_clock_or_unnamed_chance() -> None:
    """No random, no time, no now() on the floors whose results are hashed or shown."""
    found = []
    for path in FILES:
        if floor_of(path) not in PURE:
            continue
        used = {each.module for each in imports(path)}
        names = {dotted(node) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}
        bad = {name for name in used if name in WALL_CLOCK or name.split(".")[0] in WALL_CLOCK}
        bad |= {
            name
            for name in names
            if re.search(r"(^|\.)(np|numpy)\.random(\.|$)|(datetime|date)\.(now|utcnow|today)$|urandom$", name)
        }
        found += [f"{path.relative_to(ROOT)} uses {name}" for name in bad]
    check("what makes two runs of one recipe differ:", found)


def test_no_country_is_named_in_the_code() -> None:
    """Who takes part is data: no string outside docstrings is an actor's code, or a path or name that begins with one.

    Sentences may name one as an example.
    """
    codes = {code for name in CASES for code in scenario(name).case.actors}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} says {node.value!r}"
        for path in FILES
        for node in strings(path)
        if re.split(r"[.:-]", str(node.value))[0] in codes
    ]
    check("countries in the code:", found)


def test_no_issue_is_named_in_the_code() -> None:
    """What is bargained over is data as well: rules know the roles of issues, and a role may be called as an issue is.

    How issues were called before they had roles, older cases are lifted by.
    """
    issues = {issue.key for name in CASES for issue in scenario(name).case.issues} - {Role.FORM}
    found = [
        f"{place(path)} says {node.value!r}"
        for path in FILES
        if place(path) != "vocabulary/older.py"
        for node in strings(path)
        if set(re.split(r"[.:-]", str(node.value))) & issues
    ]
    check("issues in the code:", found)


def test_only_the_command_line_writes_to_standard_output_and_error() -> None:
    """The library is silent; `print` is found by ruff."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} uses {dotted(node)}"
        for path in FILES
        if floor_of(path) not in ("cli", "web")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and dotted(node) in ("sys.stdout", "sys.stderr", "sys.__stdout__")
    ]
    check("what the library writes:", found)


def _opens_to_write(node: ast.AST) -> bool:
    """Whether it is a call that writes to a file by its name: write_text, write_bytes, or open with such a mode."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in ("write_text", "write_bytes"):
        return True
    given = (*node.args, *(keyword.value for keyword in node.keywords))
    words = [str(each.value) for each in given if isinstance(each, ast.Constant)]
    return name == "open" and any(re.fullmatch(r"[wax][bt]?\+?|r[bt]?\+", word) for word in words)


def test_files_are_written_in_one_place() -> None:
    """Every file is written beside, flushed and renamed: nobody else opens one for writing."""
    found = {place(path) for path in FILES for node in ast.walk(tree_of(path)) if _opens_to_write(node)}
    assert found == set(WRITERS)
