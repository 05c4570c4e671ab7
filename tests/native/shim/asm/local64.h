/* SPDX-License-Identifier: GPL-2.0 */
/*
 * local64.h - what one CPU and its interrupts write
 *
 * By default an atomic operation: more than the kernel does, but one that
 * ThreadSanitizer sees. With LFR_SHIM_LOCAL_ASM it is what x86 kernels do, a
 * compare-and-swap without a lock prefix: for benchmarks, and to show that a
 * signal handler cannot come between.
 */
#ifndef _LFR_SHIM_LOCAL64_H
#define _LFR_SHIM_LOCAL64_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>

typedef struct {
	atomic64_t a;
} local64_t;

#define local64_read(l)		atomic64_read(&(l)->a)
#define local64_set(l, v)	atomic64_set(&(l)->a, (v))

#if defined(LFR_SHIM_LOCAL_ASM) && defined(__x86_64__)
static inline s64 local64_cmpxchg(local64_t *l, s64 old, s64 new)
{
	LFR_SHIM_POINT();
	__asm__ __volatile__("cmpxchgq %2, %1"
			     : "+a" (old), "+m" (l->a.counter)
			     : "r" (new)
			     : "memory", "cc");
	return old;
}
#else
static inline s64 local64_cmpxchg(local64_t *l, s64 old, s64 new)
{
	return atomic64_cmpxchg_relaxed(&l->a, old, new);
}
#endif

static inline bool local64_try_cmpxchg(local64_t *l, s64 *old, s64 new)
{
	s64 found = local64_cmpxchg(l, *old, new);
	bool done = found == *old;

	*old = found;
	return done;
}

#endif /* _LFR_SHIM_LOCAL64_H */
