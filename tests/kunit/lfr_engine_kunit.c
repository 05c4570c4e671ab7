// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_engine_kunit.c - the engine on real time and all CPUs: what must hold however they run
 *
 * How much gets through depends on the machine; that it adds up does not. Meant for
 * kernels that look for races, leaks and locks taken the wrong way round.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <lfring/limits.h>
#include <lfring/shards.h>
#include "cases/case.h"
#include "engine/pipeline.h"

static void lfr_engine_free(void *data)
{
	lfr_pipeline_destroy(data);
}

static struct lfr_pipeline *lfr_engine_new(struct kunit *test, const struct lfr_config *cfg)
{
	struct lfr_pipeline *pl = lfr_pipeline_create("live", cfg, NULL, NULL);

	KUNIT_ASSERT_NOT_NULL(test, pl);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, lfr_engine_free, pl), 0);
	return pl;
}

static void lfr_engine_config(struct lfr_config *cfg)
{
	lfr_config_init(cfg);
	cfg->value[LFR_KEY_PRODUCERS] = 4;
	cfg->value[LFR_KEY_RATE] = 20000;
	cfg->value[LFR_KEY_PACKET_SIZE] = 100;
	cfg->value[LFR_KEY_TREE_SIZE] = 500;
	cfg->value[LFR_KEY_DEBUG_LEVEL] = 0;
}

/* The four identities of a pipeline that has stopped. */
static void lfr_engine_accounts(struct kunit *test, struct lfr_pipeline *pl)
{
	struct lfr_pipeline_view *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, v);
	lfr_pipeline_read(pl, v);
	KUNIT_EXPECT_EQ(test, v->producer.offered, v->producer.produced + v->dropped);
	KUNIT_EXPECT_EQ(test, v->producer.produced, v->consumer.consumed + v->in_ring);
	KUNIT_EXPECT_EQ(test, v->in_ring, 0);
	KUNIT_EXPECT_EQ(test, v->consumer.consumed,
			v->consumer.inserted + v->consumer.duplicate + v->consumer.late);
	KUNIT_EXPECT_EQ(test, v->consumer.inserted, v->consumer.evicted + v->window.len);
	KUNIT_EXPECT_LE(test, v->window.len, v->window.size);
	KUNIT_EXPECT_LE(test, v->window.high_water, LFR_TREE_SIZE_MAX);
	KUNIT_EXPECT_EQ(test, v->consumer.duplicate, 0);
	if (v->state == LFR_STATE_STOPPED)
		KUNIT_EXPECT_GT(test, v->producer.offered, 0);
}

/**
 * struct lfr_engine_way - a way to run
 * @name: for people
 * @shards: ring_shards
 * @select: shard_select
 * @full: full
 * @pace: pace
 */
struct lfr_engine_way {
	const char *name;
	u32 shards;
	u32 select;
	u32 full;
	u32 pace;
};

static struct lfr_engine_way lfr_engine_ways[] = {
	{ "per CPU, paced", 0, 0, LFR_FULL_BACKOFF, LFR_PACE_SLEEP },
	{ "per CPU, flat out", 0, 0, LFR_FULL_BACKOFF, LFR_PACE_NONE },
	{ "per CPU, drop", 0, 0, LFR_FULL_DROP, LFR_PACE_NONE },
	{ "per CPU, block", 0, 0, LFR_FULL_BLOCK, LFR_PACE_NONE },
	{ "one shard", 1, LFR_SELECT_PRODUCER, LFR_FULL_BACKOFF, LFR_PACE_NONE },
	{ "two shards by producer", 2, LFR_SELECT_PRODUCER, LFR_FULL_BLOCK, LFR_PACE_NONE },
	{ "round robin", 4, LFR_SELECT_RR, LFR_FULL_DROP, LFR_PACE_NONE },
	{ "random", 8, LFR_SELECT_RANDOM, LFR_FULL_BACKOFF, LFR_PACE_HYBRID },
	{ "hash, busy", 4, LFR_SELECT_HASH, LFR_FULL_BACKOFF, LFR_PACE_BUSY },
};

