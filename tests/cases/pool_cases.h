/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_cases.h - what a pool does, one thread at a time
 */
#ifndef _LFRING_POOL_CASES_H
#define _LFRING_POOL_CASES_H

#include <lfring/pool.h>
#include "case.h"
#include "pool_fixture.h"

/* What is refused, and why. */
static void lfring_pool_new(struct lfr_test *t)
{
	static const struct lfr_pool_config good = {
		.class = { { 64, 4 }, { 128, 4 } }, .nr = 2, .cpus = 2,
	};
	struct lfr_pool_config config;
	struct lfr_pool_plan plan;
	struct lfr_pool *pool = lfr_case_alloc(t, sizeof(*pool));

#define LFR_POOL_BAD(member, value, error)					\
do {										\
	config = good;								\
	config.member = (value);						\
	LFR_EXPECT_EQ(t, lfr_pool_plan(&config, &plan), error);			\
	LFR_EXPECT_EQ(t, lfr_pool_init(pool, &config, NULL, NULL, NULL, NULL, NULL), error); \
} while (0)

	config = good;
	LFR_EXPECT_EQ(t, lfr_pool_plan(&config, &plan), 0);
	LFR_POOL_BAD(nr, 0, -EINVAL);
	LFR_POOL_BAD(nr, LFR_POOL_CLASSES_MAX + 1, -EINVAL);
	LFR_POOL_BAD(cpus, 0, -EINVAL);
	LFR_POOL_BAD(class[0].size, 0, -EINVAL);
	LFR_POOL_BAD(class[1].size, LFR_POOL_SIZE_MAX + 1, -EINVAL);
	LFR_POOL_BAD(class[1].size, U32_MAX, -EINVAL);
	LFR_POOL_BAD(class[1].size, 64, -EINVAL);	/* twice the same */
	LFR_POOL_BAD(class[1].size, 63, -EINVAL);	/* not in order */
	LFR_POOL_BAD(class[0].objects, 0, -EINVAL);
	LFR_POOL_BAD(class[0].objects, LFR_POOL_OBJECTS_MAX + 1, -EINVAL);
	LFR_POOL_BAD(magazine, LFR_POOL_MAGAZINE_MAX + 1, -EINVAL);
	LFR_POOL_BAD(cpus, LFR_POOL_CPUS_MAX + 1, -EINVAL);
	LFR_POOL_BAD(flags, LFR_POOL_FLAGS + 1, -EINVAL);
	LFR_POOL_BAD(flags, LFR_POOL_FALLBACK, -EINVAL);	/* of how many? */
	config = good;
	config.flags = LFR_POOL_FALLBACK;
	config.fallback = LFR_POOL_FALLBACK_MAX + 1;
	LFR_EXPECT_EQ(t, lfr_pool_plan(&config, &plan), -EINVAL);
#undef LFR_POOL_BAD

	/* Beyond memory: 256 GB, which an address of 32 bits cannot say. */
	config = good;
	config.class[1].size = LFR_POOL_SIZE_MAX;
	config.class[1].objects = LFR_POOL_OBJECTS_MAX;
	LFR_EXPECT_EQ(t, lfr_pool_plan(&config, &plan), sizeof(long) == 4 ? -E2BIG : 0);
	if (sizeof(long) == 8)
		LFR_EXPECT(t, plan.arena >= (u64)LFR_POOL_SIZE_MAX * LFR_POOL_OBJECTS_MAX);
}

static void lfring_pool_basic(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 1024, 8, 0, 0);
	u8 *a, *b;
	u32 i;

	a = lfr_pool_alloc(pool, 1024, 0);
	b = lfr_pool_alloc(pool, 1, 0);
	LFR_ASSERT(t, a && b && a != b);
	LFR_EXPECT_EQ(t, (unsigned long)a % LFR_POOL_ALIGN, 0);
	/* All of it can be written and is nobody else's. */
	memset(a, 0x5a, 1024);
	memset(b, 0xa5, 1024);
	for (i = 0; i < 1024; i++)
		if (a[i] != 0x5a || b[i] != 0xa5)
			break;
	LFR_EXPECT_EQ(t, i, 1024);
	LFR_EXPECT_EQ(t, lfr_pool_in_use(pool), 2);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, a), 0);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, b), 0);
	lfr_fixture_pool_at_rest(t, pool);
}

