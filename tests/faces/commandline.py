"""The real command in a process of its own, and the small case on disk for it to play."""

import os
import subprocess
import sys
from pathlib import Path

from attrs import frozen

from tests.cases import small_case_text
from tests.kit import child_environment


@frozen
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


def turtlebay(folder: Path, *words: str, **environment: str) -> Done:
    """Give a command in a folder and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.faces.main", *words],
        cwd=folder,
        env=child_environment(**environment),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def small_file(folder: Path) -> Path:
    """The small case as a file of that folder."""
    path = folder / "small.yaml"
    path.write_text(small_case_text(), encoding="utf-8")
    return path


def on_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    """What a command shows on a terminal of 80 columns."""
    import pty

    read, write = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "sim.faces.main", *words],
        cwd=folder,
        env=child_environment(TERM="xterm", **environment),
        stdin=write,
        stdout=write,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    shown = b""
    try:
        while more := os.read(read, 65536):
            shown += more
    except OSError:  # how Linux says that the other end was closed
        pass
    os.close(read)
    child.wait(timeout=60)
    return shown.decode("utf-8")
