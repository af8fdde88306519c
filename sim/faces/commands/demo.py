"""`turtlebay demo`: July 2006 with nothing to prepare."""

from typing import Final

from sim.faces.arguments import scenario_of, seed_of, zone_of
from sim.faces.commands.run import show
from sim.faces.options import Ascii, AsJson, Seed, Zone
from sim.faces.output import print_json, run_object
from sim.faces.playing import play
from sim.faces.terminal import standard_output
from sim.studies.baselines import baselines
from sim.studies.history import match
from sim.words.labels import Labels

CASE: Final = "dprk-2006-07"


def demo(*, seed: Seed = 1, tz: Zone = "", as_json: AsJson = False, ascii_only: Ascii = False) -> None:
    """Play July 2006, with no file and nothing stored.

    North Korea launches seven missiles; from the evening of 6 July on the model decides.

    For example:

      turtlebay demo
      turtlebay demo --seed 7 --tz America/New_York
    """
    zone = zone_of(tz)
    scenario = scenario_of(CASE)
    played = play(scenario, seed_of(seed))
    if as_json:
        print_json(run_object(played, match(played), baselines(scenario)))
        return
    terminal = standard_output(ascii_only)
    show(terminal, Labels(scenario.case, scenario.clock, zone), played, CASE)
    terminal.next(
        f"turtlebay run {CASE} --seed {seed}      plays the same and keeps it: this run is not stored",
        f"turtlebay new --from {CASE} mine.yaml",
    )
