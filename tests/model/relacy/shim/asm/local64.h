/* SPDX-License-Identifier: GPL-2.0 */
/* What one CPU and its interrupts write: here one thread, so what is relaxed will do. */
#ifndef _LFR_SHIM_LOCAL64_H
#define _LFR_SHIM_LOCAL64_H

#include <linux/atomic.h>

typedef struct {
	atomic64_t a;
} local64_t;

#define local64_read(l)			atomic64_read(&(l)->a)
#define local64_set(l, v)		atomic64_set(&(l)->a, (v))
#define local64_cmpxchg(l, old, v)	atomic64_cmpxchg_relaxed(&(l)->a, (old), (v))
#define local64_try_cmpxchg(l, old, v)	atomic64_try_cmpxchg_relaxed(&(l)->a, (old), (v))

#endif /* _LFR_SHIM_LOCAL64_H */
