"""Every line of the sample recomputes from its derivation, by fractions and no SQL."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.derivation_oracle import Line, Step, recompute

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9")]

CHECK = "derivations_recompute_to_amounts"
LINES = "int_lines_stepped"
TAXES = "int_discounts_and_tax_explained"


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory, sample_version: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the sample's warehouse, in which a step may be forged."""
    folder = tmp_path_factory.mktemp("sample")
    database = folder / "tallyhouse.duckdb"
    database.write_bytes((sample_version / database.name).read_bytes())
    with duckdb.connect(str(database)) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


@pytest.fixture(scope="module")
def steps(sample: duckdb.DuckDBPyConnection) -> list[Step]:
    """Every step of every line."""
    return steps_of(sample)


def steps_of(con: duckdb.DuckDBPyConnection) -> list[Step]:
    """Read the mart as one mapping a step."""
    found = con.execute("select * from marts.invoice_line_derivations")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def stated(con: duckdb.DuckDBPyConnection) -> dict[Line, tuple[int, int, int]]:
    """What each line says of itself."""
    found = con.execute(
        "select invoice_id, line_no, amount_minor, discount_minor, tax_minor "
        "from marts.invoice_lines"
    ).fetchall()
    return {(row[0], row[1]): row[2:] for row in found}


def test_each_line_of_the_sample_is_what_its_steps_come_to(
    sample: duckdb.DuckDBPyConnection, steps: list[Step]
) -> None:
    lines = stated(sample)

    assert len(lines) > 5000
    assert recompute(steps) == lines


def test_the_sample_has_a_derivation_of_every_common_kind(steps: list[Step]) -> None:
    seen = {step["step"] for step in steps}

    assert seen >= {
        *("per_unit", "tier", "flat", "included", "override_percent"),
        *("rounded", "used_until", "used_before", "less_issued", "commitment"),
        *("discount", "credit_discount", "tax", "imported"),
    }


def test_every_step_reads_as_a_sentence(steps: list[Step]) -> None:
    assert all(str(step["words"] or "")[:1].isalnum() for step in steps)
    assert not [s["words"] for s in steps if "None" in str(s["words"])]


@pytest.mark.parametrize(
    ("step", "column"),
    [
        ("per_unit", "unit_amount"),
        ("per_unit", "factor_numerator"),
        ("tier", "unit_amount"),
        ("flat", "unit_amount"),
        ("override_percent", "factor_numerator"),
        ("used_before", "factor_numerator"),
        ("discount", "factor_numerator"),
        ("tax", "factor_numerator"),
        ("less_issued", "change_minor"),
        ("imported", "change_minor"),
    ],
)
def test_a_step_that_was_tampered_with_no_longer_comes_to_its_line(
    sample: duckdb.DuckDBPyConnection, steps: list[Step], step: str, column: str
) -> None:
    forged = [
        {**one, column: one[column] * 2}  # pyright: ignore[reportOperatorIssue]
        if one["step"] == step and one[column]
        else one
        for one in steps
    ]

    try:
        come_to = recompute(forged)
    except AssertionError:
        return
    assert come_to != stated(sample)


@pytest.mark.parametrize(
    ("view", "forgery"),
    [
        (TAXES, "change_minor = change_minor + 1 where step = 'tax'"),
        (LINES, "unit_amount = unit_amount + 1 where step = 'per_unit'"),
        (LINES, "factor_numerator = factor_numerator + 1 where step = 'used_before'"),
        (LINES, "flat_amount = 100 where step = 'tier'"),
    ],
)
def test_the_check_that_blocks_finds_a_forged_step(
    sample: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
    view: str,
    forgery: str,
) -> None:
    check = [test for test in compiled_models.tests if test.name == CHECK]
    assert [test.severity for test in check] == ["error"]
    assert violations(sample, check) == {}
    sample.execute("begin")
    try:
        sample.execute(f"create table intermediate.forged as from intermediate.{view}")
        sample.execute(f"drop view intermediate.{view}")
        sample.execute(f"alter table intermediate.forged rename to {view}")
        sample.execute(f"update intermediate.{view} set {forgery}")

        assert violations(sample, check)
    finally:
        sample.execute("rollback")
