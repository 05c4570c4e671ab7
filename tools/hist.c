// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fmt.h"
#include "hist.h"

void hist_load(struct hist *hist, const struct rec *rec, unsigned int id)
{
	size_t i, count;

	memset(hist, 0, sizeof(*hist));
	count = rec_buckets(rec, id, hist->buckets, HIST_BUCKETS);
	for (i = 0; i < count; i++) {
		if (!hist->buckets[i])
			continue;
		if (!hist->total)
			hist->first = i;
		hist->last = i;
		hist->total += hist->buckets[i];
		if (hist->buckets[i] > hist->most)
			hist->most = hist->buckets[i];
	}
}

void hist_edge(unsigned int bucket, char *buf, size_t size, enum hist_scale scale)
{
	uint64_t val = !bucket ? 0 : bucket < HIST_BUCKETS ? 1ULL << (bucket - 1) : UINT64_MAX;

	if (scale == HIST_LINEAR)
		val = bucket;
	if (scale == HIST_TIMES)
		fmt_time(buf, size, val);
	else
		snprintf(buf, size, "%" PRIu64, val);
}

void hist_quantile(const struct hist *hist, unsigned int thousandths, char *buf, size_t size,
		   enum hist_scale scale)
{
	/* Divided first, for the sum of counters may be near their limit. */
	uint64_t wanted =
		hist->total / 1000 * thousandths + hist->total % 1000 * thousandths / 1000;
	uint64_t seen = 0;
	unsigned int i;

	for (i = 0; i < hist->last; i++) {
		seen += hist->buckets[i];
		if (seen > wanted || seen == hist->total)
			break;
	}
	hist_edge(i + 1, buf, size, scale);
}
