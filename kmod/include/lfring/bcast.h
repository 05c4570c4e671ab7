/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast.h - one producer, many readers, and each of them sees everything
 *
 * Data structure
 * ==============
 * An array of slots, a power of two of them, that hold values of one size, and a
 * 64-bit position @head that only grows: the next one to be written. Position p
 * lives in slot p modulo the number of slots. A fixed table has a place for each
 * reader with a @cursor, the next position that it reads.
 *
 * The producer keeps a @limit: below it, it writes without looking at any reader.
 * At the limit it looks at all places, and the new limit is the lowest cursor, or
 * @head if that is lower, plus the number of slots. With readers that keep up that
 * is once a lap.
 *
 * A reader keeps the newest @head it has seen, and looks again when it is there.
 *
 * Usage
 * =====
 *	struct lfr_bcast_config config = {
 *		.slots = 256, .bytes = sizeof(struct sample), .readers = 8,
 *		.policy = LFR_BCAST_WAIT,
 *	};
 *	struct lfr_bcast *ring = lfr_bcast_create(&config, NUMA_NO_NODE);
 *
 *	err = lfr_bcast_write(ring, &sample);		// the producer
 *
 *	struct lfr_bcast_reader reader;			// each reader
 *
 *	err = lfr_bcast_subscribe(ring, &reader);
 *	while (!lfr_bcast_read(ring, &reader, &sample))
 *		use(&sample);
 *	lfr_bcast_unsubscribe(ring, &reader);
 *
 * Slow readers
 * ============
 * What happens when the ring is full for the slowest reader is the ring's policy:
 *
 *	WAIT		the producer waits: -EAGAIN from the try form; the blocking
 *			form sleeps
 *	TIMEOUT		the same, but the blocking form gives up with -ETIMEDOUT
 *			after the time that the ring was configured with
 *	OVERWRITE	the producer never waits. A reader that was overrun gets
 *			-EOVERFLOW once, finds in @missed how many values it lost,
 *			and goes on with the oldest one that is left
 *	EVICT		the producer never waits. It unsubscribes the readers that
 *			it would have to wait for. The next call of such a reader
 *			gives -ENOBUFS, and all later ones -ESTALE. Only if its
 *			place has been given to another reader in the meantime is it
 *			-ESTALE at once
 *
 * Without a reader the producer never waits, whatever the policy.
 *
 * In its place
 * ============
 * A value need not be copied as a whole. The producer makes it in the slot that
 * lfr_bcast_claim() gives it, and a reader looks at it there, between lfr_bcast_peek() and
 * lfr_bcast_release(). With WAIT and TIMEOUT nothing changes meanwhile, and both use the slot
 * as memory of theirs. With OVERWRITE it may change under the reader. There the producer stores
 * by lfr_bcast_store(), a reader loads by lfr_bcast_load(), believes nothing of what it got, and
 * lfr_bcast_release() tells it whether that was the value, or -EOVERFLOW. So values of different
 * lengths cost what they are long:
 *
 *	lfr_bcast_claim(ring, &slot);			// the producer
 *	lfr_bcast_store(slot, 0, &header, sizeof(header));
 *	lfr_bcast_store(slot, sizeof(header), data, header.length);
 *	lfr_bcast_publish(ring);
 *
 *	while (!lfr_bcast_peek(ring, &reader, 0, &slot)) {	// a reader
 *		lfr_bcast_load(slot, 0, &header, sizeof(header));
 *		length = min(header.length, ROOM);	// it may be anything
 *		lfr_bcast_load(slot, sizeof(header), data, length);
 *		if (!lfr_bcast_release(ring, &reader, 1))
 *			use(&header, data);
 *	}
 *
 * With EVICT there is no such form.
 *
 * The slots may be in memory of their own (lfr_bcast_init_at()), which others can look at, too.
 *
 * Handles
 * =======
 * struct lfr_bcast_reader is the handle. It has the number of its place and a
 * generation, which no two subscriptions share. A handle that was never
 * subscribed, or is no longer, gives -ESTALE in every call and changes nothing.
 *
 * Closing
 * =======
 * lfr_bcast_close() wakes everybody. From then on the producer gets -ESHUTDOWN.
 * Readers get what had been written before, and then -ESHUTDOWN. A write on another
 * CPU at the same time may still succeed, and a reader may be gone before it sees it;
 * if the producer itself closes the ring, nothing is lost.
 *
 * Limits
 * ======
 * At least two slots. A handle, like the producer's side, belongs to one thread at
 * a time and cannot be copied into a second reader; KCSAN and ThreadSanitizer report
 * two that share one. Memory is passed in; nothing here allocates, prints or reads
 * a clock.
 *
 * Who may call
 * ============
 *	try_write*, claim, store, publish	one producer at a time
 *	write, write_timeout			the same; these sleep
 *	subscribe				anyone, at any time
 *	try_read*, peek, load, release,		the reader that owns the handle
 *	seek, unsubscribe, lag
 *	read, read_timeout			the same; these sleep
 *	close, statistics			anyone
 *
 * What does not sleep may be called in any context but NMI. On a kernel with
 * PREEMPT_RT a ring that is not @polled must not be used in hard interrupt context:
 * waking somebody takes the lock of a wait queue.
 *
 * A @polled ring has no sleeping forms (-EOPNOTSUPP). It spares both sides a fully
 * ordered operation in each call, which otherwise is most of its cost.
 *
 * Progress
 * ========
 * try_read and try_write take a bounded number of steps, but for this: with EVICT a
 * place is looked at again each time its reader moves on just then. Under WAIT the
 * producer is held up by the slowest reader, and by nobody else; a reader that was
 * preempted inside of subscribe counts as one until it runs again. Readers never hold
 * up each other. subscribe is lock-free: an attempt is repeated only because another
 * reader took or left a place, or because the producer wrote a whole lap.
 *
 * With OVERWRITE a reader that is overrun again and again skips more values each time
 * until it gets one: 1, 2, 4, ... but it is given the newest one at most, so a reader
 * that cannot copy one value in the time of a write gets only -EOVERFLOW.
 *
 * Why a new reader cannot be overrun
 * ==================================
 * The original of this structure lost values of a reader that subscribed while the
 * producer wrote. Here:
 *
 *	subscribe			producer at its limit
 *	---------			---------------------
 *	S1 read head: H0		P1 publish head: H
 *	S2 cursor = H0, active		P2 order
 *	S3 order			P3 read all places
 *	S4 read head: H1		P4 limit = min(lowest cursor, H) + slots
 *	S5 cursor = H1
 *
 * S3 and P2 are read-modify-writes of one variable, so one comes after the other.
 * If S3 is first, P3 sees the place active and its cursor at H0 or later, and
 * H0 <= H1: the limit is at most a lap above the first position that this reader
 * reads. If P2 is first, S4 sees the head of P1 or a newer one: H <= H1, and again
 * the limit is at most a lap above H1. That limit stays until the next P1 to P4, for
 * which the same holds. As long as the place is active no limit is more than a lap
 * above its cursor, so no slot at or above the cursor is written again.
 * tests/model/bcast.pml checks it.
 *
 * Why a copy that was overrun is noticed
 * ======================================
 * OVERWRITE: position p is written over while @head is p + slots, because the producer
 * publishes each position before it starts on the next. The words of a value are
 * stored with release and loaded with acquire: a reader that got one word of a
 * newer value then reads that @head or a later one, and throws the copy away. So no
 * sequence number in the slot is needed, and a batch is checked by one read of @head.
 *
 * EVICT: reader and producer fight for the cursor by compare-and-swap. Whoever wins
 * decides: a reader that moved it had finished its copy before, and the producer goes
 * on from there; if the producer marked it, the reader fails and throws the copy away.
 * Positions only grow, so what an evicted reader does late cannot be taken for an
 * action of the next reader on its place.
 *
 * Why no wake-up is lost
 * ======================
 * Who wants to sleep first queues itself, then sets a bell by a fully ordered
 * exchange, then looks again. Who changed something clears the bell by such an
 * exchange, and wakes the sleepers if it was set. The exchanges of one bell come one
 * after the other: either the waker finds it set, or the sleeper sees the change.
 *
 * Memory barriers
 * ===============
 * Every access that orders another is labelled LMM(name). These are the pairs:
 *
 *	publish:A / read:A
 *		What the producer wrote before it published a position is visible
 *		to the reader that reads the position.
 *
 *	consume:A / scan:C, consume:B / scan:C
 *		A reader is done with a slot, and with anything a caller keeps
 *		beside it, before the producer writes there again. consume:B is the
 *		same for EVICT.
 *
 *	leave:A / scan:B
 *		The same for a reader that unsubscribes.
 *
 *	leave:A / join:A / consume:A / scan:C
 *		The same for a producer that saw the place before that and reads the
 *		cursor of the next reader on it.
 *
 *	evict:A / join:A
 *		The next reader on the place sees a @head that is above the cursor of
 *		the evicted one.
 *
 *	join:B / scan:B
 *		A place that is seen active has the cursor of its reader.
 *
 *	join:C / scan:A
 *		S3 and P2 of above.
 *
 *	wake:A / sleep:A, wake:B / sleep:B
 *		The bells: of the readers, rung by the producer; of the producer,
 *		rung by a reader.
 *
 *	close:A / none:A
 *		A reader that is told that the ring is closed has seen all that was
 *		written before.
 *
 *	copy:A / copy:B
 *		A copy that was overrun is noticed: see above.
 *
 * Fully ordered read-modify-writes are used on one variable by both sides, so that
 * their order as acquire and release is enough for the proofs.
 *
 * Sources: the table of cursors and a producer limited by the slowest of them are known
 * from the Disruptor (Thompson et al., 2011); what subscribing has to do about it from
 * the errors of the lockless generic broadcast ring that this replaces. Noticing
 * an overrun copy with acquire and release alone follows Boehm, "Can seqlocks get along
 * with programming language memory models?" (MSPC 2012).
 */
