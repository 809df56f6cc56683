# One command each: `make run` serves the examples, `make test` passes the tests. Both set up everything first.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
# Every measurement that can be run by itself.
BENCHMARKS := $(shell grep -ls '^if __name__' benchmarks/*.py | sed 's,benchmarks/,,; s,\.py$$,,')
# What they are given: documents to read; judged questions with what they are asked of (DOCUMENTS or an indexed DATA), or
# of their own corpus.jsonl (OWN). What is not given is passed over, with a line that says what would be needed.
FOLDER ?= examples/documents
BENCH ?=
DOCUMENTS ?=
DATA ?=
OWN ?=
ARGUMENTS_indexing = "$(FOLDER)"
ARGUMENTS_parsing = "$(FOLDER)"
ARGUMENTS_replicas = "$(FOLDER)"
ARGUMENTS_word_index = "$(FOLDER)"
ARGUMENTS_lookups = $(DATA)
ARGUMENTS_quotations = $(if $(DATA),--data $(DATA))
ARGUMENTS_moved = $(BENCH) $(if $(DOCUMENTS),--documents $(DOCUMENTS)) $(if $(DATA),--data $(DATA)) $(if $(OWN),--own $(OWN))
# What the comparison with peers and the million passages are given, e.g. PEERS="--bench BENCH --documents FOLDER --work W".
PEERS ?=
MILLION ?=
ARGUMENTS_peers = $(PEERS)
ARGUMENTS_million = $(MILLION)

.DEFAULT_GOAL := help
.PHONY: help setup run test ray milvus check bench faults soak licences sbom lock audit bundle clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1\t/'

$(INSTALLED): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; set PYTHON=/path/to/python3" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --editable '.[test]'
	@touch $@

setup: $(INSTALLED)  ## virtual environment, dependencies, built-in model
	$(BIN)/chuchu model make

run: setup  ## serve on http://127.0.0.1:8000, indexing the examples when the catalogue is empty
	$(BIN)/chuchu serve --examples examples/documents --questions examples/questions.txt

test: setup  ## style, types and every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not ray and not milvus"

ray: setup  ## the tests that start a Ray cluster on loopback, after fetching the extra of that name
	$(BIN)/python -m pip install -q --editable '.[test,ray]'
	$(BIN)/pytest -m ray

milvus: setup  ## the tests that start a Milvus server in a network namespace of its own, fetched once (150 MB)
	$(BIN)/pytest -m milvus

check: $(INSTALLED)  ## style, types and the quick tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow and not browser" -x

bench: setup  ## every measurement in benchmarks/, one after the other; fails where one does, as at a regression
	$(BIN)/python -m pip install -q --editable '.[test,bench]'
	@failed=; $(foreach name,$(BENCHMARKS),echo "== benchmarks.$(name)"; \
		$(BIN)/python -m benchmarks.$(name) $(ARGUMENTS_$(name)) || failed="$$failed $(name)"; )\
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

faults: setup  ## kill, fill the disk, and ask every operation as it must not be asked (an hour and more)
	$(BIN)/python -m pip install -q --editable '.[test,fuzz]'
	$(BIN)/python -m benchmarks.reliability.kills --kills 20
	$(BIN)/python -m benchmarks.reliability.full_disk
	$(BIN)/python -m benchmarks.malformed
	$(BIN)/python -m benchmarks.reliability.fuzz_api --examples 1000

MINUTES ?= 30
soak: setup  ## a flood, a thousand idle connections, and load for half an hour, MINUTES=… for another time
	$(BIN)/python -m benchmarks.reliability.load
	$(BIN)/python -m benchmarks.reliability.soak --minutes $(MINUTES)

licences: $(INSTALLED)  ## the licence of everything that is installed
	$(BIN)/python -m benchmarks.reliability.supplies licences

sbom: $(INSTALLED)  ## a CycloneDX list of everything that is installed, on standard output
	@$(BIN)/python -m benchmarks.reliability.supplies sbom

lock: $(INSTALLED)  ## pin every package by version and hash, after a change of pyproject.toml
	$(BIN)/python -m pip install -q --editable '.[test,supply]'
	$(BIN)/python -m benchmarks.reliability.locks lock

audit: $(INSTALLED)  ## compare what is pinned with known weaknesses, where an advisory service can be reached
	$(BIN)/python -m pip install -q --editable '.[test,supply]'
	$(BIN)/python -m benchmarks.reliability.locks audit

TARGET ?= dist/chuchu-bundle.tar
bundle: setup  ## one archive for machines without a registry, TARGET=… for another file
	$(BIN)/chuchu bundle $(TARGET)

clean:  ## remove what setup, tests and tools made; the data folder stays
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
