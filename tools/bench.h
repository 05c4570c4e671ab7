/* SPDX-License-Identifier: GPL-2.0 */
/* What lfring_bench can measure, and what it has measured. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd.h"

/* One contestant in one workload. */
struct bench_entry {
	char load[32], who[32], safe[16], about[128];
	bool ours;
	bool wanted;
	bool absent; /* the machine has too few CPUs for it */
	double *ns;  /* for each item, once for each sample */
	size_t samples;
};

struct bench {
	struct bench_entry *entries; /* those of a workload are next to each other */
	size_t count;
};

/* Of a sample that is there: the middle one, or the mean of the two that are. Sorts them. */
double bench_median(struct bench_entry *entry);

/*
 * The fastest of the kernel's own that is as safe as this one of lfring's, or NULL. What one CPU
 * pushes to is compared with what all may push to: there is nothing else of its kind.
 */
struct bench_entry *bench_best_peer(struct bench *bench, const struct bench_entry *ours);

void bench_list(const struct bench *bench, const struct args *args);
enum status bench_print(struct bench *bench, const struct args *args);

#endif
