"""But for: what comes of a run when one link of it is taken away, on the same seeds or the same luck.

A limit or a timeline entry is taken out of the scenario, which is then played on the run's own seed and those after
it, with the link and without. A decision is dropped where it was taken, and both the run with it and the run without
go on from there with the same new lucks. In a run that is itself a fork everything is tried from its fork on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from sim.engine.run import Recipe, Run, check_recipe, fresh_luck
from sim.experiment.fewer_runs import is_decided, next_look
from sim.experiment.play import Experiment
from sim.experiment.statistics import Share
from sim.questions.explain.candidates import DECISION, ENTRY, Candidate, Signs
from sim.rules.gains import crosses
from sim.vocabulary.actors import Limit
from sim.vocabulary.outcome import FORMS, Outcome

MADE_IT, CAME_BEFORE, OPEN = "made it happen", "came before", "too close to tell"
"""What the runs say of a link: without it the outcome is mostly another, mostly the same, or either."""

_PLACES: Final = {"digits": 4}


@frozen
class Beyond:
    """How often a text came that goes beyond a limit: k of n runs with the limit in place, and without it."""

    actor: str
    issue: str
    limit: int
    k_with: int
    k_without: int


@frozen
class Instead:
    """An outcome that came in place of another, and in how many runs."""

    form: str
    text: Mapping[str, int] | None
    k: int


@frozen
class ButFor:
    """What comes of a run without one link."""

    id: str
    kind: str
    words: str
    seq: int
    """Of the event that shows the link first."""
    tried: str
    """On which runs."""
    verdict: str
    n: int
    """Runs with the link, and as many without."""
    asked: int
    """How many were asked for; the n that were played decided the verdict."""
    same: int
    """Runs of n with the same form and text as the run with the link."""
    share: float = field(metadata=_PLACES)
    """That share, 0-1."""
    low: float = field(metadata=_PLACES)
    high: float = field(metadata=_PLACES)
    """The ends of its interval, 0-1."""
    term: str
    """The words for it."""
    own_with: int
    """Runs with the link that end as the explained run did: same form, same text."""
    own_without: int
    """Runs without it that do."""
    forms_with: Mapping[str, int]
    """How often each form came with the link."""
    forms_without: Mapping[str, int]
    instead: Instead | None
    """The most common outcome among those that differ, from the run with the link and from the explained run."""
    beyond: tuple[Beyond, ...] = ()


@frozen
class Presence:
    """One row of the matrix: an outcome, in how many of n runs it came, and in how many of those each link shows."""

    form: str
    text: Mapping[str, int] | None
    k: int
    n: int
    links: Mapping[str, int]


@frozen
class _Test:
    """A link, the recipe of the runs with it, and that of the runs without it."""

    link: Candidate
    there: Recipe
    gone: Recipe


def take_away(
    run: Run, links: Sequence[Candidate], n: int, experiment: Experiment, every_run: bool = False
) -> tuple[ButFor, ...]:
    """Take each link away that can be, in n runs, or in so many of them as decide its verdict.

    every_run: in all n. Raises ForkError where the run was made by another model.
    """
    found: dict[str, ButFor] = {}
    tests = [test for link in links if (test := _test(run, link)) is not None]
    left, seen = tests, 0
    while left:
        before, seen = seen, n if every_run else next_look(seen, n)
        numbers = {recipe: _numbers(run, recipe, seen) for test in left for recipe in (test.there, test.gone)}
        experiment.progress.in_all = seen == n
        experiment.progress.limit((n - before) * len(numbers))
        runs = experiment.play(numbers, numbers.__getitem__)
        found |= {test.link.id: _tested(run, test, runs[test.there], runs[test.gone], n) for test in left}
        left = [test for test in left if not is_decided(found[test.link.id].same, seen, n)]
    return tuple(found[test.link.id] for test in tests)


def matrix_of(run: Run, links: Sequence[Candidate], n: int, experiment: Experiment) -> tuple[Presence, ...]:
    """In which outcomes of n runs each link that shows is there, the most common outcome first."""
    whole = _whole(run)
    named = {link.id: link.sign for link in links if link.sign is not None}
    runs = experiment.play([whole], _numbers(run, whole, n), Signs(tuple(named.values())))
    played = list(zip(runs[whole], runs.observed(whole), strict=True))
    counted = Counter(outcome.course for outcome, _ in played)
    rows = []
    for course, k in sorted(counted.items(), key=lambda item: (-item[1], _order(item[0]))):
        shown = [signs for outcome, signs in played if outcome.course == course]
        links_shown = {name: sum(signs[at] for signs in shown) for at, name in enumerate(named)}
        rows.append(Presence(*_form_and_text(course), k, n, links_shown))
    return tuple(rows)


def _whole(run: Run) -> Recipe:
    """The run's own recipe, to be played on other seeds, or its futures from where it was forked."""
    check_recipe(run)
    return run.what_if(run.forked_after + 1) if run.interventions else run.recipe


