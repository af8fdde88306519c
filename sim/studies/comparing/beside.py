"""What came of several runs, beside one another: form, vote, day, the text rung by rung, and the drafts over time."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from sim.engine.run import Run
from sim.vocabulary import events as e
from sim.vocabulary.texts import Text


@frozen
class Rungs:
    """One issue of the text. strengths, words: one a run, None and empty where it has no text, or not this issue."""

    issue: str
    strengths: tuple[int | None, ...]
    words: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the runs differ in it."""
        return len(set(self.strengths)) > 1


@frozen
class Ballot:
    """How one member voted. votes: one a run, empty where it cast none."""

    actor: str
    votes: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether it voted otherwise in one of the runs."""
        return len(set(self.votes)) > 1


@frozen
class Outcomes:
    """What came of each run, one value a run. tallies: (yes, no, abstain), None where there was no vote.

    days_m: thousandths of a day from the scenario's clock, None where it never ran; at: minutes. text: that of the
    product or of the draft that fell.
    """

    forms: tuple[str, ...]
    drafts: tuple[str, ...]
    tallies: tuple[tuple[int, int, int] | None, ...]
    days_m: tuple[int | None, ...]
    at: tuple[int, ...]
    text: tuple[Rungs, ...]
    votes: tuple[Ballot, ...]


@frozen
class Version:
    """One version of a draft. times, texts: one a run, None where it never came to that version.

    kept: whether it stood in all runs alike, to the minute.
    """

    draft: str
    version: int
    times: tuple[int | None, ...]
    texts: tuple[Text | None, ...]

    @property
    def kept(self) -> bool:
        """Whether it was the same in all runs, to the minute."""
        return len(set(self.times)) == 1 and all(text == self.texts[0] for text in self.texts)


def outcomes_of(runs: Sequence[Run]) -> Outcomes:
    """The outcomes of runs beside one another. Raises LookupError where a run holds none."""
    found = [run.outcome for run in runs]
    return Outcomes(
        tuple(outcome.form for outcome in found),
        tuple(outcome.draft for outcome in found),
        tuple((x.yes, x.no, x.abstain) if x.votes else None for x in found),
        tuple(outcome.days_m for outcome in found),
        tuple(outcome.at for outcome in found),
        _rungs(runs, [_text(run) for run in runs]),
        _ballots([outcome.votes for outcome in found]),
    )


def _text(run: Run) -> Text:
    """The text of the product, or of the draft that fell; nothing where none was voted on."""
    if run.outcome.text is not None:
        return run.outcome.text
    fell = (x.payload for x in reversed(run.events) if isinstance(x.payload, e.DraftVetoed | e.DraftFailed))
    last = next(fell, None)
    return last.text if last is not None and last.draft == run.outcome.draft else {}


def _rungs(runs: Sequence[Run], texts: Sequence[Text]) -> tuple[Rungs, ...]:
    ladders = [
        {issue.key: {rung.strength: rung.words for rung in issue.rungs} for issue in run.scenario.case.issues}
        for run in runs
    ]
    issues = dict.fromkeys(issue for ladder in ladders for issue in ladder)
    found = []
    for issue in issues:
        strengths = tuple(text.get(issue) for text in texts)
        if any(strength is not None for strength in strengths):
            pairs = zip(ladders, texts, strict=True)
            found.append(Rungs(issue, strengths, tuple(_words(issue, ladder, text) for ladder, text in pairs)))
    return tuple(found)


def _words(issue: str, ladder: Mapping[str, Mapping[int, str]], text: Text) -> str:
    return ladder.get(issue, {}).get(text[issue], "") if issue in text else ""


def _ballots(by: Sequence[Mapping[str, str]]) -> tuple[Ballot, ...]:
    members = dict.fromkeys(member for votes in by for member in votes)
    return tuple(Ballot(member, tuple(votes.get(member, "") for votes in by)) for member in members)


def drafts_of(runs: Sequence[Run]) -> tuple[Version, ...]:
    """Every version of every draft, in the order in which drafts first came."""
    texts: list[dict[tuple[str, int], tuple[int, Text]]] = []
    for run in runs:
        mine: dict[tuple[str, int], tuple[int, Text]] = {}
        for event in run.events:
            data = event.payload
            if isinstance(data, e.DraftCirculated):
                mine[data.draft, 1] = event.t, data.text
            elif isinstance(data, e.DraftAmended):
                mine[data.draft, data.version] = event.t, data.text
        texts.append(mine)
    first = {draft: t for mine in reversed(texts) for (draft, version), (t, _) in mine.items() if version == 1}
    names = sorted({name for mine in texts for name in mine}, key=lambda name: (first.get(name[0], 0), *name))
    return tuple(_version(name, [mine.get(name) for mine in texts]) for name in names)


def _version(name: tuple[str, int], found: Sequence[tuple[int, Text] | None]) -> Version:
    times = tuple(None if each is None else each[0] for each in found)
    return Version(*name, times, tuple(None if each is None else each[1] for each in found))
