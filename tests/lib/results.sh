# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# How a test group says what happened; for sourcing.
#
# A group is a program that prints a line for each test,
#
#	ok - NAME
#	not ok - NAME
#	ok - NAME # SKIP WHY
#
# at the start of the line (what is indented does not count, so that the output of other
# tools can be passed on), anything else being explanation, best as "# ..." before the
# line it belongs to. It ends with status 0 when it got through. tests/check counts these lines; a
# group that ends with another status without a "not ok", or prints no result at all,
# counts as one failure.
#
#	. "$top/tests/lib/results.sh"
#	check "the module loads" insmod lfring.ko
#	[ "$n" -eq 3 ] && ok "three packets" || not_ok "three packets" "there are $n"
#	...
#	finish

# shellcheck disable=SC2034 # for the script that sources this
results_passed=0 results_failed=0 results_skipped=0

ok() {
	results_passed=$((results_passed + 1))
	printf 'ok - %s\n' "$1"
}

# not_ok NAME [EXPLANATION]
not_ok() {
	results_failed=$((results_failed + 1))
	[ -z "${2:-}" ] || printf '%s\n' "$2" | head -n 100 | sed 's/^/# /'
	printf 'not ok - %s\n' "$1"
}

# skip NAME WHY
skip() {
	results_skipped=$((results_skipped + 1))
	printf 'ok - %s # SKIP %s\n' "$1" "$2"
}

# check NAME COMMAND [ARG]... - passes when COMMAND does; its output is shown when it doesn't.
check() {
	results_name=$1
	shift
	if results_output=$("$@" 2>&1); then
		ok "$results_name"
	else
		not_ok "$results_name" "$results_output"
	fi
}

# check_fails NAME PATTERN COMMAND [ARG]... - passes when COMMAND fails and says PATTERN, a basic
# regular expression: that it fails for another reason proves nothing.
check_fails() {
	results_name=$1
	results_pattern=$2
	shift 2
	if results_output=$("$@" 2>&1); then
		not_ok "$results_name" "this was to fail: $*
$results_output"
	elif printf '%s\n' "$results_output" | grep -q -e "$results_pattern"; then
		ok "$results_name"
	else
		not_ok "$results_name" "this failed, but did not say '$results_pattern': $*
$results_output"
	fi
}

# The last command of a group.
finish() {
	printf '# %d passed, %d failed, %d skipped\n' \
		$results_passed $results_failed $results_skipped
	[ $results_failed -eq 0 ] && [ $((results_passed + results_skipped)) -gt 0 ]
	exit
}
