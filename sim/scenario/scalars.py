"""What a plain word of YAML 1.2 means: the core schema, and nothing of YAML 1.1.

`NO` and `12:30` are words. Only `true` and `false` are truth values. `010` is a word too, because readers
disagree whether it is eight or ten. Times are words here; the field they stand in says that they are times.
"""

import math
import re
from typing import Final

from sim.vocabulary.whole import typed_whole

Scalar = str | int | float | bool | None
"""A plain value."""

NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]{1,15}")
OCTAL: Final = re.compile(r"0o[0-7]{1,20}")
DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,4})?")
SPECIAL: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
LEADING_ZERO: Final = re.compile(r"[-+]?0[0-9]+")

NUMBER_STARTS: Final = frozenset("-+.0123456789")


def resolve(word: str) -> Scalar:
    """The value of a plain (unquoted) word."""
    if word in NULLS:
        return None
    if word[0] in NUMBER_STARTS:
        return _number(word)
    if word == "true":
        return True
    if word == "false":
        return False
    return word


def _number(word: str) -> Scalar:
    if INTEGER.fullmatch(word):
        return int(word)
    if LEADING_ZERO.fullmatch(word):
        return word
    if DECIMAL.fullmatch(word):
        return float(word)
    if HEXADECIMAL.fullmatch(word):
        return int(word, 16)
    if OCTAL.fullmatch(word):
        return int(word, 8)
    if SPECIAL.fullmatch(word):
        return float(word.replace(".", ""))
    return word


def quantity(word: str) -> int | float | None:
    """The number that a word states in decimal digits, whole or with a point or an exponent; None if it is none.

    Where only whole numbers may stand, `typed_whole` reads them; hexadecimal and octal ones are read nowhere.
    """
    number = typed_whole(word)
    if number is not None:
        return number
    if INTEGER.fullmatch(word) or LEADING_ZERO.fullmatch(word) or not DECIMAL.fullmatch(word):
        return None
    value = float(word)
    return value if math.isfinite(value) else None
