// SPDX-License-Identifier: GPL-2.0
/*
 * ring.c - ring.h under RC11, by GenMC: all executions of a few threads, two slots
 *
 * PREFILL items are in the ring at first. Two producers then make ATTEMPTS to push N1 and N2, with
 * one claim each as far as there is room; the rest is dropped. The consumer looks LOOKS times and
 * takes up to TAKE each time. When all have ended, main drains what is left. With LOCAL there is
 * one producer, which has the ring for itself; with THIRD there are three. With STALL producer 1
 * stops after its claim. With CALLS they use lfr_ring_push_batch() and lfr_ring_pop_batch(), else
 * claim, publish, peek and release.
 *
 * Beside each slot, and in each item, is plain memory: a pair that does not order its accesses is a
 * race, which GenMC reports. What the consumer gets must be whole, in the order of its producer,
 * without loss and without doubles. Positions start just below the wrap of 64 bits.
 *
 * Each loop ends by itself, so none is cut short: a claim is repeated only after one of another
 * producer, all others are bounded by the sizes. Executions with GenMC 0.9, in the order of the list:
 * 48, 203, 90, 143, 7888, 9, 30, 304; 151872, 103382, and the last two have not been seen to end since
 * the guess came.
 * With a label weakened empty or filled goes wrong at once.
 *
 * VARIANT empty holds -DLOOKS=2
 * VARIANT filled holds -DPREFILL=2 -DLOOKS=2
 * VARIANT batches holds -DN1=2 -DN2=2 -DTAKE=2 -DLOOKS=2
 * VARIANT filled-batches holds -DPREFILL=2 -DN1=2 -DN2=2 -DTAKE=2 -DLOOKS=2
 * VARIANT twice holds -DPREFILL=1 -DATTEMPTS=2 -DTAKE=2 -DLOOKS=1
 * VARIANT local holds -DLOCAL -DPREFILL=2 -DN1=2 -DATTEMPTS=2 -DTAKE=2 -DLOOKS=2
 * VARIANT stall holds -DSTALL -DPREFILL=1 -DLOOKS=2
 * VARIANT calls holds -DCALLS -DPREFILL=1 -DN1=2 -DN2=2 -DTAKE=2 -DLOOKS=2
 *
 * VARIANT twice-looked holds full -DPREFILL=1 -DATTEMPTS=2 -DTAKE=2 -DLOOKS=2
 * VARIANT twice-filled holds full -DPREFILL=2 -DATTEMPTS=2 -DN1=2 -DTAKE=2 -DLOOKS=2
 * VARIANT three holds full -DPREFILL=2 -DTHIRD -DTAKE=1 -DLOOKS=2
 * VARIANT three-batch holds full -DPREFILL=2 -DTHIRD -DTAKE=2 -DLOOKS=1
 */
#include <assert.h>
#include <pthread.h>
#include <lfring/ring.h>

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
#ifndef LOOKS
#define LOOKS	1
#endif
#ifndef ATTEMPTS
#define ATTEMPTS 1
#endif
#define SLOTS	2

struct item {
	u32 producer;
	u32 index;
} __attribute__((aligned(8)));

/* Main is producer 0. */
static struct item items[4][2 * ATTEMPTS];
static u32 pushed[4], next[4], taken;
static u32 beside[SLOTS];

static u64 memory[sizeof(struct lfr_ring) / 8 + SLOTS] __attribute__((aligned(SMP_CACHE_BYTES)));
static struct lfr_ring *const ring = (struct lfr_ring *)memory;

static void publish(u32 id, u32 index, u64 pos)
{
	struct item *item = &items[id][index];

	item->producer = id;
	item->index = index;
	beside[pos % SLOTS] = 10 * id + index;
	lfr_ring_publish(ring, pos, item);
}

