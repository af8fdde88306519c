"""A back-test as a page: how often the model was right, beside those who know less, and where it was wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from sim.experiment.statistics import LEVEL
from sim.pages import Block, Column, Fact, Facts, Lines, Page, Paragraph, Row, Table, Title
from sim.questions.backtest.bootstrap import Estimate
from sim.questions.backtest.rivals import SAME, WORDS
from sim.questions.backtest.study import MODEL_NAME, Backtest
from sim.questions.backtest.summary import Bin, Scores, Seats
from sim.vocabulary.outcome import FORMS
from sim.words.labels import FORM_WORDS
from sim.words.numbers import of_runs, percent

EDGES: Final[Mapping[str, str]] = {
    "trigger": "as of the trigger",
    "draft": "as of the first draft",
}

PERCENT: Final = f"{100 * LEVEL:.0f} %"


def page(found: Backtest) -> Page:
    """All that a back-test says."""
    count = len(found.episodes)
    blocks: list[Block] = [
        Title("Back-test", f"{counted(count, found.files)}, {EDGES[found.as_of]}, {found.n} runs each"),
        Paragraph(f"Shares are {of_runs(found.drawn)}{_with(found.sets)}."),
    ]
    if found.episodes:
        blocks += [_known(found), *_forms(found), *_calibration(found.scores[MODEL_NAME]), *_confusion(found)]
        blocks += [*_chapter_vii(found), *_days(found), *_votes(found), _episodes(found)]
    return (*blocks, *_notes(found))


def counted(episodes: int, files: int) -> str:
    """43 episodes of 12 files."""
    of = f"{files} file{'' if files == 1 else 's'}"
    return f"{episodes} episode{'' if episodes == 1 else 's'} of {of}"


def _with(sets: Mapping[str, str]) -> str:
    """What was set in every episode."""
    return "".join(f"; with {name} at {value}" for name, value in sets.items())


def _forms(found: Backtest) -> Iterator[Table]:
    """Hits and Brier scores; then log scores: learnt from other files, and from other years of the same file too."""
    first = [name for name, scores in found.scores.items() if scores.hits is not None and not name.endswith(SAME)]
    same = [name for name, scores in found.scores.items() if scores.hits is not None and name.endswith(SAME)]
    columns = (Column("forecaster", "words"), Column("hits", "number"), Column(PERCENT, "number"),
               Column("Brier", "number"), Column(PERCENT, "number"))  # fmt: skip
    rows = []
    for name in first:
        scores = found.scores[name]
        cells = (WORDS[name], f"{scores.hits} of {scores.n}", _share_ends(scores.hit), *two(scores.brier))
        rows.append(_row(name, cells))
    note = (
        f"Hits: the form named came. Brier: 0 is best, 2 worst. {PERCENT}: the interval from drawing the files again. "
        f"What a name is worth the others learn from other files."
    )
    yield Table(columns, rows, "The form that came", note)
    note = "Higher is better, and 0 is best."
    yield _logs(found, first, "Log score of the form that came", note)
    if any(
        found.scores[name].log != found.scores[name.removesuffix(SAME)].log
        for name in same
        if name.removesuffix(SAME) in found.scores
    ):
        title = "The same, where the others learn from other years of the same file too"
        yield _logs(found, [MODEL_NAME, *same], title)


def _logs(found: Backtest, names: Iterable[str], title: str, note: str = "") -> Table:
    columns = (Column("forecaster", "words"), Column("log score", "number"), Column(PERCENT, "number"),
               Column("the model's less it", "number"), Column(PERCENT, "number"))  # fmt: skip
    rows = [
        _row(name, (WORDS[name.removesuffix(SAME)], *two(found.scores[name].log), *two(_log_less(found, name), "+")))
        for name in names
    ]
    return Table(columns, rows, title, note)


def _row(name: str, cells: tuple[str, ...]) -> Row:
    return Row(cells, "strong" if name == MODEL_NAME else "")


def two(each: Estimate | None, sign: str = "") -> tuple[str, str]:
    """A score, and its interval; empty where there is none."""
    if each is None:
        return "", ""
    if not has_width(each):
        return f"{each.value:{sign}.2f}", ""
    return f"{each.value:{sign}.2f}", f"{each.low:{sign}.2f} to {each.high:{sign}.2f}"


def has_width(each: Estimate) -> bool:
    """Whether there is an interval to show: none comes of one file, nor of files that are all alike."""
    return each.low is not None and each.high is not None and each.low < each.high


def _share_ends(each: Estimate | None) -> str:
    return (
        "" if each is None or each.low is None or each.high is None else f"{percent(each.low)} to {percent(each.high)}"
    )


def _log_less(found: Backtest, name: str) -> Estimate | None:
    less = found.differences.get(name, {}).get("log")
    return less if isinstance(less, Estimate) else None


def _known(found: Backtest) -> Paragraph:
    dated = sum(each.is_dated for each in found.episodes)
    count = len(found.episodes)
    if found.as_of == "trigger":
        return Paragraph("Known: the act, the Council of that day, and what came before it; no sponsor and no draft.")
    rest = f"; {count - dated} episodes have no dated draft and are as of the trigger" if count > dated else ""
    return Paragraph(f"Known: all that came before the first draft reached the fifteen, and that draft{rest}.")


def _interval(each: Estimate | None, digits: int = 2) -> str:
    if each is None:
        return "-"
    ends = f" ({each.low:.{digits}f} to {each.high:.{digits}f})" if has_width(each) else ""
    return f"{each.value:.{digits}f}{ends}"


def _calibration(model: Scores) -> Iterator[Block]:
    if model.calibration is None:
        return
    columns = (Column("share of runs"), Column("forecasts", "number"), Column("mean", "number"),
               Column("came", "number"), Column("share that came", "number"))  # fmt: skip
    rows = [_bin(each) for each in model.calibration.forms]
    note = "Every form of every episode is a forecast. Where the last column is far from the mean, shares mislead."
    yield Table(columns, rows, "What shares of runs were worth", note)


def _bin(each: Bin) -> tuple[str, ...]:
    return (
        f"{percent(each.low)} to {percent(each.high)}", str(each.n), percent(each.said), str(each.came),
        percent(each.came / each.n),
    )  # fmt: skip


def _confusion(found: Backtest) -> Iterator[Block]:
    confusion = found.scores[MODEL_NAME].confusion
    if confusion is None:
        return
    named = [form for form in FORMS if any(confusion.counts[real][form] for real in FORMS)]
    columns = (Column("really"), *(Column(FORM_WORDS[form], "number", group="named") for form in named))
    rows = [
        (FORM_WORDS[real], *(str(confusion.counts[real][form]) for form in named))
        for real in FORMS
        if any(confusion.counts[real].values())
    ]
    yield Table(columns, rows, "Which form the model took for which")


def _chapter_vii(found: Backtest) -> Iterator[Block]:
    columns = (Column("forecaster", "words"), Column("right", "number"), Column("Brier", "words"))
    rows = [
        (WORDS[name], f"{each.right} of {each.n}", _interval(each.brier))
        for name, scores in found.scores.items()
        if (each := scores.chapter_vii) is not None and not name.endswith(SAME)
    ]
    if rows:
        note = "Episodes with a text adopted or vetoed. One that says nothing is wrong; in Brier it counts 0.5."
        yield Table(columns, rows, "Whether the text rests on Chapter VII", note)


def _days(found: Backtest) -> Iterator[Block]:
    columns = (
        Column("forecaster", "words"), Column("held", "number", "intervals that hold the real day"),
        Column("width", "number", "the median"), Column("interval score", "words", "lower is better"),
        Column("median", "number", "of the day said, where the real day is 1"),
        Column("factor", "number", "by which it is wrong, either way"),
    )  # fmt: skip
    rows = [
        (
            WORDS[name], f"{each.covered} of {each.n}",
            "-" if each.width is None else f"{each.width.value:.0f} days", _interval(each.interval_score),
            "-" if each.factor is None else f"{each.factor.value:.2f}",
            "-" if each.error is None else f"{each.error.value:.1f}",
        )
        for name, scores in found.scores.items()
        if (each := scores.day) is not None
    ]  # fmt: skip
    if rows:
        note = "80 % intervals of the day, in New York calendar days from the trigger."
        yield Table(columns, rows, "The day", note)


def _votes(found: Backtest) -> Iterator[Block]:
    """A row a measure, a column a forecaster: the measures are many and the forecasters few."""
    named = [(name, each) for name, scores in found.scores.items() if (each := scores.votes) is not None]
    measures: tuple[tuple[str, Callable[[Seats], str]], ...] = (
        ("right", lambda each: percent(each.accuracy.value)),
        ("balanced", lambda each: percent(each.balanced.value)),
        ("elected dissent", lambda each: _found(each.elected_dissent)),
        ("permanent dissent", lambda each: _found(each.permanent_dissent)),
        ("abstentions a vote, said and real", lambda each: _pair(each.abstentions_said, each.abstentions_real)),
        ("  of elected", lambda each: _pair(each.elected_abstentions_said, each.elected_abstentions_real)),
        ("  of elected, mean of the runs", lambda each: _mean(each.elected_abstentions_mean)),
        ("seats not spoken of", lambda each: f"{each.missing} of {each.seats}"),
    )
    if named:
        note = (
            "Balanced: the mean of the shares found of yes, of abstentions and of noes. Dissent: of members that did "
            "not vote yes, the share of which no yes was said. What is said is each seat's most common vote; the mean "
            "of the runs counts every abstention."
        )
        columns = (Column(""), *(Column(WORDS[name], "number") for name, _ in named))
        rows = [(said, *(measured(each) for _, each in named)) for said, measured in measures]
        yield Table(columns, rows, "Votes, seat by seat", note)


def _mean(found: float | None) -> str:
    return "-" if found is None else f"{found:.2f}"


def _pair(said: float | None, real: float | None) -> str:
    return "-" if said is None or real is None else f"{said:.2f}, {real:.2f}"


def _found(each: Estimate | None) -> str:
    return "-" if each is None else f"{percent(each.value)} of {each.n}"


def _episodes(found: Backtest) -> Table:
    columns = (Column("episode"), Column("came"), Column("the model named"), Column("its share", "number"),
               Column("real form's", "number"), Column("day", "number"), Column("80 % interval", "number"))  # fmt: skip
    rows = []
    for each in found.episodes:
        day = each.said.day
        said = each.said
        rows.append((
            said.id, FORM_WORDS[said.real], FORM_WORDS[said.named], percent(said.shares[said.named]),
            percent(said.shares[said.real]), "" if day is None else str(day.real),
            "" if day is None else "none" if day.low is None else f"{day.low} to {day.high}",
        ))  # fmt: skip
    return Table(columns, rows, "Episode by episode")


def _notes(found: Backtest) -> Iterator[Block]:
    facts = []
    if found.unscored:
        facts.append(Fact("Not scored", (f"{', '.join(found.unscored)}: no history, so there is nothing to compare",)))
    if found.notes:
        facts.append(Fact("Note", found.notes))
    if facts:
        yield Facts(tuple(facts))
    if found.refused:
        files = dict.fromkeys(each.file for each in found.refused)
        yield Lines(tuple(f"  {file}" for file in files), "Files that could not be read, and are in no score:")
