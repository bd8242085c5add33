"""Tables of the crawl state."""

VERSION = 2
SCHEMA = """
-- State of the crawls of one output directory. What is here is accounted for in the archive.
CREATE TABLE crawls (           -- one pass over one portal
  portal TEXT NOT NULL, crawl INTEGER NOT NULL, years TEXT NOT NULL, started_at TEXT NOT NULL,
  finished_at TEXT, whole INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (portal, crawl)
);
CREATE TABLE pages (            -- every address of a pass: to ask, or asked
  portal TEXT NOT NULL, crawl INTEGER NOT NULL, url TEXT NOT NULL,
  kind TEXT NOT NULL,           -- home nav column more maybe report attachment
  state TEXT NOT NULL DEFAULT 'pending',  -- pending done failed skipped
  priority INTEGER NOT NULL, depth INTEGER NOT NULL, via TEXT, anchor TEXT, list_date TEXT,
  list_url TEXT,                -- the column's first page, for lists and what they list
  column_name TEXT, attachment_of TEXT, year INTEGER, year_basis TEXT, number INTEGER,
  role TEXT, outcome TEXT,      -- new changed unchanged; code of the failure
  counts INTEGER NOT NULL DEFAULT 0, asked_at TEXT,
  PRIMARY KEY (portal, crawl, url)
) WITHOUT ROWID;
CREATE INDEX pages_by_turn ON pages (portal, crawl, state, priority, number);
CREATE TABLE list_pages (       -- what each page of a list held
  portal TEXT NOT NULL, crawl INTEGER NOT NULL, list_url TEXT NOT NULL, url TEXT NOT NULL,
  number INTEGER NOT NULL, state TEXT NOT NULL,  -- ok script repeated empty missing failed capped
  fingerprint TEXT, stated_entries INTEGER, stated_pages INTEGER, year INTEGER,
  children INTEGER NOT NULL DEFAULT 0,  -- addresses that the page led to
  listed INTEGER NOT NULL DEFAULT 0,    -- entries on it
  unread INTEGER NOT NULL DEFAULT 0,    -- it has a pager that could not be read
  hidden INTEGER NOT NULL DEFAULT 0,    -- a script fills it, from where could not be made out
  PRIMARY KEY (portal, crawl, list_url, url)
) WITHOUT ROWID;
CREATE TABLE entries (          -- what the lists list, wanted or not
  portal TEXT NOT NULL, crawl INTEGER NOT NULL, list_url TEXT NOT NULL, url TEXT NOT NULL,
  year INTEGER, year_basis TEXT NOT NULL, wanted INTEGER NOT NULL,
  interpretation INTEGER NOT NULL,      -- the anchor announces a 解读 or 图解
  PRIMARY KEY (portal, crawl, list_url, url)
) WITHOUT ROWID;
CREATE TABLE hosts (            -- what was learned of a host in a pass
  portal TEXT NOT NULL, crawl INTEGER NOT NULL, host TEXT NOT NULL,
  catch_all TEXT,               -- digest of what it answers to nonsense, '' if it says no
  closed TEXT,                  -- code why it is left alone
  hop_via TEXT,                 -- the annual-report link that led to this host
  PRIMARY KEY (portal, crawl, host)
) WITHOUT ROWID;
CREATE TABLE copies (           -- the latest stored answer of an address
  url TEXT PRIMARY KEY, portal TEXT NOT NULL, role TEXT NOT NULL, sha256 TEXT NOT NULL,
  etag TEXT, last_modified TEXT, media_type TEXT, charset TEXT, final_url TEXT NOT NULL,
  file TEXT NOT NULL, record_offset INTEGER NOT NULL, record_id TEXT NOT NULL,
  payload_digest TEXT NOT NULL, fetched_at TEXT NOT NULL,
  crawl INTEGER NOT NULL,       -- the pass that saw it last
  year INTEGER, gone INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE files (            -- the archive's files, and how far they are accounted for
  name TEXT PRIMARY KEY, length INTEGER NOT NULL
) WITHOUT ROWID;
"""
# What outlives the passes; a state of version 1 gets it when it is opened.
MEMORY = """
CREATE TABLE standing (         -- how a portal stands, over all passes
  portal TEXT PRIMARY KEY, last_good TEXT, failing_since TEXT
) WITHOUT ROWID;
CREATE TABLE year_counts (      -- reports of a year at the last crawl that had the whole year
  portal TEXT NOT NULL, year INTEGER NOT NULL, reports INTEGER NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (portal, year)
) WITHOUT ROWID;
CREATE TABLE schemes (          -- the one of http and https that a host answers on
  host TEXT PRIMARY KEY, scheme TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
"""
