// SPDX-License-Identifier: GPL-2.0
/* stream.h: many producers, many consumers; built as ring.h is, see lfring.c */
#include "queue.h"

#include <lfring/stream.h>

typedef struct lfr_stream queue_t;

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(lfr_stream_bytes(slots));

	if (lfr_stream_init(q, slots))
		abort();
	return q;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	(void)p;
	return !lfr_stream_push(q, item);
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	return !lfr_stream_pop(q, item);
}

static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	(void)p;
	return lfr_stream_push_batch(q, items, n);
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	(void)c;
	return lfr_stream_pop_batch(q, items, n);
}

#include "driver.h"