#ifndef _LFRING_BCAST_H
#define _LFRING_BCAST_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <lfring/limits.h>

/**
 * enum lfr_bcast_policy - what to do when the slowest reader is a lap behind
 * @LFR_BCAST_WAIT: the producer waits for it
 * @LFR_BCAST_TIMEOUT: the producer waits for it, but not for ever
 * @LFR_BCAST_OVERWRITE: it loses values, and is told how many
 * @LFR_BCAST_EVICT: it is unsubscribed
 * @LFR_BCAST_POLICIES: number of policies
 */
enum lfr_bcast_policy {
	LFR_BCAST_WAIT,
	LFR_BCAST_TIMEOUT,
	LFR_BCAST_OVERWRITE,
	LFR_BCAST_EVICT,
	LFR_BCAST_POLICIES
};

/**
 * struct lfr_bcast_config - what a ring shall be
 * @slots: number of slots, a power of two
 * @bytes: size of a value
 * @readers: most readers at a time
 * @policy: what to do about a slow one
 * @polled: nobody sleeps
 * @timeout: jiffies, with LFR_BCAST_TIMEOUT
 * @start: first position; tests start just below a wrap
 */
struct lfr_bcast_config {
	u32 slots;
	u32 bytes;
	u32 readers;
	enum lfr_bcast_policy policy;
	bool polled;
	long timeout;
	u64 start;
};

/*
 * Low bits of the state of a place; above them is the generation. No state is ever 0, for
 * the first who joins is of generation 1: a handle of zeroes is stale.
 */
#define LFR_BCAST_JOINING	0u
#define LFR_BCAST_FREE		1u
#define LFR_BCAST_ACTIVE	2u
#define LFR_BCAST_EVICTED	3u
#define LFR_BCAST_STATE_BITS	2u
#define LFR_BCAST_STATE_MASK	3u

/* A cursor that the producer has taken from an evicted reader: half the circle away. */
#define LFR_BCAST_TAKEN		(1ull << 63)

/**
 * struct lfr_bcast_place - a reader, as the producer sees it
 * @cursor: the next position it reads
 * @state: generation and state
 * @lost: values it lost
 * @bell: the producer sleeps and wants to hear of progress
 *
 * All members are private. It has a cache line of its own, written by its reader.
 */
struct lfr_bcast_place {
	atomic64_t cursor;
	atomic64_t state;
	atomic64_t lost;
	atomic_t bell;
} ____cacheline_aligned;

/**
 * struct lfr_bcast_reader - handle of a reader
 * @missed: values lost before the last -EOVERFLOW; for the caller to read
 * @index: private; the place
 * @margin: private; values to skip beyond those that were overwritten
 * @token: private; the state of the place while this handle is good
 * @pos: private; the next position to read
 * @seen: private; newest head that was seen
 */
struct lfr_bcast_reader {
	u64 missed;
	u32 index;
	u32 margin;
	u64 token;
	u64 pos;
	u64 seen;
};

/**
 * struct lfr_bcast_stat - a reader, as statistics show it
 * @generation: number of its subscription on its place, from 1
 * @lag: values that were written and that it has not read
 * @lost: values it lost
 */
struct lfr_bcast_stat {
	u64 generation;
	u64 lag;
	u64 lost;
};

/**
 * struct lfr_bcast - the ring
 * @slots: the values
 * @mask: number of slots less one
 * @bytes: size of a value
 * @readers: number of places
 * @policy: what to do about a slow reader
 * @polled: nobody sleeps
 * @closed: nothing more will be written
 * @timeout: jiffies, with LFR_BCAST_TIMEOUT
 * @start: first position
 * @head: next position to write; written by the producer
 * @limit: the producer's own: below it there is room
 * @evicted: readers that were evicted
 * @bell: a reader sleeps and wants to hear of values
 * @order: puts subscribing readers and a scanning producer one after the other
 * @vacant: places that nobody has or has been promised
 * @readable: where readers sleep
 * @writable: where the producer sleeps
 * @place: the readers
 *
 * All members are private. Constants, what the producer writes, and what is
 * touched only when somebody subscribes or sleeps have a cache line each.
 */
struct lfr_bcast {
	void *slots;
	u32 mask;
	u32 bytes;
	u32 readers;
	enum lfr_bcast_policy policy;
	bool polled;
	int closed;
	long timeout;
	u64 start;

	atomic64_t head ____cacheline_aligned;
	u64 limit;
	atomic64_t evicted;
	atomic_t bell;

	atomic_t order ____cacheline_aligned;
	atomic_t vacant;
	wait_queue_head_t readable;
	wait_queue_head_t writable;

	struct lfr_bcast_place place[] ____cacheline_aligned;
};

static __always_inline size_t lfr_bcast_stride(u32 bytes)
{
	return ((size_t)bytes + 7) & ~(size_t)7;
}

static inline bool lfr_bcast_valid(const struct lfr_bcast_config *config)
{
	return config->slots >= LFR_BCAST_SLOTS_MIN && config->slots <= LFR_BCAST_SLOTS_MAX &&
	       is_power_of_2(config->slots) && config->bytes >= LFR_BCAST_BYTES_MIN &&
	       config->bytes <= LFR_BCAST_BYTES_MAX &&
	       config->readers >= LFR_BCAST_READERS_MIN &&
	       config->readers <= LFR_BCAST_READERS_MAX &&
	       (u32)config->policy < LFR_BCAST_POLICIES &&
	       (config->policy == LFR_BCAST_TIMEOUT ? config->timeout > 0 && !config->polled :
						      !config->timeout);
}

/**
 * lfr_bcast_bytes_at() - memory that a ring needs whose slots are elsewhere
 * @config: what it shall be
 *
 * Context: any.
 * Return: bytes; align them to a cache line. 0 if there is no such ring: see lfr_bcast_init().
 */
