// SPDX-License-Identifier: GPL-2.0
/*
 * bcast.c - bcast.h under RC11, by GenMC: all executions of a few threads, two slots
 *
 * The producer writes WRITES values, as far as there is room. What the others do:
 *
 *	SUBSCRIBE	subscribe and read up to READS values: each from the first on, in order,
 *			whatever was written meanwhile
 *	CONSUME		look at two values that are there, and release them
 *	LEAVE		look at one of them, and unsubscribe
 *	HEIR		the same, and another thread takes the only place: what its last owner did
 *			came before, and so for the producer that sees its cursor
 *	OVERWRITE	read up to READS values of two words, which may be overwritten;
 *			with IN_PLACE words are stored and loaded one by one, between claim and
 *			publish, and peek and release
 *	EVICT		read up to READS values, and be evicted perhaps; another thread takes the
 *			place then. With LATE main writes as many values at once when these two
 *			are there, and then the producer comes
 *	JOIN		subscribe where readers are evicted, and read: only who is a lap behind is
 *	KEEP		read a value; a producer that did not have to evict the reader for it
 *			comes after all that this did before
 *	CLOSE		read until the ring is closed
 *	SLEEP		a reader goes to sleep while a value is written
 *	FULL		the producer goes to sleep while a reader reads, or with LEAVE leaves
 *
 * Where values stay in their place they are accessed there, plainly: a pair that does not order
 * these accesses is a race, which GenMC reports. Of wait queues there is what counts: who queues
 * itself is seen by who wakes, and that somebody was woken. Positions start just below the wrap
 * of 64 bits.
 *
 * VARIANT subscribe holds -DSUBSCRIBE -DWRITES=3 -DREADS=1
 * VARIANT consume holds -DCONSUME -DPREFILL=2 -DWRITES=1
 * VARIANT leave holds -DLEAVE -DPREFILL=2 -DWRITES=1
 * VARIANT heir holds -DHEIR -DPREFILL=2 -DWRITES=1
 * VARIANT overwrite holds -DOVERWRITE -DPREFILL=1 -DWRITES=2 -DREADS=1
 * VARIANT in-place holds -DOVERWRITE -DIN_PLACE -DPREFILL=1 -DWRITES=2 -DREADS=1
 * VARIANT evict holds -DEVICT -DPREFILL=1 -DWRITES=2 -DREADS=1
 * VARIANT evict-all holds -DEVICT -DWRITES=3 -DREADS=1
 * VARIANT evict-late holds -DEVICT -DLATE=2 -DWRITES=1 -DREADS=1
 * VARIANT join holds -DJOIN -DPREFILL=2 -DWRITES=1 -DREADS=1
 * VARIANT keep holds -DKEEP -DPREFILL=2 -DWRITES=1
 * VARIANT close holds -DCLOSE -DWRITES=1
 * VARIANT sleep holds -DSLEEP -DWRITES=1
 * VARIANT full holds -DFULL -DPREFILL=2
 * VARIANT full-leave holds -DFULL -DLEAVE -DPREFILL=2
 *
 * VARIANT subscribe-two holds full -DSUBSCRIBE -DWRITES=3 -DREADS=2
 * VARIANT overwrite-two holds full -DOVERWRITE -DPREFILL=1 -DWRITES=3 -DREADS=2
 * VARIANT in-place-two holds full -DOVERWRITE -DIN_PLACE -DPREFILL=1 -DWRITES=3 -DREADS=2
 * VARIANT evict-two holds full -DEVICT -DPREFILL=1 -DWRITES=3 -DREADS=2
 *
 * UNSEEN join:B by relacy: who evicts by an old cursor takes it by a compare-and-swap, and that sees the
 * newest one there: in Relacy stores take effect in the order they are made
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* In place of the shim's linux/wait.h. */
#define _LFR_SHIM_WAIT_H
typedef struct {
	u32 waiting;
	u32 woken;
} wait_queue_head_t;

#define init_waitqueue_head(q)	((q)->waiting = (q)->woken = 0)
#define waitqueue_active(q)	READ_ONCE((q)->waiting)
#define wake_up(q)		((void)__atomic_fetch_add(&(q)->woken, 1, __ATOMIC_ACQ_REL))
#define wait_event_interruptible_timeout(q, condition, timeout)	((condition) ? 1 : 0)

