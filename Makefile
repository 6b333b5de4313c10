# Everything runs in .venv, which is made here and made again only when the pins change.
# Needed on the machine: Python 3.11 or newer, and make.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PROGRAM := .venv/.program
TOOLS := .venv/.tools
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test proof check format bench pictures requirements clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 22

demo: $(PROGRAM) ## see the whole journey against services on this machine, without any account
	@$(BIN)/crossfade demo

test: $(TOOLS) ## run all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

proof: $(TOOLS) ## live through thousands of troubled histories and many real kills (some minutes)
	@$(BIN)/python -m pytest -m proof -n $(WORKERS) -o faulthandler_timeout=1800

check: $(TOOLS) ## format, lint, types and import contracts
	@$(BIN)/ruff format --check --quiet . || { echo "Run 'make format'."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
	@echo "Format, lint, types and import contracts are in order."

format: $(TOOLS) ## put the source into its form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: $(TOOLS) ## measure start, memory and speed
	@$(BIN)/python -m tests.bench

pictures: $(TOOLS) ## draw the pictures of the README anew
	@$(BIN)/python -m tests.pictures

requirements: $(TOOLS) ## pin the newest versions that pyproject.toml allows (needs uv)
	@$(COMPILE) --upgrade pyproject.toml -o requirements.txt
	@$(COMPILE) --upgrade --group tools -c requirements.txt -o .ci/requirements.txt

clean: ## throw away what was made here
	@rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(PROGRAM): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Crossfade needs Python 3.11 or newer." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Crossfade into .venv (once)..." >&2
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(TOOLS): .ci/requirements.txt $(PROGRAM)
	@$(PIP) install --require-hashes --only-binary :all: -r .ci/requirements.txt
	@touch $@
