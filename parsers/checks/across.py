"""Checks across reports: over years (B1 to B4) and over levels (L1), on small summaries.

Nothing is read or written here: who calls this brings the summaries of the reports that are to be
compared, current versions only, and adds the findings to the reports.
"""

from __future__ import annotations

from parsers import standard
from parsers.checks.levels import ChildrenOf, compare_levels, is_speaker
from parsers.checks.summary import Compared, Figure, Summary, summarize
from parsers.checks.years import compare_years

__all__ = [
    "ChildrenOf",
    "Compared",
    "Figure",
    "Summary",
    "codes",
    "compare_levels",
    "compare_years",
    "is_speaker",
    "summarize",
]


def codes() -> frozenset[str]:
    """The codes of the findings that are made here."""
    return frozenset(r.id for r in standard.identities() if r.over in ("years", "levels"))
