"""The same numbers on every processor: an exponential and its kin from operations whose bits IEEE 754 defines."""

import json
import math
from decimal import Context, Decimal
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import exact
from tests.golden import heads
from tests.kit import python

DIGITS = Context(prec=50)
NEAR = Decimal("1e-15")
"""How far a function may lie from the true value, relatively."""

LN2 = DIGITS.ln(Decimal(2))

OTHER_PROCESSOR = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F",
}
"""numpy and the C library choose their functions by what the processor can do: here it can do less."""

BITS = """
import hashlib, numpy
from sim.rules import exact
x = numpy.linspace(-710.0, 710.0, 20011)
found = [exact.exps(x).tobytes()]
for f, low, high in ((exact.exp, -30, 30), (exact.log, 1e-9, 1), (exact.power_of_half, 0, 40),
                     (exact.normal_quantile, 1e-12, 1 - 1e-12)):
    found.append(numpy.array([f(each) for each in numpy.linspace(low, high, 5003).tolist()]).tobytes())
print(hashlib.sha256(b"".join(found)).hexdigest())
"""

HEADS = """
import json, sys
from tests.golden import heads
pins = heads.pins()
print(json.dumps([heads.renewed(pins[number]) for number in json.loads(sys.argv[1])]))
"""


def off_by(found: float, true: Decimal) -> Decimal:
    """How far a float lies from the true value, relatively."""
    return abs(DIGITS.divide(Decimal(found), true) - 1)


@given(st.floats(-exact.MOST, exact.MOST) | st.floats(-1.0, 1.0))
def test_the_exponential_is_right_to_fifteen_digits(x: float) -> None:
    """Against decimals of fifty digits, over the whole range."""
    assert off_by(exact.exp(x), DIGITS.exp(Decimal(x))) < NEAR


@given(st.floats(2.0**-60, 2.0**60) | st.floats(0.5, 2.0))
def test_the_logarithm_is_right_to_fifteen_digits(x: float) -> None:
    """Also next to 1, where it nears 0."""
    if x == 1.0:
        assert exact.log(x) == 0.0
    else:
        assert off_by(exact.log(x), DIGITS.ln(Decimal(x))) < NEAR


@given(st.floats(0.0, 500.0))
def test_the_power_of_half_is_right_to_fifteen_digits(x: float) -> None:
    """And exact where a whole number of half-lives has passed."""
    assert off_by(exact.power_of_half(x), DIGITS.exp(-Decimal(x) * LN2)) < NEAR
    assert exact.power_of_half(math.floor(x)) == 0.5 ** math.floor(x)


@given(st.floats(2.0**-54, 1.0 - 2.0**-53))
def test_the_normal_quantile_is_that_of_the_standard_library(p: float) -> None:
    """The same algorithm; only its logarithm and the order of the C compiler may differ."""
    assert math.isclose(exact.normal_quantile(p), NormalDist().inv_cdf(p), rel_tol=1e-14, abs_tol=1e-15)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=40))
def test_arrays_give_the_same_bits_as_single_numbers(numbers: list[float]) -> None:
    """Whatever its length, so whatever kernel numpy picks for it; beyond +-700 it is that of +-700."""
    assert exact.exps(np.array(numbers)).tolist() == [exact.exp(number) for number in numbers]


def test_another_processor_gives_the_same_bits() -> None:
    """In a process whose numpy and C library are told that the processor can do less."""
    assert python(BITS, **OTHER_PROCESSOR) == python(BITS)


@pytest.mark.slow
def test_another_processor_gives_the_pinned_heads() -> None:
    """Some seeds, forks and changes of each case, played there, give the heads that are pinned."""
    pins = heads.pins()
    numbers = list(range(0, len(pins), 12))
    assert json.loads(python(HEADS, json.dumps(numbers), **OTHER_PROCESSOR)) == [pins[number] for number in numbers]
