"""A command given in this process, and what it must never do."""

import contextlib
import io
from collections.abc import Sequence
from unicodedata import category

from attrs import frozen

from sim.cli.main import answer

STEERING = ("Cc", "Cf", "Zl", "Zp")


@frozen
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


def given(words: Sequence[str]) -> Answer:
    """Give a command."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = answer(words)
    out.flush()
    return Answer(code, out.buffer.getvalue().decode("utf-8"), err.getvalue())  # type: ignore[attr-defined]


def fault_of(said: Answer) -> str:
    """What is wrong with an answer to hostile input, whatever the command; empty where nothing is."""
    both = said.out + said.err
    if "Traceback" in both or "This is a bug" in both:
        return "a traceback"
    if said.code not in (0, 1, 2):
        return f"exit code {said.code}"
    if said.code == 2 and (said.out or not said.err.strip()):
        return "refused without a sentence, or after an answer"
    if said.code == 2 and len(said.err.strip().splitlines()) > 3:
        return "refused in more than a sentence"
    if any(category(letter) in STEERING and letter != "\n" for letter in both):
        return "characters that steer a terminal"
    return ""