static inline size_t lfr_bcast_bytes_at(const struct lfr_bcast_config *config)
{
	if (!lfr_bcast_valid(config))
		return 0;
	return sizeof(struct lfr_bcast) + config->readers * sizeof(struct lfr_bcast_place);
}

/**
 * lfr_bcast_bytes() - memory that a ring needs
 * @config: what it shall be
 *
 * Context: any.
 * Return: bytes; align them to a cache line. 0 if there is no such ring: see
 * lfr_bcast_init(), or it would not fit the address space.
 */
static inline size_t lfr_bcast_bytes(const struct lfr_bcast_config *config)
{
	u64 bytes;

	if (!lfr_bcast_valid(config))
		return 0;
	bytes = lfr_bcast_bytes_at(config) + (u64)config->slots * lfr_bcast_stride(config->bytes);
	return bytes > (size_t)-1 / 2 ? 0 : bytes;
}

/**
 * lfr_bcast_init_at() - make a ring without readers whose slots are elsewhere
 * @ring: memory of lfr_bcast_bytes_at(@config) bytes
 * @config: what it shall be; not needed afterwards
 * @slots: memory for @config->slots values, each of @config->bytes rounded up to 8; aligned to 8
 *	bytes
 *
 * Context: any; nobody else may use @ring yet.
 * Return: as lfr_bcast_init().
 */
static inline int lfr_bcast_init_at(struct lfr_bcast *ring, const struct lfr_bcast_config *config,
				    void *slots)
{
	u32 i;

	if (!lfr_bcast_valid(config))
		return -EINVAL;
	ring->slots = slots;
	ring->mask = config->slots - 1;
	ring->bytes = config->bytes;
	ring->readers = config->readers;
	ring->policy = config->policy;
	ring->polled = config->polled;
	ring->closed = 0;
	ring->timeout = config->timeout;
	ring->start = config->start;
	atomic64_set(&ring->head, config->start);
	ring->limit = config->start;
	atomic64_set(&ring->evicted, 0);
	atomic_set(&ring->bell, 0);
	atomic_set(&ring->order, 0);
	atomic_set(&ring->vacant, config->readers);
	init_waitqueue_head(&ring->readable);
	init_waitqueue_head(&ring->writable);
	for (i = 0; i < config->readers; i++) {
		atomic64_set(&ring->place[i].cursor, config->start);
		atomic64_set(&ring->place[i].state, LFR_BCAST_FREE);
		atomic64_set(&ring->place[i].lost, 0);
		atomic_set(&ring->place[i].bell, 0);
	}
	return 0;
}

/**
 * lfr_bcast_init() - make a ring without readers
 * @ring: memory of lfr_bcast_bytes(@config) bytes
 * @config: what it shall be; not needed afterwards
 *
 * Context: any; nobody else may use @ring yet.
 * Return: 0, or -EINVAL: @slots is not a power of two from LFR_BCAST_SLOTS_MIN to
 * LFR_BCAST_SLOTS_MAX, @bytes or @readers is out of bounds, there is no such policy, or
 * there is a @timeout with another policy than LFR_BCAST_TIMEOUT, none with that, or one
 * where nobody sleeps.
 */
static inline int lfr_bcast_init(struct lfr_bcast *ring, const struct lfr_bcast_config *config)
{
	if (!lfr_bcast_bytes(config))
		return -EINVAL;
	return lfr_bcast_init_at(ring, config, &ring->place[config->readers]);
}

/* Does a reader's slowness make the producer wait, so that values stay where they are? */
static __always_inline bool lfr_bcast_waits(const struct lfr_bcast *ring)
{
	return ring->policy <= LFR_BCAST_TIMEOUT;
}

static __always_inline void *lfr_bcast_at(void *slots, u32 mask, u64 pos, u32 bytes)
{
	return slots + ((u32)pos & mask) * lfr_bcast_stride(bytes);
}

static __always_inline void *lfr_bcast_slot(const struct lfr_bcast *ring, u64 pos, u32 bytes)
{
	return lfr_bcast_at(ring->slots, ring->mask, pos, bytes);
}

/*
 * A word of a value. A reader may be looking: with OVERWRITE, and with EVICT, where it
 * learns only later that it was evicted.
 */
static __always_inline void lfr_bcast_word_in(unsigned long *slot, unsigned long word,
					      bool overwrite)
{
	/*
	 * Guarantee that who reads this word then sees the head as it is now. This pairs
	 * with copy:B.
	 */
	if (overwrite)
		smp_store_release(slot, word); /* LMM(copy:A) */
	else
		WRITE_ONCE(*slot, word);
}

static __always_inline unsigned long lfr_bcast_word_out(const unsigned long *slot,
							bool overwrite)
{
	/* Guarantee that the head is read after this word. This pairs with copy:A. */
	if (overwrite)
		return smp_load_acquire(slot); /* LMM(copy:B) */
	return READ_ONCE(*slot);
}

/* A word of a value, which need not be aligned. The kernel's own memcpy() is more than a load. */
static __always_inline unsigned long lfr_bcast_word_of(const void *value, u32 i)
{
	unsigned long word;

	__builtin_memcpy(&word, value + i * sizeof(word), sizeof(word));
	return word;
}

static __always_inline void lfr_bcast_copy_in(unsigned long *slot, const void *value, u32 bytes,
					      bool overwrite)
{
	u32 words = bytes / sizeof(*slot), rest = bytes % sizeof(*slot);
	const unsigned long *end = slot + words, *lines = end - words % 8;
	unsigned long word;

	/* Eight at a time, for a loop costs more than what it copies. */
	for (; slot != lines; slot += 8, value += 8 * sizeof(word)) {
		lfr_bcast_word_in(&slot[0], lfr_bcast_word_of(value, 0), overwrite);
		lfr_bcast_word_in(&slot[1], lfr_bcast_word_of(value, 1), overwrite);
		lfr_bcast_word_in(&slot[2], lfr_bcast_word_of(value, 2), overwrite);
		lfr_bcast_word_in(&slot[3], lfr_bcast_word_of(value, 3), overwrite);
		lfr_bcast_word_in(&slot[4], lfr_bcast_word_of(value, 4), overwrite);
		lfr_bcast_word_in(&slot[5], lfr_bcast_word_of(value, 5), overwrite);
		lfr_bcast_word_in(&slot[6], lfr_bcast_word_of(value, 6), overwrite);
		lfr_bcast_word_in(&slot[7], lfr_bcast_word_of(value, 7), overwrite);
	}
	for (; slot != end; slot++, value += sizeof(word))
		lfr_bcast_word_in(slot, lfr_bcast_word_of(value, 0), overwrite);
	if (rest) {
		word = 0;
		memcpy(&word, value, rest);
		lfr_bcast_word_in(slot, word, overwrite);
	}
}

static __always_inline void lfr_bcast_copy_out(const unsigned long *slot, void *value, u32 bytes,
					       bool overwrite)
{
	u32 i, rest = bytes % sizeof(*slot);
	unsigned long word;

	for (i = 0; i < bytes / sizeof(word); i++, value += sizeof(word)) {
		word = lfr_bcast_word_out(&slot[i], overwrite);
		memcpy(value, &word, sizeof(word));
	}
	if (rest) {
		word = lfr_bcast_word_out(&slot[i], overwrite);
		memcpy(value, &word, rest);
	}
}

/* Wake readers, if any sleep; the head was published before. */
static __always_inline void lfr_bcast_ring_readers(struct lfr_bcast *ring)
{
	if (ring->polled)
		return;
	/*
	 * Guarantee that either a reader that goes to sleep is seen here, or it sees
	 * the head. This pairs with sleep:A.
	 */
	if (unlikely(atomic_xchg(&ring->bell, 0)) && /* LMM(wake:A) */
	    waitqueue_active(&ring->readable))
		wake_up(&ring->readable);
}

