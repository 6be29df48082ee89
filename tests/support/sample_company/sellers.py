# ruff: noqa: E501 (a drawn table reads best unbroken)
"""The three sellers, their departments, people, accounts, taxes and rates."""

import random

from tests.support.sample_company.calendar_days import AS_OF, FIRST_DAY, days
from tests.support.sample_company.tables import rows_of
from tests.support.sample_company.writing import Row

CURRENCY = {"northgate-us": "USD", "northgate-de": "EUR", "northgate-jp": "JPY"}
TIME_ZONE = {
    "northgate-us": "America/New_York",
    "northgate-de": "Europe/Berlin",
    "northgate-jp": "Asia/Tokyo",
}

_ENTITIES = """
entity_id    | parent_entity_id | name                       | currency | time_zone        | country | tax_id        | invoice_prefix | number_separator | number_padding | number_reset | payment_terms_days | rounding  | tax_rounding | aging_basis | late_usage_days | proration_invoicing
northgate-us |                  | Northgate Managed IT, Inc. | USD      | America/New_York | US      | 84-2719360    | NGU            | -                | 5              | yearly       | 30                 | half_up   | line         | due_date    | 90              | next_invoice
northgate-de | northgate-us     | Northgate IT-Service GmbH  | EUR      | Europe/Berlin    | DE      | DE318842716   | NGD            | -                | 4              | yearly       | 14                 | half_up   | invoice      | due_date    | 90              | next_invoice
northgate-jp | northgate-us     | Northgate Japan K.K.       | JPY      | Asia/Tokyo       | JP      | T401000118273 | NGJ            | -                | 3              | never        | 30                 | half_even | line         | due_date    | 60              | next_invoice
"""

_DEPARTMENTS = """
department_id   | entity_id    | parent_department_id | name                 | cost_center_type | gl_code | manager
us-services     | northgate-us |                      | Managed Services     | revenue          | 4100    | Renata Holloway
us-helpdesk     | northgate-us | us-services          | Service Desk         | revenue          | 4110    | Marcus Oyelaran
us-cloud        | northgate-us | us-services          | Cloud and Backup     | revenue          | 4120    | Priya Raman
us-projects     | northgate-us |                      | Projects             | revenue          | 4200    | Owen Castellano
us-procurement  | northgate-us |                      | Hardware Procurement | revenue          | 4300    | Denise Whitlock
de-services     | northgate-de |                      | Betrieb              | revenue          | 4150    | Jonas Feldkamp
jp-services     | northgate-jp |                      | Operations Tokyo     | revenue          | 4160    | Haruka Mizushima
"""

_TECHNICIANS = """
technician_id | name              | email                            | cost_rate_minor | currency | target_utilization | effective_from
t-oyelaran    | Marcus Oyelaran   | marcus.oyelaran@northgate.example | 4800           | USD      | 0.72               | 2025-01-01
t-oyelaran    | Marcus Oyelaran   | marcus.oyelaran@northgate.example | 5100           | USD      | 0.72               | 2026-01-01
t-castellano  | Owen Castellano   | owen.castellano@northgate.example | 6400           | USD      | 0.65               | 2025-01-01
t-beaumont    | Elise Beaumont    | elise.beaumont@northgate.example  | 4200           | USD      | 0.80               | 2025-01-01
t-nakamura    | Devin Nakamura    | devin.nakamura@northgate.example  | 4500           | USD      | 0.75               | 2025-01-01
t-okafor      | Chidi Okafor      | chidi.okafor@northgate.example    | 3900           | USD      | 0.80               | 2025-06-01
t-feldkamp    | Jonas Feldkamp    | jonas.feldkamp@northgate.example  | 4600           | EUR      | 0.70               | 2025-01-01
t-brandt      | Sabine Brandt     | sabine.brandt@northgate.example   | 4300           | EUR      | 0.75               | 2025-01-01
t-mizushima   | Haruka Mizushima  | haruka.mizushima@northgate.example | 5200          | JPY      | 0.70               | 2025-01-01
"""

