"""Laws that every bill keeps, over many generated customers in one execution."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

import pytest

from app.preview import CompiledModels, violations
from tests.support.generated_worlds import LAST, Customer
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_altered import (
    with_a_commitment,
    with_charges_on,
    with_idle_changes,
    with_punctual_usage,
    with_quantities_times,
)
from tests.support.generated_worlds_billed import (
    Home,
    Tables,
    differences,
    generate,
    lines_by_company,
    tables_of,
)
from tests.support.generated_worlds_dated import (
    charged_when_invoiced,
    commitments_that_differ,
    dated_alike,
    dated_otherwise,
    has_discount,
)
from tests.support.generated_worlds_judged import Broken, holds
from tests.support.generated_worlds_known import known_on, used_by
from tests.support.world import rows

MONTH_ENDS = (
    date(2025, 12, 31),
    date(2026, 1, 31),
    date(2026, 2, 28),
    date(2026, 3, 31),
    date(2026, 4, 30),
    date(2026, 5, 31),
)
SOME_DAYS = (date(2026, 2, 16), date(2026, 3, 31), date(2026, 5, 10))
CHARGE = (
    "lines.kind, lines.item_id, lines.source_id, lines.period_start, "
    "lines.period_end, round(lines.quantity, 6), lines.amount_minor"
)
LINE = (
    f"{CHARGE}, invoices.invoice_date, lines.discount_minor, lines.tax_minor, "
    "lines.is_tax_inclusive"
)
TOTAL_OF_ITEM = "lines.item_id, sum(lines.amount_minor)::bigint"
KEY = "lines.kind, lines.item_id, lines.period_start, lines.period_end"

NewHome = Callable[[], Home]
Lines = dict[str, list[tuple[object, ...]]]
LinesOf = Callable[[Sequence[Customer]], Lines]


@pytest.fixture(scope="module")
def new_home(
    tmp_path_factory: pytest.TempPathFactory, billing_models: CompiledModels
) -> NewHome:
    """A new place to bill in, as often as asked, by the models that lines come from."""
    return lambda: Home(tmp_path_factory.mktemp("home"), billing_models)


@pytest.fixture(scope="module")
def whole_home(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> NewHome:
    """A new place in which every model is built, to hold it against every check."""
    return lambda: Home(tmp_path_factory.mktemp("home"), compiled_models)


@pytest.fixture(scope="module")
def as_told(new_home: NewHome) -> LinesOf:
    """The lines of customers billed at once; the same customers are billed once."""
    known: dict[tuple[int, ...], tuple[Sequence[Customer], Lines]] = {}

    def lines_of(batch: Sequence[Customer]) -> Lines:
        key = tuple(map(id, batch))
        if key not in known:
            con = new_home().bill(tables_of(batch), LAST)
            known[key] = (batch, lines_by_company(con, LINE))
        return known[key][1]

    return lines_of


@pytest.fixture(scope="module")
def anybody() -> list[Customer]:
    """Customers with everything that a customer may have, many with a commitment."""
    return [
        customer
        if place % 3 or "contracts" in customer.tables
        else with_a_commitment(customer, place // 3)
        for place, customer in enumerate(generate(Traits(), 120))
    ]


@pytest.mark.parametrize("table", ["contracts", "one_off_charges", "discounts"])
def test_the_laws_are_tried_on_customers_that_have_it(
    anybody: list[Customer], table: str
) -> None:
    assert sum(table in customer.tables for customer in anybody) >= 10


@pytest.mark.slow
@pytest.mark.rule("2.6", "1.4", "5.6")
def test_the_order_of_rows_does_not_matter(
    new_home: NewHome, as_told: LinesOf, anybody: list[Customer]
) -> None:
    def law(batch: Sequence[Customer]) -> Broken:
        random = Random(7)
        shuffled = {
            table: random.sample(found, len(found))
            for table, found in tables_of(batch).items()
        }
        return differences(
            as_told(batch), lines_by_company(new_home().bill(shuffled, LAST), LINE)
        )

    holds(law, anybody)


@pytest.mark.slow
@pytest.mark.rule("2.6", "5.5")
def test_another_company_changes_nothing_for_a_company(
    as_told: LinesOf, anybody: list[Customer]
) -> None:
    def law(batch: Sequence[Customer]) -> Broken:
        alone, among = as_told(batch[::2]), as_told(batch)
        names = {customer.name for customer in batch[::2]}
        return differences(alone, {name: among[name] for name in names & {*among}})

    holds(law, anybody)


@pytest.mark.slow
@pytest.mark.rule("4.2", "4.4", "trap 21")
def test_a_change_to_what_already_holds_changes_nothing(
    as_told: LinesOf, anybody: list[Customer]
) -> None:
    def law(batch: Sequence[Customer]) -> Broken:
        idle = [with_idle_changes(customer) for customer in batch]
        return differences(as_told(batch), as_told(idle))

    holds(law, anybody)


@pytest.mark.slow
@pytest.mark.rule("1.3", "3.2")
def test_seven_times_the_quantity_costs_seven_times_as_much(
    new_home: NewHome,
) -> None:
    def law(batch: Sequence[Customer]) -> Broken:
        more = [with_quantities_times(customer, 7) for customer in batch]
        once = lines_by_company(
            new_home().bill(tables_of(batch), LAST), f"{KEY}, amount_minor"
        )
        seven = lines_by_company(
            new_home().bill(tables_of(more), LAST), f"{KEY}, amount_minor"
        )
        return {
            name: (once[name], seven[name])
            for name in once
            if not _is_scaled(once[name], seven.get(name, []), 7)
        }

    traits = Traits(events=False, discounts=False, contracts=False, linear=True)
    holds(law, generate(traits, 120))


def _is_scaled(
    once: list[tuple[object, ...]], more: list[tuple[object, ...]], times: int
) -> bool:
    """A line is the difference of two rounded amounts, so off by one at most."""
    return len(once) == len(more) and all(
        one[:-1] == other[:-1]
        and abs(int(str(other[-1])) - times * int(str(one[-1]))) <= times + 1
        for one, other in zip(once, more, strict=True)
    )


@pytest.mark.slow
@pytest.mark.rule("5.9", "1.6", "3.1")
def test_no_line_is_without_an_origin_and_no_check_fails(
    whole_home: NewHome, compiled_models: CompiledModels
) -> None:
    con = whole_home().bill(tables_of(generate(Traits(late=True), 150)), LAST)

    orphans = rows(
        con,
        """
        select lines.*
        from marts.invoice_lines as lines
        left join raw.prices as prices
            on lines.price_id = prices.price_id
            and lines.price_rule like '%:' || prices.price_id
        left join raw.contracts as contracts on lines.source_id = contracts.contract_id
        left join raw.one_off_charges as charges on lines.source_id = charges.charge_id
        left join raw.subscription_items as items on lines.item_id = items.item_id
        where
            (prices.price_id is null and contracts.contract_id is null)
            or (
                items.item_id is null
                and contracts.contract_id is null
                and charges.charge_id is null
            )
            or lines.period_start is null
            or lines.period_end <= lines.period_start
        """,
    )

    assert orphans == []
    assert violations(con, compiled_models.tests) == {}


@pytest.mark.slow
@pytest.mark.rule("2.5", "3.8", "3.10", "5.5", "4.2", "trap 4")
def test_months_billed_one_by_one_or_caught_up_have_the_same_lines(
    new_home: NewHome,
    whole_home: NewHome,
    as_told: LinesOf,
    anybody: list[Customer],
    compiled_models: CompiledModels,
) -> None:
    on_invoices = [
        with_charges_on(one, days)
        for one, days in charged_when_invoiced(as_told(anybody), anybody)
        if has_discount(one) or "tax_rates" in one.tables
    ]
    assert len(on_invoices) >= 10

    def law(batch: Sequence[Customer]) -> Broken:
        tables = tables_of(batch)
        home, whole = new_home(), whole_home()
        for as_of in MONTH_ENDS:
            home.issue(home.bill(tables, as_of))
        whole.issued = home.issued
        con = whole.bill(tables, LAST)
        assert violations(con, compiled_models.tests) == {}
        caught_up, one_by_one = as_told(batch), lines_by_company(con, LINE)
        otherwise = dated_otherwise(caught_up, one_by_one, batch)
        otherwise -= {one.name for one in on_invoices}
        return differences(
            dated_alike(caught_up, otherwise), dated_alike(one_by_one, otherwise)
        ) | commitments_that_differ(caught_up, one_by_one, batch, (*MONTH_ENDS, LAST))

    holds(law, [*anybody, *on_invoices])


@pytest.mark.slow
@pytest.mark.rule("5.4", "5.5")
def test_usage_costs_the_same_whether_it_comes_on_time_or_late(
    new_home: NewHome,
) -> None:
    def law(batch: Sequence[Customer]) -> Broken:
        punctual = tables_of(with_punctual_usage(customer) for customer in batch)
        tables, home = tables_of(batch), new_home()
        for as_of in SOME_DAYS:
            home.issue(home.bill(used_by(tables, as_of), as_of))
        return differences(_totals(new_home(), punctual), _totals(home, tables))

    traits = Traits(
        events=False, contracts=False, discounts=False, ends=False, late=True
    )
    holds(law, generate(traits, 100))


@pytest.mark.slow
@pytest.mark.rule("2.5", "4.2", "4.4", "5.5")
def test_changes_cost_the_same_whether_they_are_learned_early_or_late(
    new_home: NewHome,
) -> None:
    def law(batch: Sequence[Customer]) -> Broken:
        tables, home = tables_of(batch), new_home()
        for as_of in SOME_DAYS:
            home.issue(home.bill(known_on(tables, as_of), as_of))
        return differences(_totals(new_home(), tables), _totals(home, tables))

    traits = Traits(events=False, contracts=False, discounts=False, minimums=False)
    holds(law, generate(traits, 100))


def _totals(home: Home, tables: Tables) -> dict[str, list[tuple[object, ...]]]:
    """What every item of every company is charged in total, before discounts."""
    found = lines_by_company(home.bill(tables, LAST), TOTAL_OF_ITEM, group=True)
    return {
        name: [item for item in items if item[-1] != 0]
        for name, items in found.items()
        if any(item[-1] != 0 for item in items)
    }
