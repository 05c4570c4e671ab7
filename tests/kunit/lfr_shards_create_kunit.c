// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_shards_create_kunit.c - what allocates a sharded ring
 */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <lfring/shards.h>

static void lfr_shards_create_bad(struct kunit *test)
{
	static const u32 sizes[] = { 0, 1, 3, 100, 4095, LFR_SHARD_SLOTS_MAX + 1, U32_MAX };
	static const u32 numbers[] = { 0, 3, 100, LFR_SHARDS_MAX + 1, 2 * LFR_SHARDS_MAX, U32_MAX };
	enum lfr_select select;
	struct lfr_shards *got;
	int i;

	for (select = LFR_SELECT_PRODUCER; select <= LFR_SELECT_CPU; select++) {
		for (i = 0; i < ARRAY_SIZE(sizes); i++)
			KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(lfr_shards_create(4, sizes[i], select)),
					    -EINVAL, "size %u", sizes[i]);
		/* CPUs are as many as there are, whatever is asked for. */
		for (i = 0; select != LFR_SELECT_CPU && i < ARRAY_SIZE(numbers); i++) {
			got = lfr_shards_create(numbers[i], 64, select);
			KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(got), -EINVAL, "%u shards", numbers[i]);
		}
	}
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_shards_create(4, 64, LFR_SELECT_CPU + 1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_shards_create(4, 64, -1)), -EINVAL);
	/* Beyond memory as a whole, though none of its shards is. */
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_shards_create(LFR_SHARDS_MAX, LFR_SHARD_SLOTS_MAX,
							LFR_SELECT_RR)), -ENOMEM);
	/* Nothing happens. */
	lfr_shards_destroy(NULL);
	lfr_shards_destroy(ERR_PTR(-ENOMEM));
}

/* As many shards as asked for, or CPUs, and each holds what it should. */
static void lfr_shards_create_shapes(struct kunit *test)
{
	static const struct {
		u32 nr, size;
		enum lfr_select select;
	} rows[] = {
		{ 1, 2, LFR_SELECT_PRODUCER }, { 8, 64, LFR_SELECT_RR }, { 0, 64, LFR_SELECT_CPU },
		{ LFR_SHARDS_MAX, 2, LFR_SELECT_HASH },
	};
	struct lfr_shards *shards;
	u32 i, n, nr;
	void *item;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		shards = lfr_shards_create(rows[i].nr, rows[i].size, rows[i].select);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(shards));
		nr = rows[i].select == LFR_SELECT_CPU ? nr_cpu_ids : rows[i].nr;
		KUNIT_EXPECT_EQ(test, (unsigned long)shards % SMP_CACHE_BYTES, 0);
		KUNIT_EXPECT_EQ(test, lfr_shards_nr(shards), nr);
		KUNIT_EXPECT_EQ(test, lfr_shards_capacity(shards), (u64)nr * rows[i].size);
		for (n = 0; n < nr; n++)
			KUNIT_EXPECT_EQ(test, (unsigned long)shards->shard[n] % SMP_CACHE_BYTES, 0);
		KUNIT_EXPECT_EQ(test, lfr_shards_push(shards, 0, test), 0);
		KUNIT_EXPECT_EQ(test, lfr_shards_pop(shards, &item), 0);
		KUNIT_EXPECT_PTR_EQ(test, item, (void *)test);
		lfr_shards_destroy(shards);
	}
}

static struct kunit_case lfr_shards_create_cases[] = {
	KUNIT_CASE(lfr_shards_create_bad),
	KUNIT_CASE(lfr_shards_create_shapes),
	{}
};

static struct kunit_suite lfr_shards_create_suite = {
	.name = "lfr_shards_create",
	.test_cases = lfr_shards_create_cases,
};

kunit_test_suite(lfr_shards_create_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of what allocates a sharded ring");