def _numbers(run: Run, recipe: Recipe, n: int) -> range:
    """New lucks of the moment that a recipe goes on from; seeds where it starts from the beginning."""
    first = fresh_luck(run) if recipe.interventions else run.seed
    return range(first, first + n)


def _test(run: Run, link: Candidate) -> _Test | None:
    """How a link is tried; None where it lies before a fork and can no longer be taken away."""
    begun = run.forked_after + 1
    if link.kind == DECISION:
        at = link.seq - 1
        return _Test(link, run.what_if(at), run.what_if(at, drops=(link.seq,))) if at >= begun else None
    whole = _whole(run)
    sets = tuple(each for actor, issue, _ in link.limits for each in _without_limit(run, actor, issue))
    if not run.interventions:
        return _Test(link, whole, whole.vary(sets, (link.entry,) if link.entry else ()))
    if link.kind == ENTRY:
        return _Test(link, whole, run.what_if(begun, drops=(link.seq,))) if link.seq > begun else None
    return _Test(link, whole, run.what_if(begun, sets))


def _tested(run: Run, test: _Test, there: Sequence[Outcome], gone: Sequence[Outcome], asked: int) -> ButFor:
    link = test.link
    pairs = [(first.course, second.course) for first, second in zip(there, gone, strict=True)]
    share = Share(sum(first == second for first, second in pairs), len(pairs))
    own = run.outcome.course
    others = Counter(second for first, second in pairs if second not in (first, own))
    instead = max(others, key=lambda course: others[course], default=None)
    return ButFor(
        link.id, link.kind, link.words, link.seq, _tried(run, test, share.n), _verdict(share), share.n, asked, share.k,
        share.share, share.low, share.high, share.term,
        sum(first == own for first, _ in pairs), sum(second == own for _, second in pairs), _forms(there), _forms(gone),
        None if instead is None else Instead(*_form_and_text(instead), others[instead]),
        tuple(_beyond(run, limit, there, gone) for limit in link.limits),
    )  # fmt: skip


def _verdict(share: Share) -> str:
    """The interval decides: wholly above one half it came before, wholly below it made it happen."""
    if share.low > 0.5:
        return CAME_BEFORE
    return MADE_IT if share.high < 0.5 else OPEN


def _tried(run: Run, test: _Test, n: int) -> str:
    numbers = _numbers(run, test.there, n)
    span = f"{numbers[0]} to {numbers[-1]}"
    if not test.there.interventions:
        return f"seeds {span}"
    return f"new lucks {span} from event {test.there.interventions[-1].after} on"


Course = tuple[str, tuple[tuple[str, int], ...] | None]
"""What counts as the same outcome: form, and strength on each issue."""


def _form_and_text(course: Course) -> tuple[str, dict[str, int] | None]:
    form, text = course
    return form, None if text is None else dict(text)


def _order(course: Course) -> str:
    """By which outcomes that are as common are sorted."""
    form, text = course
    return str((form, None if text is None else tuple(strength for _, strength in text)))


def _without_limit(run: Run, actor: str, issue: str) -> Iterator[tuple[str, str]]:
    """The overrides that take a limit away: its own, and that of the file by which it holds."""
    yield f"actors.{actor}.stances.{issue}.limit", "none"
    setting = run.scenario.setting
    if setting.case.actors[actor].stances[issue].limit != setting.stated.actors[actor].stances[issue].limit:
        yield ("closed", "false") if setting.closed and actor == setting.given.friend else ("region", "asks")


def _forms(outcomes: Sequence[Outcome]) -> dict[str, int]:
    counted = Counter(outcome.form for outcome in outcomes)
    return {form: counted[form] for form in FORMS if counted[form]}


def _beyond(run: Run, limit: tuple[str, str, int], there: Sequence[Outcome], gone: Sequence[Outcome]) -> Beyond:
    actor, issue, bound = limit
    coded = run.scenario.case.actors[actor].stances[issue].limit
    line = Limit(at_least=bound) if coded is not None and coded.at_least is not None else Limit(at_most=bound)

    def beyond(outcomes: Sequence[Outcome]) -> int:
        products = [outcome.product for outcome in outcomes]
        return sum(product is not None and crosses(line, product[issue]) for product in products)

    return Beyond(actor, issue, bound, beyond(there), beyond(gone))
