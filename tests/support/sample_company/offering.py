# ruff: noqa: E501 (a drawn table reads best unbroken)
"""What the sellers offer: products and their prices in three currencies."""

from tests.support.sample_company.tables import rows_of
from tests.support.sample_company.writing import Row

_PRODUCTS = """
product_id          | name                             | category       | tax_code | unit_cost | cost_currency | margin_floor_pct | proration | billing_timing | recognition   | revenue_account | department_id
workplace-essential | Managed Workplace Essential      | recurring      | services | 3900      | USD           | 30               | day       | advance        | straight_line | 4010            | us-services
workplace-complete  | Managed Workplace Complete       | recurring      | services | 5600      | USD           | 35               | day       | advance        | straight_line | 4010            | us-services
m365-premium        | Microsoft 365 Business Premium   | recurring      | software | 1850      | USD           | 8                | none      | advance        | straight_line | 4020            | us-cloud
email-security      | Email Security                   | recurring      | software | 210       | USD           | 25               | day       | advance        | straight_line | 4020            | us-cloud
vcio                | Virtual CIO                      | recurring      | services | 62000     | USD           | 30               | day       | advance        | straight_line | 4010            | us-services
compliance-program  | Compliance Program               | recurring      | services | 98000     | USD           | 30               | day       | arrears        | straight_line | 4010            | us-services
backup-appliance    | Backup Appliance                 | recurring      | services | 11500     | USD           | 25               | day       | advance        | straight_line | 4030            | us-cloud
domain-hosting      | Domains and Hosting              | recurring      | software | 21000     | USD           | 25               | day       | advance        | straight_line | 4030            | us-cloud
backup-storage      | Cloud Backup Storage             | usage          | software | 6         | USD           | 25               |           | arrears        | on_usage      | 4030            | us-cloud
archive-storage     | Archive Storage                  | usage          | software | 1.2       | USD           | 25               |           | arrears        | on_usage      | 4030            | us-cloud
cloud-egress        | Cloud Network Egress             | usage          | software | 4         | USD           | 20               |           | arrears        | on_usage      | 4030            | us-cloud
voice-minutes       | Cloud Voice Minutes              | usage          | services | 0.9       | USD           | 20               |           | arrears        | on_usage      | 4030            | us-cloud
sms-alerts          | SMS Alerts                       | usage          | services | 0.7       | USD           | 20               |           | arrears        | on_usage      | 4030            | us-cloud
rmm-workstation     | Workstation Monitoring           | rmm_monitoring | services | 165       | USD           | 30               | day       | arrears        | on_usage      | 4040            | us-services
rmm-server          | Server Monitoring                | rmm_monitoring | services | 480       | USD           | 30               | day       | advance        | on_usage      | 4040            | us-services
rmm-network         | Network Device Monitoring        | rmm_monitoring | services | 210       | USD           | 30               | day       | arrears        | on_usage      | 4040            | us-services
labor-remote        | Remote Support Hour              | time           | services | 4600      | USD           | 30               |           | arrears        | on_delivery   | 4050            | us-helpdesk
labor-onsite        | On-Site Support Hour             | time           | services | 5400      | USD           | 30               |           | arrears        | on_delivery   | 4050            | us-helpdesk
labor-project       | Project Engineering Hour         | time           | services | 6400      | USD           | 30               |           | arrears        | on_delivery   | 4050            | us-projects
onboarding          | Onboarding                       | one_off        | services | 85000     | USD           | 20               |           | arrears        | on_delivery   | 4060            | us-projects
laptop-standard     | Business Laptop                  | one_off        | hardware | 104000    | USD           | 10               |           | arrears        | on_delivery   | 4060            | us-procurement
firewall-branch     | Branch Firewall                  | one_off        | hardware | 61000     | USD           | 15               |           | arrears        | on_delivery   | 4060            | us-procurement
cabling-drop        | Network Cabling Drop             | one_off        | hardware | 9800      | USD           | 20               |           | arrears        | on_delivery   | 4060            | us-projects
"""

_LIST_PRICES = """
product_id          | charge_model | interval | included | minimum_usd | USD    | EUR    | JPY
workplace-essential | per_unit     | month    |          |             | 7900   | 6900   | 9800
workplace-complete  | per_unit     | month    |          |             | 12500  | 10900  | 15800
m365-premium        | per_unit     | month    |          |             | 2200   | 2060   | 3300
email-security      | per_unit     | month    |          |             | 450    | 400    | 580
vcio                | flat         | month    |          |             | 120000 | 105000 | 160000
compliance-program  | flat         | quarter  |          |             | 180000 | 165000 | 245000
backup-appliance    | flat         | month    |          |             | 19900  | 17900  | 26000
domain-hosting      | flat         | year     |          |             | 34800  | 31800  | 46000
backup-storage      | per_unit     |          |          |             | 18     | 16     | 24
archive-storage     | graduated    |          |          |             |        |        |
cloud-egress        | per_unit     |          | 100      |             | 9      | 8      | 12
voice-minutes       | per_unit     |          |          | 1500        | 2.4    | 2.1    | 3.2
sms-alerts          | volume       |          |          |             |        |        |
rmm-workstation     | per_unit     |          |          |             | 450    | 400    | 600
rmm-server          | per_unit     | month    |          |             | 1200   | 1050   | 1600
rmm-network         | per_unit     |          |          |             | 600    | 550    | 800
labor-remote        | per_unit     |          |          |             | 14000  | 12000  | 16000
labor-onsite        | per_unit     |          |          |             | 16500  | 14000  | 19000
labor-project       | per_unit     |          |          |             | 18000  | 15500  | 21000
onboarding          | per_unit     |          |          |             | 150000 | 135000 | 200000
laptop-standard     | per_unit     |          |          |             | 129900 | 119000 | 189000
firewall-branch     | per_unit     |          |          |             | 89000  | 82000  | 124000
cabling-drop        | per_unit     |          |          |             | 18500  | 16500  | 24000
"""

