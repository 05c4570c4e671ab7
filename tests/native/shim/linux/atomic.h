/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Only the suffixed operations, and one that is fully ordered in the kernel; see
 * compiler.h.
 */
#ifndef _LFR_SHIM_ATOMIC_H
#define _LFR_SHIM_ATOMIC_H

#include <linux/compiler.h>
#include <linux/types.h>

#define LFR_SHIM_ATOMIC_OP(prefix, type, value, name, suffix, order)			\
static inline value prefix##_##name##suffix(value v, type *a)				\
{											\
	LFR_SHIM_POINT();								\
	return __atomic_##name(&a->counter, v, order);					\
}

#define LFR_SHIM_ATOMIC_CAS(prefix, type, value, suffix, order)				\
static inline bool prefix##_try_cmpxchg##suffix(type *a, value *old, value new)	\
{											\
	LFR_SHIM_POINT();								\
	return __atomic_compare_exchange_n(&a->counter, old, new, false, order,	\
					   __ATOMIC_RELAXED);				\
}											\
static inline value prefix##_cmpxchg##suffix(type *a, value old, value new)		\
{											\
	prefix##_try_cmpxchg##suffix(a, &old, new);					\
	return old;									\
}											\
static inline value prefix##_xchg##suffix(type *a, value new)				\
{											\
	LFR_SHIM_POINT();								\
	return __atomic_exchange_n(&a->counter, new, order);				\
}

#define LFR_SHIM_ATOMIC(prefix, type, value)						\
static inline value prefix##_read(const type *a)					\
{											\
	LFR_SHIM_POINT();								\
	return __atomic_load_n(&a->counter, __ATOMIC_RELAXED);				\
}											\
static inline value prefix##_read_acquire(const type *a)				\
{											\
	LFR_SHIM_POINT();								\
	return __atomic_load_n(&a->counter, __ATOMIC_ACQUIRE);				\
}											\
static inline void prefix##_set(type *a, value v)					\
{											\
	LFR_SHIM_POINT();								\
	__atomic_store_n(&a->counter, v, __ATOMIC_RELAXED);				\
}											\
static inline void prefix##_set_release(type *a, value v)				\
{											\
	LFR_SHIM_POINT();								\
	__atomic_store_n(&a->counter, v, __ATOMIC_RELEASE);				\
}											\
/* In the kernel these return nothing and order nothing. */				\
static inline void prefix##_add(value v, type *a)					\
{											\
	LFR_SHIM_POINT();								\
	__atomic_fetch_add(&a->counter, v, __ATOMIC_RELAXED);				\
}											\
static inline void prefix##_inc(type *a)						\
{											\
	prefix##_add(1, a);								\
}											\
LFR_SHIM_ATOMIC_OP(prefix, type, value, fetch_add, _relaxed, __ATOMIC_RELAXED)		\
LFR_SHIM_ATOMIC_OP(prefix, type, value, fetch_add, _acquire, __ATOMIC_ACQUIRE)		\
LFR_SHIM_ATOMIC_OP(prefix, type, value, fetch_add, _release, __ATOMIC_RELEASE)		\
LFR_SHIM_ATOMIC_OP(prefix, type, value, fetch_sub, _relaxed, __ATOMIC_RELAXED)		\
LFR_SHIM_ATOMIC_CAS(prefix, type, value, _relaxed, __ATOMIC_RELAXED)			\
LFR_SHIM_ATOMIC_CAS(prefix, type, value, _acquire, __ATOMIC_ACQUIRE)			\
LFR_SHIM_ATOMIC_CAS(prefix, type, value, _release, __ATOMIC_RELEASE)

LFR_SHIM_ATOMIC(atomic, atomic_t, int)
LFR_SHIM_ATOMIC(atomic64, atomic64_t, s64)

/*
 * Fully ordered in the kernel. What C11 has is less, so a protocol may use it here only
 * if both sides exchange the same variable and the order as acquire and release is
 * enough for it: a store before a load, where neither side may miss the other.
 */
static inline int atomic_xchg(atomic_t *a, int new)
{
	LFR_SHIM_POINT();
	return __atomic_exchange_n(&a->counter, new, __ATOMIC_ACQ_REL);
}

#endif /* _LFR_SHIM_ATOMIC_H */
