"""The report of one run, as data: what came in, what was billed, what was checked."""

from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.domain.money import Money


class Outcome(StrEnum):
    """How a run ended."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Severity(StrEnum):
    """What a check means when it does not hold: wrong, or only unusual."""

    ERROR = "error"
    WARNING = "warning"


class Status(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    SKIPPED = "skipped"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Check(_Frozen):
    """One promise about the result, with example rows where it does not hold."""

    name: str
    table: str
    suite: str
    severity: Severity
    status: Status
    observed: str = ""
    cure: str = ""
    examples: tuple[dict[str, str | None], ...] = ()

    @property
    def is_blocking(self) -> bool:
        """A result that would be wrong must not be seen."""
        return self.status is Status.FAILED and self.severity is Severity.ERROR


class SourceCount(_Frozen):
    """How many rows of one table a source sent, and what became of them."""

    table: str
    source: str
    rows: int
    accepted: int
    quarantined: int
    duplicates: int


class QuarantineReason(_Frozen):
    """Why rows wait for a person, with the first of them."""

    table: str
    reason: str
    rows: int
    example: str


class CurrencyAmount(_Frozen):
    """An amount in the minor units of one currency, under one heading."""

    heading: str
    currency: str
    amount_minor: int
    count: int = 0


class Reconciliation(_Frozen):
    """How many things agree with what they are held against, or differ, and where."""

    what: str
    mart: str
    outcome: str
    agrees: bool
    count: int
    currency: str = ""
    difference_minor: int = 0
    example: str = ""


class MrrMovement(_Frozen):
    """How monthly recurring revenue came from its opening to its closing."""

    month: date
    currency: str
    opening_minor: int
    new_minor: int
    expansion_minor: int
    contraction_minor: int
    churn_minor: int
    reactivation_minor: int
    fx_minor: int
    closing_minor: int


class Finding(_Frozen):
    """Something people have to look at; it stops nobody's bill."""

    kind: str
    count: int
    example: str


class ModelEvaluation(_Frozen):
    """How a predictive model did against the naive baseline."""

    model: str
    data_set: str
    metric: str
    model_value: float | None
    baseline: str
    baseline_value: float | None
    is_withdrawn: bool
    reason: str

    @property
    def has_lost(self) -> bool:
        """Say whether the baseline did better; of an error, less is better."""
        if self.model_value is None or self.baseline_value is None:
            return False
        if self.metric.startswith("error"):
            return self.model_value > self.baseline_value
        return self.model_value < self.baseline_value


class Figures(_Frozen):
    """What the run computed, per currency; never added up across currencies."""

    sources: tuple[SourceCount, ...] = ()
    quarantine: tuple[QuarantineReason, ...] = ()
    conflicts: int = 0
    unknown_columns: tuple[str, ...] = ()
    unread_files: tuple[str, ...] = ()
    drafts: tuple[CurrencyAmount, ...] = ()
    issued: tuple[CurrencyAmount, ...] = ()
    unbalanced_transactions: int | None = None
    ledger_postings: int = 0
    receivables: tuple[CurrencyAmount, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    mrr: tuple[MrrMovement, ...] = ()
    anomalies: int = 0
    scored: int = 0
    anomaly_examples: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    evaluations: tuple[ModelEvaluation, ...] = ()
    exponents: dict[str, int] = {}

    def text(self, minor: int, currency: str) -> str:
        """Write an amount for people, with the decimals of its currency."""
        return Money(minor, currency).text(self.exponents.get(currency, 2))


class Report(_Frozen):
    """Everything a person or a program may want to know about one run."""

    run: str
    data: str
    as_of: date
    outcome: Outcome
    reason: str = ""
    figures: Figures = Figures()
    checks: tuple[Check, ...] = ()
    seconds: dict[str, float] = {}
    published: str | None = None

    def with_status(self, status: Status) -> list[Check]:
        """Return the checks that ended like this."""
        return [check for check in self.checks if check.status is status]

    @classmethod
    def load(cls, path: Path) -> "Report":
        """Read a report that `save` wrote."""
        return cls.model_validate_json(path.read_text("utf-8"))

    def save(self, path: Path) -> None:
        """Write the report whole or not at all."""
        aside = path.with_name(f"{path.name}.new")
        aside.write_text(self.model_dump_json(indent=2) + "\n", "utf-8")
        aside.replace(path)