/* In place of linux/string.h: GenMC has to see what is copied, and here it is words. */
#define _LFR_SHIM_STRING_H
#define memcpy(to, from, n)	((void)(assert((n) == 8), *(u64 *)(to) = *(const u64 *)(from)))

#include <lfring/bcast.h>

#ifndef PREFILL
#define PREFILL	0
#endif
#ifndef WRITES
#define WRITES	0
#endif
#ifndef READS
#define READS	0
#endif
#ifndef LATE
#define LATE	0
#endif
#define SLOTS	2
#ifdef OVERWRITE
#define WORDS	2
#else
#define WORDS	1
#endif
#define START	(-1ull - PREFILL)

static u64 memory[(sizeof(struct lfr_bcast) + sizeof(struct lfr_bcast_place)) / 8 + SLOTS * WORDS]
	__attribute__((aligned(SMP_CACHE_BYTES)));
static struct lfr_bcast *const ring = (struct lfr_bcast *)memory;
static struct lfr_bcast_reader reader;

/* Values are their positions. */
static int put(void)
{
	u64 head = atomic64_read(&ring->head);
	u64 value[WORDS];
	int i;

	for (i = 0; i < WORDS; i++)
		value[i] = head;
#ifdef IN_PLACE
	void *slot;
	int err = lfr_bcast_claim(ring, &slot);

	if (err)
		return err;
	for (i = 0; i < WORDS; i++)
		lfr_bcast_store(slot, 8 * i, &value[i], 8);
	lfr_bcast_publish(ring);
	return 0;
#else
	return lfr_bcast_try_write_as(ring, value, sizeof(value));
#endif
}

/* The same, by plain stores. */
static int put_in_place(void)
{
	void *slot;
	int err = lfr_bcast_claim(ring, &slot);

	if (err)
		return err;
	*(u64 *)slot = atomic64_read(&ring->head);
	lfr_bcast_publish(ring);
	return 0;
}

/* Read a value. Return: 0 if there was one. */
static int get(struct lfr_bcast_reader *r)
{
	u64 pos = r->pos, value[WORDS];
	int i;
#ifdef IN_PLACE
	const void *slot;
	int err = lfr_bcast_peek(ring, r, 0, &slot);

	if (err)
		return err;
	for (i = 0; i < WORDS; i++)
		lfr_bcast_load(slot, 8 * i, &value[i], 8);
	err = lfr_bcast_release(ring, r, 1);
#else
	int err = lfr_bcast_try_read_as(ring, r, value, sizeof(value));
#endif

	for (i = 0; !err && i < WORDS; i++)
		assert(value[i] == pos);
	return err;
}

static void look(struct lfr_bcast_reader *r, u32 ahead)
{
	const void *slot;

	if (!lfr_bcast_peek(ring, r, ahead, &slot))
		assert(*(const u64 *)slot == r->pos + ahead);
}

static u32 beside;
static int asleep;
static u32 woken;
static int evicted;

static void *producer(void *arg)
{
	int i;

	for (i = 0; i < WRITES; i++) {
#if defined(CONSUME) || defined(LEAVE) || defined(HEIR)
		put_in_place();
#else
		put();
#endif
	}
#ifdef CLOSE
	beside = 1;
	lfr_bcast_close(ring);
#endif
#ifdef KEEP
	if ((u64)atomic64_read(&ring->place[0].cursor) == START + 1)
		beside = 2;
#endif
#ifdef FULL
	/* As wait_event() does. */
	WRITE_ONCE(ring->writable.waiting, 1);
	woken = READ_ONCE(ring->writable.woken);
	asleep = !lfr_bcast_writable(ring);
#endif
	return NULL;
}

