"""The change of model from 3 to 4: with the mends switched off every pinned run is what it was, to the byte."""

import json

import pytest

from sim.engine.intervention import ForkError
from sim.engine.run import Recipe, Run
from sim.store.record import chain, event_of
from tests.golden import former
from tests.kit import CASES, scenario


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_with_the_mends_switched_off_every_pinned_run_has_the_head_that_model_3_gave_it(case: str) -> None:
    """The chain over its lines, with the number and the table of then, ends in the head that was pinned then."""
    parted = []
    for pin in former.PINS:
        if pin["case"] == case:
            run = former.play(pin)
            if chain([former.line_then(run, line) for line in run.lines])[-1] != pin["head"]:
                parted.append(json.dumps(pin))
    assert not parted, "\n".join(parted)


def golden() -> Run:
    """The golden run of model 3 as a store gives it back."""
    shown = former.GOLDEN.read_text(encoding="utf-8").splitlines()
    hashes = [json.loads(line)["h"] for line in shown]
    lines = [line.removesuffix(f',"h":"{h}"}}') + "}" for line, h in zip(shown, hashes, strict=True)]
    return Run(Recipe(scenario()), 1, [event_of(line) for line in lines], lines, hashes)


def test_a_run_of_model_3_is_read_and_folded_without_the_mends_and_cannot_be_forked() -> None:
    """Its state at each moment is that of the run with the mends switched off."""
    run, off = (
        golden(),
        former.play({"case": "dprk-2006-07", "seed": 1, "sets": [], "without": [], "interventions": []}),
    )
    assert chain(run.lines) == list(run.hashes)
    assert run.id == former.PINS[0]["run"]
    for seq in range(0, len(run.events), 29):
        then, now = run.state_at(seq), off.state_at(seq)
        assert then.rule("backers_review") is now.rule("backers_review") is False
        assert (then.beliefs, then.limit_log_odds, then.declared_limits) == (
            now.beliefs, now.limit_log_odds, now.declared_limits,
        )  # fmt: skip
        assert {name: draft.co_sponsors for name, draft in then.drafts.items()} == {
            name: draft.co_sponsors for name, draft in now.drafts.items()
        }
    with pytest.raises(ForkError, match="made by model 3, this is model 4"):
        run.fork(20, luck=1)
