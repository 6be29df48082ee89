"""Bad rows: what each message says, and what is kept all the same."""

import pytest

SUBSCRIPTION = {
    "subscription_id": "s1",
    "company_id": "acme",
    "started_on": "2026-01-01",
}


@pytest.mark.rule("1.2", "1.6")
@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        ("9" * 7 + "0" * 6, "has more than 12 digits before the point"),
        ("1" * 10_000, "has more than 12 digits before the point"),
        ("0.1234567", "has more than 6 digits after the point"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("1e3", "is not a plain decimal"),
        ("1,5", "is not a plain decimal"),
        ("", "is empty"),
    ],
)
def test_a_quantity_beyond_the_contract_is_quarantined(
    home, usage_row, quantity, reason
):
    home.write("usage.csv", [usage_row("bad", quantity=quantity), usage_row("good")])

    landing = home.land()

    [(file, row, column, value, said)] = landing.quarantine("usage")
    assert (file, row, column, value) == ("usage.csv", 2, "quantity", quantity)
    assert reason in said
    assert landing.rows("select sum(event_count) from raw.usage_daily") == [(1,)]


@pytest.mark.rule("1.6")
@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("entities", {"payment_terms_days": "20260331"}, "too large; give at most"),
        ("entities", {"late_usage_days": "2147483647"}, "too large; give at most"),
        ("entities", {"time_zone": "localtime"}, "is not an IANA time zone"),
        ("entities", {"entity_id": "eu:berlin"}, "an entity_id has no colon"),
        ("subscriptions", {"interval_count": "1001"}, "give at most 1000"),
        ("tax_rates", {"percent": "-100"}, "give at least -50"),
        ("tax_rates", {"percent": "9999.999999"}, "give at most 100"),
        ("time_entries", {"minutes": "1000001"}, "give at most 1000000"),
        ("credit_notes", {"amount_minor": "0"}, "a credit note of nothing has no tax"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else value,
)
def test_what_no_run_could_reckon_with_is_quarantined(home, table, row, reason):
    whole = {
        "entities": {"entity_id": "e", "currency": "USD"},
        "subscriptions": SUBSCRIPTION,
        "tax_rates": {"tax_rate_id": "t"},
        "time_entries": {
            "entry_id": "t1",
            "company_id": "acme",
            "technician_id": "t",
            "product_id": "seat",
            "worked_at": "2026-01-05T10:00:00Z",
        },
        "credit_notes": {
            "credit_note_no": "C1",
            "invoice_no": "I1",
            "issued_on": "2026-01-05",
            "tax_minor": "-5",
        },
    }[table]
    home.write(f"{table}.csv", [{**whole, **row}])

    [(*_, column, value, said)] = home.land().quarantine(table)

    assert row.get(column, "-5") == value
    assert reason in said


def test_a_company_with_a_nul_in_its_name_is_unknown(home, usage_row):
    home.write("usage.csv", [usage_row("e", company_id="a\0cme")])

    [(*_, column, value, said)] = home.land().quarantine("usage")

    assert (column, value) == ("company_id", "a\0cme")
    assert "is not among the accepted rows" in said


@pytest.mark.rule("1.2")
@pytest.mark.parametrize("quantity", ["999999999999.999999", "-999999999999.999999"])
def test_a_quantity_at_the_limit_is_kept_exactly(home, usage_row, quantity):
    home.write("usage.csv", [usage_row("e", quantity=quantity)])

    landing = home.land()

    assert landing.rows(
        "select cast(quantity_sum as varchar) from raw.usage_daily"
    ) == [(quantity,)]


@pytest.mark.rule("1.6")
@pytest.mark.parametrize(
    ("amount", "is_kept"),
    [
        ("999999999999999", True),
        ("-999999999999999", True),
        ("1000000000000000", False),
        ("12.50", False),
    ],
)
def test_an_amount_is_less_than_ten_to_the_fifteenth(home, amount, is_kept):
    home.write(
        "payments.csv",
        f"payment_id,company_id,received_at,amount_minor\np,acme,2026-01-01T00:00Z,{amount}\n",
    )

    kept = home.land().rows("select cast(amount_minor as varchar) from raw.payments")

    assert kept == ([(amount,)] if is_kept else [])


@pytest.mark.parametrize("amount", ["2500.00", "-2500.000"])
def test_an_amount_with_the_decimals_of_major_units_is_never_taken_for_minor(
    home, amount
):
    header = "payment_id,company_id,received_at,amount_minor\n"
    home.write("payments.csv", f"{header}p,acme,2026-01-01T00:00Z,{amount}\n")

    [(_, _, column, value, reason)] = home.land().quarantine("payments")

    assert (column, value) == ("amount_minor", amount)
    assert "write 2500.00 USD as 250000" in reason


