"""What agrees with what at the end of a run, in words, with where its rows stand."""

from itertools import groupby

from orchestration.reports.model import Figures, Reconciliation

WIDTH = 120


def reconciled(figures: Figures) -> list[str]:
    """Write how many rows of each comparison agree, and by how much others differ.

    For example `payouts: 12 tied, 1 differs by 7.00 USD (first: po_9)`.
    """
    lines: list[str] = []
    for (what, mart), group in groupby(
        figures.reconciliations, key=lambda item: (item.what, item.mart)
    ):
        told = [_outcome(item, figures) for item in group]
        one_line = f"  {what}: {', '.join(told)}; see {mart}"
        if len(one_line) <= WIDTH:
            lines.append(one_line)
        else:
            lines += [f"  {what}; see {mart}", *(f"    {one}" for one in told)]
    return ["Reconciled", *lines] if lines else []


def _outcome(item: Reconciliation, figures: Figures) -> str:
    amount = figures.text(item.difference_minor, item.currency)
    apart = f" by {amount}" if item.difference_minor else ""
    first = f" (first: {item.example})" if item.example else ""
    return f"{item.count:,} {item.outcome}{apart}{first}"
