// SPDX-License-Identifier: GPL-2.0
/*
 * peers.c - the kernel's own queues: ptr_ring, kfifo, llist
 *
 *	ptr_ring	a lock for producers, the one consumer needs none
 *	ptr_ring_ll	a lock for either side
 *	ptr_ring_spsc	no locks: one producer, one consumer
 *	kfifo_lock	kfifo of pointers, a lock for either side, which are two
 *	kfifo_spsc	no locks
 *	llist		a list of nodes, of which each producer has as many as the others have
 *			slots; the consumer takes all of it and turns it round
 *
 * Locks are spin_lock(): nothing here runs in an interrupt, and lfring's claim is not given
 * the cost of one that would have to. (lfring's push is safe there as it is.)
 */
#include <linux/kfifo.h>
#include <linux/llist.h>
#include <linux/ptr_ring.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stringify.h>
#include "bench.h"

static void *ptr_ring_spsc_create(void)
{
	struct ptr_ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);

	if (ring && ptr_ring_init(ring, BENCH_SLOTS, GFP_KERNEL)) {
		kfree(ring);
		return NULL;
	}
	return ring;
}

static void ptr_ring_spsc_destroy(void *q)
{
	if (!q)
		return;
	ptr_ring_cleanup(q, NULL);
	kfree(q);
}

static __always_inline bool ptr_ring_spsc_push(void *q, unsigned int id, void *item)
{
	return !__ptr_ring_produce(q, item);
}

static __always_inline bool ptr_ring_spsc_pop(void *q, void **item)
{
	*item = __ptr_ring_consume(q);
	return *item;
}

static __always_inline unsigned int ptr_ring_spsc_push_many(void *q, unsigned int id, void **items,
							    unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && !__ptr_ring_produce(q, items[i]); i++)
		;
	return i;
}

static __always_inline unsigned int ptr_ring_spsc_pop_many(void *q, void **items, unsigned int n)
{
	return __ptr_ring_consume_batched(q, items, n);
}

#define QUEUE	ptr_ring_spsc
#define SAFE	"spsc"
#define OURS	false
#include "loops.h"

#define ptr_ring_create		ptr_ring_spsc_create
#define ptr_ring_destroy	ptr_ring_spsc_destroy
#define ptr_ring_pop		ptr_ring_spsc_pop
#define ptr_ring_pop_many	ptr_ring_spsc_pop_many

static __always_inline bool ptr_ring_push(void *q, unsigned int id, void *item)
{
	return !ptr_ring_produce(q, item);
}

/* There is no batch for producers, but the lock need not be taken for each item. */
static __always_inline unsigned int ptr_ring_push_many(void *q, unsigned int id, void **items,
						       unsigned int n)
{
	struct ptr_ring *ring = q;
	unsigned int i;

	spin_lock(&ring->producer_lock);
	i = ptr_ring_spsc_push_many(q, id, items, n);
	spin_unlock(&ring->producer_lock);
	return i;
}

#define QUEUE	ptr_ring
#define SAFE	"mpsc"
#define OURS	false
#include "loops.h"

#define ptr_ring_ll_create	ptr_ring_spsc_create
#define ptr_ring_ll_destroy	ptr_ring_spsc_destroy
#define ptr_ring_ll_push	ptr_ring_push
#define ptr_ring_ll_push_many	ptr_ring_push_many

static __always_inline bool ptr_ring_ll_pop(void *q, void **item)
{
	*item = ptr_ring_consume(q);
	return *item;
}

static __always_inline unsigned int ptr_ring_ll_pop_many(void *q, void **items, unsigned int n)
{
	return ptr_ring_consume_batched(q, items, n);
}

#define QUEUE	ptr_ring_ll
#define SAFE	"mpmc"
#define OURS	false
#include "loops.h"

struct fifo {
	DECLARE_KFIFO(items, void *, BENCH_SLOTS);
	spinlock_t in ____cacheline_aligned;
	spinlock_t out ____cacheline_aligned;
};

static void *kfifo_lock_create(void)
{
	struct fifo *fifo = kzalloc(sizeof(*fifo), GFP_KERNEL);

	if (!fifo)
		return NULL;
	INIT_KFIFO(fifo->items);
	spin_lock_init(&fifo->in);
	spin_lock_init(&fifo->out);
	return fifo;
}

static void kfifo_lock_destroy(void *q)
{
	kfree(q);
}

static __always_inline bool kfifo_spsc_push(void *q, unsigned int id, void *item)
{
	struct fifo *fifo = q;

	return kfifo_put(&fifo->items, item);
}

static __always_inline bool kfifo_spsc_pop(void *q, void **item)
{
	struct fifo *fifo = q;

	return kfifo_get(&fifo->items, item);
}

