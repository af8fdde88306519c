"""`turtlebay cases`: the scenarios that come with the package."""

from sim.cli.show import PAGE, Shown, show
from sim.questions import cases as question


def cases(*, shown: Shown = PAGE) -> None:
    """List the scenarios that come with turtlebay.

    Each can be named wherever a scenario file is asked for.

    For example:

      turtlebay cases
      turtlebay run dprk-2006-07
    """
    found = question.cases()
    following = [f"turtlebay run {each.id}" for each in found.cases[:1]]
    following += [f"turtlebay new --from {each.id} mine.yaml" for each in found.cases[:1]]
    show(question.page(found, following), found, shown)
