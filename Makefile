# SPDX-License-Identifier: GPL-2.0
#
# The verbs of this project. What the kernel's build system does is in Kbuild.

KERNELS ?= 6.1 6.12
O := $(CURDIR)/build

.PHONY: help modules tool $(KERNELS:%=modules-%)

help:
	@echo make modules, make tool

modules: $(KERNELS:%=modules-%)

$(KERNELS:%=modules-%): modules-%:
	tests/vm/build $(O)/$* "$$(tests/vm/kernel $*)/build" W=1

tool:
	$(if $(wildcard tools/Makefile),$(MAKE) -C tools O=$(O))
