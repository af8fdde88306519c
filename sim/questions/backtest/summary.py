"""What forecasters are worth over all episodes: scores with intervals, side by side."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from attrs import field, frozen

from sim.questions.backtest.bootstrap import Estimate, Resamples, Sampled
from sim.questions.backtest.forecasts import VOTES, Forecaster, Real, probabilities
from sim.questions.backtest.scoring import Scored, Seat, all_scored
from sim.vocabulary.outcome import FORMS

BINS = 10
"""Bins of probability, of equal width."""


@frozen
class Bin:
    """Forecasts of one form each, whose probabilities lie together."""

    low: float
    high: float
    """From low on, and below high; the last bin holds 1 as well."""
    n: int
    said: float = field(metadata={"digits": 4})
    """Their mean probability."""
    came: int
    """How many came true."""


@frozen
class Calibration:
    """Whether what is said to be likely comes as often. Bins without a forecast are left out."""

    forms: tuple[Bin, ...]
    """The probabilities of all six forms of each episode."""
    named: tuple[Bin, ...]
    """Those of the form named alone."""


@frozen
class Confusion:
    """Which forms are taken for which."""

    counts: Mapping[str, Mapping[str, int]]
    """Real form to form named to episodes."""


@frozen
class ChapterVII:
    """Whether the text rests on Chapter VII, in episodes with a text adopted or vetoed."""

    n: int
    came: int
    """How many really do."""
    missing: int
    """Episodes of which nothing was said; in accuracy wrong, in Brier one half."""
    right: int
    accuracy: Estimate
    brier: Estimate


@frozen
class Days:
    """The day of the outcome, in episodes that have one."""

    n: int
    missing: int
    """Episodes without an interval; they are not covered, and have no part in width and interval score."""
    covered: int
    """Episodes whose 80 % interval holds the real day."""
    coverage: Estimate
    width: Estimate | None
    """Median width of the interval, in days."""
    interval_score: Estimate | None
    """Mean interval score of log(day + 1); lower is better."""
    factor: Estimate | None
    """Median of (day said + 1) / (real day + 1); below 1 it is too early."""
    error: Estimate | None
    """Median factor by which the day said is wrong, early or late; 1 or more."""


@frozen
class Seats:
    """Seat by seat, in episodes where a vote was held."""

    votes: int
    seats: int
    missing: int
    """Seats of which nothing was said; they count as wrong."""
    accuracy: Estimate
    balanced: Estimate
    """The mean of the shares found of yes, of abstain and of no, of those that occur."""
    elected_dissent: Estimate | None
    """Elected members that did not vote yes: the share of which no yes was said."""
    permanent_dissent: Estimate | None
    """The same of permanent members."""
    abstentions_said: float | None = field(metadata={"digits": 4})
    """Abstentions a vote, in votes of which anything was said."""
    abstentions_real: float | None = field(metadata={"digits": 4})
    """Those that came, in the same votes."""
    elected_abstentions_said: float | None = field(metadata={"digits": 4})
    """The same of elected members alone."""
    elected_abstentions_real: float | None = field(metadata={"digits": 4})
    elected_abstentions_mean: float | None = field(metadata={"digits": 4})
    """Abstentions of elected members that a run's vote has on average: many seats with a small chance each add up,
    where the most common vote of each is yes."""


@frozen
class Scores:
    """What one forecaster is worth. None where it does not speak of it, or no episode has it."""

    forecaster: str
    n: int
    """Episodes."""
    hits: int | None
    """Episodes whose form is the form named."""
    hit: Estimate | None
    log: Estimate | None
    """Mean natural log score; higher is better, 0 is best."""
    brier: Estimate | None
    """Mean Brier score over the six forms; lower is better."""
    calibration: Calibration | None
    confusion: Confusion | None
    chapter_vii: ChapterVII | None
    day: Days | None
    votes: Seats | None


@frozen
class Differences:
    """The first forecaster's scores less another's, over the same episodes, with paired intervals."""

    against: str
    """The other forecaster."""
    scores: Mapping[str, Estimate]
    """Score to difference, of what both speak of. Above 0 the first is better, but for brier, chapter_vii_brier and
    interval_score."""


@frozen
class Compared:
    """All forecasters on the same episodes."""

    episodes: int
    files: int
    """Crisis files."""
    scores: tuple[Scores, ...]
    differences: tuple[Differences, ...]
    """Of the first forecaster from each other one."""


def compare(reals: Iterable[Real], forecasters: Sequence[Forecaster]) -> Compared:
    """Scores of all forecasters, and differences of the first from the others.

    Raises ValueError where two episodes have one id or there is none, KeyError where a forecaster says nothing of one.
    """
    ordered = tuple(sorted(reals, key=lambda real: real.id))
    twice = [id_ for id_, count in Counter(real.id for real in ordered).items() if count > 1]
    if twice or not ordered:
        raise ValueError(f"two episodes are called {twice[0]}" if twice else "no episode to score")
    resamples = Resamples.of(real.file for real in ordered)
    found = [(each.name, all_scored(ordered, each)) for each in forecasters]
    return Compared(
        len(ordered), len(resamples.counts),
        tuple(scores(name, said, resamples) for name, said in found),
        tuple(differences(found[0][1], name, said, resamples) for name, said in found[1:]),
    )  # fmt: skip


def scores(name: str, said: Sequence[Scored], resamples: Resamples) -> Scores:
    """What one forecaster is worth."""
    found = {key: each.estimate for key, each in _means(said, resamples).items()}
    forms = [each for each in said if each.shares]
    return Scores(
        name, len(said), sum(bool(each.hit) for each in forms) if forms else None,
        found.get("hit"), found.get("log"), found.get("brier"),
        _calibration(forms) if forms else None, _confusion(forms) if forms else None,
        _chapter_vii(said, found), _days(said, found, resamples), _seats(said, found),
    )  # fmt: skip


def differences(first: Sequence[Scored], against: str, other: Sequence[Scored], resamples: Resamples) -> Differences:
    """The first less the other; interval scores over those episodes where both give an interval."""
    both = {each.id for each in first if _has_interval(each)} & {each.id for each in other if _has_interval(each)}
    ours, theirs = _means(first, resamples, both), _means(other, resamples, both)
    return Differences(against, {key: ours[key].less(theirs[key]).estimate for key in ours if key in theirs})


def _has_interval(each: Scored) -> bool:
    return each.day is not None and each.day.interval_score is not None


def _means(said: Sequence[Scored], resamples: Resamples, among: set[str] | None = None) -> dict[str, Sampled]:
    """Every score that is a mean. among: ids of the episodes whose interval scores count; left out: all."""
    chapters = [(each.file, each.chapter_vii) for each in said if each.chapter_vii is not None]
    days = [(each, each.day) for each in said if each.day is not None]
    seats = [(each.file, seat) for each in said for seat in each.votes or ()]
    items = {
        "hit": [(each.file, float(each.hit)) for each in said if each.hit is not None],
        "log": [(each.file, each.log) for each in said if each.log is not None],
        "brier": [(each.file, each.brier) for each in said if each.brier is not None],
        "chapter_vii": [(file, float(each.right)) for file, each in chapters],
        "chapter_vii_brier": [(file, each.brier) for file, each in chapters],
        "coverage": [(each.file, float(day.covered)) for each, day in days],
        "interval_score": [
            (each.file, day.interval_score)
            for each, day in days
            if day.interval_score is not None and (among is None or each.id in among)
        ],
        "accuracy": [(file, float(seat.said == seat.real)) for file, seat in seats],
        "elected_dissent": _dissent(seats, permanent=False),
        "permanent_dissent": _dissent(seats, permanent=True),
    }
    found = {key: resamples.mean(numbers) for key, numbers in items.items()}
    found["balanced"] = resamples.mean_of_means(
        [[(file, float(seat.said == vote)) for file, seat in seats if seat.real == vote] for vote in VOTES]
    )
    return {key: each for key, each in found.items() if each is not None}


def _dissent(seats: Sequence[tuple[str, Seat]], *, permanent: bool) -> list[tuple[str, float]]:
    """Of those members that did not vote yes, whether something else than yes was said of them."""
    return [
        (file, float(seat.said not in ("yes", None)))
        for file, seat in seats
        if seat.permanent is permanent and seat.real != "yes"
    ]


def _calibration(said: Sequence[Scored]) -> Calibration:
    pairs = [(form, probability, each) for each in said for form, probability in probabilities(each.shares).items()]
    return Calibration(
        _bins([(probability, form == each.real) for form, probability, each in pairs]),
        _bins([(probability, form == each.real) for form, probability, each in pairs if form == each.named]),
    )


def _bins(said: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Forecasts sorted into bins; rounding errors move none over an edge."""
    held = sorted((min(BINS - 1, int(round(probability, 9) * BINS)), probability, came) for probability, came in said)
    bins = []
    for number, members in groupby(held, key=lambda each: each[0]):
        inside = list(members)
        mean = sum(probability for _, probability, _ in inside) / len(inside)
        bins.append(Bin(number / BINS, (number + 1) / BINS, len(inside), mean, sum(came for *_, came in inside)))
    return tuple(bins)


