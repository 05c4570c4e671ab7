// SPDX-License-Identifier: GPL-2.0
/*
 * ring.c - ring.h under RC11, by GenMC: all executions of a few threads, two slots
 *
 * PREFILL items are in the ring at first. Two producers then push N1 and N2, with one claim each as
 * far as there is room; the rest is dropped. The consumer looks LOOKS times and takes up to
 * TAKE each time. When all have ended, main drains what is left. With LOCAL there is one producer,
 * which has the ring for itself. With STALL producer 1 stops after its claim.
 *
 * Beside each slot, and in each item, is plain memory: a pair that does not order its accesses is a
 * race, which GenMC reports. What the consumer gets must be whole, in the order of its producer,
 * without loss and without doubles. Positions start just below the wrap of 64 bits.
 *
 * Loops: a claim is repeated only after the other producer's, of which there is one, so twice at
 * most; all other loops are bounded by the sizes. unroll= is above that, and an execution that
 * reaches it is a failure ("blocked").
 *
 * VARIANT empty holds unroll=6 -DLOOKS=2
 * VARIANT filled holds unroll=6 -DPREFILL=2 -DLOOKS=2
 * VARIANT batches holds unroll=6 -DN1=2 -DN2=2 -DTAKE=2 -DLOOKS=2
 * VARIANT filled-batch holds unroll=6 -DPREFILL=2 -DN1=2 -DTAKE=2
 * VARIANT local holds unroll=6 -DLOCAL -DPREFILL=2 -DN1=2 -DTAKE=2 -DLOOKS=2
 * VARIANT stall holds unroll=6 -DSTALL -DPREFILL=1 -DLOOKS=2
 *
 * VARIANT filled-batches holds full unroll=7 -DPREFILL=2 -DN1=2 -DN2=2 -DTAKE=2 -DLOOKS=3
 * VARIANT long holds full unroll=7 -DPREFILL=1 -DN1=2 -DN2=2 -DTAKE=1 -DLOOKS=3
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
#define SLOTS	2

struct item {
	u32 producer;
	u32 index;
} __attribute__((aligned(8)));

/* Main is producer 0. */
static struct item items[3][2];
static u32 pushed[3], next[3], taken;
static u32 beside[SLOTS];

static union {
	struct lfr_ring ring;
	char bytes[sizeof(struct lfr_ring) + SLOTS * sizeof(void *)];
} memory;
static struct lfr_ring *const ring = &memory.ring;

static void publish(u32 id, u32 index, u64 pos)
{
	struct item *item = &items[id][index];

	item->producer = id;
	item->index = index;
	beside[pos % SLOTS] = 10 * id + index;
	lfr_ring_publish(ring, pos, item);
}

static void push(u32 id, u32 n)
{
	u64 pos;
	u32 i, got;

#ifdef LOCAL
	got = lfr_ring_claim_local(ring, n, &pos);
#else
	got = lfr_ring_claim(ring, n, &pos);
#endif
	for (i = 0; i < got; i++)
		publish(id, i, pos + i);
	pushed[id] = got;
}

static u32 take(u32 max)
{
	u64 head = lfr_ring_head(ring);
	u32 n;

	for (n = 0; n < max; n++) {
		void *it;
		struct item *item;

		if (!lfr_ring_peek(ring, n, &it))
			break;
		item = it;
		assert(item == &items[item->producer][item->index]);
		assert(item->index >= next[item->producer]);
		assert(beside[(head + n) % SLOTS] == 10 * item->producer + item->index);
		next[item->producer] = item->index + 1;
		taken++;
	}
	if (n)
		lfr_ring_release(ring, n);
	return n;
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
	push(1, N1);
#endif
	return NULL;
}

static void *producer2(void *arg)
{
	push(2, N2);
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
	pthread_t p1, p2, c;
	void *it;

	assert(lfr_ring_init_at(ring, SLOTS, -1ull - PREFILL) == 0);
	if (PREFILL)
		push(0, PREFILL);

	pthread_create(&p1, NULL, producer1, NULL);
#ifndef LOCAL
	pthread_create(&p2, NULL, producer2, NULL);
#endif
	pthread_create(&c, NULL, consumer, NULL);
	pthread_join(p1, NULL);
#ifndef LOCAL
	pthread_join(p2, NULL);
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
	assert(taken == pushed[0] + pushed[1] + pushed[2]);
	assert(lfr_ring_len(ring) == 0);
	assert(lfr_ring_pop(ring, &it) == -EAGAIN);
	/* And it takes as many as ever. */
	assert(lfr_ring_push(ring, &items[0][0]) == 0);
	assert(lfr_ring_push(ring, &items[0][1]) == 0);
	assert(lfr_ring_push(ring, &items[0][0]) == -ENOSPC);
	return 0;
}
