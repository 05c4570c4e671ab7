// SPDX-License-Identifier: GPL-2.0
/*
 * ck_ring.c - Concurrency Kit's ring; CK(x) names the functions of one of its flavours
 *
 * It has no batches.
 */
#include "queue.h"

#include <ck_ring.h>

typedef struct {
	ck_ring_t ring;
	ck_ring_buffer_t buffer[SLOTS] __attribute__((aligned(64)));
} queue_t;

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(sizeof(*q));

	ck_ring_init(&q->ring, slots);
	return q;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	(void)p;
	return CK(ck_ring_enqueue)(&q->ring, q->buffer, item);
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	return CK(ck_ring_dequeue)(&q->ring, q->buffer, item);
}

PUSH_BY_LOOP
POP_BY_LOOP

#include "driver.h"
