"""Writes down every address a Python process asks for, when put on PYTHONPATH.

The file named by TALLYHOUSE_AUDIT_FILE receives one line per connection or look-up, so
that a test can run the real commands and see that nothing left the machine.
"""

import os
import sys

_FILE = os.environ.get("TALLYHOUSE_AUDIT_FILE")


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments[0]
    else:
        return
    if isinstance(address, tuple):
        address = address[0]
    with open(_FILE or os.devnull, "a", encoding="utf-8") as file:
        file.write(f"{event}\t{address!r}\t{' '.join(sys.argv[:2])}\n")


if _FILE:
    sys.addaudithook(_note)
