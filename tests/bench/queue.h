/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queue.h - what a file in queues/ tells the driver about the queue it adapts
 *
 * One file adapts one library, C or C++, and is compiled together with the driver into
 * a program of its own, so that every queue is inlined as it would be where it is
 * used. It defines, in this order,
 *
 *	queue_t			one queue
 *	producer_t, consumer_t	what each end keeps; or ENDS_WITHOUT_STATE
 *	queue_new()		an empty queue of about SLOTS slots
 *	push(), pop()		one item; false when full or empty
 *	push_many(), pop_many()	up to n items, returns how many; or PUSH_BY_LOOP, POP_BY_LOOP
 *
 * and then includes driver.h. Items are never NULL. With BROADCAST defined as 1 each
 * consumer gets each item; then an item stands for a value of VALUE bytes, which
 * is copied in and out.
 */
#ifndef LFR_BENCH_QUEUE_H
#define LFR_BENCH_QUEUE_H

#include "common.h"

/* Every queue has these, or the nearest to them that it can have. */
#define SLOTS		1024u
/* Most items that are pushed or popped at once. */
#define BATCH_MAX	128u
#define PRODUCERS_MAX	8u

#define ENDS_WITHOUT_STATE						\
typedef char producer_t;						\
typedef char consumer_t;						\
static inline producer_t *producer_new(queue_t *q)			\
{									\
	return (producer_t *)q;						\
}									\
static inline consumer_t *consumer_new(queue_t *q)			\
{									\
	return (consumer_t *)q;						\
}

#define PUSH_BY_LOOP							\
static ALWAYS_INLINE unsigned int push_many(queue_t *q, producer_t *p,	\
					    void **items, unsigned int n)	\
{									\
	unsigned int i;							\
									\
	for (i = 0; i < n && push(q, p, items[i]); i++)			\
		;							\
	return i;							\
}

#define POP_BY_LOOP							\
static ALWAYS_INLINE unsigned int pop_many(queue_t *q, consumer_t *c,	\
					   void **items, unsigned int n)	\
{									\
	unsigned int i;							\
									\
	for (i = 0; i < n && pop(q, c, &items[i]); i++)			\
		;							\
	return i;							\
}

/* What is copied into and out of a broadcast. */
#ifdef VALUE
struct value {
	void *item[VALUE / sizeof(void *)];
};

static ALWAYS_INLINE struct value value_of(void *item)
{
	struct value v;
	unsigned int i;

	for (i = 0; i < VALUE / sizeof(void *); i++)
		v.item[i] = item;
	return v;
}

/* NULL if not all of it is the same: a value that is half of another one. */
static ALWAYS_INLINE void *item_of(const struct value *v)
{
	return v->item[0] == v->item[VALUE / sizeof(void *) - 1] ? v->item[0] : NULL;
}
#endif

#endif /* LFR_BENCH_QUEUE_H */
