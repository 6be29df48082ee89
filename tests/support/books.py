"""Whole runs through the real command, over a folder small enough to repeat."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestration.home import Home
from tests.support.world import Row, write_folder

COMMAND = Path(sys.executable).with_name("tallyhouse")
AUDIT = Path(__file__).parent / "audit_network"
AS_OF = "2026-03-31"
SEATS: dict[str, list[Row]] = {
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"}
    ],
    "subscription_items": [
        {
            "item_id": "seats",
            "subscription_id": "s",
            "product_id": "seat",
            "started_on": "2026-01-01",
            "quantity": "3",
        }
    ],
    "payments": [
        {
            "payment_id": "p",
            "company_id": "acme",
            "received_at": "2026-02-01T12:00:00Z",
            "amount_minor": "100",
            "currency": "USD",
        }
    ],
}


class Books:
    """A data folder and its home, billed by the real command in its own process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.home = Home(root / "home")

    def run(
        self, *options: str, as_of: str = AS_OF, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Bill the folder and wait for the end."""
        return subprocess.run(
            self.command(*options, as_of=as_of),
            env=self.environment(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=540,
        )

    def command(self, *options: str, as_of: str = AS_OF) -> list[str]:
        """Return the command line of a run."""
        data = ("--data", str(self.data), "--as-of", as_of)
        return [str(COMMAND), "run", *data, *options]

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment that names this home as the only one."""
        audit = {
            "TALLYHOUSE_HOME": str(self.home.root),
            "TALLYHOUSE_AUDIT_FILE": str(self.network_audit),
            "PYTHONPATH": str(AUDIT),
        }
        return {**os.environ, **audit, **(more or {})}

    @property
    def network_audit(self) -> Path:
        """Where every process of these books notes the addresses it asked for."""
        return self.root / "network.audit"

    def ask(self, sql: str) -> list[dict[str, object]]:
        """Return what the published warehouse answers, through the command."""
        answered = self.tallyhouse("query", "--format", "json", sql)
        assert answered.returncode == 0, answered.stderr
        return json.loads(answered.stdout)

    def tallyhouse(
        self, *arguments: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run another command of the house on these books."""
        return subprocess.run(
            [COMMAND, *arguments],
            env=self.environment(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def take_folder(self, tables: Mapping[str, list[Row]]) -> None:
        """Give the home a data folder of its own with these tables."""
        self.data = write_folder(self.root / "data", tables)
        identity = json.loads(self.home.identity.read_text("utf-8"))
        self.home.identity.write_text(json.dumps({**identity, "data": str(self.data)}))

    def copy(self, root: Path) -> "Books":
        """Return the same books elsewhere, as they are now."""
        shutil.copytree(self.home.root, root / "home", symlinks=True)
        twin = Books(root)
        twin.data = self.data
        return twin
