"""What a case rests on: how many of its facts name a source, how well positions are supported, and the sources."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import frozen

from sim.pages import Block, Fact, Facts, Link, Links, Paragraph
from sim.scenario.canon import natural_order
from sim.vocabulary.actors import Stance
from sim.vocabulary.case import Case
from sim.words.numbers import percent


@frozen
class CitedKind:
    """Facts of one kind."""

    kind: str
    facts: int
    cited: int
    """Those that name a source."""


@frozen
class Cited:
    """What a case rests on."""

    kinds: tuple[CitedKind, ...]
    facts: int
    cited: int
    evidence: Mapping[str, int]
    """How well positions are supported, to how many are so."""
    sources: Mapping[str, tuple[str, str]]
    """Key of each source to its words and its address, which may be empty; those that are named on a page first."""
    named: int
    """How many of them are named."""


def cited(case: Case, named: Iterable[str] = ()) -> Cited:
    """Count the facts of a case, and those with a source. named: keys of sources that a page names."""
    counted = [CitedKind(kind, len(rows), sum(map(bool, rows))) for kind, rows in _facts(case).items() if rows]
    wanted = set(named)
    keys = sorted(case.bibliography, key=lambda key: (key not in wanted, natural_order(key)))
    sources = {key: (_words(case, key), case.bibliography[key].url) for key in keys}
    evidence = Counter(str(stance.evidence) for stance in _stances(case))
    return Cited(
        tuple(counted), sum(each.facts for each in counted), sum(each.cited for each in counted),
        {level: evidence[level] for level in sorted(evidence)}, sources, sum(key in wanted for key in keys),
    )  # fmt: skip


def _words(case: Case, key: str) -> str:
    source = case.bibliography[key]
    return ", ".join(filter(None, (source.title, source.date)))


def _stances(case: Case) -> Iterator[Stance]:
    for actor in case.actors.values():
        yield from actor.stances.values()


def _facts(case: Case) -> dict[str, list[tuple[str, ...]]]:
    """Kind of fact to the sources of each."""
    actors = case.actors.values()
    history = case.history
    limits = [stance.limit for stance in _stances(case) if stance.limit is not None]
    came = [] if history is None else [history.source]
    if history is not None:
        came += [check.source for check in history.checks] + [product.source for product in history.products]
    return {
        "timeline entries": [entry.source for entry in case.timeline],
        "positions and priorities": [stance.source for stance in _stances(case)],
        "limits": [limit.source for limit in limits],
        "actors": [actor.source for actor in actors],
        "background": [each.source for each in case.background],
        "assumptions": [each.source for each in case.assumptions],
        "earlier crises": [each.source for each in case.memory],
        "what really came": came,
    }


def blocks(found: Cited) -> Iterator[Block]:
    """The share of facts that are cited, by kind, and the sources that the page names."""
    kinds = ", ".join(f"{each.kind} {each.cited} of {each.facts}" for each in found.kinds)
    facts = [Fact("Cited", (f"{found.cited} of {found.facts} facts of the file ({_share(found)})", kinds))]
    if found.evidence:
        said = ", ".join(f"{k} {_LEVELS.get(level, level)}" for level, k in found.evidence.items())
        facts.append(Fact("Positions", (f"{said}; a number is coding: only notes and sources are evidence",)))
    yield Facts(tuple(facts))
    shown = tuple(Link(key, *source) for key, source in list(found.sources.items())[: found.named])
    if shown:
        yield Links(shown, "Sources named on this page")
    others = len(found.sources) - found.named
    if others:
        yield Paragraph(f"The file has {others} {'more ' if shown else ''}source{'s' if others > 1 else ''}.")


_LEVELS: Final = {
    "well_evidenced": "well evidenced",
    "partly_evidenced": "partly evidenced",
    "judgement": "judged",
    "guess": "guessed",
}


def _share(found: Cited) -> str:
    return percent(found.cited / found.facts) if found.facts else "none"
