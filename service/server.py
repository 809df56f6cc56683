"""The HTTP server in front of the app."""

import gc
import logging
import resource
import signal
import sys
from types import FrameType
from typing import Never, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.app import create_app
from service.bootstrap import Chuchu
from service.http_protocol import BURST, timed_protocol
from service.logs import set_up_logs
from service.serving import Serving
from service.settings_limits import FEWEST_CONNECTIONS, LimitSettings

logger = logging.getLogger(__name__)
KEEP_ALIVE_SECONDS = 13
SHUTDOWN_SECONDS = 10
BACKLOG = 512
OWN_DESCRIPTORS = 256
"""For the databases, indexes, jobs and models."""
NEW_OBJECTS = 10_000
"""Objects made before their garbage is looked for; an answer makes some thousands."""


def serve(chuchu: Chuchu) -> None:
    """Serve until a signal ends it; requests under way finish first.

    Raises:
        NotGuarded: anyone could use the service, on an address that others reach, and no setting wants it so.
    """
    settings = chuchu.settings
    set_up_logs(settings.logs)
    app = create_app(chuchu, lambda: settle(settings.load.switch_ms / 1000))
    serving: Serving = app.state.serving
    serving.access.doorkeeper.check_guarded()
    limits = with_room(settings.requests)
    # The server raises the signal that ended it once more; by default that would kill the process before the data
    # folder is closed.
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=cast("type[H11Protocol]", timed_protocol(limits)),
        ws="none",
        # Whose headers are believed is decided by our own setting: by default every local process would be.
        proxy_headers=False,
        backlog=BACKLOG,
        log_config=None,  # as `set_up_logs` says
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def with_room(limits: LimitSettings) -> LimitSettings:
    """Give the limits with no more connections than the system has descriptors for, and raise that number first.

    Many systems begin with 1,024; a burst of connections beyond what there are would stop the server from taking any
    for a second.
    """
    reserved = BURST + OWN_DESCRIPTORS
    allowed = allow_descriptors(limits.connections + reserved) - reserved
    if allowed >= limits.connections:
        return limits
    fewer = max(FEWEST_CONNECTIONS, allowed)
    logger.warning("%d connections at once, not %d: raise `ulimit -n`", fewer, limits.connections)
    return limits.model_copy(update={"connections": fewer})


def allow_descriptors(count: int) -> int:
    """Raise the number of files and connections that this process may hold, as far as the system lets it.

    Gives how many of `count` it may hold now.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < count:
        wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return count


def settle(switch_seconds: float) -> None:
    """Take what is loaded out of the garbage collector's sight, and let threads take turns quickly.

    Looking through all that a service keeps takes 0.1 s, in which nobody is answered. Python lets a thread that
    computes go on for 5 ms, for which the loop that takes requests in, and the encoder, would wait.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    sys.setswitchinterval(switch_seconds)


def _leave(_number: int, _frame: FrameType | None) -> Never:
    """End in order: what is open is closed on the way out."""
    sys.exit(0)
