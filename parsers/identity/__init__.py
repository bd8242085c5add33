"""What kind of document it is, and who reports, about what year, when."""

from parsers.identity.classify import classify
from parsers.identity.identify import identify

__all__ = ["classify", "identify"]
