/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms with one bucket for each power of two: bucket 0 counts the value 0. */
#ifndef HIST_H
#define HIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rec.h"

enum {
	HIST_BUCKETS = 65
};

struct hist {
	uint64_t buckets[HIST_BUCKETS];
	uint64_t total, most;
	unsigned int first, last; /* that are not empty, if total is not 0 */
};

/* Of the nested attribute; empty when it is missing. */
void hist_load(struct hist *hist, const struct rec *rec, unsigned int id);

/* The first value that is in a bucket. */
void hist_edge(unsigned int bucket, char *buf, size_t size, bool is_time);

/* What so many thousandths of all values are below, to the next edge. */
void hist_quantile(const struct hist *hist, unsigned int thousandths, char *buf, size_t size,
		   bool is_time);

#endif
