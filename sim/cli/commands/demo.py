"""`turtlebay demo`: July 2006 with nothing to prepare."""

from typing import Final

from sim.cli.arguments import scenario_of, seed_of, zone_of
from sim.cli.options import Seed, Zone
from sim.cli.playing import play
from sim.cli.show import PAGE, Shown, show
from sim.pages import Next, Paragraph
from sim.questions.run import card, page

CASE: Final = "dprk-2006-07"


def demo(*, seed: Seed = 1, tz: Zone = "", shown: Shown = PAGE) -> None:
    """Play July 2006, with no file and nothing stored.

    North Korea launches seven missiles; from the evening of 6 July on the model decides.

    For example:

      turtlebay demo
      turtlebay demo --seed 7 --tz America/New_York
    """
    zone = zone_of(tz)
    played = play(scenario_of(CASE), seed_of(seed))
    following = (
        f"turtlebay run {CASE} --seed {seed}",
        f"turtlebay new --from {CASE} mine.yaml",
    )
    unstored = Paragraph("This run was not stored; the first of these commands plays the same and stores it.")
    show((*page(played, zone), unstored, Next(following)), card(played), shown)
