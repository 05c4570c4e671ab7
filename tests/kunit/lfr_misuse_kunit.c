// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_misuse_kunit.c - what a kernel says of misuse, and how often
 *
 * A pool refuses what is not its own and tells of each kind once. Whoever uses a structure that
 * was destroyed uses memory that was freed, which a kernel with KASAN reports, each time. This
 * reads both as they go to the console. tests/kunit/run does not count what is said between the
 * lines "begins" and "ends".
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/console.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <lfring/bcast.h>
#include <lfring/pool.h>
#include <lfring/shards.h>
#include <lfring/stream.h>

static u32 lfr_misuse_told, lfr_misuse_reports;

static void lfr_misuse_read(struct console *console, const char *text, unsigned int len)
{
	lfr_misuse_told += !!strnstr(text, "lfring: pool planted", len);
	lfr_misuse_reports += !!strnstr(text, "BUG: KASAN: ", len);
}

static struct console lfr_misuse_console = {
	.name = "lfr_misuse",
	.write = lfr_misuse_read,
	.flags = CON_ENABLED,
	.index = -1,
};

/* How often it was told since the last time, all that was printed included. */
static u32 lfr_misuse_count(u32 *which)
{
	u32 n;

	console_lock();
	console_unlock();
	n = *which;
	*which = 0;
	return n;
}

static int lfr_misuse_begin(struct kunit_suite *suite)
{
	pr_info("lfr_misuse: begins\n");
	register_console(&lfr_misuse_console);
	return 0;
}

static void lfr_misuse_end(struct kunit_suite *suite)
{
	unregister_console(&lfr_misuse_console);
	pr_info("lfr_misuse: ends\n");
}

/* Refused each time, told once for each kind and pool, and nothing is given out twice. */
static void lfr_misuse_pool(struct kunit *test)
{
	struct lfr_pool_config config = { .class = { { 64, 4 } }, .nr = 1 };
	void *object[4], *foreign = test;
	struct lfr_pool *pool;
	u32 again, i, k;
	u64 tag;

	for (again = 0; again < 2; again++) {
		pool = lfr_pool_create(&config, "planted", 0, NUMA_NO_NODE);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(pool));
		object[0] = lfr_pool_alloc(pool, 64, GFP_KERNEL);
		object[1] = lfr_pool_alloc(pool, 64, GFP_KERNEL);
		tag = lfr_pool_tag(pool, object[0]);
		KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object[0]), 0);
		for (i = 0; i < 3; i++) {
			KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object[0]), -EINVAL);
			KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object[1] + 8), -EINVAL);
			KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, foreign), -EINVAL);
			KUNIT_EXPECT_EQ(test, lfr_pool_free_tagged(pool, object[0], tag), -ESTALE);
			KUNIT_EXPECT_EQ(test, lfr_misuse_count(&lfr_misuse_told), i ? 0 : 4);
		}
		KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object[1]), 0);
		for (i = 0; i < 4; i++) {
			object[i] = lfr_pool_alloc(pool, 64, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, object[i]);
			for (k = 0; k < i; k++)
				KUNIT_EXPECT_PTR_NE(test, object[i], object[k]);
		}
		for (i = 0; i < 4; i++)
			KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object[i]), 0);
		KUNIT_EXPECT_EQ(test, lfr_pool_destroy(pool), 0);
		KUNIT_EXPECT_EQ(test, lfr_misuse_count(&lfr_misuse_told), 0);
	}
}

/* Lost, as it says, but here kmemleak is to find other things. */
static struct lfr_pool *lfr_misuse_lost;

/* A pool that ends while somebody has a buffer: told, and both stay what they are. */
static void lfr_misuse_pool_in_use(struct kunit *test)
{
	struct lfr_pool_config config = { .class = { { 64, 4 } }, .nr = 1 };
	struct lfr_pool *pool = lfr_pool_create(&config, "planted", 0, NUMA_NO_NODE);
	void *object;
	u32 i;

	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(pool));
	lfr_misuse_lost = pool;
	object = lfr_pool_alloc(pool, 64, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_EQ(test, lfr_pool_destroy(pool), 1);
	KUNIT_EXPECT_EQ(test, lfr_misuse_count(&lfr_misuse_told), 1);
	memset(object, 0x5a, 64);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_NULL(test, lfr_pool_alloc(pool, 64, GFP_KERNEL));
		KUNIT_EXPECT_EQ(test, lfr_pool_free(pool, object), -ESHUTDOWN);
		KUNIT_EXPECT_EQ(test, lfr_misuse_count(&lfr_misuse_told), i ? 0 : 1);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(object, 0x5a, 64));
	KUNIT_EXPECT_EQ(test, lfr_misuse_count(&lfr_misuse_reports), 0);
}

