"""A shell over a fresh data folder."""

from pathlib import Path

import pytest
from cli_run import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")
