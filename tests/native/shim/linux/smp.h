/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_SMP_H
#define _LFR_SHIM_SMP_H

#include <linux/preempt.h>

#ifdef LFR_SHIM_TEST
/* Like CONFIG_DEBUG_PREEMPT: a number that may be stale at once is a bug. */
u32 lfr_shim_processor_id(void);
#define smp_processor_id()	lfr_shim_processor_id()
#else
#define smp_processor_id()	lfr_shim_cpu
#endif

#endif /* _LFR_SHIM_SMP_H */
