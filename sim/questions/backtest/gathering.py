"""Which files a back-test is about: those named, or all in a folder; what cannot be read, and what cannot be scored."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from sim.engine.loading import load, load_as_of
from sim.engine.scenario import Scenario
from sim.scenario.library import ENDS, episodes, file_of
from sim.scenario.problems import Problem, ScenarioError, listed
from sim.vocabulary.case import Entry
from sim.vocabulary.texts import PRODUCTS, Role, keys_with


@frozen(eq=False)
class Episode:
    """A case with what came of it, and the same case as somebody could have written it on the day."""

    path: Path
    whole: Scenario
    """As the file has it. Only what came of it is read from this."""
    as_of: Scenario
    """As of the trigger, or of the first draft: what is played."""

    @property
    def id(self) -> str:
        """The case's id."""
        return self.whole.base.id

    @property
    def name(self) -> str:
        """What to call it on the command line: the id of an episode that comes with turtlebay, else its file."""
        return self.id if episodes().get(self.id) == self.path else str(self.path)

    @property
    def draft(self) -> Entry | None:
        """The first draft, where it was known."""
        return next((entry for entry in self.as_of.base.timeline if entry.kind == "draft"), None)


@frozen
class Gathered:
    """The episodes of a back-test, in the order of their ids."""

    episodes: tuple[Episode, ...]
    """Those that can be scored."""
    unscored: tuple[Episode, ...]
    """Those without a history: played, not scored."""
    refused: tuple[Problem, ...]
    """What is wrong with the files that cannot be played."""
    edge: str
    """trigger or draft: as of which they were read."""
    parameters: Mapping[str, str]
    """Parameters that were set in every episode, such as a rule that is switched off."""


def gather(names: Sequence[str], edge: str, parameters: Mapping[str, str] | None = None) -> Gathered:
    """Read every file that is named, or stands in a folder that is named; the shipped episodes where nothing is.

    edge: trigger or draft. parameters: set in every episode. A file that cannot be read is refused, and the others are
    read all the same. Raises ScenarioError where a folder holds no scenario file.
    """
    found: dict[str, Episode] = {}
    refused: list[Problem] = []
    for path in _paths(names):
        try:
            episode = Episode(path, load(path), load_as_of(path, edge, parameters))
        except ScenarioError as error:
            refused += error.problems
            continue
        other = found.get(episode.id)
        wrong = _twice(path, episode.id, other) if other is not None else _history(episode)
        if wrong is None:
            found[episode.id] = episode
        else:
            refused.append(wrong)
    ordered = [found[name] for name in sorted(found)]
    told = [each for each in ordered if each.whole.base.history is not None and each.as_of.base.timeline]
    unscored = tuple(each for each in ordered if each not in told)
    return Gathered(tuple(told), unscored, tuple(refused), edge, parameters or {})


def _paths(names: Iterable[str]) -> list[Path]:
    paths: dict[Path, None] = {}
    for name in names:
        folder = Path(name)
        if folder.is_dir():
            inside = sorted(path for path in folder.rglob("*") if path.suffix in ENDS and path.is_file())
            if not inside:
                message = "the folder holds no scenario file"
                raise ScenarioError([Problem(name, None, None, "", name, message, f"files that end in {listed(ENDS)}")])
            paths |= dict.fromkeys(inside)
        else:
            paths[file_of(name)] = None
    return list(paths) if names else list(episodes().values())


def _twice(path: Path, name: str, other: Episode) -> Problem:
    return Problem(str(path), 1, 1, "id", name, f"the id is that of {other.path} as well", "an id of its own")


def _history(episode: Episode) -> Problem | None:
    """What is wrong with a history that no run could come to."""
    case = episode.whole.base
    if case.history is None or case.history.form not in PRODUCTS:
        return None
    forms = keys_with(case.issues, Role.FORM)
    ladder = [rung.key for issue in case.issues if issue.key in forms for rung in issue.rungs]
    if case.history.form in ladder:
        return None
    message = f"'{case.history.form}' is on no rung of the ladder of forms, so no run can come to it"
    return Problem(str(episode.path), 1, 1, "history.form", case.history.form, message, listed(ladder))