/* Six of four: two come from elsewhere, or not at all. */
static void lfring_pool_exhaustion(struct lfr_test *t)
{
	u32 fallback, i, got;

	for (fallback = 0; fallback < 2; fallback++) {
		struct lfr_pool *pool = lfr_fixture_pool(t, 100, 4, LFR_POOL_MAGAZINE_AUTO,
							 fallback ? LFR_POOL_FALLBACK : 0);
		struct lfr_pool_class_stats stats;
		void *object[6];

		for (i = 0, got = 0; i < 6; i++) {
			object[i] = lfr_pool_alloc(pool, 80, 7);
			got += !!object[i];
		}
		stats = lfr_fixture_class(pool, 0);
		LFR_EXPECT_EQ(t, got, fallback ? 6 : 4);
		LFR_EXPECT_EQ(t, stats.in_use, 4);
		LFR_EXPECT_EQ(t, stats.allocs, 4);
		LFR_EXPECT_EQ(t, stats.fallbacks, fallback ? 2 : 0);
		LFR_EXPECT_EQ(t, stats.failed, fallback ? 0 : 2);
		LFR_EXPECT_EQ(t, stats.high_water, 4);
		LFR_EXPECT_EQ(t, lfr_fixture_stats(pool).fallback_in_use, fallback ? 2 : 0);
		LFR_EXPECT_EQ(t, lfr_pool_in_use(pool), got);
		if (fallback) {
			LFR_EXPECT_EQ(t, lfr_fixture_spare(pool)->class, 0);
			LFR_EXPECT_EQ(t, lfr_fixture_spare(pool)->asked, 80);
			LFR_EXPECT_EQ(t, lfr_fixture_spare(pool)->gfp, 7);
		}
		/* Those from elsewhere go back there, each once. */
		for (i = 0; i < 6; i++)
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[i]), object[i] ? 0 : -EINVAL);
		if (fallback)
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[5]), -EINVAL);
		lfr_fixture_refused(t, pool, LFR_POOL_FOREIGN, fallback);
		lfr_fixture_pool_at_rest(t, pool);
	}
}

/* The limit of what comes from elsewhere is exact, and so is what is there. */
static void lfring_pool_fallback_limit(struct lfr_test *t)
{
	struct lfr_pool_config config = {
		.class = { { 64, 1 } }, .nr = 1, .cpus = lfr_fixture_cpus(),
		.flags = LFR_POOL_FALLBACK, .fallback = 3,
	};
	struct lfr_pool *pool = lfr_fixture_pool_of(t, &config);
	void *object[5];
	u32 i, round;

	for (round = 0; round < 20; round++) {
		for (i = 0; i < 5; i++)
			object[i] = lfr_pool_alloc(pool, 64, 0);
		for (i = 0; i < 5; i++)
			LFR_EXPECT_EQ(t, !!object[i], i < 4);
		for (i = 0; i < 4; i++)
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[(i + round) % 4]), 0);
	}
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).failed, 20);
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).fallbacks, 60);
	/* Nothing there is no claim that stays. */
	lfr_fixture_spare(pool)->size = 1;
	object[0] = lfr_pool_alloc(pool, 64, 0);
	for (i = 0; i < 10; i++)
		LFR_EXPECT(t, !lfr_pool_alloc(pool, 64, 0));
	lfr_fixture_spare(pool)->size = 128;
	for (i = 1; i < 5; i++)
		object[i] = lfr_pool_alloc(pool, 64, 0);
	for (i = 0; i < 5; i++)
		LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[i]), i < 4 ? 0 : -EINVAL);
	lfr_fixture_pool_at_rest(t, pool);
}

/* Every count moves with what it counts, and in_use is exact after each step. */
static void lfring_pool_stats(struct lfr_test *t)
{
	static const u32 magazines[] = { 0, 1, 4 };
	struct lfr_pool_class_stats stats;
	void *object[8];
	u32 m, i;

	for (m = 0; m < ARRAY_SIZE(magazines); m++) {
		struct lfr_pool *pool = lfr_fixture_pool(t, 64, 64, magazines[m], 0);

		for (i = 0; i < 8; i++) {
			object[i] = lfr_pool_alloc(pool, 64, 0);
			stats = lfr_fixture_class(pool, 0);
			LFR_EXPECT_EQ(t, stats.in_use, i + 1);
			LFR_EXPECT_EQ(t, stats.allocs, i + 1);
			LFR_EXPECT_EQ(t, stats.frees, 0);
			LFR_EXPECT(t, stats.high_water >= i + 1);
			LFR_EXPECT_EQ(t, stats.high_water,
				      stats.in_use + stats.in_magazines);
		}
		for (i = 0; i < 8; i++) {
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[i]), 0);
			stats = lfr_fixture_class(pool, 0);
			LFR_EXPECT_EQ(t, stats.in_use, 7 - i);
			LFR_EXPECT_EQ(t, stats.frees, i + 1);
		}
		LFR_EXPECT_EQ(t, stats.size, 64);
		LFR_EXPECT_EQ(t, stats.objects, 64);
		LFR_EXPECT_EQ(t, stats.magazine, magazines[m]);
		if (!magazines[m]) {
			LFR_EXPECT_EQ(t, stats.gets, 8);
			LFR_EXPECT_EQ(t, stats.puts, 8);
			LFR_EXPECT_EQ(t, stats.high_water, 8);
		}
		LFR_EXPECT_EQ(t, lfr_pool_class_read(pool, 1, &stats), -EINVAL);
		lfr_fixture_pool_at_rest(t, pool);
	}
}

