# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What need not be looked at again, since it has been found right as it is; for sourcing.

# remember NAME - sets seen, where there is a file for each thing that has been found right.
remember() {
	seen=${LFRING_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lfring}/$1
	mkdir -p "$seen"
	find "$seen" -type f -mtime +30 -delete
}
