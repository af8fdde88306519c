"""Text becomes a tree with lines and columns, or a refusal."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import nodes
from sim.scenario.nodes import DEEPEST, Node, Refused, Series, Table, Word, tree
from sim.scenario.problems import Problem, ScenarioError
from tests.cases import small_case_text

PURE = pytest.mark.parametrize("pure", [False, True], ids=["c", "python"])


def values(node: Node) -> Any:
    """The plain values of a tree."""
    if isinstance(node, Table):
        return {key: values(item) for key, item in node.items.items()}
    if isinstance(node, Series):
        return [values(item) for item in node.items]
    return None if isinstance(node, Refused) else node.value


def refusals(text: str, pure: bool = False) -> tuple[Problem, ...]:
    """What is refused in a text, whether or not a tree can be made."""
    try:
        return tuple(tree(text, "s.yaml", pure)[1].problems)
    except ScenarioError as error:
        return error.problems


@PURE
def test_words_lists_and_mappings_are_read_with_their_places(pure: bool) -> None:
    """Lines and columns count from 1."""
    root, report = tree("a: NO\nb:\n  - 12:30\n  - {c: 'x y'}\n", "s.yaml", pure)
    assert not report.problems
    assert values(root) == {"a": "NO", "b": ["12:30", {"c": "x y"}]}
    assert isinstance(root, Table)
    assert root.keys == {"a": (1, 1), "b": (2, 1)}
    assert root.items["b"].spot == (3, 3)
    assert root.items["a"] == Word("NO", True, (1, 4))


@PURE
def test_quoted_words_are_text_whatever_they_look_like(pure: bool) -> None:
    """'60' is no number."""
    root, _ = tree("a: '60'\nb: \"true\"\nc: |\n  5\n", "s.yaml", pure)
    assert values(root) == {"a": "60", "b": "true", "c": "5\n"}


@PURE
def test_a_key_that_stands_twice_names_both_places(pure: bool) -> None:
    """An actor twice is this; the first value holds."""
    root, report = tree("CHN: 1\nRUS: 2\nCHN: 3\n", "s.yaml", pure)
    assert values(root) == {"CHN": 1, "RUS": 2}
    assert [(p.line, p.column) for p in report.problems] == [(3, 1)]
    assert "'CHN' appears twice, first at line 1, column 1" in report.problems[0].message


@PURE
@pytest.mark.parametrize(
    ("text", "spot", "words"),
    [
        ("a: &x 1\n", (1, 4), "&x is an anchor"),
        ("a: 1\nb: *x\n", (2, 4), "*x is an alias"),
        ("a: !!python/object:os.system x\n", (1, 4), "the tag"),
        ("a: ! x\n", (1, 4), "the tag"),
        ("a: !!map {b: 1}\n", (1, 4), "the tag"),
        ("? [a]\n: b\n", (1, 3), "is used as a key"),
        ("a: 1\n--- \nb: 2\n", (2, 1), "a second document"),
        ("", (1, 1), "is empty"),
        ("# nothing\n", (1, 1), "is empty"),
        ("a:\n\t- b\n", (2, 1), "not well-formed"),
        ("a: |\n    b\n  c\n", (3, 3), "not well-formed"),
        ("a: b: c\n", (1, 5), "not well-formed"),
        ("a: 'b\n", (2, 1), "not well-formed"),
        ("a: b\n c: d\n", (2, 3), "not well-formed"),
        ("a: @b\n", (1, 4), "not well-formed"),
    ],
)
def test_what_a_scenario_does_not_need_is_refused_at_its_place(
    text: str, spot: tuple[int, int], words: str, pure: bool
) -> None:
    """Tags, anchors, aliases, odd keys, several documents, and what is no YAML."""
    problems = refusals(text, pure)
    assert words in problems[0].message
    assert (problems[0].line, problems[0].column) == spot


def test_a_time_between_braces_is_told_to_want_quotes() -> None:
    """The parser in C takes its colon for that of a key."""
    problems = refusals("a: {at: 2026-03-02T10:00Z}\n", pure=False)
    assert "a time, needs quotes" in problems[0].message


@PURE
def test_a_bomb_of_aliases_is_refused_alias_by_alias(pure: bool) -> None:
    """Nothing is ever multiplied."""
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    problems = refusals("\n".join(["a0: &a0 [lol]", *levels]), pure)
    assert len(problems) == 9 + 8 * 9


@PURE
@pytest.mark.parametrize("opening", ["[", "{a: ", "- "], ids=["lists", "mappings", "dashes"])
def test_a_hundred_thousand_levels_of_nesting_are_refused_at_the_thirtieth(opening: str, pure: bool) -> None:
    """Without recursion, and without reading on."""
    problems = refusals(opening * 100_000, pure)
    assert problems[-1].message == "is nested too deeply"
    assert problems[-1].column == DEEPEST * len(opening) + 1


@PURE
@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x7f", "\\u2028", "\\ud800"])
def test_escapes_cannot_bring_in_what_the_text_may_not_hold(escape: str, pure: bool) -> None:
    """A lone surrogate could not be written to the store, an escape sequence would reach the terminal."""
    problems = refusals(f'a: "{escape}"', pure)
    assert [problem.line for problem in problems] == [1]


def test_a_colon_between_brackets_is_refused_by_both_parsers() -> None:
    """The one in C cannot read it, so the other must not."""
    assert refusals("a: [b:c]")
    assert "holds a colon between brackets" in refusals("a: [b:c]", pure=True)[0].message


def test_the_parser_in_c_is_used_here() -> None:
    """The development environment has it; the comparison below would be idle without it."""
    assert nodes.parser_in_c() is not None


def test_without_the_parser_in_c_the_one_in_python_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some machines cannot install it."""
    with_c = tree(small_case_text(), "s.yaml")[0]
    monkeypatch.setattr(nodes, "PARSERS_IN_C", ("_no_such_module",))
    assert nodes.parser_in_c() is None
    assert tree(small_case_text(), "s.yaml")[0] == with_c


plain_values = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@given(plain_values)
def test_both_parsers_make_the_same_tree_of_json(value: Any) -> None:
    """JSON is YAML 1.2, and neither parser may differ from the other, not in a column."""
    text = json.dumps({"value": value}, ensure_ascii=False)
    assert tree(text, "s.yaml")[0] == tree(text, "s.yaml", pure=True)[0]


@given(st.text("ab:-#'\"[]{},&*!|>%@`?~ \n0.", max_size=40))
def test_no_text_makes_the_reader_fail_otherwise_and_accepted_trees_agree(text: str) -> None:
    """Either a tree or a ScenarioError, from both parsers; where both accept, the trees are equal."""
    accepted = []
    for pure in (False, True):
        try:
            root, report = tree(text, "s.yaml", pure)
        except ScenarioError:
            continue
        if not report.problems:
            accepted.append(values(root))
    assert len(accepted) < 2 or accepted[0] == accepted[1]
