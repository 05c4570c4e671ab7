/* SPDX-License-Identifier: GPL-2.0 */
/*
 * two.h - what a broadcast to two readers is without one: each value into two queues
 *
 * The including file has queue.h, and of one queue of values: ring_t, ring_init(),
 * ring_put(), ring_get(), each of up to n values, returning how many.
 */
#define BROADCAST	1
#define PENDING(p)	((p)->ahead)

typedef struct {
	ring_t ring[2];
	int readers;
} queue_t;

/* How many values are already in the first queue and not yet in the second. */
typedef struct {
	unsigned int ahead;
} producer_t;

typedef ring_t consumer_t;

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(sizeof(*q));

	ring_init(&q->ring[0], slots);
	ring_init(&q->ring[1], slots);
	return q;
}

static producer_t *producer_new(queue_t *q)
{
	(void)q;
	return (producer_t *)bench_alloc(sizeof(producer_t));
}

static consumer_t *consumer_new(queue_t *q)
{
	return &q->ring[q->readers++];
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	struct value v = value_of(item);

	if (!p->ahead) {
		if (!ring_put(&q->ring[0], &v, 1))
			return false;
		p->ahead = 1;
	}
	if (!ring_put(&q->ring[1], &v, 1))
		return false;
	p->ahead = 0;
	return true;
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	struct value v;

	(void)q;
	if (!ring_get(c, &v, 1))
		return false;
	*item = item_of(&v);
	return true;
}

static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	struct value v[BATCH_MAX];
	unsigned int i, got;

	for (i = 0; i < n; i++)
		v[i] = value_of(items[i]);
	if (p->ahead < n)
		p->ahead += ring_put(&q->ring[0], v + p->ahead, n - p->ahead);
	got = p->ahead ? ring_put(&q->ring[1], v, p->ahead) : 0;
	p->ahead -= got;
	return got;
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	struct value v[BATCH_MAX];
	unsigned int i, got;

	(void)q;
	got = ring_get(c, v, n);
	for (i = 0; i < got; i++)
		items[i] = item_of(&v[i]);
	return got;
}

#include "driver.h"
