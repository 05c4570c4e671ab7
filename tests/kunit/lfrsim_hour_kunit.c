// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim_hour_kunit.c - an hour of the main job at each of its rates
 *
 * Simulated time decides how much arrives, so what has to come out is arithmetic:
 * every packet that is due is produced, consumed, put in order and, but for a
 * window full of them, delivered. Not one more, not one less.
 *
 * KUnit gives a case 300 seconds, of the time that is simulated, so the runs are
 * made when the suite is set up and the cases look at what came of them.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/math64.h>
#include <os.h>
#include "engine/pipeline.h"

#define LFRSIM_PACKET	1450
#define LFRSIM_TREE	2000
#define LFRSIM_SECONDS	3600

/* Mb/s: those two runs would take most of the time of all suites. */
#define LFRSIM_HEAVY	800

static uint heavy_seconds = LFRSIM_SECONDS;
module_param(heavy_seconds, uint, 0444);
MODULE_PARM_DESC(heavy_seconds, "how long runs of 800 Mb/s and more last (default 3600)");

/**
 * struct lfrsim_hour - a run
 * @name: number of the original's case, and what it is
 * @producers: how many
 * @rate: Mb/s for each of them
 * @ret: what starting it gave
 * @wall_ms: how long that took
 * @view: what came of it
 */
struct lfrsim_hour {
	const char *name;
	u32 producers;
	u32 rate;
	int ret;
	u64 wall_ms;
	struct lfr_pipeline_view view;
};

static u32 lfrsim_hour_seconds(const struct lfrsim_hour *hour)
{
	return hour->producers * hour->rate < LFRSIM_HEAVY ? LFRSIM_SECONDS : heavy_seconds;
}

static struct lfrsim_hour lfrsim_hours[] = {
	{ .name = "T001 1 x 10 Mb/s", .producers = 1, .rate = 10 },
	{ .name = "T002 4 x 10 Mb/s", .producers = 4, .rate = 10 },
	{ .name = "T003 4 x 50 Mb/s", .producers = 4, .rate = 50 },
	{ .name = "T004 8 x 50 Mb/s", .producers = 8, .rate = 50 },
	{ .name = "T005 8 x 100 Mb/s", .producers = 8, .rate = 100 },
	{ .name = "T006 16 x 100 Mb/s", .producers = 16, .rate = 100 },
};

static int lfrsim_hour_run(struct lfrsim_hour *hour)
{
	u32 seconds = lfrsim_hour_seconds(hour);
	u64 begin = os_nsecs();
	struct lfr_pipeline *pl;
	struct lfr_config cfg;
	struct lfr_why why;

	lfr_config_init(&cfg);
	cfg.value[LFR_KEY_PRODUCERS] = hour->producers;
	cfg.value[LFR_KEY_RATE] = hour->rate * 1000;
	cfg.value[LFR_KEY_PACKET_SIZE] = LFRSIM_PACKET;
	cfg.value[LFR_KEY_TREE_SIZE] = LFRSIM_TREE;
	cfg.value[LFR_KEY_DURATION] = seconds;
	cfg.value[LFR_KEY_DEBUG_LEVEL] = 0;
	pl = lfr_pipeline_create("lfrsim", &cfg, NULL, NULL);
	if (!pl)
		return -ENOMEM;
	hour->ret = lfr_pipeline_start(pl, &why);
	if (!hour->ret)
		msleep(seconds * 1000 + 100);
	lfr_pipeline_read(pl, &hour->view);
	lfr_pipeline_destroy(pl);
	hour->wall_ms = div_u64(os_nsecs() - begin, NSEC_PER_MSEC);
	return 0;
}

static int lfrsim_hour_init(struct kunit_suite *suite)
{
	u32 i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(lfrsim_hours); i++) {
		ret = lfrsim_hour_run(&lfrsim_hours[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static void lfrsim_hour(struct kunit *test)
{
	const struct lfrsim_hour *hour = test->param_value;
	const struct lfr_pipeline_view *v = &hour->view;
	u32 seconds = lfrsim_hour_seconds(hour), i;
	u64 bits = seconds * 1000000ull * hour->rate, total, target;

	KUNIT_ASSERT_EQ(test, hour->ret, 0);
	KUNIT_ASSERT_EQ(test, v->state, LFR_STATE_STOPPED);

	/* Packet n is due n / rate after the start; those due before the end are sent. */
	total = DIV_ROUND_UP_ULL(bits, LFRSIM_PACKET * 8) * hour->producers;
	KUNIT_EXPECT_EQ(test, v->producer.offered, total);
	KUNIT_EXPECT_EQ(test, v->producer.produced, total);
	KUNIT_EXPECT_EQ(test, v->consumer.consumed, total);
	KUNIT_EXPECT_EQ(test, v->consumer.inserted, total);
	KUNIT_EXPECT_EQ(test, v->consumer.evicted, total - LFRSIM_TREE);
	KUNIT_EXPECT_EQ(test, v->window.len, LFRSIM_TREE);
	KUNIT_EXPECT_EQ(test, v->window.high_water, LFRSIM_TREE);
	KUNIT_EXPECT_EQ(test, v->window.missing, 0);
	KUNIT_EXPECT_EQ(test, v->window.next_seq, total - LFRSIM_TREE);
	KUNIT_EXPECT_EQ(test, v->window.last_seq, total - 1);
	KUNIT_EXPECT_EQ(test, v->consumer.duplicate, 0);
	KUNIT_EXPECT_EQ(test, v->consumer.late, 0);
	KUNIT_EXPECT_EQ(test, v->in_ring, 0);
	for (i = 0; i < LFR_DROPS; i++)
		KUNIT_EXPECT_EQ(test, v->producer.dropped[i], 0);
	KUNIT_EXPECT_EQ(test, v->dropped, 0);
	KUNIT_EXPECT_EQ(test, v->producer.overdue, 0);
	KUNIT_EXPECT_EQ(test, v->producer.backoffs, 0);

	/*
	 * A packet more than there is room for in the time, at most, for each producer; and
	 * each producer's rate is known to a thousandth of a packet.
	 */
	target = hour->producers * hour->rate * 1000000ull;
	KUNIT_EXPECT_EQ(test, v->target_bps, target);
	KUNIT_EXPECT_EQ(test, v->run_ns, seconds * 1ull * NSEC_PER_SEC);
	KUNIT_EXPECT_GE(test, v->rate_bps + hour->producers * 12, target);
	KUNIT_EXPECT_LE(test, v->rate_bps,
			target + div_u64(hour->producers * LFRSIM_PACKET * 8, seconds));

	kunit_info(test, "%s: %u s, %llu packets, producers woke %llu times, the consumer %llu; took %llu ms\n",
		   hour->name, seconds, total, v->producer.wakeups,
		   v->consumer.wakeups_timer + v->consumer.wakeups_mark, hour->wall_ms);
}

static void lfrsim_hour_name(struct lfrsim_hour *hour, char *name)
{
	strscpy(name, hour->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lfrsim_hour, lfrsim_hours, lfrsim_hour_name);

static struct kunit_case lfrsim_hour_cases[] = {
	KUNIT_CASE_PARAM_ATTR(lfrsim_hour, lfrsim_hour_gen_params, { .speed = KUNIT_SPEED_SLOW }),
	{}
};

static struct kunit_suite lfrsim_hour_suite = {
	.name = "lfrsim_hour",
	.suite_init = lfrsim_hour_init,
	.test_cases = lfrsim_hour_cases,
};

kunit_test_suite(lfrsim_hour_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of an hour of the lfring engine");
