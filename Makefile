# What this project can do, each command with all the set-up it needs. `make help` lists them.

PYTHON ?= python3
SESSIONS ?= data/sessions.csv
OUTCOMES ?=
SITE = # from the command line only, as NAME
ASKED = $(if $(strip $(OUTCOMES)),--outcome $(OUTCOMES)) $(if $(strip $(SITE)),--site $(SITE))
OUT ?= reports
NAME = # from the command line only: under WSL the shell has one, the computer's
CALIBRATION := reports/calibration
TESTS ?= tests notebooks
CHECKED := tests/analysis tests/massage/words tests/test_layers.py
# two at a time, a file each, the longest first (conftest.py)
TOGETHER := --numprocesses=2 --dist=loadfile --no-loadscope-reorder
HOSTILE_CASES ?= 2000
NOTEBOOK ?=
# long commands are tried small with, for example, RATES=reports WORLDS=plain SIZES=20:1, and so for
# BOOK_, CLOSED_, LARGE_, MOVES_ and EXPORT_
RATES ?= data/calibration
WORLDS ?= all
SIZES ?= 60:1000 200:1000 600:400
BOOK_WORLDS ?= nulls true nulls_true booked booked_true
BOOK_SIZES ?= 60:400 200:400 600:400
MOVES_WORLDS ?= booked
MOVES_SIZE ?= 200:400
CLOSED_WORLDS ?= closed closed_true
CLOSED_SIZES ?= 200:500 600:500
CLOSED_LARGE_WORLDS ?= closed_large
CLOSED_LARGE_SIZE ?= 2000:200
LARGE_WORLDS ?= nulls
LARGE_BOOK_WORLDS ?= booked $(addprefix true_,plain reverse_flare flare_moved moved_in_place \
	moved_as_new_line own_trend couples)
LARGE_SIZE ?= 6000:40
CLOSED_EXPORT_WORLDS ?= closed_plain closed_sore_stay_home true_closed
CLOSED_EXPORT_SIZE ?= 200:60
EXPORT_WORLDS ?= skipped_when_sore extra_visits moved_as_new_line book_mix true_booked
EXPORT_SIZE ?= 200:100
EXPORT ?= fresha
IN_BOOK := --analyses question_2_in_book question_2_in_book_sleep
BY_CLOSED_DAYS := --analyses closed_days closed_days_sleep
BY_MOVES := --analyses question_2 question_2_sleep
BOTH_WAYS := $(BY_MOVES) question_2_in_book question_2_in_book_sleep
CLAIMED_WORLDS ?=
CLAIMED = --claims $(if $(CLAIMED_WORLDS),--worlds $(CLAIMED_WORLDS))
CLAIMED_SIZES ?= 60:400 200:400 600:100
NATURAL_SIZE ?= 200:200
ALONE_SIZE ?= 200:1000
clients = $(firstword $(subst :, ,$(1)))
runs = $(lastword $(subst :, ,$(1)))
beside = $(filter --claims --alone --through,$(1))
try = $(BIN)/$(if $(call beside,$(3)),python tools/calibrate.py,analysis calibrate) \
	--clients $(call clients,$(2)) --runs $(call runs,$(2)) $(3) --out $(CALIBRATION)/$(1).csv
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --upgrade \
	--python-version 3.11 --no-emit-index-url --custom-compile-command "make lock"

INSTALL := $(BIN)/uv pip install --quiet --require-hashes --no-deps --python $(BIN)/python
STORE := .venv/store# httpfs, and the DuckDB that it is made for

DEV_EXTRAS := slides setup instructor dev registry

.DEFAULT_GOAL := help
.PHONY: help python setup setup-dev report slides figures summary check test test-scale hostile lint \
	lock notebooks dictionary practice calibrate claims alone coverage benchmark course grade certificate \
	handouts

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: python
	@$(PYTHON) tools/set_up.py

setup-dev: python
	@$(PYTHON) tools/set_up.py dev

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "There is no $(PYTHON) here. Install Python 3.11, 3.12 or 3.13 from python.org."; exit 1; }

