/* SPDX-License-Identifier: GPL-2.0 */
/* How far reading packets has come, on the standard error. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	uint64_t packets, bytes, lost;
	bool shown;		/* each second, not only at the end */
	bool is_terminal;	/* where a line replaces the one before */
	bool line_open;		/* it has one */
	uint64_t next;		/* when the next line is due, UINT64_MAX for never */
	uint64_t since, before; /* when the last one was, and the bytes at that time */
};

void progress_begin(struct progress *progress, bool shown);

/* Prints a line if one is due. */
void progress_show(struct progress *progress);

/* What is printed next is not to stand behind the line. */
void progress_clear(struct progress *progress);

/* The last line. */
void progress_end(struct progress *progress);

#endif
