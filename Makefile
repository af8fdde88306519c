# Two commands do all on a machine with Python 3.11 or later and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= scenarios/dprk-2006-07.yaml
SEED ?= 1
N ?= 1000
# Where a machine sets this, every process would compile the package anew, and the tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run quick test lint types tests bench fuzz figures wheel clean

run: $(VENV)/.installed  ## play July 2006
	$(BIN)/turtlebay run $(SCENARIO) --seed $(SEED)

quick: $(VENV)/.installed-dev lint types  ## lint, types, and the tests that take no time
	$(BIN)/pytest -m "not slow"

test: $(VENV)/.installed-dev lint types tests  ## lint, types, all tests

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check sim turtlebay tests bench hatch_build.py
	$(BIN)/ruff format --check sim turtlebay tests bench hatch_build.py

types: $(VENV)/.installed-dev
	$(BIN)/mypy

tests: $(VENV)/.installed-dev  ## all tests; what was skipped is named with its reason, and what takes longest
	$(BIN)/pytest -rs --durations=25

bench: $(VENV)/.installed-dev  ## speed, never asserted by a test
	$(BIN)/python -m bench

fuzz: $(VENV)/.installed-dev  ## hostile input, N files and the rest in proportion; FUZZ="kills --seed 7 --jobs 2" picks one kind
	$(BIN)/python -m tests.fuzz -n $(N) $(FUZZ)

figures: $(VENV)/.installed  ## the tables of docs/model.md, some minutes
	$(BIN)/turtlebay figures

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m build --wheel

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis turtlebay.db*
