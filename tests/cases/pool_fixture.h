/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_fixture.h - pools to test, somebody to fall back to, and the oracle
 */
#ifndef _LFRING_POOL_FIXTURE_H
#define _LFRING_POOL_FIXTURE_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <lfring/pool.h>
#include "case.h"

#define LFR_SPARES	8u

/**
 * struct lfr_spare - memory beside a pool, and what the pool asked for
 * @memory: LFR_SPARES pieces
 * @size: of each of them
 * @taken: those that are out
 * @broken: pieces that came back though they were not out
 * @class: that was asked for last
 * @asked: bytes that were asked for last
 * @gfp: that was asked with
 * @zero: zeroed memory was asked for
 * @misuse: how often the pool complained, of what
 * @object: of what object last
 */
struct lfr_spare {
	char *memory;
	size_t size;
	atomic_t taken[LFR_SPARES];
	atomic_t broken;
	u32 class;
	size_t asked;
	gfp_t gfp;
	bool zero;
	atomic_t misuse[LFR_POOL_MISUSES];
	const void *object;
};

static inline void *lfr_spare_alloc(void *ctx, u32 class, size_t size, gfp_t gfp, bool zero)
{
	struct lfr_spare *spare = ctx;
	u32 i;

	/* Of threads the one that comes last. */
	WRITE_ONCE(spare->class, class);
	WRITE_ONCE(spare->asked, size);
	WRITE_ONCE(spare->gfp, gfp);
	WRITE_ONCE(spare->zero, zero);
	for (i = 0; size <= spare->size && i < LFR_SPARES; i++) {
		int old = 0;

		if (atomic_try_cmpxchg_acquire(&spare->taken[i], &old, class + 1)) {
			if (zero)
				memset(spare->memory + i * spare->size, 0, size);
			return spare->memory + i * spare->size;
		}
	}
	return NULL;
}

static inline void lfr_spare_free(void *ctx, u32 class, void *object)
{
	struct lfr_spare *spare = ctx;
	size_t i = ((char *)object - spare->memory) / spare->size;
	int old = class + 1;

	if (i >= LFR_SPARES || !atomic_try_cmpxchg_release(&spare->taken[i], &old, 0))
		atomic_inc(&spare->broken);
}

static inline void lfr_spare_misuse(void *ctx, enum lfr_pool_misuse misuse, const void *object)
{
	struct lfr_spare *spare = ctx;

	WRITE_ONCE(spare->object, object);
	atomic_inc(&spare->misuse[misuse]);
}

static const struct lfr_pool_ops lfr_spare_ops = {
	.alloc = lfr_spare_alloc,
	.free = lfr_spare_free,
	.misuse = lfr_spare_misuse,
};

static inline struct lfr_spare *lfr_fixture_spare(struct lfr_pool *pool)
{
	return pool->ctx;
}

/* A pool as @config says. */
static inline struct lfr_pool *lfr_fixture_pool_of(struct lfr_test *t,
						   const struct lfr_pool_config *config)
{
	struct lfr_pool *pool = lfr_case_alloc(t, sizeof(*pool));
	struct lfr_spare *spare = lfr_case_alloc(t, sizeof(*spare));
	struct lfr_pool_plan plan;
	void **cpu;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_pool_plan(config, &plan), 0);
	spare->size = 2 * config->class[config->nr - 1].size;
	spare->memory = lfr_case_alloc(t, LFR_SPARES * spare->size);
	cpu = lfr_case_alloc(t, config->cpus * sizeof(*cpu));
	for (i = 0; i < config->cpus; i++)
		cpu[i] = lfr_case_alloc(t, plan.cpu);
	LFR_ASSERT_EQ(t, lfr_pool_init(pool, config, lfr_case_alloc(t, plan.arena),
				       lfr_case_alloc(t, plan.meta), cpu, &lfr_spare_ops, spare),
		      0);
	return pool;
}

/* CPUs that a pool needs if a case makes no difference between threads and CPUs. */
static inline u32 lfr_fixture_cpus(void)
{
	return max(lfr_case_cpus(), LFR_CASE_WORKERS_MAX);
}

