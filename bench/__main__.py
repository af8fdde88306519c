"""Run every benchmark and print what was measured: medians, and ratios measured in pairs in one process."""

from bench import shell, single, sweeps


def main() -> None:
    """Print all figures, slowest last."""
    print("One run, July 2006, in this process")
    single.report()
    print("\nSweeps, July 2006")
    sweeps.report()
    print("\nFrom the shell")
    shell.report()


if __name__ == "__main__":
    main()
