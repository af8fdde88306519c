"""What a number in a run rests on: the source of a stance, and the assumptions of the scenario that cover it."""

from collections.abc import Iterable, Sequence

from sim.scenario.overrides import canonical_path
from sim.vocabulary.case import Case


class Evidence:
    """Sources and assumptions of one case, looked up by actor and issue."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._covered = [
            (assumption.id, tuple(canonical_path(case, path) for path in assumption.paths))
            for assumption in case.assumptions
        ]

    def limits(self, actor: str, issues: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The source of an actor's limit on the first of these issues, and ids of the assumptions behind them all.

        The source is empty where there is none.
        """
        return self._source(actor, issues[0]), self._assumptions(
            f"actors.{actor}.stances.{issue}.limit" for issue in issues
        )

    def gain(self, actor: str) -> tuple[str, ...]:
        """Ids of the assumptions behind what a text is worth to an actor, and behind its lines."""
        known = self._case.actors.get(actor)
        issues = () if known is None else tuple(known.stances)
        fields = ("position", "salience", "responsiveness")
        own = tuple(f"actors.{actor}.{name}" for name in ("isolation", "join", "priority"))
        return self._assumptions(
            (*own, *(f"actors.{actor}.stances.{issue}.{name}" for issue in issues for name in fields))
        )

    def _source(self, actor: str, issue: str) -> str:
        """The first source of a limit, or of the stance it belongs to."""
        known = self._case.actors.get(actor)
        stance = None if known is None else known.stances.get(issue)
        if stance is None:
            return ""
        sources = (*(stance.limit.source if stance.limit is not None else ()), *stance.source)
        return sources[0] if sources else ""

    def _assumptions(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Ids of the assumptions that control one of these paths, or something within it."""
        wanted = tuple(paths)
        return tuple(
            name for name, covered in self._covered if any(_within(path, each) for path in covered for each in wanted)
        )


def _within(path: str, whole: str) -> bool:
    """Whether a path is another, or lies within it."""
    return path == whole or path.startswith(f"{whole}.")
