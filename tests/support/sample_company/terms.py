# ruff: noqa: E501 (a drawn table reads best unbroken)
"""The terms that single customers negotiated: contracts, discounts, overrides."""

from tests.support.sample_company.tables import rows_of
from tests.support.sample_company.writing import Row

_CONTRACTS = """
contract_id            | company_id             | type       | starts_on  | ends_on    | auto_renew | notice_days | payment_terms_days | discount_percent | committed_minor | commitment_interval | currency | status
c-meridian-freight     | meridian-freight       | enterprise | 2025-01-01 | 2026-07-01 | true       | 90          | 45                 | 5                |                 |                     | USD      | active
c-alder-finch-law      | alder-finch-law        | custom     | 2025-01-01 | 2027-01-01 | true       | 60          | 15                 |                  |                 |                     | USD      | active
c-stonebridge-capital  | stonebridge-capital    | custom     | 2025-01-01 | 2026-05-01 | false      | 60          |                    | 4                |                 |                     | USD      | active
c-cascade-health       | cascade-health         | msa        | 2025-01-01 | 2028-01-01 | true       | 90          | 45                 | 7.5              |                 |                     | USD      | active
c-town-of-ashford-glen | town-of-ashford-glen   | standard   | 2025-01-01 | 2026-07-01 | false      | 30          | 60                 |                  |                 |                     | USD      | active
c-gantry-robotics      | gantry-robotics        | custom     | 2025-06-01 | 2026-06-01 | true       | 60          |                    |                  | 900000          | month               | USD      | active
c-bellwether-analytics | bellwether-analytics   | pilot      | 2025-07-01 | 2026-01-01 | false      | 30          | 15                 |                  |                 |                     | USD      | expired
c-rheintal-logistik    | rheintal-logistik      | enterprise | 2025-01-01 | 2027-01-01 | true       | 90          | 30                 | 3                |                 |                     | EUR      | active
c-stadtwerke-eichenau  | stadtwerke-eichenau    | standard   | 2025-01-01 | 2027-01-01 | true       | 90          | 30                 |                  |                 |                     | EUR      | active
c-sakura-precision     | sakura-precision       | enterprise | 2025-01-01 | 2026-04-01 | true       | 60          | 45                 | 6                |                 |                     | JPY      | active
"""

_DISCOUNTS = """
discount_id        | company_id            | subscription_id         | product_id          | kind    | value | currency | duration  | periods | starts_on  | carries_over
d-ashford-loyalty  | town-of-ashford-glen  | s-town-of-ashford-glen  | workplace-essential | percent | 3     |          | forever   |         | 2025-01-01 | false
d-quarry-welcome   | quarry-lane-physio    | s-quarry-lane-physio    | workplace-complete  | percent | 20    |          | repeating | 3       | 2025-04-01 | false
d-gantry-welcome   | gantry-robotics       | s-gantry-robotics       | workplace-complete  | percent | 10    |          | repeating | 3       | 2025-06-01 | false
d-saltmarsh-return | saltmarsh-brewing     | s-saltmarsh-brewing-2   |                     | percent | 15    |          | once      |         | 2025-10-01 | false
d-outage-2025-08   | kestrel-aviation      | s-kestrel-aviation      |                     | amount  | 45000 | USD      | once      |         | 2025-09-01 | false
d-umzug-2025       | kanzlei-vossberg      | s-kanzlei-vossberg      |                     | amount  | 30000 | EUR      | once      |         | 2025-05-01 | false
d-kawabe-launch    | kawabe-foods          | s-kawabe-foods          | workplace-essential | percent | 10    |          | repeating | 6       | 2025-04-01 | false
"""

_OVERRIDES = """
override_id | company_id             | product_id          | kind       | value | effective_from | effective_to | approved_by
o-1001      | millbrook-credit-union | workplace-complete  | price      | 11900 | 2025-01-01     | 2026-01-01   | Renata Holloway
o-1002      | greenway-schools       | workplace-essential | percent    | 8     | 2025-07-01     |              | Renata Holloway
o-1003      | redwing-construction   | rmm-workstation     | price      | 395   | 2025-03-01     |              | Denise Whitlock
o-1004      | kestrel-aviation       | m365-premium        | amount_off | 100   | 2025-01-01     |              | Denise Whitlock
o-1005      | feinwerk-oberland      | backup-appliance    | percent    | 12.5  | 2025-04-01     | 2026-04-01   | Jonas Feldkamp
o-1006      | minato-logistics       | workplace-essential | price      | 9200  | 2025-05-01     |              | Haruka Mizushima
o-1007      | pinecrest-veterinary   | workplace-complete  | price      | 6900  | 2026-01-01     |              |
o-1008      | delancey-imports       | m365-premium        | price      | 1790  | 2026-03-01     |              | Denise Whitlock
"""

CONTRACTED = frozenset(str(row["company_id"]) for row in rows_of(_CONTRACTS))


def term_tables() -> dict[str, list[Row]]:
    """Contracts, discounts and overrides; o-1007 nobody approved."""
    return {
        "contracts": rows_of(_CONTRACTS),
        "discounts": rows_of(_DISCOUNTS),
        "price_overrides": rows_of(_OVERRIDES),
    }
