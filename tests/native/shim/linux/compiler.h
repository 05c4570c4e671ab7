/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compiler.h - the kernel's marked accesses in terms of the compiler's atomics
 *
 * Relaxed, acquire and release have their C11 namesakes, which ThreadSanitizer
 * understands. A kernel barrier or an unsuffixed read-modify-write orders more
 * than anything in C11, seq_cst included, so there is none here: what needs one
 * does not compile. atomic_xchg() is the exception, with less than the kernel's order.
 *
 * LFR_SHIM_POINT() comes before each access. In test builds (LFR_SHIM_TEST) it
 * calls a hook that may let another thread run or play an interrupt there.
 */
#ifndef _LFR_SHIM_COMPILER_H
#define _LFR_SHIM_COMPILER_H

#include <linux/types.h>

#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define __maybe_unused		__attribute__((unused))
#define __packed		__attribute__((packed))
#define __must_check		__attribute__((warn_unused_result))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define noinline		__attribute__((noinline))
#define fallthrough		__attribute__((fallthrough))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define barrier()		__asm__ __volatile__("" : : : "memory")

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#endif

#ifdef LFR_SHIM_TEST
extern void (*lfr_shim_hook)(void);

static inline void lfr_shim_point(void)
{
	if (unlikely(lfr_shim_hook))
		lfr_shim_hook();
}

#define LFR_SHIM_POINT()	lfr_shim_point()
#else
#define LFR_SHIM_POINT()	do { } while (0)
#endif

/* A plain access, as elsewhere, that no sanitizer is to report. */
#ifdef __SANITIZE_THREAD__
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);

#define data_race(expr)							\
({									\
	AnnotateIgnoreReadsBegin(__FILE__, __LINE__);			\
	__auto_type lfr_shim_value = (expr);				\
	AnnotateIgnoreReadsEnd(__FILE__, __LINE__);			\
	lfr_shim_value;							\
})
#else
#define data_race(expr)		(expr)
#endif

#define READ_ONCE(x)							\
({									\
	LFR_SHIM_POINT();						\
	__atomic_load_n(&(x), __ATOMIC_RELAXED);			\
})

#define WRITE_ONCE(x, v)						\
do {									\
	LFR_SHIM_POINT();						\
	__atomic_store_n(&(x), (v), __ATOMIC_RELAXED);			\
} while (0)

#define smp_load_acquire(p)						\
({									\
	LFR_SHIM_POINT();						\
	__atomic_load_n((p), __ATOMIC_ACQUIRE);				\
})

#define smp_store_release(p, v)						\
do {									\
	LFR_SHIM_POINT();						\
	__atomic_store_n((p), (v), __ATOMIC_RELEASE);			\
} while (0)

#pragma GCC poison mb rmb wmb smp_mb smp_rmb smp_wmb
#pragma GCC poison smp_mb__before_atomic smp_mb__after_atomic smp_store_mb

#endif /* _LFR_SHIM_COMPILER_H */
