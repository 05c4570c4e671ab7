// SPDX-License-Identifier: GPL-2.0
/*
 * wfcqueue.c - liburcu's wait-free concurrent queue: a list, so items travel in nodes
 *
 * Each producer has SLOTS nodes, and is "full" when the next of them is still on its
 * way. The consumer is alone and takes the list over as a whole (splice) when it has nothing
 * left for a batch.
 */
#include "queue.h"

#define _LGPL_SOURCE
#include <urcu/wfcqueue.h>

struct node {
	struct cds_wfcq_node link;
	void *item;
	int busy;
};

typedef struct {
	struct cds_wfcq_tail tail __attribute__((aligned(128)));
	struct cds_wfcq_head head __attribute__((aligned(128)));
	struct cds_wfcq_tail local_tail __attribute__((aligned(128)));
	struct cds_wfcq_head local_head;
} queue_t;

typedef struct {
	unsigned int next;
	struct node node[SLOTS] __attribute__((aligned(64)));
} producer_t;

typedef char consumer_t;

static queue_t *queue_new(unsigned int slots)
{
	queue_t *q = (queue_t *)bench_alloc(sizeof(*q));

	(void)slots;
	cds_wfcq_init(&q->head, &q->tail);
	cds_wfcq_init(&q->local_head, &q->local_tail);
	return q;
}

static producer_t *producer_new(queue_t *q)
{
	(void)q;
	return (producer_t *)bench_alloc(sizeof(producer_t));
}

static consumer_t *consumer_new(queue_t *q)
{
	return (consumer_t *)q;
}

static ALWAYS_INLINE bool push(queue_t *q, producer_t *p, void *item)
{
	struct node *node = &p->node[p->next % SLOTS];

	if (__atomic_load_n(&node->busy, __ATOMIC_ACQUIRE))
		return false;
	p->next++;
	node->item = item;
	node->busy = 1;
	cds_wfcq_node_init(&node->link);
	cds_wfcq_enqueue(&q->head, &q->tail, &node->link);
	return true;
}

static ALWAYS_INLINE bool take(struct cds_wfcq_head *head, struct cds_wfcq_tail *tail, void **item)
{
	struct cds_wfcq_node *link = __cds_wfcq_dequeue_nonblocking(head, tail);
	struct node *node;

	if (!link || link == CDS_WFCQ_WOULDBLOCK)
		return false;
	node = caa_container_of(link, struct node, link);
	*item = node->item;
	__atomic_store_n(&node->busy, 0, __ATOMIC_RELEASE);
	return true;
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	(void)c;
	return take(&q->head, &q->tail, item);
}

PUSH_BY_LOOP

static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c, void **items, unsigned int n)
{
	unsigned int i;

	(void)c;
	if (cds_wfcq_empty(&q->local_head, &q->local_tail))
		__cds_wfcq_splice_nonblocking(&q->local_head, &q->local_tail, &q->head, &q->tail);
	for (i = 0; i < n; i++)
		if (!take(&q->local_head, &q->local_tail, &items[i]))
			break;
	return i;
}

#include "driver.h"
