# Every word that one needs to build, try, test and measure Vigie; `make` lists them.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

# The program needs no C compiler. The race detector does, and turns cgo on for itself.
export CGO_ENABLED := 0

# Packages whose tests, with all that is under them, run without the race
# detector: it slows the SQLite engine, which is C translated to Go, and the bulk
# tests some thirty times; and those that start no goroutine and take minutes with
# it. Everything else is tested with it. A bulk test
# elsewhere is named TestBulk…, and runs without it too.
NO_RACE := internal/store internal/unit internal/cli internal/web internal/synth internal/ledger internal/intake/sheet internal/intake/ncmec

# The rooms without I/O, whose benchmarks mean something on their own.
PURE := report identity link match triage clock payment proof plan estimate ledger

FUZZTIME ?= 20s
REPORTS  ?= 100000
COUNT    ?= 100000

# Stamping the version needs a git that trusts this folder; the build does not.
VCS := $(shell git rev-parse --verify -q HEAD >/dev/null 2>&1 || echo -buildvcs=false)

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: assets ## the program, with its page assets inside: bin/vigie
	@go build -trimpath $(VCS) -o bin/vigie ./cmd/vigie

demo: build ## build, then open the desk on synthetic reports
	@bin/vigie demo $(ARGS)

pictures: build ## take README's pictures of the desk anew, of the demonstration (docs/images)
	@go run $(VCS) ./scripts/pictures

# Assets: each .ts and .css at the top of the folder becomes a file of the same
# name; what they share lies in sub-folders.
DIST := internal/web/dist
ENTRIES := $(filter-out %.d.ts,$(wildcard internal/web/assets/*.ts internal/web/assets/*.css))

assets: $(DIST)/.built ## the page assets: scripts and styles, from npm and internal/web/assets

$(DIST)/.built: node_modules/.package-lock.json tsconfig.json $(shell find internal/web/assets -type f)
	@rm -f $(DIST)/*
	@go tool esbuild $(ENTRIES) --outdir=$(DIST) --bundle --minify --format=esm --target=es2022 \
		--charset=utf8 --legal-comments=linked --log-level=warning
	@touch $@

node_modules/.package-lock.json: package-lock.json .npmrc
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

deps: ## install what the tests need and this machine lacks (Debian packages)
	@scripts/deps

with_tests = go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./... | grep $(1) -E '^vigie/($(subst $() ,|,$(NO_RACE)))(/|$$)' || true
bulk = $$(grep -rl --include='*_test.go' '^func TestBulk' internal | xargs -r -n 1 dirname | sort -u | sed 's,^,vigie/,')

test: deps build bin/testsum ## every check and every test, on SQLite and PostgreSQL; ends on a count
	@plain=$$($(call with_tests,)); race=$$($(call with_tests,-v)); \
	bulk=$$(comm -12 <(sort <<<"$$race") <(echo "$(bulk)")); \
	flags='go test -json -vet=off -p 2 -timeout 10m'; \
	steps=(-check '$(MAKE) -s tsc' -check '$(MAKE) -s gofumpt' -check '$(MAKE) -s vet' -check '$(MAKE) -s staticcheck'); \
	[ -z "$$plain" ] || steps+=(-tests "$$flags $${plain//$$'\n'/ }"); \
	[ -z "$$bulk" ] || steps+=(-tests "$$flags -run ^TestBulk $${bulk//$$'\n'/ }"); \
	steps+=(-tests "env CGO_ENABLED=1 $$flags -race -skip ^TestBulk $${race//$$'\n'/ }"); \
	scripts/with-postgres bin/testsum "$${steps[@]}"

soak: deps build bin/testsum ## the long tests, on SQLite and PostgreSQL
	@scripts/with-postgres bin/testsum -tests 'go test -json -vet=off -p 1 -tags soak -run Soak -timeout 6h ./...'

bench: deps build ## measure intake on both engines (REPORTS=100000), and the pure packages
	@bin/vigie bench intake --reports $(REPORTS)
	@env -u VIGIE_TEST_POSTGRES scripts/with-postgres \
		bash -c 'bin/vigie bench intake --reports $(REPORTS) --db "$$VIGIE_TEST_POSTGRES"'
	@go test -run '^$$' -bench . -benchmem $(addprefix ./,$(wildcard $(addprefix internal/,$(PURE))))

bench-peers: build ## beside Splink, on a list of COUNT synthetic persons' records (100000)
	@COUNT=$(COUNT) bench/peers/run

fuzz: ## each fuzz target in turn for FUZZTIME (20s)
	@FUZZTIME=$(FUZZTIME) scripts/fuzz

check: tsc gofumpt vet staticcheck ## the checks alone: types, form, go vet, staticcheck

tsc: node_modules/.package-lock.json
	@node_modules/.bin/tsc --noEmit

gofumpt:
	@unformed=$$(go tool gofumpt -l $(wildcard cmd internal profiles rules scripts)); \
	[ -z "$$unformed" ] || { printf 'not in form (make fmt):\n%s\n' "$$unformed"; exit 1; }

vet:
	@go vet ./...
	@go vet -tags soak ./...

staticcheck:
	@go tool staticcheck ./...

fmt: ## put the Go files in form
	@go tool gofumpt -w $(wildcard cmd internal profiles rules scripts)

clean: ## remove what was built
	@rm -rf bin node_modules $(DIST)/* $(DIST)/.built

bin/testsum: $(wildcard scripts/testsum/*.go) go.mod
	@go build $(VCS) -o $@ ./scripts/testsum

.PHONY: help build demo pictures assets deps test soak bench bench-peers fuzz check tsc gofumpt vet staticcheck fmt clean
