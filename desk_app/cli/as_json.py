"""Answers for programs: one JSON document on standard output."""

import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from pydantic import BaseModel

from desk_app.domain.dates import office_time


def print_json(value: Any) -> None:
    """Print a value for programs: UTF-8, one JSON document."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """Return a value as JSON has it: times ISO 8601 with the office's offset, whole amounts as numbers."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str() | float():
            return value
        case datetime():
            return office_time(value).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case UUID() | Path():
            return str(value)
        case BaseModel():
            return {name: plain(getattr(value, name)) for name in type(value).model_fields}
        case dict():
            return {str(name): plain(item) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    raise TypeError(f"no JSON for {type(value).__name__}")
