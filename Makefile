# The two commands of a newcomer are `make demo` and `make test`; both set up what is missing.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=

release = .build/release
share = $(DESTDIR)$(PREFIX)/share/zeroshot

.PHONY: help setup build demo test test-integration lint install uninstall clean

help:
	@echo 'make demo      install what is missing, build, classify the example photos'
	@echo 'make test      install what is missing, run all tests'
	@echo 'make test-integration  the same with a browser and Python clients'
	@echo 'make install   install the command under PREFIX (now $(PREFIX))'
	@echo 'make lint      check the formatting of all Swift files'

setup:
	@Tools/install-packages.sh

build: setup
	$(SWIFT) build --configuration release --product zeroshot

demo: build
	$(release)/zeroshot classify Examples/images \
	    --labels-file Examples/images/labels.txt --checkpoint demo

# All tests of a run share a few threads. Those that compute or wait for processes keep them busy for
# minutes, and those that wait for each other have time limits, so they run by themselves.
timed_tests = FetchTests|ZeroShotHubTests|ConnectionGuardTests|ServerRunTests|ReadAheadTests

test: setup
	$(SWIFT) test --filter '$(timed_tests)'
	$(SWIFT) test --filter ZeroShotCLITests
	$(SWIFT) test --skip '$(timed_tests)|ZeroShotCLITests'

# The debug build, which `make test` has made already.
test-integration: setup
	$(SWIFT) build --product zeroshot
	ZEROSHOT=.build/debug/zeroshot Tests/Integration/run
	ZEROSHOT=.build/debug/zeroshot Distributed/tests/run

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Snippets Checkpoints Benchmarks

# Resources stand beside the binary in the build folder and under share/zeroshot when installed.
install: build
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(share)/checkpoints'
	install -m 755 $(release)/zeroshot '$(DESTDIR)$(PREFIX)/bin/zeroshot'
	cp -R $(release)/zeroshot_ZeroShot.resources/Resources/. '$(share)/'
	cp -R $(release)/zeroshot_ZeroShotServer.resources/Resources/. '$(share)/'
	cp -R $(release)/zeroshot_BundledCheckpoints.resources/. '$(share)/checkpoints/'

uninstall:
	rm -f '$(DESTDIR)$(PREFIX)/bin/zeroshot'
	rm -rf '$(share)'

clean:
	rm -rf .build
