import pytest
from starlette.testclient import TestClient

from app.actions.access.create_api_token import CreateApiToken
from app.actions.kit import perform
from app.actions.register import all_actions
from app.api.application import create_api
from app.domain.actors import operator
from app.store.access import hash_of_token
from app.store.database import open_store, sqlite_url
from app.views.kit import all_views
from tests.app.drafts import draft

pytestmark = pytest.mark.slow

ISSUE = "/v1/actions/issue_invoice"
DRAFT = {"draft_id": draft().invoice_id}


@pytest.fixture
def store(tmp_path):
    store = open_store(sqlite_url(tmp_path / "tallyhouse.sqlite"))
    yield store
    store.close()


@pytest.fixture
def api(workplace, shelf):
    shelf.put(draft())
    return TestClient(create_api(workplace))


def token(workplace, role="finance", company_id=None) -> dict[str, str]:
    secret = f"tally_{role}_{company_id}"
    command = CreateApiToken(
        token_hash=hash_of_token(secret),
        label=role,
        role=role,
        company_id=company_id,
    )
    perform(command, actor=operator(), op_key=secret, workplace=workplace)
    return {"authorization": f"Bearer {secret}"}


def post(api, who, *, key="op-1", body=DRAFT, path=ISSUE):
    return api.post(path, json=body, headers=who | {"idempotency-key": key})


def test_an_invoice_is_issued_over_rest_once_for_a_key(api, workplace):
    who = token(workplace)

    first = post(api, who)
    again = post(api, who)

    assert first.status_code == 200
    assert first.json()["invoice_no"] == "ACME-00001"
    assert again.json() == first.json()
    (listed,) = api.get("/v1/issued_invoices", headers=who).json()
    assert listed["delivery"] == "pending"


def test_a_preview_over_rest_changes_nothing(api, workplace):
    who = token(workplace)

    shown = post(api, who, path=f"{ISSUE}?preview=true")

    assert shown.json()["invoice_no"] == "ACME-00001"
    assert api.get("/v1/issued_invoices", headers=who).json() == []


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer guessed", "Basic eDp5"])
def test_without_a_token_of_this_home_nobody_gets_in(api, header):
    for path in ("/v1/issued_invoices", "/v1/deliveries"):
        answer = api.get(path, headers={"authorization": header})
        assert answer.status_code == 401
    assert post(api, {"authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("body", "key", "told"),
    [
        ({"draft_id": "draft:none"}, "op-1", (404, "not_found")),
        (DRAFT | {"colour": "red"}, "op-1", (422, "invalid_input")),
        ({}, "op-1", (422, "invalid_input")),
        (DRAFT | {"expected_total_minor": 1}, "op-1", (409, "conflict")),
        (DRAFT, "not a key", (422, "op_key_reused")),
    ],
)
def test_every_no_comes_in_the_same_envelope(api, workplace, body, key, told):
    answer = post(api, token(workplace), key=key, body=body)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == told
    assert error["message"]
    assert error["request_id"] == answer.headers["x-request-id"]


def test_an_action_needs_an_idempotency_key(api, workplace):
    answer = api.post(ISSUE, json=DRAFT, headers=token(workplace))

    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "idempotency-key"


def test_roles_and_companies_are_decided_by_the_token(api, workplace):
    assert post(api, token(workplace, "executive")).status_code == 403
    assert post(api, token(workplace, "finance", "quay")).status_code == 403
    assert post(api, token(workplace, "finance", "harbour")).status_code == 200

    quay = token(workplace, "customer", "quay")
    assert api.get("/v1/issued_invoices", headers=quay).json() == []
    harbour = token(workplace, "customer", "harbour")
    assert len(api.get("/v1/issued_invoices", headers=harbour).json()) == 1
    assert api.get("/v1/deliveries", headers=harbour).status_code == 403


def test_every_offered_action_and_view_is_described(api):
    described = api.get("/openapi.json").json()

    for action in all_actions():
        path = f"/v1/actions/{action.name}"
        assert (path in described["paths"]) == action.is_offered
    for view in all_views():
        assert f"/v1/{view.name}" in described["paths"]
    assert "IssueInvoice" in described["components"]["schemas"]


def test_health_needs_no_token(api):
    assert api.get("/health").json() == {"status": "ok"}


def test_an_unknown_filter_is_refused(api, workplace):
    answer = api.get("/v1/deliveries?colour=red", headers=token(workplace))

    assert answer.status_code == 422
