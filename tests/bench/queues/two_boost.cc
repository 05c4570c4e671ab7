// SPDX-License-Identifier: GPL-2.0
/* two_boost.cc - a copy into each of two of Boost.Lockfree's rings for one producer and consumer */
#include "queue.h"

#include <boost/lockfree/spsc_queue.hpp>

typedef boost::lockfree::spsc_queue<struct value, boost::lockfree::capacity<SLOTS>> ring_t;

static void ring_init(ring_t *ring, unsigned int)
{
	new (ring) ring_t;
}

static ALWAYS_INLINE unsigned int ring_put(ring_t *ring, const struct value *v, unsigned int n)
{
	return n == 1 ? ring->push(*v) : ring->push(v, n);
}

static ALWAYS_INLINE unsigned int ring_get(ring_t *ring, struct value *v, unsigned int n)
{
	return n == 1 ? ring->pop(*v) : ring->pop(v, n);
}

#include "two.h"
