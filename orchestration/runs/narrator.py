"""Says what a run is doing while it does it, on the screen and in its log."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO


@dataclass
class Narrator:
    """Writes each sentence to the screen at once, and with its time to the log."""

    screen: TextIO | None
    log: Path | None = None
    began: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        """Tell the person who waits, and the log."""
        if self.screen is not None:
            print(text, file=self.screen, flush=True)
        self.note(text)

    def note(self, text: str) -> None:
        """Tell only the log."""
        if self.log is None:
            return
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{time.monotonic() - self.began:8.2f} {text}\n")
