/* SPDX-License-Identifier: GPL-2.0 */
/*
 * preempt.h - a thread is a CPU, unless a test wants CPUs that threads share
 *
 * In test builds preempt_disable() counts, so that smp_processor_id() can insist
 * on it, and takes one of lfr_shim_cpus simulated CPUs for the outermost caller
 * if there are any: threads then migrate between any two critical sections,
 * and those on one CPU exclude each other, as in the kernel.
 */
#ifndef _LFR_SHIM_PREEMPT_H
#define _LFR_SHIM_PREEMPT_H

#include <linux/compiler.h>

extern __thread u32 lfr_shim_cpu;

#ifdef LFR_SHIM_TEST
extern __thread u32 lfr_shim_preempt_count;
extern u32 lfr_shim_cpus;
void lfr_shim_cpu_enter(void);
void lfr_shim_cpu_leave(void);

static inline void preempt_disable(void)
{
	if (!lfr_shim_preempt_count++ && lfr_shim_cpus)
		lfr_shim_cpu_enter();
	barrier();
}

static inline void preempt_enable(void)
{
	barrier();
	if (!--lfr_shim_preempt_count && lfr_shim_cpus)
		lfr_shim_cpu_leave();
}

#define preempt_count()		lfr_shim_preempt_count
#else
#define preempt_disable()	barrier()
#define preempt_enable()	barrier()
#define preempt_count()		0
#endif

#endif /* _LFR_SHIM_PREEMPT_H */
