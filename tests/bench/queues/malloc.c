// SPDX-License-Identifier: GPL-2.0
/*
 * malloc.c - the C library's allocator, in a heap as it is in a program that has run for a
 * while: free buffers lie between memory that is in use, so that they are kept as they are,
 * not merged with each other and with the heap's end and cut off again
 */
#include "common.h"

#include <malloc.h>

#define OBJECT 1450

typedef char pool_t;

static pool_t *pool_new(unsigned int buffers)
{
	(void)buffers;
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_TOP_PAD, 1 << 20);
	return (pool_t *)bench_alloc(1);
}

static void pool_enter(pool_t *pool, int cpu)
{
	void *p[64], *between = NULL;
	unsigned int i;

	(void)pool;
	(void)cpu;
	for (i = 0; i < 64; i++) {
		p[i] = malloc(OBJECT);
		/* Never freed. */
		between = malloc(64);
		__asm__ __volatile__("" : "+r" (between));
	}
	for (i = 0; i < 64; i++)
		free(p[i]);
}

static ALWAYS_INLINE void *pool_alloc(pool_t *pool)
{
	void *p = malloc(OBJECT);

	(void)pool;
	/* Not to be left out together with its free(). */
	__asm__ __volatile__("" : "+r" (p));
	return p;
}

static ALWAYS_INLINE void pool_free(pool_t *pool, void *buffer)
{
	(void)pool;
	free(buffer);
}

#include "pool.h"