def _confusion(said: Sequence[Scored]) -> Confusion:
    counts = Counter((each.real, each.named) for each in said)
    return Confusion({real: {named: counts[real, named] for named in FORMS} for real in FORMS})


def _chapter_vii(said: Sequence[Scored], found: Mapping[str, Estimate]) -> ChapterVII | None:
    texts = [each.chapter_vii for each in said if each.chapter_vii is not None]
    if not texts:
        return None
    return ChapterVII(
        len(texts), sum(each.real for each in texts), sum(each.said is None for each in texts),
        sum(each.right for each in texts), found["chapter_vii"], found["chapter_vii_brier"],
    )  # fmt: skip


def _days(said: Sequence[Scored], found: Mapping[str, Estimate], resamples: Resamples) -> Days | None:
    days = [(each.file, each.day) for each in said if each.day is not None]
    if not days:
        return None
    medians = (
        [(file, float(day.high - day.low)) for file, day in days if day.low is not None and day.high is not None],
        [(file, day.factor) for file, day in days if day.factor is not None],
        [(file, day.error) for file, day in days if day.error is not None],
    )
    width, factor, error = (None if (each := resamples.median(items)) is None else each.estimate for items in medians)
    return Days(
        len(days), sum(day.interval_score is None for _, day in days), sum(day.covered for _, day in days),
        found["coverage"], width, found.get("interval_score"), factor, error,
    )  # fmt: skip