_ACCOUNTS = """
account | name                        | kind      | parent | role
1000    | Operating bank              | asset     |        | bank
1050    | Card processor clearing     | asset     |        | clearing
1100    | Accounts receivable         | asset     |        | receivable
1150    | Disputed payments           | asset     |        | dispute_receivable
2000    | Accounts payable            | liability |        | payable
2100    | Sales tax payable           | liability |        | tax_payable
2200    | Customer credit             | liability |        | customer_credit
2300    | Prepaid wallets             | liability |        | wallet_liability
2400    | Deferred revenue            | liability |        | deferred_revenue
4000    | Revenue                     | income    |        | revenue
4010    | Managed workplace           | income    | 4000   | revenue
4020    | Licences                    | income    | 4000   | revenue
4030    | Cloud and backup            | income    | 4000   | revenue
4040    | Monitoring                  | income    | 4000   | revenue
4050    | Professional services       | income    | 4000   | revenue
4060    | Hardware and one-off        | income    | 4000   | revenue
6000    | Payment processing fees     | expense   |        | fees
6050    | Refunds                     | expense   |        | refunds
6100    | Bad debt                    | expense   |        | bad_debt
6150    | Lost disputes               | expense   |        | dispute_loss
6200    | Operating expense           | expense   |        | expense
7000    | Exchange gains and losses   | income    |        | fx_gain_loss
"""

_TAX_RATES = """
tax_rate_id      | entity_id    | country | region | tax_code   | percent | inclusive | effective_from | effective_to
us-ny-software   | northgate-us | US      | NY     | software   | 8.875   | false     | 2024-01-01     |
us-ny-hardware   | northgate-us | US      | NY     | hardware   | 8.875   | false     | 2024-01-01     |
us-ny-services   | northgate-us | US      | NY     | services   | 8.875   | false     | 2024-01-01     |
us-nj-hardware   | northgate-us | US      | NJ     | hardware   | 6.625   | false     | 2024-01-01     |
us-nj-software   | northgate-us | US      | NJ     | software   | 6.625   | false     | 2024-01-01     |
us-ct-services   | northgate-us | US      | CT     | services   | 6.35    | false     | 2024-01-01     |
us-ct-software   | northgate-us | US      | CT     | software   | 1       | false     | 2024-01-01     |
us-pa-hardware   | northgate-us | US      | PA     | hardware   | 6       | false     | 2024-01-01     |
us-pa-software   | northgate-us | US      | PA     | software   | 6       | false     | 2024-01-01     |
us-ma-hardware   | northgate-us | US      | MA     | hardware   | 6.25    | false     | 2024-01-01     |
us-ma-software   | northgate-us | US      | MA     | software   | 6.25    | false     | 2024-01-01     |
de-vat           | northgate-de | DE      |        |            | 19      | false     | 2021-01-01     |
jp-consumption   | northgate-jp | JP      |        |            | 10      | false     | 2019-10-01     |
"""

_RATES_AT_START = {"EUR": 1.038, "JPY": 0.00637}


def seller_tables(rng: random.Random) -> dict[str, list[Row]]:
    """Everything about the sellers themselves."""
    return {
        "entities": rows_of(_ENTITIES),
        "departments": rows_of(_DEPARTMENTS),
        "technicians": rows_of(_TECHNICIANS),
        "accounts": rows_of(_ACCOUNTS),
        "tax_rates": rows_of(_TAX_RATES),
        "fx_rates": _fx_rates(rng),
    }


def _fx_rates(rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    rates = dict(_RATES_AT_START)
    for day in days(FIRST_DAY, AS_OF, step=7):
        for base in sorted(rates):
            rates[base] *= 1 + rng.uniform(-0.009, 0.0098)
            digits = 5 if base == "EUR" else 8
            rows.append(
                {
                    "date": day,
                    "base_currency": base,
                    "quote_currency": "USD",
                    "rate": f"{rates[base]:.{digits}f}",
                }
            )
    return rows
