// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_stream_create_kunit.c - what allocates a stream ring
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <lfring/stream.h>

static void lfr_stream_create_bad(struct kunit *test)
{
	static const u32 sizes[] = { 0, 1, 3, 100, 4095, LFR_STREAM_SLOTS_MAX + 1, U32_MAX };
	static const int nodes[] = { -2, MAX_NUMNODES, INT_MAX, INT_MIN };
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(lfr_stream_create(sizes[i], NUMA_NO_NODE)),
				    -EINVAL, "size %u", sizes[i]);
	for (i = 0; i < ARRAY_SIZE(nodes); i++)
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(lfr_stream_create(64, nodes[i])), -EINVAL,
				    "node %d", nodes[i]);
	/* Nothing happens. */
	lfr_stream_destroy(NULL);
	lfr_stream_destroy(ERR_PTR(-ENOMEM));
}

/* Sizes that kmalloc() gives, and one that it does not. */
static void lfr_stream_create_sizes(struct kunit *test)
{
	static const u32 sizes[] = { 2, 64, LFR_STREAM_SLOTS_THROUGHPUT, 1u << 20 };
	struct lfr_stream *stream;
	void *item;
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		stream = lfr_stream_create(sizes[i], i % 2 ? first_online_node : NUMA_NO_NODE);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(stream));
		KUNIT_EXPECT_EQ(test, (unsigned long)stream % SMP_CACHE_BYTES, 0);
		KUNIT_EXPECT_EQ(test, lfr_stream_size(stream), sizes[i]);
		KUNIT_EXPECT_EQ(test, lfr_stream_pop(stream, &item), -ENODATA);
		for (n = 0; !lfr_stream_push(stream, (void *)(n * 2ul)); n++)
			;
		KUNIT_EXPECT_EQ(test, n, sizes[i]);
		for (n = 0; !lfr_stream_pop(stream, &item) && item == (void *)(n * 2ul); n++)
			;
		KUNIT_EXPECT_EQ(test, n, sizes[i]);
		lfr_stream_destroy(stream);
	}
}

static struct kunit_case lfr_stream_create_cases[] = {
	KUNIT_CASE(lfr_stream_create_bad),
	KUNIT_CASE(lfr_stream_create_sizes),
	{}
};

static struct kunit_suite lfr_stream_create_suite = {
	.name = "lfr_stream_create",
	.test_cases = lfr_stream_create_cases,
};

kunit_test_suite(lfr_stream_create_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of what allocates a stream ring");
