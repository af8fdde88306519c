"""`python -m turtlebay`: the command line."""

import sys


def main() -> None:
    """Load the command line and do what it says; Ctrl-C while it loads leaves no traceback either."""
    try:
        from sim.cli.main import main as command
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted before anything was done.\n")
        sys.exit(130)
    command()


if __name__ == "__main__":
    main()
