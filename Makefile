# SPDX-License-Identifier: GPL-2.0
#
# The verbs of this project; `make help` lists them. How the module is made is in Kbuild, which
# the kernel's build system reads instead of this file.

# The kernels `make modules` builds for, and the one `make run` boots.
KERNELS ?= 6.1 6.12
KERNEL ?= 6.12

# For load: module parameters, as in PARAMS="producers=8 rate=50".
PARAMS ?=

# For bench: arguments of tests/bench/run, as in BENCH="--reps 9 w2 wd1".
BENCH ?=

PREFIX ?= /usr
O := $(CURDIR)/build
HOST := $(shell uname -r)
HOSTDIR := /lib/modules/$(HOST)/build
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

VERSION = $(shell cat tools/version.txt)
DKMS_SRC = $(DESTDIR)/usr/src/lfring-$(VERSION)

# Where other people's modules find the library: headers, and for each kernel the symbols.
LIBRARY = $(DESTDIR)$(PREFIX)/src/lfring

# Where programs find what is read from /dev/lfring, and what netlink has.
UAPI = $(DESTDIR)$(PREFIX)/include/linux

.PHONY: demo-flow help deps modules tool run check check-full static native mutation model kunit vm \
	style uapi load unload install uninstall dkms-install bench clean distclean host-module \
	$(KERNELS:%=modules-%)

help: ## list what there is to do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r verb text; do printf '%-22s %s\n' "  $$verb" "$$text"; done

deps: ## install the packages that are missing (apt-get; sudo when not root)
	@tests/lib/deps

modules: $(KERNELS:%=modules-%) ## lfring.ko for the kernels of KERNELS, in build/

$(KERNELS:%=modules-%): modules-%:
	@tests/lib/deps build
	@tests/vm/build $(O)/$* "$$(tests/vm/kernel $*)/build" W=1 KCFLAGS=-Werror

tool: ## lfringctl, in build/
	@tests/lib/deps build
	@mkdir -p $(O) && flock $(O)/.tool.lock $(MAKE) -s -C tools O=$(O)

run: ## the main job in a virtual machine: 8 producers at 50 Mb/s for ten seconds
	@tests/lib/deps build vm
	@tests/vm/run --kernel $(KERNEL) -- sh -c '\
		insmod lfring.ko producers=8 rate=50 || exit; \
		lfringctl run lfring0 duration 10; status=$$?; \
		rmmod lfring && exit $$status'

demo-flow: ## a UDP stream that arrives out of order, put back in order (iperf3, in the VM)
	@tests/lib/deps build vm
	@tests/vm/run --kernel $(KERNEL) -- "$(CURDIR)/tests/vm/demo-flow"

check: ## every test that ends in reasonable time
	@tests/lib/deps
	@tests/check

check-full: ## those that take longer as well
	@LFRING_FULL=1 tests/lib/deps
	@LFRING_FULL=1 tests/check

static: ## warnings, sparse, checkpatch, who includes whom, shell, format
	@tests/lib/deps build static
	@tests/static/run

native: ## the tests in user space, with sanitizers
	@tests/lib/deps native
	@tests/native/run
	@tests/native/tool

mutation: ## weaken each ordering in the ring: some test must notice
	@tests/lib/deps native
	@tests/native/mutation

model: ## check the protocols' models, and the headers under weak memory
	@tests/lib/deps native model
	@tests/check model relacy genmc litmus

kunit: ## the tests in a kernel, by kunit.py
	@tests/lib/deps kunit
	@tests/kunit/run

vm: ## the tests in the virtual machine, on the kernels of KERNELS
	@tests/lib/deps build vm
	@tests/vm/cases/run $(KERNELS:%=--kernel %)

bench: ## lfring's structures and their peers side by side, in user space; see tests/bench/run
	@tests/lib/deps bench
	@tests/lib/linux-source >/dev/null
	@tests/bench/run $(BENCH)

style: ## checkpatch, clang-format, shellcheck
	@tests/lib/deps static
	@tests/static/run style format shell

uapi: ## make the netlink header anew from kmod/uapi/lfring.yaml
	@tests/lib/deps static
	@tests/static/uapi --write

host-module:
	@[ -e $(HOSTDIR)/Makefile ] || \
		{ echo "no headers for this kernel: install linux-headers-$(HOST)" >&2; exit 1; }
	@LFRING_TESTS=tests/bench/kernel tests/vm/build $(O)/host $(HOSTDIR)

load: host-module tool ## insert lfring.ko into the host's own kernel, with PARAMS
	$(SUDO) insmod $(O)/host/lfring.ko $(PARAMS)

unload: ## and take it out again
	$(SUDO) rmmod lfring

install: host-module tool ## modules for the host's kernel, headers, lfringctl, man page
	install -d $(DESTDIR)/lib/modules/$(HOST)/updates
	for ko in lfring lfring_bench; do \
		strip -g -o $(DESTDIR)/lib/modules/$(HOST)/updates/$$ko.ko \
			$(O)/host/$$ko.ko || exit; \
	done
	$(if $(DESTDIR),,depmod $(HOST))
	rm -rf $(LIBRARY)/include
	install -d $(LIBRARY)/include/lfring $(LIBRARY)/$(HOST)
	install -m 644 kmod/include/lfring/*.h $(LIBRARY)/include/lfring/
	install -d $(UAPI)
	install -m 644 kmod/uapi/linux/lfring*.h $(UAPI)/
	sed 's,\t[^\t]*/lfring\t,\tupdates/lfring\t,' $(O)/host/src/Module.symvers \
		>$(LIBRARY)/$(HOST)/Module.symvers
	$(MAKE) -C tools O=$(O) DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) install

uninstall: ## take away what install has put there, for all kernels
	for ko in $(DESTDIR)/lib/modules/*/updates/lfring.ko; do \
		[ -e "$$ko" ] || continue; \
		kernel=$${ko%/updates/lfring.ko}; \
		rm -f "$$ko" "$${ko%/*}/lfring_bench.ko"; \
		rmdir "$${ko%/*}" 2>/dev/null || :; \
		$(if $(DESTDIR),:,depmod "$${kernel##*/}"); \
	done
	rm -rf $(LIBRARY)
	rm -f $(patsubst kmod/uapi/linux/%,$(UAPI)/%,$(wildcard kmod/uapi/linux/lfring*.h))
	$(MAKE) -C tools O=$(O) DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) uninstall

dkms-install: ## let DKMS build the module for each kernel of the host
	@tests/lib/deps dkms
	$(if $(DESTDIR),,dkms remove lfring/$(VERSION) --all >/dev/null 2>&1 || :)
	rm -rf $(DKMS_SRC)
	install -d $(DKMS_SRC)
	cp -r Kbuild COPYING kmod $(DKMS_SRC)/
	sed 's/@VERSION@/$(VERSION)/' dkms.conf >$(DKMS_SRC)/dkms.conf
	$(if $(DESTDIR),,dkms install lfring/$(VERSION))

clean: ## remove what was built
	rm -rf $(O)

distclean: clean ## and the kernels and sources in the cache
	rm -rf "$${LFRING_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/lfring}"
