/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compiler.h - the kernel's marked accesses in terms of Relacy
 *
 * As tests/native/shim has it: there is no word for a barrier.
 */
#ifndef _LFR_SHIM_COMPILER_H
#define _LFR_SHIM_COMPILER_H

#include <linux/types.h>
#include "relacy_memory.h"

#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define __maybe_unused		__attribute__((unused))
#define __must_check		__attribute__((warn_unused_result))
#define noinline		__attribute__((noinline))
#define fallthrough		__attribute__((fallthrough))
#define likely(x)		(x)
#define unlikely(x)		(x)
#define barrier()		do { } while (0)

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#endif

#define LFR_SHIM_POINT()	do { } while (0)

#define READ_ONCE(x)			lfr_relacy_load(&(x), rl::mo_relaxed)
#define WRITE_ONCE(x, v)		lfr_relacy_store(&(x), (v), rl::mo_relaxed)
#define smp_load_acquire(p)		lfr_relacy_load((p), rl::mo_acquire)
#define smp_store_release(p, v)		lfr_relacy_store((p), (v), rl::mo_release)

#endif /* _LFR_SHIM_COMPILER_H */