report: setup ## notebooks on SESSIONS, with OUTCOMES, of SITE, into OUT/index.html
	@$(BIN)/analysis report "$(SESSIONS)" --out "$(OUT)" $(ASKED)

slides: setup ## the same records as slides, into OUT/slides.html, .pptx and .pdf, and claims.html
	@$(BIN)/analysis slides "$(SESSIONS)" --out "$(OUT)" $(ASKED)

figures: setup ## every figure for print, with captions and data, into OUT/figures
	@$(BIN)/analysis figures "$(SESSIONS)" --out "$(OUT)" $(ASKED)

summary: setup ## one page in plain language, into OUT/summary.html and .pdf
	@$(BIN)/analysis summary "$(SESSIONS)" --out "$(OUT)" $(ASKED)

check test: export OPENBLAS_NUM_THREADS = 1# two processes with two threads each wait for each other
check test: export PYTHONDONTWRITEBYTECODE =# else each process compiles all modules anew
check: lint ## before every commit: style, types, the core and the words; under a minute
	@$(BIN)/python -m pytest $(CHECKED) $(TOGETHER) --quiet -m "not rates" -p no:nbval -p no:hypothesispytest

test: setup-dev ## every test, the notebooks included
	@$(BIN)/python -m pytest $(TESTS) $(TOGETHER) --nbval --nbval-cell-timeout=300 \
		--nbval-sanitize-with=tests/nbval.cfg

test-scale: setup-dev ## a bucket and Spark's cluster on loopback, a worker stopped in the middle (Java 17)
	@$(INSTALL) --requirement requirements-store.lock --target $(STORE)
	@PYTHONPATH=$(STORE) $(BIN)/python -m pytest tests/massage/registry/test_store.py
	@$(INSTALL) --requirement requirements-spark.lock
	@$(BIN)/python -m pytest tests/massage/registry/scale_spark.py

hostile: setup-dev ## 2,000 whole and damaged exports through anonymise, and how each ended
	@HOSTILE_CASES=$(HOSTILE_CASES) $(BIN)/python -m pytest tests/massage/intake/test_hostile.py -q -s

lint: setup-dev ## style of source, tests and notebooks; types of the core
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

lock: setup-dev ## choose new versions of every package
	@$(COMPILE) --extra slides --extra setup --output-file requirements.lock
	@$(COMPILE) $(DEV_EXTRAS:%=--extra %) --constraint requirements.lock --output-file requirements-dev.lock
	@grep -o 'pyspark>[^"]*' pyproject.toml | $(COMPILE:pyproject.toml=-) --output-file requirements-spark.lock
	@grep -o 'duckdb-[^"]*' pyproject.toml | $(COMPILE:pyproject.toml=-) --output-file requirements-store.lock

notebooks: setup ## run every notebook and save its outputs; NOTEBOOK=... saves one
	@$(BIN)/python tools/save_notebooks.py $(NOTEBOOK)

dictionary: setup ## write the data dictionary into data/README.md
	@$(BIN)/python tools/write_dictionary.py

practice: setup ## make the synthetic practice in data/, its answer and the example export in docs/ again
	@$(BIN)/analysis simulate practice --clients 240 --seed 2026 --out data/sessions.csv
	@$(BIN)/python tools/write_answer.py
	@$(BIN)/python tools/write_example.py

