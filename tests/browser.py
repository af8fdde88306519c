"""A real browser for tests, and what a reader who cannot see or cannot use a mouse would stumble over in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from tests.kit import chromium

ARGUMENTS: Final = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, started by Playwright; the test is skipped where either is missing."""
    path = chromium()
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def serious(page: Any) -> list[str]:
    """What axe calls serious or critical in a page that is open: the rule, what it says, and where; none is good.

    A policy that allows the page no script does not stop it, as the debugger brings axe in; a browser that has scripts
    switched off does. The test is skipped where axe is not installed.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {node['target'][0]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
