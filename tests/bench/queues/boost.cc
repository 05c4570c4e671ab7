// SPDX-License-Identifier: GPL-2.0
/*
 * boost.cc - Boost.Lockfree's queue, which has no batches, or with SPSC its ring for one
 * producer and one consumer, both of a capacity known to the compiler
 */
#include "queue.h"

#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>

#if SPSC
typedef boost::lockfree::spsc_queue<void *, boost::lockfree::capacity<SLOTS>> queue_t;
#else
typedef boost::lockfree::queue<void *, boost::lockfree::capacity<SLOTS>> queue_t;
#endif

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int)
{
	return new (bench_alloc(sizeof(queue_t))) queue_t;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *, void *item)
{
	return q->push(item);
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *, void **item)
{
	return q->pop(*item);
}

#if SPSC
static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *, void **items, unsigned int n)
{
	return q->push(items, n);
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *, void **items, unsigned int n)
{
	return q->pop(items, n);
}
#else
PUSH_BY_LOOP
POP_BY_LOOP
#endif

#include "driver.h"
