# Integrity: `make run` serves the demo register, `make test` runs the whole suite, `make check` reads the source.

export PYTHON ?= python3
PORT ?= 8000
VAR := $(or $(INTEGRITY_VAR),var)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# DEMO=0 starts the register empty, with its people only.
LOAD := load_demo $(if $(filter 0,$(DEMO)),--people-only)
STATIC := $(shell find static -print 2>/dev/null)

.PHONY: run test check
.DEFAULT_GOAL := run

# Whatever the shell says, what `make run` serves is the demo register, and what is tested or checked is not.
run: override export INTEGRITY_MODE := demo
test check: override export INTEGRITY_MODE := development

run: $(BIN)/.installed $(VAR)/integrity.env $(VAR)/static/staticfiles.json
	@$(MANAGE) migrate --verbosity 0
	@PORT=$(PORT) $(MANAGE) $(LOAD)
	@exec $(BIN)/gunicorn integrity.wsgi --bind 127.0.0.1:$(PORT) --workers 1 --threads 8 --no-control-socket \
		--worker-class integrity.serving.Worker --log-level warning

test: $(BIN)/.installed-dev
	@.ci/need postgresql chromium
	@$(BIN)/pytest --numprocesses auto --dist loadfile --database sqlite
	@$(BIN)/pytest --numprocesses auto --dist loadfile --database postgresql

check: $(BIN)/.installed-dev
	@.ci/need gettext
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python .ci/translations.py
	$(BIN)/python .ci/figures.py
	$(BIN)/python .ci/deployment.py

$(BIN)/python:
	@.ci/need python3-venv
	@$(PYTHON) -m venv .venv

$(BIN)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing Python packages into .venv"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(BIN)/.installed-dev: requirements-dev.txt requirements.txt | $(BIN)/python
	@echo "Installing Python packages for development into .venv"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(BIN)/.installed $@

$(VAR)/integrity.env: | $(BIN)/.installed
	@$(BIN)/python -c 'import pathlib; from lib import keys; keys.ensure_file(pathlib.Path("$@"), "demo")'

$(VAR)/static/staticfiles.json: $(STATIC) requirements.txt integrity/settings.py | $(BIN)/.installed $(VAR)/integrity.env
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@touch $@
