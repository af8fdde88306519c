"""The scenarios that come with the package."""

from collections.abc import Sequence

from attrs import field, frozen

from sim.pages import Fact, Facts, Next, Page
from sim.scenario import library
from sim.scenario.reader import read
from sim.vocabulary.shown import shown


@frozen
class CaseListed:
    """One scenario that comes with the package."""

    id: str
    title: str
    question: str
    file: str
    summary: str = field(metadata={"json": None})
    """What really came of it; empty where the file does not say."""


@frozen
class Cases:
    """All scenarios that come with the package."""

    cases: tuple[CaseListed, ...]

    def __repr__(self) -> str:
        return f"<Cases: {', '.join(each.id for each in self.cases)}>"

    def _repr_html_(self) -> str | None:
        return shown(self)


def cases() -> Cases:
    """The scenarios that come with the package, each of which can be named in place of a file."""
    return Cases(tuple(_listed(name) for name in library.cases()))


def _listed(name: str) -> CaseListed:
    path = library.cases()[name]
    case = read(path)
    return CaseListed(name, case.title, case.question, str(path), case.history.summary if case.history else "")


def page(found: Cases, following: Sequence[str] = ()) -> Page:
    """Each case with its question and what really came of it."""
    rows = [
        Fact(each.id, (each.title, each.question, *([f"In reality: {each.summary}"] if each.summary else [])))
        for each in found.cases
    ]
    blocks = (Facts(tuple(rows)),)
    return (*blocks, Next(tuple(following))) if following else blocks
