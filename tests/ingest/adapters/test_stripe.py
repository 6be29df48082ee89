import json
from pathlib import Path

import pytest

from ingest.adapters.stripe_balance import StripeBalance
from ingest.adapters.stripe_objects import StripeObjects

CHARGE = {
    "object": "charge",
    "id": "ch_1",
    "amount": 12000,
    "amount_captured": 12000,
    "captured": True,
    "created": 1772452800,
    "currency": "usd",
    "customer": "cus_1",
    "metadata": {"company_id": "acme", "invoice_no": "NGU-2026-00007"},
    "payment_intent": "pi_1",
    "payment_method_details": {"type": "us_bank_account"},
    "status": "succeeded",
}


def mapped(tmp_path: Path, *objects: object):
    path = tmp_path / "objects.json"
    path.write_text(json.dumps({"object": "list", "data": list(objects)}))
    return StripeObjects().read(path)


def payment(tmp_path: Path, **changed: object) -> dict[str, object]:
    output = mapped(tmp_path, {**CHARGE, **changed})
    return output.tables["payments"].collect().to_dicts()[0]


def test_a_charge_becomes_a_payment(tmp_path: Path):
    assert payment(tmp_path) == {
        "payment_id": "ch_1",
        "company_id": "acme",
        "received_at": "2026-03-02T12:00:00+00:00",
        "amount_minor": "12000",
        "currency": "USD",
        "method": "ach",
        "status": "succeeded",
        "reference": "pi_1",
        "fee_minor": None,
        "invoice_no": "NGU-2026-00007",
        "stripe_charge_id": "ch_1",
        "_row": 1,
    }


def test_a_charge_only_authorised_is_pending(tmp_path: Path):
    found = payment(tmp_path, captured=False, amount_captured=0)

    assert (found["status"], found["amount_minor"]) == ("pending", "12000")


def test_a_part_captured_charge_counts_what_was_captured(tmp_path: Path):
    assert payment(tmp_path, amount_captured=9000)["amount_minor"] == "9000"


def test_an_expanded_balance_transaction_gives_the_fee(tmp_path: Path):
    transaction = {"object": "balance_transaction", "fee": 378, "currency": "usd"}

    assert payment(tmp_path, balance_transaction=transaction)["fee_minor"] == "378"


def test_a_listed_balance_transaction_is_mapped_by_its_expanded_source(tmp_path: Path):
    transaction = {"object": "balance_transaction", "id": "txn_1", "fee": 378}

    output = mapped(tmp_path, {**transaction, "currency": "usd", "source": CHARGE})

    assert output.tables["payments"].collect()["fee_minor"].to_list() == ["378"]


def test_an_event_is_mapped_by_the_object_it_carries(tmp_path: Path):
    event = {"object": "event", "type": "charge.succeeded", "data": {"object": CHARGE}}

    assert mapped(tmp_path, event).tables["payments"].collect().height == 1


@pytest.mark.rule("1.1", "trap 32")
@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("jpy", 5000, "5000"), ("isk", 50000, "500"), ("kwd", 1230, "1230")],
)
def test_stripes_own_exponents_become_iso_minor_units(
    tmp_path: Path, currency: str, amount: int, minor: str
):
    found = payment(tmp_path, currency=currency, amount_captured=amount)

    assert found["amount_minor"] == minor


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**CHARGE, "customer": None, "metadata": {}}, "who paid"),
        ({**CHARGE, "currency": "isk", "amount_captured": 150}, "whole number"),
        ({"object": "invoice", "id": "in_1"}, "none of what is mapped"),
        ({"object": "balance_transaction", "source": "ch_1"}, "expand"),
        ({"object": "refund", "id": "re_1", "status": "failed"}, "moved no money"),
        ({"object": "payout", "id": "po_1", "status": "canceled"}, "moved no money"),
        (
            {"object": "dispute", "id": "dp_1", "status": "warning_needs_response"},
            "moved no money",
        ),
        (17, "not a JSON object"),
    ],
)
def test_what_moves_no_known_money_is_put_aside(
    tmp_path: Path, record: object, reason: str
):
    output = mapped(tmp_path, CHARGE, record)

    assert output.records == 2
    assert output.quarantined["row_number"].to_list() == [2]
    assert reason in output.quarantined["reason"][0]


def test_a_dispute_refund_and_payout_find_their_tables(tmp_path: Path):
    output = mapped(
        tmp_path,
        {
            "object": "dispute",
            "id": "dp_1",
            "status": "lost",
            "amount": 5000,
            "charge": "ch_1",
            "created": 1772452800,
            "currency": "usd",
            "balance_transactions": [{"fee": 1500}],
        },
        {
            "object": "refund",
            "id": "re_1",
            "status": "succeeded",
            "amount": 700,
            "charge": {"id": "ch_1"},
            "created": 1772452800,
            "currency": "usd",
        },
        {
            "object": "payout",
            "id": "po_1",
            "status": "paid",
            "amount": 9000,
            "arrival_date": 1772452800,
            "currency": "usd",
        },
    )

    dispute = output.tables["disputes"].collect().to_dicts()[0]
    refund = output.tables["refunds"].collect().to_dicts()[0]
    payout = output.tables["payouts"].collect().to_dicts()[0]
    assert (dispute["status"], dispute["fee_minor"]) == ("lost", "1500")
    assert (refund["payment_id"], refund["amount_minor"]) == ("ch_1", "700")
    assert (payout["paid_on"], payout["amount_minor"]) == ("2026-03-02", "9000")