static void lfr_engine_way_name(struct lfr_engine_way *way, char *name)
{
	strscpy(name, way->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lfr_engine_way, lfr_engine_ways, lfr_engine_way_name);

/* Through a ring that is much too small, three times over. */
static void lfr_engine_run(struct kunit *test)
{
	const struct lfr_engine_way *way = test->param_value;
	struct lfr_pipeline *pl;
	struct lfr_config cfg;
	struct lfr_why why;
	u32 i;

	lfr_engine_config(&cfg);
	cfg.value[LFR_KEY_RING_SIZE] = 64;
	cfg.value[LFR_KEY_RING_SHARDS] = way->shards;
	cfg.value[LFR_KEY_SHARD_SELECT] = way->select;
	cfg.value[LFR_KEY_FULL] = way->full;
	cfg.value[LFR_KEY_PACE] = way->pace;
	cfg.value[LFR_KEY_BACKOFF_US] = 50;
	pl = lfr_engine_new(test, &cfg);
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, lfr_pipeline_start(pl, &why), 0);
		msleep(lfr_case_scale(100) + 20 * i);
		lfr_pipeline_stop(pl);
		KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pl), LFR_STATE_STOPPED);
		lfr_engine_accounts(test, pl);
	}
}

/**
 * struct lfr_engine_many - a pipeline that many do things to
 * @pl: the pipeline
 * @until: when they stop that, ns
 * @wrong: what each of them found wrong
 */
struct lfr_engine_many {
	struct lfr_pipeline *pl;
	u64 until;
	u32 wrong[LFR_CASE_WORKERS_MAX];
};

/* Change what may change, at random. Returns false if that is refused though it must not. */
static bool lfr_engine_change(struct lfr_pipeline *pl, u64 *seed)
{
	static const enum lfr_key keys[] = {
		LFR_KEY_RATE, LFR_KEY_TREE_SIZE, LFR_KEY_INTERVAL_MS, LFR_KEY_WAKE,
		LFR_KEY_WATERMARK, LFR_KEY_FULL, LFR_KEY_PACE, LFR_KEY_QUANTUM_US,
	};
	static const u32 most[] = { 50000, 2000, 20, LFR_WAKE_BOTH, 100, LFR_FULL_BLOCK,
				    LFR_PACE_HYBRID, 2000 };
	u32 i = lfr_case_random(seed) % ARRAY_SIZE(keys), min, max;
	struct lfr_config cfg;
	struct lfr_why why;

	lfr_pipeline_config(pl, &cfg);
	lfr_config_range(keys[i], &min, &max);
	cfg.value[keys[i]] = min + lfr_case_random(seed) % (most[i] - min + 1);
	return !lfr_pipeline_set(pl, &cfg, &why);
}

/* What can be said of a pipeline at any moment. What came in last is not yet put anywhere. */
static bool lfr_engine_plausible(struct lfr_pipeline *pl, struct lfr_pipeline_view *v)
{
	lfr_pipeline_read(pl, v);
	return v->window.len <= LFR_TREE_SIZE_MAX && v->window.len <= v->window.high_water &&
	       v->in_ring <= v->capacity &&
	       v->consumer.consumed >=
	       v->consumer.inserted + v->consumer.duplicate + v->consumer.late;
}

static void lfr_engine_worker(struct lfr_worker *self)
{
	struct lfr_engine_many *many = self->ctx;
	u64 seed = 1234567 + self->index;
	struct lfr_pipeline_view *v;
	struct lfr_why why;

	v = kmalloc(sizeof(*v), GFP_KERNEL);
	if (!v) {
		many->wrong[self->index]++;
		return;
	}
	do {
		switch (lfr_case_random(&seed) % 16) {
		case 0:
			lfr_pipeline_start(many->pl, &why);
			break;
		case 1:
			lfr_pipeline_stop(many->pl);
			break;
		case 2:
			lfr_pipeline_reset(many->pl);
			break;
		case 3:
		case 4:
		case 5:
			many->wrong[self->index] += !lfr_engine_change(many->pl, &seed);
			break;
		default:
			many->wrong[self->index] += !lfr_engine_plausible(many->pl, v);
			break;
		}
		usleep_range(100, 2000);
	} while (ktime_get_ns() < many->until && lfr_case_yield(self));
	kfree(v);
}

