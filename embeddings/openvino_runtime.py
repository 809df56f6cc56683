"""Importing OpenVINO so that it calls nobody."""

import importlib
import sys
from types import ModuleType
from typing import Any

Untyped = Any
"""An object of OpenVINO, which publishes no types."""

_TELEMETRY = "openvino_telemetry"


def load_openvino() -> ModuleType:
    """Import and return `openvino` with its telemetry off.

    `import openvino` alone sends an event through the package openvino-telemetry (unless a consent file in the
    home folder says no). A None in `sys.modules` makes that package unimportable, upon which OpenVINO takes
    the stub it carries for this case; nothing is sent and no file is written.
    """
    if _TELEMETRY not in sys.modules:
        sys.modules[_TELEMETRY] = None  # type: ignore[assignment]
    return importlib.import_module("openvino")
