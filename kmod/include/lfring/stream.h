/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream.h - a bounded lock-free ring: many producers, many consumers, batches
 *
 * Data structure
 * ==============
 * An array of pointer-sized slots, a power of two of them, and two 64-bit
 * positions that only grow: producers claim at @tail, consumers take at @head.
 * Position p lives in slot p modulo the size. Bit 0 of a slot is the lap tag: it
 * says in which of two laps, even or odd, the slot was last filled. So a consumer
 * tells a slot that has been published from one that has not without anybody
 * ever clearing it, and only producers write slots.
 *
 * A producer claims n positions at once by a compare-and-swap of @tail, after it
 * has seen a @head that makes them free, and then stores its items in any order.
 * @head_seen is the newest @head that a producer has read; it spares them the
 * consumers' cache line until the ring looks full.
 *
 * A consumer first copies what it finds published and then takes it, all at once,
 * by a compare-and-swap of @head. If that succeeds the copy is right, because no
 * producer may write a slot before @head has passed it; if it fails, someone else
 * took them, and nothing has happened.
 *
 * So no position is ever owned by a consumer, and none is ever given back: there is
 * none that could be lost.
 *
 * Usage
 * =====
 *	struct lfr_stream *stream = lfr_stream_create(4096, NUMA_NO_NODE);
 *
 *	if (lfr_stream_push(stream, job))		// any CPU, any context
 *		drop(job);
 *	n = lfr_stream_push_batch(stream, jobs, 64);	// n < 64: became full
 *
 *	if (!lfr_stream_pop(stream, &job))		// any CPU, any context
 *		work(job);
 *	n = lfr_stream_pop_batch(stream, jobs, 64);
 *
 * Or with memory of one's own: lfr_stream_bytes(), lfr_stream_init().
 *
 * Limits
 * ======
 * At least two slots. An item is a pointer whose bit 0 is clear, as it is in each
 * pointer to anything but a byte; NULL is one. An item with bit 0 set is refused
 * before anything has happened. Nothing here allocates, sleeps, prints or reads
 * a clock.
 *
 * Who may call
 * ============
 *	push*, pop*, claim, publish,	anyone, from thread, softirq or hard
 *	peek, take			interrupt context
 *	len, empty, full, stalled, size	anyone
 *	init, reset			nobody else may use the ring meanwhile
 *
 * Not for NMI: where the machine has no 64-bit atomics the kernel makes them with a
 * spinlock.
 *
 * Progress
 * ========
 * Pushing and popping are lock-free, not wait-free: an attempt is repeated only
 * because another caller on the same side has got on. The try forms do not repeat
 * and say -EAGAIN instead. Who delays whom:
 *
 * - A consumer, stopped at any place, delays nobody.
 * - A producer stopped before its claim delays nobody.
 * - A producer stopped between its claim and its last store delays consumers when
 *   they come to the slots it has not stored, and producers only once the ring is
 *   full behind them. Consumers never wait: they are told -EBUSY. Preemption is off
 *   in between, so that takes as long as a store for each item, and the
 *   interrupts that come meanwhile. An interrupt handler that pops must not
 *   spin on -EBUSY, for it may have interrupted that very producer.
 *
 * A batch holds preemption off for as many stores as it has items, and a pop of a
 * batch that loses its race has copied in vain: some hundreds are a good
 * length, thousands are not.
 *
 * What a verdict means
 * ====================
 * "Full", "empty" and -EBUSY are each said of one instant during the call: there was
 * one at which all slots were claimed, none was, or the oldest one was claimed and
 * not published. So is what a batch that was put in only partly says of the room. A
 * position that is read later than the other one cannot make a ring look full or empty
 * that never was, see claim:D and pop:A.
 *
 * ABA
 * ===
 * Positions are 64 bits and compared by difference. At a billion items a second
 * one comes again after 584 years, so a stale compare-and-swap cannot succeed. The tag
 * of a slot alone cannot tell lap 0 from lap 2. It need not: while @head is
 * still h the slots from h on can only be in the lap before h's or in h's.
 *
 * Memory barriers
 * ===============
 * Every access that orders another is labelled LMM(name). These are the pairs:
 *
 *	publish:A / look:A
 *		What a producer wrote before it published an item is visible to
 *		the consumer that reads the item.
 *
 *	take:A / claim:A
 *		A consumer has read its slots before a producer that claims their
 *		next lap writes there. (What it copied is right if its
 *		compare-and-swap succeeds.)
 *
 *	claim:B / claim:C
 *		The same, for a producer that learns of @head from the producer
 *		that read it. (take:A, claim:A, claim:B, claim:C is one chain.)
 *
 *	take:A / pop:A
 *		A consumer that reads @head reads in a slot nothing older than what
 *		the consumer read that took it one lap before, and so cannot take
 *		an item of two laps before, whose tag is the same, for a new one. And
 *		it reads a @tail that is not behind @head.
 *
 *	take:A / empty:A
 *		Whoever is told "empty" sees what consumers did before they took the
 *		last items, and a @tail that is not behind @head.
 *
 *	claim:E / claim:D
 *		A producer that finds the ring full reads a @head at least as new as
 *		was known to all that claimed before it. Without that it could
 *		take a new @tail with an old @head for a full ring.
 *
 *	claim:E / full:A
 *		The same, for whoever asks.
 *
 * Sources: the claim by compare-and-swap and the per-slot publish follow D. Vyukov's
 * bounded MPMC queue; to read first and take by compare-and-swap afterwards is how
 * thieves do it in work stealing (Chase and Lev, SPAA 2005); the lap tag, in rings that
 * only one side writes, is the phase tag of NVMe's completion queues (NVM Express
 * Base Specification).
 */
