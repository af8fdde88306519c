"""LO:HI, wherever a command takes a range: the same spellings, the same answers, the same refusals."""

import json

import pytest

from tests.cli.conftest import Give

SPELLINGS = [["CHN.isolation=2:4"], ["CHN.isolation", "--range", "2:4"], ["--range", "CHN.isolation=2:4"]]


def as_sampled(words: list[str]) -> list[str]:
    """The same words for a sweep, where a path that is sampled has --lhs before it."""
    return words if words[0] == "--range" else ["--lhs", *words]


def test_every_spelling_of_a_range_asks_tip_the_same(give: Give) -> None:
    """PATH=LO:HI, PATH with --range LO:HI, --range PATH=LO:HI."""
    told = [give("tip", "small.yaml", *words, "-n", "1", "--json").out for words in SPELLINGS]
    assert json.loads(told[0])["range"] == [2, 4]
    assert len(set(told)) == 1


def test_every_spelling_of_a_range_is_the_same_sweep(give: Give) -> None:
    """Also of two ranges at once, and whatever stands first."""
    told = [
        json.loads(give("sweep", "small.yaml", *as_sampled(words), "-n", "1", "--points", "2", "--json").out)
        for words in SPELLINGS
    ]
    assert len({each["sweep"] for each in told}) == 1
    two = ["--range", "-5:5", "--lhs", "RUS.form", "--lhs", "vote_noise=2:8"]
    done = give("sweep", "small.yaml", *two, "-n", "1", "--points", "2")
    assert done.err.startswith("RUS.form=-5:5: ")
    assert "-5 is out of range" in done.err


WRONG = ["3", "9:3", "3:3", ".nan:3", "0x1:3", "1:2:3", ":", "1e20:1e21", "0.5:2", "-3:5", "0:900", "a:b", ""]


@pytest.mark.parametrize("word", WRONG)
def test_a_range_that_cannot_be_is_refused_alike(give: Give, word: str) -> None:
    """Exit code 2, and the same first line from tip and from sweep in each spelling."""
    said = set()
    for command in ("tip", "sweep"):
        for path, option, both in (("CHN.isolation=", "", ""), ("CHN.isolation", word, ""), ("", "", word)):
            words = [f"{path}{word}" if path.endswith("=") else path] if path else []
            words = ["--lhs", *words] if command == "sweep" and path else words
            words += ["--range", option] if option else ["--range", f"CHN.isolation={both}"] if both else []
            if not word and not path.endswith("="):
                continue
            done = give(command, "small.yaml", *words)
            assert (done.code, done.out) == (2, "")
            said.add(done.err.splitlines()[0])
    if word:  # without one they say how it is written, each for all that it takes
        assert len(said) == 1, said
        assert said.pop().startswith("CHN.isolation=")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tip", "small.yaml", "penholder=1:2"], "its value is no number"),
        (["sweep", "small.yaml", "--lhs", "penholder=1:2"], "its value is no number"),
        (["tip", "small.yaml", "--range", "1:2"], "goes with one PATH"),
        (["tip", "small.yaml", "--all", "--range", "1:2"], "goes with one PATH"),
        (["tip", "small.yaml", "--pair", "CHN.form", "RUS.form", "--range", "1:2"], "goes with one PATH"),
        (["tip", "small.yaml", "CHN.isolation=1:2", "--range", "1:3"], "has a range of its own"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "CHN.form=1:3"], "another path"),
        (["tip", "small.yaml", "--pair", "CHN.form=3", "RUS.form"], "CHN.form=3: a range is written LO:HI"),
        (["sweep", "small.yaml", "--range", "1:2"], "is of no path"),
        (["sweep", "small.yaml", "--lhs", "CHN.isolation"], "takes LO:HI from --range"),
        (["sweep", "small.yaml", "--lhs", "CHN.form=1:2", "--range", "CHN.form=1:3"], "is named twice"),
    ],
)
def test_a_range_of_no_path_or_of_two_is_refused(give: Give, words: list[str], said: str) -> None:
    """Never left out without a word."""
    done = give(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
