"""Completion by the shell: each shell that is there really completes commands, options and file names."""

import os
import select
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Give
from tests.kit import PATIENCE

SHELLS = ("bash", "zsh", "fish")


def shell(name: str, folder: Path, script: str, *words: str) -> list[str]:
    """The lines that a script of a shell prints, its own start-up files left out."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not there")
    quiet = {"bash": ["--noprofile", "--norc"], "fish": ["--no-config"]}[name]
    done = subprocess.run(
        [found, *quiet, "-c", script, *words], cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=True,
        env={**os.environ, "TERM": "dumb", "HOME": str(folder)},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


BASH = """
source script.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
_turtlebay
printf '%s\\n' "${COMPREPLY[@]}"
"""

ASKED = [
    (["ver"], ["verify"]),
    (["assum"], ["assumptions"]),
    (["comp"], ["compare", "completion"]),
    (["tip", "july.yaml", "--ran"], ["--range"]),
    (["sweep", "--jobs", "2", "--luc"], ["--luck-only"]),
    (["export", "last", "--format", "cl"], ["cloudevents"]),
    (["completion", "f"], ["fish"]),
    (["run", "--store", "scr"], ["script.bash"]),
]


@pytest.mark.parametrize(("words", "found"), ASKED, ids=[" ".join(words) for words, _ in ASKED])
def test_bash_completes(give: Give, folder: Path, words: list[str], found: list[str]) -> None:
    """A command, an option wherever it stands, a value where there are few, a file where a file is meant."""
    (folder / "script.bash").write_text(give("completion", "bash").out, encoding="utf-8")
    assert sorted(shell("bash", folder, BASH, "bash", "turtlebay", *words)) == found


def test_bash_offers_files_where_it_knows_nothing_else(give: Give) -> None:
    """A scenario is a file, too."""
    assert give("completion", "bash").out.splitlines()[-1] == "complete -o default -F _turtlebay turtlebay"


BY_FISH = [asked for asked in ASKED if asked[0][0] != "completion" and "--store" not in asked[0]]


@pytest.mark.parametrize(("words", "found"), BY_FISH, ids=[" ".join(words) for words, _ in BY_FISH])
def test_fish_completes(give: Give, folder: Path, words: list[str], found: list[str]) -> None:
    """The same as bash, but for the values of arguments; files it always offers."""
    (folder / "script.fish").write_text(give("completion", "fish").out, encoding="utf-8")
    script = f"source script.fish; complete -C 'turtlebay {' '.join(words)}' | string split -f1 \\t"
    assert sorted(shell("fish", folder, script)) == found


ZSH = "PROMPT='>'; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; print READ''Y"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("turtlebay ver\t", b"turtlebay verify"),
        ("turtlebay tip july.yaml --ran\t", b"--range"),
        ("turtlebay completion f\t", b"completion fish"),
        ("turtlebay run sma\t", b"run small.yaml"),
    ],
)
def test_zsh_completes(give: Give, folder: Path, typed: str, shown: bytes) -> None:
    """On a terminal, as only there zsh completes."""
    pty = pytest.importorskip("pty")
    found = shutil.which("zsh")
    if found is None:
        pytest.skip("zsh is not there")
    (folder / "_turtlebay").write_text(give("completion", "zsh").out, encoding="utf-8")
    terminal, other = pty.openpty()
    child = subprocess.Popen(
        [found, "-f", "-i"], cwd=folder, stdin=other, stdout=other, stderr=other, start_new_session=True,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200", "HOME": str(folder)},
    )  # fmt: skip
    os.close(other)
    try:
        for words, awaited in ((ZSH + "\n", b"READY"), (typed, shown)):
            os.write(terminal, words.encode())
            seen = b""
            while awaited not in seen:
                assert select.select([terminal], [], [], 30)[0], seen
                seen += os.read(terminal, 65536)
    finally:
        child.kill()
        child.wait(timeout=PATIENCE)
        os.close(terminal)


@pytest.mark.parametrize("name", SHELLS)
def test_help_says_how_to_install_it(give: Give, name: str) -> None:
    """In one line, to be pasted."""
    shown = give("completion", "--help").out
    assert f"\n  turtlebay completion {name} > ~/" in shown


@pytest.mark.parametrize("words", [["tcsh"], ["BASH2"], [], ["bash", "zsh"]])
def test_another_shell_is_refused(give: Give, words: list[str]) -> None:
    """With those there are."""
    done = give("completion", *words)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
