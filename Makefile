# `make demo` and `make test` work on a fresh machine with Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet -c constraints.txt

.PHONY: help demo test lint format reference messages constraints clean

help:  ## Say what there is.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed. Try: make PYTHON=python3.12 demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(PIP) -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed  ## Install, solve configs/muslim-lane and print the week.
	$(BIN)/roster solve configs/muslim-lane --out out/muslim-lane --time-limit 60

test: $(VENV)/.developing  ## Run the tests.
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.developing  ## Check style and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.developing  ## Put the style right.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: $(VENV)/.installed  ## Write configs/REFERENCE.md anew.
	$(BIN)/python -m roster.reference

LOCALE := roster/locale
messages: $(VENV)/.developing  ## Find the sentences to be translated, and compile the translations.
	@mkdir -p out
	$(BIN)/pybabel -q extract --no-location --sort-output --project neighbourhood-roster \
	  -k sentence -k sentences:1,2 -o out/roster.pot roster solver web/api
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110 \
	  -i out/roster.pot -D roster -d $(LOCALE)
	$(BIN)/pybabel -q compile -D roster -d $(LOCALE)
	$(BIN)/pybabel -q extract --no-location --sort-output --project neighbourhood-roster \
	  -F web/translations/babel.cfg -o out/web.pot web
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110 \
	  -i out/web.pot -d web/translations
	$(BIN)/pybabel -q compile -d web/translations

constraints:  ## Pin every dependency as it is newest now.
	rm -rf out/pins
	$(PYTHON) -m venv out/pins
	out/pins/bin/python -m pip install --quiet '.[dev]'
	out/pins/bin/python -m pip freeze --exclude neighbourhood-roster > constraints.txt
	rm -rf out/pins

clean:  ## Take away what can be made again.
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