/* Wake the producer, if it sleeps; the place was changed before. */
static __always_inline void lfr_bcast_ring_producer(struct lfr_bcast *ring,
						    struct lfr_bcast_place *place)
{
	if (ring->polled || !lfr_bcast_waits(ring))
		return;
	/*
	 * Guarantee that either a producer that goes to sleep is seen here, or it sees
	 * the place. This pairs with sleep:B.
	 */
	if (unlikely(atomic_xchg(&place->bell, 0)) && /* LMM(wake:B) */
	    waitqueue_active(&ring->writable))
		wake_up(&ring->writable);
}

/*
 * Unsubscribe the reader whose place was seen in @state and @cursor.
 * Return: false if it moved on in the meantime.
 */
static inline bool lfr_bcast_evict(struct lfr_bcast *ring, struct lfr_bcast_place *place,
				   s64 state, s64 cursor)
{
	s64 gone = state ^ LFR_BCAST_ACTIVE ^ LFR_BCAST_EVICTED;

	/* From here on consume:B fails. No order: the reader throws its copy away. */
	if (!atomic64_try_cmpxchg_relaxed(&place->cursor, &cursor, cursor ^ LFR_BCAST_TAKEN))
		return false;
	/*
	 * Guarantee that the next reader here starts above @cursor. This pairs with
	 * join:A. It fails if the reader has just left, by itself or as it noticed.
	 */
	if (atomic64_try_cmpxchg_release(&place->state, &state, gone)) { /* LMM(evict:A) */
		atomic64_inc(&ring->evicted);
		atomic_inc(&ring->vacant);
	}
	return true;
}

/*
 * At the limit: find the new one. With @arm the readers are asked to tell when they
 * have read something.
 * Return: slots that may be written.
 */
static noinline __maybe_unused u32 lfr_bcast_scan(struct lfr_bcast *ring, u64 pos, bool arm)
{
	u64 low = pos, size = (u64)ring->mask + 1;
	u32 i;

	if (ring->policy == LFR_BCAST_OVERWRITE) {
		/* Nobody is looked after. This is for the next 292 years. */
		ring->limit = pos + S64_MAX;
		return (u32)size;
	}
	/*
	 * Guarantee that either a reader that subscribes is seen below, or it sees a
	 * head of at least @pos. This pairs with join:C.
	 */
	atomic_xchg(&ring->order, 0); /* LMM(scan:A) */
	for (i = 0; i < ring->readers; i++) {
		struct lfr_bcast_place *place = &ring->place[i];
		s64 state, cursor;

		if (arm) {
			/*
			 * Guarantee that either the reader sees this, or its cursor
			 * is seen below. This pairs with wake:B.
			 */
			atomic_xchg(&place->bell, 1); /* LMM(sleep:B) */
		}
		do {
			/*
			 * Guarantee that who left is done with the slots, and that
			 * who joined has its cursor set. This pairs with leave:A and
			 * join:B.
			 */
			state = atomic64_read_acquire(&place->state); /* LMM(scan:B) */
			if ((state & LFR_BCAST_STATE_MASK) != LFR_BCAST_ACTIVE)
				break;
			/*
			 * Guarantee that the reader is done with the slots below its
			 * cursor. This pairs with consume:A and consume:B.
			 */
			cursor = atomic64_read_acquire(&place->cursor); /* LMM(scan:C) */
			if (ring->policy != LFR_BCAST_EVICT ||
			    (s64)(pos - cursor) < (s64)size) {
				if ((s64)(low - cursor) > 0)
					low = cursor;
				break;
			}
		} while (!lfr_bcast_evict(ring, place, state, cursor));
	}
	ring->limit = low + size;
	return (s64)(ring->limit - pos) > 0 ? (u32)(ring->limit - pos) : 0;
}

/* How many slots, up to @n, may be written now? 0 or an error if none. */
static __always_inline int lfr_bcast_room(struct lfr_bcast *ring, u64 pos, u32 n)
{
	s64 room = ring->limit - pos;

	if (unlikely(READ_ONCE(ring->closed)))
		return -ESHUTDOWN;
	if (unlikely(room < (s64)n)) {
		room = lfr_bcast_scan(ring, pos, false);
		if (!room)
			return -EAGAIN;
		if (room < (s64)n)
			return (int)room;
	}
	return (int)n;
}

static __always_inline void lfr_bcast_publish_at(struct lfr_bcast *ring, u64 head)
{
	/*
	 * Guarantee that what the producer wrote is seen by the readers that see the
	 * head. This pairs with read:A.
	 */
	atomic64_set_release(&ring->head, head); /* LMM(publish:A) */
}

/**
 * lfr_bcast_try_write_as() - lfr_bcast_try_write() for a size that is known
 * @ring: the ring
 * @value: the value
 * @bytes: size of a value, as the ring was configured; a constant, so that the copy
 *	becomes a few moves
 *
 * Context: as lfr_bcast_try_write().
 * Return: as lfr_bcast_try_write().
 */
static __always_inline int lfr_bcast_try_write_as(struct lfr_bcast *ring, const void *value,
						  u32 bytes)
{
	u64 pos = atomic64_read(&ring->head);
	int room = lfr_bcast_room(ring, pos, 1);

	if (unlikely(room < 0))
		return room;
	if (ring->policy == LFR_BCAST_OVERWRITE)
		lfr_bcast_copy_in(lfr_bcast_slot(ring, pos, bytes), value, bytes, true);
	else
		lfr_bcast_copy_in(lfr_bcast_slot(ring, pos, bytes), value, bytes, false);
	lfr_bcast_publish_at(ring, pos + 1);
	lfr_bcast_ring_readers(ring);
	return 0;
}

/**
 * lfr_bcast_try_write() - give a value to all readers
 * @ring: the ring
 * @value: the value; it is copied
 *
 * Single producer. Never sleeps.
 *
 * Context: any but NMI; not hard interrupt under PREEMPT_RT, unless @ring is polled.
 * Return: 0; -EAGAIN if a reader has to be waited for, which only happens with
 * LFR_BCAST_WAIT and LFR_BCAST_TIMEOUT; -ESHUTDOWN if the ring is closed.
 */
static inline int lfr_bcast_try_write(struct lfr_bcast *ring, const void *value)
{
	return lfr_bcast_try_write_as(ring, value, ring->bytes);
}

/**
 * lfr_bcast_try_write_batch_as() - lfr_bcast_try_write_batch() for a size that is known
 * @ring: the ring
 * @values: array of values, one after the other without a gap
 * @n: how many
 * @bytes: size of a value, as the ring was configured; a constant
 *
 * Context: as lfr_bcast_try_write().
 * Return: as lfr_bcast_try_write_batch().
 */
static __always_inline int lfr_bcast_try_write_batch_as(struct lfr_bcast *ring, const void *values,
							u32 n, u32 bytes)
{
	u64 pos = atomic64_read(&ring->head), end;
	u32 mask = ring->mask;
	void *slots = ring->slots;
	int room;

	if (!n)
		return 0;
	/* More than a lap would write over itself. */
	room = lfr_bcast_room(ring, pos, min(n, mask + 1));
	if (room < 0)
		return room;
	end = pos + room;
	if (ring->policy == LFR_BCAST_OVERWRITE) {
		for (; pos != end; values += bytes) {
			lfr_bcast_copy_in(lfr_bcast_at(slots, mask, pos, bytes), values, bytes,
					  true);
			/* A reader notices an overrun only up to one position above the head. */
			lfr_bcast_publish_at(ring, ++pos);
		}
	} else {
		for (; pos != end; pos++, values += bytes)
			lfr_bcast_copy_in(lfr_bcast_at(slots, mask, pos, bytes), values, bytes,
					  false);
		lfr_bcast_publish_at(ring, end);
	}
	lfr_bcast_ring_readers(ring);
	return room;
}

/**
 * lfr_bcast_try_write_batch() - give values to all readers
 * @ring: the ring
 * @values: array of values, one after the other without a gap
 * @n: how many
 *
 * Single producer. Readers are woken once, and but for LFR_BCAST_OVERWRITE the values
 * appear all at once.
 *
 * Context: as lfr_bcast_try_write().
 * Return: how many of the first values were written, as many as there was room for;
 * -EAGAIN if there was room for none; -ESHUTDOWN if the ring is closed.
 */
