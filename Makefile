# Needs make and Python 3.11 or newer; the first target that runs sets up .venv, later ones are quick.
# PYTHON=... chooses the interpreter, ARGS=... goes to the command.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
WORKERS ?= auto
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
FUZZER := $(VENV)/.fuzzer

.PHONY: help venv demo test lint format bench crash accuracy fuzz golden constraints clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*##[ ]*/\1|/' | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

venv: $(STAMP)  ## set up .venv with gongkai and everything for its tests

$(STAMP): pyproject.toml constraints.txt
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "gongkai needs Python 3.11 or newer; found: $$($(or $(PYTHON),python3) --version 2>&1 | tail -1)" >&2; \
		echo "install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		echo "creating $(VENV) with $$($(PYTHON) --version)"; rm -rf $(VENV); \
		$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "no virtual environment could be made; if the venv module is missing (Debian, Ubuntu): apt install python3-venv" >&2; exit 1; }; fi
	@echo "installing gongkai into $(VENV)"
	@$(PIP) install -q -c constraints.txt -e ".[dev]"
	@$(PIP) install -q -c constraints.txt -e ".[ocr]" || \
		echo "OCR cannot be installed for $$($(BIN)/python --version): pictures and scans will not be read" >&2
	@touch $@

demo: $(STAMP)  ## crawl the bundled portal over HTTP and make a dataset of it in ./gongkai-demo
	@$(BIN)/gongkai demo $(ARGS)

test: $(STAMP)  ## run the tests; ARGS="tests/parsers -k word" for some of them
	@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses=4 --dist worksteal $(ARGS)

lint: $(STAMP)  ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(STAMP)  ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(STAMP)  ## speed and memory, as ratios in one run; ARGS="parse pdf ocr scale crawl hosts overhead zoo"
	@$(BIN)/python -m benchmarks $(ARGS)

N ?= 200
crash: $(STAMP)  ## kill N runs at random moments and look at what they leave; N=1000 for more
	@$(BIN)/python -m benchmarks.crash $(N)

accuracy: $(STAMP)  ## known figures through foreign tools and mutations; ARGS="--no-tools --show"
	@$(BIN)/python -m accuracy $(ARGS)

fuzz: $(FUZZER)  ## break the parser by coverage-guided fuzzing; ARGS="--seconds 60"
	@$(BIN)/python -m fuzz $(ARGS)

$(FUZZER): $(STAMP)
	@echo "installing the fuzzer into $(VENV)"
	@$(PIP) install -q -c constraints.txt -e ".[fuzz]" || { \
		echo "NOT RUN: atheris, the fuzzer, cannot be installed for $$($(BIN)/python --version)" >&2; exit 1; }
	@touch $@

golden: $(STAMP)  ## write tests/golden anew and show what changed; review it, then commit it
	@$(BIN)/python -m tests.golden

constraints: $(STAMP)  ## write constraints.txt from what is in .venv
	@{ head -1 constraints.txt; $(PIP) freeze --exclude-editable --exclude gongkai --exclude atheris | grep -v ' @ ' | sort -f; } \
		> $(VENV)/constraints && mv $(VENV)/constraints constraints.txt

clean:  ## remove what the other targets made
	rm -rf $(VENV) build dist gongkai-demo .fuzz *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
