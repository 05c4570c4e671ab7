# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The labelled accesses LMM(name) of the library's headers, and how to weaken one; for sourcing.
#
# A test that runs a header under weak memory is to go wrong with each label weakened in turn. A
# label of which it cannot, by what the checker's memory model is, stands in its first comment:
#
#	 * UNSEEN LABEL: why
#	 * UNSEEN LABEL by CHECKER: why
#
# NAME.c is the test of NAME.h; those of more headers it names there:
#
#	 * COVERS OTHER.h...

# labels_of HEADER - the labels of one header, one a line: of accesses, not of the text about them.
labels_of() {
	grep -o 'LMM([a-z_]*:[A-Z])' "$1" | sed 's/LMM(\(.*\))/\1/'
}

# weaken LABEL - an edit for sed: a release becomes a plain store, an acquire a plain load, and a
# read-modify-write, whatever it orders, a relaxed one.
weaken() {
	cat <<-END
		/LMM($1)/{
			s/smp_store_release(/WRITE_ONCE(*/
			s/smp_load_acquire(/READ_ONCE(*/
			s/smp_store_mb(/WRITE_ONCE(/
			s/_read_acquire(/_read(/
			s/_set_release(/_set(/
			s/_\\(acquire\\|release\\)(/_relaxed(/
			s/\\(atomic[a-z0-9]*_\\(try_cmpxchg\\|cmpxchg\\|xchg\\|fetch_[a-z]*\\|[a-z]*_return\\)\\)(/\\1_relaxed(/
		}
	END
}

# unseen_by CHECKER FILE LABEL - does the test FILE say that CHECKER cannot see LABEL weakened?
unseen_by() {
	grep -Eq "^ \* UNSEEN $3( by $1)?: " "$2"
}

# weakened HEADER LABEL DIR - the header with that label weakened, in DIR/lfring. A compiler that
# is told to look in DIR first takes it for the header. Fails if that is the header as it was.
weakened() {
	mkdir -p "$3/lfring"
	sed "$(weaken "$2")" "$1" >"$3/lfring/$(basename "$1")"
	! cmp -s "$1" "$3/lfring/$(basename "$1")"
}

# headers_of FILE DIR - the headers in DIR that the test FILE is about.
headers_of() {
	headers_of_stem=$(basename "$1")
	echo "$2/${headers_of_stem%.*}.h"
	# shellcheck disable=SC2046 # words
	printf "$2/%s\n" $(sed -n 's/^ \* COVERS //p' "$1") | grep -v '/$' || :
}

# untested DIR FILE... - those headers in DIR with labels that are covered by none of the tests.
untested() {
	untested_dir=$1
	shift
	untested_covered=$(for file in "$@"; do headers_of "$file" "$untested_dir"; done)
	for header in "$untested_dir"/*.h; do
		[ -z "$(labels_of "$header")" ] || printf '%s\n' "$untested_covered" | grep -qxF "$header" ||
			basename "$header"
	done
}