static inline int lfr_bcast_try_write_batch(struct lfr_bcast *ring, const void *values, u32 n)
{
	return lfr_bcast_try_write_batch_as(ring, values, n, ring->bytes);
}

/**
 * lfr_bcast_claim() - where the next value will be
 * @ring: the ring
 * @slot: where to put its address, aligned to 8 bytes
 *
 * Single producer. For a value that is made in its place, not copied. Readers get it
 * when lfr_bcast_publish() is called; until then nothing has happened, but for a reader of
 * LFR_BCAST_OVERWRITE that is a lap behind: there the slot is written by lfr_bcast_store() only.
 *
 * Context: as lfr_bcast_try_write().
 * Return: as lfr_bcast_try_write(); -EOPNOTSUPP if the policy is LFR_BCAST_EVICT.
 */
static inline int lfr_bcast_claim(struct lfr_bcast *ring, void **slot)
{
	u64 pos = atomic64_read(&ring->head);
	int room;

	if (ring->policy == LFR_BCAST_EVICT)
		return -EOPNOTSUPP;
	room = lfr_bcast_room(ring, pos, 1);
	if (room < 0)
		return room;
	*slot = lfr_bcast_slot(ring, pos, ring->bytes);
	return 0;
}

/**
 * lfr_bcast_store() - write a part of a value in the slot that was claimed
 * @slot: the slot
 * @at: where in it, bytes; a multiple of 8
 * @from: what
 * @bytes: how much; what is beyond, up to a whole word, becomes 0
 *
 * For a ring with LFR_BCAST_OVERWRITE.
 *
 * Context: as lfr_bcast_try_write().
 */
static inline void lfr_bcast_store(void *slot, u32 at, const void *from, u32 bytes)
{
	lfr_bcast_copy_in(slot + at, from, bytes, true);
}

/**
 * lfr_bcast_publish() - give the value in the claimed slot to all readers
 * @ring: the ring, whose last lfr_bcast_claim() gave 0
 *
 * Single producer.
 *
 * Context: as lfr_bcast_try_write().
 */
static inline void lfr_bcast_publish(struct lfr_bcast *ring)
{
	lfr_bcast_publish_at(ring, atomic64_read(&ring->head) + 1);
	lfr_bcast_ring_readers(ring);
}

/* About to sleep: is there nothing to sleep for? */
static inline bool lfr_bcast_writable(struct lfr_bcast *ring)
{
	return READ_ONCE(ring->closed) ||
	       lfr_bcast_scan(ring, atomic64_read(&ring->head), true);
}

/**
 * lfr_bcast_write_timeout() - give a value to all readers, wait for room if need be
 * @ring: the ring
 * @value: the value; it is copied
 * @timeout: jiffies to wait at most, not at all if below 1; MAX_SCHEDULE_TIMEOUT is for ever
 *
 * Single producer.
 *
 * Context: process, may sleep.
 * Return: 0; -ETIMEDOUT if there was no room in time; -ERESTARTSYS if a signal came
 * first; -ESHUTDOWN if the ring is closed; -EOPNOTSUPP if it is polled. The value is
 * written if it is 0, and only then.
 */
static inline int lfr_bcast_write_timeout(struct lfr_bcast *ring, const void *value, long timeout)
{
	int err;

	if (ring->polled)
		return -EOPNOTSUPP;
	for (;;) {
		err = lfr_bcast_try_write(ring, value);
		if (err != -EAGAIN)
			return err;
		timeout = wait_event_interruptible_timeout(ring->writable,
							   lfr_bcast_writable(ring),
							   max(timeout, 0L));
		if (timeout < 0)
			return (int)timeout;
		if (!timeout)
			return -ETIMEDOUT;
	}
}

/**
 * lfr_bcast_write() - give a value to all readers, wait as the policy says
 * @ring: the ring
 * @value: the value; it is copied
 *
 * Single producer. Waits for room with LFR_BCAST_WAIT, and as long as the ring was
 * configured for with LFR_BCAST_TIMEOUT.
 *
 * Context: process, may sleep.
 * Return: as lfr_bcast_write_timeout().
 */
static inline int lfr_bcast_write(struct lfr_bcast *ring, const void *value)
{
	return lfr_bcast_write_timeout(ring, value, ring->policy == LFR_BCAST_TIMEOUT ?
				       ring->timeout : MAX_SCHEDULE_TIMEOUT);
}

/*
 * Read up to here. Also how a new reader sets its cursor: a producer may have seen
 * the place while its last reader had it, and must not write before that one is done.
 */
static __always_inline void lfr_bcast_consume_to(struct lfr_bcast_place *place, u64 pos)
{
	/*
	 * Guarantee that the slots below @pos have been read before the producer
	 * writes there. This pairs with scan:C.
	 */
	atomic64_set_release(&place->cursor, pos); /* LMM(consume:A) */
}

/* The same where the producer may evict the reader. Return: false if it did. */
static __always_inline bool lfr_bcast_consume_from(struct lfr_bcast_place *place, u64 old,
						   u64 pos)
{
	s64 cursor = old;

	/* As consume:A. */
	return atomic64_try_cmpxchg_release(&place->cursor, &cursor, pos); /* LMM(consume:B) */
}

/* The reader's place, or NULL if the handle is not good. */
static __always_inline struct lfr_bcast_place *
lfr_bcast_place_of(struct lfr_bcast *ring, const struct lfr_bcast_reader *reader)
{
	struct lfr_bcast_place *place;

	if (unlikely(reader->index >= ring->readers))
		return NULL;
	place = &ring->place[reader->index];
	return likely((u64)atomic64_read(&place->state) == reader->token) ? place : NULL;
}

/* Give the place back. Return: false if it is not this reader's any more. */
static inline bool lfr_bcast_leave(struct lfr_bcast *ring, struct lfr_bcast_place *place,
				   u64 token)
{
	s64 state = token, left = token ^ LFR_BCAST_ACTIVE ^ LFR_BCAST_FREE;

	/*
	 * Guarantee that this reader has done all its reading before the producer
	 * writes, or another reader takes the place. This pairs with scan:B and join:A.
	 */
	if (!atomic64_try_cmpxchg_release(&place->state, &state, left)) /* LMM(leave:A) */
		return false;
	atomic_inc(&ring->vacant);
	lfr_bcast_ring_producer(ring, place);
	return true;
}

/* Why is the handle not good? An evicted reader is told so once. */
static noinline __maybe_unused int
lfr_bcast_gone(struct lfr_bcast *ring, const struct lfr_bcast_reader *reader)
{
	s64 evicted = reader->token ^ LFR_BCAST_ACTIVE ^ LFR_BCAST_EVICTED;
	s64 left = reader->token ^ LFR_BCAST_ACTIVE ^ LFR_BCAST_FREE;

	if (reader->index < ring->readers && reader->token &&
	    atomic64_try_cmpxchg_relaxed(&ring->place[reader->index].state, &evicted, left))
		return -ENOBUFS;
	return -ESTALE;
}

/* The producer took the cursor. It may not have come to changing the state yet. */
static noinline __maybe_unused int
lfr_bcast_evicted_now(struct lfr_bcast *ring, struct lfr_bcast_place *place,
		      const struct lfr_bcast_reader *reader)
{
	if (!lfr_bcast_leave(ring, place, reader->token))
		return lfr_bcast_gone(ring, reader);
	atomic64_inc(&ring->evicted);
	return -ENOBUFS;
}

