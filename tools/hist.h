/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms. Most have one bucket for each power of two, where bucket 0 counts the value 0; those of
 * HIST_LINEAR have one for each value, and the last one is for all beyond.
 */
#ifndef HIST_H
#define HIST_H

#include <stddef.h>
#include <stdint.h>

#include "rec.h"

enum {
	HIST_BUCKETS = 65
};

enum hist_scale {
	HIST_NUMBERS,
	HIST_TIMES, /* ns */
	HIST_LINEAR,
};

struct hist {
	uint64_t buckets[HIST_BUCKETS];
	uint64_t total, most;
	unsigned int first, last; /* that are not empty, if total is not 0 */
};

/* Of the nested attribute; empty when it is missing. */
void hist_load(struct hist *hist, const struct rec *rec, unsigned int id);

/* The first value that is in a bucket. */
void hist_edge(unsigned int bucket, char *buf, size_t size, enum hist_scale scale);

/* What so many thousandths of all values are below, to the next edge. */
void hist_quantile(const struct hist *hist, unsigned int thousandths, char *buf, size_t size,
		   enum hist_scale scale);

#endif
