// SPDX-License-Identifier: GPL-2.0
/*
 * lfring.c - ring.h: LOCAL pushes as to the shard of one CPU, else as to a shared one
 *
 * Through the native shim without its hooks: loads and stores are plain instructions, the
 * compare-and-swap has a lock prefix, or none for LOCAL, as in the kernel on x86.
 * preempt_disable() is a compiler barrier; in a kernel with CONFIG_PREEMPT it would
 * count in memory, as it would in the other kernel structures' locks, which here do not either.
 */
#include "queue.h"

#include <lfring/ring.h>

typedef struct lfr_ring queue_t;

ENDS_WITHOUT_STATE

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(lfr_ring_bytes(slots));

	if (lfr_ring_init(q, slots))
		abort();
	return q;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	(void)p;
	return !(LOCAL ? lfr_ring_push_local(q, item) : lfr_ring_push(q, item));
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	/* Rings of CPUs have sisters, and who finds one of them empty looks at the next. */
	return LOCAL ? lfr_ring_take(q, item) : lfr_ring_poll(q, item);
}

static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p, void **items, unsigned int n)
{
	(void)p;
	return LOCAL ? lfr_ring_push_batch_local(q, items, n) : lfr_ring_push_batch(q, items, n);
}

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	(void)c;
	return lfr_ring_pop_batch(q, items, n);
}

#include "driver.h"
