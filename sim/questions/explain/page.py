"""x"""
from typing import Any
from sim.pages import plain
from sim.questions.explain.study import Explanation
from sim.vocabulary.outcome import Outcome

def outcome_shown(outcome: Outcome) -> dict[str, Any]:
    return {"form": outcome.form, "text": outcome.product}, "yes", "no", "abstain", "draft", "days_m")}
SHAPES = {Outcome: outcome_shown}
def as_plain(why: Explanation):
    return plain(why, SHAPES)
