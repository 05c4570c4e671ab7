// SPDX-License-Identifier: GPL-2.0
/* pool.h of lfring, FLAGS being its own; built as ring.h is, see lfring.c */
#include "common.h"

#include <lfring/pool.h>

#define OBJECT 1450

typedef struct lfr_pool pool_t;

__thread u32 lfr_shim_cpu;

static pool_t *pool_new(unsigned int buffers)
{
	struct lfr_pool_config config = {
		.class = { { OBJECT, buffers } }, .nr = 1, .cpus = 2,
		.magazine = LFR_POOL_MAGAZINE_AUTO, .flags = FLAGS,
	};
	pool_t *pool = (pool_t *)bench_alloc(sizeof(*pool));
	struct lfr_pool_plan plan;
	void *cpu[2];

	if (lfr_pool_plan(&config, &plan))
		abort();
	cpu[0] = bench_alloc(plan.cpu);
	cpu[1] = bench_alloc(plan.cpu);
	if (lfr_pool_init(pool, &config, bench_alloc(plan.arena), bench_alloc(plan.meta), cpu,
			  NULL, NULL))
		abort();
	return pool;
}

static void pool_enter(pool_t *pool, int cpu)
{
	(void)pool;
	lfr_shim_cpu = cpu;
}

static ALWAYS_INLINE void *pool_alloc(pool_t *pool)
{
	return lfr_pool_alloc(pool, OBJECT, 0);
}

static ALWAYS_INLINE void pool_free(pool_t *pool, void *buffer)
{
	lfr_pool_free(pool, buffer);
}

/* The workloads, not lfring's header of that name. */
#include "pool.h"
