"""Recomputes lines from their derivation's steps with exact fractions, and no SQL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

Step = Mapping[str, object]
Line = tuple[str, int]
PRICED = {
    *("tier", "flat", "per_unit", "package"),
    *("percent", "transaction_fee", "transaction_bounds"),
}
FACTS = {"imported", "issued", "reversal", "commitment", "less_charged", "less_issued"}
SILENT = {
    *("price", "override", "quantity", "included", "trial"),
    *("takes_back", "credits"),
}


@dataclass
class Worked:
    """What is worked out of a line so far, in minor units."""

    exact: Fraction = Fraction(0)
    amount: int = 0
    discount: int = 0
    tax: int = 0

    @property
    def parts(self) -> tuple[int, int, int]:
        """Amount, discount and tax, as the line states them."""
        return self.amount, self.discount, self.tax


def recompute(steps: Iterable[Step]) -> dict[Line, tuple[int, int, int]]:
    """Work out amount, discount and tax of each line from the steps of all."""
    given = sorted(steps, key=lambda s: (s["invoice_id"], s["line_no"], s["step_no"]))
    shares = _shares(given)
    lines: dict[Line, list[Step]] = defaultdict(list)
    for step in given:
        lines[_line(step)].append(step)
    return {line: _work(own, shares) for line, own in lines.items()}


def rounded(value: Fraction, rounding: object) -> int:
    """Round half away from zero, or to the even neighbour (semantics 1.3)."""
    whole = floor(abs(value))
    rest = abs(value) - whole
    up = rest > Fraction(1, 2) or (
        rest == Fraction(1, 2) and (rounding == "half_up" or whole % 2 == 1)
    )
    return (-1 if value < 0 else 1) * (whole + up)


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """Split by largest remainder, ties to the earlier part (semantics 1.4)."""
    total = sum(weights)
    if total == 0:
        weights, total = [1] * len(weights), len(weights)
    exact = [Fraction(abs(whole) * weight, total) for weight in weights]
    parts = [floor(share) for share in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: abs(whole) - sum(parts)]:
        parts[i] += 1
    return [part if whole >= 0 else -part for part in parts]


def _work(steps: Sequence[Step], shares: Mapping[tuple[Line, int], int]) -> tuple:
    worked = Worked()
    is_credit = False
    for step in steps:
        kind = str(step["step"])
        if kind in PRICED:
            worked.exact += _factor(step) * _number(step, "unit_amount")
            worked.exact += _number(step, "flat_amount")
        elif kind == "override_percent":
            worked.exact *= _factor(step)
        elif kind == "cap":
            assert abs(_minor(step, "whole_minor")) <= abs(_minor(step, "base_minor"))
            worked.exact = Fraction(_minor(step, "whole_minor"))
        elif kind == "exact":
            assert worked.exact == _factor(step) * _number(step, "unit_amount")
        elif kind in {"rounded", "used_until", "used_before"}:
            if kind == "used_until":
                # a negative quantity charges less than nothing, and is no credit
                is_credit = _minor(step, "change_minor") * worked.exact < 0
            sign = -1 if (kind == "used_before") != is_credit else 1
            share = rounded(worked.exact * _factor(step), step["rounding"])
            worked.amount += sign * share
        elif kind == "discount":
            assert _minor(step, "weight_minor") == worked.amount + worked.discount
            worked.discount += shares[_line(step), _minor(step, "step_no")]
        elif kind == "tax":
            worked.tax += shares[_line(step), _minor(step, "step_no")]
            assert _minor(step, "weight_minor") == (
                worked.amount
                + worked.discount
                + (worked.tax if step["note"] == "inclusive" else 0)
            )
        elif kind == "tax_included":
            following = [s for s in steps if s["step"] == "tax"]
            no = _minor(following[0], "step_no")
            worked.amount -= shares[_line(step), no]
        elif kind in FACTS:
            _state(worked, step)
        elif kind not in SILENT:
            _bound(worked, step, kind)
    return worked.parts


def _state(worked: Worked, step: Step) -> None:
    """Take what other rows say as given; only the part it is of is this step's."""
    part = str(step["part"])
    setattr(worked, part, getattr(worked, part) + _minor(step, "change_minor"))


def _bound(worked: Worked, step: Step, kind: str) -> None:
    base = _minor(step, "base_minor")
    if kind == "adjusts":
        assert worked.amount == _minor(step, "whole_minor") - base
    elif kind == "period_cap":
        worked.amount = max(-base, min(base, worked.amount))
    elif kind == "to_minimum":
        worked.amount = max(worked.amount, base)
    elif kind == "minimum":
        worked.amount += rounded(base * _factor(step), step["rounding"])
    elif kind == "credit_discount":
        worked.discount += rounded(base * _factor(step), step["rounding"])
    elif kind == "credit_cap":
        net = _minor(step, "whole_minor")
        left = max(net, -max(base, 0))
        if step["part"] == "amount":
            worked.amount = rounded(
                Fraction(worked.amount * left, net), step["rounding"]
            )
        else:
            worked.discount = left - worked.amount
    else:
        raise AssertionError(f"no arithmetic for a step {kind}")


def _shares(steps: Sequence[Step]) -> dict[tuple[Line, int], int]:
    """Each line's share of the discounts and taxes that are rounded on the invoice."""
    wholes: dict[tuple[object, ...], list[Step]] = defaultdict(list)
    for step in steps:
        if step["step"] == "discount":
            key = (step["invoice_id"], step["source_key"], step["base_minor"])
            wholes[("discount", *key, step["note"])].append(step)
        elif step["step"] == "tax":
            is_own = step["weight_minor"] == step["base_minor"]
            key = (step["invoice_id"], step["source_key"], step["base_minor"])
            wholes[("tax", *key, step["line_no"] if is_own else None)].append(step)
    return {
        (_line(step), _minor(step, "step_no")): part
        for own in wholes.values()
        for step, part in zip(
            own,
            split(_whole(own), [_minor(s, "weight_minor") for s in own]),
            strict=True,
        )
    }


def _whole(own: Sequence[Step]) -> int:
    """The discount or tax on all lines that bear it; their weights are its base."""
    first, base = own[0], sum(_minor(step, "weight_minor") for step in own)
    assert base == _minor(first, "base_minor"), "a line's weight is not in the base"
    if first["step"] == "tax":
        return rounded(base * _factor(first), first["rounding"])
    if first["note"] == "amount":
        return -min(_minor(first, "budget_minor"), max(base, 0))
    return -rounded(base * _factor(first), first["rounding"])


def _line(step: Step) -> Line:
    return str(step["invoice_id"]), _minor(step, "line_no")


def _minor(step: Step, column: str) -> int:
    value = step[column]
    return int(value) if isinstance(value, int | Decimal) else 0


def _number(step: Step, column: str) -> Fraction:
    value = step[column]
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(0)


def _factor(step: Step) -> Fraction:
    return _number(step, "factor_numerator") / _number(step, "factor_denominator")
