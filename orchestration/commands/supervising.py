"""`tallyhouse up`: starts app, Dagster UI and deliveries, and stops them all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from orchestration.defs.operations.instance import dagster_folder
from orchestration.home import SETTING, Home

LOOK_EVERY_SECONDS = 0.5
GRACE_SECONDS = 10
LOCALHOST = "127.0.0.1"


def supervise(home: Home, *, port: int, dagster_port: int) -> int:
    """Run everything until Ctrl-C or until one of them stops."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    environment = {
        **os.environ,
        SETTING: str(home.root),
        "DAGSTER_HOME": str(dagster_folder(home).resolve()),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
    }
    commands = _commands(home, port=port, dagster_port=dagster_port)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            print(f"Starting {name}", flush=True)
            running[name] = subprocess.Popen(
                command, env=environment, start_new_session=True
            )
        print(f"App          http://{LOCALHOST}:{port}", flush=True)
        print(f"Dagster      http://{LOCALHOST}:{dagster_port}", flush=True)
        print("Stop with Ctrl-C.", flush=True)
        return _watch(running)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        _stop(running)


def _commands(home: Home, *, port: int, dagster_port: int) -> dict[str, list[str]]:
    bin_folder = Path(sys.executable).parent
    dagster = [str(bin_folder / "dagster"), "dev", "-m", "orchestration.definitions"]
    dagster += [
        "--host",
        LOCALHOST,
        "--port",
        str(dagster_port),
        "--log-level",
        "warning",
    ]
    root = str(home.root)
    own = [sys.executable, "-m"]
    commands = {
        "the application": [*own, "app.run", "--home", root, "--port", str(port)],
        "the Dagster UI, schedules and sensors": dagster,
        "the delivery worker": [*own, "orchestration.deliveries", root],
    }
    if "TALLYHOUSE_STRIPE_URL" not in os.environ:
        books = str(home.root / "sandbox" / "stripe.sqlite")
        sandbox = [*own, "app.gateways.stripe_sandbox", "--db", books]
        commands = {"the Stripe sandbox": sandbox, **commands}
    return commands


def _watch(running: dict[str, subprocess.Popen[bytes]]) -> int:
    while True:
        for name, process in running.items():
            code = process.poll()
            if code is not None:
                print(f"{name} stopped (exit code {code}).", file=sys.stderr)
                return 4
        time.sleep(LOOK_EVERY_SECONDS)


def _stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
