// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_bcast_create_kunit.c - what allocates a broadcast ring
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <lfring/bcast.h>

static const struct lfr_bcast_config lfr_bcast_create_good = {
	.slots = 64, .bytes = 24, .readers = 3, .policy = LFR_BCAST_WAIT,
};

static void lfr_bcast_create_bad(struct kunit *test)
{
	static const u32 slots[] = { 0, 1, 3, 100, LFR_BCAST_SLOTS_MAX + 1, U32_MAX };
	static const int nodes[] = { -2, MAX_NUMNODES, INT_MAX, INT_MIN };
	struct lfr_bcast_config config = lfr_bcast_create_good;
	int i;

	for (i = 0; i < ARRAY_SIZE(nodes); i++)
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(lfr_bcast_create(&config, nodes[i])), -EINVAL,
				    "node %d", nodes[i]);
	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		config.slots = slots[i];
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(lfr_bcast_create(&config, NUMA_NO_NODE)),
				    -EINVAL, "%u slots", slots[i]);
	}
	/* Beyond memory: 4 GB, and 2 TB, which an address of 32 bits cannot say. */
	config.slots = LFR_BCAST_SLOTS_MAX;
	config.bytes = 256;
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_bcast_create(&config, NUMA_NO_NODE)),
			IS_ENABLED(CONFIG_64BIT) ? -ENOMEM : -EINVAL);
	config.bytes = LFR_BCAST_BYTES_MAX;
	KUNIT_EXPECT_EQ(test, PTR_ERR(lfr_bcast_create(&config, NUMA_NO_NODE)),
			IS_ENABLED(CONFIG_64BIT) ? -ENOMEM : -EINVAL);
	/* Nothing happens. */
	lfr_bcast_destroy(NULL);
	lfr_bcast_destroy(ERR_PTR(-ENOMEM));
}

/* Sizes that kmalloc() gives, and one that it does not. */
static void lfr_bcast_create_sizes(struct kunit *test)
{
	static const u32 slots[] = { 2, 64, 4096, 1u << 16 };
	struct lfr_bcast_config config = lfr_bcast_create_good;
	struct lfr_bcast_reader reader;
	struct lfr_bcast *ring;
	u64 value[3] = {};
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		config.slots = slots[i];
		ring = lfr_bcast_create(&config, i % 2 ? first_online_node : NUMA_NO_NODE);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(ring));
		KUNIT_EXPECT_EQ(test, (unsigned long)ring % SMP_CACHE_BYTES, 0);
		KUNIT_EXPECT_EQ(test, lfr_bcast_size(ring), slots[i]);
		KUNIT_EXPECT_EQ(test, lfr_bcast_subscribe(ring, &reader), 0);
		value[2] = 0;
		for (n = 0; !lfr_bcast_try_write(ring, value); n++)
			value[2] = n + 1;
		KUNIT_EXPECT_EQ(test, n, slots[i]);
		for (n = 0; !lfr_bcast_try_read(ring, &reader, value) && value[2] == n; n++)
			;
		KUNIT_EXPECT_EQ(test, n, slots[i]);
		lfr_bcast_destroy(ring);
	}
}

static struct kunit_case lfr_bcast_create_cases[] = {
	KUNIT_CASE(lfr_bcast_create_bad),
	KUNIT_CASE(lfr_bcast_create_sizes),
	{}
};

static struct kunit_suite lfr_bcast_create_suite = {
	.name = "lfr_bcast_create",
	.test_cases = lfr_bcast_create_cases,
};

kunit_test_suite(lfr_bcast_create_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of what allocates a broadcast ring");
