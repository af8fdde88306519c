"""The command `turtlebay`: finds the command asked for, and turns whatever goes wrong into words and an exit code.

0 done, 1 the answer is no, 2 bad input, 3 a bug, 130 interrupted.
"""

import io
import os
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import App, CycloptsError, Parameter

from sim import __version__
from sim.cli.help_page import console_for, laid_out
from sim.cli.interrupts import terminable
from sim.cli.misspelled import worded
from sim.cli.output import note, open_streams
from sim.cli.registry import COMMANDS
from sim.vocabulary.printable import printable
from sim.vocabulary.problems import TurtlebayError
from sim.words.phrases import command_line

DONE: Final = 0
NO: Final = 1
BAD_INPUT: Final = 2
BUG: Final = 3
INTERRUPTED: Final = 130

HELP: Final = """Replay a crisis at the UN Security Council, event by event.

Start with  turtlebay demo,  then  turtlebay new --from dprk-2006-07 mine.yaml

Scenario files are kept as they were read, in ~/.cache/turtlebay or below XDG_CACHE_HOME. TURTLEBAY_CACHE names another
folder; if it is empty, nothing is kept.

Exit codes: 0 done, 1 the answer is no, 2 bad input, 3 a bug, 130 interrupted."""


MENDED: Final = "`turtlebay verify` says what else is damaged, and --store names another store to make it again in"


def main() -> None:
    """Do what the command line says and leave with its exit code."""
    open_streams()
    sys.exit(answer(sys.argv[1:]))


def answer(words: Sequence[str]) -> int:
    """Do what a command line says, whatever happens, and return its exit code."""
    for word in words:
        if not _is_utf8(word):
            _say(f"turtlebay: the argument {word!a} is not UTF-8: rename the file, or type the word again")
            return BAD_INPUT
    try:
        with terminable():
            code = _done(words)
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _reader_gone()
    except KeyboardInterrupt as interrupt:
        command = command_line(*words)
        kept = str(interrupt) or "nothing unfinished was stored. The same command starts again:"
        _say(f"\nInterrupted: {kept}  {command}")
        return INTERRUPTED
    except CycloptsError as error:
        _say(f"turtlebay: {_on_one_line(worded(error), words)}\nSee  turtlebay {_asked(words)}--help")
        return BAD_INPUT
    except Exception as error:
        return _explained(error, words)


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


def _is_utf8(word: str) -> bool:
    """Whether a word can be written out: bytes that are no text reach Python as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def _asked(words: Sequence[str]) -> str:
    return f"{words[0]} " if words and words[0] in COMMANDS else ""


def _explained(error: Exception, words: Sequence[str]) -> int:
    """Bad input in its own words; anything else is a bug and shows where it happened."""
    # An OSError with a file name is about a path that the user gave; a full disk has none but is no bug either.
    if isinstance(error, TurtlebayError | OSError):
        from sim.store.damage import Damaged

        said = _on_one_line(str(error), words)
        _say(f"{said}; {MENDED}" if isinstance(error, Damaged) else said)
        return BAD_INPUT
    import traceback

    _say("".join(traceback.format_exception(error)))
    _say("This is a bug in turtlebay. Please report it with the lines above and the command you gave.")
    return BUG


def _on_one_line(said: str, words: Sequence[str]) -> str:
    """What is said, with every line break that was typed, as in the name of a file, shown as one.

    Without that a name could look like a line of ours.
    """
    for word in words:
        said = said.replace(word, printable(word)) if "\n" in word else said
        for line in filter(None, word.split("\n")[1:]):
            said = said.replace(f"\n{line}", f"\\n{line}")
    return said


def _reader_gone() -> int:
    """Whoever read our output has seen enough, as with `| head`: no more can be said, and that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _say(words: str) -> None:
    """Say it on standard error: lines stay lines, anything else that would steer the terminal is shown escaped."""
    note(words.rstrip("\n"))


if __name__ == "__main__":
    main()