#ifndef _LFRING_STREAM_H
#define _LFRING_STREAM_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <lfring/limits.h>

/* Slots of a ring of which nobody said how many. */
#define LFR_STREAM_SLOTS_DEFAULT	1024u

/*
 * Settings known to work well: slots, and items in a batch. Low latency for streams
 * of single items, linear for chains of stages, high throughput for above 100000
 * items a second.
 */
#define LFR_STREAM_SLOTS_LATENCY	4096u
#define LFR_STREAM_BATCH_LATENCY	64u
#define LFR_STREAM_SLOTS_LINEAR		8192u
#define LFR_STREAM_BATCH_LINEAR		128u
#define LFR_STREAM_SLOTS_THROUGHPUT	16384u
#define LFR_STREAM_BATCH_THROUGHPUT	256u

/**
 * struct lfr_stream - the ring
 * @tail: next position to claim; written by producers
 * @head_seen: newest @head a producer has read
 * @head: next position to take; written by consumers
 * @size: number of slots, a power of two
 * @slots: items, with the lap tag in bit 0
 *
 * All members are private. Producers, consumers and constants have a cache line
 * each.
 */
struct lfr_stream {
	atomic64_t tail ____cacheline_aligned;
	atomic64_t head_seen;

	atomic64_t head ____cacheline_aligned;

	u32 size ____cacheline_aligned;

	unsigned long slots[] ____cacheline_aligned;
};

/**
 * lfr_stream_bytes() - memory that a ring needs
 * @size: number of slots
 *
 * Context: any.
 * Return: bytes; align them to a cache line.
 */
static inline size_t lfr_stream_bytes(u32 size)
{
	return sizeof(struct lfr_stream) + (size_t)size * sizeof(unsigned long);
}

/**
 * lfr_stream_round() - number of slots that a ring can have
 * @wanted: number of slots asked for, 0 for LFR_STREAM_SLOTS_DEFAULT
 *
 * Context: any.
 * Return: the next power of two, at least LFR_STREAM_SLOTS_MIN; 0 if that is
 * more than LFR_STREAM_SLOTS_MAX.
 */
static inline u32 lfr_stream_round(u64 wanted)
{
	if (!wanted)
		return LFR_STREAM_SLOTS_DEFAULT;
	if (wanted > LFR_STREAM_SLOTS_MAX)
		return 0;
	if (wanted <= LFR_STREAM_SLOTS_MIN)
		return LFR_STREAM_SLOTS_MIN;
	return (u32)roundup_pow_of_two((unsigned long)wanted);
}