def test_a_count_that_went_through_a_float_is_still_that_count(home):
    header = "payment_id,company_id,received_at,amount_minor\n"
    home.write("payments.csv", f"{header}p,acme,2026-01-01T00:00Z,2500.0\n")

    assert home.land().rows("select amount_minor from raw.payments") == [(2500,)]


@pytest.mark.parametrize("device_count", ["-1", "2.5", "2147483648"])
def test_a_device_count_is_a_whole_number_from_zero(home, device_count):
    header = "event_id,company_id,device_class,device_count,observed_at\n"
    row = f"acme,server,{device_count},2026-03-01T00:00:00Z\n"
    home.write("rmm_device_counts.csv", f"{header}bad,{row}")

    [(_, _, column, value, _)] = home.land().quarantine("rmm_device_counts")

    assert (column, value) == ("device_count", device_count)


@pytest.mark.parametrize(
    ("started_on", "reason"),
    [
        ("1900-01-01", "is not between 1990 and 2100"),
        ("2999-01-01", "is not between 1990 and 2100"),
        ("2026-02-30", "is not a day of the calendar"),
        ("03/01/2026", "is not a date; write YYYY-MM-DD"),
    ],
)
def test_an_unbelievable_date_is_quarantined(home, started_on, reason):
    home.write(
        "subscriptions.csv",
        [
            {**SUBSCRIPTION, "started_on": started_on},
            {**SUBSCRIPTION, "subscription_id": "s2"},
        ],
    )

    landing = home.land()

    [(_, row, column, value, said)] = landing.quarantine("subscriptions")
    assert (row, column, value) == (2, "started_on", started_on)
    assert reason in said
    assert landing.rows("select subscription_id from raw.subscriptions") == [("s2",)]


@pytest.mark.rule("2.1")
def test_an_instant_without_an_offset_is_not_guessed(home, usage_row):
    home.write("usage.csv", [usage_row("e", occurred_at="2026-03-01T12:00:00")])

    [(_, _, column, _, reason)] = home.land().quarantine("usage")

    assert column == "occurred_at"
    assert "has no offset; add Z for UTC" in reason


def test_an_end_before_its_start_is_quarantined_and_one_on_it_is_not(home):
    home.write(
        "subscriptions.csv",
        [
            {**SUBSCRIPTION, "ended_on": "2025-12-31"},
            {**SUBSCRIPTION, "subscription_id": "s2", "ended_on": "2026-01-01"},
        ],
    )

    landing = home.land()

    [(_, row, column, _, reason)] = landing.quarantine("subscriptions")
    assert (row, column) == (2, "ended_on")
    assert "is before started_on" in reason
    assert landing.rows("select subscription_id from raw.subscriptions") == [("s2",)]


def test_an_unknown_company_is_quarantined_with_all_that_belongs_to_it(home, usage_row):
    home.write("subscriptions.csv", [{**SUBSCRIPTION, "company_id": "nobody"}])
    home.write(
        "subscription_items.csv",
        [
            {
                "item_id": "i",
                "subscription_id": "s1",
                "product_id": "seat",
                "started_on": "2026-01-01",
            }
        ],
    )
    home.write("usage.csv", [usage_row("e", company_id="nobody"), usage_row("f")])

    landing = home.land()

    assert landing.quarantine("subscriptions")[0][2:4] == ("company_id", "nobody")
    assert landing.quarantine("subscription_items")[0][2:4] == ("subscription_id", "s1")
    [(file, row, column, value, reason)] = landing.quarantine("usage")
    assert (file, row, column, value) == ("usage.csv", 2, "company_id", "nobody")
    assert "not among the accepted rows of companies" in reason
    assert landing.rows("select sum(event_count) from raw.usage_daily") == [(1,)]


def test_a_family_goes_with_its_unknown_parent(home):
    home.write(
        "companies.csv",
        [
            {
                "company_id": c,
                "entity_id": "us",
                "currency": "USD",
                "parent_company_id": p,
            }
            for c, p in [("a", "b"), ("b", "nobody"), ("c", "")]
        ],
    )

    landing = home.land()

    assert [row[1] for row in landing.quarantine("companies")] == [2, 3]
    assert landing.rows("select company_id from raw.companies") == [("c",)]


