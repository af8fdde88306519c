"""What a run takes as given of its file, in words: what came before, who shields the provoker, what sponsors want."""

from collections.abc import Iterator, Sequence
from typing import Final

from sim.pages import Fact
from sim.rules.memory import NOTHING_CAME, remembered
from sim.rules.setting import Setting
from sim.vocabulary.case import Motive
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import decimal, percent


def given_words(labels: Labels, setting: Setting) -> tuple[str, ...]:
    """What holds of the file of a case; nothing where it has no memory, and nobody shields the provoker."""
    return tuple(_said(labels, setting))


def _stated(setting: Setting, key: str) -> str:
    """Who says what no rule decides: the scenario, or a change of the run, which it drew or was given."""
    changed = getattr(setting.stated, key) != getattr(setting.base, key)
    return "as this run has it" if changed else "as the scenario states"


def given_fact(said: Sequence[str]) -> Fact:
    """The same for a page."""
    return Fact("File", tuple(said))


def _said(labels: Labels, setting: Setting) -> Iterator[str]:
    case, given = setting.stated, setting.given
    past = remembered(case)
    if past or case.closed is not None:
        nothing = sum(each.product in NOTHING_CAME for each in past)
        came = f"nothing came of {nothing} of the {len(past)} crises before, which weighs {percent(given.share)}"
        by = came if case.closed is None else _stated(setting, "closed")
        named = f"the file {case.file}" if case.file else "the file"
        refuses = f"; {labels.name(given.friend)} refuses any product" if given.friend and setting.closed else ""
        yield f"{named} is {'closed' if setting.closed else 'open'}: {by}{refuses}"
        yield f"climate on the file: {decimal(setting.climate)} of 1; the higher, the less a failed vote costs"
    if given.precedent is not None and setting.rule("precedent"):
        form = FORM_WORDS[given.precedent.product]
        by = "by rule" if case.precedent is None else _stated(setting, "precedent")
        yield f"everybody looks to {given.precedent.id}: {form} ({by})"
    if given.friend and given.protectors:
        behind = [code for code in given.protectors if setting.second_protector(code)]
        stands = f", and {labels.names(behind)} leaves the no to it" if behind else ""
        does = "is the provoker itself" if given.friend in setting.provokers else "shields the provoker"
        yield f"{labels.name(given.friend)} {does}{stands}"
    if given.internal and given.protectors and setting.rule("internal_matters"):
        yield f"an internal matter, and the region does not ask: no resolution for {labels.names(given.protectors)}"
    if (given.protectors or case.motive is not None) and setting.rule("motive"):
        by = "by rule" if case.motive is None else _stated(setting, "motive")
        yield f"the sponsors are after {_MOTIVE[given.motive]} ({by})"


_MOTIVE: Final = {Motive.TEXT: "a text that is adopted", Motive.RECORD: "a vote for the record"}
