"""Stripe's money is followed from the invoice to the bank, and ties out on the way."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels, copy_inputs, open_memory, run, violations
from tests.dbt_project.books.documents import company, invoice
from tests.support.world import land, rows, write_folder

NOON = 1768501800  # 15 January 2026 in New York

CHARGE = {
    "object": "charge",
    "id": "ch_1",
    "amount": 10000,
    "amount_captured": 10000,
    "captured": True,
    "created": NOON,
    "currency": "usd",
    "customer": "cus_acme",
    "metadata": {"company_id": "acme"},
    "payment_intent": "pi_1",
    "payment_method_details": {"type": "card"},
    "status": "succeeded",
}
BALANCE = {
    "object": "balance_transaction",
    "id": "txn_1",
    "amount": 10000,
    "fee": 320,
    "currency": "usd",
    "source": CHARGE,
}
SETTLED = {
    "object": "invoice_payment",
    "id": "inpay_1",
    "amount_paid": 9000,
    "created": NOON,
    "currency": "usd",
    "invoice": {"id": "in_2", "number": "S-2", "metadata": {"invoice_no": "A2"}},
    "payment": {
        "type": "payment_intent",
        "payment_intent": {"id": "pi_1", "latest_charge": "ch_1"},
    },
    "status": "paid",
    "status_transitions": {"paid_at": NOON},
}
REPORT = """\
balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,\
reporting_category,source_id,customer_id,charge_id,payment_intent_id,\
automatic_payout_id
txn_2,2026-01-16 17:00:00,2026-01-18 00:00:00,usd,50.00,1.75,48.25,charge,\
ch_2,acme,ch_2,pi_2,po_1
txn_3,2026-01-17 17:00:00,2026-01-18 00:00:00,usd,-20.00,0.00,-20.00,refund,\
re_2,acme,ch_2,pi_2,po_1
txn_4,2026-01-19 00:00:00,2026-01-19 00:00:00,usd,-28.25,0.00,-28.25,payout,\
po_1,,,,
txn_5,2026-02-02 17:00:00,2026-02-04 00:00:00,usd,100.00,1.00,99.00,charge,\
ch_3,acme,ch_3,pi_3,po_2
txn_6,2026-02-03 17:00:00,2026-02-04 00:00:00,usd,-40.00,15.00,-55.00,dispute,\
dp_3,acme,ch_3,pi_3,po_2
txn_7,2026-02-05 00:00:00,2026-02-05 00:00:00,usd,-44.00,0.00,-44.00,payout,\
po_2,,,,
"""
HEADER = REPORT.split("\n", 1)[0]
# the dispute was won in March, and with it comes what was asked for it
MARCH = f"""{HEADER}
txn_8,2026-03-03 17:00:00,2026-03-04 00:00:00,usd,40.00,-15.00,55.00,\
dispute_reversal,dp_3,acme,ch_3,pi_3,po_3
txn_9,2026-03-05 00:00:00,2026-03-05 00:00:00,usd,-55.00,0.00,-55.00,payout,\
po_3,,,,
"""


@pytest.mark.slow
@pytest.mark.rule("6.1", "7.4")
def test_a_charge_goes_where_its_invoice_payment_says_and_ends_at_the_bank(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    data = write_folder(
        tmp_path / "data",
        {
            "companies": [company("acme")],
            "issued_invoices": [
                invoice("acme", "A1", "2026-01-01", "2026-01-31", 9000),
                invoice("acme", "A2", "2026-01-02", "2026-02-28", 9000),
            ],
        },
    )
    (data / "stripe.json").write_text(
        json.dumps({"object": "list", "data": [BALANCE, SETTLED]}), "utf-8"
    )
    (data / "balance.csv").write_text(REPORT, "utf-8")
    (data / "balance_march.csv").write_text(MARCH, "utf-8")

    with open_memory() as con:
        copy_inputs(con, land(tmp_path, data, date(2026, 3, 31)))
        run(con, compiled_models)

        assert rows(
            con,
            "select source_id, invoice_id, sum(amount_minor) "
            "from marts.payment_applications group by all order by all",
        ) == [("ch_1", "us:A2", 9000), ("ch_2", "us:A1", 3000), ("ch_3", "us:A1", 6000)]
        assert rows(
            con,
            "select outcome, payments_minor, fees_minor, refunds_minor, "
            "disputes_minor, stated_minor from marts.payout_reconciliation "
            "where subject_id like 'po_%' order by subject_id",
        ) == [
            ("tied", 5000, -175, -2000, 0, 2825),
            ("tied", 10000, -1600, 0, -4000, 4400),
            # the dispute was won, and its money came with a later payout
            ("tied", 0, 1500, 0, 4000, 5500),
        ]
        assert rows(
            con,
            "select account_role, sum(amount_minor) from marts.ledger_entries "
            "where account_role in ('bank', 'clearing', 'fees', 'dispute_receivable') "
            "group by all order by all",
        ) == [
            ("bank", 12725),
            ("clearing", 9680),
            ("dispute_receivable", 0),
            ("fees", 595),
        ]
        assert violations(con, compiled_models.tests) == {}
