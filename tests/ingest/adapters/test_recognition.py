from pathlib import Path

import pytest

from ingest.adapters import ADAPTERS
from ingest.contracts import CONTRACTS

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_no_adapter_takes_a_file_of_the_contract_itself(contract, tmp_path: Path):
    path = tmp_path / f"{contract.name}.csv"
    path.write_text(",".join(contract.column_names) + "\n")

    assert [one.name for one in ADAPTERS if one.recognises(path)] == []


def test_no_adapter_takes_a_file_of_the_sample():
    for path in SAMPLE.rglob("*.csv"):
        assert [one.name for one in ADAPTERS if one.recognises(path)] == [], path


def test_adapters_have_names_of_their_own():
    names = [one.name for one in ADAPTERS]

    assert len(set(names)) == len(names)
