"""The acting commands of `tallyhouse`, each imported only when it is called."""

import os

import cyclopts

from app.cli.names import ACTION_COMMANDS, EXPORTS, HAND_WRITTEN, VIEW_COMMANDS

os.environ.setdefault("PYDANTIC_ERRORS_INCLUDE_URL", "0")

app = cyclopts.App(name="tallyhouse", help="Act on what the warehouse computed.")

_DERIVED = ACTION_COMMANDS | VIEW_COMMANDS

for _name, _help in _DERIVED.items():
    _path = f"app.cli.derived:{_name}"
    app.command(_path, name=_name.replace("_", "-"), help=_help)

for _name, (_path, _help) in HAND_WRITTEN.items():
    app.command(_path, name=_name, help=_help)

_exports = cyclopts.App(name="export", help="Write files that other programs read.")
for _name, (_path, _help) in EXPORTS.items():
    _exports.command(_path, name=_name, help=_help)
app.command(_exports)
