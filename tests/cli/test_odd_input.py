"""Odd input to commands: files that are none, disks that are full, names that are no text, zones that are no places."""

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cases import small_case_text
from tests.cli.commandline import Done
from tests.cli.conftest import Give
from tests.kit import PATIENCE, child_environment


def a_socket(path: Path) -> None:
    """Where a server once listened."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a full device": lambda path: path.symlink_to("/dev/full"),
    "a directory": Path.mkdir,
    "two gigabytes": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 2_000_000_000),
    "a binary": lambda path: path.write_bytes(Path(sys.executable).read_bytes()[:100_000]),
    "not UTF-8": lambda path: path.write_bytes(small_case_text().replace("small", "sm\xe5ll").encode("latin-1")),
    "a NUL": lambda path: path.write_text(small_case_text().replace("small", "sm\0ll"), encoding="utf-8"),
    "UTF-16": lambda path: path.write_text(small_case_text(), encoding="utf-16"),
    "a hundred megabytes": lambda path: path.write_bytes(b"# a comment that does not end\n" * 3_500_000),
    "a loop of links": lambda path: path.symlink_to(path),
    "a loop of two links": lambda path: (
        path.with_name("two").symlink_to(path),
        path.symlink_to(path.with_name("two")),
    ),
    "a link to nothing": lambda path: path.symlink_to("nothing.yaml"),
    "a link to a directory": lambda path: path.symlink_to("/"),
    "a socket": lambda path: a_socket(path),
    "a random device": lambda path: path.symlink_to("/dev/urandom"),
    "a null device": lambda path: path.symlink_to("/dev/null"),
    "an empty file": Path.touch,
}
"""What may stand where a scenario is meant."""

READING = [
    ["check", "odd.yaml"],
    ["run", "odd.yaml"],
    ["new", "mine.yaml", "--from", "odd.yaml"],
    ["tables", "odd.yaml", "-o", "tables"],
    ["import", "odd.yaml", "--actors", "small.yaml", "-o", "new.yaml"],
    ["import", "small.yaml", "--actors", "odd.yaml", "-o", "new.yaml"],
    ["fork", "last", "--at", "5", "--insert", "odd.yaml"],
    ["count", "odd.yaml", "--text", "100/80/50"],
    ["sweep", "odd.yaml", "-n", "1"],
    ["tip", "odd.yaml", "--all"],
    ["assumptions", "odd.yaml"],
    ["levers", "odd.yaml"],
    ["sensitivity", "odd.yaml"],
]


@pytest.mark.parametrize("words", READING, ids=[" ".join(words[:2]) for words in READING])
@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_scenario_is_refused_in_a_sentence(give: Give, folder: Path, odd: str, words: list[str]) -> None:
    """Exit code 2 and the file's name, at once; nothing is written."""
    if (odd, words[0]) == ("an empty file", "new"):
        pytest.skip("nothing is a text that can be copied and filled")
    if words[0] == "fork":
        assert give("run", "small.yaml", "--quiet").code == 0
    ODD[odd](folder / "odd.yaml")
    before = sorted(folder.iterdir())
    done = give(*words)
    assert (done.code, done.out) == (2, ""), done
    assert "odd.yaml" in done.err.splitlines()[0]
    assert "Traceback" not in done.err
    assert sorted(folder.iterdir()) == before


READING_A_STORE = [
    ["runs"],
    ["log", "last"],
    ["verify"],
    ["run", "small.yaml", "--quiet"],
    ["sweep", "small.yaml", "-n", "1", "--jobs", "1"],
    ["export", "last", "--out", "out"],
    ["tip", "small.yaml", "CHN.isolation", "-n", "1", "--range", "2:3"],
    ["count", "small.yaml", "--text", "100/80/50", "--at", "last:3"],
]


@pytest.mark.parametrize("words", READING_A_STORE, ids=[words[0] for words in READING_A_STORE])
@pytest.mark.parametrize("odd", [odd for odd in ODD if odd != "a link to nothing"])
def test_what_is_no_store_is_refused_in_a_sentence(give: Give, folder: Path, odd: str, words: list[str]) -> None:
    """At once, nothing is written into it or beside it, and `verify` says no, or that there is none."""
    ODD[odd](folder / "odd.db")
    before = sorted(folder.iterdir())
    kind = os.lstat(folder / "odd.db")
    done = give(*words, "--store", "odd.db")
    assert done.code == (2 if done.err else 1), done
    assert "odd.db" in done.err + done.out
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 2
    assert sorted(folder.iterdir()) == before
    after = os.lstat(folder / "odd.db")
    assert (after.st_mode, after.st_size, after.st_mtime_ns) == (kind.st_mode, kind.st_size, kind.st_mtime_ns)


