"""The log of a serving process: lines for people, or one JSON object a line for machines."""

import json
import logging
import sys
from datetime import UTC, datetime

from service.settings_logs import LogSettings

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FIELDS = ("request_id", "method", "path", "status", "ms", "query")
"""What a log record may hold besides its message; nothing else that code hangs onto one is written."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, message, the fields it holds, and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up_logs(settings: LogSettings) -> None:
    """Write the log of this process to standard error as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.form == "json" else logging.Formatter(TEXT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level)
    # The libraries that carry requests name addresses with their queries, and bodies, below warnings.
    for name in ("httpx", "httpcore", "openai", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every form that is none: whoever sent it is told, and anyone could fill the disk with such lines.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
