"""Fetches annual reports from government portals into an archive of raw bytes with provenance."""

from __future__ import annotations

from scraper import catalog, region
from scraper.crawl import crawl
from scraper.model import CrawlSettings, CrawlSummary, Event, Portal, PortalSummary
from scraper.probe import ProbeResult, probe

__all__ = [
    "CrawlSettings",
    "CrawlSummary",
    "Event",
    "Portal",
    "PortalSummary",
    "ProbeResult",
    "catalog",
    "crawl",
    "probe",
    "region",
]
