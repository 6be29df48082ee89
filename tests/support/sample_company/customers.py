# ruff: noqa: E501 (a drawn table reads best unbroken)
"""Sixty customers of a managed-service provider and the people who pay."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tests.support.sample_company.sellers import CURRENCY, TIME_ZONE
from tests.support.sample_company.tables import rows_of
from tests.support.sample_company.writing import Row

# bundle: E/C essential or complete seats, M Microsoft 365, S email security, O virtual
# CIO, Q compliance (quarterly, arrears), K backup appliance, Y domains (yearly),
# B backup GB, A archive GB, G egress GB, P voice minutes, X SMS,
# W workstations, V servers, N network devices.
_CUSTOMERS = """
company_id              | name                              | entity       | country | region | vertical      | tier     | seats | bundle           | starts     | parent
harborview-dental       | Harborview Dental Group           | northgate-us | US      | NY     | healthcare    | standard | 34    | C M S B W V      | 2025-01-01 |
alder-finch-law         | Alder & Finch LLP                 | northgate-us | US      | NY     | legal         | gold     | 58    | C M S O B W V N  | 2025-01-01 |
meridian-freight        | Meridian Freight Lines            | northgate-us | US      | NJ     | logistics     | gold     | 112   | E M S B G W V N  | 2025-01-01 |
town-of-ashford-glen    | Town of Ashford Glen              | northgate-us | US      | CT     | government    | public   | 46    | E M S K W V N    | 2025-01-01 |
cascade-health          | Cascade Health Partners           | northgate-us | US      | PA     | healthcare    | gold     | 40    | C M S O B W V    | 2025-01-01 |
cascade-pediatrics      | Cascade Pediatrics                | northgate-us | US      | PA     | healthcare    | gold     | 18    | C M S B W        | 2025-01-01 | cascade-health
cascade-orthopedics     | Cascade Orthopedics               | northgate-us | US      | PA     | healthcare    | gold     | 24    | C M S B W V      | 2025-01-01 | cascade-health
cascade-imaging         | Cascade Imaging Center            | northgate-us | US      | PA     | healthcare    | gold     | 11    | C M S A W V      | 2025-04-01 | cascade-health
stonebridge-capital     | Stonebridge Capital Advisors      | northgate-us | US      | NY     | finance       | gold     | 37    | C M S O Q B W V N | 2025-01-01 |
millbrook-credit-union  | Millbrook Community Credit Union  | northgate-us | US      | CT     | finance       | standard | 52    | C M S Q B W V N  | 2025-01-01 |
bluepoint-architects    | Blue Point Architects             | northgate-us | US      | NY     | architecture  | standard | 21    | C M A W V        | 2025-01-01 |
ironwood-fabrication    | Ironwood Metal Fabrication        | northgate-us | US      | PA     | manufacturing | standard | 63    | E M S K W V N    | 2025-01-01 |
saltmarsh-brewing       | Saltmarsh Brewing Company         | northgate-us | US      | MA     | food          | standard | 14    | E M W N          | 2025-01-01 |
lindqvist-accounting    | Lindqvist & Marsh CPAs            | northgate-us | US      | MA     | accounting    | standard | 26    | C M S B W        | 2025-01-01 |
greenway-schools        | Greenway Charter Schools          | northgate-us | US      | NJ     | education     | public   | 88    | E M S W V N      | 2025-01-01 |
pinecrest-veterinary    | Pinecrest Veterinary Hospital     | northgate-us | US      | NJ     | healthcare    | standard | 19    | C M B W          | 2025-01-01 |
ostrander-realty        | Ostrander Realty                  | northgate-us | US      | NY     | real_estate   | standard | 31    | E M S P W        | 2025-01-01 |
whitford-insurance      | Whitford Insurance Agency         | northgate-us | US      | CT     | insurance     | standard | 29    | C M S P W        | 2025-01-01 |
kestrel-aviation        | Kestrel Aviation Services         | northgate-us | US      | PA     | aviation      | standard | 42    | C M S B G W V    | 2025-01-01 |
redwing-construction    | Redwing Construction              | northgate-us | US      | NJ     | construction  | standard | 36    | E M S W N        | 2025-01-01 |
orchard-hill-senior     | Orchard Hill Senior Living        | northgate-us | US      | MA     | healthcare    | standard | 48    | C M S P X W V N  | 2025-01-01 |
northfork-winery        | North Fork Winery                 | northgate-us | US      | NY     | food          | standard | 9     | E M Y W          | 2025-01-01 |
brightline-staffing     | Brightline Staffing               | northgate-us | US      | NJ     | services      | standard | 27    | E M S P W        | 2025-01-01 |
tidewater-marine        | Tidewater Marine Supply           | northgate-us | US      | MA     | retail        | standard | 16    | E M B W          | 2025-01-15 |
hollis-engineering      | Hollis Engineering Consultants    | northgate-us | US      | PA     | engineering   | standard | 33    | C M S A W V      | 2025-01-15 |
maple-street-theatre    | Maple Street Theatre              | northgate-us | US      | CT     | nonprofit     | public   | 12    | E M Y W          | 2025-02-01 |
quarry-lane-physio      | Quarry Lane Physiotherapy         | northgate-us | US      | NJ     | healthcare    | standard | 15    | C M B W          | 2025-03-10 |
summit-ridge-lodging    | Summit Ridge Lodging              | northgate-us | US      | PA     | hospitality   | standard | 38    | E M P X W N      | 2025-03-01 |
fairhaven-library       | Fairhaven Public Library          | northgate-us | US      | MA     | government    | public   | 22    | E M S W N        | 2025-05-01 |
copperleaf-design       | Copperleaf Design Studio          | northgate-us | US      | NY     | media         | standard | 13    | C M G W          | 2025-05-19 |
gantry-robotics         | Gantry Robotics                   | northgate-us | US      | MA     | manufacturing | standard | 44    | C M S O B G W V N | 2025-06-01 |
bellwether-analytics    | Bellwether Analytics              | northgate-us | US      | NY     | software      | standard | 25    | C M S G W        | 2025-07-01 |
oakhurst-parish         | Oakhurst Parish Council           | northgate-us | US      | NJ     | nonprofit     | public   | 8     | E M W            | 2025-08-01 |
delancey-imports        | Delancey Imports                  | northgate-us | US      | NY     | retail        | standard | 20    | E M S B W        | 2025-09-01 |
evergreen-hospice       | Evergreen Hospice                 | northgate-us | US      | PA     | healthcare    | standard | 39    | C M S Q B W V    | 2025-10-01 |
lockwood-title          | Lockwood Title Company            | northgate-us | US      | CT     | real_estate   | standard | 17    | C M S W          | 2025-11-01 |
stadtwerke-eichenau     | Stadtwerke Eichenau               | northgate-de | DE      | BY     | government    | public   | 54    | E M S K W V N    | 2025-01-01 |
eichenau-verkehr        | Eichenau Verkehrsbetriebe         | northgate-de | DE      | BY     | government    | public   | 21    | E M W N          | 2025-01-01 | stadtwerke-eichenau
eichenau-baeder         | Eichenau Bäder GmbH               | northgate-de | DE      | BY     | government    | public   | 9     | E M W            | 2025-01-01 | stadtwerke-eichenau
rheintal-logistik       | Rheintal Logistik AG              | northgate-de | DE      | NW     | logistics     | gold     | 76    | C M S B G W V N  | 2025-01-01 |
kanzlei-vossberg        | Kanzlei Voßberg & Partner         | northgate-de | DE      | BE     | legal         | standard | 24    | C M S B W V      | 2025-01-01 |
zahnzentrum-lindenhof   | Zahnzentrum Lindenhof             | northgate-de | DE      | HE     | healthcare    | standard | 17    | C M S B W        | 2025-01-01 |
brauerei-hallersee      | Brauerei Hallersee                | northgate-de | DE      | BY     | food          | standard | 28    | E M W V N        | 2025-01-01 |
feinwerk-oberland       | Feinwerk Oberland GmbH            | northgate-de | DE      | BW     | manufacturing | standard | 61    | E M S K W V N    | 2025-01-01 |
architekten-morgenrot   | Architekten Morgenrot             | northgate-de | DE      | HH     | architecture  | standard | 19    | C M A W          | 2025-02-01 |
van-der-meulen-bloemen  | Van der Meulen Bloemenexport B.V. | northgate-de | NL      |        | logistics     | standard | 32    | E M S G W        | 2025-03-01 |
alpenglueh-hotels       | Alpenglüh Hotels GmbH             | northgate-de | AT      |        | hospitality   | standard | 41    | E M P X W N      | 2025-04-15 |
steuerbuero-kesselring  | Steuerbüro Kesselring             | northgate-de | DE      | NI     | accounting    | standard | 14    | C M S B W        | 2025-06-01 |
brightwater-charter     | Brightwater Yacht Charter         | northgate-de | MT      |        | hospitality   | standard | 18    | C M S P W        | 2025-07-01 |
nordlicht-medien        | Nordlicht Medien GmbH             | northgate-de | DE      | HH     | media         | standard | 23    | C M A G W        | 2025-09-15 |
waldkirch-apotheken     | Waldkirch Apotheken               | northgate-de | DE      | BW     | retail        | standard | 26    | E M S B W N      | 2025-12-01 |
sakura-precision        | Sakura Precision K.K.             | northgate-jp | JP      | 13     | manufacturing | gold     | 57    | C M S O B W V N  | 2025-01-01 |
hoshino-dental          | Hoshino Dental Clinic             | northgate-jp | JP      | 13     | healthcare    | standard | 12    | C M B W          | 2025-01-01 |
tamagawa-legal          | Tamagawa Legal Office             | northgate-jp | JP      | 14     | legal         | standard | 18    | C M S W V        | 2025-01-01 |
minato-logistics        | Minato Logistics                  | northgate-jp | JP      | 13     | logistics     | standard | 45    | E M G W V N      | 2025-01-01 |
fujimi-ryokan           | Fujimi Ryokan                     | northgate-jp | JP      | 19     | hospitality   | standard | 10    | E M P W          | 2025-02-01 |
kawabe-foods            | Kawabe Foods                      | northgate-jp | JP      | 27     | food          | standard | 29    | E M S B W N      | 2025-04-01 |
aoyama-design           | Aoyama Design Works               | northgate-jp | JP      | 13     | media         | standard | 15    | C M A W          | 2025-08-01 |
setagaya-gakuen         | Setagaya Gakuen                   | northgate-jp | JP      | 13     | education     | public   | 36    | E M S W N        | 2025-10-01 |
yanagi-pharmacy         | Yanagi Pharmacy                   | northgate-jp | JP      | 26     | retail        | standard | 11    | E M B W          | 2026-01-15 |
"""

_OTHER_CURRENCY = {"brightwater-charter": "USD"}
_REVERSE_CHARGE = {"van-der-meulen-bloemen", "alpenglueh-hotels"}
_TAX_EXEMPT_VERTICALS = {"government", "education", "nonprofit"}

_FIRST_NAMES = {
    "northgate-us": "Alicia Brandon Carmen Derek Elena Franklin Gwen Hector Imani Joel "
    "Kathryn Luis Monica Nathan Odette Patrick Rosa Stuart Tamara Victor",
    "northgate-de": "Anke Bernd Carla Dieter Erika Florian Gesa Henrik Ilse Jan "
    "Katrin Lars Mareike Nils Petra Ralf Silke Thorsten Ute Wolfgang",
    "northgate-jp": "Akiko Daisuke Emi Hiroshi Kaori Kenji Mai Naoki Rina Satoshi",
}
_LAST_NAMES = {
    "northgate-us": "Abbott Barrera Crowley Dunmore Espinoza Fairchild Goldberg Hayes "
    "Ibarra Jennings Kowalski Lattimore Mercer Novak Okonkwo Pruitt Quigley Rowe",
    "northgate-de": "Albers Bachmann Clausen Dorn Ebeling Fuchs Grothe Hartwig Imhof "
    "Jäger Kessler Lorenz Marquardt Neuhaus Oertel Petersen Reuter Stahl",
    "northgate-jp": "Fujita Hayashi Inoue Kimura Matsuda Nakagawa Ogawa Sakai Takeda",
}


@dataclass(frozen=True)
class Customer:
    """One customer with what decides what it buys."""

    company_id: str
    name: str
    entity_id: str
    country: str
    region: str
    vertical: str
    tier: str
    seats: int
    bundle: tuple[str, ...]
    starts: date
    parent: str

    @property
    def currency(self) -> str:
        """The currency it is billed in."""
        return _OTHER_CURRENCY.get(self.company_id, CURRENCY[self.entity_id])

    @property
    def time_zone(self) -> str:
        """The zone of its seller, in which its days are counted."""
        return TIME_ZONE[self.entity_id]


def customers() -> list[Customer]:
    """All sixty, in file order."""
    return [_customer(row) for row in rows_of(_CUSTOMERS)]


def customer_tables(rng: random.Random) -> dict[str, list[Row]]:
    """Companies and their contacts."""
    everybody = customers()
    return {
        "companies": [_company(rng, customer) for customer in everybody],
        "contacts": [row for one in everybody for row in _contacts(rng, one)],
    }


def _customer(row: Row) -> Customer:
    return Customer(
        company_id=str(row["company_id"]),
        name=str(row["name"]),
        entity_id=str(row["entity"]),
        country=str(row["country"]),
        region=str(row["region"]),
        vertical=str(row["vertical"]),
        tier=str(row["tier"]),
        seats=int(str(row["seats"])),
        bundle=tuple(str(row["bundle"]).split()),
        starts=date.fromisoformat(str(row["starts"])),
        parent=str(row["parent"]),
    )


def _company(rng: random.Random, customer: Customer) -> Row:
    created = customer.starts - timedelta(days=rng.randrange(10, 60))
    if customer.starts == date(2025, 1, 1):
        created = date(2024, 12, 31) - timedelta(days=rng.randrange(60, 1900))
    token = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuv", k=14))
    return {
        "company_id": customer.company_id,
        "entity_id": customer.entity_id,
        "parent_company_id": customer.parent,
        "bill_to_parent": bool(customer.parent),
        "name": customer.name,
        "currency": customer.currency,
        "time_zone": customer.time_zone,
        "country": customer.country,
        "region": customer.region,
        "vertical": customer.vertical,
        "tier": customer.tier,
        "status": "active",
        "created_on": created,
        "email": f"accounts@{customer.company_id}.example",
        "stripe_customer_id": "" if customer.parent else f"cus_{token}",
        "tax_exempt": customer.country == "US"
        and customer.vertical in _TAX_EXEMPT_VERTICALS,
        "reverse_charge": customer.company_id in _REVERSE_CHARGE,
    }


def _contacts(rng: random.Random, customer: Customer) -> list[Row]:
    rows: list[Row] = []
    firsts = rng.sample(_FIRST_NAMES[customer.entity_id].split(), 2)
    lasts = rng.sample(_LAST_NAMES[customer.entity_id].split(), 2)
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True), start=1):
        rows.append(
            {
                "contact_id": f"{customer.company_id}-{number}",
                "company_id": customer.company_id,
                "first_name": first,
                "last_name": last,
                "email": f"contact{number}@{customer.company_id}.example",
                "phone": f"+{_DIALLING[customer.country]} 555 01{rng.randrange(100):02}",
                "is_billing": number == 1,
                "external_ref": f"CRM-{rng.randrange(10000, 99999)}",
            }
        )
    return rows


_DIALLING = {"US": 1, "DE": 49, "NL": 31, "AT": 43, "MT": 356, "JP": 81}
