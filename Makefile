# Every task has its door here, and CI goes through the same ones.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test judge walk soak check fix bench lock recording clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.run ## set up, then let a month of job search pass, without an account
	@$(BIN)/afterword demo

test: $(VENV)/.dev ## set up, then run every test
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

judge: $(VENV)/.dev ## score the judgement on the labelled cases
	@$(BIN)/python -m tests.judgement $(ARGS)

walk: $(VENV)/.dev ## every fault and every death at every call of Google's, half an hour
	@$(BIN)/pytest -n 2 -m walk $(ARGS)

check: $(VENV)/.dev ## lint, types, layers, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell

fix: $(VENV)/.dev ## let the linter mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure speed and memory, as ratios within one run
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/gmail.py
	PYTHONPATH=. $(BIN)/python benchmarks/hostile.py

soak: $(VENV)/.dev ## leave the service alone for two years of virtual time
	@PYTHONPATH=. MALLOC_MMAP_THRESHOLD_=262144 $(BIN)/python benchmarks/soak.py $(ARGS)

lock: $(VENV)/.dev ## renew the lock files: versions and hashes, no index address
	$(PIP) install uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--group dev --group build pyproject.toml -o requirements-dev.lock

clean: ## remove what these tasks made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Afterword needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	@echo "Setting up in $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "This Python lacks venv: install it first (on Debian: apt install python3-venv)."; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

recording: $(VENV)/.dev ## renew the README's recording from the demo itself
	@$(BIN)/python docs/recording.py
