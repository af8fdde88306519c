"""From a slider's step to the redrawn chart, in a real browser: python -m bench.explore [CASE] [STEPS].

A server of its own with an empty store, so that no setting was played before; Chromium, by Playwright, on the same
machine. Each step is a press of a key on a slider, while the answer before is still being refined. The clock runs in
the page from the step to the frame that shows bars of that setting.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS
from tests.kit import child_environment, chromium

STEPS = 60
PAUSES = (250, 600, 1100)
"""Milliseconds between two steps, in turn: within the first seconds of an answer."""

WATCH = """() => {
  const answer = document.getElementById("answer");
  window.times = [];
  let began = null;
  document.addEventListener("input", () => { began = performance.now(); }, true);
  new MutationObserver(() => {
    if (began === null) return;
    const start = began;
    began = null;
    requestAnimationFrame(() => setTimeout(() => window.times.push([performance.now() - start, answer.dataset.runs])));
  }).observe(answer.querySelector("#part-bars .in"), {childList: true});
}"""


def main(case: str = "dprk-2006-07", steps: int = STEPS) -> None:
    """Print the median and the 95th percentile, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "turtlebay", "explore", case, "--no-browser", "--jobs", "2"]
        server = subprocess.Popen(
            [*command, "--store", str(Path(folder) / "bench.db")], stderr=subprocess.PIPE, text=True,
            env=child_environment(),
        )  # fmt: skip
        try:
            assert server.stderr is not None
            found = re.search(r"http://\S+", server.stderr.readline())
            assert found, "the server named no address"
            times = _measured(found[0], steps)
        finally:
            server.terminate()
            server.wait()
    values = sorted(time for time, _ in times)
    runs = sorted({int(count) for _, count in times})
    print(f"{len(values)} steps of {case}, first answers of {runs[0]} to {runs[-1]} runs")
    print(
        f"median {median(values):.0f} ms, 95th percentile {quantiles(values, n=20)[-1]:.0f} ms, worst {values[-1]:.0f}"
    )


def _measured(address: str, steps: int) -> list[tuple[float, str]]:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        tab = browser.new_page(viewport={"width": 1300, "height": 900})
        tab.goto(address)
        tab.wait_for_selector("#answer[data-done=true]", timeout=120_000)
        tab.evaluate(WATCH)
        sliders = tab.locator("#numbers section input[type=range]").all()
        for step in range(steps):
            tab.wait_for_timeout(PAUSES[step % len(PAUSES)])
            slider = sliders[step // 10 % len(sliders)]
            slider.focus()
            slider.press("ArrowRight" if step % 20 < 10 else "ArrowLeft")
        tab.wait_for_timeout(2_000)
        times: list[tuple[float, str]] = tab.evaluate("window.times")
        browser.close()
    return times


if __name__ == "__main__":
    words = sys.argv[1:]
    main(*words[:1], **({"steps": int(words[1])} if len(words) > 1 else {}))