/* What bit 0 of the slot of @pos is once it has been published; 1 in the first lap. */
static __always_inline unsigned long lfr_stream_tag(const struct lfr_stream *stream, u64 pos)
{
	return !((u32)pos & stream->size);
}

static __always_inline unsigned long *lfr_stream_slot(struct lfr_stream *stream, u64 pos)
{
	return &stream->slots[(u32)pos & (stream->size - 1)];
}

/**
 * lfr_stream_init_at() - make an empty ring whose positions start at @pos
 * @stream: memory of lfr_stream_bytes(@size) bytes
 * @size: number of slots
 * @pos: first position; tests start just below a wrap
 *
 * Context: any; nobody else may use @stream yet.
 * Return: 0, or -EINVAL if @size is not a power of two from LFR_STREAM_SLOTS_MIN
 * to LFR_STREAM_SLOTS_MAX.
 */
static inline int lfr_stream_init_at(struct lfr_stream *stream, u32 size, u64 pos)
{
	u32 i;

	if (size < LFR_STREAM_SLOTS_MIN || size > LFR_STREAM_SLOTS_MAX ||
	    !is_power_of_2(size))
		return -EINVAL;
	atomic64_set(&stream->tail, pos);
	atomic64_set(&stream->head_seen, pos);
	atomic64_set(&stream->head, pos);
	stream->size = size;
	/* As if the lap before had been published. */
	for (i = 0; i < size; i++)
		*lfr_stream_slot(stream, pos + i) = !lfr_stream_tag(stream, pos + i);
	return 0;
}

/**
 * lfr_stream_init() - make an empty ring
 * @stream: memory of lfr_stream_bytes(@size) bytes
 * @size: number of slots
 *
 * Context: any; nobody else may use @stream yet.
 * Return: as lfr_stream_init_at().
 */
static inline int lfr_stream_init(struct lfr_stream *stream, u32 size)
{
	return lfr_stream_init_at(stream, size, 0);
}

/**
 * lfr_stream_create() - allocate an empty ring
 * @size: number of slots
 * @node: NUMA node, or NUMA_NO_NODE
 *
 * Exported in namespace LFRING; what is inline here needs no module.
 *
 * Context: process, may sleep.
 * Return: the ring; ERR_PTR(-EINVAL) as lfr_stream_init_at(), or if there is no
 * such node; ERR_PTR(-ENOMEM).
 */
struct lfr_stream *lfr_stream_create(u32 size, int node);

/**
 * lfr_stream_destroy() - free what lfr_stream_create() allocated
 * @stream: the ring, which nobody uses any more; NULL and error pointers are ignored
 *
 * What is left in it is forgotten: take it out first if it has to be freed. A use after this is
 * one of freed memory, which KASAN reports.
 *
 * Context: process, may sleep.
 */
void lfr_stream_destroy(struct lfr_stream *stream);

/**
 * lfr_stream_size() - number of slots, which is how many items the ring holds
 * @stream: the ring
 *
 * Context: any.
 * Return: what it was initialised with.
 */
static inline u32 lfr_stream_size(const struct lfr_stream *stream)
{
	return stream->size;
}

/**
 * lfr_stream_tail() - positions claimed so far
 * @stream: the ring
 *
 * Context: any; a snapshot.
 * Return: the position the next push will get.
 */
static inline u64 lfr_stream_tail(const struct lfr_stream *stream)
{
	return atomic64_read(&stream->tail);
}

/**
 * lfr_stream_head() - positions taken so far
 * @stream: the ring
 *
 * Context: any; a snapshot.
 * Return: the position the next pop will take.
 */
static inline u64 lfr_stream_head(const struct lfr_stream *stream)
{
	return atomic64_read(&stream->head);
}

/**
 * lfr_stream_len() - how many slots are claimed and not taken
 * @stream: the ring
 *
 * Claimed slots that are not published yet are counted.
 *
 * Context: any; a snapshot, exact when nobody pushes or pops.
 * Return: 0 to lfr_stream_size(), never more.
 */
static inline u32 lfr_stream_len(const struct lfr_stream *stream)
{
	s64 used = lfr_stream_tail(stream) - lfr_stream_head(stream);

	return clamp_t(s64, used, 0, stream->size);
}

