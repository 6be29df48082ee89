"""Named places where a test may kill the real process, as a power cut would."""

import os
import signal

KILL_AT = "TALLYHOUSE_KILL_AT"

KILL_POINTS = (
    "action_in_transaction",
    "action_before_commit",
    "action_after_commit",
    "delivery_leased",
    "delivery_after_step",
    "delivery_before_record",
    "delivery_after_record",
)


def reached(point: str, nth: str = "") -> None:
    """Die here if the environment names this point (or its nth part: `point:nth`)."""
    wanted = os.environ.get(KILL_AT)
    if wanted and wanted in {point, f"{point}:{nth}"}:
        os.kill(os.getpid(), signal.SIGKILL)
