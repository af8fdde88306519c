"""A real server of `turtlebay explore` for tests, and requests as a browser would send them, or as it would not."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from attrs import frozen

from tests.cases import short_file
from tests.kit import PATIENCE, child_environment

N = "12"
"""Seeds that an answer is refined to."""

MOVED = "china-legal-limit=75"
"""A setting of the short case, as the address has it."""


@frozen
class Answered:
    """What came back."""

    code: int
    headers: Mapping[str, str]
    text: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The messages of a stream."""
        return [json.loads(line) for line in self.text.splitlines()]


@frozen
class Served:
    """A server and its token."""

    process: "subprocess.Popen[str]"
    port: int
    token: str
    store: Path

    @property
    def host(self) -> str:
        """As it is named in requests."""
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """What was printed."""
        return f"http://{self.host}/enter?token={self.token}"

    @property
    def own(self) -> dict[str, str]:
        """What a browser that was given the token sends with each request."""
        return {"Cookie": f"turtlebay-{self.port}={self.token}"}

    def ask(self, path: str, method: str = "GET", body: str = "", own: bool = True, **headers: str) -> Answered:
        """Send a request. own: with the cookie. headers: with _ for -; a Host replaces the usual one."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, {"Host": self.host, **(self.own if own else {}), **given})
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        found = Answered(response.status, told, response.read().decode())
        connection.close()
        return found


@contextmanager
def served(folder: Path, *options: str, n: str = N, store: str = "explore.db") -> Iterator[Served]:
    """A server of the short case in a folder, ended at the end."""
    file = folder / "small.yaml" if (folder / "small.yaml").exists() else short_file(folder)
    command = [sys.executable, "-m", "turtlebay", "explore", file.name, "--no-browser", "--jobs", "2", "-n", n]
    process = subprocess.Popen(
        [*command, "--store", store, *options], cwd=folder, env=child_environment(), text=True, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/enter\?token=(\S+)", said)
        assert found, said + process.stderr.read()
        yield Served(process, int(found[1]), found[2], folder / store)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        if process.stderr is not None:
            process.stderr.close()
