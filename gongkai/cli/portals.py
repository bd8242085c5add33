"""`gongkai portals list`, `probe` and `add`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

import scraper
from gongkai.cli.crawling import OWN_CATALOG, crawl_settings, own_catalog
from gongkai.cli.main import Call
from gongkai.exits import Exit
from gongkai.text import clean, safe
from parsers.errors import UsageError
from scraper import catalog
