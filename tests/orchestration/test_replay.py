"""A published version can be built again from what it recorded."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from orchestration.cli import run_command
from orchestration.home import Home
from orchestration.publishing import current_run, database_of
from orchestration.replay import replay_version
from tests.support.books import Books
from tests.support.published import RUNS, publish_copy

RUN = RUNS[0]
PREDICTED = "learning.invoice_anomalies"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, seats_version: Path) -> Home:
    """One version of three seats, with a prediction that came after the models."""
    home = Home(tmp_path_factory.mktemp("published") / "home")
    publish_copy(home, RUN, seats_version)
    with duckdb.connect(str(database_of(home, RUN))) as con:
        con.execute(
            f"insert into {PREDICTED} by name select "
            "'draft:us:acme:USD:2026-02-01' as invoice_id, 93 as confidence_score, "
            "true as needs_review, 'made up' as drivers, '1' as model_version"
        )
    return home


@pytest.fixture
def home(published: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The same in a home of the test's own."""
    home = Home(tmp_path / "home")
    shutil.copytree(published.root, home.root, symlinks=True)
    monkeypatch.setenv("TALLYHOUSE_HOME", str(home.root))
    return home


@pytest.mark.slow
@pytest.mark.rule("2.6")
def test_a_version_comes_out_identical(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_command(["replay", RUN])

    told = capsys.readouterr().out
    assert code == 0
    assert "with its own models: identical" in told
    assert "taken over as recorded, not computed: learning." in told


@pytest.mark.slow
def test_other_inputs_are_noticed_with_table_and_rows(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    with duckdb.connect(str(database_of(home, RUN))) as con:
        con.execute("update raw.subscription_items set quantity = 4")

    code = run_command(["replay", RUN])

    told = capsys.readouterr().out
    assert code == 1
    assert "DIFFERENT" in told
    assert "marts.invoice_lines: 3 rows only recorded, 3 only replayed" in told
    assert "3 x 100.00 -> 4 x 100.00" in told


@pytest.mark.slow
def test_other_models_are_noticed_in_json(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home.version(RUN) / "compiled.json"
    models = CompiledModels.load(path)
    changed = [
        replace(model, sql=f"select * from ({model.sql}) where line_no > 1")
        if model.name == "invoice_lines"
        else model
        for model in models.models
    ]
    replace(models, models=tuple(changed)).save(path)

    code = run_command(["replay", RUN, "--json"])

    told = json.loads(capsys.readouterr().out)
    lines = next(t for t in told["different"] if t["table"] == "marts.invoice_lines")
    assert code == 1
    assert told["is_identical"] is False
    assert (lines["only_recorded"], lines["only_replayed"]) == (3, 0)
    assert [line["change"] for line in told["comparison"]["lines"]] == ["removed"] * 3


@pytest.mark.slow
def test_tables_and_columns_of_one_side_only_are_named(
    home: Home, compiled_models: CompiledModels
) -> None:
    kept = [
        replace(
            model,
            columns=tuple(one for one in model.columns if one[0] != "tax_reason"),
        )
        if model.name == "invoice_lines"
        else model
        for model in compiled_models.models
        if model.name not in {"mart_executive_kpis", "trial_balance"}
    ]

    result = replay_version(
        database_of(home, RUN), replace(compiled_models, models=tuple(kept))
    )

    told = {table.table: table.reason for table in result.different}
    assert told["marts.trial_balance"] == "is only recorded"
    assert "tax_reason" in told["marts.invoice_lines"]


@pytest.mark.slow
def test_inputs_that_older_versions_lack_are_added_empty(
    home: Home, compiled_models: CompiledModels
) -> None:
    from orchestration.current_models import add_missing_inputs  # noqa: PLC0415

    with duckdb.connect(str(database_of(home, RUN))) as con:
        con.execute("drop table raw.usage_readings")
        con.execute("alter table raw.discounts drop column carries_over")

    result = replay_version(
        database_of(home, RUN), compiled_models, prepare=add_missing_inputs
    )

    assert result.is_identical


@pytest.mark.slow
def test_an_older_version_that_names_customers_day_by_day_is_numbered() -> None:
    from orchestration.current_models import add_missing_inputs  # noqa: PLC0415

    days = [
        ("acme", "calls", "", None, "4"),
        ("acme", "calls", "", "sales", "5"),
        ("acme", "calls", "portal", None, "6"),
        ("beta", "calls", "", None, "7"),
        ("acme", "calls", "", None, "8"),
    ]
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as tallyhouse; create schema tallyhouse.raw")
        con.execute(
            "create table tallyhouse.raw.usage_daily (company_id varchar, meter "
            "varchar, source varchar, department_id varchar, quantity_sum decimal(38, "
            "6), local_date date, received_on date, partition_day date, event_count "
            "bigint, quantity_max decimal(18, 6))"
        )
        con.executemany(
            "insert into tallyhouse.raw.usage_daily values "
            "(?, ?, ?, ?, ?, '2026-03-01', '2026-03-02', '2026-03-01', 1, 1)",
            days,
        )

        add_missing_inputs(con)

        again = con.execute(
            "select company_id, meter, source, department_id, "
            "cast(quantity_sum as integer)::varchar from tallyhouse.raw.usage_daily "
            "where received_on = '2026-03-02' and event_count = 1 order by 5"
        ).fetchall()
        series = con.execute("from tallyhouse.raw.usage_series order by 1").fetchall()
    assert again == days
    assert [number for number, *_ in series] == [1, 2, 3, 4]


@pytest.mark.slow
def test_a_replay_writes_nothing_into_the_home(home: Home) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}

    run_command(["replay", RUN])

    assert {path: path.stat().st_mtime_ns for path in home.root.rglob("*")} == before


@pytest.mark.slow
def test_a_version_without_its_models_cannot_be_replayed(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.version(RUN) / "compiled.json").write_text('{"format_version": 1}')

    code = run_command(["replay", RUN])

    assert code == 2
    assert "format 1" in capsys.readouterr().err


@pytest.mark.full_run
@pytest.mark.rule("2.6")
def test_what_a_whole_run_published_is_rebuilt_in_memory_table_by_table(
    published_books: Books,
) -> None:
    run = current_run(published_books.home)
    assert run is not None

    recorded = published_books.tallyhouse("replay", run, "--json")
    current = published_books.tallyhouse("replay", run, "--code", "current")

    told = json.loads(recorded.stdout)
    assert recorded.returncode == 0, recorded.stdout + recorded.stderr
    assert len(told["identical"]) > 20
    assert current.returncode == 0, current.stdout + current.stderr
    assert "with the models of now: identical" in current.stdout
