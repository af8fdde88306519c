"""What a crisis is about: the class of its trigger, and the family of its file."""

from sim.engine.scenario import Scenario
from sim.scenario.trigger import council_day, trigger_number
from sim.vocabulary.case import FAMILIES, PROVOCATION, Case, Entry


def act_of(scenario: Scenario) -> str:
    """The class of the trigger: of the gravest provocation of the trigger's New York day; empty where there is none."""
    timeline, setting = scenario.base.timeline, scenario.unchanged
    first = trigger_number([entry.kind for entry in timeline])
    if first is None:
        return ""
    acts = [each for each in timeline if each.kind == PROVOCATION and _same_day(each, timeline[first])]
    return max(acts, key=lambda each: setting.severity(each.what, each.severity)).what if acts else ""


def _same_day(entry: Entry, other: Entry) -> bool:
    return council_day(entry.at) == council_day(other.at)


def family_of(case: Case, usual: str) -> str:
    """The family of a case's file, as the file's name says. usual: that of its act, where the name says none."""
    said = case.file.rpartition("-")[2]
    return said if said in FAMILIES else usual
