"""From a scenario file, or the name of a case that travels with the package, to a scenario ready to run."""

from collections.abc import Mapping
from os import PathLike

from sim.engine.scenario import Scenario
from sim.scenario.kept import case_in
from sim.scenario.library import file_of


def load(source: str | PathLike[str]) -> Scenario:
    """Read a scenario file; the name of a packaged case will do where there is no such file.

    A file that was read before and has not changed is not read again (sim.scenario.kept). Raises ScenarioError with
    every problem in the file at once.
    """
    case, plain = case_in(file_of(source))
    return Scenario(case, plain=plain)


def load_as_of(source: str | PathLike[str], edge: str, parameters: Mapping[str, str] | None = None) -> Scenario:
    """The same with nothing in it that was not known by an edge of time, `trigger` or `draft` (sim.scenario.as_of).

    parameters: by name, in place of those that the file sets. Raises ScenarioError as `load` does, ValueError on
    another edge.
    """
    from sim.scenario.as_of import read_as_of

    return Scenario(read_as_of(file_of(source), edge, parameters))
