"""The real command in a process of its own, with or without a terminal."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

from tests.kit import PATIENCE, child_environment


@frozen
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


def turtlebay(folder: Path, *words: str, **environment: str) -> Done:
    """Give a command in a folder and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli.main", *words],
        cwd=folder,
        env=child_environment(**environment),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def on_a_terminal(folder: Path, *words: str, shows: str = "stdout", say: str = "", **environment: str) -> Done:
    """Give a command on a terminal of 80 columns, and type `say`.

    shows: which of stdout and stderr goes to the terminal; the other is a pipe. Both are in what is left behind.
    """
    import pty

    read, write = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *words], cwd=folder, stdin=write,
        env=child_environment(TERM="xterm", COLUMNS="80", **environment),
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, shows: write},
    )  # fmt: skip
    os.close(write)
    os.write(read, say.encode())
    with ThreadPoolExecutor(1) as thread:
        shown = thread.submit(_all_of, read)
        out, err = child.communicate(timeout=PATIENCE)
    texts = {"stdout": out, "stderr": err, shows: shown.result()}
    return Done(child.returncode, texts["stdout"].decode(), texts["stderr"].decode())


def _all_of(terminal: int) -> bytes:
    shown = b""
    try:
        while more := os.read(terminal, 65536):
            shown += more
    except OSError:  # how Linux says that the other end was closed
        pass
    os.close(terminal)
    return shown
