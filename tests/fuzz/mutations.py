"""What editors, merges, broken disks and hostile people do to a YAML file."""

import re
from collections.abc import Callable, Sequence
from random import Random

from attrs import frozen

NUMBERS = (
    "-1", "0", "1", "100", "101", "3.9", "50.0", "-0", "+5", "007", "0x10", "0o7", "0b1", "1_000", "1e2", "1e400",
    "-1e400", ".inf", "-.inf", ".nan", "nan", "9" * 30, "9" * 5_000, str(2**63), str(-(2**63) - 1), "1e-400", "\u0663",
    "\uff15\uff10", "1,5", "5 %", "1:30",
)  # fmt: skip
TIMES = (
    "2006-07-06", "2006-07-06T09:00:00Z", "2006-07-06 09:00", "2006-02-30T00:00:00Z", "2006-07-06T24:00:00Z",
    "2006-07-06T23:59:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:00Z",
    "10000-01-01T00:00:00Z", "-2006-07-06T00:00:00Z", "2006-07-06T09:00:00+23:59", "2006-07-06T09:00:00.5Z",
    "1969-12-31T23:59:00Z", "2026-07-06T09:00:00Z", "20060706T090000Z", "2006-W27-4", "2006-187",
)  # fmt: skip
WORDS = (
    "", "~", "null", "true", "NO", "none", "[]", "{}", "[[]]", "[{}]", "{a: b}", "[~]", "''", '""', "'", '"', "|", ">",
    "*a", "&a", "&a 5", "!!python/object/apply:os.system [ls]", "!!binary aGk=", "!!int 5", "!x", "<<", "? a", "- a",
    "a: b", "# a", "%TAG", "---", "...", "@a", "`a`", "UNSC", "PRK", "CHN", "form", "Etc/UTC", "../etc/passwd",
    "Europe/Atlantis", "a" * 10_000, "\ufeff", "\u202eabc", "\u2066x\u2069", "\u200b", "e\u0301", "\U0001f4a3", "\x00",
    "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufffd", "\ufffe", "\t", '"\\u0000"', '"\\ud800"', '"\\x1b[31m"',
    '"\\u202e"', '"\\n"', '"\\N"', "[" * 40, "[" * 2_000, "{a: " * 40, "[a, " * 300, "[CHN, CHN]", "[CHN, RUS, USA]",
)  # fmt: skip
RAW = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\r", b"\r\n",
    b"\t", b"\x0b", b"\x1b", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"%YAML 1.1\n", b"---\n", b"...\n",
    b"<<<<<<< mine\n", b"=======\n", b">>>>>>> theirs\n", b"<<: *a\n", b"&a ", b"*a", b"!!x ", b": ", b"- ", b"? ",
    b"{", b"}", b"[", b"]", b"'", b'"', b"#", b"|\n", b"\\",
)  # fmt: skip

LINE = re.compile(r"^(\s*(?:- )?)([^:\s#]+):(?: (.*))?$")
NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
TIME = re.compile(r"^\d{4}-\d\d-\d\d")


@frozen
class Line:
    """A line of the shape `key: value`."""

    before: str
    """Blanks, and the dash of an item."""
    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.before}{self.key}: {self.value}".rstrip(" ")


def line_of(text: str) -> Line | None:
    """A line in its parts, None where it has another shape."""
    found = LINE.match(text)
    return Line(found[1], found[2], found[3] or "") if found else None


def mutated(text: str, random: Random) -> bytes:
    """A text changed in one place or a few: its values often, lines and blocks too, now and then its bytes."""
    lines = text.split("\n")
    some = random.choices((1, 2, 3, 6), (5, 3, 2, 1))[0]
    gentle = random.random() < 0.45  # values of the same kind only, which are often accepted
    for _ in range(some):
        if gentle:
            likely(lines, random)
        else:
            random.choices(*zip(*LINE_CHANGES, strict=True))[0](lines, random)  # type: ignore[call-overload]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if not gentle and random.random() < 0.25:
        for _ in range(random.choice((1, 1, 2, 5))):
            data = random.choice(BYTE_CHANGES)(data, random)
    return data


# Values


def likely(lines: list[str], random: Random) -> None:
    """Give a value that another line of that key has, or a number or time that may well be allowed."""
    at, line = _some_line(lines, random, needs_value=True)
    if line is None:
        return
    if NUMBER.match(line.value):
        value = random.choice(("0", "1", "5", "25", "50", "80", "95", "99", "100", str(random.randrange(101))))
    elif TIME.match(line.value):
        value = f"2006-07-{random.randrange(1, 13):02}T{random.randrange(24):02}:{random.choice((0, 1, 30, 59)):02}:00Z"
    else:
        others = [other.value for other in map(line_of, lines) if other and other.key == line.key and other.value]
        value = random.choice(others)
    lines[at] = str(Line(line.before, line.key, value))


def odd(lines: list[str], random: Random) -> None:
    """Give an odd value."""
    at, line = _some_line(lines, random)
    if line is None:
        return
    fitting = NUMBERS if NUMBER.match(line.value) else TIMES if TIME.match(line.value) else WORDS
    value = random.choice(random.choice((fitting, fitting, NUMBERS, TIMES, WORDS)))
    lines[at] = str(Line(line.before, line.key, value))


def another(lines: list[str], random: Random) -> None:
    """Give the value of any other line."""
    at, line = _some_line(lines, random)
    _, other = _some_line(lines, random)
    if line is not None and other is not None:
        lines[at] = str(Line(line.before, line.key, other.value))


