# Every target sets up .venv by itself when it is missing or stale; nothing is installed outside this folder.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test torture test-slow lint run serve bench accuracy figures replay-newsroom audit lock clean

$(STAMP): requirements-uv.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "figurewatch needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "setting up .venv (once; later starts are immediate)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv pip sync -q --require-hashes --python $(BIN)/python requirements-uv.txt requirements-dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## the main job on the bundled sample newsroom, offline
	@$(BIN)/figurewatch demo

test: $(STAMP)  ## the whole test suite
	@$(BIN)/python -m pytest -m "not slow and not torture" -n 2 --dist loadfile

torture: $(STAMP)  ## faults injected for real: kills, full disks, hostile feeds and pages
	@$(BIN)/python -m pytest -m torture -s

test-slow: $(STAMP)
	@$(BIN)/python -m pytest -m slow

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

run: $(STAMP)  ## one pass over the configured sources
	@$(BIN)/figurewatch run

serve: $(STAMP)  ## the schedule, until interrupted
	@$(BIN)/figurewatch serve

bench: $(STAMP)
	@$(BIN)/python -m tests.bench.throughput

accuracy: $(STAMP)  ## on the bundled articles, or make accuracy CASES=path/to/cases.jsonl
	@$(BIN)/python -m tests.accuracy $(CASES)

replay-newsroom: $(STAMP)  ## what is read otherwise on the sample newsroom than stored; WRITE=1 stores it
	@$(BIN)/python -m tests.newsroom.observations $(if $(WRITE),--write)

figures: $(STAMP)  ## how well and how fast figures are read, or make figures GOLD="path/to/a.jsonl path/to/b.jsonl"
	@$(BIN)/python -m tests.figures $(GOLD)

AUDIT := $(BIN)/uv tool run --quiet --from pip-audit==2.9.0 pip-audit --require-hashes --disable-pip --strict --progress-spinner off
audit: $(STAMP)  ## known weaknesses of what is installed; asks PyPI's advisory service, so it needs the network
	@$(AUDIT) -r requirements.txt || { echo "audit: not passed; either a weakness is listed above, or the advisory service could not be asked, as behind a mirror that does not have it" >&2; exit 1; }

LOCK := $(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: $(STAMP)  ## after an edit of the dependencies in pyproject.toml
	@$(LOCK) pyproject.toml -o requirements.txt
	@$(LOCK) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	@echo uv | $(LOCK) - -o requirements-uv.txt

clean:
	@rm -rf .venv var
