# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the cases share; for sourcing. They run in the guest, as root, in the directory that
# has lfring.ko, each with the module not loaded before and after it, and say what happened
# the way tests/lib/results.sh has it.
#
# Nothing here waits for a time to pass where it can wait for something to happen.

set -u
# shellcheck source=tests/lib/results.sh
. "$LFRING_SRC/tests/lib/results.sh"

# Somebody who may not change anything. By its path, since busybox prefers its own.
# shellcheck disable=SC2034 # for the cases
ordinary=(/usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups '--inh-caps=-all')

# A processor is late where the host is busy: what has come by then is to wait, not to be dropped.
echo 100000 >/proc/sys/net/core/netdev_max_backlog

# load [PARAM=VALUE]...
load() {
	insmod ./lfring.ko "$@"
}

unload() {
	rmmod lfring
}

# ctl ARG... - lfringctl, which must not hang whatever happens.
ctl() {
	timeout -k 1 60 lfringctl "$@"
}

# must COMMAND... - what a test builds on and is no test itself; without it the case is over.
must() {
	local output rc=0
	output=$("$@" 2>&1) || rc=$?
	[ $rc -ne 0 ] || return 0
	not_ok "the preparation '$*'" "status $rc
$output"
	exit 1
}

# --- the kernel log

log_marks=0

# log_mark - log_since and log_ours begin here.
log_mark() {
	log_mark="case $$ mark $((++log_marks))"
	echo "$log_mark" >/dev/kmsg
}

# Line by line: a shell takes half a minute to cut a long log in two.
log_since() {
	dmesg | awk -v mark="$log_mark" '
		index($0, mark) { n = 0; next }
		{ line[n++] = $0 }
		END { for (i = 0; i < n; i++) print line[i] }'
}

# The module's own lines, without the time; what the kernel says once about any module
# that is not its own has the module's name before it, too.
log_ours() {
	local line
	while IFS= read -r line; do
		[[ $line =~ ^\[[^]]*\]\ (\[[^]]*\]\ )?lfring:\ (.*) ]] || continue
		line=${BASH_REMATCH[2]}
		case $line in
		'loading out-of-tree module taints'* | 'module verification failed'*) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done < <(log_since)
}

# --- what tools say

ask_start() {
	ask_name=/tmp/ask.$$
	mkfifo "$ask_name.in" "$ask_name.out"
	echo "$ask_name" >/tmp/ask
	exec 6>"$ask_name.in" 5<"$ask_name.out"
}

# ask_send FIELD... - leaves the answer in $answer and what it comes from in $said.
ask_send() {
	local IFS=$'\x1f'
	[ -n "${ask_name:-}" ] || ask_start
	printf '%s\n' "$*" >&6
	# Not said in time: whatever it is, it is no "true".
	answer='!no answer' said=''
	IFS= read -r -t 120 answer <&5 && IFS= read -r -t 120 said <&5
}

# ask EXPRESSION COMMAND... - sets $answer; see ask.py.
ask() {
	ask_send ask "$@"
}

verdict() {
	if [ "$answer" = true ]; then
		ok "$1"
	else
		not_ok "$1" "$2 is $answer
$said"
		return 1
	fi
}

# holds NAME EXPRESSION COMMAND... - a test: the expression is true of what COMMAND says.
holds() {
	ask_send ask "${@:2}"
	verdict "$1" "$2"
}

# comes NAME SECONDS EXPRESSION COMMAND... - a test: it becomes true in that time.
comes() {
	ask_send wait "${@:2}"
	verdict "$1" "$3"
}

# stays NAME SECONDS EXPRESSION COMMAND... - a test: it is true at every look for that time.
stays() {
	ask_send watch "${@:2}"
	verdict "$1" "$3"
}

# wait_for EXPRESSION COMMAND... - no test: go on when it is true.
wait_for() {
	ask_send wait 30 "$@"
	[ "$answer" = true ] && return
	not_ok "the preparation: $1" "$answer
$said"
	exit 1
}

# poll SECONDS COMMAND... - until COMMAND succeeds. Its output is thrown away.
poll() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -le $end ] || return 1
		sleep 0.05
	done
}

# refuses NAME STATUS PATTERN COMMAND... - a test: it ends with that status and says one line
# on standard error, which the extended regular expression fits, and nothing on standard output.
refuses() {
	local name=$1 status=$2 pattern=$3 rc=0 lines out
	shift 3
	out=$(timeout -k 1 60 "$@" 2>/tmp/refuses.err) || rc=$?
	mapfile -t lines </tmp/refuses.err
	if [ $rc -eq "$status" ] && [ -z "$out" ] && [ ${#lines[@]} -eq 1 ] &&
	   [[ ${lines[0]} =~ $pattern ]]; then
		ok "$name"
	else
		not_ok "$name" "$* is to end with $status and one line with '$pattern', not $rc and
$(printf '%s\n' "${lines[@]}")
$out"
	fi
}

# --- what there is in the kernel

# Names of the threads, by what they end in: no other kernel thread is called like that.
threads() {
	grep -hE '/(c$|p[0-9])' /proc/[0-9]*/comm 2>/dev/null | sed 's/^/thread /'
}

# Whatever lfring has in the kernel, by place; nothing after it was unloaded.
traces() {
	local place
	for place in /sys/module/lfring /sys/kernel/debug/lfring \
		     /sys/kernel/tracing/events/lfring /sys/kernel/slab/*lfring* /dev/lfring*; do
		[ ! -e "$place" ] || echo "$place"
	done
	grep -H '^lfring ' /proc/modules
	grep -H lfr /proc/slabinfo
	# A function that is no symbol any more is as good as the name.
	grep -HE 'lfr_|\[lfring\]|^ #[0-9]+: <[^>]*>, 0x' /proc/timer_list
	! genl ctrl get name lfring >/dev/null 2>&1 || echo "netlink family"
	threads
}

# gone NAME - a test: there is no trace of lfring.
gone() {
	local left
	left=$(traces)
	if [ -z "$left" ]; then
		ok "$1"
	else
		not_ok "$1" "$left"
	fi
}

# Busy time of all processors since boot, interrupts included, in microseconds. It is what
# idle time is not: that is measured where idle processors stop their ticks, while all else
# is sampled by ticks, from which work that timers start can hide.
cpu_busy() {
	local idle iowait clock cpus
	read -r _ _ _ _ idle iowait _ </proc/stat
	clock=${EPOCHREALTIME/./}
	cpus=$(getconf _NPROCESSORS_ONLN)
	echo $((clock * cpus - (idle + iowait) * 10000))
}