/* Push @n items of @id, of which the first is @first. What has no room is dropped. */
static void push(u32 id, u32 first, u32 n)
{
	u32 i, got;
#ifdef CALLS
	void *batch[2];

	for (i = 0; i < n; i++) {
		batch[i] = &items[id][first + i];
		items[id][first + i].producer = id;
		items[id][first + i].index = first + i;
	}
	got = lfr_ring_push_batch(ring, batch, n);
#else
	u64 pos;

#ifdef LOCAL
	got = lfr_ring_claim_local(ring, n, &pos);
#else
	got = lfr_ring_claim(ring, n, &pos);
#endif
	for (i = 0; i < got; i++)
		publish(id, first + i, pos + i);
#endif
	pushed[id] += got;
}

static void check(const struct item *item)
{
	assert(item == &items[item->producer][item->index]);
	assert(item->index >= next[item->producer]);
	next[item->producer] = item->index + 1;
	taken++;
}

static void take(u32 max)
{
	u32 n;
#ifdef CALLS
	void *batch[2];
	u32 i;

	n = lfr_ring_pop_batch(ring, batch, max);
	for (i = 0; i < n; i++)
		check(batch[i]);
#else
	u64 head = lfr_ring_head(ring);
	void *it;

	for (n = 0; n < max && lfr_ring_peek(ring, n, &it); n++) {
		const struct item *item = it;

		assert(beside[(head + n) % SLOTS] == 10 * item->producer + item->index);
		check(item);
	}
	if (n)
		lfr_ring_release(ring, n);
#endif
}

#ifdef STALL
static u64 stalled_at;
static u32 stalled;
#endif

static void *producer1(void *arg)
{
#ifdef STALL
	stalled = lfr_ring_claim(ring, 1, &stalled_at);
#else
	int i;

	for (i = 0; i < ATTEMPTS; i++)
		push(1, i * N1, N1);
#endif
	return NULL;
}

static void *producer2(void *arg)
{
	int i;

	for (i = 0; i < ATTEMPTS; i++)
		push(2, i * N2, N2);
	return NULL;
}

static void *producer3(void *arg)
{
	push(3, 0, 1);
	return NULL;
}

static void *consumer(void *arg)
{
	int i;

	for (i = 0; i < LOOKS; i++)
		take(TAKE);
	return NULL;
}

int main(void)
{
	pthread_t p1, p2, p3, c;
	void *it;

	assert(lfr_ring_init_at(ring, SLOTS, -1ull - PREFILL) == 0);
	if (PREFILL)
		push(0, 0, PREFILL);

	pthread_create(&p1, NULL, producer1, NULL);
#ifndef LOCAL
	pthread_create(&p2, NULL, producer2, NULL);
#endif
#ifdef THIRD
	pthread_create(&p3, NULL, producer3, NULL);
#endif
	pthread_create(&c, NULL, consumer, NULL);
	pthread_join(p1, NULL);
#ifndef LOCAL
	pthread_join(p2, NULL);
#endif
#ifdef THIRD
	pthread_join(p3, NULL);
#endif
	pthread_join(c, NULL);

	assert(lfr_ring_len(ring) <= SLOTS);
	take(SLOTS);
#ifdef STALL
	if (stalled) {
		/* All before it has been taken, and it keeps the rest from being. */
		assert(lfr_ring_head(ring) == stalled_at);
		assert(lfr_ring_pop(ring, &it) == -EBUSY);
		publish(1, 0, stalled_at);
		pushed[1] = 1;
		take(SLOTS);
	}
#endif
	assert(taken == pushed[0] + pushed[1] + pushed[2] + pushed[3]);
	assert(lfr_ring_len(ring) == 0);
	assert(lfr_ring_pop(ring, &it) == -EAGAIN);
	/* And it takes as many as ever. */
	assert(lfr_ring_push(ring, &items[0][0]) == 0);
	assert(lfr_ring_push(ring, &items[0][1]) == 0);
	assert(lfr_ring_push(ring, &items[0][0]) == -ENOSPC);
	return 0;
}