def _seats(said: Sequence[Scored], found: Mapping[str, Estimate]) -> Seats | None:
    votes = [each.votes for each in said if each.votes is not None]
    if not votes:
        return None
    seats = [seat for vote in votes for seat in vote]
    told = [vote for vote in votes if any(seat.said is not None for seat in vote)]
    of_elected = [[seat for seat in vote if not seat.permanent] for vote in told]
    (all_said, all_real), (elected_said, elected_real) = _abstentions(told), _abstentions(of_elected)
    return Seats(
        len(votes), len(seats), sum(seat.said is None for seat in seats),
        found["accuracy"], found["balanced"], found.get("elected_dissent"), found.get("permanent_dissent"),
        all_said, all_real, elected_said, elected_real, _mean_abstentions(of_elected),
    )  # fmt: skip


def _mean_abstentions(votes: Sequence[Sequence[Seat]]) -> float | None:
    """Abstentions a vote by their probabilities; None without votes."""
    return sum(seat.abstains or 0.0 for vote in votes for seat in vote) / len(votes) if votes else None


def _abstentions(votes: Sequence[Sequence[Seat]]) -> tuple[float, float] | tuple[None, None]:
    """Abstentions a vote, said and real; None without votes."""
    if not votes:
        return None, None
    said = sum(seat.said == "abstain" for vote in votes for seat in vote)
    real = sum(seat.real == "abstain" for vote in votes for seat in vote)
    return said / len(votes), real / len(votes)
