# Two commands: `make run` serves the portal, `make test` checks everything. Both work on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test shots catalogue coverage schema-check clean vendor

run: $(VENV)/.installed
	@exec scripts/serve

test: $(VENV)/.installed-dev
	@exec scripts/check

shots: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.browser.shots

catalogue: $(VENV)/.installed-dev
	@scripts/catalogue update

coverage: $(VENV)/.installed-dev
	@TEST_DATABASES=sqlite $(BIN)/python -m pytest --cov --cov-report=term-missing tests/domain

$(VENV)/bin/python:
	@scripts/make-venv "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: requirements.txt $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@scripts/catalogue compile
	@$(BIN)/python -m whitenoise.compress --quiet static
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@scripts/catalogue compile
	@touch $@ $(VENV)/.installed

-include vendor.mk
