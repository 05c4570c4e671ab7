/* SPDX-License-Identifier: GPL-2.0 */
/* What cmd_run.c and run_summary.c share: a run that is over, and what is to be thought of it. */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd.h"
#include "cpu.h"
#include "snapshot.h"

struct run {
	const char *name;
	struct rec_list config;	  /* the pipeline as it ran */
	struct snapshot snapshot; /* after its end */
	unsigned long tolerance;  /* thousandths of a percent */
	bool interrupted;
	bool has_cpu;
	struct cpu_time cpu;
};

/* Prints the summary. STATUS_FAILED when packets were dropped, the rate or an identity is off. */
enum status run_summary(const struct run *run, const struct args *args);

#endif
