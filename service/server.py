"""The HTTP server in front of the app."""

import uvicorn

from service.app import create_app
from service.bootstrap import Chuchu
from service.logs import set_up_logs

KEEP_ALIVE_SECONDS = 15
SHUTDOWN_SECONDS = 10


def serve(chuchu: Chuchu) -> None:
    """Serve until a signal ends it; requests under way finish first."""
    settings = chuchu.settings
    set_up_logs(settings.logs)
    uvicorn.run(
        create_app(chuchu),
        host=settings.host,
        port=settings.port,
        log_config=None,  # as `set_up_logs` says
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
