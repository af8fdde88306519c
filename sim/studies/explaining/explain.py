"""Why a run came out as it did: the chain back from the outcome, what moved the text, near misses, and but for."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from attrs import asdict, frozen

from sim.engine.run import Run
from sim.studies.explaining.but_for import ButFor, Presence, Tried, try_links
from sim.studies.explaining.causes import Link, chain_of
from sim.studies.explaining.grounds import Grounds
from sim.studies.explaining.links import candidates_of
from sim.studies.explaining.near_misses import NearMiss, near_misses
from sim.studies.explaining.numbers import numbers_of
from sim.studies.explaining.sentences import Names, sentence
from sim.studies.explaining.telling_trails import crossed_words, failed_words, trail_words
from sim.studies.explaining.trails import Trail, texts_of, trails_of
from sim.studies.explaining.trials import Progress
from sim.vocabulary import events as e

Rows = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]
"""A table: its title, the names of its columns, its rows."""


@frozen
class VoteTerms:
    """Why one member voted as it did: gain and the day's luck against its lines, and what each issue gave.

    Whatever ends in _m is thousandths of a gain point.
    """

    seq: int
    actor: str
    vote: str
    numbers: Mapping[str, Any]
    issues_m: Mapping[str, int]
    assumptions: tuple[str, ...]


@frozen
class Explanation:
    """Why a run came out as it did. chain: latest link first. issues: what moved each issue, in issue order.

    votes: of the vote that decided, if there was one. near_misses: nearest first. but_for and matrix are empty
    unless they were asked for; columns: link to words, of the matrix.
    """

    run: str
    scenario: str
    seed: int
    outcome: Mapping[str, Any]
    words: str
    findings: tuple[str, ...]
    chain: tuple[Link, ...]
    issues: tuple[Trail, ...]
    votes: tuple[VoteTerms, ...]
    near_misses: tuple[NearMiss, ...]
    but_for: tuple[ButFor, ...] = ()
    matrix: tuple[Presence, ...] = ()
    columns: Mapping[str, str] = {}

    def as_plain(self) -> dict[str, Any]:
        """All of it as dicts, lists and numbers, for JSON."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    def __rich__(self) -> str:
        """The explanation as rich shows it in a terminal or notebook."""
        parts = [self.words, *self.findings]
        for title, head, rows in self._tables():
            parts += ["", f"{title}:", *("  ".join(row) for row in (head, *rows))]
        return "\n".join(part.replace("[", "\\[") for part in parts)

    def _repr_html_(self) -> str:
        """The explanation as a notebook shows it."""
        parts = [f"<p><strong>{escape(self.words)}</strong></p>"]
        parts += [f"<p>{escape(words)}</p>" for words in self.findings]
        for title, head, rows in self._tables():
            heads = "".join(f"<th>{escape(name)}</th>" for name in head)
            body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
            parts.append(f"<table><caption>{escape(title)}</caption><tr>{heads}</tr>{body}</table>")
        return "".join(parts)

    def _tables(self) -> list[Rows]:
        chain = [(str(x.seq), x.at, x.words, ", ".join((x.source, *x.assumptions)).strip(", ")) for x in self.chain]
        found: list[Rows] = [("Back from the outcome", ("event", "time", "what", "rests on"), chain)]
        if self.but_for:
            rows = [(x.words, x.verdict, f"{x.same} of {x.n}", f"{x.low:.0%}-{x.high:.0%}") for x in self.but_for]
            found.append(("But for", ("without", "verdict", "same outcome", "interval"), rows))
        if self.near_misses:
            near = [(str(x.seq), x.words) for x in self.near_misses]
            found.append(("Near misses", ("event", "what"), near))
        return found


def explain(
    run: Run,
    *,
    but_for: bool = False,
    matrix: bool = False,
    n: int = 100,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Explanation:
    """Why a run came out as it did.

    but_for: take each link away in n runs, and count how often the outcome stays the same. matrix: in which outcomes
    of n runs each link shows. jobs: processes at work; more than one needs a main module that can be imported.
    Raises LookupError where the run holds no outcome, ValueError on n below 1.
    """
    texts = texts_of(run)
    trails, chain = trails_of(run, texts), chain_of(run, texts)
    tried = Tried()
    if but_for or matrix:
        candidates = candidates_of(run, texts, trails, [link.seq for link in chain])
        tried = try_links(run, candidates, n, but_for=but_for, matrix=matrix, jobs=jobs, progress=progress)
    names = Names(run.scenario.case)
    findings = [*failed_words(run, names, trails, texts), *crossed_words(names, trails), *trail_words(names, trails)]
    return Explanation(
        run.id, run.scenario.base.id, run.seed, _outcome(run), sentence(names, run.events[_seq(run)]),
        tuple(findings), chain, trails, _votes(run), near_misses(run), tried.but_for, tried.matrix, tried.columns,
    )  # fmt: skip


def _outcome(run: Run) -> dict[str, Any]:
    outcome = run.outcome
    text = None if outcome.text is None else {key: outcome.text[key] for key in run.scenario.setting.space.keys}
    return {"form": outcome.form, "text": text, "yes": outcome.yes, "no": outcome.no,
            "abstain": outcome.abstain, "draft": outcome.draft, "days_m": outcome.days_m}  # fmt: skip


def _seq(run: Run) -> int:
    return next(event.seq for event in reversed(run.events) if isinstance(event.payload, e.OutcomeReached))


def _votes(run: Run) -> tuple[VoteTerms, ...]:
    """The terms of every vote on the draft that the outcome names."""
    grounds = Grounds(run.scenario.case)
    found = []
    for event in run.events:
        data: Any = event.payload
        if isinstance(data, e.VoteCast) and data.draft == run.outcome.draft:
            crossed = [issue for issue, _, _ in data.terms["crossed"]]
            paths = [grounds.limit_path(event.actor, issue) for issue in crossed] or grounds.gain_paths(event.actor)
            numbers = {name: value for name, value in numbers_of(data).items() if name not in ("issues_m", "vote")}
            issues = dict(data.terms["issues_m"])
            found.append(VoteTerms(event.seq, event.actor, data.vote, numbers, issues, grounds.assumptions(paths)))
    return tuple(found)


def _plain(value: Any) -> Any:
    """Tuples as lists, shares to four places: what JSON can hold, the same on every machine."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value