/* Take a place that nobody has. Return: it, now joining in @state, or NULL. */
static inline struct lfr_bcast_place *lfr_bcast_take(struct lfr_bcast *ring, u64 *state)
{
	int vacant = atomic_read(&ring->vacant);
	u32 want = LFR_BCAST_FREE, i;

	/* A place that is promised is there: one that looks taken is being given back. */
	do {
		if (vacant <= 0)
			return NULL;
	} while (!atomic_try_cmpxchg_relaxed(&ring->vacant, &vacant, vacant - 1));

	/* Those whose reader has not heard yet that it was evicted come last. */
	for (;; want = LFR_BCAST_FREE ^ LFR_BCAST_EVICTED ^ want) {
		for (i = 0; i < ring->readers; i++) {
			struct lfr_bcast_place *place = &ring->place[i];
			s64 old = atomic64_read(&place->state), new, got;

			if ((old & LFR_BCAST_STATE_MASK) != want)
				continue;
			new = (old & ~(s64)LFR_BCAST_STATE_MASK) +
			      (1 << LFR_BCAST_STATE_BITS) + LFR_BCAST_JOINING;
			/*
			 * Guarantee that the last reader is done with the place,
			 * and was below the head that is read now. This pairs with
			 * leave:A and evict:A.
			 */
			got = atomic64_cmpxchg_acquire(&place->state, old, new); /* LMM(join:A) */
			if (got != old)
				continue;
			*state = new;
			return place;
		}
	}
}

/**
 * lfr_bcast_subscribe() - become a reader
 * @ring: the ring
 * @reader: the handle; whatever it was before is forgotten
 *
 * The reader gets every value that is written after the call returns, and perhaps the
 * last ones that are written during the call, without a gap.
 *
 * Lock-free; never sleeps. May be called at any time, whatever the producer does.
 *
 * Context: any but NMI; not hard interrupt under PREEMPT_RT, unless @ring is polled.
 * Return: 0; -EUSERS if all places are taken; -ESHUTDOWN if the ring is closed. If it
 * is not 0 the handle is stale.
 */
static inline int lfr_bcast_subscribe(struct lfr_bcast *ring, struct lfr_bcast_reader *reader)
{
	struct lfr_bcast_place *place;
	u64 state, first, head;
	bool kept;

	reader->missed = 0;
	reader->margin = 0;
	do {
		reader->index = 0;
		reader->token = 0;
		if (READ_ONCE(ring->closed))
			return -ESHUTDOWN;
		place = lfr_bcast_take(ring, &state);
		if (!place)
			return -EUSERS;
		/* S1, S2: a lower bound of what will be the first position. */
		first = atomic64_read(&ring->head);
		lfr_bcast_consume_to(place, first);
		atomic64_set(&place->lost, 0);
		state = state ^ LFR_BCAST_JOINING ^ LFR_BCAST_ACTIVE;
		reader->index = (u32)(place - ring->place);
		reader->token = state;
		/*
		 * Guarantee that a producer that sees the place active sees its
		 * cursor. This pairs with scan:B.
		 */
		atomic64_set_release(&place->state, state); /* LMM(join:B) */
		/*
		 * S3. Guarantee that either the producer sees the place, or its head is
		 * seen here. This pairs with scan:A.
		 */
		atomic_xchg(&ring->order, 0); /* LMM(join:C) */
		/* S4, S5 */
		head = atomic64_read(&ring->head);
		kept = true;
		if (ring->policy == LFR_BCAST_EVICT) {
			kept = lfr_bcast_consume_from(place, first, head);
			/* It wrote a lap since S1, and did not want to wait. */
			if (!kept)
				lfr_bcast_evicted_now(ring, place, reader);
		} else {
			lfr_bcast_consume_to(place, head);
			lfr_bcast_ring_producer(ring, place);
		}
	} while (!kept);
	reader->pos = head;
	reader->seen = head;
	return 0;
}

/**
 * lfr_bcast_unsubscribe() - be a reader no longer
 * @ring: the ring
 * @reader: the handle; it is stale afterwards
 *
 * Wakes the producer if it waits for this reader. Lock-free; never sleeps.
 *
 * Context: as lfr_bcast_subscribe().
 * Return: 0; -ENOBUFS if the producer has evicted the reader before; -ESTALE if the
 * handle was not good.
 */
static inline int lfr_bcast_unsubscribe(struct lfr_bcast *ring, struct lfr_bcast_reader *reader)
{
	struct lfr_bcast_place *place = lfr_bcast_place_of(ring, reader);

	if (!place || !lfr_bcast_leave(ring, place, reader->token))
		return lfr_bcast_gone(ring, reader);
	return 0;
}

/* All that was seen is read: is there more? Return: 0, -EAGAIN or -ESHUTDOWN. */
static __always_inline int lfr_bcast_look(struct lfr_bcast *ring, struct lfr_bcast_reader *reader,
					  u32 ahead)
{
	int closed = 0;

	do {
		/*
		 * Guarantee that the value is read after the head.
		 * This pairs with publish:A.
		 */
		reader->seen = atomic64_read_acquire(&ring->head); /* LMM(read:A) */
		if (likely((s64)(reader->seen - reader->pos) > (s64)ahead))
			return 0;
		if (closed)
			return -ESHUTDOWN;
		/*
		 * Guarantee that the head is then read as it was when the ring was
		 * closed. This pairs with close:A.
		 */
		closed = smp_load_acquire(&ring->closed); /* LMM(none:A) */
	} while (closed);
	return -EAGAIN;
}

/* The producer has gone past this reader. Go to the oldest that is safe. */
static noinline __maybe_unused int
lfr_bcast_overrun(struct lfr_bcast *ring, struct lfr_bcast_place *place,
		  struct lfr_bcast_reader *reader, u64 head)
{
	u64 oldest = head - ring->mask;

	/* It was not safe long enough the last time: stay away from it. */
	oldest += min(reader->margin, ring->mask - 1);
	reader->margin = reader->margin ? min(2 * reader->margin, ring->mask) : 1;
	reader->missed = oldest - reader->pos;
	reader->pos = oldest;
	atomic64_set(&place->lost, atomic64_read(&place->lost) + reader->missed);
	atomic64_set(&place->cursor, oldest);
	return -EOVERFLOW;
}

/* OVERWRITE: are the next @n values that were loaded what they should be? Then go past them. */
static __always_inline int lfr_bcast_keep(struct lfr_bcast *ring, struct lfr_bcast_place *place,
					  struct lfr_bcast_reader *reader, u32 n)
{
	u64 pos = reader->pos;
	/* copy:B has it read after the values. */
	u64 head = atomic64_read(&ring->head);

	if (unlikely((s64)(head - pos) > (s64)ring->mask))
		return lfr_bcast_overrun(ring, place, reader, head);
	/* To have asked is not to have got one. */
	if (n)
		reader->margin = 0;
	/* Nobody waits for it; it is there to be shown. */
	atomic64_set(&place->cursor, pos + n);
	reader->pos = pos + n;
	return 0;
}

/* Read @n values that have been seen. Return: 0, -EOVERFLOW, -ENOBUFS or -ESTALE. */
static __always_inline int lfr_bcast_copy(struct lfr_bcast *ring, struct lfr_bcast_place *place,
					  struct lfr_bcast_reader *reader, void *values,
					  u32 bytes, u32 n)
{
	u64 pos = reader->pos;
	u32 i, mask = ring->mask;
	void *slots = ring->slots;

	if (ring->policy == LFR_BCAST_OVERWRITE)
		for (i = 0; i < n; i++, values += bytes)
			lfr_bcast_copy_out(lfr_bcast_at(slots, mask, pos + i, bytes), values,
					   bytes, true);
	else
		for (i = 0; i < n; i++, values += bytes)
			lfr_bcast_copy_out(lfr_bcast_at(slots, mask, pos + i, bytes), values,
					   bytes, false);
	if (likely(lfr_bcast_waits(ring))) {
		lfr_bcast_consume_to(place, pos + n);
		lfr_bcast_ring_producer(ring, place);
	} else if (ring->policy == LFR_BCAST_EVICT) {
		if (unlikely(!lfr_bcast_consume_from(place, pos, pos + n)))
			return lfr_bcast_evicted_now(ring, place, reader);
	} else {
		return lfr_bcast_keep(ring, place, reader, n);
	}
	reader->pos = pos + n;
	return 0;
}

