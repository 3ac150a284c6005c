# Two commands are enough: `make demo` and `make test`. They fetch what they need and say so.

VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
PYTHON  ?=
SAY     := printf '%s\n'

# The first python that is new enough.
find_python = for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		&& { echo "$$python"; exit 0; }; done; \
	echo 'Python 3.11 or newer (with its venv module) is needed and was not found: install it, or say make PYTHON=/path/to/python3' >&2; \
	exit 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench up doctor clean venv lock stack

help:    ## this list
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1|/' | column -t -s '|'

demo: stack    ## the UN-system pledge of 2022 on your screen, in under a minute
	@$(BIN)/parley demo

test: stack    ## everything is proved, on a real Postgres and a real Temporal server
	@$(SAY) 'Testing ...'
	@$(BIN)/python -m pytest $(ARGS)

lint: venv    ## style, types, direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: venv    ## put the code into its ordinary form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: stack    ## the door against raw Postgres, in one run
	@$(BIN)/python -m bench $(ARGS)

up: stack    ## keep the local servers and a worker running; for use from other terminals
	@$(BIN)/parley up

doctor: venv    ## look at the installation, and say what to do
	@$(BIN)/parley doctor

clean:    ## stop what runs here; delete what make made (local processes and their record too)
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m embedded remove || exit 1; fi
	@rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@$(SAY) 'Clean.'

venv: $(READY)

stack: venv
	@$(BIN)/python -m embedded prepare

lock:    ## compute the locked libraries anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command 'make lock' --all-extras --upgrade \
		pyproject.toml -o requirements.lock

$(BIN)/python:
	@$(SAY) 'Creating the virtual environment (.venv) ...'
	@python=$$($(find_python)) && rm -rf $(VENV) && "$$python" -m venv $(VENV)

$(READY): $(BIN)/python requirements.lock pyproject.toml
	@$(SAY) 'Installing the locked libraries (once, about a minute) ...'
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
