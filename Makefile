# Slow Time's commands; `make help` lists them. Needs Python 3.11 or newer and GNU make 3.81 or newer.

PYTHON ?= python3
PORT ?= 8501
STORE ?= demo
# asgi.py is app.py with the security headers; APP=app.py leaves them out.
APP ?= asgi.py
FAULTS_COUNTED = build/faults.jsonl
MINUTES ?= 10
UV = .venv/bin/uv
INSTALLED = .venv/installed
# Hundreds of stores are made and thrown away: in memory where the machine has a place for that.
TEST_STORES = $(if $(wildcard /dev/shm/.),TMPDIR=/dev/shm)

STORE_URL = $(if $(filter own,$(STORE)),sqlite:///data/slow_time.db,sqlite:///data/demo.db)
NEEDS_DEMO = $(if $(DATABASE_URL),,$(if $(filter demo,$(STORE)),kept-demo))

.PHONY: help install run demo kept-demo test accessible attack oidc faults load postgresql audit bench format requirements clean
.DELETE_ON_ERROR:

help:
	@echo 'make install       put the pinned packages into .venv'
	@echo 'make run           show the demonstration (STORE=own: your own data; PORT=8501; DATABASE_URL=...)'
	@echo 'make demo          build the demonstration store anew'
	@echo 'make test          check style, types and behaviour'
	@echo 'make bench         measure speed and memory beside their floors (BENCH=full: a million incidents too)'
	@echo 'make accessible    every page, window and state in Chromium with axe and by keyboard (minutes)'
	@echo 'make attack        the long form of the attacks on access and input (minutes)'
	@echo 'make oidc          sign-in against a real provider on this machine (needs node and npm)'
	@echo 'make faults        long runs of killed and damaged stores, and a table of what they lost (minutes)'
	@echo 'make postgresql    the tests of the store and its pages on a PostgreSQL server (minutes; needs one installed)'
	@echo 'make load          thirty people in one meeting, and what each waited (MINUTES=10)'
	@echo 'make audit         known flaws of the pinned packages (needs the internet)'
	@echo 'make format        put the code into its style'
	@echo 'make requirements  renew requirements.txt from pyproject.toml (UPGRADE=1: newest versions)'
	@echo 'make clean         remove .venv and caches; stores stay'

install: $(INSTALLED)

$(INSTALLED): requirements.txt
	@for python in $(PYTHON) python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo 'Slow Time needs Python 3.11 or newer: make install PYTHON=/path/to/python3' >&2; exit 1; fi; \
	$$found -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

run: $(INSTALLED) $(NEEDS_DEMO)
	@case '$(STORE)' in demo|own) ;; *) echo 'STORE is demo or own' >&2; exit 2;; esac
	@echo 'Slow Time: http://127.0.0.1:$(PORT)'
	@DATABASE_URL="$${DATABASE_URL:-$(STORE_URL)}" .venv/bin/streamlit run $(APP) --server.port $(PORT)

# The demonstration is rebuilt, never migrated: kept where it is of this version, made where not.
kept-demo: $(INSTALLED)
	@DATABASE_URL=sqlite:///data/demo.db .venv/bin/python -m core demo --keep

demo: $(INSTALLED)
	@.venv/bin/python -m core demo

test: $(INSTALLED)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(TEST_STORES) .venv/bin/python -m pytest -n 2

bench: $(INSTALLED)
	@.venv/bin/python -m tests.bench --sizes 1000 50000 $(if $(filter full,$(BENCH)),1000000)

accessible: $(INSTALLED)
	@$(TEST_STORES) .venv/bin/python -m pytest -n 2 -m accessible

attack: $(INSTALLED)
	@$(TEST_STORES) .venv/bin/python -m pytest -n 2 -m attack

oidc: $(INSTALLED)
	@cd tests/oidc && npm install --silent --no-audit --no-fund --no-package-lock
	@$(TEST_STORES) .venv/bin/python -m pytest -m oidc

# Whatever failed, what was counted is shown.
faults: $(INSTALLED)
	@mkdir -p build && rm -f $(FAULTS_COUNTED)
	@FAULTS_COUNTED=$(FAULTS_COUNTED) $(TEST_STORES) .venv/bin/python -m pytest -n 2 -m faults; ended=$$?; \
	.venv/bin/python -m tests.faults.table $(FAULTS_COUNTED); exit $$ended

# The same tests with every store in a real server's database; without a server it fails.
ON_POSTGRESQL = $(filter-out %measures/ %charts/ %protocol/,$(wildcard tests/core/*.py tests/core/*/)) tests/pages
postgresql: $(INSTALLED)
	@$(TEST_STORES) .venv/bin/python -m pytest -n 2 --store=postgresql $(ON_POSTGRESQL)

load: $(INSTALLED)
	@.venv/bin/python -m tests.load --minutes $(MINUTES) --wait

audit: $(INSTALLED)
	@.venv/bin/python tests/audit_dependencies.py

format: $(INSTALLED)
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

requirements: $(UV)
	@.venv/bin/python .ci/requirements.py $(UV)
	@echo 'requirements.txt is up to date; `make install` brings .venv to it.'

$(UV): | $(INSTALLED)
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