/**
 * lfr_stream_empty() - is there nothing in the ring?
 * @stream: the ring
 *
 * Context: any.
 * Return: true if no slot was claimed at an instant during the call; false if
 * one was, be it published or not.
 */
static inline bool lfr_stream_empty(const struct lfr_stream *stream)
{
	/*
	 * Guarantee that @tail is read later, and is not behind. If it is the same
	 * even so, nothing was in between. This pairs with take:A.
	 */
	u64 head = atomic64_read_acquire(&stream->head); /* LMM(empty:A) */

	return lfr_stream_tail(stream) == head;
}

/**
 * lfr_stream_full() - is there no room in the ring?
 * @stream: the ring
 *
 * Context: any.
 * Return: true if all slots were claimed at an instant during the call; false if
 * one was free.
 */
static inline bool lfr_stream_full(const struct lfr_stream *stream)
{
	/*
	 * Guarantee that @head is read later, and is as new as known to those that
	 * claimed. If it is so far behind even so, the ring was full. This pairs
	 * with claim:E.
	 */
	u64 tail = atomic64_read_acquire(&stream->tail); /* LMM(full:A) */

	return (s64)(tail - lfr_stream_head(stream)) >= (s64)stream->size;
}

/* Return: how many positions were claimed; -ENOSPC; if @once, also -EAGAIN. */
static __always_inline int lfr_stream_claim_as(struct lfr_stream *stream, u32 n, u64 *pos,
					       bool once)
{
	u64 tail, head;
	s64 room, old, next;
	bool won;

	for (;;) {
		tail = atomic64_read(&stream->tail);
		/*
		 * Guarantee that the slots are free for the writes of this producer.
		 * This pairs with claim:B of the producer that read @head.
		 */
		head = atomic64_read_acquire(&stream->head_seen); /* LMM(claim:C) */
		room = (s64)stream->size - (s64)(tail - head);
		if (unlikely(room < (s64)n)) {
			/*
			 * Guarantee that @head is read later, and is as new as known
			 * to those that claimed. This pairs with claim:E.
			 */
			tail = atomic64_read_acquire(&stream->tail); /* LMM(claim:D) */
			/* As with claim:C; this pairs with take:A. */
			head = atomic64_read_acquire(&stream->head); /* LMM(claim:A) */
			/*
			 * Guarantee the same to the producers that read it at
			 * claim:C. It may go back to an older @head when two
			 * producers race here, which is safe: less room.
			 */
			atomic64_set_release(&stream->head_seen, head); /* LMM(claim:B) */
			room = (s64)stream->size - (s64)(tail - head);
			if (room <= 0)
				return -ENOSPC;
			if (room < (s64)n)
				n = room;
		}
		old = tail;
		next = tail + n;
		/*
		 * Guarantee that whoever reads the new @tail reads a @head that is
		 * as new as this one. This pairs with claim:D and full:A.
		 */
		won = atomic64_try_cmpxchg_release(&stream->tail, &old, next); /* LMM(claim:E) */
		if (likely(won))
			break;
		if (once)
			return -EAGAIN;
	}
	*pos = tail;
	return n;
}

/**
 * lfr_stream_claim() - claim up to @n slots
 * @stream: the ring
 * @n: how many, at least 1
 * @pos: where to put the position of the first of them
 *
 * Every claimed position must be published, in any order, with preemption disabled
 * from before the claim until after the last publish.
 *
 * Context: any but NMI, preemption disabled.
 * Return: how many were claimed, fewer than @n if there is not more room, 0 if
 * the ring is full.
 */
static inline u32 lfr_stream_claim(struct lfr_stream *stream, u32 n, u64 *pos)
{
	int got = lfr_stream_claim_as(stream, n, pos, false);

	return got < 0 ? 0 : got;
}

static __always_inline void lfr_stream_store(unsigned long *slot, const void *item,
					     unsigned long tag)
{
	/*
	 * Guarantee that what the producer wrote is seen by the consumer that reads
	 * the item. This pairs with look:A.
	 */
	smp_store_release(slot, (unsigned long)item | tag); /* LMM(publish:A) */
}

