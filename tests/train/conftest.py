"""The training scripts are not a package: they are found beside each other, as is what these tests share."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "eval" / "train"), str(HERE)]
