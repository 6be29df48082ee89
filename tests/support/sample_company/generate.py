"""Write the sample company: the same seed gives the same bytes."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.support.sample_company.trade import trade_parts  # noqa: E402
from tests.support.sample_company.writing import write  # noqa: E402


def main() -> None:
    """Read the command line, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "sample")
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    written = write(trade_parts(arguments.seed), arguments.out)
    size = sum(path.stat().st_size for path in written)
    print(f"{len(written)} files, {size / 1e6:.2f} MB, in {arguments.out}")


if __name__ == "__main__":
    main()
