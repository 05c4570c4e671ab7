// SPDX-License-Identifier: GPL-2.0
/*
 * moody.cc - moodycamel's ConcurrentQueue, with tokens, for ROOM items
 *
 * It is made of blocks, so its capacity is approximate. A batch is put in as a whole or
 * not at all.
 */
#include "queue.h"

#include <concurrentqueue/concurrentqueue.h>

typedef moodycamel::ConcurrentQueue<void *> queue_t;
typedef moodycamel::ProducerToken producer_t;
typedef moodycamel::ConsumerToken consumer_t;

static queue_t *queue_new(unsigned int)
{
	return new (bench_alloc(sizeof(queue_t))) queue_t(ROOM);
}

static producer_t *producer_new(queue_t *q)
{
	return new (bench_alloc(sizeof(producer_t))) producer_t(*q);
}

static consumer_t *consumer_new(queue_t *q)
{
	return new (bench_alloc(sizeof(consumer_t))) consumer_t(*q);
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	return q->try_enqueue(*p, item);
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	return q->try_dequeue(*c, *item);
}

static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	return q->try_enqueue_bulk(*p, items, n) ? n : 0;
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	return q->try_dequeue_bulk(*c, items, n);
}

#include "driver.h"
