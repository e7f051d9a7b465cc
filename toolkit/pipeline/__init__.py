"""The main job: one directory of articles in, paired, aligned, translated, checked, scored and reported."""

from .job import Outcome, run

__all__ = ["Outcome", "run"]
