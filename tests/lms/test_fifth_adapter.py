"""Another LMS is one folder and one line: a copy of the plain adapter under another name passes the same contract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "acme"


def add_adapter(folder: Path) -> None:
    """Copy our package, give it one more folder, and add one line to its registry."""
    shutil.copytree(ROOT / "lti", folder / "lti", ignore=shutil.ignore_patterns("__pycache__"))
    systems = folder / "lti" / "lms"
    shutil.copytree(systems / "generic", systems / NAME)
    for file in (systems / NAME).glob("*.py"):
        text = file.read_text(encoding="utf-8").replace("lti.lms.generic", f"lti.lms.{NAME}")
        file.write_text(text.replace('KEY = "generic"', f'KEY = "{NAME}"'), encoding="utf-8")
    registry = systems / "registry.py"
    lines = registry.read_text(encoding="utf-8").splitlines()
    lines.insert(lines.index('    "generic",'), f'    "{NAME}",')
    registry.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_copy_of_the_plain_adapter_under_another_name_passes_the_contract(tmp_path):
    add_adapter(tmp_path)
    command = [sys.executable, "-c", "import sys, pytest; sys.path.pop(0); sys.exit(pytest.main(sys.argv[1:]))"]
    options = ["-o", f"pythonpath={tmp_path} {ROOT}", "-p", "no:cacheprovider", "-p", "no:xdist", "-rA"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*command, *options, "tests/lms/contract", "-k", NAME], cwd=ROOT, env=env, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    passed = set(re.findall(r"PASSED tests/lms/contract/(test_\w+)\.py::", done.stdout))
    assert passed == {one.stem for one in (ROOT / "tests" / "lms" / "contract").glob("test_*.py")}
