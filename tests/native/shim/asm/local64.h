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

static inline bool local64_try_cmpxchg(local64_t *l, s64 *old, s64 new)
{
#if defined(LFR_SHIM_LOCAL_ASM) && defined(__x86_64__)
	bool done;

	LFR_SHIM_POINT();
	__asm__ __volatile__("cmpxchgq %3, %2"
			     : "=@ccz" (done), "+a" (*old), "+m" (l->a.counter)
			     : "r" (new)
			     : "memory");
	return done;
#else
	return atomic64_try_cmpxchg_relaxed(&l->a, old, new);
#endif
}

#endif /* _LFR_SHIM_LOCAL64_H */
