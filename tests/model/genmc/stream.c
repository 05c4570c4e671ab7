// SPDX-License-Identifier: GPL-2.0
/*
 * stream.c - stream.h under RC11, by GenMC: all executions of a few threads, two slots
 *
 * PREFILL items are in the ring at first. Producers 1 and 2 then push N1 and N2, with one claim each
 * as far as there is room; the rest is dropped. Producer 1 does so CLAIMS times: with a prefilled
 * ring and two batches of two a slot is filled in three laps, the first of which has the tag of the
 * third. Consumers 1 and 2 take up to TAKE, LOOKS1 and LOOKS2 times; with LOOKS2 = 0 there is one of
 * them. When all have ended, main drains what is left.
 *
 * Each item is plain memory: its producer writes it, its consumer marks it. A consumer that is alone
 * also reads what producers keep beside each slot, before it takes it. So a pair that does not order
 * its accesses is a race, which GenMC reports. What comes out must be whole, none twice, none
 * lost; what one consumer gets of one producer is in order. Positions start just below the wrap
 * of 64 bits.
 *
 * With HANDOVER consumer 1 writes plain memory before it takes, and consumer 2 reads it when it gets
 * what comes after. With VERDICT a thread reads what others wrote before they filled the ring, or
 * emptied it, when it is told that it is full, or empty. With VERDICT=5 (KD6) the ring is full, and
 * two threads take an item each and put it back, ROUNDS times: there is always room for what one has
 * in its hands, and always an item that the other one has not.
 *
 * Each loop ends by itself, so none is cut short: an attempt is repeated only after another thread's
 * success on the same side, all other loops are bounded by the sizes.
 *
 * VARIANT empty holds -DLOOKS1=2
 * VARIANT filled holds -DPREFILL=2 -DLOOKS1=2
 * VARIANT filled-batch holds -DPREFILL=2 -DTAKE=2
 * VARIANT batches holds -DN1=2 -DN2=2 -DTAKE=2
 * VARIANT one-by-two holds -DN1=2 -DN2=0 -DLOOKS2=1
 * VARIANT one-by-two-batch holds -DPREFILL=1 -DN1=2 -DN2=0 -DTAKE=2 -DLOOKS2=1
 * VARIANT two-by-two holds -DLOOKS2=1
 * VARIANT laps holds -DPREFILL=2 -DN1=2 -DCLAIMS=2 -DN2=0 -DTAKE=2 -DLOOKS1=2 -DLOOKS2=1
 * VARIANT handover holds -DN1=0 -DN2=0 -DPREFILL=2 -DLOOKS2=1 -DHANDOVER
 * VARIANT full holds -DVERDICT=1
 * VARIANT full-asked holds -DVERDICT=2
 * VARIANT drained holds -DVERDICT=3
 * VARIANT empty-asked holds -DVERDICT=4
 * VARIANT round holds -DVERDICT=5
 *
 * VARIANT rounds holds full -DVERDICT=5 -DROUNDS=2
 * VARIANT two-by-two-filled holds full -DPREFILL=1 -DLOOKS2=1
 * VARIANT two-by-two-batches holds full -DPREFILL=1 -DN1=2 -DN2=2 -DTAKE=2 -DLOOKS2=1
 */
#include <assert.h>
#include <pthread.h>
#include <lfring/stream.h>

#ifndef PREFILL
#define PREFILL	0
#endif
#ifndef N1
#define N1	1
#endif
#ifndef N2
#define N2	1
#endif
#ifndef TAKE
#define TAKE	1
#endif
#ifndef LOOKS1
#define LOOKS1	1
#endif
#ifndef LOOKS2
#define LOOKS2	0
#endif
#ifndef VERDICT
#define VERDICT	0
#endif
#ifndef CLAIMS
#define CLAIMS	1
#endif
#ifndef ROUNDS
#define ROUNDS	1
#endif
#define SLOTS	2

struct item {
	u32 producer;
	u32 index;
	u32 taken;
} __attribute__((aligned(8)));

/* Main is producer 0, and consumer 0. */
static struct item items[3][2 * CLAIMS];
static u32 pushed[3], taken[3];
static u32 next[3][3];
static u32 beside[SLOTS];
static u32 told;

static union {
	struct lfr_stream stream;
	char bytes[sizeof(struct lfr_stream) + SLOTS * sizeof(unsigned long)];
} memory;
static struct lfr_stream *const stream = &memory.stream;

static void push(u32 id, u32 n)
{
	u32 i, got, index;
	u64 pos;

	got = lfr_stream_claim(stream, n, &pos);
	for (i = 0; i < got; i++) {
		struct item *item;

		index = pushed[id] + i;
		item = &items[id][index];
		item->producer = id;
		item->index = index;
		/* Who reads it has not taken it yet, so only if nobody else takes. */
		if (!LOOKS2 && !VERDICT)
			beside[(pos + i) % SLOTS] = 10 * id + index;
		lfr_stream_publish(stream, pos + i, item);
	}
	pushed[id] += got;
}

