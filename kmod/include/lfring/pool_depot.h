/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_depot.h - the free objects of a class of a pool (pool.h)
 */
#ifndef _LFRING_POOL_DEPOT_H
#define _LFRING_POOL_DEPOT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>
#include <lfring/pool_types.h>

static __always_inline u64 lfr_pool_head(u64 old, u32 first)
{
	return ((old >> LFR_POOL_INDEX_BITS) + 1) << LFR_POOL_INDEX_BITS | first;
}

/*
 * Take the first chain from the depot.
 * Return: its first object, and its length in @n; LFR_POOL_NONE if there is no chain.
 */
static inline u32 lfr_pool_depot_get(struct lfr_pool_class *class, u32 *n)
{
	u32 first, chain;
	s64 head;

	do {
		/*
		 * Guarantee that the chain and its objects are as they were left, to
		 * who takes them. This pairs with put:A.
		 */
		head = atomic64_read_acquire(&class->head); /* LMM(get:A) */
		first = (u32)head & LFR_POOL_NONE;
		if (first == LFR_POOL_NONE)
			return LFR_POOL_NONE;
		/* May be another's by now; then so is the tag. */
		chain = READ_ONCE(class->chain[first]);
	} while (!atomic64_try_cmpxchg_relaxed(&class->head, &head,
					       lfr_pool_head(head, chain & LFR_POOL_NONE)));
	*n = chain >> LFR_POOL_INDEX_BITS;
	return first;
}

/* Put a chain of @n objects, linked already, on top of the depot. */
static inline void lfr_pool_depot_put(struct lfr_pool_class *class, u32 first, u32 n)
{
	s64 head = atomic64_read(&class->head);
	u64 new;

	do {
		WRITE_ONCE(class->chain[first],
			   n << LFR_POOL_INDEX_BITS | ((u32)head & LFR_POOL_NONE));
		new = lfr_pool_head(head, first);
		/*
		 * Guarantee that all that was done with the objects and their chain is
		 * over when another CPU finds them. This pairs with get:A.
		 */
	} while (!atomic64_try_cmpxchg_release(&class->head, &head, new)); /* LMM(put:A) */
}

/* Put @n objects on top of the depot. */
static inline void lfr_pool_depot_put_items(struct lfr_pool_class *class,
					    const struct lfr_pool_item *item, u32 n)
{
	u32 i;

	for (i = 0; i + 1 < n; i++)
		class->next[item[i].index] = item[i + 1].index;
	lfr_pool_depot_put(class, item[0].index, n);
}

static __always_inline void *lfr_pool_object(const struct lfr_pool_class *class, u32 i)
{
	return (void *)(class->base + (size_t)i * class->stride);
}

static __always_inline void lfr_pool_item(const struct lfr_pool_class *class,
					  struct lfr_pool_item *item, u32 i)
{
	item->object = lfr_pool_object(class, i);
	item->index = i;
}

/* Statistics only: nothing is decided by it. */
static inline void lfr_pool_goes_out(struct lfr_pool_class *class, u32 n)
{
	int outside = atomic_fetch_add_relaxed(n, &class->outside) + (int)n;
	int high = atomic_read(&class->high_water);

	while (outside > high &&
	       !atomic_try_cmpxchg_relaxed(&class->high_water, &high, outside))
		;
}

/* To be called before the objects are in the depot, lest others count them twice. */
static inline void lfr_pool_comes_in(struct lfr_pool_class *class, u32 n)
{
	atomic_fetch_sub_relaxed(n, &class->outside);
}

static inline u32 lfr_pool_magazine_len(struct lfr_pool_magazine *mag)
{
	return (u32)(READ_ONCE(mag->top) - mag->item);
}

/* Fill a magazine that is empty, and busy. Return: false if there is nothing. */
static inline bool lfr_pool_refill(struct lfr_pool_class *class, struct lfr_pool_magazine *mag)
{
	u32 i, n, k;

	i = lfr_pool_depot_get(class, &n);
	if (i == LFR_POOL_NONE)
		return false;
	lfr_pool_goes_out(class, n);
	/* The chain's first is the first to be used. */
	for (k = n; k--; i = class->next[i])
		lfr_pool_item(class, &mag->item[k], i);
	WRITE_ONCE(mag->top, mag->item + n);
	WRITE_ONCE(mag->gets, mag->gets + 1);
	return true;
}

/* Take one object without a magazine. Return: false if there is none. */
static inline bool lfr_pool_get_one(struct lfr_pool_class *class, struct lfr_pool_item *item)
{
	u32 i, n;

	i = lfr_pool_depot_get(class, &n);
	if (i == LFR_POOL_NONE)
		return false;
	lfr_pool_goes_out(class, 1);
	/* The rest is out of reach for the moment, as in a magazine. */
	if (n > 1)
		lfr_pool_depot_put(class, class->next[i], n - 1);
	atomic64_inc(&class->gets);
	lfr_pool_item(class, item, i);
	return true;
}

/*
 * Take the newest object of a magazine that is busy, and number the allocation.
 * Return: false if there is none.
 */
