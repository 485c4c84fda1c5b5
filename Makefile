# Two commands a newcomer needs: `make demo` and `make test`. The rest is for those who build.
PYTHON ?= python3
VENV ?= .venv
SERVE ?= yes
BIN := $(VENV)/bin
VETTING := vetting norms followers comments engagement calibration vetting_bulk search
export SWEETSPOT_HOME ?= $(CURDIR)/var

.DEFAULT_GOAL := help
.PHONY: help demo install test test-faults check unit format pins bench clean chromium

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(VENV)/.run ## Load the sample programme, print its report, and serve it (SERVE=no: print and stop)
	@exec $(BIN)/sweetspot demo start $(if $(filter no,$(SERVE)),--no-serve)

install: $(VENV)/.run ## Install what Sweetspot needs into ./.venv, and nothing else

test: $(VENV)/.dev chromium ## Check format, lint, types, contracts, migrations and docs, and run every test
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	@home=$$(mktemp -d); SWEETSPOT_HOME=$$home DJANGO_SETTINGS_MODULE=sweetspot.settings $(BIN)/python -W ignore -m django makemigrations --check --dry-run; \
	  code=$$?; rm -rf $$home; exit $$code

unit: $(VENV)/.dev
	env -u DJANGO_SETTINGS_MODULE $(BIN)/python -m pytest -n 2 --dist loadgroup

test-faults: $(VENV)/.dev ## Kill, starve and cut off everything, for as long as a release asks (half an hour)
	env -u DJANGO_SETTINGS_MODULE FAULT_RUNS=$${FAULT_RUNS:-50} FAULT_DATABASE_RUNS=$${FAULT_DATABASE_RUNS:-20} \
	  FAULT_SECONDS=$${FAULT_SECONDS:-600} $(BIN)/python -m pytest -s -m faults tests/faults

bench: $(VENV)/.dev ## Run every benchmark; each prints JSON lines
	@for one in benchmarks/*.py; do $(BIN)/python -m benchmarks.$$(basename $$one .py) || exit 1; done

bench-vetting: $(VENV)/.dev ## How well vetting works, on real data where it is here
	@for one in $(VETTING); do $(BIN)/python -m benchmarks.$$one || exit 1; done

bench-%: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.$*

format: $(VENV)/.dev ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pins: $(VENV)/bin/uv ## Renew requirements/*.txt from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt

clean: ## Remove the environment (the data in ./var stays)
	rm -rf $(VENV)

chromium:
	@if [ -n "$$CHROMIUM" ] && [ -x "$$CHROMIUM" ]; then :; \
	elif command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
	  echo "The browser tests need Chromium. Install it, or name it: CHROMIUM=/path/to/chromium make test" >&2; exit 1; \
	fi

$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sweetspot needs Python 3.11 or newer; name it: PYTHON=/path/to/python3.11 make demo" >&2; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.run: $(VENV)/bin/uv requirements/run.txt pyproject.toml
	@echo "Installing what Sweetspot needs"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing what the tests need"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
