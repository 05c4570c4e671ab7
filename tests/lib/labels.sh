# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The labelled accesses LMM(name) of the library's headers, and how to weaken one; for sourcing.
#
# A test that runs a header under weak memory is to go wrong with each label weakened in turn. A
# label of which it cannot, by what the checker's memory model is, stands in its first comment:
#
#	 * UNSEEN LABEL: why

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

# unseen_by FILE LABEL - does the test FILE say that it cannot see LABEL weakened?
unseen_by() {
	grep -q "^ \* UNSEEN $2: " "$1"
}

# weakened HEADER LABEL DIR - the header with that label weakened, in DIR/lfring. A compiler that
# is told to look in DIR first takes it for the header. Fails if that is the header as it was.
weakened() {
	mkdir -p "$3/lfring"
	sed "$(weaken "$2")" "$1" >"$3/lfring/$(basename "$1")"
	! cmp -s "$1" "$3/lfring/$(basename "$1")"
}
