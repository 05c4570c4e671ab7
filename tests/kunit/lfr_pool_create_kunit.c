// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_pool_create_kunit.c - what allocates a pool, and what it falls back to
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <lfring/pool.h>

static void lfr_pool_create_bad(struct kunit *test)
{
	static const int nodes[] = { -2, MAX_NUMNODES, INT_MAX, INT_MIN };
	struct lfr_pool_config config = { .class = { { 64, 4 } }, .nr = 1 };
	int i;

	for (i = 0; i < ARRAY_SIZE(nodes); i++)
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(lfr_pool_create(&config, "bad", 0, nodes[i])),
				    -EINVAL, "node %d", nodes[i]);
	/* Objects put by, for what? */
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_pool_create(&config, "bad", 1, NUMA_NO_NODE)), -EINVAL);
	config.class[0].size = 0;
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_pool_create(&config, "bad", 0, NUMA_NO_NODE)), -EINVAL);
	config.class[0].size = LFR_POOL_SIZE_MAX;
	config.class[0].objects = LFR_POOL_OBJECTS_MAX;
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_pool_create(&config, "bad", 0, NUMA_NO_NODE)),
			IS_ENABLED(CONFIG_64BIT) ? -ENOMEM : -E2BIG);
	/* Nothing happens. */
	KUNIT_EXPECT_EQ(test, lfr_pool_destroy(NULL), 0);
	KUNIT_EXPECT_EQ(test, lfr_pool_destroy(ERR_PTR(-ENOMEM)), 0);
}

/* Every size of a preset, as many as there are and one more. */
static void lfr_pool_create_preset(struct kunit *test)
{
	struct lfr_pool_config config = { .magazine = 0, .flags = LFR_POOL_ZERO };
	struct lfr_pool *pool;
	u32 preset, c, i;
	void **object;

	object = kunit_kcalloc(test, 16384 + 1, sizeof(*object), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	for (preset = LFR_POOL_DEFAULT; preset <= LFR_POOL_CODEC; preset++) {
		KUNIT_ASSERT_EQ(test, lfr_pool_preset(&config, preset), 0);
		pool = lfr_pool_create(&config, "preset", 0, first_online_node);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(pool));
		for (c = 0; c < config.nr; c++) {
			u32 size = config.class[c].size, bad = 0;

			for (i = 0; i <= config.class[c].objects; i++) {
				object[i] = lfr_pool_alloc(pool, size, GFP_ATOMIC);
				if (!object[i])
					break;
				bad += (unsigned long)object[i] % LFR_POOL_ALIGN != 0;
				bad += !!memchr_inv(object[i], 0, size);
				memset(object[i], 0xa5, size);
			}
			KUNIT_EXPECT_EQ(test, i, config.class[c].objects);
			while (i--)
				bad += lfr_pool_free(pool, object[i]) != 0;
			KUNIT_EXPECT_EQ(test, bad, 0);
		}
		KUNIT_EXPECT_EQ(test, lfr_pool_destroy(pool), 0);
	}
}

/* What it falls back to is zeroed, counted, and gone at the end. */
static void lfr_pool_create_fallback(struct kunit *test)
{
	struct lfr_pool_config config = {
		.class = { { 100, 2 }, { 1450, 2 } }, .nr = 2,
		.flags = LFR_POOL_FALLBACK | LFR_POOL_ZERO, .fallback = 6,
	};
	struct lfr_pool_class_stats stats;
	void *object[8], *large;
	struct lfr_pool *other = lfr_pool_create(&config, "fallback", 0, NUMA_NO_NODE), *pool;
	u32 reserve, round, i;

	/* A name is for people: others may have it. */
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(other));
	for (reserve = 0; reserve <= 4; reserve += 4) {
		pool = lfr_pool_create(&config, "fallback", reserve, NUMA_NO_NODE);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(pool));
		for (round = 0; round < 3; round++) {
			for (i = 0; i < ARRAY_SIZE(object); i++) {
				object[i] = lfr_pool_alloc(pool, i % 2 ? 100 : 1450, GFP_KERNEL);
				KUNIT_ASSERT_NOT_NULL(test, object[i]);
				KUNIT_EXPECT_NULL(test, memchr_inv(object[i], 0, 100));
				memset(object[i], 0xa5, i % 2 ? 100 : 1450);
			}
			KUNIT_EXPECT_EQ(test, lfr_pool_in_use(pool), 8);
			for (i = 0; i < ARRAY_SIZE(object); i++)
				KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object[i]), 0);
			large = lfr_pool_alloc(pool, 10000, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, large);
			KUNIT_EXPECT_NULL(test, memchr_inv(large, 0, 10000));
			memset(large, 0xa5, 10000);
			KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, large), 0);
		}
		lfr_pool_class_read(pool, 1, &stats);
		KUNIT_EXPECT_EQ(test, stats.fallbacks, 6);
		KUNIT_EXPECT_EQ(test, lfr_pool_in_use(pool), 0);
		KUNIT_EXPECT_EQ(test, lfr_pool_destroy(pool), 0);
	}
	KUNIT_EXPECT_EQ(test, lfr_pool_destroy(other), 0);
}

static struct kunit_case lfr_pool_create_cases[] = {
	KUNIT_CASE(lfr_pool_create_bad),
	KUNIT_CASE(lfr_pool_create_preset),
	KUNIT_CASE(lfr_pool_create_fallback),
	{}
};

static struct kunit_suite lfr_pool_create_suite = {
	.name = "lfr_pool_create",
	.test_cases = lfr_pool_create_cases,
};

kunit_test_suite(lfr_pool_create_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of what allocates a pool");