/* What was freed last is allocated next: the same address, not the same content. */
static void lfring_pool_reuse(struct lfr_test *t)
{
	static const u32 magazines[] = { 0, 1, 2, 64 };
	u32 m, i;

	for (m = 0; m < ARRAY_SIZE(magazines); m++) {
		struct lfr_pool *pool = lfr_fixture_pool(t, 256, 200, magazines[m], 0);
		void *a, *b, *kept[8];
		u32 same = 0;

		for (i = 0; i < 8; i++)
			kept[i] = lfr_pool_alloc(pool, 256, 0);
		/* On one CPU, for each has its own. */
		preempt_disable();
		for (i = 0; i < 100; i++) {
			a = lfr_pool_alloc(pool, 256, 0);
			lfr_pool_free(pool, a);
			b = lfr_pool_alloc(pool, 256, 0);
			lfr_pool_free(pool, b);
			same += a && a == b;
		}
		preempt_enable();
		LFR_EXPECT_EQ(t, same, 100);
		for (i = 0; i < 8; i++)
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, kept[i]), 0);
		lfr_fixture_pool_at_rest(t, pool);
	}
}

/* The smallest class that is large enough, for every size there is. */
static void lfring_pool_multisize(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool5(t, 4, 0, LFR_POOL_FALLBACK);
	u32 size, c, wrong = 0, failed = 0;
	void *object;

	for (size = 1; size <= 2000; size++) {
		for (c = 0; c < 5 && pool->class[c].size < size; c++)
			;
		object = lfr_pool_alloc(pool, size, 0);
		wrong += lfr_pool_class(pool, size) != (c < 5 ? &pool->class[c] : NULL);
		wrong += lfr_pool_class_of(pool, object) != (c < 5 ? &pool->class[c] : NULL);
		failed += lfr_pool_free(pool, object) != 0;
	}
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, failed, 0);
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).allocs, 64);
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 3).allocs, 50);
	LFR_EXPECT_EQ(t, lfr_fixture_stats(pool).oversize, 550);
	LFR_EXPECT_EQ(t, lfr_fixture_stats(pool).classes, 5);
	LFR_EXPECT_EQ(t, lfr_fixture_spare(pool)->class, 5);
	lfr_fixture_pool_at_rest(t, pool);
}

/* Every preset makes a pool, of 1 MB each where it says so. */
static void lfring_pool_presets(struct lfr_test *t)
{
	static const struct {
		u32 nr;
		u32 first;
		u32 objects;
		u32 last;
	} rows[] = {
		[LFR_POOL_DEFAULT] = { 6, 64, 31 * 1024 + 256, 4096 },
		[LFR_POOL_GAMING] = { 4, 64, 3840, 4096 },
		[LFR_POOL_MOBA] = { 9, 32, 43 * 1024 + 768, 8192 },
		[LFR_POOL_CODEC] = { 4, 64, 1920, 4096 },
	};
	struct lfr_pool_config config = { .cpus = 2, .magazine = LFR_POOL_MAGAZINE_AUTO };
	struct lfr_pool_plan plan;
	u32 p, c, objects;

	for (p = 0; p < ARRAY_SIZE(rows); p++) {
		LFR_ASSERT_EQ(t, lfr_pool_preset(&config, p), 0);
		LFR_EXPECT_EQ(t, lfr_pool_plan(&config, &plan), 0);
		for (c = 0, objects = 0; c < config.nr; c++)
			objects += config.class[c].objects;
		LFR_EXPECT_EQ(t, config.nr, rows[p].nr);
		LFR_EXPECT_EQ(t, config.class[0].size, rows[p].first);
		LFR_EXPECT_EQ(t, config.class[config.nr - 1].size, rows[p].last);
		LFR_EXPECT_EQ(t, objects, rows[p].objects);
	}
	LFR_EXPECT_EQ(t, lfr_pool_preset(&config, ARRAY_SIZE(rows)), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_preset(&config, (enum lfr_pool_preset)-1), -EINVAL);
	LFR_ASSERT_EQ(t, lfr_pool_preset(&config, LFR_POOL_DEFAULT), 0);
	for (c = 0; c < config.nr; c++)
		LFR_EXPECT_EQ(t, config.class[c].size * config.class[c].objects, 1 << 20);
}

