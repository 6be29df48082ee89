"""Write the sample company: the same seed gives the same bytes.

First what the company knew before any invoice; then the engine itself, the real
command, computes the past invoices, of which the rest follows.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.support.sample_company.aging_file import aging_part  # noqa: E402
from tests.support.sample_company.books import book_parts  # noqa: E402
from tests.support.sample_company.calendar_days import AS_OF  # noqa: E402
from tests.support.sample_company.issuing import issued_parts  # noqa: E402
from tests.support.sample_company.late_usage import late_usage_part  # noqa: E402
from tests.support.sample_company.trade import trade_parts  # noqa: E402
from tests.support.sample_company.writing import write  # noqa: E402

COMMAND = Path(sys.executable).with_name("tallyhouse")


def main() -> None:
    """Read the command line, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "sample")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument(
        "--only-trade", action="store_true", help="stop before the first engine run"
    )
    arguments = parser.parse_args()
    shutil.rmtree(arguments.out, ignore_errors=True)
    generate(arguments.out, arguments.seed, only_trade=arguments.only_trade)
    files = [path for path in arguments.out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"{len(files)} files, {size / 1e6:.2f} MB, in {arguments.out}")


def generate(out: Path, seed: int, *, only_trade: bool) -> None:
    """Write every file, running the engine twice in between."""
    write(trade_parts(seed), out)
    if only_trade:
        return
    with tempfile.TemporaryDirectory() as folder:
        invoices, parts = issued_parts(_published(out, Path(folder) / "drafts"))
        write([*parts, *book_parts(seed, invoices), late_usage_part()], out)
        write([aging_part(_published(out, Path(folder) / "aging"))], out)


def _published(data: Path, home: Path) -> Path:
    """Bill the folder with the real command, in a home of its own."""
    print(f"billing {data} ...", flush=True)
    subprocess.run(
        [COMMAND, "run", "--data", data, "--as-of", f"{AS_OF}", "--home", home],
        check=True,
    )
    return home / "current" / "tallyhouse.duckdb"


if __name__ == "__main__":
    main()
