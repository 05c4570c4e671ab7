// SPDX-License-Identifier: GPL-2.0
/*
 * nothing.c - not a queue: a variable, so that what the driver itself costs is known
 *
 * One thread only.
 */
#include "queue.h"

typedef struct {
	void *item[BATCH_MAX];
} queue_t;

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int slots)
{
	(void)slots;
	return (queue_t *)bench_alloc(sizeof(queue_t));
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	(void)p;
	*(void *volatile *)q->item = item;
	return true;
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	*item = *(void *volatile *)q->item;
	return true;
}

/* The driver compares the last item only. */
static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	return push(q, p, items[n - 1]) ? n : 0;
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	return pop(q, c, &items[n - 1]) ? n : 0;
}

#include "driver.h"
