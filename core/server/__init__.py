"""The server around the app, pure ASGI: what it lets in, what it says, what it writes down."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from core.server.address import OnlyTls
from core.server.cookies import HostCookies
from core.server.doors import ClosedRoutes, SameOrigin
from core.server.headers import SecurityHeaders
from core.server.log import RequestLog


def build_middleware(
    hosts: Sequence[str], origins: Sequence[str] = (), address: str = ""
) -> list[Middleware]:
    """What stands before the app, the outermost first.

    `hosts`: the names under which the app may be asked for, `*.example.org` for all below one;
    none lets nobody in. `origins`: other sites whose pages may talk to it, with their scheme.
    `address`: the app's own, where it has one for sign-in; with https nothing plain is answered.
    """
    return [
        Middleware(SecurityHeaders),
        Middleware(RequestLog),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        Middleware(OnlyTls, address=address),
        Middleware(SameOrigin, origins=origins),
        Middleware(ClosedRoutes),
        Middleware(HostCookies),
    ]
