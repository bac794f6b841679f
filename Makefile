# The commands of docs and CI. Every target sets the environment up first; nothing here needs anything but Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

.PHONY: setup run demo test types tests bench package clean campaign

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml tools/system_packages.py
	$(PYTHON) tools/system_packages.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: setup
	$(BIN)/python tools/run_sample.py

demo: setup
	$(BIN)/python tools/demo.py

# What takes a second comes first; types are checked while the tests begin, which often wait for a window or a server.
test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(MAKE) --no-print-directory --jobs=2 types tests

types: setup
	$(BIN)/mypy

# Two more than there are processors: a test that waits for a window or a server leaves its processor to another.
tests: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $$(( $$(nproc 2>/dev/null || echo 2) + 2 )) --dist worksteal -m "not slow"

campaign: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto -m slow

bench: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

package: setup
	$(BIN)/python installer/build.py

clean:
	rm -rf out build dist
