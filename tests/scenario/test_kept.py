"""A case that was read is kept, and serves in place of its file only where reading would give the same."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sim
from sim.engine.scenario import Scenario
from sim.scenario import kept
from sim.scenario.library import cases
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read
from tests.cases import short_file, small_case_text
from tests.kit import JULY, python


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to keep cases in."""
    folder = tmp_path / "cache" / "cases"
    monkeypatch.setenv(kept.VARIABLE, str(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the small case."""
    return short_file(tmp_path)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are really read from now on."""
    from sim.scenario import reader

    read_text, seen = reader.reading_text, []

    def told(data: bytes, name: str, *more: object) -> reader.Reading:
        seen.append(name)
        return read_text(data, name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "reading_text", told)
    return seen


@pytest.mark.parametrize("name", list(cases()))
def test_a_kept_case_is_the_case_read(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cases and episodes: the same structure, digest and course; as it is kept, and as a clone serves it."""
    was = Scenario(read(cases()[name]))
    sim.load(name)
    seen = reads(monkeypatch)
    now = sim.load(name)
    assert seen == []
    assert now.base == was.base
    assert (now.plain, now.digest, now.course) == (was.plain, was.digest, was.course)


@pytest.mark.parametrize("name", [JULY, "myanmar-2007-01"])
def test_a_run_of_a_kept_case_has_the_head_of_a_run_of_the_case_read(name: str, folder: Path) -> None:
    """The order of mappings counts as well."""
    was = sim.run(Scenario(read(cases()[name])), 1).head
    sim.load(name)
    assert sim.run(sim.load(name), 1).head == was


def test_where_the_package_cannot_be_read_a_file_still_can(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept then: what reading depends on cannot be told."""

    def refuse() -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(kept, "_signature", refuse)
    assert sim.load(file).base == read(file)
    assert not folder.exists()


def test_a_file_that_changed_is_read_again(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its bytes, whatever its time says."""
    sim.load(file)
    before = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: X", 1), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert sim.load(file).base.title.startswith("X")


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: b"", lambda text: text[:-20], lambda text: text.replace(b"2006", b"2007"),
        lambda text: b"\xff\x00\n{", lambda text: b"[" * 100_000,
    ],
    ids=["empty", "truncated", "changed", "no text", "deep"],
)  # fmt: skip
def test_a_kept_case_that_is_damaged_is_read_anew(harm: object, folder: Path, file: Path) -> None:
    """In silence, and kept again."""
    was = sim.load(file).base
    (one,) = folder.iterdir()
    whole = one.read_bytes()
    one.write_bytes(harm(whole))  # type: ignore[operator]
    assert sim.load(file).base == was
    assert one.read_bytes() == whole


def test_a_case_that_another_version_kept_does_not_serve(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever changes in reader, templates, almanac or parameters changes the signature."""
    sim.load(file)
    seen = reads(monkeypatch)
    monkeypatch.setattr(kept, "_signature", lambda: b"another")
    sim.load(file)
    assert seen == [str(file)]


def test_the_signature_holds_all_that_reading_depends_on() -> None:
    """One file of each kind."""
    names = {name for name, _ in kept._sources()}
    assert {
        "parameters.toml", "provocations.toml", "charter.toml", "scenario/./reader.py", "vocabulary/./case.py",
        "almanac/data/vetoes.csv", "templates/./repression.yaml", "cases/./dprk-2006-07.yaml",
    } <= names  # fmt: skip
    assert not [name for name in names if name.endswith(".pyc")]


def test_a_file_that_another_takes_over_is_part_of_it(folder: Path, tmp_path: Path) -> None:
    """When the base changes, goes, or comes beside a packaged case of its name, the file is read again."""
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    text = cases()[JULY].read_text(encoding="utf-8")
    base.write_text(text, encoding="utf-8")
    own.write_text("id: own\nlike: base.yaml\n", encoding="utf-8")
    first = sim.load(own).base
    base.write_text(text.replace("vetoes: ", "vetoes: 1", 1), encoding="utf-8")
    assert sim.load(own).base.climate.vetoes == int(f"1{first.climate.vetoes}")
    base.unlink()
    with pytest.raises(ScenarioError, match="there is no case and no file"):
        sim.load(own)
    own.write_text(f"id: own\nlike: {JULY}\n", encoding="utf-8")
    assert sim.load(own).base.climate.vetoes == first.climate.vetoes
    (tmp_path / JULY).write_text(text.replace("vetoes: ", "vetoes: 1", 1), encoding="utf-8")
    assert sim.load(own).base.climate.vetoes == int(f"1{first.climate.vetoes}")


def test_the_same_bytes_in_another_folder_are_another_case(folder: Path, tmp_path: Path) -> None:
    """What they take over may be another file."""
    text = cases()[JULY].read_text(encoding="utf-8")
    for name, change in (("a", ""), ("b", "1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "base.yaml").write_text(text.replace("vetoes: ", f"vetoes: {change}", 1), encoding="utf-8")
        (tmp_path / name / "own.yaml").write_text("id: own\nlike: base.yaml\n", encoding="utf-8")
    found = [sim.load(tmp_path / name / "own.yaml").base.climate.vetoes for name in ("a", "b", "a")]
    assert found[0] == found[2] != found[1]


def test_a_file_with_a_problem_is_never_kept(folder: Path, file: Path) -> None:
    """So its problems are told with their places, every time."""
    file.write_text(small_case_text().replace("horizon:", "horizont:"), encoding="utf-8")
    said = []
    for _ in range(2):
        with pytest.raises(ScenarioError) as error:
            sim.load(file)
        said.append(str(error.value))
    assert said[0] == said[1]
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_no_problem(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is one that is a file, or no folder at all."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    for name in (str(tmp_path / "taken" / "cases"), "/proc/nowhere", ""):
        monkeypatch.setenv(kept.VARIABLE, name)
        assert sim.load(file).base == read(file)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([file.name, "taken"])


def test_several_may_keep_the_same_case_at_once(folder: Path, file: Path) -> None:
    """Each writes beside and renames."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: sim.load(file).base, range(24)))
    assert all(case == found[0] for case in found)
    assert len(list(folder.iterdir())) == 1


def test_the_oldest_go_where_there_are_many(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change of a file keeps a case more."""
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(5):
        file.write_text(small_case_text().replace("title: ", f"title: {number}", 1), encoding="utf-8")
        sim.load(file)
    assert len(list(folder.iterdir())) == 3


def test_the_cases_of_a_wheel_are_served_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is kept of them elsewhere."""
    kept.ship(tmp_path / "shipped")
    monkeypatch.setattr(kept, "shipped", lambda: tmp_path / "shipped")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "own"))
    seen = reads(monkeypatch)
    for name in cases():
        sim.load(name)
    assert seen == []
    assert not (tmp_path / "own").exists()


def test_a_kept_case_loads_no_reader(folder: Path, file: Path) -> None:
    """Neither ours nor ruamel.yaml."""
    code = (
        "import sys, sim; sim.load(sys.argv[1]); "
        "print([name for name in ('ruamel', 'sim.scenario.reader') if name in sys.modules])"
    )
    assert python(code, file).strip() != "[]"
    assert python(code, file).strip() == "[]"


def test_where_cases_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the variable says, else by XDG, else in the home folder; a home that is not there is not made."""
    for name in (kept.VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert kept._folder() == tmp_path / ".cache" / "turtlebay" / "cases"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert kept._folder() == tmp_path / "xdg" / "turtlebay" / "cases"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/whole")
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "none"))
    assert kept._folder() is None
    shutil.rmtree(tmp_path)
