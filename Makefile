# uiomem studio: every task of the project by name. `make` alone lists them.
# Assumes git and make on Debian or Ubuntu; `make setup` installs the rest and says what and why.

SHELL := /bin/bash
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/uiomem-studio
export PATH := $(CACHE)/node/bin:$(PATH)
NODE := $(CACHE)/node/bin/node
STUDIO := dist/uiomem-studio
# What bundles are made of; tests are no part of them.
SOURCES := electron.vite.config.ts $(shell find app remote-helper resources/workstation -type f ! -name '*.test.ts' ! -path '*/testing/*')

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-long test-faults test-kernel test-devicetree test-overlays test-clean check bench shots board board-up board-down package package-npm clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing: Debian packages, node and npm in the cache, node modules
	@resources/workstation/setup.sh

build: setup dist/.bundled ## bundle the helper, the command line and the windows of both shells into dist/

dist/.bundled: $(SOURCES) package-lock.json | setup
	@$(NODE) remote-helper/bundle.ts
	@$(NODE) resources/workstation/bundle.ts
	@$(NODE) node_modules/vite/bin/vite.js build --config app/renderer/vite.config.ts --logLevel warn
	@$(NODE) node_modules/electron-vite/bin/electron-vite.js build --logLevel warn
	@touch $@

board: build ## build the emulated board (kernel, user space, node) into the cache
	@resources/emulated-board/build.sh > /dev/null

board-up: board ## boot the emulated board and register it as `emulated`
	@$(STUDIO) board emulated up

board-down: build ## stop the emulated board
	@$(STUDIO) board emulated down

demo: board ## boot the emulated board, do a whole bring-up on it, open the window (OPEN=0: no window, stop the board)
	@OPEN=$(or $(OPEN),1) $(NODE) resources/demo/demo.ts

test: board ## unit, property and end-to-end tests; the last line counts them
	@resources/workstation/setup.sh test
	@resources/workstation/sshd.sh
	@$(NODE) resources/workstation/test.ts

test-long: board ## end-to-end tests on further kinds of boards; writes docs/evidence/long.md
	@resources/workstation/sshd.sh
	@$(NODE) resources/workstation/test.ts long

test-faults: board ## each fault (link, helper, host, board) in each step of each command, as a matrix; writes docs/evidence/faults.md
	@$(NODE) resources/workstation/test-faults.ts

test-kernel: board ## the driver's conformance program on each emulated board (arm64 and x86-64, Linux 6.1 and 6.12)
	@resources/workstation/setup.sh kernel
	@$(NODE) resources/workstation/test-kernel.ts

test-devicetree: setup ## read, write, print and compile each device tree of Debian's kernels; writes docs/evidence/devicetree.md
	@$(NODE) resources/workstation/test-devicetree.ts

test-overlays: build ## overlays rehearsed, then put onto a running kernel (built from source the first time: ten minutes); writes docs/evidence/overlays.md
	@resources/workstation/setup.sh kernel
	@$(NODE) resources/workstation/test-overlays.ts

test-clean: ## run `make demo OPEN=0` and `make test` in a fresh Debian with nothing but git and make
	@resources/workstation/test-clean.sh

shots: build ## pictures of each state of the window in each theme, with contact sheets, into e2e/shots; and those of the README
	@$(NODE) e2e/window/shots.ts --readme

check: setup ## types, lint, layers, dead code, shell and C style
	@$(NODE) resources/workstation/check.ts

bench: board ## measure against what a user would use instead; writes bench/results.json
	@$(NODE) bench/run.ts

package: build ## pack the desktop application, a folder and a tar.gz in dist/packages/ (fetches Electron's binary)
	@$(NODE) resources/packaging/desktop.ts

package-npm: build ## pack the command line with its windows in a browser as an npm package in dist/packages/
	@$(NODE) resources/packaging/headless.ts

clean: ## remove what builds made in this folder (the cache stays)
	@rm -rf dist .tsbuild bench/results.json
	@$(MAKE) -s -C kernel clean 2>/dev/null || true
