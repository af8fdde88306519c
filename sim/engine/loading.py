"""From a scenario file, or the name of a case that travels with the package, to a scenario ready to run."""

from os import PathLike
from pathlib import Path

from sim.engine.scenario import Scenario
from sim.scenario.library import cases
from sim.scenario.reader import read


def load(source: str | PathLike[str]) -> Scenario:
    """Read a scenario file; the name of a packaged case will do where there is no such file.

    Raises ScenarioError with every problem in the file at once.
    """
    path = Path(source)
    known = cases()
    if not path.exists() and str(source) in known:
        path = known[str(source)]
    return Scenario(read(path))
