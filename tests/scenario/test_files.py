"""Files that a user names: what is read is a file of sane size; what is written is there whole, or as it was."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import files
from sim.scenario.problems import ScenarioError


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2_000_000_000)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "it is a device or a pipe, not a file"),
    "a link to a pipe": (
        lambda path: (os.mkfifo(f"{path}.pipe"), path.symlink_to(f"{path}.pipe")),
        "a device or a pipe",
    ),
    "a full disk's device": (lambda path: path.symlink_to("/dev/full"), "a device or a pipe"),
    "an endless device": (lambda path: path.symlink_to("/dev/zero"), "a device or a pipe"),
    "a directory": (Path.mkdir, "it is a directory"),
    "a link to itself": (lambda path: path.symlink_to(path), "cannot be read"),
    "a link to nothing": (lambda path: path.symlink_to("nothing"), "cannot be read"),
    "two gigabytes": (huge, "too many for a scenario"),
    "one byte too many": (lambda path: path.write_bytes(b"x" * (files.MOST_BYTES + 1)), "too many for a scenario"),
}
"""What may stand where a file is meant, and what is said of it."""


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_file_of_sane_size_is_not_read(tmp_path: Path, odd: str) -> None:
    """At once, in one sentence that names it."""
    make, said = ODD[odd]
    make(tmp_path / "odd.yaml")
    with pytest.raises(ScenarioError, match=said):
        files.file_bytes(tmp_path / "odd.yaml")


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800.yaml", "x" * 5000, "nothing.yaml", "nothing/at/all", "/"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    """Also those that the system cannot be asked for."""
    with pytest.raises(ScenarioError):
        files.file_bytes(name)


def test_a_file_is_written_whole_with_the_rights_it_had(tmp_path: Path) -> None:
    """New ones get those that any new file gets; a link goes on pointing to its file; nothing else is left."""
    path, link = tmp_path / "a.txt", tmp_path / "b.txt"
    files.write(path, b"one")
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    path.chmod(0o640)
    link.symlink_to(path)
    files.write(link, b"two")
    assert (path.read_bytes(), link.is_symlink(), stat.S_IMODE(path.stat().st_mode)) == (b"two", True, 0o640)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt", "b.txt", "plain"]


def test_a_new_file_replaces_none(tmp_path: Path) -> None:
    """Not even one that comes while it is written, nor a link to nothing."""
    path = tmp_path / "a.txt"
    path.symlink_to("nothing")
    with pytest.raises(FileExistsError):
        files.write(path, b"mine", new=True)
    path.unlink()
    with pytest.raises(FileExistsError), files.writing(path, new=True):
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


FAILING = ("write", "fsync", "replace", "chmod", "interrupted")
"""Where the disk may fail."""


def _written(path: Path, error: BaseException | None) -> None:
    """Write a file; the error comes half-way."""
    with files.writing(path) as out:
        out.write("new")
        if error is not None:
            raise error


@pytest.mark.parametrize("where", FAILING)
def test_where_writing_fails_the_old_file_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """And no temporary file stays."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    full = OSError(errno.ENOSPC, "No space left on device")

    def fails(*_: object, **__: object) -> None:
        raise full

    with monkeypatch.context() as patched:
        if where in ("fsync", "replace"):
            patched.setattr(os, where, fails)
        if where == "chmod":
            patched.setattr(Path, "chmod", fails)
        with pytest.raises((OSError, KeyboardInterrupt)):
            _written(path, {"write": full, "interrupted": KeyboardInterrupt()}.get(where))
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("odd", ["a pipe", "a full disk's device", "a directory", "a link to itself"])
def test_what_is_no_file_is_not_written_over(tmp_path: Path, odd: str) -> None:
    """A device in its place would be replaced by a file."""
    ODD[odd][0](tmp_path / "odd.yaml")
    kind = os.lstat(tmp_path / "odd.yaml").st_mode
    with pytest.raises(OSError, match=r"not a file|symbolic links"):
        files.write(tmp_path / "odd.yaml", b"x")
    assert os.lstat(tmp_path / "odd.yaml").st_mode == kind


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300, "gone/a.txt", ""])
def test_a_place_that_cannot_be_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever the system would have said."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match=r"\w"):
        files.write(name, b"x")
    assert list(tmp_path.iterdir()) == []