/* How many values, up to @n, are there? Return: that, or an error if none. */
static __always_inline int lfr_bcast_there(struct lfr_bcast *ring, struct lfr_bcast_place *place,
					   struct lfr_bcast_reader *reader, u32 n)
{
	s64 there = reader->seen - reader->pos;

	if (there < (s64)n) {
		int err = lfr_bcast_look(ring, reader, 0);

		if (err)
			return err;
		there = reader->seen - reader->pos;
	}
	if (unlikely(there > (s64)ring->mask) && ring->policy == LFR_BCAST_OVERWRITE)
		return lfr_bcast_overrun(ring, place, reader, reader->seen);
	return (int)min_t(s64, there, n);
}

/**
 * lfr_bcast_try_read_as() - lfr_bcast_try_read() for a size that is known
 * @ring: the ring
 * @reader: the handle
 * @value: where to put the value
 * @bytes: size of a value, as the ring was configured; a constant, so that the copy
 *	becomes a few moves
 *
 * Context: as lfr_bcast_try_read().
 * Return: as lfr_bcast_try_read().
 */
static __always_inline int lfr_bcast_try_read_as(struct lfr_bcast *ring,
						 struct lfr_bcast_reader *reader, void *value,
						 u32 bytes)
{
	struct lfr_bcast_place *place = lfr_bcast_place_of(ring, reader);
	int n;

	if (unlikely(!place))
		return lfr_bcast_gone(ring, reader);
	n = lfr_bcast_there(ring, place, reader, 1);
	if (unlikely(n < 0))
		return n;
	return lfr_bcast_copy(ring, place, reader, value, bytes, 1);
}

/**
 * lfr_bcast_try_read() - read the next value
 * @ring: the ring
 * @reader: the handle
 * @value: where to put the value; undefined if the return is not 0
 *
 * Never sleeps.
 *
 * Context: any but NMI; not hard interrupt under PREEMPT_RT, unless @ring is polled.
 * Return: 0; -EAGAIN if there is none; -EOVERFLOW if values were lost: @reader->missed
 * says how many, and the next call goes on behind them; -ENOBUFS if the reader was
 * evicted; -ESTALE if the handle is not good; -ESHUTDOWN if the ring is closed and all
 * has been read.
 */
static inline int lfr_bcast_try_read(struct lfr_bcast *ring, struct lfr_bcast_reader *reader,
				     void *value)
{
	return lfr_bcast_try_read_as(ring, reader, value, ring->bytes);
}

/**
 * lfr_bcast_try_read_batch_as() - lfr_bcast_try_read_batch() for a size that is known
 * @ring: the ring
 * @reader: the handle
 * @values: where to put them, one after the other without a gap
 * @n: how many at most
 * @bytes: size of a value, as the ring was configured; a constant
 *
 * Context: as lfr_bcast_try_read().
 * Return: as lfr_bcast_try_read_batch().
 */
static __always_inline int lfr_bcast_try_read_batch_as(struct lfr_bcast *ring,
						       struct lfr_bcast_reader *reader,
						       void *values, u32 n, u32 bytes)
{
	struct lfr_bcast_place *place = lfr_bcast_place_of(ring, reader);
	int got, err;

	if (unlikely(!place))
		return lfr_bcast_gone(ring, reader);
	if (!n)
		return 0;
	got = lfr_bcast_there(ring, place, reader, min(n, ring->mask + 1));
	if (got <= 0)
		return got;
	err = lfr_bcast_copy(ring, place, reader, values, bytes, got);
	return err ?: got;
}

/**
 * lfr_bcast_try_read_batch() - read values
 * @ring: the ring
 * @reader: the handle
 * @values: where to put them, one after the other without a gap
 * @n: how many at most
 *
 * Context: as lfr_bcast_try_read().
 * Return: how many were read; otherwise as lfr_bcast_try_read().
 */
static inline int lfr_bcast_try_read_batch(struct lfr_bcast *ring, struct lfr_bcast_reader *reader,
					   void *values, u32 n)
{
	return lfr_bcast_try_read_batch_as(ring, reader, values, n, ring->bytes);
}

/**
 * lfr_bcast_peek() - look at a value where it is
 * @ring: the ring
 * @reader: the handle
 * @ahead: how many values to skip
 * @value: where to put its address, aligned to 8 bytes; good until lfr_bcast_release()
 *
 * With LFR_BCAST_OVERWRITE the value may change at any time: it is read by lfr_bcast_load() only,
 * and what was read is of no use before lfr_bcast_release() says so.
 *
 * Context: as lfr_bcast_try_read().
 * Return: as lfr_bcast_try_read(); -EOPNOTSUPP if the policy is LFR_BCAST_EVICT.
 */
static inline int lfr_bcast_peek(struct lfr_bcast *ring, struct lfr_bcast_reader *reader,
				 u32 ahead, const void **value)
{
	struct lfr_bcast_place *place;

	if (unlikely(ring->policy == LFR_BCAST_EVICT))
		return -EOPNOTSUPP;
	place = lfr_bcast_place_of(ring, reader);
	if (unlikely(!place))
		return lfr_bcast_gone(ring, reader);
	if (unlikely(ahead > ring->mask))
		return -EAGAIN;
	if ((s64)(reader->seen - reader->pos) <= (s64)ahead) {
		int err = lfr_bcast_look(ring, reader, ahead);

		if (err)
			return err;
	}
	if (ring->policy == LFR_BCAST_OVERWRITE &&
	    unlikely((s64)(reader->seen - reader->pos) > (s64)ring->mask))
		return lfr_bcast_overrun(ring, place, reader, reader->seen);
	*value = lfr_bcast_slot(ring, reader->pos + ahead, ring->bytes);
	return 0;
}

/**
 * lfr_bcast_load() - read a part of a value where it is
 * @slot: what lfr_bcast_peek() gave
 * @at: where in it, bytes; a multiple of 8
 * @to: where to put it
 * @bytes: how much
 *
 * For a ring with LFR_BCAST_OVERWRITE. What it reads may be of several values.
 *
 * Context: as lfr_bcast_try_read().
 */
static inline void lfr_bcast_load(const void *slot, u32 at, void *to, u32 bytes)
{
	lfr_bcast_copy_out(slot + at, to, bytes, true);
}

/**
 * lfr_bcast_release() - be done with values that were looked at
 * @ring: the ring
 * @reader: the handle
 * @n: how many; all of them must have been there for lfr_bcast_peek(). With
 *	LFR_BCAST_OVERWRITE 0 is a way to ask whether what was read up to now is good
 *
 * Context: as lfr_bcast_try_read().
 * Return: 0; -EINVAL if there were not so many, or the policy is LFR_BCAST_EVICT; -ESTALE if the
 * handle is not good. With LFR_BCAST_OVERWRITE -EOVERFLOW if the first of them was overwritten
 * meanwhile: as with lfr_bcast_try_read(), and all that was read of them is of no use.
 */
static inline int lfr_bcast_release(struct lfr_bcast *ring, struct lfr_bcast_reader *reader, u32 n)
{
	struct lfr_bcast_place *place = lfr_bcast_place_of(ring, reader);

	if (unlikely(!place))
		return lfr_bcast_gone(ring, reader);
	if (unlikely(ring->policy == LFR_BCAST_EVICT ||
		     (s64)(reader->seen - reader->pos) < (s64)n))
		return -EINVAL;
	if (ring->policy == LFR_BCAST_OVERWRITE)
		return lfr_bcast_keep(ring, place, reader, n);
	reader->pos += n;
	lfr_bcast_consume_to(place, reader->pos);
	lfr_bcast_ring_producer(ring, place);
	return 0;
}

