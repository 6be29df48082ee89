"""Reads changed rows by the input contract, each value typed or refused in words."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.preview.changes import ChangeKind, PreviewError, RowChange, Value
from app.preview.input_contract import ContractColumn, ContractTable, InputContract
from app.preview.values import WrongValueError, read_value


@dataclass(frozen=True)
class TypedRow:
    """A changed row whose given values are typed."""

    table: ContractTable
    kind: ChangeKind
    values: Mapping[str, Value]
    place: str

    @property
    def key(self) -> tuple[Value, ...]:
        """The values of the key's columns."""
        return tuple(self.values.get(name) for name in self.table.key)

    @property
    def shown_key(self) -> str:
        """The key as a person reads it."""
        return ", ".join(f"{name} {self.values.get(name)}" for name in self.table.key)


def read_changes(
    contract: InputContract, changes: Iterable[RowChange]
) -> tuple[TypedRow, ...]:
    """Type every change, in the order in which tables refer to each other."""
    rows = [_read(contract, change) for change in changes]
    places = {table.name: place for place, table in enumerate(contract.tables)}
    return tuple(sorted(rows, key=lambda row: places[row.table.name]))


def complete_row(
    row: TypedRow, existing: Mapping[str, Value] | None
) -> dict[str, Value]:
    """Return the whole row as it would be, and refuse one that breaks the contract."""
    whole = {
        column.name: row.values.get(column.name)
        if existing is None or column.name in row.values
        else existing[column.name]
        for column in row.table.columns
    }
    fresh = row.values.keys() if existing is not None else whole.keys()
    for column in row.table.columns:
        if whole[column.name] is None and column.name in fresh:
            whole[column.name] = _default(column, whole)
        if whole[column.name] is None and column.is_required:
            raise _refused(row.place, column.name, "", "is empty; a row needs it")
    for start, end in row.table.ranges:
        _in_order(row, whole, start, end)
    return whole


def _read(contract: InputContract, change: RowChange) -> TypedRow:
    table = contract.table(change.table)
    if table is None:
        known = [one.name for one in contract.tables]
        raise PreviewError(
            f"{change.place}: there is no input table {change.table}. "
            f"{_meant(change.table, known)}"
        )
    values = {name: _value(table, change, name) for name in change.values}
    row = TypedRow(table, change.kind, values, change.place)
    for name in table.key:
        column = table.column(name)
        if column and column.is_required and values.get(name) is None:
            reason = f"is empty; it is the key of {table.name}: name the row by it"
            raise _refused(change.place, name, "", reason)
    if not table.key and change.kind not in {ChangeKind.PUT, ChangeKind.ADD}:
        raise PreviewError(
            f"{change.place}: rows of {table.name} have no key, so none can be told "
            "from another. They can only be added; change the folder and run instead."
        )
    return row


def _value(table: ContractTable, change: RowChange, name: str) -> Value:
    column = table.column(name)
    if column is None:
        known = [one.name for one in table.columns]
        raise PreviewError(
            f"{change.place}: {table.name} has no column {name}. {_meant(name, known)}"
        )
    given = change.values[name]
    try:
        return read_value(column, given)
    except WrongValueError as error:
        raise _refused(change.place, name, given, str(error)) from None


def _default(column: ContractColumn, whole: Mapping[str, Value]) -> Value:
    if column.default_from:
        return whole[column.default_from]
    if column.defaults_by:
        name, answers = column.defaults_by
        return dict(answers).get(str(whole[name]))
    return read_value(column, column.default)


def _in_order(row: TypedRow, whole: Mapping[str, Value], start: str, end: str) -> None:
    first, last = whole[start], whole[end]
    if first is not None and last is not None and str(last) < str(first):
        reason = f"is before {start} {first}; give a later day, or that one for never"
        raise _refused(row.place, end, last, reason)


def _refused(place: str, column: str, value: Value, reason: str) -> PreviewError:
    shown = f" `{value}`" if value not in {None, ""} else ""
    return PreviewError(f"{place}: {column}{shown} {reason}.")


def _meant(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    listed = f"Known: {', '.join(known)}."
    return f"Did you mean {near[0]}? {listed}" if near else listed
