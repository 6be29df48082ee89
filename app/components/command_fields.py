"""Draws a command's fields as widgets, chosen by their types."""

import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo


def command_fields(
    command: type[BaseModel], *, given: Mapping[str, Any], key: str
) -> dict[str, Any]:
    """What the person entered, beside the fields that the page has given."""
    entered = {
        name: _widget(name, field, key=f"{key}.{name}")
        for name, field in command.model_fields.items()
        if name not in given
    }
    return {**given, **entered}


def label_of(name: str, field: FieldInfo | None = None) -> str:
    """A field's title, or its name as words."""
    if field and field.title:
        return field.title
    return (
        name.removesuffix("_minor").removesuffix("_id").replace("_", " ").capitalize()
    )


def _widget(name: str, field: FieldInfo, *, key: str) -> Any:
    label, kind = label_of(name, field), _kind(field.annotation)
    default = None if field.is_required() else field.default
    words = field.description
    if kind is bool:
        return st.checkbox(label, value=bool(default), key=key, help=words)
    if kind is int:
        return st.number_input(label, value=default, step=1, key=key, help=words)
    if kind is date:
        return st.date_input(label, value=default, key=key, help=words)
    options = _options(kind)
    if options:
        index = options.index(default) if default in options else None
        return st.selectbox(label, options, index=index, key=key, help=words)
    entered = st.text_input(label, value=default or "", key=key, help=words)
    return entered.strip() or None


def _kind(annotation: Any) -> Any:
    """The type without `| None`."""
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return kinds[0]
    return annotation


def _options(kind: Any) -> list[Any]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [member.value for member in kind]
    return []
