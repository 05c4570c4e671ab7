/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring.h - one bounded lock-free shard: many producers, one consumer
 *
 * Data structure
 * ==============
 * An array of pointer-sized slots, a power of two of them, and two 64-bit
 * positions that only grow: producers claim at @tail, the consumer takes at
 * @head. Position p lives in slot p modulo the size; p divided by the size is
 * its lap. Bit 0 of a slot is the lap's tag: 1 when what the slot holds was
 * published in an even lap, 0 in an odd one. That is what tells the consumer
 * whether a claimed position has been published. So a slot needs no sequence
 * number, eight of them share a cache line, and the consumer does not write to
 * slots at all. Memory full of 0 is a ring of which nothing is published yet.
 *
 * A producer claims n positions at once by a compare-and-swap of @tail, and
 * only after it has seen a @head that makes them free. Nothing is ever claimed
 * and given back: a claim that fails has changed nothing, so it cannot leave a
 * position that no one owns. @limit is one lap behind the newest @head that any
 * producer has read; it spares them the consumer's cache line until the ring
 * looks full.
 *
 * What @tail is compared with is not read from there at first. A load of what
 * the bus lock of the claim before has just written waits for that lock, and so
 * the two claims would come one after the other with a gap, twice as long as a
 * claim itself takes. So whoever has claimed leaves the position that comes next
 * in a line of its own, @guess, by a plain store. It may be one that others have
 * claimed meanwhile, never one that is ahead of @tail. A wrong guess makes the
 * compare-and-swap fail, once, and then @tail is read.
 *
 * The consumer reads slots and then moves @head past them, once for a whole
 * batch.
 *
 * Usage
 * =====
 *	struct lfr_ring *ring = kvzalloc(lfr_ring_bytes(256), GFP_KERNEL);
 *
 *	lfr_ring_init(ring, 256);
 *
 *	if (lfr_ring_push(ring, packet))	// any CPU, any context
 *		drop(packet);
 *
 *	n = lfr_ring_pop_batch(ring, out, 32);	// the one consumer
 *
 * Limits
 * ======
 * At least two slots. An item is a pointer whose bit 0 is clear, that is, one to
 * anything aligned to two bytes; NULL is such an item. Others are refused. Memory
 * is passed in; nothing here allocates, sleeps, prints or reads a clock.
 *
 * A slot keeps its pointer until the next lap. Where kmemleak is built in the
 * consumer wipes what it has taken, so that a leak is not hidden by it.
 *
 * Who may call
 * ============
 *	push*, claim, publish	any number of producers, from thread, softirq or
 *				hard interrupt context
 *	push_local*		the same, but all of them on one CPU
 *	pop*, take, poll, peek,	one consumer at a time; whoever hands that role
 *	release, stalled, depth	on must order the two owners (lock, owner bit)
 *	len, size		anyone; a snapshot
 *
 * Not for NMI: a producer that is interrupted inside its own claim is safe, but
 * local64_try_cmpxchg() may be built on disabling interrupts.
 *
 * Progress
 * ========
 * Pushing is lock-free: an attempt is repeated only because another producer
 * claimed in the meantime, to whom the ring is left for a microsecond first. It is
 * not wait-free. Popping takes a bounded number
 * of steps. What the consumer gets, however, is held up by a producer between
 * its claim and its publish: later slots of this shard wait behind the claimed
 * one. Preemption is off in between, so that is the length of a few stores plus
 * the interrupts that hit them, never the length of a time slice.
 * lfr_ring_stalled() tells such a slot from an empty ring.
 *
 * ABA
 * ===
 * Positions are 64 bits and compared by difference. At a billion pushes a
 * second a position comes again after 584 years, so a stale compare-and-swap
 * cannot succeed. A stale @tail or @guess together with a newer @head only makes
 * the room look larger than it is, and then the compare-and-swap fails.
 *
 * Memory barriers
 * ===============
 * Every access that orders another is labelled LMM(name). These are the pairs:
 *
 *	publish:A / peek:A
 *		What a producer wrote before it published an item is visible to
 *		the consumer that reads the item.
 *
 *	release:A / claim:A
 *		The consumer is done with a slot, and with anything a caller
 *		keeps beside it, before a producer that claims the slot's next
 *		lap writes there. In particular the consumer cannot read the
 *		next lap's item in place of its own.
 *
 *	claim:B / claim:C
 *		The same, for a producer that learns of @head from the producer
 *		that read it. (release:A, claim:A, claim:B, claim:C is one chain.)
 *
 * The compare-and-swap itself needs no order: its success depends on the value
 * of @tail alone, and what it protects is ordered by the pairs above. @guess needs
 * none either: nothing follows from it unless @tail is found to be the same, or from
 * "full", for which it is enough that the position before it has been claimed.
 *
 * A producer's idea of @head may be older than the @tail it reads with it, so on
 * a machine that reorders loads a push that races with a pop may report "full"
 * although a slot has just become free. It never reports room that is not there.
 *
 * Sources: the claim by compare-and-swap and the per-slot publish follow D.
 * Vyukov's bounded MPMC queue; the slot that is its own flag and the batched
 * release of the consumer's position are known from FastForward (Giacomoni et al.,
 * PPoPP 2008) and ptr_ring; a flag that changes its meaning with each lap from the
 * descriptor rings of network cards (the wrap counter of virtio's packed ring).
 */
#ifndef _LFRING_RING_H
#define _LFRING_RING_H

#include <asm/local64.h>
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/prefetch.h>
#include <linux/processor.h>
#include <linux/types.h>
#include <lfring/compat.h>
#include <lfring/limits.h>

/*
 * Turns of cpu_relax(), about a microsecond, for which whoever has just been in
 * another one's way leaves it alone: a producer that lost a race for a claim, and a
 * consumer that polls and found nothing. Else the two pass a cache line to and fro
 * for every item, which costs more than the item. Measured with tests/bench/run:
 * with 32 two producers on two CPUs are three times as fast (wd4), and a consumer
 * that polls lets one be eight times as fast (w2); 8 gives half of it, 64 a
 * tenth more there, but a consumer that polls several rings is half as fast.
 */
#define LFR_RING_CALM	32u

/**
 * struct lfr_ring - one shard
 * @tail: next position to claim; written by producers. Which of the two faces is
 *	used is fixed for the life of a ring: @tail.shared by lfr_ring_push(),
 *	@tail.local by lfr_ring_push_local().
 * @limit: the first position that may not be claimed, by the newest @head that a
 *	producer has read
 * @guess: what @tail.shared was after some claim, most often the last; at most @tail
 * @head: next position to take; written by the consumer
 * @stalls: times the consumer found the oldest slot claimed but not published
 * @deepest: most slots the consumer found in use when it looked
 * @key: where the consumer merges shards: what their items are ordered by, of the
 *	oldest item
 * @size: number of slots, a power of two
 * @mask: @size - 1
 * @slots: items, each with its lap's tag in bit 0
 *
 * All members are private. Producers, their guess, consumer and constants have a
 * cache line each.
 */
struct lfr_ring {
	union {
		atomic64_t shared;
		local64_t local;
	} tail ____cacheline_aligned;
	atomic64_t limit;

	atomic64_t guess ____cacheline_aligned;

	atomic64_t head ____cacheline_aligned;
	u64 stalls;
	u64 key;
	u32 deepest;

	unsigned long size ____cacheline_aligned;
	unsigned long mask;

	unsigned long slots[] ____cacheline_aligned;
};

/**
 * lfr_ring_bytes() - memory that a ring needs
 * @size: number of slots
 *
 * Context: any.
 * Return: bytes; align them to a cache line.
 */
static inline size_t lfr_ring_bytes(u32 size)
{
	return sizeof(struct lfr_ring) + (size_t)size * sizeof(unsigned long);
}

/**
 * lfr_ring_round() - number of slots that a ring can have
 * @wanted: number of slots asked for
 *
 * Context: any.
 * Return: the next power of two, at least LFR_SHARD_SLOTS_MIN; 0 if that is
 * more than LFR_SHARD_SLOTS_MAX.
 */
static inline u32 lfr_ring_round(u64 wanted)
{
	if (wanted > LFR_SHARD_SLOTS_MAX)
		return 0;
	if (wanted <= LFR_SHARD_SLOTS_MIN)
		return LFR_SHARD_SLOTS_MIN;
	return (u32)roundup_pow_of_two((unsigned long)wanted);
}

static __always_inline unsigned long *lfr_ring_slot(struct lfr_ring *ring, u64 pos)
{
	return (unsigned long *)((char *)ring->slots + (pos & ring->mask) * sizeof(long));
}

/* How many positions from @pos on are in slots in a row, and of one lap. */
static __always_inline u32 lfr_ring_to_wrap(const struct lfr_ring *ring, u64 pos)
{
	return ring->size - (pos & ring->mask);
}

/* What bit 0 of a slot is once @pos is published, and is not before. */
static __always_inline unsigned long lfr_ring_tag(const struct lfr_ring *ring, u64 pos)
{
	return !(pos & ring->size);
}

/**
 * lfr_ring_init_at() - make an empty ring whose positions start at @pos
 * @ring: memory of lfr_ring_bytes(@size) bytes
 * @size: number of slots
 * @pos: first position; tests start just below a wrap
 *
 * Context: any; nobody else may use @ring yet.
 * Return: 0, or -EINVAL if @size is not a power of two from LFR_SHARD_SLOTS_MIN
 * to LFR_SHARD_SLOTS_MAX.
 */
static inline int lfr_ring_init_at(struct lfr_ring *ring, u32 size, u64 pos)
{
	u32 i;

	if (size < LFR_SHARD_SLOTS_MIN || size > LFR_SHARD_SLOTS_MAX ||
	    !is_power_of_2(size))
		return -EINVAL;
	/* Both faces of @tail hold the same 64 bits; set the one that is used. */
	atomic64_set(&ring->tail.shared, pos);
	local64_set(&ring->tail.local, pos);
	atomic64_set(&ring->limit, pos + size);
	atomic64_set(&ring->guess, pos);
	atomic64_set(&ring->head, pos);
	ring->stalls = 0;
	ring->key = 0;
	ring->deepest = 0;
	ring->size = size;
	ring->mask = size - 1;
	for (i = 0; i < size; i++)
		*lfr_ring_slot(ring, pos + i) = !lfr_ring_tag(ring, pos + i);
	return 0;
}

/**
 * lfr_ring_init() - make an empty ring
 * @ring: memory of lfr_ring_bytes(@size) bytes
 * @size: number of slots
 *
 * Context: any; nobody else may use @ring yet.
 * Return: as lfr_ring_init_at().
 */
static inline int lfr_ring_init(struct lfr_ring *ring, u32 size)
{
	return lfr_ring_init_at(ring, size, 0);
}

/**
 * lfr_ring_size() - number of slots
 * @ring: the ring
 *
 * Context: any.
 * Return: what it was initialised with.
 */
static inline u32 lfr_ring_size(const struct lfr_ring *ring)
{
	return ring->size;
}

/**
 * lfr_ring_tail() - positions claimed so far
 * @ring: the ring
 *
 * Context: any; a snapshot.
 * Return: the position the next push will get.
 */
static inline u64 lfr_ring_tail(const struct lfr_ring *ring)
{
	return atomic64_read(&ring->tail.shared);
}

/**
 * lfr_ring_head() - positions consumed so far
 * @ring: the ring
 *
 * Context: any; a snapshot.
 * Return: the position the next pop will take.
 */
static inline u64 lfr_ring_head(const struct lfr_ring *ring)
{
	return atomic64_read(&ring->head);
}

/**
 * lfr_ring_len() - how many slots are claimed and not yet consumed
 * @ring: the ring
 *
 * Claimed slots that are not published yet are counted.
 *
 * Context: any; a snapshot, exact when nobody pushes or pops.
 * Return: 0 to lfr_ring_size(), never more.
 */
static inline u32 lfr_ring_len(const struct lfr_ring *ring)
{
	s64 used = lfr_ring_tail(ring) - lfr_ring_head(ring);

	return clamp_t(s64, used, 0, ring->size);
}

static __always_inline void lfr_ring_calm(void)
{
	u32 i;

	for (i = 0; i < LFR_RING_CALM; i++)
		cpu_relax();
}

/*
 * Where the limit, which was @known, leaves too little.
 * Return: how many of @n slots from @tail on are free.
 */
static noinline __maybe_unused u32 lfr_ring_room(struct lfr_ring *ring, u64 tail, u64 known, u32 n)
{
	u64 limit;

	/*
	 * Guarantee that the slots are free for the writes of this producer. This pairs
	 * with release:A.
	 */
	limit = atomic64_read_acquire(&ring->head) + ring->size; /* LMM(claim:A) */
	/*
	 * Guarantee the same to the producers that read it at claim:C. It may go back to
	 * an older one when two producers race here, which is safe: less room. Producers
	 * that ask a full ring again and again leave each other's line alone.
	 */
	if (limit != known)
		atomic64_set_release(&ring->limit, limit); /* LMM(claim:B) */
	return clamp_t(s64, limit - tail, 0, n);
}

static __always_inline u32 lfr_ring_claim_as(struct lfr_ring *ring, u32 n,
					     u64 *pos, bool local)
{
	u64 tail, limit;
	s64 room, old;

	tail = local ? local64_read(&ring->tail.local) : atomic64_read(&ring->guess);
	for (;;) {
		/*
		 * Guarantee that the slots are free for the writes of this producer.
		 * This pairs with claim:B of the producer that read @head.
		 */
		limit = atomic64_read_acquire(&ring->limit); /* LMM(claim:C) */
		room = limit - tail;
		if (unlikely(room < (s64)n)) {
			room = lfr_ring_room(ring, tail, limit, n);
			if (!room)
				return 0;
			if (room < (s64)n)
				n = room;
		}
		old = tail;
		if (local) {
			if (likely(local64_try_cmpxchg(&ring->tail.local, &old, tail + n)))
				break;
			tail = old;
		} else {
			if (likely(atomic64_try_cmpxchg_relaxed(&ring->tail.shared, &old,
								tail + n)))
				break;
			lfr_ring_calm();
			tail = atomic64_read(&ring->tail.shared);
			/* Nobody else mends it while the ring is full. */
			atomic64_set(&ring->guess, tail);
		}
	}
	if (!local) {
		atomic64_set(&ring->guess, tail + n);
		/*
		 * The bus lock of the next claim would wait for the store to this slot,
		 * so have the next line of slots come meanwhile.
		 */
		prefetchw(lfr_ring_slot(ring, tail + SMP_CACHE_BYTES / sizeof(long)));
	}
	*pos = tail;
	return n;
}

/**
 * lfr_ring_claim() - claim up to @n slots
 * @ring: the ring
 * @n: how many, at least 1
 * @pos: where to put the position of the first of them
 *
 * Every claimed position must be published, in any order. The consumer waits
 * for it: disable preemption before the claim, enable it after the last publish.
 *
 * A producer that has claimed a position may also write to memory that a caller
 * keeps for that slot; the consumer's last access to it comes before
 * lfr_ring_release(), and the next producer's first one after its claim.
 *
 * Context: any, preemption disabled.
 * Return: how many were claimed, fewer than @n if there is not more room, 0 if
 * the ring is full.
 */
static inline u32 lfr_ring_claim(struct lfr_ring *ring, u32 n, u64 *pos)
{
	return lfr_ring_claim_as(ring, n, pos, false);
}

/**
 * lfr_ring_claim_local() - lfr_ring_claim() for a ring that one CPU pushes to
 * @ring: the ring
 * @n: how many, at least 1
 * @pos: where to put the position of the first of them
 *
 * Context: any, on the ring's CPU, preemption disabled.
 * Return: as lfr_ring_claim().
 */
static inline u32 lfr_ring_claim_local(struct lfr_ring *ring, u32 n, u64 *pos)
{
	return lfr_ring_claim_as(ring, n, pos, true);
}

/**
 * lfr_ring_can_take() - are these items that a ring can hold?
 * @items: the items
 * @n: how many
 *
 * Context: any.
 * Return: true if bit 0 of each is clear.
 */
static __always_inline bool lfr_ring_can_take(void *const *items, u32 n)
{
	unsigned long bits = 0;

	for (; n >= 4; n -= 4, items += 4)
		bits |= (unsigned long)items[0] | (unsigned long)items[1] |
			(unsigned long)items[2] | (unsigned long)items[3];
	for (; n; n--)
		bits |= (unsigned long)*items++;
	return !(bits & 1);
}

static __always_inline void lfr_ring_write(unsigned long *slot, void *item, unsigned long tag)
{
	/*
	 * Guarantee that what the producer wrote is seen by the consumer that
	 * reads @item. This pairs with peek:A.
	 */
	smp_store_release(slot, (unsigned long)item + tag); /* LMM(publish:A) */
}

/**
 * lfr_ring_publish() - give a claimed position its item
 * @ring: the ring
 * @pos: a position that this producer claimed
 * @item: the item, bit 0 clear, NULL allowed
 *
 * Context: any, preemption disabled since the claim.
 */
static __always_inline void lfr_ring_publish(struct lfr_ring *ring, u64 pos, void *item)
{
	lfr_ring_write(lfr_ring_slot(ring, pos), item, lfr_ring_tag(ring, pos));
}

/**
 * lfr_ring_publish_batch() - lfr_ring_publish() for positions in a row
 * @ring: the ring
 * @pos: the first of them
 * @items: their items
 * @n: how many
 *
 * Context: as lfr_ring_publish().
 */
static __always_inline void lfr_ring_publish_batch(struct lfr_ring *ring, u64 pos,
						   void *const *items, u32 n)
{
	while (n) {
		unsigned long *slot = lfr_ring_slot(ring, pos);
		unsigned long tag = lfr_ring_tag(ring, pos);
		u32 run = min(n, lfr_ring_to_wrap(ring, pos));

		pos += run;
		n -= run;
		for (; run >= 4; run -= 4, slot += 4, items += 4) {
			lfr_ring_write(slot, items[0], tag);
			lfr_ring_write(slot + 1, items[1], tag);
			lfr_ring_write(slot + 2, items[2], tag);
			lfr_ring_write(slot + 3, items[3], tag);
		}
		for (; run; run--)
			lfr_ring_write(slot++, *items++, tag);
	}
}

static __always_inline int lfr_ring_push_as(struct lfr_ring *ring, void *item, bool local)
{
	int ret = -ENOSPC;
	u64 pos;

	if (unlikely((unsigned long)item & 1))
		return -EINVAL;
	preempt_disable();
	if (likely(lfr_ring_claim_as(ring, 1, &pos, local))) {
		lfr_ring_publish(ring, pos, item);
		ret = 0;
	}
	preempt_enable();
	return ret;
}

/**
 * lfr_ring_push() - put an item into the ring
 * @ring: the ring
 * @item: the item, bit 0 clear, NULL allowed
 *
 * Multi producer. Never sleeps, takes no lock.
 *
 * Context: any but NMI.
 * Return: 0; -ENOSPC if the ring is full; -EINVAL if bit 0 of @item is set.
 */
static inline int lfr_ring_push(struct lfr_ring *ring, void *item)
{
	return lfr_ring_push_as(ring, item, false);
}

/**
 * lfr_ring_push_local() - lfr_ring_push() for a ring that one CPU pushes to
 * @ring: the ring of this CPU
 * @item: the item, bit 0 clear, NULL allowed
 *
 * Needs no locked bus cycle, and yet an interrupt on this CPU may push in the
 * middle of it.
 *
 * Context: any but NMI, on the ring's CPU, preemption disabled by the caller
 * before it chose the ring.
 * Return: 0; -ENOSPC if the ring is full; -EINVAL if bit 0 of @item is set.
 */
static inline int lfr_ring_push_local(struct lfr_ring *ring, void *item)
{
	return lfr_ring_push_as(ring, item, true);
}

static __always_inline u32 lfr_ring_push_batch_as(struct lfr_ring *ring, void *const *items,
						  u32 n, bool local)
{
	u32 got;
	u64 pos;

	if (unlikely(!n || !lfr_ring_can_take(items, n)))
		return 0;
	preempt_disable();
	got = lfr_ring_claim_as(ring, n, &pos, local);
	lfr_ring_publish_batch(ring, pos, items, got);
	preempt_enable();
	return got;
}

/**
 * lfr_ring_push_batch() - put items into the ring with one claim
 * @ring: the ring
 * @items: the items; the array is free for reuse on return
 * @n: how many
 *
 * Context: any but NMI; preemption is off for the length of @n stores.
 * Return: how many of the first items were put in, in order; fewer than @n if
 * the ring became full; 0 if they are not lfr_ring_can_take().
 */
static inline u32 lfr_ring_push_batch(struct lfr_ring *ring, void *const *items, u32 n)
{
	return lfr_ring_push_batch_as(ring, items, n, false);
}

/**
 * lfr_ring_push_batch_local() - lfr_ring_push_batch() for a ring that one CPU pushes to
 * @ring: the ring of this CPU
 * @items: the items; the array is free for reuse on return
 * @n: how many
 *
 * Context: as lfr_ring_push_local().
 * Return: as lfr_ring_push_batch().
 */
static inline u32 lfr_ring_push_batch_local(struct lfr_ring *ring, void *const *items, u32 n)
{
	return lfr_ring_push_batch_as(ring, items, n, true);
}

/**
 * lfr_ring_above() - is the ring filled to a mark?
 * @ring: the ring
 * @mark: number of slots
 *
 * Costs the consumer's cache line only if what producers know of @head says yes.
 *
 * Context: a producer, any context.
 * Return: true if at least @mark slots were claimed and not consumed.
 */
static inline bool lfr_ring_above(struct lfr_ring *ring, u32 mark)
{
	u64 tail = lfr_ring_tail(ring);

	if (likely((s64)(tail + ring->size - atomic64_read(&ring->limit)) < (s64)mark))
		return false;
	return (s64)(tail - atomic64_read(&ring->head)) >= (s64)mark;
}

/* The item of a slot; bit 0 is set if it is not of the lap that has @tag. */
static __always_inline unsigned long lfr_ring_read(const unsigned long *slot, unsigned long tag)
{
	/*
	 * Guarantee that the item's contents are read after the item.
	 * This pairs with publish:A.
	 */
	return smp_load_acquire(slot) - tag; /* LMM(peek:A) */
}

/**
 * lfr_ring_peek() - look at an item without taking it
 * @ring: the ring
 * @ahead: how many published items to skip
 * @item: where to put it
 *
 * Single consumer.
 *
 * Context: any, by the one consumer.
 * Return: true if there is one; false if that slot is empty, or claimed and not
 * published yet.
 */
static __always_inline bool lfr_ring_peek(struct lfr_ring *ring, u32 ahead, void **item)
{
	u64 pos = lfr_ring_head(ring) + ahead;
	unsigned long got;

	if (unlikely(ahead >= ring->size))
		return false;
	got = lfr_ring_read(lfr_ring_slot(ring, pos), lfr_ring_tag(ring, pos));
	if (got & 1)
		return false;
	*item = (void *)got;
	return true;
}

static __always_inline void lfr_ring_release_from(struct lfr_ring *ring, u64 head, u32 n)
{
#ifdef CONFIG_DEBUG_KMEMLEAK
	u32 i;

	/* The tag stays as it is: the next lap is not published yet. */
	for (i = 0; i < n; i++)
		WRITE_ONCE(*lfr_ring_slot(ring, head + i), lfr_ring_tag(ring, head + i));
#endif
	/*
	 * Guarantee that the consumer is done with the slots before a producer
	 * writes there. This pairs with claim:A.
	 */
	atomic64_set_release(&ring->head, head + n); /* LMM(release:A) */
}

/**
 * lfr_ring_release() - take the items that were looked at
 * @ring: the ring
 * @n: how many; all of them must have been there for lfr_ring_peek()
 *
 * Single consumer. Their slots are given back to the producers.
 *
 * Context: any, by the one consumer.
 */
static __always_inline void lfr_ring_release(struct lfr_ring *ring, u32 n)
{
	lfr_ring_release_from(ring, lfr_ring_head(ring), n);
}

/* Reads up to @run items of slots in a row. */
static __always_inline u32 lfr_ring_read_run(struct lfr_ring *ring, u64 pos, void **items,
					     u32 run)
{
	const unsigned long *slot = lfr_ring_slot(ring, pos);
	unsigned long tag = lfr_ring_tag(ring, pos);
	unsigned long a, b, c, d;
	u32 left;

	/* Four at a time: one branch tells whether all of them are there. */
	for (left = run; left >= 4; left -= 4, slot += 4, items += 4) {
		a = lfr_ring_read(slot, tag);
		b = lfr_ring_read(slot + 1, tag);
		c = lfr_ring_read(slot + 2, tag);
		d = lfr_ring_read(slot + 3, tag);
		if ((a | b | c | d) & 1)
			break;
		items[0] = (void *)a;
		items[1] = (void *)b;
		items[2] = (void *)c;
		items[3] = (void *)d;
	}
	for (; left; left--) {
		a = lfr_ring_read(slot++, tag);
		if (a & 1)
			break;
		*items++ = (void *)a;
	}
	return run - left;
}

/**
 * lfr_ring_pop_batch() - take items out of the ring
 * @ring: the ring
 * @items: where to put them
 * @max: how many at most
 *
 * Single consumer. Never sleeps, allocates nothing.
 *
 * Context: any, by the one consumer.
 * Return: how many were taken, oldest first.
 */
static inline u32 lfr_ring_pop_batch(struct lfr_ring *ring, void **items, u32 max)
{
	u64 head = lfr_ring_head(ring);
	u32 n = 0, run, got;

	max = min(max, lfr_ring_size(ring));
	do {
		run = min(max - n, lfr_ring_to_wrap(ring, head + n));
		got = lfr_ring_read_run(ring, head + n, items + n, run);
		n += got;
	} while (got == run && n < max);
	if (n)
		lfr_ring_release_from(ring, lfr_ring_head(ring), n);
	return n;
}

/**
 * lfr_ring_stalled() - does a claimed slot wait for its producer?
 * @ring: the ring
 *
 * Single consumer. Meant for when a pop has come back empty-handed: the slot at
 * the head belongs to a producer that has not published yet, so the ring is not
 * empty and the consumer must come back. Counts what it finds.
 *
 * Context: any, by the one consumer.
 * Return: true if so.
 */
static inline bool lfr_ring_stalled(struct lfr_ring *ring)
{
	u64 head = lfr_ring_head(ring);

	if ((READ_ONCE(*lfr_ring_slot(ring, head)) & 1) == lfr_ring_tag(ring, head) ||
	    lfr_ring_tail(ring) == head)
		return false;
	WRITE_ONCE(ring->stalls, ring->stalls + 1);
	return true;
}

/**
 * lfr_ring_depth() - how many slots are in use, and remember the most
 * @ring: the ring
 *
 * Single consumer. Reads what producers write, so ask once a drain, not once an
 * item.
 *
 * Context: any, by the one consumer.
 * Return: as lfr_ring_len().
 */
static inline u32 lfr_ring_depth(struct lfr_ring *ring)
{
	u32 len = lfr_ring_len(ring);

	if (len > ring->deepest)
		WRITE_ONCE(ring->deepest, len);
	return len;
}

/**
 * lfr_ring_take() - take one item out of the ring, and do not ask why there is none
 * @ring: the ring
 * @item: where to put it; NULL may be an item
 *
 * Single consumer. Does not touch what producers write: for a consumer that goes on
 * to another ring.
 *
 * Context: any, by the one consumer.
 * Return: true if there was one; false if the ring is empty, or its oldest slot is
 * claimed but not published yet.
 */
static __always_inline bool lfr_ring_take(struct lfr_ring *ring, void **item)
{
	u64 head = lfr_ring_head(ring);
	unsigned long got;

	got = lfr_ring_read(lfr_ring_slot(ring, head), lfr_ring_tag(ring, head));
	if (unlikely(got & 1))
		return false;
	*item = (void *)got;
	lfr_ring_release_from(ring, head, 1);
	return true;
}

/**
 * lfr_ring_pop() - take one item out of the ring
 * @ring: the ring
 * @item: where to put it; NULL may be an item
 *
 * Single consumer. If there is none this looks at what producers write, to tell
 * why; lfr_ring_poll() is for who asks again and again, lfr_ring_take() for who has
 * other rings to look at.
 *
 * Context: any, by the one consumer.
 * Return: 0; -EAGAIN if the ring is empty; -EBUSY if the oldest slot is claimed
 * but not published yet.
 */
static inline int lfr_ring_pop(struct lfr_ring *ring, void **item)
{
	if (likely(lfr_ring_take(ring, item)))
		return 0;
	return lfr_ring_stalled(ring) ? -EBUSY : -EAGAIN;
}

/**
 * lfr_ring_poll() - take one item out of the ring, for a consumer that polls
 * @ring: the ring
 * @item: where to put it; NULL may be an item
 *
 * Single consumer. If there is none it leaves the producers alone for a microsecond
 * before it says so: a consumer that is faster than they are, and looks all the time,
 * makes them slow.
 *
 * Context: any, by the one consumer.
 * Return: as lfr_ring_take().
 */
static inline bool lfr_ring_poll(struct lfr_ring *ring, void **item)
{
	if (likely(lfr_ring_take(ring, item)))
		return true;
	lfr_ring_calm();
	return false;
}

#endif /* _LFRING_RING_H */
