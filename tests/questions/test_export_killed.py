"""Exports that are killed, or find the disk full: the files of a folder are of one export, and nothing is lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.questions.export import folder
from sim.questions.export.folder import UNFINISHED, ExportError
from sim.questions.export.material import of_run
from sim.questions.export.study import FORMATS, export
from sim.scenario import files
from tests.kit import PATIENCE, child_environment, run_of
from tests.questions.exported import VETOED, left

posix = pytest.mark.skipif(os.name != "posix", reason="processes are killed, and folders locked, the way of Unix")

KILLER = """
import json, os, shutil, sys
from itertools import count
from pathlib import Path
import sim
from sim.questions.export.folder import ExportError
from sim.questions.export.material import of_run
from sim.questions.export.study import export

form, events, before, place = sys.argv[1], sys.argv[2] == "events", Path(sys.argv[3]), Path(sys.argv[4])
second, third = (of_run(sim.run(sim.load("dprk-2022-05"), seed)) for seed in (2, 3))
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate", "open"}

def child(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except ExportError as error:
            print(error, file=sys.stderr)
            os._exit(2)
    return os.waitpid(pid, 0)[1]

def export_and_die(out, number):
    seen = count(1)
    def hook(event, arguments):
        if event in CHANGES and next(seen) == number:
            os.kill(os.getpid(), 9)
    sys.addaudithook(hook)
    export(second, form, out, events=events, force=True)

def files(out):
    if not out.exists():
        return {}
    found = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes().decode("latin-1") for path in found}

def folders(out):
    return sorted(path.name for path in out.iterdir() if path.is_dir()) if out.exists() else []

export(third, form, place / "warm")
for number in count(1):
    out = place / str(number)
    if before.is_dir():
        shutil.copytree(before, out)
    status = child(lambda: export_and_die(out, number))
    told = {"killed": os.WIFSIGNALED(status), "files": files(out), "folders": folders(out)}
    again = place / f"{number}-refused"
    if out.exists():
        shutil.copytree(out, again)
    told["refused"] = child(lambda: export(third, form, again))
    told["after"], told["folders_after"] = files(again), folders(again)
    child(lambda: export(third, form, out, force=True))
    told["forced"], told["folders_forced"] = files(out), folders(out)
    print(json.dumps(told))
    shutil.rmtree(again, ignore_errors=True)
    shutil.rmtree(out)
    if not told["killed"]:
        break
"""
"""Kills an export before each change it makes to the disk, one after another, and exports again."""


def text(path: Path) -> dict[str, str]:
    """The files of a folder, as the killer tells them."""
    return {name: content.decode("latin-1") for name, content in left(path).items()}


def kills(form: str, events: bool, before: Path, place: Path) -> Iterator[dict[str, Any]]:
    """What each kill left, and what the next export made of it."""
    place.mkdir()
    words = [form, "events" if events else "runs", str(before), str(place)]
    done = subprocess.run(
        [sys.executable, "-c", KILLER, *words], env=child_environment(), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return map(json.loads, done.stdout.splitlines())


@posix
@pytest.mark.parametrize(
    ("form", "events", "former"),
    [
        ("csv", True, "both"),
        pytest.param("csv", False, "both", marks=pytest.mark.slow),
        pytest.param("csv", True, "runs only", marks=pytest.mark.slow),
        pytest.param("csv", True, "none", marks=pytest.mark.slow),
        pytest.param("plover", True, "another format", marks=pytest.mark.slow),
    ],
)
def test_a_kill_leaves_the_files_of_one_export(tmp_path: Path, form: str, events: bool, former: str) -> None:
    """Before every single change to the disk: never new runs beside old events, and the next export ends it.

    What is missing waits in the folder that says so, and comes back with the next export, also one that is refused.
    """
    before, new, third = (tmp_path / name for name in ("before", "new", "third"))
    if former == "another format":
        export(of_run(run_of(VETOED)), "jsonl", before)
    elif former != "none":
        export(of_run(run_of(VETOED)), form, before, events=former == "both" or form == "plover")
    export(of_run(run_of(VETOED, 2)), form, new, events=events)
    export(of_run(run_of(VETOED, 3)), form, third)
    old, fresh = text(before) if before.exists() else {}, text(new)
    beside = old if former == "another format" else {}
    whole = [old, {**beside, **fresh}]
    told = list(kills(form, events, before, tmp_path / "place"))
    assert len(told) > 20
    assert not told[-1]["killed"]
    for each in told:
        shown = {name: content for name, content in each["files"].items() if "/" not in name}
        assert any(shown.items() <= one.items() for one in whole), sorted(shown)
        if shown not in whole:
            assert UNFINISHED in each["folders"]
        assert each["folders_after"] == each["folders_forced"] == []
        assert each["after"] in (*whole, {**beside, **text(third)})
        assert {*shown} <= {*each["after"]} or each["refused"] == 0
        assert each["forced"] == {**beside, **text(third)}


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder with an export of one run."""
    export(of_run(run_of()), "csv", tmp_path / "out")
    return tmp_path / "out"


