# Needs Python 3.11 or newer and make; everything else is installed into .venv from the hashed lock.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup demo test check clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation -e .
	@touch $@

# Compile every protocol, then screen the example participants against one of them.
demo: setup
	$(BIN)/eligo build
	$(BIN)/eligo screen nct06676631 protocols/nct06676631/participants.ndjson
	@echo
	@echo "Now open generated/nct06676631/v1_0/criteria.html"

test: setup
	$(BIN)/python -m pytest -n 2

check: setup
	$(BIN)/black --check --quiet compiler grammar tests
	$(BIN)/ruff check compiler grammar tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/eligo test
	$(BIN)/eligo build --check
	$(BIN)/eligo format --check

clean:
	rm -rf .venv build compiler/*.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
