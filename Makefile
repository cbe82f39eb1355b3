# What runs here is what CI runs. Needs only Python 3.11 or newer and make.

PYTHON ?= python3
PORT ?= 8000
URL ?=
SERVE ?= 1
TESTS ?=
FILES ?=
RUNS ?= 5
SCALE ?= 10
RESULT ?=
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help demo run worker test hostile coverage-extraction coverage check check-exports bench-extraction bench-indexes format stop clean

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-20s %s\n", $$1, $$2}' Makefile

demo: .venv/.runtime .env ## Scan real pages and serve the site (URL=..., PORT=8000, SERVE=0)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) demo $(if $(URL),'$(URL)') --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

run: .venv/.runtime .env ## Serve the site with a worker beside it (PORT=8000)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) serve --port $(PORT)

worker: .venv/.runtime .env ## Carry out queued scans
	@$(MANAGE) worker

test: .venv/.dev ## All tests, on a PostgreSQL of their own (TESTS=tests/scanner for some)
	@$(BIN)/pytest -q -n auto --dist loadfile $(TESTS)

coverage: .venv/.dev ## All tests, with the lines and branches that none of them reached
	@$(BIN)/pytest -q -n auto --dist loadfile --cov --cov-report=term

coverage-extraction: .venv/.dev ## Fails if its own tests leave a line or a branch of the extraction out
	@$(BIN)/pytest -q -n auto --dist loadfile --cov=tokens.extraction --cov-branch \
	  --cov-report=term --cov-fail-under=100 tests/tokens/extraction

hostile: .venv/.dev ## All hostile stylesheets, each in a process that is measured
	@HOSTILE_SHEETS=all $(BIN)/pytest -q -n auto tests/tokens/extraction/test_hostile_sheets.py

check: .venv/.dev ## Format, lint, types, imports, migrations, deployment settings
	@$(BIN)/ruff format --check --quiet --diff .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --config pyproject.toml --no-logo
	@DEBUG=on $(MANAGE) makemigrations --check --dry-run --verbosity 0
	@ENV_FILE=/dev/null SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  HTTPS=on HSTS_SUBDOMAINS=on HSTS_PRELOAD=on $(MANAGE) check --deploy --fail-level WARNING

bench-extraction: .venv/.runtime ## Speed beside a peer's; needs node, npm (FILES="a.css b.css", RUNS=5)
	@$(BIN)/python -m tests.benchmarks.extraction --runs $(RUNS) $(FILES)

bench-indexes: .venv/.runtime .env ## What the indexes are worth, after loadstress (SCALE=10, RESULT=file.json)
	@$(MANAGE) benchindexes --scale $(SCALE) $(if $(RESULT),--json '$(RESULT)')

check-exports: .venv/.dev ## Hand every export to the compiler of its format (needs node)
	@$(BIN)/python -m tests.tokens.exports.compilers

format: .venv/.dev ## Put the code into its format
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

stop: .venv/.runtime .env ## Stop the embedded database
	@$(MANAGE) db stop

clean: ## Remove the virtual environment and caches; the data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

.env: | .venv/.runtime
	@$(BIN)/python -m contextds.env

.venv/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 ...' >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo 'No virtual environment could be made. On Debian: apt install python3-venv' >&2; exit 2; }
	@echo 'Installing the packages of requirements.txt (once)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt requirements.txt | .venv/.runtime
	@echo 'Installing the packages of requirements-dev.txt (once)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
