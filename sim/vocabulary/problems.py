"""What is wrong with what was asked for."""


class TurtlebayError(Exception):
    """Something that was asked for cannot be done; the message says what was there, what is allowed, and what to do.

    Every error that is the asker's to mend is one of these. The command line prints it and ends with exit code 2.
    """


class WrongKind(TurtlebayError, TypeError):
    """A value of another kind than the one asked for, such as the name of a file in place of a scenario."""
