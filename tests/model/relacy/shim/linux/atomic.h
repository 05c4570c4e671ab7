/* SPDX-License-Identifier: GPL-2.0 */
/* Only the suffixed operations; see compiler.h. */
#ifndef _LFR_SHIM_ATOMIC_H
#define _LFR_SHIM_ATOMIC_H

#include <linux/compiler.h>
#include <linux/types.h>

#define LFR_SHIM_ATOMIC_RMW(prefix, type, value, suffix, order)				\
static inline value prefix##_fetch_add##suffix(value v, type *a)			\
{											\
	return lfr_relacy_add(&a->counter, v, rl::order);				\
}											\
static inline value prefix##_fetch_sub##suffix(value v, type *a)			\
{											\
	return lfr_relacy_add(&a->counter, (value)-v, rl::order);			\
}											\
static inline bool prefix##_try_cmpxchg##suffix(type *a, value *old, value v)		\
{											\
	return lfr_relacy_swap_if(&a->counter, old, v, rl::order);			\
}											\
static inline value prefix##_cmpxchg##suffix(type *a, value old, value v)		\
{											\
	lfr_relacy_swap_if(&a->counter, &old, v, rl::order);				\
	return old;									\
}											\
static inline value prefix##_xchg##suffix(type *a, value v)				\
{											\
	return lfr_relacy_swap(&a->counter, v, rl::order);				\
}

#define LFR_SHIM_ATOMIC(prefix, type, value)						\
static inline value prefix##_read(const type *a)					\
{											\
	return lfr_relacy_load(&a->counter, rl::mo_relaxed);				\
}											\
static inline value prefix##_read_acquire(const type *a)				\
{											\
	return lfr_relacy_load(&a->counter, rl::mo_acquire);				\
}											\
static inline void prefix##_set(type *a, value v)					\
{											\
	lfr_relacy_store(&a->counter, v, rl::mo_relaxed);				\
}											\
static inline void prefix##_set_release(type *a, value v)				\
{											\
	lfr_relacy_store(&a->counter, v, rl::mo_release);				\
}											\
/* In the kernel these return nothing and order nothing. */				\
static inline void prefix##_add(value v, type *a)					\
{											\
	lfr_relacy_add(&a->counter, v, rl::mo_relaxed);					\
}											\
static inline void prefix##_inc(type *a)						\
{											\
	prefix##_add(1, a);								\
}											\
LFR_SHIM_ATOMIC_RMW(prefix, type, value, _relaxed, mo_relaxed)				\
LFR_SHIM_ATOMIC_RMW(prefix, type, value, _acquire, mo_acquire)				\
LFR_SHIM_ATOMIC_RMW(prefix, type, value, _release, mo_release)

LFR_SHIM_ATOMIC(atomic, atomic_t, int)
LFR_SHIM_ATOMIC(atomic64, atomic64_t, s64)

#endif /* _LFR_SHIM_ATOMIC_H */
