/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shards.h - several rings that one consumer drains as one
 *
 * Data structure
 * ==============
 * An array of pointers to shards (ring.h), so that each may live on the node of
 * its CPU, and the consumer's cursor. A producer's items stay in the order in
 * which it pushed them as long as it keeps to one shard; between shards there is
 * no order.
 *
 * Two kinds of sharding:
 *	per CPU	Only the CPU that owns a shard pushes to it, so a claim needs no
 *		locked bus cycle. A producer that migrates changes its shard.
 *	shared	Any CPU pushes to any shard. Which one is chosen by producer,
 *		round robin, by hash of the producer, or at random.
 *
 * The consumer goes round the shards from where it stopped the last time and
 * takes at most LFR_SHARDS_QUANTUM items from one before it goes on to the next,
 * so a shard that is never empty cannot starve the others. A shard without work
 * costs it one load: it looks at the slot where the next item will appear and
 * does not touch what producers write.
 *
 * Items that carry a key, a sequence number say, can also be taken in the order of
 * that key: the consumer merges the shards, as far as each of them is in order. Then
 * nobody starves either, for the oldest item is always the next one.
 *
 * Usage
 * =====
 *	struct lfr_shards *shards = kzalloc(lfr_shards_bytes(nr), GFP_KERNEL);
 *
 *	lfr_shards_init(shards, nr, LFR_SELECT_CPU);
 *	for (i = 0; i < nr; i++)
 *		lfr_shards_set(shards, i, ring[i]);
 *
 *	lfr_shards_push(shards, id, item);
 *	n = lfr_shards_pop_batch(shards, out, ARRAY_SIZE(out));
 *
 * Who may call, and progress
 * ==========================
 * As in ring.h: push* from any number of producers in any context but NMI, pop*
 * by one consumer at a time. A producer that is stopped between claim and publish
 * holds up its own shard only; the consumer goes on to the others and, as
 * lfr_shards_stalled() tells it, must come back.
 *
 * Memory barriers
 * ===============
 * None of its own; see ring.h.
 *
 * Sources: to go round with so many items for each and go on where one stopped is deficit
 * round robin (Shreedhar and Varghese, SIGCOMM 1995), of items that all weigh the same; the
 * hash is multiplicative and the merge takes the lowest head (Knuth, "The Art of Computer
 * Programming", volume 3, sections 6.4 and 5.4.1).
 */
#ifndef _LFRING_SHARDS_H
#define _LFRING_SHARDS_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/smp.h>
#include <linux/types.h>
#include <lfring/limits.h>
#include <lfring/ring.h>

/* Items taken from one shard before it is the next one's turn. */
#define LFR_SHARDS_QUANTUM	32u

/**
 * enum lfr_select - how the shard of a push is chosen
 * @LFR_SELECT_PRODUCER: shared; the producer's number modulo the shards
 * @LFR_SELECT_RR: shared; one after the other, whoever pushes
 * @LFR_SELECT_HASH: shared; by a hash of the producer's number
 * @LFR_SELECT_RANDOM: shared; pseudo-random for each push
 * @LFR_SELECT_CPU: per CPU; the shard of the CPU that pushes
 */
enum lfr_select {
	LFR_SELECT_PRODUCER,
	LFR_SELECT_RR,
	LFR_SELECT_HASH,
	LFR_SELECT_RANDOM,
	LFR_SELECT_CPU,
};

/**
 * struct lfr_shards - a sharded ring
 * @nr: number of shards
 * @bits: log2 of @nr where shards are shared
 * @select: how a push chooses its shard
 * @mark: filling of a shard that lfr_shards_push_batch() reports
 * @turn: counts pushes for LFR_SELECT_RR and LFR_SELECT_RANDOM
 * @cursor: consumer: shard whose turn it is
 * @credit: consumer: items that shard may still give before it is the next one's turn
 * @shard: the shards
 *
 * All members are private.
 */
struct lfr_shards {
	u32 nr;
	u32 bits;
	enum lfr_select select;
	u32 mark;

	atomic_t turn ____cacheline_aligned;

	u32 cursor ____cacheline_aligned;
	u32 credit;

	struct lfr_ring *shard[] ____cacheline_aligned;
};

/**
 * lfr_shards_bytes() - memory that a sharded ring needs, without its shards
 * @nr: number of shards
 *
 * Context: any.
 * Return: bytes; align them to a cache line.
 */
static inline size_t lfr_shards_bytes(u32 nr)
{
	return sizeof(struct lfr_shards) + (size_t)nr * sizeof(struct lfr_ring *);
}

/**
 * lfr_shards_split() - size of each shard
 * @total: slots wanted in all shards together
 * @nr: number of shards
 *
 * Context: any.
 * Return: slots of one shard, a power of two and at least LFR_SHARD_SLOTS_MIN, so
 * that all together have @total slots or more; 0 if that is too much or @nr is 0.
 */
static inline u32 lfr_shards_split(u64 total, u32 nr)
{
	u64 each, rest;

	if (!nr)
		return 0;
	each = div64_u64_rem(total, nr, &rest);
	return lfr_ring_round(rest ? each + 1 : each);
}

/**
 * lfr_shards_init() - make a sharded ring without shards
 * @shards: memory of lfr_shards_bytes(@nr) bytes
 * @nr: number of shards
 * @select: how a push chooses its shard
 *
 * Every shard must be set by lfr_shards_set() before the first push or pop.
 *
 * Context: any; nobody else may use @shards yet.
 * Return: 0; -EINVAL if @nr is 0 or @select is unknown, or if @nr is not a power of two
 * or above LFR_SHARDS_MAX, unless @select is LFR_SELECT_CPU: there may be any number of
 * CPUs.
 */
static inline int lfr_shards_init(struct lfr_shards *shards, u32 nr, enum lfr_select select)
{
	if ((u32)select > LFR_SELECT_CPU || !nr)
		return -EINVAL;
	if (select != LFR_SELECT_CPU && (nr > LFR_SHARDS_MAX || !is_power_of_2(nr)))
		return -EINVAL;
	shards->nr = nr;
	shards->bits = ilog2(nr);
	shards->select = select;
	shards->mark = U32_MAX;
	atomic_set(&shards->turn, 0);
	shards->cursor = 0;
	shards->credit = LFR_SHARDS_QUANTUM;
	return 0;
}

/**
 * lfr_shards_create() - allocate a sharded ring
 * @nr: number of shards; LFR_SELECT_CPU has one for each CPU whatever this is
 * @size: slots of each shard, a power of two
 * @select: how pushes are spread
 *
 * A shard that belongs to a CPU is put on that CPU's node. Exported in namespace
 * LFRING; all else here is inline.
 *
 * Context: process, may sleep.
 * Return: the ring; ERR_PTR(-EINVAL) as lfr_shards_init() and lfr_ring_init();
 * ERR_PTR(-ENOMEM).
 */
struct lfr_shards *lfr_shards_create(u32 nr, u32 size, enum lfr_select select);

/**
 * lfr_shards_destroy() - free what lfr_shards_create() allocated
 * @shards: the sharded ring, no longer used; NULL and ERR_PTR() are let be
 *
 * What is left in it is forgotten. A use after this is one of freed memory, which KASAN reports.
 *
 * Context: process, may sleep.
 */
void lfr_shards_destroy(struct lfr_shards *shards);

/**
 * lfr_shards_set() - give a sharded ring one of its shards
 * @shards: the sharded ring
 * @i: which, below its number of shards
 * @ring: an initialised ring
 *
 * Context: any; nobody else may use @shards yet.
 */
static inline void lfr_shards_set(struct lfr_shards *shards, u32 i, struct lfr_ring *ring)
{
	shards->shard[i] = ring;
}

/**
 * lfr_shards_set_mark() - set the filling that pushes report
 * @shards: the sharded ring
 * @mark: number of slots; U32_MAX for never
 *
 * Context: any, at any time.
 */
static inline void lfr_shards_set_mark(struct lfr_shards *shards, u32 mark)
{
	WRITE_ONCE(shards->mark, mark);
}

/**
 * lfr_shards_nr() - number of shards
 * @shards: the sharded ring
 *
 * Context: any.
 * Return: what it was initialised with.
 */
static inline u32 lfr_shards_nr(const struct lfr_shards *shards)
{
	return shards->nr;
}

/**
 * lfr_shards_capacity() - slots in all shards
 * @shards: the sharded ring
 *
 * Context: any.
 * Return: their sum.
 */
static inline u64 lfr_shards_capacity(const struct lfr_shards *shards)
{
	u64 slots = 0;
	u32 i;

	for (i = 0; i < shards->nr; i++)
		slots += lfr_ring_size(shards->shard[i]);
	return slots;
}

/**
 * lfr_shards_len() - slots claimed and not consumed, in all shards
 * @shards: the sharded ring
 *
 * Context: any; a snapshot, exact when nobody pushes or pops.
 * Return: 0 to lfr_shards_capacity(), never more.
 */
static inline u64 lfr_shards_len(const struct lfr_shards *shards)
{
	u64 len = 0;
	u32 i;

	for (i = 0; i < shards->nr; i++)
		len += lfr_ring_len(shards->shard[i]);
	return len;
}

/* Which shared shard does this push go to? */
static __always_inline u32 lfr_shards_pick(struct lfr_shards *shards, u32 id)
{
	switch (shards->select) {
	case LFR_SELECT_RR:
		return (u32)atomic_fetch_add_relaxed(1, &shards->turn) & (shards->nr - 1);
	case LFR_SELECT_RANDOM:
		id = (u32)atomic_fetch_add_relaxed(1, &shards->turn) ^ (id << 16);
		fallthrough;
	case LFR_SELECT_HASH:
		/* A multiplicative hash has its best bits at the top. */
		return shards->bits ? (id * GOLDEN_RATIO_32) >> (32 - shards->bits) : 0;
	default:
		return id & (shards->nr - 1);
	}
}

/**
 * lfr_shards_push_batch() - put items into one shard with one claim
 * @shards: the sharded ring
 * @id: number of the producer
 * @items: the items, bit 0 clear, NULL allowed; the array is free for reuse on return
 * @n: how many
 * @high: set to true if the shard is filled up to the mark or more, else left
 *	alone; may be NULL
 *
 * Context: any but NMI; preemption is off for the length of @n stores.
 * Return: how many of the first items were put in, in order; fewer than @n if
 * the shard became full; 0 if they are not lfr_ring_can_take().
 */
static inline u32 lfr_shards_push_batch(struct lfr_shards *shards, u32 id, void *const *items,
					u32 n, bool *high)
{
	struct lfr_ring *ring;
	u32 got;

	/* The shard is chosen, and used, on one CPU. */
	preempt_disable();
	if (shards->select == LFR_SELECT_CPU) {
		ring = shards->shard[smp_processor_id()];
		got = lfr_ring_push_batch_local(ring, items, n);
	} else {
		ring = shards->shard[lfr_shards_pick(shards, id)];
		got = lfr_ring_push_batch(ring, items, n);
	}
	if (high && unlikely(lfr_ring_above(ring, READ_ONCE(shards->mark))))
		*high = true;
	preempt_enable();
	return got;
}

/**
 * lfr_shards_push() - put an item into a shard
 * @shards: the sharded ring
 * @id: number of the producer
 * @item: the item, bit 0 clear, NULL allowed
 *
 * Multi producer. Never sleeps, takes no lock.
 *
 * Context: any but NMI.
 * Return: 0; -ENOSPC if the shard is full; -EINVAL if bit 0 of @item is set.
 */
static inline int lfr_shards_push(struct lfr_shards *shards, u32 id, void *item)
{
	int ret;

	if (shards->select != LFR_SELECT_CPU)
		return lfr_ring_push(shards->shard[lfr_shards_pick(shards, id)], item);
	preempt_disable();
	ret = lfr_ring_push_local(shards->shard[smp_processor_id()], item);
	preempt_enable();
	return ret;
}

/**
 * struct lfr_backoff - how long to try to push into a full shard
 * @max_retries: attempts before a sleep, at least 1
 * @backoff_us: length of a sleep, at least 1
 * @max_backoffs: sleeps before giving up; 0 for no limit
 */
struct lfr_backoff {
	u32 max_retries;
	u32 backoff_us;
	u32 max_backoffs;
};

#define LFR_BACKOFF_INIT	{ .max_retries = 10, .backoff_us = 100, .max_backoffs = 0 }

/**
 * typedef lfr_wait_fn - sleep between two rounds of attempts
 * @ctx: what the caller of lfr_shards_push_backoff() gave
 * @us: how long
 *
 * Return: 0 to try again, anything else to end the push with that value. It is
 * what makes a push without a limit stoppable.
 */
typedef int (*lfr_wait_fn)(void *ctx, u32 us);

/**
 * lfr_shards_push_backoff() - put items into a shard, wait while it is full
 * @shards: the sharded ring
 * @id: number of the producer
 * @items: the items
 * @n: how many
 * @how: how long to try; starts anew whenever an item has been put in
 * @wait: sleeps
 * @ctx: given to @wait
 * @done: how many of the first items were put in, whatever is returned
 * @high: as in lfr_shards_push_batch()
 *
 * Context: whatever @wait may be called in.
 * Return: 0 when all are in; -EINVAL for a @how that could never end or never
 * try, or for items that are not lfr_ring_can_take(); -ENOSPC when @how is
 * exhausted; what @wait returned when that was not 0.
 */
static inline int lfr_shards_push_backoff(struct lfr_shards *shards, u32 id, void *const *items,
					  u32 n, const struct lfr_backoff *how,
					  lfr_wait_fn wait, void *ctx, u32 *done, bool *high)
{
	u32 retries = 0, backoffs = 0, got;
	int ret;

	*done = 0;
	if (!how->max_retries || !how->backoff_us || !lfr_ring_can_take(items, n))
		return -EINVAL;
	for (;;) {
		got = lfr_shards_push_batch(shards, id, items + *done, n - *done, high);
		*done += got;
		if (*done == n)
			return 0;
		if (got) {
			retries = 0;
			backoffs = 0;
			continue;
		}
		if (++retries < how->max_retries) {
			cpu_relax();
			continue;
		}
		if (how->max_backoffs && backoffs == how->max_backoffs)
			return -ENOSPC;
		ret = wait(ctx, how->backoff_us);
		if (ret)
			return ret;
		retries = 0;
		backoffs++;
	}
}

/**
 * lfr_shards_pop_batch() - take items from the shards that have some
 * @shards: the sharded ring
 * @items: where to put them
 * @max: how many at most
 *
 * Single consumer. Never sleeps, allocates nothing.
 *
 * Context: any, by the one consumer.
 * Return: how many were taken; fewer than @max only if a whole round found no
 * more. Items of one shard are in order.
 */
static inline u32 lfr_shards_pop_batch(struct lfr_shards *shards, void **items, u32 max)
{
	u32 n = 0, idle = 0, got, want;

	while (n < max && idle < shards->nr) {
		struct lfr_ring *ring = shards->shard[shards->cursor];

		want = min(max - n, shards->credit);
		got = lfr_ring_pop_batch(ring, items + n, want);
		n += got;
		shards->credit -= got;
		if (got == want && shards->credit)
			break;	/* @items is full in the middle of this shard's turn */
		idle = got ? 0 : idle + 1;
		shards->credit = LFR_SHARDS_QUANTUM;
		if (++shards->cursor == shards->nr)
			shards->cursor = 0;
	}
	return n;
}

/**
 * lfr_shards_pop_merged() - take items from all shards in the order of a key
 * @shards: the sharded ring
 * @items: where to put them
 * @max: how many at most
 * @key: reads an item's key, below U64_MAX
 *
 * Single consumer. Never sleeps, allocates nothing. Takes the item with the lowest
 * key of those at the heads of the shards, and what follows in that shard up to the
 * next lowest head, and so on. Where keys grow in each shard the items come out
 * sorted; items published meanwhile in a shard that was found empty are left to the
 * next call. Costs a look at each shard for every call and every run of items.
 *
 * Context: any, by the one consumer.
 * Return: how many were taken; 0 only if no shard had a published item, or @max is 0.
 */
static __always_inline u32 lfr_shards_pop_merged(struct lfr_shards *shards, void **items,
						 u32 max, u64 (*key)(const void *item))
{
	struct lfr_ring *ring, *best;
	u64 bound, next;
	u32 n = 0, run, i;
	void *item;

	for (i = 0; i < shards->nr; i++) {
		ring = shards->shard[i];
		ring->key = lfr_ring_peek(ring, 0, &item) ? key(item) : U64_MAX;
	}
	while (n < max) {
		best = NULL;
		next = U64_MAX;
		bound = U64_MAX;
		for (i = 0; i < shards->nr; i++) {
			ring = shards->shard[i];
			if (ring->key < next) {
				bound = next;
				next = ring->key;
				best = ring;
			} else if (ring->key < bound) {
				bound = ring->key;
			}
		}
		if (!best)
			break;
		run = 0;
		do {
			lfr_ring_peek(best, run, &items[n++]);
			next = lfr_ring_peek(best, ++run, &item) ? key(item) : U64_MAX;
		} while (n < max && next < bound);
		lfr_ring_release(best, run);
		best->key = next;
	}
	return n;
}

/**
 * lfr_shards_stalled() - do claimed slots wait for their producers?
 * @shards: the sharded ring
 *
 * Single consumer. Meant for when a pop has come back empty-handed.
 *
 * Context: any, by the one consumer.
 * Return: number of shards of which lfr_ring_stalled() is true.
 */
static inline u32 lfr_shards_stalled(struct lfr_shards *shards)
{
	u32 i, n = 0;

	for (i = 0; i < shards->nr; i++)
		n += lfr_ring_stalled(shards->shard[i]);
	return n;
}

/**
 * lfr_shards_depth() - most slots in use in one shard, remembered for each
 * @shards: the sharded ring
 *
 * Single consumer; see lfr_ring_depth().
 *
 * Context: any, by the one consumer.
 * Return: filling of the fullest shard.
 */
static inline u32 lfr_shards_depth(struct lfr_shards *shards)
{
	u32 i, deepest = 0;

	for (i = 0; i < shards->nr; i++)
		deepest = max(deepest, lfr_ring_depth(shards->shard[i]));
	return deepest;
}

/**
 * lfr_shards_pop() - take one item
 * @shards: the sharded ring
 * @item: where to put it; NULL may be an item
 *
 * Single consumer.
 *
 * Context: any, by the one consumer.
 * Return: 0, or -EAGAIN if no shard has a published item.
 */
static inline int lfr_shards_pop(struct lfr_shards *shards, void **item)
{
	return lfr_shards_pop_batch(shards, item, 1) ? 0 : -EAGAIN;
}

#endif /* _LFRING_SHARDS_H */