def test_a_store_behind_a_link_is_made_where_the_link_leads(give: Give, folder: Path) -> None:
    """The link stays one."""
    (folder / "link.db").symlink_to("real.db")
    assert give("run", "small.yaml", "--quiet", "--store", "link.db").code == 0
    assert (folder / "link.db").is_symlink()
    assert give("verify", "--store", "real.db").code == 0


def with_little_room(folder: Path, *words: str) -> Done:
    """A command that can write no file of more than a thousand bytes, as on a disk that is full."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli.main", *words],
        cwd=folder,
        env=child_environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    return Done(done.returncode, done.stdout, done.stderr)


WRITING = [
    (["new", "--from", "small.yaml", "--force"], "mine.yaml", ""),
    (["run", "small.yaml", "--no-store", "--log"], "mine.jsonl", "--log "),
    (["run", "small.yaml", "--no-store", "--html"], "mine.html", "--html "),
    (["run", "small.yaml", "--no-store", "--md"], "mine.md", "--md "),
    (["check", "small.yaml", "--html"], "mine.html", "--html "),
    (["demo", "--html"], "mine.html", "--html "),
]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "name", "option"), WRITING, ids=[" ".join(words) for words, _, _ in WRITING])
def test_a_full_disk_leaves_the_users_file_as_it_was(
    folder: Path, give: Give, words: list[str], name: str, option: str
) -> None:
    """Exit code 2, a sentence, and no temporary file; with room the same command writes it."""
    (folder / name).write_text("mine\n", encoding="utf-8")
    command = [*words[:1], name, *words[1:]] if words[0] == "new" else [*words, name]
    before = sorted(folder.iterdir())
    done = with_little_room(folder, *command)
    assert done.code == 2, done
    assert f"{option}{name}" in done.err
    assert "cannot be written: File too large" in done.err
    assert "Traceback" not in done.err
    assert (folder / name).read_text(encoding="utf-8") == "mine\n"
    assert sorted(folder.iterdir()) == before
    assert give(*command).code == 0
    assert len((folder / name).read_bytes()) > 1000
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "place", ["/dev/full", "/dev/null", "pipe", "folder", "gone/mine.jsonl", "", "a\0b", "x" * 300]
)
def test_a_log_that_cannot_be_is_refused_before_the_run(give: Give, folder: Path, place: str) -> None:
    """A device or a pipe stays what it is."""
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    before = sorted(folder.iterdir())
    done = give("run", "small.yaml", "--log", place)
    assert (done.code, done.out) == (2, ""), done
    assert done.err.startswith(("--log ", "[Errno 36] File name too long"))
    assert sorted(folder.iterdir()) == before
    assert not Path("/dev/null").is_file()


def test_new_replaces_a_file_only_by_force(give: Give, folder: Path) -> None:
    """Also a link to nothing is something that is there."""
    (folder / "link.yaml").symlink_to("nothing.yaml")
    for name in ("small.yaml", "link.yaml"):
        assert "is there already" in give("new", name, "--from", "dprk-2006-07").err
    assert give("new", "small.yaml", "--from", "dprk-2006-07", "--force").code == 0
    assert "dprk-2006-07" in (folder / "small.yaml").read_text(encoding="utf-8")


NO_TEXT = [
    ["check", "sm\udcff.yaml"],
    ["run", "small.yaml", "--label", "\udcff"],
    ["run", "small.yaml", "--store", "\udcff.db"],
    ["run", "small.yaml", "--set", "climate.vetoes=\udcff"],
    ["run", "small.yaml", "--html", "\udcff.html"],
    ["new", "\udcff.yaml", "--from", "small.yaml"],
    ["new", "mine.yaml", "--from", "\udcff.yaml"],
    ["fork", "last", "--at", "3", "--insert", "\udcff.yaml"],
    ["run", "small.yaml", "--log", "\udcff.jsonl"],
    ["run", "small.yaml", "--md", "\udcff.md"],
    ["export", "last", "--out", "\udcff"],
    ["verify", "--store", "\udcff.db"],
    ["completion", "\udcff"],
    ["log", "\udcff"],
    ["\udcff"],
]


@pytest.mark.parametrize("words", NO_TEXT, ids=[" ".join(map(ascii, words)) for words in NO_TEXT])
def test_words_that_are_not_utf_8_are_refused(give: Give, folder: Path, words: list[str]) -> None:
    """Exit code 2 and the word, escaped; nothing is written."""
    done = give(*words)
    assert (done.code, done.out) == (2, "")
    assert "is not UTF-8" in done.err
    assert "\\udcff" in done.err
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]
    written = ["a.jsonl", "a.html", "a.md"]
    assert give("run", "small.yaml", "--no-store", "--log", "a.jsonl", "--html", "a.html", "--md", "a.md").code == 0
    assert {path.name for path in folder.iterdir()} == {"small.yaml", *written}


def test_a_name_that_is_not_utf_8_is_refused_as_typed(folder: Path) -> None:
    """In a process of its own, by bytes, whatever its locale."""
    raw = b"sm\xff.yaml"
    (folder / os.fsdecode(raw)).write_text(small_case_text(), encoding="utf-8")
    for locale in ("C.UTF-8", "C", "POSIX"):
        done = subprocess.run(
            [os.fsencode(sys.executable), b"-m", b"sim.cli.main", b"check", raw], cwd=folder, capture_output=True,
            env=child_environment(LC_ALL=locale), timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert b"is not UTF-8" in done.stderr


def test_no_store_leaves_no_file(give: Give, folder: Path) -> None:
    """Of no run, with or without changes, shown in whatever way."""
    more: Sequence[Sequence[str]] = ([], ["--quiet"], ["--json"], ["--set", "climate.vetoes=3"], ["--label", "mine"])
    for words in more:
        assert give("run", "small.yaml", "--no-store", *words).code == 0
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


NO_ZONES = [
    "localtime", "posixrules", "Europe", "America/Argentina", "", " ", "Factory", "right/Europe/Berlin", "Europe/",
    "posix/Europe/Berlin", "/etc/localtime", "../localtime", "europe/berlin", "tzdata.zi", "zone.tab", "a\0b",
    "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("zone", NO_ZONES, ids=[zone[:30] for zone in NO_ZONES])
def test_what_is_no_time_zone_gets_a_sentence(give: Give, zone: str) -> None:
    """Whatever this machine's own files make of it; the same in a scenario."""
    done = give("demo", "--tz", zone)
    assert (done.code, done.out) == (2, "")
    assert "allowed are IANA names such as Asia/Tokyo" in done.err
    assert "Traceback" not in done.err


