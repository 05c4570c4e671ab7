/* SPDX-License-Identifier: GPL-2.0 */
/* A thread is a CPU. */
#ifndef _LFR_SHIM_PREEMPT_H
#define _LFR_SHIM_PREEMPT_H

#include <linux/compiler.h>

#define preempt_disable()	barrier()
#define preempt_enable()	barrier()

#endif /* _LFR_SHIM_PREEMPT_H */