static void got_item(u32 id, struct item *item)
{
	assert(item == &items[item->producer][item->index]);
	assert(!item->taken);
	item->taken = 1;
	assert(item->index >= next[id][item->producer]);
	next[id][item->producer] = item->index + 1;
	taken[id]++;
}

static u32 take(u32 id, u32 max)
{
	void *got[SLOTS];
	u64 head;
	u32 n, i;

	if (LOOKS2 || VERDICT) {
		n = lfr_stream_pop_batch(stream, got, max);
	} else {
		n = lfr_stream_peek(stream, got, max, &head);
		for (i = 0; i < n; i++) {
			struct item *item = got[i];

			assert(beside[(head + i) % SLOTS] == 10 * item->producer + item->index);
		}
		if (n)
			assert(lfr_stream_take(stream, head, n));
	}
	for (i = 0; i < n; i++)
		got_item(id, got[i]);
	return n;
}

#if !VERDICT
static void *producer1(void *arg)
{
	int i;

	for (i = 0; i < CLAIMS; i++)
		push(1, N1);
	return NULL;
}

static void *producer2(void *arg)
{
	push(2, N2);
	return NULL;
}

static void *consumer1(void *arg)
{
	int i;

#ifdef HANDOVER
	told = 77;
#endif
	for (i = 0; i < LOOKS1; i++)
		take(1, TAKE);
	return NULL;
}

static void *consumer2(void *arg)
{
	int i;

	for (i = 0; i < LOOKS2; i++)
		take(2, TAKE);
#ifdef HANDOVER
	/* The second of two: the other one has taken the first. */
	if (next[2][0] == 2)
		assert(told == 77);
#endif
	return NULL;
}

static void run(void)
{
	pthread_t p1, p2, c1, c2;

	if (PREFILL)
		push(0, PREFILL);
	if (N1)
		pthread_create(&p1, NULL, producer1, NULL);
	if (N2)
		pthread_create(&p2, NULL, producer2, NULL);
	pthread_create(&c1, NULL, consumer1, NULL);
	if (LOOKS2)
		pthread_create(&c2, NULL, consumer2, NULL);
	if (N1)
		pthread_join(p1, NULL);
	if (N2)
		pthread_join(p2, NULL);
	pthread_join(c1, NULL);
	if (LOOKS2)
		pthread_join(c2, NULL);
}
#else
static void round_trip(void)
{
	void *it;
	int ret;

	ret = lfr_stream_pop(stream, &it);
	assert(ret == 0 || ret == -EBUSY);
	if (ret) {
		assert(!lfr_stream_empty(stream));
		return;
	}
	assert(!lfr_stream_full(stream));
	assert(lfr_stream_push(stream, it) == 0);
}

static void *first(void *arg)
{
	int i;

	for (i = 0; VERDICT == 5 && i < ROUNDS; i++)
		round_trip();
	if (VERDICT == 5)
		return NULL;
	told = 77;
	if (VERDICT <= 2)
		push(1, 2);
	else
		take(1, 1);
	return NULL;
}

static void *second(void *arg)
{
	void *it;
	int ret;

	if (VERDICT == 5)
		return first(arg);
	switch (VERDICT) {
	case 1:
		/* It does not fit if both of the other's are in. */
		ret = lfr_stream_try_push(stream, &items[0][0]);
		assert(ret == 0 || ret == -EAGAIN || ret == -ENOSPC);
		if (ret == -ENOSPC)
			assert(told == 77);
		break;
	case 2:
		if (lfr_stream_full(stream))
			assert(told == 77);
		break;
	case 3:
		ret = lfr_stream_try_pop(stream, &it);
		assert(ret == 0 || ret == -EAGAIN || ret == -ENODATA);
		if (ret == -ENODATA)
			assert(told == 77);
		break;
	default:
		if (lfr_stream_empty(stream))
			assert(told == 77);
	}
	return NULL;
}
#endif

int main(void)
{
	void *it;

	assert(lfr_stream_init_at(stream, SLOTS, -1ull - PREFILL) == 0);
#if !VERDICT
	run();

	assert(lfr_stream_len(stream) <= SLOTS);
	assert(!lfr_stream_stalled(stream));
	take(0, SLOTS);
	assert(taken[0] + taken[1] + taken[2] == pushed[0] + pushed[1] + pushed[2]);
	assert(lfr_stream_empty(stream));
	assert(lfr_stream_pop(stream, &it) == -ENODATA);
	/* And it takes as many as ever. */
	assert(lfr_stream_push(stream, &items[0][0]) == 0);
	assert(lfr_stream_push(stream, &items[0][1]) == 0);
	assert(lfr_stream_push(stream, &items[0][0]) == -ENOSPC);
	assert(lfr_stream_full(stream));
#else
	pthread_t one, two;

	if (VERDICT > 2)
		push(0, VERDICT == 5 ? 2 : 1);
	pthread_create(&one, NULL, first, NULL);
	pthread_create(&two, NULL, second, NULL);
	pthread_join(one, NULL);
	pthread_join(two, NULL);
	if (VERDICT == 5)
		assert(lfr_stream_len(stream) == 2 && lfr_stream_pop(stream, &it) == 0);
#endif
	return 0;
}