_BRACKETS = """
product_id      | up_to | USD  | EUR  | JPY
archive-storage | 1000  | 4    | 3.6  | 5
archive-storage | 5000  | 2.5  | 2.2  | 3.2
archive-storage |       | 1.6  | 1.4  | 2.1
sms-alerts      | 200   | 3    | 2.7  | 4
sms-alerts      | 1000  | 2.2  | 2    | 3
sms-alerts      |       | 1.5  | 1.3  | 2
"""

_SPECIAL_PRICES = """
price_id                   | product_id          | company_id          | contract_id         | tier   | currency | charge_model | unit_amount | flat_amount | interval | effective_from | effective_to
workplace-complete-gold    | workplace-complete  |                     |                     | gold   | USD      | per_unit     | 11500       |             | month    | 2024-01-01     |
workplace-complete-gold-eu | workplace-complete  |                     |                     | gold   | EUR      | per_unit     | 9900        |             | month    | 2024-01-01     |
workplace-public           | workplace-essential |                     |                     | public | USD      | per_unit     | 6900        |             | month    | 2024-01-01     |
workplace-public-eu        | workplace-essential |                     |                     | public | EUR      | per_unit     | 6100        |             | month    | 2024-01-01     |
labor-remote-gold          | labor-remote        |                     |                     | gold   | USD      | per_unit     | 12500       |             |          | 2024-01-01     |
labor-remote-public        | labor-remote        |                     |                     | public | USD      | per_unit     | 11800       |             |          | 2024-01-01     |
rmm-workstation-meridian   | rmm-workstation     | meridian-freight    |                     |        | USD      | per_unit     | 375         |             |          | 2024-01-01     |
backup-storage-stonebridge | backup-storage      | stonebridge-capital |                     |        | USD      | per_unit     | 15          |             |          | 2024-01-01     |
vcio-sakura                | vcio                | sakura-precision    |                     |        | JPY      | flat         |             | 140000      | month    | 2024-01-01     |
workplace-complete-rheintal | workplace-complete | rheintal-logistik   | c-rheintal-logistik |        | EUR      | per_unit     | 9600        |             | month    | 2024-01-01     |
"""

_RAISED = {"workplace-essential": 105, "workplace-complete": 104}
_LAUNCH = "2024-01-01"
_RAISE = "2026-01-01"


def offering_tables() -> dict[str, list[Row]]:
    """Products, list and special prices, brackets."""
    prices, brackets = [], []
    for row in rows_of(_LIST_PRICES):
        for currency in ("USD", "EUR", "JPY"):
            price = _list_price(row, currency)
            prices.append(price)
            brackets += _brackets(str(price["price_id"]), row["product_id"], currency)
            if row["product_id"] in _RAISED:
                prices.append(_raised(price))
    return {
        "products": rows_of(_PRODUCTS),
        "prices": prices + rows_of(_SPECIAL_PRICES),
        "price_brackets": brackets,
    }


def _list_price(row: Row, currency: str) -> dict[str, object]:
    product = str(row["product_id"])
    is_flat = row["charge_model"] == "flat"
    return {
        "price_id": f"{product}-{currency.lower()}",
        "product_id": product,
        "currency": currency,
        "charge_model": row["charge_model"],
        "unit_amount": None if is_flat else row[currency],
        "flat_amount": row[currency] if is_flat else None,
        "included_quantity": row["included"],
        "minimum_minor": row["minimum_usd"] if currency == "USD" else None,
        "interval": row["interval"],
        "effective_from": _LAUNCH,
    }


def _raised(price: dict[str, object]) -> dict[str, object]:
    percent = _RAISED[str(price["product_id"])]
    amount = int(str(price["unit_amount"])) * percent // 100
    return {
        **price,
        "price_id": f"{price['price_id']}-2026",
        "unit_amount": amount,
        "effective_from": _RAISE,
    }


def _brackets(price_id: str, product: object, currency: str) -> list[Row]:
    return [
        {
            "price_id": price_id,
            "up_to": row["up_to"],
            "unit_amount": row[currency],
        }
        for row in rows_of(_BRACKETS)
        if row["product_id"] == product
    ]