static void *first(void *arg)
{
	int i;

#if defined(SUBSCRIBE) || defined(JOIN)
	assert(!lfr_bcast_subscribe(ring, &reader));
	for (i = 0; i < READS; i++) {
		int err = get(&reader);

		evicted = evicted || err == -ENOBUFS || err == -ESTALE;
	}
#endif
#ifdef KEEP
	assert(beside == 0);
	get(&reader);
#endif
#ifdef CONSUME
	look(&reader, 0);
	look(&reader, 1);
	assert(!lfr_bcast_release(ring, &reader, 2));
	look(&reader, 0);
#endif
#if defined(HEIR) || (defined(LEAVE) && !defined(FULL))
	look(&reader, 0);
	beside = 1;
	assert(!lfr_bcast_unsubscribe(ring, &reader));
#endif
#ifdef OVERWRITE
	for (i = 0; i < READS; i++) {
		u64 before = reader.pos;
		int err = get(&reader);

		assert(err == 0 || err == -EAGAIN || err == -EOVERFLOW);
		if (err == -EOVERFLOW)
			assert(reader.pos == before + reader.missed && reader.missed);
	}
#endif
#ifdef EVICT
	for (i = 0; i < READS; i++) {
		int err = get(&reader);

		assert(err == 0 || err == -EAGAIN || err == -ENOBUFS || err == -ESTALE);
	}
#endif
#ifdef CLOSE
	get(&reader);
	if (get(&reader) == -ESHUTDOWN) {
		assert(reader.pos == START + PREFILL + WRITES);
		assert(beside == 1);
	}
#endif
#ifdef SLEEP
	WRITE_ONCE(ring->readable.waiting, 1);
	woken = READ_ONCE(ring->readable.woken);
	asleep = !lfr_bcast_readable(ring, &reader);
#endif
#if defined(FULL) && defined(LEAVE)
	assert(!lfr_bcast_unsubscribe(ring, &reader));
#elif defined(FULL)
	assert(!get(&reader));
#endif
	return NULL;
}

#if defined(HEIR) || defined(EVICT)
static void *second(void *arg)
{
	struct lfr_bcast_reader heir;
	u32 state;

	/* Once it has been seen free it is: a subscription never has to look again. */
	state = atomic64_read(&ring->place[0].state) & LFR_BCAST_STATE_MASK;
	if ((state != LFR_BCAST_FREE && state != LFR_BCAST_EVICTED) || !atomic_read(&ring->vacant))
		return NULL;
	assert(!lfr_bcast_subscribe(ring, &heir));
#ifdef HEIR
	assert(beside == 1);
#else
	get(&heir);
#endif
	return NULL;
}
#endif

int main(void)
{
	static const struct lfr_bcast_config config = {
		.slots = SLOTS, .bytes = 8 * WORDS, .readers = 1, .start = START,
#if defined(OVERWRITE)
		.policy = LFR_BCAST_OVERWRITE,
#elif defined(EVICT) || defined(JOIN) || defined(KEEP)
		.policy = LFR_BCAST_EVICT,
#else
		.policy = LFR_BCAST_WAIT,
#endif
#if !defined(SLEEP) && !defined(FULL)
		.polled = true,
#endif
	};
	const u64 late[] = { START, START + 1 };
	pthread_t p, a, b;
	int i;

	assert(!lfr_bcast_init(ring, &config));
#if !defined(SUBSCRIBE) && !defined(JOIN)
	assert(!lfr_bcast_subscribe(ring, &reader));
#endif
	for (i = 0; i < PREFILL; i++)
		assert(!put());
	if (!LATE)
		pthread_create(&p, NULL, producer, NULL);
	pthread_create(&a, NULL, first, NULL);
#if defined(HEIR) || defined(EVICT)
	pthread_create(&b, NULL, second, NULL);
#endif
#if LATE
	assert(lfr_bcast_try_write_batch_as(ring, late, LATE, sizeof(late[0])) == LATE);
	pthread_create(&p, NULL, producer, NULL);
#endif
#if defined(HEIR) || defined(EVICT)
	pthread_join(b, NULL);
#endif
	pthread_join(p, NULL);
	pthread_join(a, NULL);
	assert(!evicted || lfr_bcast_lag(ring, &reader) >= SLOTS);
#ifdef SLEEP
	assert(!asleep || ring->readable.woken != woken);
#endif
#ifdef FULL
	assert(!asleep || ring->writable.woken != woken);
#endif
	return 0;
}