/**
 * lfr_bcast_seek() - go on reading from another position
 * @ring: the ring
 * @reader: the handle
 * @pos: the position; from the first that was ever written to the one that is written next
 *
 * Values that have been overwritten since are lost, as the next call tells.
 *
 * Context: as lfr_bcast_try_read().
 * Return: 0; -EINVAL if @pos is out of bounds; -ESTALE if the handle is not good; -EOPNOTSUPP if
 * the policy is not LFR_BCAST_OVERWRITE, for then the producer may be waiting for the reader.
 */
static inline int lfr_bcast_seek(struct lfr_bcast *ring, struct lfr_bcast_reader *reader, u64 pos)
{
	struct lfr_bcast_place *place = lfr_bcast_place_of(ring, reader);
	u64 head = atomic64_read(&ring->head);

	if (ring->policy != LFR_BCAST_OVERWRITE)
		return -EOPNOTSUPP;
	if (unlikely(!place))
		return lfr_bcast_gone(ring, reader);
	if (head - pos > head - ring->start)
		return -EINVAL;
	reader->margin = 0;
	reader->pos = pos;
	/* Whoever reads next looks for a head that orders what it reads. */
	reader->seen = pos;
	atomic64_set(&place->cursor, pos);
	return 0;
}

/* About to sleep: is there nothing to sleep for? */
static inline bool lfr_bcast_readable(struct lfr_bcast *ring, struct lfr_bcast_reader *reader)
{
	/*
	 * Guarantee that either the producer sees this, or its head is seen here.
	 * This pairs with wake:A.
	 */
	atomic_xchg(&ring->bell, 1); /* LMM(sleep:A) */
	return (u64)atomic64_read(&ring->head) != reader->pos || READ_ONCE(ring->closed);
}

/**
 * lfr_bcast_read_timeout() - read the next value, wait for it if need be
 * @ring: the ring
 * @reader: the handle
 * @value: where to put the value; undefined if the return is not 0
 * @timeout: jiffies to wait at most, not at all if below 1; MAX_SCHEDULE_TIMEOUT is for ever
 *
 * Context: process, may sleep.
 * Return: as lfr_bcast_try_read(), but instead of -EAGAIN: -ETIMEDOUT if there was none
 * in time; -ERESTARTSYS if a signal came first. -EOPNOTSUPP if the ring is polled.
 */
static inline int lfr_bcast_read_timeout(struct lfr_bcast *ring, struct lfr_bcast_reader *reader,
					 void *value, long timeout)
{
	int err;

	if (ring->polled)
		return -EOPNOTSUPP;
	for (;;) {
		err = lfr_bcast_try_read(ring, reader, value);
		if (err != -EAGAIN)
			return err;
		timeout = wait_event_interruptible_timeout(ring->readable,
							   lfr_bcast_readable(ring, reader),
							   max(timeout, 0L));
		if (timeout < 0)
			return (int)timeout;
		if (!timeout)
			return -ETIMEDOUT;
	}
}

/**
 * lfr_bcast_read() - read the next value, wait for it if need be
 * @ring: the ring
 * @reader: the handle
 * @value: where to put the value; undefined if the return is not 0
 *
 * Context: process, may sleep.
 * Return: as lfr_bcast_read_timeout(), but never -ETIMEDOUT.
 */
static inline int lfr_bcast_read(struct lfr_bcast *ring, struct lfr_bcast_reader *reader,
				 void *value)
{
	return lfr_bcast_read_timeout(ring, reader, value, MAX_SCHEDULE_TIMEOUT);
}

/**
 * lfr_bcast_close() - say that nothing more will be written, and wake everybody
 * @ring: the ring
 *
 * Context: any but NMI; not hard interrupt under PREEMPT_RT. May be called again.
 */
static inline void lfr_bcast_close(struct lfr_bcast *ring)
{
	/*
	 * Guarantee that who sees this sees all that was written before.
	 * This pairs with none:A.
	 */
	smp_store_release(&ring->closed, 1); /* LMM(close:A) */
	/* Whoever queues itself later than this takes the queue's lock does see it. */
	wake_up(&ring->readable);
	wake_up(&ring->writable);
}

/**
 * lfr_bcast_size() - number of slots
 * @ring: the ring
 *
 * Context: any.
 * Return: what it was configured with.
 */
static inline u32 lfr_bcast_size(const struct lfr_bcast *ring)
{
	return ring->mask + 1;
}

/**
 * lfr_bcast_written() - values that were written
 * @ring: the ring
 *
 * Context: any; a snapshot.
 * Return: how many since it was made.
 */
static inline u64 lfr_bcast_written(const struct lfr_bcast *ring)
{
	return (u64)atomic64_read(&ring->head) - ring->start;
}

/**
 * lfr_bcast_evictions() - readers that were evicted
 * @ring: the ring
 *
 * Context: any; a snapshot.
 * Return: how many since it was made. One that was still subscribing, and so tried again,
 * counts too.
 */
static inline u64 lfr_bcast_evictions(const struct lfr_bcast *ring)
{
	return atomic64_read(&ring->evicted);
}

/**
 * lfr_bcast_subscribed() - readers that there are
 * @ring: the ring
 *
 * Context: any; a snapshot, exact when nobody subscribes or unsubscribes.
 * Return: how many.
 */
static inline u32 lfr_bcast_subscribed(const struct lfr_bcast *ring)
{
	return ring->readers - atomic_read(&ring->vacant);
}

/**
 * lfr_bcast_lag() - how far a reader is behind
 * @ring: the ring
 * @reader: the handle
 *
 * Context: its owner.
 * Return: values that were written and that it has not read; with LFR_BCAST_OVERWRITE
 * that may be more than there are slots. It does not matter whether the handle is good.
 */
static inline u64 lfr_bcast_lag(const struct lfr_bcast *ring, const struct lfr_bcast_reader *reader)
{
	return (u64)atomic64_read(&ring->head) - reader->pos;
}

/**
 * lfr_bcast_stat() - how a reader is doing
 * @ring: the ring
 * @index: its place, below the number of readers that the ring was configured with
 * @stat: where to put it
 *
 * Context: any; a snapshot.
 * Return: 0; -ENOENT if there is no reader on that place.
 */
static inline int lfr_bcast_stat(const struct lfr_bcast *ring, u32 index,
				 struct lfr_bcast_stat *stat)
{
	const struct lfr_bcast_place *place;
	u64 state, cursor;

	if (index >= ring->readers)
		return -ENOENT;
	place = &ring->place[index];
	state = atomic64_read(&place->state);
	if ((state & LFR_BCAST_STATE_MASK) != LFR_BCAST_ACTIVE)
		return -ENOENT;
	/* The cursor first: it cannot pass a head that is read later. */
	cursor = atomic64_read(&place->cursor);
	stat->generation = state >> LFR_BCAST_STATE_BITS;
	stat->lag = max_t(s64, (u64)atomic64_read(&ring->head) - cursor, 0);
	stat->lost = atomic64_read(&place->lost);
	return 0;
}

/* In lfring.ko; their namespace is LFRING. */

/**
 * lfr_bcast_create() - allocate and make a ring without readers
 * @config: what it shall be; not needed afterwards
 * @node: where its memory should be, or NUMA_NO_NODE
 *
 * Context: process, may sleep.
 * Return: the ring, or an error pointer: -EINVAL as for lfr_bcast_init(), or if there is no
 * such node; -ENOMEM.
 */
struct lfr_bcast *lfr_bcast_create(const struct lfr_bcast_config *config, int node);

/**
 * lfr_bcast_destroy() - undo lfr_bcast_create()
 * @ring: the ring, which nobody uses any more, not even to sleep; NULL and error pointers
 *	are allowed
 *
 * Close it first and wait for those who use it. Handles need not be unsubscribed. A use after
 * this is one of freed memory, which KASAN reports.
 *
 * Context: process, may sleep.
 */
void lfr_bcast_destroy(struct lfr_bcast *ring);

#endif /* _LFRING_BCAST_H */
