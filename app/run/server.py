"""Builds the one ASGI process: pages, API and health behind one port."""

import gc
import importlib
import os
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from app.actions.workplace import workplace_of
from app.api.application import create_api
from app.components.settings import (
    HOME_VARIABLE,
    ROLE_VARIABLE,
    STORE_VARIABLE,
    USER_VARIABLE,
    AppSettings,
)
from app.warehouse.published import NothingPublishedError, current_version

ENTRY = Path(__file__).resolve().parent / "main.py"
LOOPBACK = "127.0.0.1"


def serve(settings: AppSettings, *, port: int) -> None:
    """Serve until interrupted, on loopback only."""
    tell_environment(settings, port=port)
    app = st.App(str(ENTRY), routes=_routes(settings))
    _warm()
    uvicorn.run(app, host=LOOPBACK, port=port, log_level="warning", access_log=False)


def tell_environment(settings: AppSettings, *, port: int) -> None:
    """Pages read their settings from the environment; telemetry is off in code."""
    os.environ[HOME_VARIABLE] = str(settings.home)
    os.environ[STORE_VARIABLE] = settings.store_url or ""
    os.environ[ROLE_VARIABLE] = settings.actor.role
    os.environ[USER_VARIABLE] = settings.actor.actor_id
    os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
    os.environ["STREAMLIT_SERVER_ADDRESS"] = LOOPBACK
    os.environ["STREAMLIT_SERVER_PORT"] = str(port)


def _routes(settings: AppSettings) -> list[BaseRoute]:
    def health(_request: Request) -> JSONResponse:
        try:
            version = current_version(settings.home).run
        except NothingPublishedError:
            version = None
        return JSONResponse({"status": "ok", "published": version})

    workplace = workplace_of(settings.home, store_url=settings.store_url)
    return [Route("/health", health), Mount("/api", create_api(workplace))]


def _warm() -> None:
    """Import what pages need, then freeze it: Streamlit collects after every run.

    Without this each rerun walks every object of the libraries (about 100 ms).
    """
    for name in ("altair", "pandas", "pyarrow", "duckdb"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
