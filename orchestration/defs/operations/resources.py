"""The run that all steps share: it holds the home from the first step to the last."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from orchestration.home import CLONE, Home
from orchestration.identity import recorded_owner
from orchestration.lock import locked
from orchestration.runs.manifest import current_manifest
from orchestration.runs.narrator import Narrator
from orchestration.runs.opening import check_request, opened, prepare
from orchestration.runs.session import RunSession

WAIT_SECONDS = 3600.0


def books_resource(home: Home) -> dg.ResourceDefinition:
    """Return the resource that opens a run of this home for a job of the Dagster UI.

    The command line opens its run itself and hands the steps the session.
    """

    @dg.resource(
        config_schema={
            "as_of": dg.Field(str, is_required=False),
            "data": dg.Field(str, is_required=False),
        },
        description="One run of the home: the lock, the folder, the report.",
    )
    def books(context: dg.InitResourceContext) -> Iterator[RunSession]:
        config = context.resource_config or {}
        data = Path(config.get("data") or _recorded_folder(home))
        as_of = _as_of(home, config.get("as_of"))
        check_request(home, data, as_of)
        narrator = Narrator(screen=sys.stderr)
        with locked(home, f"a Dagster run as of {as_of}", wait=WAIT_SECONDS):
            inputs, _ = prepare(home, data, as_of, narrator)
            with opened(home, data, inputs, narrator) as session:
                yield session

    return books


def _recorded_folder(home: Home) -> Path:
    owner = recorded_owner(home)
    return CLONE / owner if owner else CLONE / "data" / "sample"


def _as_of(home: Home, given: str | None) -> date:
    """Return the day that was asked for, or the published one: never today."""
    if given:
        return date.fromisoformat(given)
    published = current_manifest(home)
    if published is None:
        message = (
            "Nothing is published in this home yet, so the day to bill must be "
            "given: resources → books → config → as_of."
        )
        raise dg.Failure(message, allow_retries=False)
    return published.as_of
