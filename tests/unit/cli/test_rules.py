"""The layout: who imports whom, where LMSs are named, how long files are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RULES = ROOT / "scripts" / "rules.py"


def broken(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    done = subprocess.run([sys.executable, RULES, folder], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if done.stdout else 0)
    return done.stdout


def test_the_repository_keeps_its_own_rules():
    done = subprocess.run([sys.executable, RULES], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("xapi/a.py", "import lti.ags\n", "xapi may not import lti"),
        ("lti/a.py", "from gateway.db import tables\n", "lti may not import gateway"),
        ("lti/a.py", "import flask\n", "lti may not use flask"),
        ("sandbox/a.py", "from xapi import names\n", "sandbox may not import xapi"),
        ("gateway/web/a.py", "from sandbox import school\n", "gateway may not import sandbox"),
        ("gateway/learn/a.py", "from gateway.db import tables\n", "is pure"),
        ("gateway/services/a.py", "from gateway.wiring import Waymark\n", "only doors may import"),
        ("gateway/web/a.html", "<p>Canvas</p>\n", "names Canvas"),
        ("gateway/services/a.py", "MOODLE_WAIT = 1\n", "names MOODLE"),
        ("gateway/services/a.py", "HOST = 'x.instructure.com'\n", "names instructure"),
        ("scripts/a", "echo schoology\n", "names schoology"),
        ("lti/lms/canvas/a.py", "from lti.lms.moodle import x\n", "names moodle"),
        ("sandbox/schoology/a.py", "# unlike Canvas\n", "names canvas"),
        ("gateway/a.py", "x = 1\n" * 401, "401 lines"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(tmp_path, name: str, text: str, said: str):
    assert said in broken(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gateway/demo/a.py", "from sandbox import school\n"),
        ("gateway/web/static/a.css", "p { color: CanvasText; background: Canvas }\n"),
        ("lti/lms/canvas/a.py", "NAME = 'Canvas'\n"),
        ("gateway/learn/a.py", "from gateway.learn import graph\n"),
        ("gateway/web/a.py", "from gateway.wiring import Waymark\n"),
    ],
)  # fmt: skip
def test_what_the_rules_allow_is_not_named(tmp_path, name: str, text: str):
    assert broken(tmp_path, name, text) == ""
