// SPDX-License-Identifier: GPL-2.0
/* two_rte.c - a copy into each of two of DPDK's rings of values, for one producer and consumer */
#include "queue.h"

#define ALLOW_EXPERIMENTAL_API
#include <rte_ring.h>
#include <rte_ring_elem.h>

typedef struct {
	struct rte_ring *ring;
} ring_t;

static void ring_init(ring_t *ring, unsigned int slots)
{
	ring->ring = (struct rte_ring *)bench_alloc(rte_ring_get_memsize_elem(VALUE, slots));
	if (rte_ring_init(ring->ring, "bench", slots, RING_F_SP_ENQ | RING_F_SC_DEQ))
		abort();
}

static ALWAYS_INLINE unsigned int ring_put(ring_t *ring, const struct value *v, unsigned int n)
{
	return rte_ring_sp_enqueue_burst_elem(ring->ring, v, VALUE, n, NULL);
}

static ALWAYS_INLINE unsigned int ring_get(ring_t *ring, struct value *v, unsigned int n)
{
	return rte_ring_sc_dequeue_burst_elem(ring->ring, v, VALUE, n, NULL);
}

#include "two.h"
