"""Which row of a key is kept, and what is said of the others."""

from datetime import UTC, datetime

import duckdb


def test_of_a_catalogue_key_the_last_file_and_its_last_row_win(home):
    header = "contact_id,company_id,last_name\n"
    home.write("contacts/b.csv", f"{header}c,acme,third\nc,acme,last\n")
    home.write("contacts/a.csv", f"{header}c,acme,first\nd,acme,only\n")

    landing = home.land()

    assert landing.rows(
        "select contact_id, last_name, _file, _row from raw.contacts"
    ) == [
        ("d", "only", "contacts/a.csv", 3),
        ("c", "last", "contacts/b.csv", 3),
    ]
    assert landing.report.conflicts == 0


def test_a_broken_last_row_leaves_the_one_before_in_force(home):
    home.write("contacts.csv", "contact_id,company_id\nc,acme\nc,nobody\n")

    landing = home.land()

    assert landing.rows("select company_id from raw.contacts") == [("acme",)]
    assert landing.report.quarantined == 1


PAYMENT = "payment_id,company_id,received_at,amount_minor\n"


def test_a_document_told_twice_counts_once(home):
    home.write("payments/1.csv", f"{PAYMENT}p,acme,2026-01-01T00:00:00Z,100\n")
    home.write("payments/2.csv", f"{PAYMENT}p,acme,2026-01-01T01:00:00+01:00,100.0\n")

    landing = home.land()

    assert landing.rows("select _file, amount_minor from raw.payments") == [
        ("payments/1.csv", 100)
    ]
    assert landing.count("payments/2.csv").duplicates == 1
    assert landing.report.conflicts == 0


def test_a_document_that_contradicts_itself_keeps_its_first_row(home):
    home.write(
        "payments.csv",
        f"{PAYMENT}p,acme,2026-01-01T00:00:00Z,100\np,acme,2026-01-01T00:00:00Z,900\n",
    )

    landing = home.land()

    assert landing.rows("select amount_minor from raw.payments") == [(100,)]
    assert landing.rows(
        "select key, kept_row, row_number, reason from raw.conflicts"
    ) == [
        (
            "p",
            2,
            3,
            "the first row of this key is kept: amount_minor is 900 here and 100 there",
        )
    ]


def test_of_device_counts_the_first_received_is_kept(home):
    header = "event_id,company_id,device_class,device_count,observed_at,received_at\n"
    row = "e,acme,server,{},2026-03-01T00:00:00Z,2026-03-0{}T00:00:00Z\n"
    home.write("rmm_device_counts.csv", header + row.format(9, 5) + row.format(7, 2))

    assert home.land().rows("select device_count from raw.rmm_device_counts") == [(7,)]


def test_equal_applications_of_one_file_all_count_and_a_second_export_adds_none(home):
    home.write(
        "issued_invoices.csv",
        "invoice_no,company_id,invoice_date,due_date,total_minor\n"
        "I,acme,2026-01-01,2026-01-31,100\n",
    )
    home.write("payments.csv", f"{PAYMENT}p,acme,2026-01-01T00:00:00Z,100\n")
    text = (
        "payment_id,invoice_no,applied_on,amount_minor\n"
        "p,I,2026-01-02,50\np,I,2026-01-02,50\n"
    )
    home.write("applications/1.csv", text)
    home.write("applications/2.csv", text + "p,I,2026-01-03,-50\n")

    landing = home.land()

    assert landing.rows("select amount_minor from raw.applications order by 1") == [
        (-50,),
        (50,),
        (50,),
    ]
    assert landing.count("applications/2.csv").duplicates == 2


def test_an_invoice_number_of_two_sellers_needs_its_seller(home):
    home.write(
        "issued_invoices.csv",
        "invoice_no,company_id,invoice_date,due_date,total_minor\n"
        "1,acme,2026-01-01,2026-01-31,100\n1,sakura,2026-01-01,2026-01-31,100\n",
    )
    home.write(
        "write_offs.csv",
        "write_off_id,entity_id,invoice_no,written_off_on,amount_minor\n"
        "a,,1,2026-03-01,5\nb,jp,1,2026-03-01,5\n",
    )

    landing = home.land()

    assert landing.rows("select write_off_id, entity_id from raw.write_offs") == [
        ("b", "jp")
    ]
    assert "give entity_id" in landing.quarantine("write_offs")[0][4]


def test_landing_the_same_folder_again_changes_nothing(home):
    home.write("contacts.csv", "contact_id,company_id\nc,acme\n")
    first = home.land(now=datetime(2026, 4, 1, 8, tzinfo=UTC))
    home.write("contacts/renamed.csv", "contact_id,company_id\nc,acme\n")
    (home.data / "contacts.csv").unlink()

    again = home.land(now=datetime(2026, 4, 9, 8, tzinfo=UTC))

    query = "select contact_id, company_id, _row, _landed_at from raw.contacts"
    assert again.rows(query) == first.rows(query)
    assert again.rows("select _landed_at from raw.contacts") == [
        (datetime(2026, 4, 1, 8),)  # noqa: DTZ001
    ]


def test_a_row_that_is_gone_from_the_folder_is_gone_from_the_run(home):
    home.write("contacts.csv", "contact_id,company_id\nc,acme\nd,acme\n")
    home.land()
    home.write("contacts.csv", "contact_id,company_id\nd,acme\n")

    assert home.land().rows("select contact_id from raw.contacts") == [("d",)]


def test_what_the_contract_leaves_out_is_filled(home):
    home.write(
        "subscriptions.csv",
        "subscription_id,company_id,started_on\ns,acme,2026-01-15\n",
    )

    landing = home.land()

    assert landing.rows(
        "select anchor_on::varchar, interval, interval_count, cancel_mode, currency "
        "from raw.subscriptions"
    ) == [("2026-01-15", "month", 1, "immediately", None)]
    assert landing.rows("select name, status, bill_to_parent from raw.companies") == [
        ("acme", "active", False),
        ("sakura", "active", False),
    ]
    assert landing.rows("select recognition, proration from raw.products") == [
        ("straight_line", "day")
    ]
    assert landing.rows("select as_of::varchar from raw.run_parameters") == [
        ("2026-03-31",)
    ]


def test_a_raw_table_exported_to_parquet_can_be_landed_again(home):
    home.write("contacts.csv", "contact_id,company_id,email,EMAIL\nc,acme,a@b,x\n")
    database = home.root / "run" / "tallyhouse.duckdb"
    home.land(database=database)
    (home.data / "contacts.csv").unlink()
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute(f"copy raw.contacts to '{home.data / 'contacts.parquet'}'")

    landing = home.land()

    assert landing.rows(
        "select contact_id, email, email_as_given from raw.contacts"
    ) == [("c", "a@b", "x")]
    assert landing.rows("select _file, file_as_given from raw.contacts") == [
        ("contacts.parquet", "contacts.csv")
    ]


def test_an_aging_file_s_headers_match_whatever_their_case_and_spaces(home):
    home.write(
        "ar_aging.csv",
        "Snapshot Date,Client ID,Account Name,Invoice No,Total Outstanding,Days 0-30\n"
        "2026-03-31,7,Acme,INV-1,12.50,12.50\n",
    )

    assert home.land().rows(
        "select client_id, invoice_no, total_outstanding::varchar, days_0_30::varchar "
        "from raw.ar_aging"
    ) == [("7", "INV-1", "12.500000", "12.500000")]
