// SPDX-License-Identifier: GPL-2.0
/*
 * pool.h of lfring, FLAGS being its own; built as ring.h is, see lfring.c. With CLASS the class
 * is asked for once, as who needs one size only does: that is what other pools have.
 */
#include "common.h"

#include <lfring/pool.h>

#define OBJECT 1450

#ifdef CLASS
typedef struct lfr_pool_class pool_t;
#else
typedef struct lfr_pool pool_t;
#endif

__thread u32 lfr_shim_cpu;

static pool_t *pool_new(unsigned int buffers)
{
	struct lfr_pool_config config = {
		.class = { { OBJECT, buffers } }, .nr = 1, .cpus = 2,
		.magazine = LFR_POOL_MAGAZINE_AUTO, .flags = FLAGS,
	};
	struct lfr_pool *pool = (struct lfr_pool *)bench_alloc(sizeof(*pool));
	struct lfr_pool_plan plan;
	void *cpu[2];

	if (lfr_pool_plan(&config, &plan))
		abort();
	cpu[0] = bench_alloc(plan.cpu);
	cpu[1] = bench_alloc(plan.cpu);
	if (lfr_pool_init(pool, &config, bench_alloc(plan.arena), bench_alloc(plan.meta), cpu,
			  NULL, NULL))
		abort();
#ifdef CLASS
	return lfr_pool_class(pool, OBJECT);
#else
	return pool;
#endif
}

static void pool_enter(pool_t *pool, int cpu)
{
	(void)pool;
	lfr_shim_cpu = cpu;
}

static ALWAYS_INLINE void *pool_alloc(pool_t *pool)
{
#ifdef CLASS
	return lfr_pool_class_get(pool, OBJECT);
#else
	return lfr_pool_alloc(pool, OBJECT, 0);
#endif
}

static ALWAYS_INLINE void pool_free(pool_t *pool, void *buffer)
{
#ifdef CLASS
	lfr_pool_class_put(pool, buffer);
#else
	lfr_pool_free(pool, buffer);
#endif
}

/* The workloads, not lfring's header of that name. */
#include "pool.h"
