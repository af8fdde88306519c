"""The command `turtlebay`: finds the command asked for, and turns whatever goes wrong into words and an exit code.

0 done, 1 the answer is no, 2 bad input, 3 a bug, 130 interrupted.
"""

import io
import os
import shlex
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import App, CycloptsError, Parameter

from sim import __version__
from sim.cli.help_page import console_for, laid_out
from sim.cli.registry import COMMANDS
from sim.vocabulary.problems import TurtlebayError

DONE: Final = 0
NO: Final = 1
BAD_INPUT: Final = 2
BUG: Final = 3
INTERRUPTED: Final = 130

HELP: Final = """Replay a crisis at the UN Security Council, event by event.

Start with  turtlebay demo,  then  turtlebay new --from dprk-2006-07 mine.yaml

Exit codes: 0 done, 1 the answer is no, 2 bad input, 3 a bug, 130 interrupted."""


def main() -> None:
    """Do what the command line says and leave with its exit code."""
    sys.exit(answer(sys.argv[1:]))


def answer(words: Sequence[str]) -> int:
    """Do what a command line says, whatever happens, and return its exit code."""
    try:
        code = _done(words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _reader_gone()
    except KeyboardInterrupt as interrupt:
        command = shlex.join(["turtlebay", *words])
        kept = str(interrupt) or "nothing unfinished was stored. The same command starts again:"
        _say(f"\nInterrupted: {kept}  {command}")
        return INTERRUPTED
    except CycloptsError as error:
        _say(f"turtlebay: {error}\nSee  turtlebay {_asked(words)}--help")
        return BAD_INPUT
    except Exception as error:
        return _explained(error)


def app(asked: str = "") -> App:
    """The application. asked: the one command whose own help text is read; the others show their one line."""
    made = App(
        name="turtlebay",
        help=HELP,
        help_format="plaintext",
        help_formatter="plain",
        version=__version__,
        default_parameter=Parameter(negative=""),
        suppress_keyboard_interrupt=False,
    )
    for name, command in COMMANDS.items():
        own = {} if name == asked else {"help": command.summary}
        made.command(command.home, name=name, sort_key=tuple(COMMANDS).index(name), **own)
    return made


def _done(words: Sequence[str]) -> int:
    asked = words[0] if words else ""
    made, page = app(asked), io.StringIO()
    if not words or "--help" in words or "-h" in words:
        made.console = console_for(page)
    code = made(list(words), exit_on_error=False, print_error=False, result_action="return_value")
    if page.getvalue():
        sys.stdout.write(laid_out(page.getvalue()))
    return code if isinstance(code, int) else DONE


def _asked(words: Sequence[str]) -> str:
    return f"{words[0]} " if words and words[0] in COMMANDS else ""


def _explained(error: Exception) -> int:
    """Bad input in its own words; anything else is a bug and shows where it happened."""
    # An OSError with a file name is about a path that the user gave; a full disk has none but is no bug either.
    if isinstance(error, TurtlebayError | OSError):
        _say(str(error))
        return BAD_INPUT
    import traceback

    traceback.print_exception(error)
    _say("This is a bug in turtlebay. Please report it with the lines above and the command you gave.")
    return BUG


def _reader_gone() -> int:
    """Whoever read our output has seen enough, as with `| head`: no more can be said, and that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _say(words: str) -> None:
    sys.stderr.write(words.rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
