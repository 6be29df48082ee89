"""Bills companies as they are told of, and finds the items that cost something else.

Companies are drawn from a seed and billed on several days in the real models; what was
drafted is issued each time, while changes and ends are learned late, or wrongly first.
In the end all lines of an item, issued and drafted, must come to what the oracle says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.preview import CompiledModels
from tests.support.generated_worlds_billed import Home
from tests.support.terms_agreed import Company, Item, tables_of
from tests.support.terms_oracle import cost
from tests.support.terms_told import Learned, Telling, draw_telling, known_on, told_of
from tests.support.terms_worlds import KINDS, Kind, draw_company
from tests.support.world import rows

BILLED = ("marts.invoices", "marts.invoice_lines")
FIRST, DAYS, LAST = date(2024, 1, 1), 800, date(2028, 12, 31)
LINES = """
    select
        lines.item_id, lines.amount_minor, invoices.source, invoices.status,
        invoices.invoice_date, lines.kind, lines.period_start, lines.period_end,
        lines.price_id, lines.quantity,
    from marts.invoice_lines as lines
    inner join marts.invoices as invoices using (invoice_id)
    where invoices.status <> 'void'
    order by lines.period_start, invoices.invoice_date, invoices.invoice_no, line_no
"""

Lines = Mapping[str, Sequence[Sequence[str | int]]]


@dataclass(frozen=True)
class World:
    """Companies of each kind, when what happens to them is told, and the days of runs.

    Each company is drawn from a seed of its own, so that it is the same without others.
    """

    companies: Mapping[str, Sequence[Company]]
    telling: Telling
    days: Sequence[date]

    def items(self, kind: str) -> list[Item]:
        """Return the items of all companies of a kind."""
        return [item for company in self.companies[kind] for item in company.items]


def draw_world(
    seed: int, number: int, *, runs: int, kinds: Mapping[str, Kind] = KINDS
) -> World:
    """Draw that many companies of each kind, and the days on which drafts are issued.

    The days do not depend on the companies.
    """
    companies: dict[str, list[Company]] = {kind: [] for kind in kinds}
    telling: dict[str, Learned] = {}
    for kind, traits in kinds.items():
        for place in range(number):
            random = Random(f"{seed} {kind} {place}")
            company = draw_company(random, f"{kind}{place}", traits)
            companies[kind].append(company)
            telling |= draw_telling(random, company, traits)
    random = Random(seed)
    days = sorted(
        FIRST + timedelta(days=day) for day in random.sample(range(DAYS), runs)
    )
    return World(companies, telling, days)


def bill_as_told(folder: Path, compiled: CompiledModels, world: World) -> Lines:
    """Bill on each day what is known by then, and return the lines of every item."""
    home = Home(folder, compiled.needed_for(BILLED))
    tables = tables_of(
        company for companies in world.companies.values() for company in companies
    )
    for day in world.days:
        home.issue(home.bill(known_on(tables, world.telling, day), day))
    lines: dict[str, list[Sequence[str | int]]] = {}
    for item, amount, *cells in rows(home.bill(tables, LAST), LINES):
        lines.setdefault(str(item), []).append([int(str(amount)), *map(str, cells)])
    return lines


def different(items: Iterable[Item], lines: Lines) -> list[Item]:
    """Return the items of which the lines do not come to what they must cost."""
    return [item for item in items if must_cost(item) != does_cost(item, lines)]


def must_cost(item: Item) -> int:
    """Return what an item must cost in all, by the oracle."""
    return sum(step.amount for step in cost(item))


def does_cost(item: Item, lines: Lines) -> int:
    """Return what the lines of an item come to."""
    return sum(int(amount) for amount, *_ in lines.get(item.name, ()))


def explained(item: Item, world: World, lines: Lines) -> str:
    """Tell of an item, when that was learned, what it must cost and what it costs."""
    return "\n".join(
        (
            f"{item.name} costs {does_cost(item, lines)}, must cost {must_cost(item)}",
            *(f"  {told}" for told in told_of(item, world.telling)),
            f"  billed on {', '.join(map(str, world.days))} and {LAST}",
            *(f"  must: {step}" for step in cost(item)),
            *(
                f"  does: {' '.join(map(str, line))}"
                for line in lines.get(item.name, ())
            ),
        )
    )
