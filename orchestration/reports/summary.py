"""The report in words, for the person who has to stand behind the numbers."""

from collections.abc import Iterator

from orchestration.reports.model import (
    Check,
    CurrencyAmount,
    Figures,
    ModelEvaluation,
    Outcome,
    Report,
    Status,
)
from orchestration.reports.reconciled import reconciled

EXAMPLES = 3
QUARANTINE_LINES = 12


def summary(report: Report) -> str:
    """Write the whole report as text that reads from top to bottom."""
    parts = [
        [_headline(report)],
        _incoming(report.figures),
        _billed(report.figures),
        _books(report.figures),
        reconciled(report.figures),
        _growth(report.figures),
        _predictions(report.figures),
        _findings(report.figures),
        _checks(report),
        _timing(report),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _headline(report: Report) -> str:
    told = {
        Outcome.PUBLISHED: "is published",
        Outcome.UNCHANGED: "is unchanged and stands as published",
        Outcome.BLOCKED: "is NOT published: a check says the result would be wrong",
        Outcome.FAILED: "is NOT published: it could not be finished",
        Outcome.INTERRUPTED: "was interrupted and published nothing",
    }[report.outcome]
    head = f"Run {report.run}, books of {report.data} as of {report.as_of}, {told}."
    return f"{head}\n{report.reason}" if report.reason else head


def _incoming(figures: Figures) -> list[str]:
    if not figures.sources:
        return []
    lines = [
        f"Rows in{'rows':>33}{'accepted':>11}{'quarantined':>13}{'duplicates':>12}"
    ]
    lines += [
        f"  {_label(source.table, source.source):<30}{source.rows:>9,}"
        f"{source.accepted:>11,}{source.quarantined:>13,}{source.duplicates:>12,}"
        for source in figures.sources
    ]
    if figures.quarantine:
        lines.append("  Quarantined, waiting for a person:")
    lines += [
        f"    {item.table}, {item.rows}: {item.reason} (first: {item.example})"
        for item in figures.quarantine[:QUARANTINE_LINES]
    ]
    if len(figures.quarantine) > QUARANTINE_LINES:
        more = len(figures.quarantine) - QUARANTINE_LINES
        lines.append(f"    and {more} more reasons: raw.quarantine holds every row")
    if figures.conflicts:
        lines.append(
            f"  Conflicts: {figures.conflicts} rows contradict a row of the same key; "
            "the first one counts, raw.conflicts names both"
        )
    lines += [
        f"  Columns nobody knows, kept: {name}" for name in figures.unknown_columns
    ]
    return lines + [
        f"  Files nobody knows, not read: {name}" for name in figures.unread_files
    ]


def _billed(figures: Figures) -> list[str]:
    if not figures.drafts and not figures.issued:
        return []
    lines = ["Invoices drafted by this run"]
    lines += _invoices(figures, figures.drafts) or ["       none are due"]
    if figures.issued:
        lines.append("Invoices issued before")
    return lines + _invoices(figures, figures.issued)


def _invoices(figures: Figures, items: tuple[CurrencyAmount, ...]) -> list[str]:
    return [
        f"  {item.count:>6,} {item.heading:<16}"
        f" {_money(figures, item.currency, item.amount_minor)}"
        for item in items
    ]


def _books(figures: Figures) -> list[str]:
    if figures.unbalanced_transactions is None:
        return []
    balanced = (
        f"balances: every transaction of {figures.ledger_postings:,} postings sums to 0"
        if not figures.unbalanced_transactions
        else f"does NOT balance: {figures.unbalanced_transactions} transactions"
    )
    lines = [f"Ledger {balanced}", "Receivables by days past due"]
    return lines + [
        f"  {item.heading:<10} {_money(figures, item.currency, item.amount_minor)}"
        f"  ({item.count} invoices)"
        for item in figures.receivables
    ]


def _growth(figures: Figures) -> list[str]:
    lines = []
    for mrr in figures.mrr:
        lines.append(f"Monthly recurring revenue {mrr.month:%Y-%m}, {mrr.currency}")
        lines += [
            f"  {name:<13} {_money(figures, mrr.currency, amount)}"
            for name, amount in (
                ("opening", mrr.opening_minor),
                ("new", mrr.new_minor),
                ("expansion", mrr.expansion_minor),
                ("contraction", mrr.contraction_minor),
                ("churn", mrr.churn_minor),
                ("reactivation", mrr.reactivation_minor),
                ("fx", mrr.fx_minor),
                ("closing", mrr.closing_minor),
            )
            if amount or name in {"opening", "closing"}
        ]
    return lines


def _predictions(figures: Figures) -> list[str]:
    lines = []
    if figures.anomalies or figures.evaluations:
        lines.append(
            f"Drafts that look unusual and need review: {figures.anomalies} of "
            f"{figures.scored} with enough history to say"
        )
    lines += [f"  {example}" for example in figures.anomaly_examples]
    for item in figures.evaluations:
        if "," not in item.metric:
            lines += _evaluation(item, figures)
    return lines


def _evaluation(item: ModelEvaluation, figures: Figures) -> Iterator[str]:
    if item.model_value is None or item.baseline_value is None:
        yield f"  {item.model} predicts nothing: {item.reason}"
        return
    told = "; WITHDRAWN, it predicts nothing" if item.is_withdrawn else ""
    yield (
        f"  {item.model}, {item.metric}: {item.model_value:.3f} "
        f"against {item.baseline_value:.3f} of {item.baseline}{told}"
    )
    lost = [
        one.metric.partition(", ")[2]
        for one in figures.evaluations
        if (one.model, one.data_set) == (item.model, item.data_set)
        and one.metric.startswith(f"{item.metric},")
        and one.has_lost
    ]
    if lost:
        yield f"    where the baseline was better: {', '.join(lost)}"


def _findings(figures: Figures) -> list[str]:
    if not figures.findings:
        return []
    return ["Findings for people (nobody's bill waits for them)"] + [
        f"  {item.count:>6,} {item.kind} (first: {item.example})"
        for item in figures.findings
    ]


def _checks(report: Report) -> list[str]:
    if not report.checks:
        return []
    counts = {status: len(report.with_status(status)) for status in Status}
    line = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    lines = [f"Checks: {line}"]
    for status in (Status.FAILED, Status.WARNED):
        for check in report.with_status(status):
            lines += _one_check(check)
    return lines


def _one_check(check: Check) -> Iterator[str]:
    seen = f": {check.observed}" if check.observed else ""
    yield f"  {check.status.upper()} {check.name} on {check.table}{seen}"
    if check.cure:
        yield f"    what to do: {check.cure}"
    # where only the rows themselves can be put right, each of them is named
    shown = check.examples if check.cure else check.examples[:EXAMPLES]
    for example in shown:
        shown = ", ".join(f"{name} {value}" for name, value in example.items())
        yield f"    for example {shown}"


def _timing(report: Report) -> list[str]:
    if not report.seconds:
        return []
    steps = ", ".join(f"{step} {took:.1f}" for step, took in report.seconds.items())
    return [f"Seconds: {steps}; {sum(report.seconds.values()):.1f} in all"]


def _label(table: str, source: str) -> str:
    return f"{table} ({source})" if source else table


def _money(figures: Figures, currency: str, amount: int) -> str:
    return f"{figures.text(amount, currency):>20}"
