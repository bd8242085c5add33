"""One report in a terminal: who and when, its tables rebuilt, doubt and findings marked."""

from gongkai.show.cell import explain
from gongkai.show.report import render

__all__ = ["explain", "render"]
