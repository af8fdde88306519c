"""`python -m turtlebay`: the command line."""

import gc
import sys


def main() -> None:
    """Load the command line and do what it says; Ctrl-C while it loads leaves no traceback either."""
    gc.set_threshold(200_000)  # a short command ends before the collector of cycles begins; it would find nothing
    try:
        from sim.cli.main import main as command
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted before anything was done.\n")
        sys.exit(130)
    try:
        command()
    finally:
        gc.freeze()  # nor does Python, as it ends, look for cycles in all that is left


if __name__ == "__main__":
    main()