enum lfr_misuse_what { SHARDS, STREAM, BCAST, POOL, WHATS };

/* What is read of it goes here, lest a compiler does not read it. */
static u32 lfr_misuse_sink;

/* What is done to a structure that may be gone: none of it writes, or believes what it reads. */
struct lfr_misuse_use {
	enum lfr_misuse_what what;
	void *thing;
	struct completion done;
};

static int lfr_misuse_thread(void *arg)
{
	struct lfr_misuse_use *use = arg;
	struct lfr_bcast_reader stale = {};
	u64 value = 0;

	switch (use->what) {
	case SHARDS:
		WRITE_ONCE(lfr_misuse_sink, lfr_shards_nr(use->thing));
		break;
	case STREAM:
		WRITE_ONCE(lfr_misuse_sink, lfr_stream_full(use->thing));
		break;
	case BCAST:
		WRITE_ONCE(lfr_misuse_sink, lfr_bcast_try_read(use->thing, &stale, &value));
		break;
	default:
		WRITE_ONCE(lfr_misuse_sink, lfr_pool_in_use(use->thing));
	}
	complete(&use->done);
	return 0;
}

/* In a thread of its own: a report of KASAN would have the case of a thread fail. */
static void lfr_misuse_use(struct kunit *test, enum lfr_misuse_what what, void *thing)
{
	struct lfr_misuse_use use = { .what = what, .thing = thing };
	struct task_struct *task;

	init_completion(&use.done);
	task = kthread_run(lfr_misuse_thread, &use, "lfr_misuse");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&use.done);
}

static void *lfr_misuse_create(enum lfr_misuse_what what)
{
	static const struct lfr_bcast_config bcast = {
		.slots = 64, .bytes = 8, .readers = 1, .policy = LFR_BCAST_WAIT,
	};
	static const struct lfr_pool_config pool = { .class = { { 64, 4 } }, .nr = 1 };

	switch (what) {
	case SHARDS:
		return lfr_shards_create(2, 64, LFR_SELECT_RR);
	case STREAM:
		return lfr_stream_create(64, NUMA_NO_NODE);
	case BCAST:
		return lfr_bcast_create(&bcast, NUMA_NO_NODE);
	default:
		return lfr_pool_create(&pool, "gone", 0, NUMA_NO_NODE);
	}
}

static void lfr_misuse_destroy(enum lfr_misuse_what what, void *thing)
{
	switch (what) {
	case SHARDS:
		lfr_shards_destroy(thing);
		break;
	case STREAM:
		lfr_stream_destroy(thing);
		break;
	case BCAST:
		lfr_bcast_destroy(thing);
		break;
	default:
		lfr_pool_destroy(thing);
	}
}

/* Needs kasan_multi_shot: without it KASAN reports once and is silent from then on. */
static __maybe_unused void lfr_misuse_after_destroy(struct kunit *test)
{
	enum lfr_misuse_what what;
	void *thing;

	for (what = SHARDS; what < WHATS; what++) {
		thing = lfr_misuse_create(what);
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(thing));
		lfr_misuse_use(test, what, thing);
		KUNIT_EXPECT_EQ_MSG(test, lfr_misuse_count(&lfr_misuse_reports), 0,
				    "structure %d, while it is there", what);
		lfr_misuse_destroy(what, thing);
		lfr_misuse_use(test, what, thing);
		KUNIT_EXPECT_GT_MSG(test, lfr_misuse_count(&lfr_misuse_reports), 0,
				    "structure %d, after its end", what);
	}
}

static struct kunit_case lfr_misuse_cases[] = {
	KUNIT_CASE(lfr_misuse_pool),
	KUNIT_CASE(lfr_misuse_pool_in_use),
#ifdef CONFIG_KASAN
	KUNIT_CASE(lfr_misuse_after_destroy),
#endif
	{}
};

static struct kunit_suite lfr_misuse_suite = {
	.name = "lfr_misuse",
	.suite_init = lfr_misuse_begin,
	.suite_exit = lfr_misuse_end,
	.test_cases = lfr_misuse_cases,
};

kunit_test_suite(lfr_misuse_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of what a kernel says of misuse");