WORKING = ["run small.yaml", "new copy.yaml --from small.yaml", "sweep small.yaml -n 12 --jobs 2"]
SHOWING = ["log last --raw", "scenario last", "check small.yaml", "verify", "--help"]
CLOSED = {">&-": WORKING, "2>&-": WORKING, ">&- 2>&- <&-": [*WORKING, *SHOWING]}
"""Streams that are closed, and what is asked then."""

UNWRITABLE = ["2>/dev/full", "2>&-"]


def in_a_shell(folder: Path, command: str) -> Done:
    """A command with its streams as a shell redirects them."""
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m sim.cli.main {command}"], cwd=folder, env=child_environment(),
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("streams", CLOSED)
def test_closed_streams_are_streams_to_nowhere(folder: Path, streams: str) -> None:
    """As under cron, or behind `>&-`: the work is done, and no file takes their place."""
    for command in CLOSED[streams]:
        done = in_a_shell(folder, f"{command} {streams}")
        assert done.code == 0, (command, done)
        assert "Traceback" not in done.err
    refused = in_a_shell(folder, f"run gone.yaml {streams}")
    assert (refused.code, refused.out) == (2, "")
    assert (folder / "copy.yaml").read_bytes() == (folder / "small.yaml").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("streams", UNWRITABLE)
def test_what_cannot_be_said_on_standard_error_stops_nothing(folder: Path, give: Give, streams: str) -> None:
    """The answer and the exit code are the same."""
    assert give("run", "small.yaml", "--quiet").code == 0
    for command, code in (("scenario last", 0), ("schema", 0), ("run gone.yaml", 2), ("check gone.yaml", 2)):
        plain, done = give(*command.split()), in_a_shell(folder, f"{command} {streams}")
        assert (plain.code, done.code) == (code, code), command
        assert done.out == plain.out


@pytest.mark.slow
def test_an_answer_that_cannot_be_written_is_no_success(folder: Path) -> None:
    """Exit code 2 and a sentence, if that can be said."""
    for errors in ("", "2>/dev/full"):
        done = in_a_shell(folder, f"schema >/dev/full {errors}")
        assert done.code == 2
        assert done.err == ("" if errors else "[Errno 28] No space left on device\n")