/**
 * lfr_stream_publish() - give a claimed position its item
 * @stream: the ring
 * @pos: a position that this producer claimed
 * @item: the item; bit 0 must be clear
 *
 * Context: any but NMI, preemption disabled since the claim.
 */
static __always_inline void lfr_stream_publish(struct lfr_stream *stream, u64 pos,
					       const void *item)
{
	lfr_stream_store(lfr_stream_slot(stream, pos), item, lfr_stream_tag(stream, pos));
}

static __always_inline int lfr_stream_push_as(struct lfr_stream *stream, void *item, bool once)
{
	u64 pos;
	int ret;

	if (unlikely((unsigned long)item & 1))
		return -EINVAL;
	preempt_disable();
	ret = lfr_stream_claim_as(stream, 1, &pos, once);
	if (likely(ret > 0)) {
		lfr_stream_publish(stream, pos, item);
		ret = 0;
	}
	preempt_enable();
	return ret;
}

/**
 * lfr_stream_push() - put an item into the ring
 * @stream: the ring
 * @item: the item, NULL allowed
 *
 * Multi producer. Never sleeps, takes no lock.
 *
 * Context: any but NMI.
 * Return: 0; -ENOSPC if the ring was full; -EINVAL if bit 0 of @item is set.
 */
static inline int lfr_stream_push(struct lfr_stream *stream, void *item)
{
	return lfr_stream_push_as(stream, item, false);
}

/**
 * lfr_stream_try_push() - lfr_stream_push() with one attempt
 * @stream: the ring
 * @item: the item, NULL allowed
 *
 * Context: any but NMI.
 * Return: as lfr_stream_push(); also -EAGAIN if another producer was faster. Nothing
 * has happened then.
 */
static inline int lfr_stream_try_push(struct lfr_stream *stream, void *item)
{
	return lfr_stream_push_as(stream, item, true);
}

/* Slots that loops go by, with one branch for all of them. */
#define LFR_STREAM_CHUNK	8u

/* Is bit 0 of one of them set? */
static __always_inline bool lfr_stream_odd(void *const *items, u32 n)
{
	unsigned long bits = 0;
	u32 i = 0;

	for (; n - i >= 4; i += 4)
		bits |= ((unsigned long)items[i] | (unsigned long)items[i + 1]) |
			((unsigned long)items[i + 2] | (unsigned long)items[i + 3]);
	for (; i < n; i++)
		bits |= (unsigned long)items[i];
	return bits & 1;
}

/*
 * The last one first: consumers wait for the oldest slot, so they find the whole
 * batch, and do not fetch the cache lines that are being written.
 */
static __always_inline void lfr_stream_fill(unsigned long *slots, void *const *items, u32 n,
					    unsigned long tag)
{
	size_t i = n, k;

	for (; i >= LFR_STREAM_CHUNK; i -= LFR_STREAM_CHUNK) {
#pragma GCC unroll 8
		for (k = 1; k <= LFR_STREAM_CHUNK; k++)
			lfr_stream_store(&slots[i - k], items[i - k], tag);
	}
	while (i--)
		lfr_stream_store(&slots[i], items[i], tag);
}

/**
 * lfr_stream_push_batch() - put items into the ring with one claim
 * @stream: the ring
 * @items: the items, NULL allowed; the array is free for reuse on return
 * @n: how many
 *
 * Context: any but NMI; preemption is off for the length of @n stores.
 * Return: how many of the first items were put in, side by side and in order; fewer
 * than @n if there was room for no more of them, 0 if the ring was full; -EINVAL if bit
 * 0 of one is set that could have been among them. Nothing has happened then.
 */
static inline int lfr_stream_push_batch(struct lfr_stream *stream, void *const *items, u32 n)
{
	u32 first;
	u64 pos;
	int got;

	n = min(n, stream->size);
	if (unlikely(!n))
		return 0;
	if (unlikely(lfr_stream_odd(items, n)))
		return -EINVAL;
	preempt_disable();
	got = lfr_stream_claim_as(stream, n, &pos, false);
	if (likely(got > 0)) {
		/* Up to the end of the array, and on from its beginning. */
		first = min((u32)got, stream->size - ((u32)pos & (stream->size - 1)));
		if ((u32)got > first)
			lfr_stream_fill(stream->slots, items + first, got - first,
					!lfr_stream_tag(stream, pos));
		lfr_stream_fill(lfr_stream_slot(stream, pos), items, first,
				lfr_stream_tag(stream, pos));
	}
	preempt_enable();
	return got < 0 ? 0 : got;
}

