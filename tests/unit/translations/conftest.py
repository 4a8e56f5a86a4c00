"""The sample pages of the neighbouring folders are imported by their plain names."""

import sys
from pathlib import Path

UNIT = Path(__file__).parent.parent
sys.path += [str(UNIT / "pages_student"), str(UNIT / "pages_teacher")]
