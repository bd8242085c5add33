"""Documents and the standard forms: a Dossier becomes a Report, cell by cell, with its doubt."""

from parsers.checks import recheck
from parsers.errors import DocumentError, GongkaiError, RefusedError
from parsers.model import Dossier, Report
from parsers.parse import parse

__all__ = ["DocumentError", "Dossier", "GongkaiError", "RefusedError", "Report", "parse", "recheck"]