INTENT = {"object": "payment_intent", "id": "pi_1", "latest_charge": "ch_1"}
SETTLED = {
    "object": "invoice_payment",
    "id": "inpay_1",
    "amount_paid": 12000,
    "amount_requested": 12000,
    "created": 1772452800,
    "currency": "usd",
    "invoice": {"id": "in_1", "number": "NGU-2026-00007"},
    "payment": {"type": "payment_intent", "payment_intent": INTENT},
    "status": "paid",
    "status_transitions": {"paid_at": 1772539200},
}


@pytest.mark.rule("6.1")
def test_an_invoice_payment_applies_the_charge_of_its_intent(tmp_path: Path):
    output = mapped(tmp_path, SETTLED)

    assert output.tables["applications"].collect().to_dicts() == [
        {
            "payment_id": "ch_1",
            "invoice_no": "NGU-2026-00007",
            "applied_on": "2026-03-03",
            "amount_minor": "12000",
            "_row": 1,
        }
    ]


def test_an_invoice_payment_by_a_bare_charge_needs_no_intent(tmp_path: Path):
    by_charge = {**SETTLED, "payment": {"type": "charge", "charge": "ch_2"}}
    ours = {"id": "in_1", "number": "S-1", "metadata": {"invoice_no": "NGU-1"}}

    output = mapped(tmp_path, {**by_charge, "invoice": ours})

    [row] = output.tables["applications"].collect().to_dicts()
    assert (row["payment_id"], row["invoice_no"]) == ("ch_2", "NGU-1")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "open"}, "settled nothing"),
        ({"status": "canceled"}, "settled nothing"),
        ({"invoice": "in_1"}, "expand[]=data.invoice"),
        ({"payment": {"payment_intent": "pi_1"}}, "data.payment.payment_intent"),
        ({"amount_paid": None}, "whole number"),
    ],
)
def test_an_invoice_payment_that_names_too_little_is_put_aside(
    tmp_path: Path, changed: dict[str, object], reason: str
):
    output = mapped(tmp_path, CHARGE, {**SETTLED, **changed})

    assert reason in output.quarantined["reason"][0]
    assert output.quarantined["table_name"][0] == "applications"


def test_a_payment_intent_is_its_charge_with_what_only_the_intent_knows(
    tmp_path: Path,
):
    charge = {**CHARGE, "customer": None, "metadata": {}}
    intent = {**INTENT, "latest_charge": charge, "metadata": {"company_id": "acme"}}

    [row] = mapped(tmp_path, intent).tables["payments"].collect().to_dicts()

    assert (row["payment_id"], row["company_id"]) == ("ch_1", "acme")
    refused = mapped(tmp_path, CHARGE, INTENT).quarantined["reason"][0]
    assert "expand[]=latest_charge" in refused


def test_a_dispute_that_was_won_ends_the_day_the_money_came_back(tmp_path: Path):
    moved = [
        {"amount": -5000, "fee": 1500, "created": 1772452800},
        {"amount": 5000, "fee": -1500, "created": 1772539200},
    ]
    dispute = {
        "object": "dispute",
        "id": "dp_1",
        "status": "won",
        "amount": 5000,
        "charge": "ch_1",
        "created": 1772452800,
        "currency": "usd",
        "balance_transactions": moved,
    }

    [row] = mapped(tmp_path, dispute).tables["disputes"].collect().to_dicts()

    assert (row["closed_on"], row["fee_minor"]) == ("2026-03-03", "0")


@pytest.mark.rule("trap 56")
@pytest.mark.parametrize("status", ["failed", "canceled", "pending", "requires_action"])
def test_trap_56_only_a_refund_that_succeeded_is_effective(tmp_path: Path, status: str):
    refund = {"object": "refund", "id": "re_1", "status": status, "charge": "ch_1"}

    assert "refunds" not in {
        name
        for name, table in mapped(tmp_path, CHARGE, refund).tables.items()
        if table.collect().height
    }


REPORT = """\
balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,\
reporting_category,source_id,customer_id,charge_id,payment_intent_id,\
automatic_payout_id
txn_1,2026-03-02 12:00:00,2026-03-04 00:00:00,usd,"1,200.00",35.10,1164.90,charge,\
ch_1,acme,ch_1,pi_1,po_1
txn_2,2026-03-03 09:00:00,2026-03-04 00:00:00,usd,-50.00,0.00,-50.00,refund,\
re_1,acme,ch_1,pi_1,po_1
txn_3,2026-03-04 00:00:00,2026-03-05 00:00:00,usd,-1114.90,0.00,-1114.90,payout,\
po_1,,,,
txn_4,2026-03-04 00:00:00,2026-03-05 00:00:00,usd,-12.00,0.00,-12.00,fee,,,,,
txn_5,2026-03-05 00:00:00,2026-03-06 00:00:00,jpy,100.5,0,100.5,charge,ch_2,acme,\
ch_2,,
"""


def test_a_balance_report_is_split_over_the_tables_and_nothing_is_lost(
    tmp_path: Path,
):
    path = tmp_path / "balance.csv"
    path.write_text(REPORT)

    assert StripeBalance().recognises(path)
    output = StripeBalance().read(path)

    payment_row = output.tables["payments"].collect().to_dicts()[0]
    assert (payment_row["amount_minor"], payment_row["fee_minor"]) == ("120000", "3510")
    assert payment_row["stripe_payout_id"] == "po_1"
    assert output.tables["refunds"].collect()["amount_minor"].to_list() == ["5000"]
    assert output.tables["payouts"].collect()["amount_minor"].to_list() == ["111490"]
    assert output.quarantined["row_number"].to_list() == [5, 6]
    assert output.records == 5
