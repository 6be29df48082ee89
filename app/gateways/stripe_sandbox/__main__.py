"""Runs the sandbox: `python -m app.gateways.stripe_sandbox --port 8420 --db FILE`."""

import argparse
from pathlib import Path

from app.gateways.stripe_sandbox.serving import serve


def main() -> None:
    """Serve on the loopback interface until told to stop."""
    parser = argparse.ArgumentParser(prog="stripe_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8420)
    parser.add_argument("--db", type=Path, required=True, help="its SQLite file")
    parser.add_argument(
        "--strict", action="store_true", help="refuse customers it did not make"
    )
    options = parser.parse_args()
    serve(options.db, port=options.port, adopts_customers=not options.strict)


if __name__ == "__main__":
    main()
