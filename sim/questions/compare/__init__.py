"""Runs side by side: what was put in, where they part and why, what came of each, and what each change accounts for."""

from typing import Final

PAGES: Final = {
    "sim.questions.compare.study.Comparison": "sim.questions.compare.page.comparison_page",
    "sim.questions.compare.attribution.Attribution": "sim.questions.compare.page.attribution_page",
}
"""The page of each answer, by name."""
