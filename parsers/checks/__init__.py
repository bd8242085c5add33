"""Checks: what the forms demand of their own figures (勾稽关系)."""

from parsers.checks.within import recheck

__all__ = ["recheck"]
