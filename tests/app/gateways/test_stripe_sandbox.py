"""The sandbox is held to the installed SDK, which knows Stripe's shapes."""

import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType

import httpx
import pytest
import stripe
from starlette.testclient import TestClient

from app.gateways.stripe_sandbox.asgi import create_sandbox
from app.gateways.stripe_sandbox.operations import OPERATIONS
from app.gateways.stripe_sandbox.parameters import parse
from tests.app.sandbox import SandboxProcess, free_port, wait_for

pytestmark = pytest.mark.slow

KEY = {"authorization": "Bearer sk_test_sandbox"}
INVOICE = {"collection_method": "send_invoice", "days_until_due": "30"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(create_sandbox(tmp_path / "stripe.sqlite"), headers=KEY)


def post(client, path, key=None, **params):
    headers = {"idempotency-key": key} if key else {}
    return client.post(path, data=params, headers=headers)


def finalized(client, **more) -> dict:
    payer = post(client, "/v1/customers", name="Quay", **more).json()["id"]
    made = post(client, "/v1/invoices", customer=payer, **INVOICE, **more).json()["id"]
    lines = {"lines[0][amount]": "700", "lines[1][amount]": "-200"}
    post(client, f"/v1/invoices/{made}/add_lines", **lines)
    return post(client, f"/v1/invoices/{made}/finalize").json()


def required_fields(cls) -> set[str]:
    return {
        name
        for name, kind in cls.__annotations__.items()
        if typing.get_origin(kind) is not typing.ClassVar
        and type(None) not in typing.get_args(kind)
        and name not in {"deleted"}
    }


@pytest.mark.parametrize(
    ("path", "cls"),
    [
        ("/v1/customers", stripe.Customer),
        ("/v1/invoices", stripe.Invoice),
        ("/v1/invoices/{id}/lines", stripe.InvoiceLineItem),
    ],
)
def test_every_object_has_the_fields_that_stripe_has_and_no_others(client, path, cls):
    invoice = finalized(client)

    for each in client.get(path.format(id=invoice["id"])).json()["data"]:
        assert set(each) <= set(cls.__annotations__) | {"object"}
        assert required_fields(cls) - set(each) == set()


def test_every_operation_is_declared_in_the_sdk():
    for operation in OPERATIONS.values():
        assert hasattr(stripe.params, operation.declaration)


def test_an_unknown_parameter_is_refused_as_stripe_does(client):
    answer = post(client, "/v1/customers", colour="red")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parameter_unknown"
    assert answer.json()["error"]["param"] == "colour"


def test_an_unknown_parameter_inside_a_line_is_refused_too(client):
    payer = post(client, "/v1/customers").json()["id"]
    made = post(client, "/v1/invoices", customer=payer, **INVOICE).json()["id"]

    answer = post(client, f"/v1/invoices/{made}/add_lines", **{"lines[0][tone]": "x"})

    assert answer.json()["error"]["param"] == "lines[0].tone"


def test_without_a_key_nobody_is_let_in(client):
    assert client.get("/v1/customers", headers={"authorization": ""}).status_code == 401


def test_the_same_key_and_parameters_give_the_same_object_marked_as_replayed(client):
    first = post(client, "/v1/customers", key="k1", name="Quay")
    again = post(client, "/v1/customers", key="k1", name="Quay")

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


def test_the_same_key_with_other_parameters_is_an_idempotency_error(client):
    post(client, "/v1/customers", key="k1", name="Quay")

    answer = post(client, "/v1/customers", key="k1", name="Mole")

    assert (answer.status_code, answer.json()["error"]["type"]) == (
        400,
        "idempotency_error",
    )


def test_a_request_that_failed_validation_is_not_held_against_its_key(client):
    post(client, "/v1/customers", key="k1", colour="red")

    assert post(client, "/v1/customers", key="k1", name="Quay").status_code == 200


def test_a_finalized_invoice_adds_up_and_takes_no_more_lines(client):
    invoice = finalized(client)

    assert (invoice["total"], invoice["amount_due"], invoice["status"]) == (
        500,
        500,
        "open",
    )
    refused = post(
        client, f"/v1/invoices/{invoice['id']}/add_lines", **{"lines[0][amount]": "1"}
    )
    assert refused.json()["error"]["code"] == "invoice_not_editable"


def test_metadata_can_be_searched(client):
    invoice = finalized(client, **{"metadata[op_key]": "op-1"})
    finalized(client, **{"metadata[op_key]": "op-2"})

    found = client.get(
        "/v1/invoices/search", params={"query": "metadata['op_key']:'op-1'"}
    ).json()

    assert [each["id"] for each in found["data"]] == [invoice["id"]]


def test_a_list_is_paged_newest_first(client):
    made = [post(client, "/v1/customers").json()["id"] for _ in range(5)]

    page = client.get("/v1/customers", params={"limit": 2}).json()
    rest = client.get(
        "/v1/customers", params={"starting_after": page["data"][-1]["id"]}
    ).json()

    assert page["has_more"]
    assert not rest["has_more"]
    seen = [each["id"] for each in page["data"] + rest["data"]]
    assert seen == made[::-1]


def test_a_customer_it_did_not_make_is_refused_unless_it_adopts(client, tmp_path):
    params = {"customer": "cus_old", **INVOICE}
    adopting = create_sandbox(tmp_path / "adopting.sqlite", adopts_customers=True)
    open_house = TestClient(adopting, headers=KEY)

    assert post(client, "/v1/invoices", **params).status_code == 400
    assert post(open_house, "/v1/invoices", **params).status_code == 200
    assert open_house.get("/v1/customers/cus_old").json()["id"] == "cus_old"
    refused = post(open_house, "/v1/invoices", **params | {"customer": "nobody"})
    assert refused.status_code == 400


def test_it_runs_as_a_module_and_keeps_its_books_in_a_file(tmp_path):
    port, books = free_port(), tmp_path / "stripe.sqlite"
    module = [sys.executable, "-m", "app.gateways.stripe_sandbox"]
    process = subprocess.Popen([*module, "--port", str(port), "--db", str(books)])
    try:
        wait_for(port)
        told = httpx.get(f"http://127.0.0.1:{port}/_ctl", timeout=60).json()
    finally:
        process.kill()
        process.wait()

    assert told == {"customer": 0, "invoice": 0, "line_item": 0}
    assert books.exists()


def test_nested_parameters_are_read_as_stripe_reads_them():
    assert parse("a[b]=1&c[0][d]=2&c[1][d]=3&e=") == {
        "a": {"b": "1"},
        "c": [{"d": "2"}, {"d": "3"}],
        "e": "",
    }


def test_the_process_of_a_test_starts_after_a_page_has_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Streamlit's test runner leaves its script as the main module
    page = ModuleType("__main__")
    page.__file__ = str(tmp_path / "page.py")
    Path(page.__file__).write_text("raise SystemExit('ran again')", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "__main__", page)

    sandbox = SandboxProcess(tmp_path / "stripe.sqlite").start()
    try:
        assert sandbox.counts() is not None
    finally:
        sandbox.kill()
    assert sys.modules["__main__"] is page