def moves(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException, undone: bool = True) -> None:
    """Let the move of this number fail. undone: let those after it, that take back what was done, be."""
    made = 0
    real = {name: getattr(os, name) for name in ("rename", "replace")}

    def counted(name: str) -> Any:
        def move(*words: Any) -> None:
            nonlocal made
            made += 1
            if made == at or (made > at and not undone):
                raise error
            real[name](*words)

        return move

    for name in real:
        monkeypatch.setattr(os, name, counted(name))


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), PermissionError(13, "in use by Excel"), KeyboardInterrupt()],
    ids=lambda error: type(error).__name__,
)
def test_where_a_move_fails_all_former_files_come_back(
    exported: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    """Whichever of the six moves it is; Ctrl-C is no different."""
    before = left(exported)
    with monkeypatch.context() as patched:
        moves(patched, at, error)
        with pytest.raises((ExportError, KeyboardInterrupt), match=r"nothing was exported|^$"):
            export(of_run(run_of(seed=2)), "csv", exported, force=True)
    assert left(exported) == before


@pytest.mark.parametrize("at", range(2, 7))
def test_where_they_cannot_come_back_the_message_names_those_that_wait(
    exported: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """A set changes together or says which did not; the next export ends it."""
    before = left(exported)
    with monkeypatch.context() as patched:
        moves(patched, at, OSError(5, "Input/output error"), undone=False)
        with pytest.raises(ExportError, match="the next export to") as caught:
            export(of_run(run_of(seed=2)), "csv", exported, force=True)
    assert UNFINISHED in str(caught.value)
    shown = {path.name for path in exported.iterdir()}
    assert all(name in shown or name in str(caught.value) for name in before)
    with pytest.raises(ExportError, match="is there already"):
        export(of_run(run_of(seed=3)), "csv", exported)
    export(of_run(run_of(seed=2)), "csv", exported.parent / "new")
    assert left(exported) in (before, left(exported.parent / "new"))


@posix
def test_a_second_export_to_a_folder_waits_for_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    """It is refused while the first is at work, whose files it would take for those of a dead one."""
    with folder.staged(tmp_path, ["a"]) as staging:
        (staging / "a").write_text("mine")
        with pytest.raises(ExportError, match="another export is writing there"):
            export(of_run(run_of()), "csv", tmp_path)
    assert left(tmp_path) == {"a": b"mine"}


def test_what_older_exports_left_is_removed_and_nothing_else(exported: Path) -> None:
    """Folders of staging go; a file, a link and a folder of another name are somebody's."""
    for name in (".turtlebay-abc", ".turtlebay-x/deep/er", "kept", "elsewhere"):
        (exported / name).mkdir(parents=True)
        (exported / name / "runs.csv").write_text("half")
    (exported / ".turtlebay-file").write_text("mine")
    (exported / ".turtlebay-link").symlink_to(exported / "elsewhere")
    export(of_run(run_of()), "csv", exported, force=True)
    names = {path.name for path in exported.iterdir()}
    assert names == {"runs.csv", "events.csv", "kept", "elsewhere", ".turtlebay-file", ".turtlebay-link"}
    assert (exported / "elsewhere" / "runs.csv").exists()


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_only_has_the_name_of_an_unfinished_export_is_left_alone(exported: Path, kind: str) -> None:
    """The message says to move it away."""
    theirs = exported / UNFINISHED
    {"file": theirs.touch, "folder": theirs.mkdir, "link": lambda: theirs.symlink_to("nowhere")}[kind]()
    with pytest.raises(ExportError, match="was not made by an export; move it away"):
        export(of_run(run_of(seed=2)), "csv", exported, force=True)
    assert os.path.lexists(theirs)


SMALL_DISK = """
set -e
mount -t tmpfs -o size=256k none "$0"
cp "$0.csv/runs.csv" "$0.csv/events.csv" "$0/"
exec "$@"
"""


@pytest.mark.slow
@pytest.mark.parametrize("spare", [0, 10, 50, 100])
def test_a_full_disk_leaves_the_former_export(tmp_path: Path, spare: int) -> None:
    """A file system of 256 kB that is really full, or has some kB left."""
    if sys.platform != "linux" or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("only root on Linux may mount a file system here")
    export(of_run(run_of()), "csv", tmp_path / "disk.csv")
    (tmp_path / "disk").mkdir()
    code = """
import os, shutil, sys
from pathlib import Path
import sim
from sim.questions.export.folder import ExportError
from sim.questions.export.material import of_run
from sim.questions.export.study import export
disk, spare = Path(sys.argv[1]), int(sys.argv[2])
before = {path.name: path.read_bytes() for path in disk.iterdir()}
material = of_run(sim.run(sim.load("dprk-2006-07"), 2))
free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
try:
    with open(disk / "ballast", "wb") as file:
        file.write(bytes(max(free - spare * 1024, 0)))
    export(material, "csv", disk, force=True)
    print("written")
except ExportError as error:
    print(error)
(disk / "ballast").unlink()
after = {path.name: path.read_bytes() for path in disk.iterdir()}
print("as it was" if after == before else sorted(after))
"""
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", SMALL_DISK, str(tmp_path / "disk"), sys.executable, "-c", code,
         str(tmp_path / "disk"), str(spare)],
        env=child_environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said, state = done.stdout.splitlines()
    assert (said, state) == ("written", "['events.csv', 'runs.csv']") or (
        "No space left on device; nothing was exported" in said and state == "as it was"
    )
    assert (said == "written") == (spare == 100)


WRITER = """
import os, sys
from sim.scenario import files
with files.writing(sys.argv[1]) as out:
    out.write("half")
    out.flush()
    os.kill(os.getpid(), 9)
"""


@posix
def test_what_a_killed_writer_left_beside_goes_with_the_next(tmp_path: Path) -> None:
    """The file is as it was; what somebody still writes stays."""
    path = tmp_path / "a.html"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", WRITER, str(path)], env=child_environment(), check=False)
    assert done.returncode == -9
    (half,) = tmp_path.glob(".turtlebay-*.part")
    assert (half.read_text(), path.read_text()) == ("half", "old")
    with files.writing(tmp_path / "b.html") as other:
        other.write("other")
        files.write(path, b"new")
        assert not half.exists()
        assert len([*tmp_path.glob(".turtlebay-*.part")]) == 1
    assert left(tmp_path) == {"a.html": b"new", "b.html": b"other"}


def test_every_format_stays_whole_beside_the_others(tmp_path: Path) -> None:
    """All five in one folder, written twice."""
    for seed in (1, 2):
        for form in FORMATS:
            export(of_run(run_of(seed=seed)), form, tmp_path, force=True)
    assert set(left(tmp_path)) == {name for names in FORMATS.values() for name in names}
