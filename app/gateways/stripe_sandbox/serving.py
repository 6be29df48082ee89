"""Serves the sandbox with uvicorn on loopback only."""

from pathlib import Path

import uvicorn

from app.gateways.stripe_sandbox.asgi import create_sandbox


def serve(database: Path, *, port: int, adopts_customers: bool = True) -> None:
    """Serve until interrupted; what was answered is in the file already."""
    database.parent.mkdir(parents=True, exist_ok=True)
    sandbox = create_sandbox(database, adopts_customers=adopts_customers)
    uvicorn.run(sandbox, host="127.0.0.1", port=port, log_level="warning")
