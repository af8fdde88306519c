"""Text from a file or a store as it may be shown: it steers no terminal, no browser, no log and no spreadsheet."""

import re
import shlex
import unicodedata
from typing import Final

_STEERING: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories that steer a terminal or a browser, or break a line."""

_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


_FORMULA: Final = re.compile("[\ufeff\x00 ]*[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]")
"""What begins a formula, also as wide letters; some programs pass over blanks and marks before it."""


def printable(text: str) -> str:
    """The text on one line; escape sequences, bidirectional controls and line breaks are shown as in Python."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(letter) if unicodedata.category(letter) in _STEERING else letter for letter in text)


def in_cell(text: str) -> str:
    """Text as a cell of a table that a spreadsheet may open: never a formula, since an apostrophe stands before it.

    A number is no text: give it as it is.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _escaped(letter: str) -> str:
    code = ord(letter)
    form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return _NAMED.get(letter, form)


def in_json(text: str) -> str:
    """JSON that says the same without what JSON need not escape and terminals obey: C1 and bidirectional controls."""
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(_utf16(letter) if unicodedata.category(letter) in _STEERING else letter for letter in text)


def in_shell(word: str) -> str:
    """A word as it is typed into a shell; with what cannot be shown in it, in the $'...' of bash, zsh and ksh."""
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + re.sub(r"[^ -&(-\[\]-~]", lambda found: _typed(found[0]), word) + "'"


def _utf16(letter: str) -> str:
    code = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{code[at : at + 4]}" for at in range(0, len(code), 4))


def _typed(letter: str) -> str:
    code = ord(letter)
    if letter in "'\\":
        return f"\\{letter}"
    if code < 0x80 or 0xDC80 <= code <= 0xDCFF:  # a byte; names of files may hold some that are no text
        return f"\\x{code & 0xFF:02x}"
    if letter.isprintable():
        return letter
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