/* A pool of one class. */
static inline struct lfr_pool *lfr_fixture_pool(struct lfr_test *t, u32 size, u32 objects,
						u32 magazine, u32 flags)
{
	struct lfr_pool_config config = {
		.class = { { size, objects } },
		.nr = 1,
		.cpus = lfr_fixture_cpus(),
		.magazine = magazine,
		.flags = flags,
		.fallback = flags & LFR_POOL_FALLBACK ? LFR_SPARES : 0,
	};

	return lfr_fixture_pool_of(t, &config);
}

/* Five classes with @objects each. */
static inline struct lfr_pool *lfr_fixture_pool5(struct lfr_test *t, u32 objects, u32 magazine,
						 u32 flags)
{
	struct lfr_pool_config config = {
		.class = { { 64, objects }, { 128, objects }, { 200, objects },
			   { 250, objects }, { 1450, objects } },
		.nr = 5,
		.cpus = lfr_fixture_cpus(),
		.magazine = magazine,
		.flags = flags,
		.fallback = LFR_SPARES,
	};

	return lfr_fixture_pool_of(t, &config);
}

static inline struct lfr_pool_class_stats lfr_fixture_class(struct lfr_pool *pool, u32 class)
{
	struct lfr_pool_class_stats stats = {};

	lfr_pool_class_read(pool, class, &stats);
	return stats;
}

static inline struct lfr_pool_stats lfr_fixture_stats(struct lfr_pool *pool)
{
	struct lfr_pool_stats stats;

	lfr_pool_read(pool, &stats);
	return stats;
}

/* Everything was refused that should be, and nothing else, and it was told each time. */
static inline void lfr_fixture_refused(struct lfr_test *t, struct lfr_pool *pool,
				       enum lfr_pool_misuse misuse, u32 times)
{
	struct lfr_pool_stats stats = lfr_fixture_stats(pool);

	LFR_EXPECT_EQ(t, stats.refused[misuse], times);
	LFR_EXPECT_EQ(t, atomic_read(&lfr_fixture_spare(pool)->misuse[misuse]), times);
}

/*
 * Each class has each of its objects once: all of them can be had by one CPU, and no more.
 * @object and @seen are memory for one more than the largest class has.
 */
static inline void lfr_fixture_pool_all(struct lfr_test *t, struct lfr_pool *pool, void **object,
					u8 *seen)
{
	u32 c, cpu, i, got, twice;

	for (cpu = 0; cpu < pool->cpus; cpu++)
		lfr_pool_flush_cpu(pool, cpu);
	for (c = 0; c < pool->nr; c++) {
		struct lfr_pool_class *class = &pool->class[c];

		memset(seen, 0, class->nr);
		twice = 0;
		/* On one CPU, for no other can reach what is in its magazine. */
		preempt_disable();
		for (got = 0; got <= class->nr; got++) {
			object[got] = lfr_pool_class_get(class, class->size);
			if (!object[got])
				break;
			twice += seen[lfr_pool_index(class, object[got])]++;
		}
		for (i = 0; i < min(got, class->nr); i++)
			lfr_pool_class_put(class, object[i]);
		preempt_enable();
		LFR_EXPECT_MSG(t, got == class->nr && !twice,
			       "class %u has %u objects of %u, %u of them twice", c, got,
			       class->nr, twice);
		LFR_EXPECT_EQ(t, lfr_fixture_class(pool, c).in_use, 0);
	}
}

/* At rest nothing is in use, and nothing is missing. */
static inline void lfr_fixture_pool_at_rest(struct lfr_test *t, struct lfr_pool *pool)
{
	u32 c, i, most = 0, live = 0;

	for (i = 0; i < LFR_SPARES; i++)
		live += !!atomic_read(&lfr_fixture_spare(pool)->taken[i]);
	LFR_EXPECT_EQ(t, live, 0);
	LFR_EXPECT_EQ(t, atomic_read(&lfr_fixture_spare(pool)->broken), 0);
	LFR_EXPECT_EQ(t, lfr_pool_in_use(pool), 0);
	for (c = 0; c < pool->nr; c++)
		most = max(most, pool->class[c].nr);
	lfr_fixture_pool_all(t, pool, lfr_case_alloc(t, (most + 1) * sizeof(void *)),
			     lfr_case_alloc(t, most));
}

#endif /* _LFRING_POOL_FIXTURE_H */
