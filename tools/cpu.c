// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cpu.h"
#include "wait.h"

bool cpu_read(struct cpu_time *time)
{
	unsigned long long user, nice, system, idle, iowait, irq, softirq, steal = 0;
	double tick = 1.0 / sysconf(_SC_CLK_TCK);
	FILE *file = fopen("/proc/stat", "re");
	char line[512];
	int fields;

	memset(time, 0, sizeof(*time));
	if (!file)
		return false;
	time->wall = wait_now() / 1e9;
	fields = fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system,
			&idle, &iowait, &irq, &softirq, &steal);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "cpu", 3))
			time->cpus++;
	fclose(file);
	if (fields < 7 || !time->cpus)
		return false;
	/*
	 * Idle time is measured exactly where ticks stop on idle processors, the rest is sampled
	 * by ticks, which work that timers start can hide from. So busy is what idle is not.
	 */
	time->busy = time->cpus * time->wall - (idle + iowait) * tick;
	time->irq = (irq + softirq) * tick;
	return true;
}

struct cpu_time cpu_since(const struct cpu_time *start, const struct cpu_time *end)
{
	struct cpu_time since = {
		.wall = end->wall - start->wall,
		.busy = end->busy - start->busy,
		.irq = end->irq - start->irq,
		.cpus = end->cpus,
	};

	/* The clocks behind these are read one after the other. */
	if (since.busy < 0)
		since.busy = 0;
	return since;
}