calibrate: setup ## how often each analysis is wrong, into data/calibration and CALIBRATION.md (hours)
	@mkdir -p $(foreach part,book closed large,$(CALIBRATION)/$(part) $(RATES)/$(part)) $(RATES)/claims
	@$(foreach size,$(SIZES),$(call try,$(call clients,$(size)),$(size),--worlds $(WORLDS)) &&) true
	@$(foreach size,$(BOOK_SIZES),$(call try,book/$(call clients,$(size)),$(size), \
		--worlds $(BOOK_WORLDS) $(IN_BOOK)) &&) true
	@$(call try,book/$(call clients,$(MOVES_SIZE)),$(MOVES_SIZE),--worlds $(MOVES_WORLDS) $(BY_MOVES))
	@$(call try,book/export,$(EXPORT_SIZE),--worlds $(EXPORT_WORLDS) $(IN_BOOK) --through $(EXPORT))
	@$(call try,large/$(call clients,$(LARGE_SIZE)),$(LARGE_SIZE),--worlds $(LARGE_WORLDS) $(BOTH_WAYS))
	@$(call try,large/book,$(LARGE_SIZE),--worlds $(LARGE_BOOK_WORLDS) $(IN_BOOK))
	@$(foreach size,$(CLOSED_SIZES),$(call try,closed/$(call clients,$(size)),$(size), \
		--worlds $(CLOSED_WORLDS) $(BY_CLOSED_DAYS)) &&) true
	@$(call try,closed/$(call clients,$(CLOSED_LARGE_SIZE)),$(CLOSED_LARGE_SIZE), \
		--worlds $(CLOSED_LARGE_WORLDS) $(BY_CLOSED_DAYS))
	@$(call try,closed/export,$(CLOSED_EXPORT_SIZE),--worlds $(CLOSED_EXPORT_WORLDS) \
		$(BY_CLOSED_DAYS) --through $(EXPORT))
	@mv $(CALIBRATION)/*.csv $(RATES)/
	@mv $(CALIBRATION)/book/*.csv $(RATES)/book/
	@mv $(CALIBRATION)/closed/*.csv $(RATES)/closed/
	@mv $(CALIBRATION)/large/*.csv $(RATES)/large/
	@$(BIN)/python tools/write_calibration.py

claims: CALIBRATION := reports/calibration/claims
claims: setup ## how often each claim's answer is wrong, into data/calibration/claims (an hour)
	@mkdir -p $(CALIBRATION) $(RATES)/claims
	@$(foreach size,$(CLAIMED_SIZES),$(call try,$(call clients,$(size)),$(size),$(CLAIMED)) &&) true
	@$(call try,natural,$(NATURAL_SIZE),--natural $(CLAIMED))
	@mv $(CALIBRATION)/*.csv $(RATES)/claims/
	@$(BIN)/python tools/write_calibration.py

alone: CALIBRATION := reports/calibration/alone
alone: setup ## how many change by time alone, into data/calibration/alone (two minutes)
	@mkdir -p $(CALIBRATION) $(RATES)/alone
	@$(call try,$(call clients,$(ALONE_SIZE)),$(ALONE_SIZE),--alone)
	@mv $(CALIBRATION)/*.csv $(RATES)/alone/

coverage: setup-dev ## how often intervals cover the truth, few who differ too (ALL=1: two hours)
	@$(BIN)/python tests/reference/jackknife_coverage.py
	@ALL=$(ALL) $(BIN)/python tests/reference/few_differ.py
	@ALL=$(ALL) $(BIN)/python tests/reference/few_by_therapist.py
	@ALL=$(ALL) $(BIN)/python tests/reference/few_vary.py

benchmark: setup-dev ## speed, each as a ratio to a named rival in the same run, into docs/benchmarks.md
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(BIN)/python -m benchmarks $(PARTS)

course: setup-dev ## student notebooks, feedback and pages of the course; UNIT=unit_2 makes one
	@$(BIN)/python tools/make_course.py $(UNIT)

grade: setup-dev ## marks of a class from SUBMISSIONS (a folder per student) into OUT/marks.csv
	@$(BIN)/python tools/grade_course.py "$(SUBMISSIONS)" "$(OUT)"

certificate: setup ## one PDF; NAME, DATE, KIND, HOURS, PROVIDER, NUMBER and ADDRESS are printed
	@$(BIN)/python tools/make_certificate.py --name="$$NAME" --date="$$DATE" --kind="$$KIND" \
		--hours="$$HOURS" --provider="$$PROVIDER" --number="$$NUMBER" --address="$$ADDRESS" \
		--out="$(OUT)"

handouts: setup ## syllabus, instructor's guide and evaluation form for print, into OUT/course
	@$(BIN)/python tools/write_handouts.py "$(OUT)"