/* The item, if bit 0 is clear; else it has not been published. */
static __always_inline unsigned long lfr_stream_look(const unsigned long *slot,
						     unsigned long tag)
{
	/*
	 * Guarantee that the item's contents are read after the item. This pairs
	 * with publish:A.
	 */
	return smp_load_acquire(slot) ^ tag; /* LMM(look:A) */
}

/* Copy up to @n items. Return: how many came before the first that is not published. */
static __always_inline u32 lfr_stream_copy(const unsigned long *slots, void **items, u32 n,
					   unsigned long tag)
{
	unsigned long got, bits;
	u32 i = 0, k;

	for (; n - i >= LFR_STREAM_CHUNK; i += LFR_STREAM_CHUNK) {
		bits = 0;
#pragma GCC unroll 8
		for (k = 0; k < LFR_STREAM_CHUNK; k++) {
			got = lfr_stream_look(&slots[i + k], tag);
			items[i + k] = (void *)got;
			bits |= got;
		}
		if (unlikely(bits & 1))
			break;
	}
	for (; i < n; i++) {
		got = lfr_stream_look(&slots[i], tag);
		if (got & 1)
			break;
		items[i] = (void *)got;
	}
	return i;
}

static __always_inline u64 lfr_stream_begin(const struct lfr_stream *stream)
{
	/*
	 * Guarantee that no slot is read as it was in a lap before the last one. This
	 * pairs with take:A of the consumers that took them there.
	 */
	return atomic64_read_acquire(&stream->head); /* LMM(pop:A) */
}

/**
 * lfr_stream_peek() - copy items without taking them
 * @stream: the ring
 * @items: where to put them; anything may be behind those that were found
 * @max: how many at most
 * @head: where to put the position of the first of them
 *
 * They may be somebody else's at any time: do not follow one unless
 * lfr_stream_take() has said yes.
 *
 * Context: any but NMI.
 * Return: how many are published, oldest first.
 */
static __always_inline u32 lfr_stream_peek(struct lfr_stream *stream, void **items, u32 max,
					   u64 *head)
{
	unsigned long tag;
	u32 first, n;
	u64 pos;

	max = min(max, stream->size);
	pos = lfr_stream_begin(stream);
	*head = pos;
	tag = lfr_stream_tag(stream, pos);
	first = min(max, stream->size - ((u32)pos & (stream->size - 1)));
	n = lfr_stream_copy(lfr_stream_slot(stream, pos), items, first, tag);
	if (unlikely(n == first && n < max))
		n += lfr_stream_copy(stream->slots, items + n, max - n, !tag);
	return n;
}

/**
 * lfr_stream_take() - take items that were looked at
 * @stream: the ring
 * @head: what lfr_stream_peek() said
 * @n: how many, at least 1 and no more than lfr_stream_peek() found
 *
 * Context: any but NMI.
 * Return: true if they are this caller's; false if another consumer was faster and
 * nothing has happened.
 */
static __always_inline bool lfr_stream_take(struct lfr_stream *stream, u64 head, u32 n)
{
	s64 old = head;

	/*
	 * Guarantee that the slots have been read before a producer writes there,
	 * and before the consumer of the next lap reads them. This pairs with
	 * claim:A, pop:A and empty:A.
	 */
	return atomic64_try_cmpxchg_release(&stream->head, &old, head + n); /* LMM(take:A) */
}

/**
 * lfr_stream_pop_batch() - take items out of the ring, all at once
 * @stream: the ring
 * @items: where to put them; anything may be behind those that were taken
 * @max: how many at most
 *
 * Multi consumer. Never sleeps, takes no lock.
 *
 * Context: any but NMI.
 * Return: how many were taken, side by side and oldest first; 0 if the oldest slot
 * was not published, be it that the ring was empty or that it waits for its
 * producer; lfr_stream_stalled() tells.
 */
