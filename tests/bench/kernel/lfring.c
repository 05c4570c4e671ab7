// SPDX-License-Identifier: GPL-2.0
/*
 * lfring.c - lfring's rings: one of a CPU, a shared one, and the one with many consumers
 */
#include <linux/slab.h>
#include <linux/stringify.h>
#include <lfring/ring.h>
#ifdef BENCH_STREAM
#include <lfring/stream.h>
#endif
#include "bench.h"

static void *lfr_local_create(void)
{
	struct lfr_ring *ring = kzalloc(lfr_ring_bytes(BENCH_SLOTS), GFP_KERNEL);

	if (ring)
		WARN_ON(lfr_ring_init(ring, BENCH_SLOTS));
	return ring;
}

static void lfr_local_destroy(void *q)
{
	kfree(q);
}

static __always_inline bool lfr_local_push(void *q, unsigned int id, void *item)
{
	return !lfr_ring_push_local(q, item);
}

static __always_inline bool lfr_local_pop(void *q, void **item)
{
	return !lfr_ring_pop(q, item);
}

static __always_inline unsigned int lfr_local_push_many(void *q, unsigned int id, void **items,
							unsigned int n)
{
	return lfr_ring_push_batch_local(q, items, n);
}

static __always_inline unsigned int lfr_local_pop_many(void *q, void **items, unsigned int n)
{
	return lfr_ring_pop_batch(q, items, n);
}

#define QUEUE	lfr_local
#define SAFE	"local"
#define OURS	true
#include "loops.h"

#define lfr_shared_create	lfr_local_create
#define lfr_shared_destroy	lfr_local_destroy
#define lfr_shared_pop		lfr_local_pop
#define lfr_shared_pop_many	lfr_local_pop_many

static __always_inline bool lfr_shared_push(void *q, unsigned int id, void *item)
{
	return !lfr_ring_push(q, item);
}

static __always_inline unsigned int lfr_shared_push_many(void *q, unsigned int id, void **items,
							 unsigned int n)
{
	return lfr_ring_push_batch(q, items, n);
}

#define QUEUE	lfr_shared
#define SAFE	"mpsc"
#define OURS	true
#include "loops.h"

#ifdef BENCH_STREAM
static void *lfr_stream_new(void)
{
	struct lfr_stream *stream = kzalloc(lfr_stream_bytes(BENCH_SLOTS), GFP_KERNEL);

	if (stream)
		WARN_ON(lfr_stream_init(stream, BENCH_SLOTS));
	return stream;
}

#define stream_create	lfr_stream_new
#define stream_destroy	lfr_local_destroy

static __always_inline bool stream_push(void *q, unsigned int id, void *item)
{
	return !lfr_stream_push(q, item);
}

static __always_inline bool stream_pop(void *q, void **item)
{
	return !lfr_stream_pop(q, item);
}

static __always_inline unsigned int stream_push_many(void *q, unsigned int id, void **items,
						     unsigned int n)
{
	return lfr_stream_push_batch(q, items, n);
}

static __always_inline unsigned int stream_pop_many(void *q, void **items, unsigned int n)
{
	return lfr_stream_pop_batch(q, items, n);
}

#define QUEUE	stream
#define SAFE	"mpmc"
#define OURS	true
#include "loops.h"
#endif

const struct bench_queue *const bench_lfring_queues[] = {
	&lfr_local_queue,
	&lfr_shared_queue,
#ifdef BENCH_STREAM
	&stream_queue,
#endif
	NULL
};