@pytest.mark.rule("1.6")
def test_an_unknown_currency_is_quarantined(home):
    home.write(
        "companies.csv", "company_id,entity_id,currency\na,us,usd\nb,us,XXX\nc,us,USD\n"
    )

    reasons = [row[4] for row in home.land().quarantine("companies")]

    assert len(reasons) == 2
    assert "ISO 4217 code in capitals" in reasons[0]


@pytest.mark.rule("1.5")
def test_money_of_another_currency_than_its_invoice_is_kept_and_reported(home):
    home.write(
        "issued_invoices.csv",
        "invoice_no,company_id,invoice_date,due_date,currency,total_minor\n"
        "INV-1,acme,2026-01-01,2026-01-31,USD,100\n",
    )
    home.write(
        "payments.csv",
        "payment_id,company_id,received_at,amount_minor,currency,invoice_no\n"
        "p1,acme,2026-01-02T00:00:00Z,100,EUR,INV-1\n"
        "p2,acme,2026-01-02T00:00:00Z,100,,INV-1\n",
    )
    home.write(
        "applications.csv",
        "payment_id,invoice_no,applied_on,amount_minor\np1,INV-1,2026-01-02,100\n"
        "p2,INV-1,2026-01-02,100\n",
    )

    landing = home.land()

    assert landing.rows("select payment_id, currency from raw.payments order by 1") == [
        ("p1", "EUR"),
        ("p2", None),
    ]
    [notice] = landing.report.notices
    assert "payments.csv, row 2, currency `EUR` names invoice INV-1" in notice
    [(_, row, _, _, reason)] = landing.quarantine("applications")
    assert row == 2
    assert "the payment is in EUR and the invoice in USD" in reason


def test_a_formula_stays_text_and_is_reported(home):
    formula = '=HYPERLINK("http://example.test","x")'
    home.write(
        "contacts.csv",
        [
            {
                "contact_id": "c",
                "company_id": "acme",
                "last_name": formula,
                "phone": "+1 555 0100",
            }
        ],
    )

    landing = home.land()

    assert landing.rows("select last_name from raw.contacts") == [(formula,)]
    [notice] = landing.report.notices
    assert "contacts.csv, row 2, last_name" in notice
    assert "begins like a spreadsheet formula" in notice


def test_a_file_that_belongs_to_no_table_is_named(home):
    home.write("notes.txt", "hello")
    home.write("usages.csv", "event_id\n1\n")

    landing = home.land()

    assert landing.report.unclaimed_files == ("notes.txt", "usages.csv")
    assert any("usages.csv" in notice for notice in landing.report.notices)


def test_an_empty_folder_that_is_called_a_file_is_named(home):
    for name in ("usage.csv", "usage/2026-03-01.parquet", "contacts"):
        (home.data / name).mkdir(parents=True)

    assert home.land().report.notices == tuple(
        f"{name} belongs to no table and to no adapter; it was not read"
        for name in ("usage.csv/", "usage/2026-03-01.parquet/")
    )


def test_an_unknown_column_is_kept_as_text_and_named_once(home):
    home.write(
        "contacts.csv", "contact_id,company_id,Shoe size,EMAIL\nc,acme,44,a@b.example\n"
    )

    landing = home.land()

    assert landing.rows('select "Shoe size", "EMAIL_as_given" from raw.contacts') == [
        ("44", "a@b.example")
    ]
    assert landing.report.unknown_columns == ("contacts.EMAIL", "contacts.Shoe size")


def test_every_reason_of_a_record_is_told_in_one_row(home, usage_row):
    home.write("usage.csv", [usage_row("e", quantity="x", company_id="", meter="")])

    [(_, _, column, _, reason)] = home.land().quarantine("usage")

    assert column == "company_id"
    assert reason.count("is empty") == 2
    assert "quantity is not a plain decimal" in reason


def test_records_are_accepted_or_quarantined_in_every_file(home, usage_row):
    home.write(
        "contacts.csv", 'contact_id,company_id\n1,acme\n2,"open\n3,nobody\n4\n5,acme\n'
    )
    home.write(
        "usage.csv", [usage_row("a"), usage_row("a"), usage_row("b", quantity="x")]
    )

    landing = home.land()

    for count in landing.report.files:
        assert count.records == count.accepted + count.quarantined
    contacts = landing.count("contacts.csv")
    assert (contacts.records, contacts.accepted) == (5, 2)
    assert landing.rows("select count(*) from raw.quarantine")[0][0] == sum(
        count.quarantined for count in landing.report.files
    )
