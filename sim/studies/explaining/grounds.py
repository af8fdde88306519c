"""What a number in a run rests on: the source of a stance, and the assumptions of the scenario that cover it."""

from collections.abc import Iterable

from sim.scenario.overrides import canonical_path
from sim.vocabulary.case import Case


class Grounds:
    """Sources and assumptions of one case, looked up by path."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._covered = [
            (assumption.id, tuple(canonical_path(case, path) for path in assumption.paths))
            for assumption in case.assumptions
        ]

    def assumptions(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Ids of the assumptions that control one of these paths, or something within it."""
        wanted = tuple(paths)
        return tuple(
            name for name, covered in self._covered if any(_within(path, each) for path in covered for each in wanted)
        )

    def limit_path(self, actor: str, issue: str) -> str:
        """The full path of an actor's limit on an issue."""
        return f"actors.{actor}.stances.{issue}.limit"

    def limit_source(self, actor: str, issue: str) -> str:
        """The first source of an actor's limit on an issue, or of its stance there; empty where there is none."""
        known = self._case.actors.get(actor)
        stance = None if known is None else known.stances.get(issue)
        if stance is None:
            return ""
        sources = (*(stance.limit.source if stance.limit is not None else ()), *stance.source)
        return sources[0] if sources else ""

    def gain_paths(self, actor: str) -> tuple[str, ...]:
        """The full paths of all that says what a text is worth to an actor, and where its lines are."""
        known = self._case.actors.get(actor)
        issues = () if known is None else tuple(known.stances)
        fields = ("position", "salience", "responsiveness")
        own = tuple(f"actors.{actor}.{name}" for name in ("isolation", "join", "priority"))
        return (*own, *(f"actors.{actor}.stances.{issue}.{name}" for issue in issues for name in fields))


def _within(path: str, whole: str) -> bool:
    """Whether a path is another, or lies within it."""
    return path == whole or path.startswith(f"{whole}.")
