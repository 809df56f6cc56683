"""What a recogniser could do to a page; each runs in the guarded child only."""

import os
import signal
import socket
import time

from parsing.limits import Limits
from parsing.ocr import recognise_bytes
from parsing.recognised import RecognisedLine, RecognisedPage


def offline(data: bytes, pages: tuple[int, ...], limits: Limits) -> tuple[RecognisedPage, ...]:
    """Recognise where no connection can be opened at all."""

    def refuse(*_arguments: object, **_named: object) -> None:
        os._exit(99)

    for name in ("socket", "create_connection", "getaddrinfo"):
        setattr(socket, name, refuse)
    return recognise_bytes(data, pages, limits)


def by_number(data: bytes, pages: tuple[int, ...], limits: Limits) -> tuple[RecognisedPage, ...]:
    """Behave on page 1; on the others do what a broken page may make of a recogniser."""
    (number,) = pages
    match number:
        case 2:
            time.sleep(60)
        case 3:
            while True:
                pass
        case 4:
            bytearray(1 << 40)
        case 5:
            os.kill(os.getpid(), signal.SIGABRT)
        case 6:
            number = 1
    line = RecognisedLine(60, 700, 200, 714, f"第{number}页，优先级{os.nice(0)}。", 14, 0.9)
    return (RecognisedPage(number, 595, 842, (line,)),)
