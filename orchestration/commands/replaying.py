"""`replay`: builds a version again and says whether it is the same."""

import json
from dataclasses import asdict

from app.preview import CompiledModels, UnreadableModelsError
from orchestration.current_models import add_missing_inputs, compile_current_models
from orchestration.home import Home
from orchestration.kept_versions import kept_database
from orchestration.mistakes import Mistake
from orchestration.replay import Replay, TableDifference, replay_version
from orchestration.reports.differences import Currencies, as_text, currencies_of

SHOWN = 3


def show_replay(home: Home, run: str, *, with_current: bool, as_json: bool) -> int:
    """Print whether the version comes out identical; return 0 if so, else 1."""
    database = kept_database(home, run)
    try:
        if with_current:
            models = compile_current_models()
            result = replay_version(database, models, prepare=add_missing_inputs)
        else:
            models = CompiledModels.load(database.with_name("compiled.json"))
            result = replay_version(database, models)
    except UnreadableModelsError as error:
        raise Mistake(str(error)) from error
    code = "the models of now" if with_current else "its own models"
    if as_json:
        told = {"code": code, "is_identical": result.is_identical, **asdict(result)}
        print(json.dumps(told, default=str, indent=1, ensure_ascii=False))
    else:
        print(_told(result, code, currencies_of(database)), end="")
    return 0 if result.is_identical else 1


def _told(result: Replay, code: str, currencies: Currencies) -> str:
    verdict = "identical" if result.is_identical else "DIFFERENT"
    lines = [
        f"Replayed {result.run} from its recorded inputs with {code}: {verdict}.",
        f"  {len(result.identical)} tables are identical, {len(result.different)} not",
    ]
    if result.taken_over:
        lines.append(
            f"  taken over as recorded, not computed: {', '.join(result.taken_over)}"
        )
    for table in result.different:
        lines += _table(table)
    if result.comparison is not None:
        lines += ["", as_text(result.comparison, currencies).rstrip()]
    return "\n".join(lines) + "\n"


def _table(table: TableDifference) -> list[str]:
    counted = f"{table.only_recorded} rows only recorded, "
    counted += f"{table.only_replayed} only replayed"
    lines = [f"  {table.table}: {table.reason or counted}"]
    if table.reason and table.columns:
        lines.append(f"    {counted}")
    for mark, rows in (("-", table.recorded), ("+", table.replayed)):
        for row in rows[:SHOWN]:
            values = zip(table.columns, row, strict=True)
            shown = ", ".join(f"{name}={value}" for name, value in values if value)
            lines.append(f"    {mark} {shown}")
    return lines
