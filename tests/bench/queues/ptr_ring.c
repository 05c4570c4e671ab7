// SPDX-License-Identifier: GPL-2.0
/*
 * ptr_ring.c - the kernel's ptr_ring.h as it is, with what it needs from the kernel
 *
 * LOCKS is 0 for none (one producer, one consumer), 1 for the producer's lock and a consumer
 * that needs none, being alone, 2 for both. The lock's fast path is that of the kernel's
 * queued spinlock on x86, a locked compare-and-swap to take it and a plain store to give it
 * back. Who waits spins on a read, and with LOCK_YIELDS gives the CPU away now and
 * then, since the holder may be preempted here and not in the kernel.
 */
#include "queue.h"

#include <errno.h>

typedef struct {
	unsigned int taken;
} spinlock_t;

typedef int gfp_t;

#define GFP_KERNEL			0
#define __GFP_ZERO			0
#define KMALLOC_MAX_SIZE		(4ul << 20)
#define SMP_CACHE_BYTES			64
#define ____cacheline_aligned_in_smp	__attribute__((aligned(SMP_CACHE_BYTES)))
#define likely(x)			__builtin_expect(!!(x), 1)
#define unlikely(x)			__builtin_expect(!!(x), 0)
#define READ_ONCE(x)			(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v)		(*(volatile __typeof__(x) *)&(x) = (v))
#if defined(__x86_64__) || defined(__i386__)
#define smp_wmb()			__asm__ __volatile__("" : : : "memory")
#else
#define smp_wmb()			__atomic_thread_fence(__ATOMIC_RELEASE)
#endif
#define alloc_hooks(x)			(x)
#define kvmalloc_array_noprof(n, size, gfp)	bench_alloc((size_t)(n) * (size))
#define kmalloc_array_noprof(n, size, gfp)	bench_alloc((size_t)(n) * (size))
#define kvfree(p)			free(p)
#define kfree(p)			free(p)

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->taken = 0;
}

static NOINLINE void spin_lock_slow(spinlock_t *lock)
{
	unsigned int spins = 0, zero;

	do {
		while (__atomic_load_n(&lock->taken, __ATOMIC_RELAXED)) {
			relax();
			if (LOCK_YIELDS && ++spins % 64 == 0)
				sched_yield();
		}
		zero = 0;
	} while (!__atomic_compare_exchange_n(&lock->taken, &zero, 1, false, __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
}

static ALWAYS_INLINE void spin_lock(spinlock_t *lock)
{
	unsigned int zero = 0;

	if (unlikely(!__atomic_compare_exchange_n(&lock->taken, &zero, 1, false, __ATOMIC_ACQUIRE,
						  __ATOMIC_RELAXED)))
		spin_lock_slow(lock);
}

static ALWAYS_INLINE void spin_unlock(spinlock_t *lock)
{
	__atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE);
}

#define spin_lock_irq(l)		spin_lock(l)
#define spin_unlock_irq(l)		spin_unlock(l)
#define spin_lock_bh(l)			spin_lock(l)
#define spin_unlock_bh(l)		spin_unlock(l)
#define spin_lock_irqsave(l, f)		((f) = 0, spin_lock(l))
#define spin_unlock_irqrestore(l, f)	((void)(f), spin_unlock(l))

#include "ptr_ring.h"

typedef struct ptr_ring queue_t;

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(sizeof(*q));

	if (ptr_ring_init(q, slots, GFP_KERNEL))
		abort();
	return q;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	(void)p;
	return !(LOCKS > 0 ? ptr_ring_produce(q, item) : __ptr_ring_produce(q, item));
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	*item = LOCKS > 1 ? ptr_ring_consume(q) : __ptr_ring_consume(q);
	return *item;
}

/* There is no batch for producers; but the lock need not be taken for each item. */
static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	unsigned int i;

	(void)p;
	if (LOCKS > 0)
		spin_lock(&q->producer_lock);
	for (i = 0; i < n && !__ptr_ring_produce(q, items[i]); i++)
		;
	if (LOCKS > 0)
		spin_unlock(&q->producer_lock);
	return i;
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	(void)c;
	return LOCKS > 1 ? ptr_ring_consume_batched(q, items, n) :
			   __ptr_ring_consume_batched(q, items, n);
}

#include "driver.h"
