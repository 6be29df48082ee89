"""The one envelope in which every error of the API comes."""

from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.domain.refusals import RefusalError

_STATUS = {"not_allowed": 403, "not_found": 404, "op_key_reused": 422}
_OTHERWISE = 409


def install_errors(api: FastAPI) -> None:
    """Answer refusals, bad input and unknown paths in the same envelope."""

    @api.exception_handler(RefusalError)
    def _refused(_request: Request, error: RefusalError) -> JSONResponse:
        return envelope(
            _STATUS.get(error.code, _OTHERWISE),
            code=error.code,
            message=error.message,
            remedy=error.remedy,
            field=error.field,
        )

    @api.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return envelope(
            422,
            code="invalid_input",
            message=first["msg"],
            field=".".join(str(part) for part in first["loc"][1:]),
        )

    @api.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> JSONResponse:
        return envelope(error.status_code, code="http_error", message=error.detail)


def envelope(status: int, *, code: str, message: str, **more: Any) -> JSONResponse:
    """Wrap an error with an id by which it can be asked about."""
    known = {name: value for name, value in more.items() if value is not None}
    request_id = uuid4().hex
    error = {"code": code, "message": message, "request_id": request_id, **known}
    headers = {"x-request-id": request_id}
    return JSONResponse({"error": error}, status_code=status, headers=headers)