static __always_inline unsigned int kfifo_spsc_push_many(void *q, unsigned int id, void **items,
							 unsigned int n)
{
	struct fifo *fifo = q;

	return kfifo_in(&fifo->items, items, n);
}

static __always_inline unsigned int kfifo_spsc_pop_many(void *q, void **items, unsigned int n)
{
	struct fifo *fifo = q;

	return kfifo_out(&fifo->items, items, n);
}

#define kfifo_spsc_create	kfifo_lock_create
#define kfifo_spsc_destroy	kfifo_lock_destroy
#define QUEUE	kfifo_spsc
#define SAFE	"spsc"
#define OURS	false
#include "loops.h"

static __always_inline bool kfifo_lock_push(void *q, unsigned int id, void *item)
{
	struct fifo *fifo = q;
	bool done;

	spin_lock(&fifo->in);
	done = kfifo_spsc_push(q, id, item);
	spin_unlock(&fifo->in);
	return done;
}

static __always_inline bool kfifo_lock_pop(void *q, void **item)
{
	struct fifo *fifo = q;
	bool done;

	spin_lock(&fifo->out);
	done = kfifo_spsc_pop(q, item);
	spin_unlock(&fifo->out);
	return done;
}

static __always_inline unsigned int kfifo_lock_push_many(void *q, unsigned int id, void **items,
							 unsigned int n)
{
	struct fifo *fifo = q;

	spin_lock(&fifo->in);
	n = kfifo_spsc_push_many(q, id, items, n);
	spin_unlock(&fifo->in);
	return n;
}

static __always_inline unsigned int kfifo_lock_pop_many(void *q, void **items, unsigned int n)
{
	struct fifo *fifo = q;

	spin_lock(&fifo->out);
	n = kfifo_spsc_pop_many(q, items, n);
	spin_unlock(&fifo->out);
	return n;
}

#define QUEUE	kfifo_lock
#define SAFE	"mpmc"
#define OURS	false
#include "loops.h"

struct node {
	struct llist_node link;
	void *item;
	int busy;
};

struct list {
	struct llist_head head;
	struct llist_node *taken ____cacheline_aligned;	/* the consumer's, oldest first */
	struct {
		unsigned int next ____cacheline_aligned;
		struct node *nodes;
	} producer[BENCH_PRODUCERS];
};

static void llist_destroy(void *q)
{
	struct list *list = q;
	unsigned int i;

	for (i = 0; list && i < BENCH_PRODUCERS; i++)
		kvfree(list->producer[i].nodes);
	kfree(list);
}

static void *llist_create(void)
{
	struct list *list = kzalloc(sizeof(*list), GFP_KERNEL);
	unsigned int i;

	for (i = 0; list && i < BENCH_PRODUCERS; i++) {
		list->producer[i].nodes = kvcalloc(BENCH_SLOTS, sizeof(struct node), GFP_KERNEL);
		if (!list->producer[i].nodes) {
			llist_destroy(list);
			return NULL;
		}
	}
	return list;
}

static __always_inline bool llist_push(void *q, unsigned int id, void *item)
{
	struct list *list = q;
	struct node *node = &list->producer[id].nodes[list->producer[id].next % BENCH_SLOTS];

	/* The consumer is done with it. Pairs with that in llist_pop(). */
	if (smp_load_acquire(&node->busy))
		return false;
	list->producer[id].next++;
	node->item = item;
	node->busy = 1;
	llist_add(&node->link, &list->head);
	return true;
}

static __always_inline bool llist_pop(void *q, void **item)
{
	struct list *list = q;
	struct node *node;

	if (!list->taken) {
		if (llist_empty(&list->head))
			return false;
		list->taken = llist_reverse_order(llist_del_all(&list->head));
	}
	node = llist_entry(list->taken, struct node, link);
	list->taken = node->link.next;
	*item = node->item;
	/* Pairs with that in llist_push(). */
	smp_store_release(&node->busy, 0);
	return true;
}

static __always_inline unsigned int llist_push_many(void *q, unsigned int id, void **items,
						    unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && llist_push(q, id, items[i]); i++)
		;
	return i;
}

static __always_inline unsigned int llist_pop_many(void *q, void **items, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && llist_pop(q, &items[i]); i++)
		;
	return i;
}

#define QUEUE	llist
#define SAFE	"mpsc"
#define OURS	false
#include "loops.h"

const struct bench_queue *const bench_peer_queues[] = {
	&ptr_ring_queue, &ptr_ring_ll_queue, &ptr_ring_spsc_queue,
	&kfifo_lock_queue, &kfifo_spsc_queue, &llist_queue,
	NULL
};
