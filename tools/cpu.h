/* SPDX-License-Identifier: GPL-2.0 */
/* What the machine's processors have done, all together. */
#ifndef CPU_H
#define CPU_H

#include <stdbool.h>

struct cpu_time { /* seconds */
	double wall;
	double busy; /* everything but idle, interrupts included */
	double irq;  /* of that, in interrupts hard and soft, as far as the kernel tells them */
	unsigned int cpus;
};

/* Since an arbitrary moment; false when it cannot be known. */
bool cpu_read(struct cpu_time *time);
struct cpu_time cpu_since(const struct cpu_time *start, const struct cpu_time *end);

#endif
