"""What other programs rely on, asked of the real command in a process of its own. Few, because each costs a start."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import small_file
from tests.cli.commandline import on_a_terminal, turtlebay
from tests.kit import PATIENCE, child_environment

pytestmark = pytest.mark.slow


def test_run_prints_one_json_object_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    small_file(tmp_path)
    first = turtlebay(tmp_path, "run", "small.yaml", "--seed", "3", "--json", PYTHONHASHSEED="1")
    again = turtlebay(tmp_path, "run", "small.yaml", "--seed", "3", "--json", PYTHONHASHSEED="2")
    assert (first.code, first.err) == (0, "")
    assert again == first
    told = json.loads(first.out)
    assert list(told) == [
        "run", "scenario", "seed", "drawn", "head", "events", "outcome", "history", "baselines", "trust",
    ]  # fmt: skip
    assert list(told["outcome"]) == ["form", "text", "vote", "at", "days", "draft", "products"]
    assert set(told["baselines"]) == {"mean_text", "setter", "rule_of_thumb"}


def test_bad_input_stores_nothing_and_says_so_on_standard_error_only(tmp_path: Path) -> None:
    small_file(tmp_path)
    done = turtlebay(tmp_path, "run", "small.yaml", "--set", "CHN.legal_forc=3", "--json")
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'CHN.legal_force'" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "turtlebay.db").exists()


def test_a_pipe_gets_plain_lines_and_a_closed_one_gets_silence(tmp_path: Path) -> None:
    small_file(tmp_path)
    command = [sys.executable, "-m", "sim.cli.main", "log", "last"]
    plain = turtlebay(tmp_path, "run", "small.yaml")
    assert plain.code == 0
    assert "\x1b" not in plain.out
    assert "●" in plain.out
    log = subprocess.Popen(
        command, cwd=tmp_path, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert log.stdout is not None and log.stderr is not None  # noqa: PT018
    log.stdout.close()
    assert (log.wait(timeout=PATIENCE), log.stderr.read()) == (0, b"")
    log.stderr.close()


def test_a_terminal_gets_colour_unless_it_is_forbidden(tmp_path: Path) -> None:
    pytest.importorskip("pty")
    small_file(tmp_path)
    coloured = on_a_terminal(tmp_path, "run", "small.yaml", NO_COLOR="").out
    plain = on_a_terminal(tmp_path, "run", "small.yaml", NO_COLOR="1").out
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert max(len(line.rstrip("\r\n")) for line in plain.splitlines() if "turtlebay" not in line) <= 80


def test_help_is_quick_to_import() -> None:
    """`--help` loads no library that it does not show anything of."""
    code = (
        "import sys; from sim.cli.main import answer; answer(['--help']); "
        "print([m for m in ('numpy', 'simpy', 'structlog', 'ruamel.yaml', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(os.name != "posix", reason="signals are sent the way of Unix")
def test_ctrl_c_leaves_with_130_and_says_how_to_go_on(tmp_path: Path) -> None:
    small_file(tmp_path)
    assert turtlebay(tmp_path, "run", "small.yaml", "--quiet").code == 0
    command = [sys.executable, "-m", "sim.cli.main", "log", "last", "--follow"]
    waiting = subprocess.Popen(
        command, cwd=tmp_path, env=child_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )  # fmt: skip
    assert waiting.stderr is not None
    assert "Waiting" in waiting.stderr.readline()
    waiting.send_signal(signal.SIGINT)
    said = waiting.stderr.read()
    waiting.stderr.close()
    assert waiting.wait(timeout=PATIENCE) == 130
    assert "turtlebay log last --follow" in said
    assert "Traceback" not in said
