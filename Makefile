# All that one does with the project; `make` alone lists it.
PYTHON ?= python3
PORT   ?= 8000
PY     := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run cluster test test-fast test-long bench bench-many load lock fmt docs clean set-up set-up-cluster set-up-test

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: set-up ## set up, migrate, load the demo into an empty database, serve on 127.0.0.1:8000 (PORT=)
	@PYTHONDONTWRITEBYTECODE= exec $(PY) -m tools.supervise --port $(PORT)

cluster: set-up-cluster ## a city on this machine: nginx, two web nodes, two workers, PostgreSQL, Redis, S3 (PORT=)
	@PYTHONDONTWRITEBYTECODE= exec $(PY) -m tools.cluster --port $(PORT)

test: set-up-test ## lint, types, imports, the suite on SQLite and PostgreSQL, browser tests
	@exec $(PY) -m tools.checks

test-fast: set-up-test ## the quick part of it: no browser, and what tests/slow.txt names is left out
	@exec $(PY) -m tools.checks --quick

test-long: set-up-test ## the long runs, on both engines
	@$(PYTHON) tools/bootstrap.py scan
	@exec $(PY) -m tools.checks --long

bench: set-up-test ## measure speed and memory, each figure with its bound
	@exec $(PY) -m tests.bench

bench-many: set-up-test ## the pages above 10,000 cells on PostgreSQL, made for it in some minutes
	@exec $(PY) -m tests.bench.many

load: set-up-test ## the 3rd of the month: 18,660 members check in within five minutes, on each engine
	@exec $(PY) -m tests.load

fmt: set-up-test ## put the code in the common format
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

docs: export NENNEP_DATA_DIR = .cache/docs
docs: set-up-test ## take the pictures of the user guide anew
	@$(PY) -m tools.prepare && exec $(PY) -m tools.screenshots

lock: ## write the locks anew from pyproject.toml (needs the network)
	@sh tools/lock.sh $(PYTHON)

clean: ## remove the environment and caches; the data in instance/ stay
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

set-up:
	@$(PYTHON) tools/bootstrap.py run

set-up-cluster:
	@$(PYTHON) tools/bootstrap.py cluster

set-up-test:
	@$(PYTHON) tools/bootstrap.py test
