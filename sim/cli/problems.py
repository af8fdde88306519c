"""What a command refuses, in words for whoever typed it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sim.scenario.problems import did_you_mean
from sim.vocabulary.printable import printable
from sim.vocabulary.problems import TurtlebayError


class BadInput(TurtlebayError):
    """An option or argument that cannot be used; the message says what could. Exit code 2."""


def unknown(what: str, word: str, choices: Iterable[str]) -> BadInput:
    """The refusal of a word that is none of the choices, with the nearest one."""
    options = list(choices)
    near = did_you_mean(word, options)
    suggestion = f"; did you mean '{near}'?" if near else ""
    return BadInput(printable(f"{what} '{word}' is not known{suggestion or ';'} known: {', '.join(options)}"))


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Raise BadInput where a file is there and may not be replaced, or cannot be written. what: as it was given."""
    try:
        yield
    except FileExistsError:
        raise BadInput(f"{what}: is there already; name another file, or say --force to overwrite it") from None
    except OSError as error:
        raise BadInput(f"{what}: cannot be written: {error.strerror or error}") from None