static inline u32 lfr_stream_pop_batch(struct lfr_stream *stream, void **items, u32 max)
{
	u64 head;
	u32 n;

	if (unlikely(!max))
		return 0;
	for (;;) {
		n = lfr_stream_peek(stream, items, max, &head);
		if (likely(n)) {
			if (likely(lfr_stream_take(stream, head, n)))
				return n;
		} else if (lfr_stream_head(stream) == head) {
			return 0;
		}
	}
}

/* Why is nothing published at @head? @item is not touched. */
static inline int lfr_stream_why(const struct lfr_stream *stream, u64 head)
{
	if (lfr_stream_tail(stream) == head)
		return -ENODATA;
	return lfr_stream_head(stream) == head ? -EBUSY : -EAGAIN;
}

static __always_inline int lfr_stream_pop_as(struct lfr_stream *stream, void **item, bool once)
{
	unsigned long got;
	u64 head;
	int ret;

	do {
		ret = -EAGAIN;
		head = lfr_stream_begin(stream);
		got = lfr_stream_look(lfr_stream_slot(stream, head),
				      lfr_stream_tag(stream, head));
		if (unlikely(got & 1)) {
			ret = lfr_stream_why(stream, head);
		} else if (likely(lfr_stream_take(stream, head, 1))) {
			*item = (void *)got;
			return 0;
		}
	} while (!once && ret == -EAGAIN);
	return ret;
}

/**
 * lfr_stream_pop() - take one item out of the ring
 * @stream: the ring
 * @item: where to put it; NULL may be an item. Left alone if there is none.
 *
 * Multi consumer. Never sleeps, takes no lock.
 *
 * Context: any but NMI.
 * Return: 0; -ENODATA if the ring was empty; -EBUSY if the oldest slot was claimed
 * but not published yet.
 */
static inline int lfr_stream_pop(struct lfr_stream *stream, void **item)
{
	return lfr_stream_pop_as(stream, item, false);
}

/**
 * lfr_stream_try_pop() - lfr_stream_pop() with one attempt
 * @stream: the ring
 * @item: where to put it; NULL may be an item. Left alone if there is none.
 *
 * Context: any but NMI.
 * Return: as lfr_stream_pop(); also -EAGAIN if another consumer was faster. Nothing
 * has happened then.
 */
static inline int lfr_stream_try_pop(struct lfr_stream *stream, void **item)
{
	return lfr_stream_pop_as(stream, item, true);
}

/**
 * lfr_stream_stalled() - does the oldest claimed slot wait for its producer?
 * @stream: the ring
 *
 * Meant for when lfr_stream_pop_batch() has come back empty-handed.
 *
 * Context: any but NMI.
 * Return: true if so at an instant during the call; the ring is not empty then, and
 * the consumer must come back.
 */
static inline bool lfr_stream_stalled(struct lfr_stream *stream)
{
	void *item;
	u64 head;
	int why;

	do {
		if (lfr_stream_peek(stream, &item, 1, &head))
			return false;
		why = lfr_stream_why(stream, head);
	} while (why == -EAGAIN);
	return why == -EBUSY;
}

/**
 * lfr_stream_reset() - forget everything in the ring
 * @stream: the ring, which nobody else may use meanwhile
 *
 * Positions go on from where they are.
 *
 * Context: any.
 * Return: how many items were in it; -EBUSY, and nothing has happened, if a slot was
 * claimed and not published, so that somebody does use the ring.
 */
static inline int lfr_stream_reset(struct lfr_stream *stream)
{
	u64 head = lfr_stream_head(stream), tail = lfr_stream_tail(stream), pos;

	for (pos = head; pos != tail; pos++)
		if (lfr_stream_look(lfr_stream_slot(stream, pos),
				    lfr_stream_tag(stream, pos)) & 1)
			return -EBUSY;
	/* What producers know of @head is older, and that is always allowed. */
	atomic64_set(&stream->head, tail);
	return tail - head;
}

#endif /* _LFRING_STREAM_H */
