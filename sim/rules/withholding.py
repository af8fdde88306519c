"""Acts that were to come and did not: the event that says so, with the numbers that kept them back."""

from sim.rules.occasions import WITHHOLD
from sim.vocabulary import events as e
from sim.vocabulary.parts import Options, WithheldTerms


def withheld(
    act: str, reason: str, terms: WithheldTerms | None = None, options: Options = None, entry: str = ""
) -> e.ActWithheld:
    """The event of an act that was withheld. entry: the timeline entry that planned it."""
    chosen = "" if options is None else WITHHOLD
    return e.ActWithheld(entry=entry, act=act, reason=reason, terms=terms, options=options, chosen=chosen)


def withheld_terms(
    draft: str | None = None,
    dropped_by: int | None = None,
    in_answer_to: list[str] | None = None,
    gain_m: int | None = None,
    best_m: int | None = None,
    share_m: int | None = None,
    priority: int | None = None,
    least_priority: int | None = None,
) -> WithheldTerms:
    """The terms of an act that was withheld, None for what had no part in it."""
    return WithheldTerms(
        draft=draft,
        dropped_by=dropped_by,
        in_answer_to=in_answer_to,
        gain_m=gain_m,
        best_m=best_m,
        share_m=share_m,
        priority=priority,
        least_priority=least_priority,
    )
