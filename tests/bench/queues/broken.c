// SPDX-License-Identifier: GPL-2.0
/*
 * broken.c - a ring for one producer and one consumer with a DEFECT: what the driver must notice
 *
 * Each hundredth item is
 *	1	lost
 *	2	given out twice
 *	3	given out before the one in front of it
 *	4	another one than what was put in
 */
#include "queue.h"

typedef struct {
	uint64_t tail __attribute__((aligned(64)));
	uint64_t head __attribute__((aligned(64)));
	uint64_t pops;
	void *slot[SLOTS] __attribute__((aligned(64)));
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
	if (q->tail - __atomic_load_n(&q->head, __ATOMIC_ACQUIRE) == SLOTS)
		return false;
	q->slot[q->tail % SLOTS] = item;
	__atomic_store_n(&q->tail, q->tail + 1, __ATOMIC_RELEASE);
	return true;
}

static ALWAYS_INLINE bool pop(queue_t *q, consumer_t *c, void **item)
{
	uint64_t there = __atomic_load_n(&q->tail, __ATOMIC_ACQUIRE) - q->head;
	void **slot = &q->slot[q->head % SLOTS], **next = &q->slot[(q->head + 1) % SLOTS];
	unsigned int step = 1;

	(void)c;
	if (!there)
		return false;
	*item = *slot;
	if (there > 1 && ++q->pops % 100 == 0) {
		switch (DEFECT) {
		case 1:
			*item = *next;
			step = 2;
			break;
		case 2:
			step = 0;
			break;
		case 3:
			*item = *next;
			*next = *slot;
			break;
		case 4:
			*item = (char *)*slot + 1;
			break;
		}
	}
	__atomic_store_n(&q->head, q->head + step, __ATOMIC_RELEASE);
	return true;
}

PUSH_BY_LOOP
POP_BY_LOOP

#include "driver.h"
