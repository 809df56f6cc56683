"""Headers that keep a page of ours from running, loading or being framed by anything that is not ours."""

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECURE_HEADERS = {"Cross-Origin-Opener-Policy": "same-origin"}
"""What browsers heed in secure contexts alone; on the plain http of an intranet they call it an error."""
LOOPBACK = ("localhost", "127.", "[::1]")


class SecurityHeaders:
    """Adds the headers to every answer; one that an endpoint set itself stands (a download's stricter policy)."""

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str] = ()) -> None:
        """`frame_ancestors` are the origins of portals that may frame the page."""
        self.app = app
        self.headers = dict(HEADERS)
        if frame_ancestors:
            framing = f"frame-ancestors 'self' {' '.join(frame_ancestors)}"
            self.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", framing)
            del self.headers["X-Frame-Options"]  # it knows no list; the policy goes before it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if _is_secure(scope):
                    headers.update(SECURE_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, guarded)


def _is_secure(scope: Scope) -> bool:
    """Whether the browser takes the page for a secure context; the gate has put in the scheme that a proxy told."""
    return scope["scheme"] == "https" or Headers(scope=scope).get("host", "").startswith(LOOPBACK)
