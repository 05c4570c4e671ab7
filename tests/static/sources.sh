# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For sourcing by the checks in this directory, with the top of the checkout as the current
# directory: which files there are, and a place for planted mistakes.

. tests/lib/results.sh
. tests/lib/remember.sh

# All files of the project, those not yet committed included.
sources() {
	if [ -e .git ]; then
		# A file may be deleted and that not yet be committed.
		git ls-files -co --exclude-standard
	else
		find . -name build -prune -o -type f -print | sed 's,^\./,,'
	fi | sort -u | while IFS= read -r file; do
		[ ! -f "$file" ] || printf '%s\n' "$file"
	done
}

# The C that a kernel compiles. The netlink header is left out, for its generator is to blame.
kernel_sources() {
	modules=$(sources | sed -n 's,^\(tests/.*\)/Kbuild$,|\1,p' | tr -d '\n')
	sources | grep -E "^(kmod|samples|tests/cases|tests/kunit$modules)/.*\\.[ch]\$" | grep -v '^kmod/uapi/'
}

# new_to NAME ASKED COMMAND... - runs it with the files named on standard input on its own, but for
# those it has had nothing to say of before: what is in a file, and ASKED, tell whether it was that.
new_to() {
	remember "$1"
	asked=$2
	shift 2
	while IFS= read -r file; do
		stamp=$seen/$({ echo "$asked $file"; cat "$file"; } | sha256sum | cut -d ' ' -f 1)
		[ -e "$stamp" ] || echo "$stamp $file"
	done >"$planted/stamps"
	cut -d ' ' -f 2- "$planted/stamps" | "$@" || return
	cut -d ' ' -f 1 "$planted/stamps" | xargs -r touch
}

# once NAME ASKED COMMAND... - runs it, unless it has had nothing to say before of the files named
# on standard input, all of them as they are, and of ASKED.
once() {
	remember "$1"
	asked=$2
	shift 2
	stamp=$seen/$({ echo "$asked"; xargs -d '\n' sha256sum; } | sha256sum | cut -d ' ' -f 1)
	[ -e "$stamp" ] || { "$@" && touch "$stamp"; }
}

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
trap 'exit 1' HUP INT TERM
