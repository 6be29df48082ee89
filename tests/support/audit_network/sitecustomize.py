"""Writes down every address a Python process asks for, when put on PYTHONPATH.

The file named by TALLYHOUSE_AUDIT_FILE receives one line per process that starts and
one per connection or look-up, so that a test can run the real commands and see that
nothing left the machine, and that the processes it means were watched.
"""

import os
import sys

_FILE = os.environ.get("TALLYHOUSE_AUDIT_FILE")


def _write(event: str, what: object) -> None:
    command = " ".join(sys.orig_argv[1:5])
    with open(_FILE or os.devnull, "a", encoding="utf-8") as file:
        file.write(f"{event}\t{what}\t{command}\n")


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        _write(event, address[0] if isinstance(address, tuple) else address)
    elif event == "socket.getaddrinfo":
        _write(event, arguments[0])


if _FILE:
    _write("process", os.getpid())
    sys.addaudithook(_note)
