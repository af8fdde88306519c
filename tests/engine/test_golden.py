"""The golden run: a run stored in the repository is executed again, byte for byte."""

import json

import pytest

from sim.engine.world import NonDeterminism
from sim.store.record import chain
from tests.golden.renew import PATH, SEED, golden
from tests.kit import replay, scenario

HOW_TO_RENEW = (
    "If the model was changed on purpose: raise MODEL in sim/engine/scenario.py, say why in CHANGELOG.md, and renew "
    "it with `python -m tests.golden.renew`. If it was not, the same recipe has stopped giving the same bytes."
)


def stored() -> tuple[list[str], list[str]]:
    """The canonical lines and hashes of the golden run."""
    assert PATH.exists(), f"{PATH} is missing: write it with `python -m tests.golden.renew`"
    lines, hashes = [], []
    for shown in PATH.read_text(encoding="utf-8").splitlines():
        h = json.loads(shown)["h"]
        hashes.append(h)
        lines.append(shown.removesuffix(f',"h":"{h}"}}') + "}")
    return lines, hashes


def test_the_golden_run_is_executed_again_byte_for_byte() -> None:
    """July 2006 with seed 1: the first event that differs is named, and then what to do."""
    lines, hashes = stored()
    try:
        again = replay(scenario(), SEED, (), lines)
    except NonDeterminism as differs:
        pytest.fail(f"the golden run has changed: {differs}. {HOW_TO_RENEW}", pytrace=False)
    assert again.head == hashes[-1], f"the golden run has changed: it has other events at its end. {HOW_TO_RENEW}"


def test_the_golden_file_hangs_together() -> None:
    """Its hashes are the chain over its lines: it was not edited by hand."""
    lines, hashes = stored()
    assert chain(lines) == hashes


def test_renewing_it_would_write_what_is_there() -> None:
    """The script and the file agree to the last byte."""
    assert PATH.exists(), f"{PATH} is missing: write it with `python -m tests.golden.renew`"
    assert PATH.read_text(encoding="utf-8") == golden(), HOW_TO_RENEW
