"""Money of a dispute that came back wins it, whichever balance report says so."""

from datetime import date

import pytest

pytestmark = pytest.mark.slow

HEADER = (
    "balance_transaction_id,created_utc,currency,gross,fee,reporting_category,"
    "source_id,charge_id,automatic_payout_id\n"
)
OPENED = "txn_1,2026-03-03 09:00:00,usd,-40.00,20.00,dispute,dp_1,ch_1,po_1\n"
WON = "txn_2,2026-03-20 09:00:00,usd,40.00,-15.00,dispute_reversal,dp_1,ch_1,po_2\n"
DISPUTES = (
    "select dispute_id, opened_on, amount_minor, fee_minor, status, closed_on, "
    "closed_stripe_payout_id, returned_fee_minor from raw.disputes"
)
CLOSED = ("won", date(2026, 3, 20), "po_2", 1500)


def reports(home, **files: str):
    """Land balance reports beside the one payment that is disputed."""
    home.write(
        "payments.csv",
        "payment_id,company_id,received_at,amount_minor,currency,method\n"
        "ch_1,acme,2026-03-01T12:00:00Z,9000,USD,card\n",
    )
    for name, text in files.items():
        home.write(f"{name}.csv", HEADER + text)
    return home.land()


@pytest.mark.rule("7.4")
@pytest.mark.parametrize(
    "files",
    [
        {"march": OPENED + WON},
        {"march": WON + OPENED},
        {"early": OPENED, "late": WON},
        {"early": WON, "late": OPENED},
        # reports overlap: both tell the opening, or both tell the end
        {"early": OPENED, "late": OPENED + WON},
        {"early": OPENED + WON, "late": WON},
        {"early": OPENED + WON, "late": OPENED + WON},
    ],
    ids=" ".join,
)
def test_a_reversal_wins_its_dispute_in_whatever_file_that_is(home, files):
    landing = reports(home, **files)

    assert landing.rows(DISPUTES) == [("dp_1", date(2026, 3, 3), 4000, 2000, *CLOSED)]
    assert landing.quarantine("disputes") == []
    assert landing.rows("select count(*) from raw.conflicts") == [(0,)]


@pytest.mark.rule("7.4", "trap 23")
@pytest.mark.parametrize(
    ("told", "column", "value", "to_do"),
    [
        (WON.replace("dp_1", "dp_0"), "dispute_id", "dp_0", "export the days of its"),
        (WON.replace("40.00", "39.00"), "amount_minor", "3900", "pays back the whole"),
        (WON.replace("03-20", "03-02"), "amount_minor", "4000", "after its opening"),
        (WON.replace("2026-03-20", "?"), "closed_on", "? 09:00:00", "is no day"),
    ],
)
def test_a_reversal_that_wins_nothing_is_put_aside(home, told, column, value, to_do):
    landing = reports(home, early=OPENED, late=told)

    assert landing.rows("select status, closed_on from raw.disputes") == [
        ("open", None)
    ]
    [(file, row, blamed, found, reason)] = landing.quarantine("disputes")
    assert (file, row, blamed, found) == ("late.csv", 2, column, value)
    assert to_do in reason
    [late] = [c for c in landing.report.files if c.file == "late.csv"]
    assert (late.records, late.accepted, late.quarantined) == (1, 0, 1)


@pytest.mark.rule("7.4")
def test_a_dispute_is_won_once_by_its_first_reversal(home):
    again = WON.replace("txn_2", "txn_3").replace("03-20", "03-23")

    landing = reports(home, early=OPENED + again, late=WON)

    assert [row[4:] for row in landing.rows(DISPUTES)] == [CLOSED]
    assert [row[:3] for row in landing.quarantine("disputes")] == [
        ("early.csv", 3, "dispute_id")
    ]
