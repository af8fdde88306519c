"""Who may ask the page: a browser on this machine that was given the token, for a page of this server, and nobody else.

A foreign site can make a browser send requests here. It is told by the headers that a browser adds by itself; a name
that was pointed at this machine (DNS rebinding), by the host that the request names.
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENTER: Final = "/enter"
"""Where the token is shown once; from then on a cookie has it."""

HEADER: Final = "x-turtlebay-token"
"""Names the token where something is changed: a foreign page cannot send it."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

SENT: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer says, unless it says otherwise itself."""


class Guard:
    """Refuses every request that does not come from a page of this server, and has every answer say what it allows."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._token = token
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it in a sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SENT.items():
                    headers.setdefault(name, value)
            await send(message)

        wrong = self._wrong(scope["method"], scope["path"], Headers(scope=scope))
        answer = self._app if not wrong else PlainTextResponse(f"{wrong}\n", 403)
        await answer(scope, receive, told)

    def _wrong(self, method: str, path: str, headers: Headers) -> str:
        """Why a request is refused; empty where it is not."""
        host = headers.get("host", "")
        if host not in self._hosts:
            return f"This server answers to {' and '.join(self._hosts)} only."
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return "This server answers to its own pages only: paste the address in place of following a link."
        if headers.get("origin", f"http://{host}") != f"http://{host}":
            return "This server answers to its own pages only."
        if method not in ("GET", "HEAD", "POST"):
            return "Only GET and POST are known here."
        if path == ENTER:
            return ""
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        if not compare_digest(given.encode(), self._token.encode()):
            return "Open the address that `turtlebay explore` printed: it has the token of this server."
        return ""


def cookie_name(port: int) -> str:
    """Cookies do not know ports, so each server has a name of its own."""
    return f"turtlebay-{port}"
