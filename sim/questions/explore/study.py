"""What comes of a setting, beside what comes of the baseline on the same seeds."""

from collections.abc import Sequence
from typing import Final

from attrs import field, frozen

from sim.engine.run import Recipe, Run
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment
from sim.experiment.statistics import Difference, Share, difference
from sim.questions.compare.study import Comparison, compare
from sim.questions.explore.knobs import Setting
from sim.questions.tip.kinds import OutcomeKind, headline_issues, modal_kind
from sim.questions.typical import Typical, typical
from sim.vocabulary.outcome import Outcome
from sim.words.labels import Labels

LIKE: Final = 12
"""Runs among which the typical one is found: somebody waits for it."""


@frozen
class Asked:
    """Two settings of one scenario: what somebody looks at, and what it is held against."""

    setting: Setting
    baseline: Setting
    drawn: bool
    """Whether each seed draws what the coding may be wrong about."""
    outcome: OutcomeKind | None = None
    """What is asked about; None for the most common kind of outcome."""

    @property
    def alike(self) -> bool:
        """Whether both are the same."""
        return self.setting.values == self.baseline.values

    @property
    def recipe(self) -> Recipe:
        """The recipe of the setting."""
        return Recipe(self.setting.scenario, self.drawn, self._apart)

    @property
    def beside(self) -> Recipe:
        """That of the baseline: what differs between the two is drawn in neither, so that nothing else differs."""
        return Recipe(self.baseline.scenario, self.drawn, self._apart)

    @property
    def held(self) -> tuple[str, ...]:
        """The paths that one of them by itself would leave to each seed, and here neither does."""
        sides = (self.setting.scenario, self.baseline.scenario)
        drawn = dict.fromkeys(each.path for side in sides for each in Recipe(side, self.drawn).draws)
        spelled = sides[1].spelled([(path, "") for path in drawn])
        return tuple(path for path, (typed, _) in zip(drawn, spelled, strict=True) if typed in self._apart)

    @property
    def _apart(self) -> tuple[str, ...]:
        """The paths that one of them sets otherwise than the other."""
        if not self.drawn:
            return ()
        sides = [dict(each.sets) for each in (self.setting, self.baseline)]
        return tuple(path for path in {**sides[0], **sides[1]} if sides[0].get(path) != sides[1].get(path))


@frozen
class Answer:
    """What came of it, as far as it was played."""

    asked: Asked
    n: int
    """Seeds that were asked for."""
    outcomes: Sequence[Outcome] = field(repr=False)
    """Of the setting, on the first seeds."""
    beside: Sequence[Outcome] = field(repr=False)
    """Of the baseline, on the first seeds, perhaps fewer or more of them; the same where both are alike."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is set."""
        return self.asked.setting.scenario

    @property
    def labels(self) -> Labels:
        """What the case calls its actors and issues."""
        return Labels(self.scenario.case, self.scenario.clock)

    @property
    def headlines(self) -> list[str]:
        """The keys of the issues that a headline names."""
        return headline_issues(self.scenario.case)

    @property
    def kind(self) -> OutcomeKind:
        """What is asked about: the most common kind of outcome, unless another was chosen."""
        return self.asked.outcome or modal_kind(self.outcomes, self.headlines)

    @property
    def share(self) -> Share:
        """How often that came."""
        return Share(self.kind.count(self.outcomes), len(self.outcomes))

    @property
    def moved(self) -> Difference | None:
        """How much oftener than at the baseline it came, on the seeds that both have; None where there are none."""
        both = min(len(self.outcomes), len(self.beside))
        if self.asked.alike or not both:
            return None
        before, after = ([self.kind.came(each) for each in side[:both]] for side in (self.beside, self.outcomes))
        return difference(before, after)


@frozen
class Course:
    """The typical run of a setting, and how the baseline goes on the same seed and draws."""

    typical: Typical
    run: Run = field(repr=False)
    beside: Comparison | None = field(repr=False)
    """None where both settings are alike."""


def candidates(answer: Answer) -> list[int]:
    """The numbers of the runs among which the typical one is found."""
    return [each.number for each in answer.outcomes if answer.kind.came(each)][:LIKE]


def course(answer: Answer, experiment: Experiment) -> Course | None:
    """The typical run of an answer; None where no run came to it. Raises what `Experiment.play` raises."""
    recipe = answer.asked.recipe
    common = [each for each in answer.outcomes if answer.kind.came(each)]
    if not common:
        return None
    found = typical(recipe, common, experiment, LIKE)
    run = recipe.run(found.number)
    if answer.asked.alike:
        return Course(found, run, None)
    return Course(found, run, compare(answer.asked.beside.run(found.number), run))
