// SPDX-License-Identifier: GPL-2.0
/*
 * rte_mempool.c - DPDK's pool of buffers, with a cache for each thread of CACHE of them,
 * or none for 0
 */
#include "common.h"

#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_mempool.h>

#define OBJECT 1450

typedef struct rte_mempool pool_t;

static pool_t *pool_new(unsigned int buffers)
{
	static char *argv[] = { "bench", "--no-huge", "--no-pci", "--no-shconf", "-m", "64", "-l", "0",
				"--log-level", "error", "--no-telemetry", NULL };
	cpu_set_t cpus;
	pool_t *pool;

	/* It pins this thread; the others inherit that and could not get away. */
	sched_getaffinity(0, sizeof(cpus), &cpus);
	if (rte_eal_init(sizeof(argv) / sizeof(argv[0]) - 1, argv) < 0)
		exit(1);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	pool = rte_mempool_create("bench", buffers - 1, OBJECT, CACHE, 0, NULL, NULL, NULL, NULL,
				  SOCKET_ID_ANY, 0);
	if (!pool) {
		fprintf(stderr, "no pool\n");
		exit(1);
	}
	return pool;
}

static void pool_enter(pool_t *pool, int cpu)
{
	(void)pool;
	(void)cpu;
	/* So that it gets a number, and by that a cache. */
	if (rte_lcore_id() == LCORE_ID_ANY && rte_thread_register())
		abort();
}

static ALWAYS_INLINE void *pool_alloc(pool_t *pool)
{
	void *p;

	return rte_mempool_get(pool, &p) ? NULL : p;
}

static ALWAYS_INLINE void pool_free(pool_t *pool, void *buffer)
{
	rte_mempool_put(pool, buffer);
}

#include "pool.h"
