"""A command line that does not fit its command, in our words rather than in those of the library that parses it."""

from cyclopts import CycloptsError, MissingArgumentError, UnknownCommandError, UnusedCliTokensError

from sim.cli.registry import COMMANDS
from sim.scenario.problems import did_you_mean


def worded(error: CycloptsError) -> str:
    """What is wrong, and what is wanted instead."""
    if isinstance(error, UnknownCommandError) and error.unused_tokens:
        word = error.unused_tokens[0]
        near = did_you_mean(word, COMMANDS)
        suggestion = f"; did you mean '{near}'?" if near else ""
        return f"there is no command '{word}'{suggestion or ';'} the commands are {', '.join(COMMANDS)}"
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        words = ", ".join(f"'{word}'" for word in error.unused_tokens)
        return f"{words}: more than the command takes; an option's value comes right after the option's name"
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return _missing(error)
    return str(error)


def _missing(error: MissingArgumentError) -> str:
    """A value that is not there: of an option, or one that has its place."""
    assert error.argument is not None
    name = error.keyword or error.argument.name
    wanted, given = error.argument.token_count()[0], len(error.tokens_so_far)
    many = f"{wanted} values, and has {given}" if wanted > 1 else "a value"
    command = " ".join(error.command_chain or ())
    return f"{name} wants {many}" if name.startswith("-") else f"{command} wants {name}, and there is none"