static __always_inline bool lfr_pool_pop(struct lfr_pool_magazine *mag,
					 struct lfr_pool_item *item, u64 *ticket)
{
	struct lfr_pool_item *top = READ_ONCE(mag->top);

	if (unlikely(top == mag->item))
		return false;
	*item = top[-1];
	WRITE_ONCE(mag->top, top - 1);
	*ticket = mag->ticket + LFR_POOL_TICKET;
	WRITE_ONCE(mag->ticket, *ticket);
	return true;
}

/* Add an object to a magazine that is busy. Return: false if there is no room. */
static __always_inline bool lfr_pool_push(struct lfr_pool_magazine *mag,
					  struct lfr_pool_item item)
{
	struct lfr_pool_item *top = READ_ONCE(mag->top);

	if (unlikely(top == mag->end))
		return false;
	*top = item;
	WRITE_ONCE(mag->top, top + 1);
	return true;
}

/*
 * Get hold of this CPU's magazine, until lfr_pool_leave(). Preemption is off.
 * Return: false if it is what an interrupt came in the middle of.
 */
static __always_inline bool lfr_pool_enter(struct lfr_pool_magazine *mag)
{
	if (unlikely(READ_ONCE(mag->busy)))
		return false;
	/* An interrupt up to here leaves everything as it was, and none comes between. */
	WRITE_ONCE(mag->busy, 1);
	barrier();
	return true;
}

static __always_inline void lfr_pool_leave(struct lfr_pool_magazine *mag)
{
	barrier();
	WRITE_ONCE(mag->busy, 0);
}

/* As lfr_pool_take(), with the depot. */
static noinline __maybe_unused bool lfr_pool_take_slow(struct lfr_pool_class *class,
						       struct lfr_pool_item *item, u64 *ticket)
{
	struct lfr_pool_magazine *mag;
	bool got;

	preempt_disable();
	mag = class->mag[smp_processor_id()];
	if (class->half && lfr_pool_enter(mag)) {
		got = lfr_pool_pop(mag, item, ticket);
		if (!got && lfr_pool_refill(class, mag))
			got = lfr_pool_pop(mag, item, ticket);
		lfr_pool_leave(mag);
	} else {
		got = lfr_pool_get_one(class, item);
		if (got)
			*ticket = atomic64_fetch_add_relaxed(LFR_POOL_TICKET, &class->ticket) +
				  LFR_POOL_TICKET;
	}
	preempt_enable();
	return got;
}

/*
 * Take a free object, which is the caller's then, from the magazine.
 * Return: false if that was not possible: ask lfr_pool_take_slow().
 */
static __always_inline bool lfr_pool_take(struct lfr_pool_class *class,
					  struct lfr_pool_item *item, u64 *ticket)
{
	struct lfr_pool_magazine *mag;

	preempt_disable();
	mag = class->mag[smp_processor_id()];
	if (likely(lfr_pool_enter(mag))) {
		/* Twice, so that there is no result to be tested. */
		if (likely(lfr_pool_pop(mag, item, ticket))) {
			lfr_pool_leave(mag);
			preempt_enable();
			return true;
		}
		lfr_pool_leave(mag);
	}
	preempt_enable();
	return false;
}

/* As lfr_pool_give(), with the depot. */
static noinline __maybe_unused void lfr_pool_give_slow(struct lfr_pool_class *class,
						       struct lfr_pool_item item)
{
	u32 half = class->half, k;
	struct lfr_pool_magazine *mag;

	preempt_disable();
	mag = class->mag[smp_processor_id()];
	if (half && lfr_pool_enter(mag)) {
		if (!lfr_pool_push(mag, item)) {
			/* The older half: what was freed last is in the cache. */
			lfr_pool_comes_in(class, half);
			lfr_pool_depot_put_items(class, mag->item, half);
			for (k = 0; k < half; k++)
				mag->item[k] = mag->item[half + k];
			WRITE_ONCE(mag->top, mag->item + half);
			WRITE_ONCE(mag->puts, mag->puts + 1);
			lfr_pool_push(mag, item);
		}
		lfr_pool_leave(mag);
	} else {
		lfr_pool_comes_in(class, 1);
		lfr_pool_depot_put(class, item.index, 1);
		atomic64_inc(&class->puts);
	}
	preempt_enable();
}

/* Give back a free object that is the caller's. */
static __always_inline void lfr_pool_give(struct lfr_pool_class *class,
					  struct lfr_pool_item item)
{
	struct lfr_pool_magazine *mag;

	preempt_disable();
	mag = class->mag[smp_processor_id()];
	if (likely(lfr_pool_enter(mag))) {
		/* As in lfr_pool_take(). */
		if (likely(lfr_pool_push(mag, item))) {
			lfr_pool_leave(mag);
			preempt_enable();
			return;
		}
		lfr_pool_leave(mag);
	}
	preempt_enable();
	lfr_pool_give_slow(class, item);
}

#endif /* _LFRING_POOL_DEPOT_H */
