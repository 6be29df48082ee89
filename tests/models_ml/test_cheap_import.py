"""Naming the models costs nothing until one predicts."""

import subprocess
import sys


def test_importing_the_models_does_not_import_scikit_learn() -> None:
    program = (
        "import sys; from models_ml import anomalies, forecast, schema;"
        "print('sklearn' in sys.modules)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "False"