/* Magazines of a prewarmed pool are full before anybody asks, half of the objects at most. */
static void lfring_pool_prewarm(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 64, 2048, LFR_POOL_MAGAZINE_AUTO,
						 LFR_POOL_PREWARM);
	struct lfr_pool_class_stats stats = lfr_fixture_class(pool, 0);
	void *object;

	LFR_EXPECT_EQ(t, stats.magazine, min(2048 / pool->cpus / 4, LFR_POOL_MAGAZINE_MAX));
	LFR_EXPECT_EQ(t, stats.in_magazines, stats.magazine * pool->cpus);
	/* Full ones are twice as long. */
	LFR_EXPECT(t, 2 * stats.in_magazines <= 2048 / 2);
	LFR_EXPECT_EQ(t, stats.in_use, 0);
	object = lfr_pool_alloc(pool, 64, 0);
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).gets, stats.gets);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, object), 0);
	lfr_fixture_pool_at_rest(t, pool);
}

/* As long as a chain is, both ways, the depot is not needed. */
static void lfring_pool_hysteresis(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 64, 640, 8, 0);
	struct lfr_pool_class *class = &pool->class[0];
	struct lfr_pool_class_stats before, after;
	void *object[64];
	u32 start, i, round, n;

	preempt_disable();
	for (start = 0; start < 32; start++) {
		for (i = 0; i < start; i++)
			object[i] = lfr_pool_class_get(class, 64);
		/* The first round may need it. */
		for (round = 0; round < 10; round++) {
			if (round == 1)
				before = lfr_fixture_class(pool, 0);
			for (n = 0; n < 8; n++)
				object[start + n] = lfr_pool_class_get(class, 64);
			while (n--)
				lfr_pool_class_put(class, object[start + n]);
		}
		after = lfr_fixture_class(pool, 0);
		while (i--)
			lfr_pool_class_put(class, object[i]);
		if (after.gets != before.gets || after.puts != before.puts)
			break;
	}
	preempt_enable();
	LFR_EXPECT_EQ(t, start, 32);
	LFR_EXPECT(t, after.gets);
	lfr_fixture_pool_at_rest(t, pool);
}

/* Allocated and freed for a while, in every size: what went out came in. */
static void lfring_pool_load(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool5(t, 40, 2, LFR_POOL_FALLBACK | LFR_POOL_SPILL);
	u32 i, n = lfr_case_scale(200000), errors = 0, c;
	u64 random = 1, allocs = 0, frees = 0;
	void *held[64] = {};

	for (i = 0; i < n; i++) {
		u32 at = lfr_case_random(&random) % 64;

		if (held[at])
			errors += lfr_pool_free(pool, held[at]) != 0;
		held[at] = lfr_pool_alloc(pool, 1 + lfr_case_random(&random) % 1500, 0);
	}
	for (i = 0; i < 64; i++)
		if (held[i])
			errors += lfr_pool_free(pool, held[i]) != 0;
	LFR_EXPECT_EQ(t, errors, 0);
	for (c = 0; c < 5; c++) {
		allocs += lfr_fixture_class(pool, c).allocs;
		frees += lfr_fixture_class(pool, c).frees;
	}
	LFR_EXPECT_EQ(t, allocs, frees);
	lfr_fixture_pool_at_rest(t, pool);
}

static struct lfr_case lfr_pool_cases[] = {
	LFR_CASE(lfring_pool_new),
	LFR_CASE(lfring_pool_basic),
	LFR_CASE(lfring_pool_exhaustion),
	LFR_CASE(lfring_pool_fallback_limit),
	LFR_CASE(lfring_pool_stats),
	LFR_CASE(lfring_pool_reuse),
	LFR_CASE(lfring_pool_multisize),
	LFR_CASE(lfring_pool_presets),
	LFR_CASE(lfring_pool_prewarm),
	LFR_CASE(lfring_pool_hysteresis),
	LFR_CASE(lfring_pool_load),
	{}
};

#endif /* _LFRING_POOL_CASES_H */
