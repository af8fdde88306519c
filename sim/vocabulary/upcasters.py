"""Data of older versions lifted to the next, on plain dicts. Stored bytes are never rewritten.

What an older version did not record is not made up: its options are null, its zones are none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sim.vocabulary.older import lifted_entry

Data = dict[str, Any]
Upcaster = Callable[[Data], Data]
"""Turns the data of one version into that of the next; the data it is given stays as it was."""

SHUT: Final = -(10**6)
"""What version 1 of a sponsor's events wrote for a choice that was not open."""


def _rows(rows: Sequence[Sequence[Any]], *keys: str) -> list[Data]:
    """Lists of values, such as ["sanctions", 85, 65], as objects of these keys."""
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _crossed(crossed: Sequence[Sequence[Any]]) -> list[Data]:
    return _rows(crossed, "issue", "strength", "limit")


def _moves(moves: Sequence[Sequence[Any]]) -> list[Data]:
    return _rows(moves, "actor", "issue", "move_m")


def _changes(changes: Sequence[Sequence[Any]]) -> list[Data]:
    return _rows(changes, "issue", "old", "new")


def _terms(terms: Mapping[str, Any], *keys: str) -> Data | None:
    """Terms of fixed keys, null where one is missing; null for none at all."""
    return {key: terms.get(key) for key in keys} if terms else None


def _chosen(data: Data) -> Data:
    """The data with options that nobody recorded."""
    return {**data, "options": None, "chosen": ""}


def run_started_2(data: Data) -> Data:
    """The offsets of zones were those of the machine, and are not known."""
    return {**data, "zones": []}


def intervention_made_2(data: Mapping[str, Any]) -> Data:
    """Launches and tests that were put in became provocations of that kind."""
    return {**data, "inserts": [lifted_entry(entry) for entry in data["inserts"]]}


def provocation_occurred_2(data: Data) -> Data:
    """A launch or test became a provocation of that kind."""
    names = {"provocation": "what", "weapon": "means", "site": "place"}
    return {names.get(key, key): value for key, value in data.items()}


def concession_made_2(data: Data) -> Data:
    """Its terms were always empty."""
    return {key: value for key, value in data.items() if key != "terms"}


def visit_made_2(data: Data) -> Data:
    """Moves became objects."""
    return {**data, "moves": _moves(data["moves"])}


def call_held_2(data: Data) -> Data:
    """Moves became objects; its terms were always empty."""
    return visit_made_2(concession_made_2(data))


def consultations_held_2(data: Data) -> Data:
    """Limits insisted on, or no longer, became objects."""
    limits = {name: _rows(data[name], "actor", "issue") for name in ("pressed", "unpressed")}
    return {**data, **limits}


def options_2(data: Data) -> Data:
    """Options were not recorded; the rest was regular."""
    return _chosen(data)


def national_measure_taken_2(data: Data) -> Data:
    """Empty terms became null."""
    return _chosen({**data, "terms": _terms(data["terms"], "pressure_m", "taken_from_m")})


def answer_2(data: Data) -> Data:
    """A position, or a co-sponsor's name: one set of terms for whatever a member answers to a draft."""
    terms = _terms(
        data["terms"], "gain_m", "no_below_m", "yes_from_m", "co_sponsors_from_m", "going_on_m", "issues_m"
    )  # fmt: skip
    return _chosen({**data, "terms": terms})


def objection_raised_2(data: Data) -> Data:
    """An objection: as an answer, the limits it crosses as objects."""
    return {**answer_2(data), "crossed": _crossed(data["crossed"])}


def veto_threatened_2(data: Data) -> Data:
    """The limits it crosses as objects."""
    terms = _terms(data["terms"], "gain_m", "threatens_below_m", "issues_m")
    return _chosen({**data, "terms": terms, "crossed": _crossed(data["crossed"])})


def draft_circulated_2(data: Data) -> Data:
    """One set of terms, whatever the reason."""
    return _chosen({**data, "terms": _terms(data["terms"], "gain_m", "best_m", "share_m", "passing_m", "carries_m")})


def bridging_text_offered_2(data: Data) -> Data:
    """Changes as objects."""
    terms = _terms(data["terms"], "gain_m", "draft_gain_m")
    return _chosen({**data, "terms": terms, "changes": _changes(data["changes"])})


def _sponsor_2(chosen: str, data: Data) -> Data:
    """What each choice was worth became the options; the choices that were shut are left out."""
    terms = data["terms"]
    if not terms:
        return {**_chosen(data), "terms": None}
    kept = {
        "aims_at": terms["target"],
        **{key: terms[key] for key in ("passing_m", "delay_cost_m", "beliefs_m")},
        "limits_real": [
            dict(zip(("actor", "issue"), name.split(".", 1), strict=True)) | {"real_m": real}
            for name, real in terms["limits_real_m"].items()
        ],
    }
    options = {name: worth for name, worth in terms["worth_m"].items() if worth > SHUT}
    return {**data, "terms": kept, "options": options, "chosen": chosen}


def draft_amended_2(data: Data) -> Data:
    """Its worths became options, its changes objects."""
    return {**_sponsor_2("amend", data), "changes": _changes(data["changes"])}


def consultations_continued_2(data: Data) -> Data:
    """Its worths became options."""
    return _sponsor_2("consult", data)


def draft_put_in_blue_2(data: Data) -> Data:
    """Its worths became options."""
    return _sponsor_2("vote", data)


def draft_withdrawn_2(data: Data) -> Data:
    """Its worths became options."""
    return _sponsor_2("statement" if data["reason"] == "statement_instead" else "drop", data)


def vote_cast_2(data: Data) -> Data:
    """The limits crossed as objects; the draft for whose sake a yes was withheld is null where there is none."""
    terms = dict(data["terms"])
    if not terms:
        return {**_chosen(data), "terms": None}
    terms |= {"crossed": _crossed(terms["crossed"]), "withheld_for": terms.get("withheld_for")}
    return _chosen({**data, "terms": terms})


def act_withheld_2(data: Data) -> Data:
    """One set of terms, whatever the reason."""
    terms = _terms(
        data["terms"], "draft", "dropped_by", "in_answer_to", "gain_m", "best_m", "share_m", "priority",
        "least_priority",
    )  # fmt: skip
    return _chosen({**data, "terms": terms})


def outcome_reached_2(data: Data) -> Data:
    """`by`, which elsewhere is a list of members, became `votes`."""
    return {("votes" if key == "by" else key): value for key, value in data.items()}
