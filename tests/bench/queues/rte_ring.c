// SPDX-License-Identifier: GPL-2.0
/*
 * rte_ring.c - DPDK's ring; PUT(x) and GET(x) name the functions of one of its flavours
 *
 * They are called directly, so that the flavour is not looked up at run time.
 */
#include "queue.h"

#define ALLOW_EXPERIMENTAL_API
#include <rte_ring.h>

typedef struct rte_ring queue_t;

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(rte_ring_get_memsize(slots));

	if (rte_ring_init(q, "bench", slots, FLAGS))
		abort();
	return q;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	(void)p;
	return PUT(q, &item, 1, NULL);
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	return GET(q, item, 1, NULL);
}

static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	(void)p;
	return PUT(q, items, n, NULL);
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	(void)c;
	return GET(q, items, n, NULL);
}

#include "driver.h"
