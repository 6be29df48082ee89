# The two commands of the README are `make run` and `make test`; both set themselves up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SQL := dbt_project/models dbt_project/macros dbt_project/tests
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q install --no-deps
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
QUICK := not slow and not full_run and not browser and not real_data

export DO_NOT_TRACK := 1

.PHONY: help run up test check search bench lint fmt setup setup-dev browser journal lock docs sample clean

help: ## print the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## bill the sample company, or DATA=folder AS_OF=date, and publish
	@$(BIN)/tallyhouse run $(if $(DATA),--data '$(DATA)') $(if $(AS_OF),--as-of $(AS_OF)) \
	    $(if $(TALLYHOUSE_HOME),--home '$(TALLYHOUSE_HOME)')

up: setup ## open the application and the Dagster UI on localhost
	@$(BIN)/tallyhouse up

test: setup-dev browser journal ## pass everything that CI passes
	@echo "tests: the whole suite, style and types included (about a quarter of an hour)"
	@$(PYTEST)

check: setup-dev ## the quick loop: style, types, arrows and the fast tests
	@$(PYTEST) -q -m '$(QUICK)'

lint: setup-dev ## style, types and arrows alone
	@$(BIN)/pytest -q tests/house/test_style.py

search: setup-dev ## bill other companies, told late, against the oracle: SEED=9 COMPANIES=200 (tests/README.md)
	@$(BIN)/python -m tests.support.terms_search $(if $(SEED),--seed $(SEED)) \
	    $(if $(COMPANIES),--companies $(COMPANIES)) $(if $(RUNS),--runs $(RUNS)) \
	    $(if $(LATE),--late $(LATE)) $(if $(KINDS),--kinds '$(KINDS)') \
	    $(if $(ONLY),--only $(ONLY))

bench: setup-dev ## measure 10, 30 and 100 million events, or EVENTS=10; write docs/performance.md
	@$(BIN)/python -m tests.bench $(if $(filter undefined,$(origin EVENTS)),,--events '$(EVENTS)') \
	    $(if $(HISTORY),--history $(HISTORY)) \
	    $(if $(filter undefined,$(origin PARTS)),,--parts '$(PARTS)')

fmt: setup-dev ## format Python and SQL
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/sqlfmt --quiet $(SQL)

setup: .venv/.runtime ## make the environment that running needs

setup-dev: .venv/.development ## make the environment that testing needs

.venv/bin/python:
	@echo "setup: making .venv with $(PYTHON) (once)"
	@$(PYTHON) -c 'import sys; sys.exit("Tallyhouse needs Python 3.11, this is " \
	    + sys.version.split()[0] + ". Try: make PYTHON=/path/to/python3.11") \
	    if sys.version_info[:2] != (3, 11) else None'
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo "setup: installing the pinned packages, hashes checked (once, about two minutes)"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-build-isolation -e .
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	@echo "setup: adding the tools that testing needs (once, half a minute)"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

browser:
	@tests/support/install_browser.sh

journal:
	@tests/support/install_hledger.sh

lock: ## compile the pinned, hashed requirements again (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-strip-extras --quiet -o requirements.txt
	@uv pip compile pyproject.toml --group dev -c requirements.txt --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --no-strip-extras --quiet -o requirements-dev.txt

docs: setup-dev ## write the pages again that are made from contracts and tests
	@$(BIN)/python -m ingest.contract_page > docs/input.md
	@$(BIN)/python -m tests.house.rule_table > docs/rules.md

sample: setup ## make the sample company again from its seed
	@$(BIN)/python tests/support/sample_company/generate.py --out data/sample --seed 2026

clean: ## remove what runs left behind (never the environment)
	@rm -rf .tallyhouse .pytest_cache .ruff_cache .import_linter_cache