def wrapped(lines: list[str], random: Random) -> None:
    """Put a value between quotes or brackets, or decorate it."""
    at, line = _some_line(lines, random, needs_value=True)
    form = random.choice(('"{}"', "'{}'", "[{}]", "[[{}]]", "{{a: {}}}", "{{{}: a}}", "&x {}", "!!str {}", "!!int {}",
                          "{} # remark", "{} {}", "{}{}", "- {}", "|\n {}", "\u202e{}", "<<: {}"))  # fmt: skip
    if line is not None:
        lines[at] = str(Line(line.before, line.key, form.format(line.value, line.value)))


def renamed(lines: list[str], random: Random) -> None:
    """Give a line another's key, or an odd one."""
    at, line = _some_line(lines, random)
    _, other = _some_line(lines, random)
    if line is not None and other is not None:
        key = random.choice((other.key, other.key, line.key[:-1], line.key.upper(), *WORDS, *NUMBERS[:12]))
        lines[at] = str(Line(line.before, key, line.value))


# Lines and blocks


def deleted(lines: list[str], random: Random) -> None:
    """Leave out some lines."""
    at = random.randrange(len(lines))
    del lines[at : at + random.choice((1, 1, 1, 2, 5))]
    lines[:] = lines or [""]


def doubled(lines: list[str], random: Random) -> None:
    """Have some lines twice, the second time anywhere."""
    at = random.randrange(len(lines))
    some = lines[at : at + random.choice((1, 1, 2, 5))]
    to = random.choice((at, random.randrange(len(lines))))
    lines[to:to] = some


def swapped(lines: list[str], random: Random) -> None:
    """Swap two lines."""
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def indented(lines: list[str], random: Random) -> None:
    """Move lines to the right or to the left."""
    at = random.randrange(len(lines))
    by = random.choice((-4, -2, -1, 1, 2, 3, 4, 40))
    for each in range(at, min(len(lines), at + random.choice((1, 1, 2, 10)))):
        bare = lines[each].lstrip(" ")
        lines[each] = " " * max(0, len(lines[each]) - len(bare) + by) + bare


def block_moved(lines: list[str], random: Random) -> None:
    """Leave out a block, have it twice, or put it elsewhere: a line with all that stands deeper below it."""
    first, last = _block(lines, random)
    block = lines[first:last]
    kind = random.randrange(3)
    if kind != 1:
        del lines[first:last]
    if kind:
        to = random.randrange(len(lines) + 1)
        lines[to:to] = block
    lines[:] = lines or [""]


def emptied(lines: list[str], random: Random) -> None:
    """Have nothing, or an empty mapping or list, in place of a block."""
    first, last = _block(lines, random)
    line = line_of(lines[first])
    if line is not None:
        lines[first:last] = [str(Line(line.before, line.key, random.choice(("", "{}", "[]", "~", "0", "''"))))]


def inserted(lines: list[str], random: Random) -> None:
    """Put an odd line anywhere."""
    key = random.choice(("a", "<<", "form", "CHN", "parameters", "at", "?", "on", "~", "1", '"\\u202e"'))
    value = random.choice((*WORDS, *NUMBERS))
    at = random.randrange(len(lines) + 1)
    lines.insert(at, " " * random.randrange(0, 10) + random.choice((f"{key}: {value}", f"- {value}", value)))


def many(lines: list[str], random: Random) -> None:
    """Have a block very many times, each with a key of its own where it has one."""
    first, last = _block(lines, random)
    block, head = lines[first:last], line_of(lines[first])
    if len(block) > 8:
        return
    for number in range(random.choice((20, 200))):
        line = Line(head.before, f"{head.key}{number}", head.value) if head else None
        if head and head.before.endswith("- "):
            line = Line(head.before, head.key, f"{head.value}-{number}")
        lines[last:last] = [str(line) if line else block[0], *block[1:]]


LINE_CHANGES: Sequence[tuple[Callable[[list[str], Random], None], int]] = (
    (likely, 4), (odd, 8), (another, 3), (wrapped, 3), (renamed, 3), (deleted, 3), (doubled, 2), (swapped, 2),
    (indented, 2), (block_moved, 3), (emptied, 2), (inserted, 3), (many, 1),
)  # fmt: skip


def _some_line(lines: list[str], random: Random, needs_value: bool = False) -> tuple[int, Line | None]:
    """A line with a key, and where it stands; None where there is hardly any."""
    for _ in range(20):
        at = random.randrange(len(lines))
        line = line_of(lines[at])
        if line is not None and (line.value or not needs_value):
            return at, line
    return 0, None


def _block(lines: list[str], random: Random) -> tuple[int, int]:
    first = random.randrange(len(lines))
    depth = len(lines[first]) - len(lines[first].lstrip(" "))
    last = first + 1
    while last < len(lines) and len(lines[last]) - len(lines[last].lstrip(" ")) > depth:
        last += 1
    return first, last


# Bytes


def _flipped(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _put_in(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(RAW) + data[at:]


def _put_first(data: bytes, random: Random) -> bytes:
    return random.choice(RAW) + data


def _taken_out(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 2, 30, 500)) :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _overwritten(data: bytes, random: Random) -> bytes:
    at, size = random.randrange(len(data) + 1), random.choice((1, 4, 64))
    return data[:at] + random.randbytes(size) + data[at + size :]


def _recoded(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7", "cp1252")), "replace")


BYTE_CHANGES = (_flipped, _flipped, _put_in, _put_in, _put_first, _taken_out, _cut, _overwritten, _recoded)