/* Everybody does everything to one pipeline. */
static void lfr_engine_many(struct kunit *test)
{
	struct lfr_engine_many many = {};
	struct lfr_config cfg;
	struct lfr_why why;
	u32 i;

	lfr_engine_config(&cfg);
	many.pl = lfr_engine_new(test, &cfg);
	many.until = ktime_get_ns() + 3 * NSEC_PER_SEC;
	lfr_case_threads(test, 4, lfr_engine_worker, &many);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, many.wrong[i], 0);
	lfr_pipeline_stop(many.pl);
	lfr_engine_accounts(test, many.pl);
	/* It still works. */
	lfr_pipeline_reset(many.pl);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_start(many.pl, &why), 0);
	msleep(50);
	lfr_pipeline_stop(many.pl);
	lfr_engine_accounts(test, many.pl);
}

/* Changed again and again while packets flow, read at the same time. */
static void lfr_engine_reconfigure(struct kunit *test)
{
	struct lfr_pipeline_view *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);
	u64 seed = 42, until = ktime_get_ns() + 2 * NSEC_PER_SEC, offered = 0;
	struct lfr_pipeline *pl;
	struct lfr_config cfg;
	struct lfr_why why;
	u32 wrong = 0;

	KUNIT_ASSERT_NOT_NULL(test, v);
	lfr_engine_config(&cfg);
	pl = lfr_engine_new(test, &cfg);
	KUNIT_ASSERT_EQ(test, lfr_pipeline_start(pl, &why), 0);
	while (ktime_get_ns() < until) {
		wrong += !lfr_engine_change(pl, &seed);
		usleep_range(100, 3000);
		wrong += !lfr_engine_plausible(pl, v);
		wrong += v->producer.offered < offered;
		offered = v->producer.offered;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	lfr_pipeline_stop(pl);
	lfr_engine_accounts(test, pl);
}

/* Made, run and gone, with a duration that ends it at about the same time. */
static void lfr_engine_short_lives(struct kunit *test)
{
	struct lfr_pipeline *pl;
	struct lfr_config cfg;
	struct lfr_why why;
	u32 i;

	lfr_engine_config(&cfg);
	cfg.value[LFR_KEY_DURATION] = 1;
	for (i = 0; i < 3; i++) {
		pl = lfr_pipeline_create("short", &cfg, NULL, NULL);
		KUNIT_ASSERT_NOT_NULL(test, pl);
		KUNIT_EXPECT_EQ(test, lfr_pipeline_start(pl, &why), 0);
		msleep(960 + 20 * i);
		if (i == 1)
			lfr_pipeline_stop(pl);
		lfr_pipeline_destroy(pl);
	}
	for (i = 0; i < 20; i++) {
		pl = lfr_pipeline_create("short", &cfg, NULL, NULL);
		KUNIT_ASSERT_NOT_NULL(test, pl);
		KUNIT_EXPECT_EQ(test, lfr_pipeline_start(pl, &why), 0);
		if (i % 2)
			usleep_range(100, 200);
		lfr_pipeline_destroy(pl);
	}
}

static struct kunit_case lfr_engine_cases[] = {
	KUNIT_CASE_PARAM_ATTR(lfr_engine_run, lfr_engine_way_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	KUNIT_CASE_SLOW(lfr_engine_many),
	KUNIT_CASE_SLOW(lfr_engine_reconfigure),
	KUNIT_CASE_SLOW(lfr_engine_short_lives),
	{}
};

static struct kunit_suite lfr_engine_suite = {
	.name = "lfr_engine",
	.test_cases = lfr_engine_cases,
};

kunit_test_suite(lfr_engine_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of the lfring engine on all CPUs");
