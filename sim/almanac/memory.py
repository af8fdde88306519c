"""What the Council made of earlier crises of a file, such as PRK-weapons: provoker and family."""

from datetime import date

from sim.almanac.tables import memories
from sim.vocabulary.case import PastCrisis


def memory_of(file: str, before: date) -> tuple[PastCrisis, ...]:
    """The crises of a file that were closed before a day, the day itself not counted; in the order of closing.

    None where the almanac does not know the file. source: keys of sources.csv.
    """
    known = [past for past in memories() if past.file == file and past.closed < before]
    return tuple(sorted(known, key=lambda past: (past.closed, past.began, past.id)))
