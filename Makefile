# Two commands for a newcomer: make demo, make test. `make check` is what a release must pass.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
SAMDIR := .sam-venv
SAM    := $(SAMDIR)/bin/sam
CHECKOVDIR := .checkov-venv
CHECKOV    := $(CHECKOVDIR)/bin/checkov
# SAM needs a real interpreter of the Lambda runtime's version first on PATH, not a version manager's shim.
PYTHON313 ?= $(shell $(PYTHON) infra/interpreter.py 3.13)
ARCHITECTURES ?= arm64 x86_64

export SAM_CLI_TELEMETRY := 0
export PYTHONDONTWRITEBYTECODE :=# compiled tests are kept: every process of a test run would compile them again
export AWS_DEFAULT_REGION ?= eu-west-1

.PHONY: help demo unit test check check-rest policies fuzz soak soak-and-fuzz recall coverage mutants lint types house build bench table english pictures intents openapi clean
.DEFAULT_GOAL := help

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Foreshock needs Python 3.11 or newer; this is " + sys.version)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

demo: $(READY) ## Watch a crisis pass through the whole pipeline on this machine
	@$(BIN)/foreshock demo

unit: $(READY) ## Run the unit tests, doctests and contracts without those that play days of a brand: the fast loop
	@$(BIN)/python -m pytest -m 'not sam and not stack and not days' --numprocesses auto --dist worksteal shared functions infra tests/unit tests/contract

test: $(READY) ## Run every test that needs nothing but Python
	@$(BIN)/python -m pytest -m 'not sam and not soak and not recall and not fuzz' --numprocesses auto --dist loadfile

soak: $(READY) ## Run the long tests: ten thousand mentions in bad weather
	@$(BIN)/python -m pytest -m soak

fuzz: $(READY) ## Send the API of a local stack what its OpenAPI document allows, and what it does not, for a minute
	@FUZZ_SEED=$(SEED) $(BIN)/python -m pytest -m fuzz tests/end_to_end

soak-and-fuzz: $(READY) # beside each other: the soak waits most of its time
	@$(BIN)/python -m pytest -m 'soak or fuzz' --numprocesses 2 --dist loadfile tests/end_to_end

recall: $(READY) ## Play simulated days of every channel; print what was heard, and in how many requests
	@$(BIN)/python -m pytest -s -m recall

check: test check-rest policies ## Everything a release must pass
check-rest: lint types house build soak-and-fuzz # what every change must pass beyond test

coverage: $(READY) ## Run every test and say which lines and branches none of them reaches
	@$(BIN)/python -m pytest -m 'not sam and not recall and not fuzz' --numprocesses auto --dist loadfile --cov --cov-report=term

mutants: $(READY) ## Change the cores at random; say which of a hundred changes no test noticed (takes long)
	@$(BIN)/python tools/mutants.py --sample $(or $(SAMPLE),100)

lint: $(READY) ## Style, spelling, templates
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/codespell $$(git ls-files)
	@$(BIN)/cfn-lint template.yaml infra/*.yaml

types: $(READY) ## Types, strictly
	@$(BIN)/mypy

house: $(READY) ## Who may import whom, and what is declared
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

$(SAM): tools/sam-requirements.txt
	@$(PYTHON) -m venv $(SAMDIR)
	@$(SAMDIR)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(CHECKOV): tools/checkov-requirements.txt
	@$(PYTHON) -m venv $(CHECKOVDIR)
	@$(CHECKOVDIR)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

policies: $(CHECKOV) ## Check the templates against checkov's security policies
	@$(CHECKOV) --config-file .checkov.yaml

ifeq ($(strip $(PYTHON313)),)
build: ## Build with SAM for both processors and import every artifact
	@echo "NOT DONE: no real python3.13 on this machine, so the SAM builds were not checked (set PYTHON313=/path/to/python3.13)"
else
build: $(READY) $(SAM)
	@PATH="$(dir $(PYTHON313)):$$PATH" SAM="$(CURDIR)/$(SAM)" ARCHITECTURES="$(ARCHITECTURES)" $(BIN)/python -m pytest -m sam tests/contract
endif

bench: $(READY) ## Print every budget beside its figure
	@$(BIN)/python -m tests.benchmarks

intents: $(READY) ## Write the tables of confusion of intents and themes anew
	@$(BIN)/python -m tests.benchmarks.intent docs/intents-and-themes.md

openapi: $(READY) ## Write infra/openapi.json anew from the code
	@$(BIN)/python -m infra.cli.openapi

table: $(READY) ## Train the default sentiment model again, from the ratings in vaderSentiment's source archive
	@$(BIN)/python -m infra.training.ratings

english: $(READY) ## Train the table that tells English from other languages again (needs npm)
	@$(BIN)/python -m infra.training.english

pictures: $(READY) ## Draw the pictures of the docs: the architecture, a backtest, and a run of the demo
	@$(BIN)/python -m infra.pictures.architecture
	@$(BIN)/python -m infra.pictures.example
	@$(BIN)/python -m infra.pictures.draw

clean: ## Remove everything that was made here
	@rm -rf $(VENV) $(SAMDIR) $(CHECKOVDIR) .foreshock .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
