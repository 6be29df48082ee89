"""What the bench found, kept between its calls so that sizes can run one at a time."""

import json
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version

import psutil

from tests.bench.measured import ROOT

KEPT = ROOT / ".tallyhouse" / "bench" / "figures.json"
LIBRARIES = ("duckdb", "polars", "dbt-core", "dbt-duckdb", "dagster")


@dataclass(frozen=True)
class SizeFigures:
    """One month of so many million events of 10,000 companies."""

    millions: float
    floor_seconds: float
    floor_mb: float
    first_seconds: float
    first_overhead: float
    first_mb: float
    steps: dict[str, float]
    day_seconds: float
    day_mb: float
    day_steps: dict[str, float]
    stored_seconds: float
    overhead: float
    unchanged_seconds: float
    lines: int
    lines_differing: int


@dataclass(frozen=True)
class HistoryFigures:
    """A month's files, alone and after twelve months that are closed."""

    millions_a_month: float
    alone_seconds: float
    after_seconds: float
    after_steps: dict[str, float]
    stored_seconds: float
    overhead: float


@dataclass(frozen=True)
class RecurringFigures:
    """Companies with five recurring items each, drafted."""

    companies: int
    seconds: float
    overhead: float
    peak_mb: float
    drafts: int


@dataclass
class Figures:
    """All that was measured, the latest of each."""

    machine: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, SizeFigures] = field(default_factory=dict)
    history: HistoryFigures | None = None
    recurring: RecurringFigures | None = None
    clickhouse: str = ""

    def save(self) -> None:
        """Keep the figures for the next call."""
        self.machine = this_machine()
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def kept_figures() -> Figures:
    """Return what earlier calls found."""
    if not KEPT.exists():
        return Figures()
    told = json.loads(KEPT.read_text(encoding="utf-8"))
    return Figures(
        machine=told["machine"],
        sizes={name: SizeFigures(**one) for name, one in told["sizes"].items()},
        history=HistoryFigures(**told["history"]) if told["history"] else None,
        recurring=RecurringFigures(**told["recurring"]) if told["recurring"] else None,
        clickhouse=told["clickhouse"],
    )


def this_machine() -> dict[str, str]:
    """Say what the figures were measured on, without naming the host."""
    return {
        "cores": f"{psutil.cpu_count()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "busy": f"{psutil.getloadavg()[1]:.1f} processes wanting a core, at the end",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
