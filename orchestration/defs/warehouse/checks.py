"""Great Expectations suites as the checks of one report; errors block publishing."""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.quality import CHECKS, CheckSpec, QualityResult, run_suites
from orchestration.defs.quality.beginning import BEGUN_ONCE, judge_beginning
from orchestration.defs.quality.ledger import LEDGER_CHECKS, judge_ledger
from orchestration.defs.warehouse.translator import OWNERS
from orchestration.publishing import published_database
from orchestration.reports.model import Check, Severity, Status
from orchestration.runs.session import RunSession

QUALITY_REPORT = dg.AssetKey(["quality_report"])


def quality_report(
    models: dg.AssetsDefinition, after: tuple[dg.AssetKey, ...]
) -> dg.AssetsDefinition:
    """Return all suites as one asset; what it checks are the tables before it."""

    @dg.asset(
        key=QUALITY_REPORT,
        group_name="warehouse",
        owners=OWNERS,
        kinds={"greatexpectations", "duckdb"},
        deps=[*sorted(models.keys), *after],
        check_specs=[_spec(one) for one in (*CHECKS, *LEDGER_CHECKS, BEGUN_ONCE)],
    )
    def report(
        books: dg.ResourceParam[RunSession],
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        """Run every suite over the candidate, against the history of the books."""
        out = books.folder / "quality"
        with books.step("checking", "Checking the result (Great Expectations)"):
            before = published_database(books.home)
            results = run_suites(books.database, history=before, out=out)
            books.checks += [_check(result) for result in results]
            extension = judge_ledger(before, books.database)
            extension.append(judge_beginning(before, books.database))
            books.checks += extension
        checks = len(results) + len(extension)
        yield dg.MaterializeResult(
            metadata={"checks": checks, "rendered": dg.MetadataValue.path(out)}
        )
        for result in results:
            yield _told(result)
        for check in extension:
            yield _told_of_ledger(check)

    return report


def _spec(one: CheckSpec) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name=_name(one),
        asset=QUALITY_REPORT,
        blocking=one.severity == "error",
        description=f"{one.table}: {one.description}",
    )


def _told(result: QualityResult) -> dg.AssetCheckResult:
    is_error = result.severity == "error"
    return dg.AssetCheckResult(
        asset_key=QUALITY_REPORT,
        check_name=_name(result),
        passed=result.success,
        severity=dg.AssetCheckSeverity.ERROR
        if is_error
        else dg.AssetCheckSeverity.WARN,
        metadata={
            "table": result.table,
            "observed": result.observed,
            "expected": result.expected,
        },
    )


def _told_of_ledger(check: Check) -> dg.AssetCheckResult:
    is_error = check.severity is Severity.ERROR
    return dg.AssetCheckResult(
        asset_key=QUALITY_REPORT,
        check_name=_name(check),
        passed=check.status is Status.PASSED,
        severity=dg.AssetCheckSeverity.ERROR
        if is_error
        else dg.AssetCheckSeverity.WARN,
        metadata={
            "table": check.table,
            "observed": check.observed,
            "postings": dg.MetadataValue.json([dict(one) for one in check.examples]),
        },
    )


def _check(result: QualityResult) -> Check:
    bad = Status.FAILED if result.severity == "error" else Status.WARNED
    return Check(
        name=result.name,
        table=result.table,
        suite=result.suite,
        severity=Severity(result.severity),
        status=Status.PASSED if result.success else bad,
        observed=f"saw {result.observed}, expected {result.expected}",
        examples=tuple(dict(example) for example in result.examples),
    )


def _name(one: CheckSpec | QualityResult | Check) -> str:
    return "__".join(
        part.replace(".", "_").replace(" ", "_") for part in (one.suite, one.name)
    )
