"""Exponential, logarithm and normal quantile from operations that every processor does alike.

IEEE 754 defines the bits of +, -, *, / and the square root, and of shifts by a power of 2. What a C library or numpy
makes of `exp`, `log` or `pow` is not defined: the last digits differ between processors, versions and systems. Rules
call the functions here instead. Each takes floats or whole arrays, step by step in the same order, and lies within
1e-15 of the true value, relatively. For large arrays numpy's exponential takes a third of the time of `exps`; `rounded`
uses it where its last digits cannot matter.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from itertools import accumulate, repeat
from math import frexp, ldexp, sqrt
from typing import Final

import numpy as np

from sim.rules.gains import Gains

MOST: Final = 700.0
"""Beyond +-700 an exponential is taken as that of +-700, about 1e304 and 1e-304: neither overflows nor underflows."""

_STEPS: Final = 2048


def _roots() -> list[float]:
    """2 to the power of 0, 1/2048 ... 2047/2048, worked out in decimals, whose arithmetic is the same everywhere."""
    digits = Context(prec=50)
    step = Decimal(2)
    for _ in range(_STEPS.bit_length() - 1):
        step = digits.sqrt(step)
    powers = accumulate(repeat(step, _STEPS - 1), digits.multiply, initial=Decimal(1))
    return [float(power) for power in powers]


_ROOT: Final = _roots()
_ROOTS: Final = np.array(_ROOT)

# ln 2 in two parts: the first ends in 21 zero bits, so that its products with whole numbers here are exact.
_LN2_HIGH, _LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")
_LN2: Final = _LN2_HIGH + _LN2_LOW
_STEP_HIGH, _STEP_LOW, _STEPS_A_UNIT = _LN2_HIGH / _STEPS, _LN2_LOW / _STEPS, _STEPS / _LN2

_SIXTH: Final = 1.0 / 6.0

# The numbers that `exps` takes, as arrays of no dimension: numpy handles those in less time than floats.
_LOWEST, _HIGHEST, _A_UNIT, _HIGH, _LOW = map(np.array, (-MOST, MOST, _STEPS_A_UNIT, _STEP_HIGH, _STEP_LOW))
_SIXTHS, _HALVES, _ONES = map(np.array, (_SIXTH, 0.5, 1.0))
_STEP_BITS, _STEP_COUNT, _EXPONENT = map(np.array, (_STEPS - 1, _STEPS.bit_length() - 1, 52))

_ROUNDS: Final = np.array(1.5 * 2.0**52)
"""Added to a float it leaves the nearest whole number in its last bits, half to even."""

_LOG: Final = tuple(2.0 / n for n in range(23, 0, -2))
"""The series of ln((1 + s) / (1 - s)) / s in s squared, from the 11th power down."""

_HALF: Final = sqrt(0.5)

_Coefficients = tuple[float, ...]

_CENTRE: Final[tuple[_Coefficients, _Coefficients]] = (
    (
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665,
    ),
    (
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0,
    ),
)
_TAIL: Final[tuple[_Coefficients, _Coefficients]] = (
    (
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835,
    ),
    (
        1.0507500716444169e-09,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0,
    ),
)
_FAR_TAIL: Final[tuple[_Coefficients, _Coefficients]] = (
    (
        2.0103343992922881e-07,
        2.7115555687434876e-05,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103,
    ),
    (
        2.0442631033899397e-15,
        1.421511758316446e-07,
        1.8463183175100548e-05,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0,
    ),
)
"""Numerator and denominator by powers from the 7th down (Wichura 1988, algorithm AS241)."""


def _horner(coefficients: _Coefficients, x: float) -> float:
    total = coefficients[0]
    for each in coefficients[1:]:
        total = total * x + each
    return total


def exp(x: float) -> float:
    """The exponential of x, which is taken as +-700 where it lies beyond."""
    x = -MOST if x < -MOST else MOST if x > MOST else x
    k = round(x * _STEPS_A_UNIT)
    x = (x - k * _STEP_HIGH) - k * _STEP_LOW
    # Within half a step of 0 the third power is the last that counts.
    return ldexp((((_SIXTH * x + 0.5) * x + 1.0) * x + 1.0) * _ROOT[k % _STEPS], k // _STEPS)


def exps(x: Gains) -> Gains:
    """`exp` of every number of an array, the same bits."""
    x = np.maximum(x, _LOWEST)
    np.minimum(x, _HIGHEST, out=x)
    k = x * _A_UNIT
    k += _ROUNDS
    bits = k.view(np.int64)
    roots = _ROOTS.take(bits & _STEP_BITS)
    # Times 2 to the power of k // 2048, by its bits: the exponent of a float begins at bit 52.
    exponents = bits >> _STEP_COUNT
    exponents <<= _EXPONENT
    powers = roots.view(np.int64)
    powers += exponents
    k -= _ROUNDS
    total: Gains = k * _HIGH
    x -= total
    k *= _LOW
    x -= k
    np.multiply(x, _SIXTHS, out=total)
    total += _HALVES
    total *= x
    total += _ONES
    total *= x
    total += _ONES
    total *= roots
    return total


Exponential = Callable[[Gains], Gains]
"""The exponential of every number of an array: numpy's, or `exps`."""

MARGIN: Final = 1e-6
"""How near a tie a number must lie before `rounded` works it out exactly.

An exponential that is off by 1e-14 of its value (numpy promises 1e-15) moves no number of the rules by as much: the
tests put such errors in (`tests/rules/test_rounded.py`).
"""


def rounded(worked_out: Callable[[Exponential], Gains]) -> Gains:
    """Numbers that depend on exponentials, rounded half to even: the same on every processor.

    worked_out: gives the numbers by the exponential that it is called with. It is called with numpy's first, and once
    more with `exps` where one of the numbers lies so near a tie that the last digits could decide.
    """
    numbers = worked_out(np.exp)
    whole: Gains = np.rint(numbers)
    numbers -= whole
    if np.abs(numbers, out=numbers).max(initial=0.0) > 0.5 - MARGIN:
        np.rint(worked_out(exps), out=whole)
    return whole


def power_of_half(x: float) -> float:
    """0.5 to the power of x, which is 0 or more; exact where x is whole."""
    k = round(-x * _STEPS)
    x = (-x - k / _STEPS) * _LN2
    return ldexp((((_SIXTH * x + 0.5) * x + 1.0) * x + 1.0) * _ROOT[k % _STEPS], k // _STEPS)


def log(x: float) -> float:
    """The natural logarithm of a number above 0."""
    fraction, k = frexp(x)
    if fraction < _HALF:
        fraction, k = 2.0 * fraction, k - 1
    s = (fraction - 1.0) / (fraction + 1.0)
    return k * _LN2_HIGH + (k * _LN2_LOW + s * _horner(_LOG, s * s))


def normal_quantile(p: float) -> float:
    """The number below which a standard normal draw lies with probability p, strictly between 0 and 1."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above, below = _CENTRE
        return _horner(above, r) * q / _horner(below, r)
    r = sqrt(-log(p if q <= 0.0 else 1.0 - p))
    (above, below), r = (_TAIL, r - 1.6) if r <= 5.0 else (_FAR_TAIL, r - 5.0)
    x = _horner(above, r) / _horner(below, r)
    return -x if q < 0.0 else x
