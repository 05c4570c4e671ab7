// SPDX-License-Identifier: GPL-2.0
/*
 * bcast.h: values of VALUE bytes to two readers that the producer waits for; POLLED is
 * whether nobody may sleep. Built as ring.h is, see lfring.c.
 */
#include "queue.h"

#include <lfring/bcast.h>

#define BROADCAST 1

typedef struct lfr_bcast queue_t;
typedef char producer_t;
typedef struct lfr_bcast_reader consumer_t;

static queue_t *queue_new(unsigned int slots)
{
	struct lfr_bcast_config config = {
		.slots = slots, .bytes = VALUE, .readers = 2,
		.policy = LFR_BCAST_WAIT, .polled = POLLED,
	};
	queue_t *q = (queue_t *)bench_alloc(lfr_bcast_bytes(&config));

	if (lfr_bcast_init(q, &config))
		abort();
	return q;
}

static producer_t *producer_new(queue_t *q)
{
	return (producer_t *)q;
}

static consumer_t *consumer_new(queue_t *q)
{
	consumer_t *c = (consumer_t *)bench_alloc(sizeof(*c));

	if (lfr_bcast_subscribe(q, c))
		abort();
	return c;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	struct value v = value_of(item);

	(void)p;
	return !lfr_bcast_try_write_as(q, &v, sizeof(v));
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	struct value v;

	if (lfr_bcast_try_read_as(q, c, &v, sizeof(v)))
		return false;
	*item = item_of(&v);
	return true;
}

static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	struct value v[BATCH_MAX];
	unsigned int i;
	int got;

	(void)p;
	for (i = 0; i < n; i++)
		v[i] = value_of(items[i]);
	got = lfr_bcast_try_write_batch_as(q, v, n, sizeof(*v));
	return got < 0 ? 0 : got;
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	struct value v[BATCH_MAX];
	int i, got;

	got = lfr_bcast_try_read_batch_as(q, c, v, n, sizeof(*v));
	for (i = 0; i < got; i++)
		items[i] = item_of(&v[i]);
	return got < 0 ? 0 : got;
}

#include "driver.h"
