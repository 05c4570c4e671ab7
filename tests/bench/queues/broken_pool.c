// SPDX-License-Identifier: GPL-2.0
/* broken_pool.c - buffers by turns, whether they are free or not: what pool.h must notice */
#include "common.h"

#define OBJECT 1450

typedef struct {
	unsigned int turn;
	char buffer[8][1472];
} pool_t;

static pool_t *pool_new(unsigned int buffers)
{
	(void)buffers;
	return (pool_t *)bench_alloc(sizeof(pool_t));
}

static void pool_enter(pool_t *pool, int cpu)
{
	(void)pool;
	(void)cpu;
}

static ALWAYS_INLINE void *pool_alloc(pool_t *pool)
{
	return pool->buffer[__atomic_fetch_add(&pool->turn, 1, __ATOMIC_RELAXED) % 8];
}

static ALWAYS_INLINE void pool_free(pool_t *pool, void *buffer)
{
	(void)pool;
	(void)buffer;
}

#include "pool.h"
