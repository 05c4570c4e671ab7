/* SPDX-License-Identifier: GPL-2.0 */
/*
 * backoff_cases.h - pushes that wait while a shard is full
 */
#ifndef _LFRING_BACKOFF_CASES_H
#define _LFRING_BACKOFF_CASES_H

#include <lfring/shards.h>
#include "case.h"
#include "fixture.h"

/**
 * struct lfr_backoff_case - a sleep that a test looks into
 * @shards: what is being pushed to
 * @calls: sleeps so far
 * @us: what they add up to
 * @take: items that the consumer takes during each
 * @got: items it has taken
 * @stop_at: the sleep during which the caller is told to stop; 0 is never
 */
struct lfr_backoff_case {
	struct lfr_shards *shards;
	u32 calls;
	u64 us;
	u32 take;
	u32 got;
	u32 stop_at;
};

static int lfr_backoff_case_wait(void *ctx, u32 us)
{
	struct lfr_backoff_case *c = ctx;
	void *item;
	u32 i;

	c->calls++;
	c->us += us;
	if (c->calls == c->stop_at)
		return -EINTR;
	for (i = 0; i < c->take && !lfr_shards_pop(c->shards, &item); i++)
		c->got++;
	return 0;
}

static int lfr_backoff_case_push(struct lfr_backoff_case *c, void *const *items, u32 n,
				 struct lfr_backoff how, u32 *done)
{
	c->calls = 0;
	c->us = 0;
	c->got = 0;
	return lfr_shards_push_backoff(c->shards, 0, items, n, &how, lfr_backoff_case_wait, c,
				       done, NULL);
}

/* A ring of 4 x 16 slots whose shard 0 is full. */
static struct lfr_backoff_case *lfr_backoff_case_full(struct lfr_test *t)
{
	struct lfr_backoff_case *c = lfr_case_alloc(t, sizeof(*c));
	u32 i;

	c->shards = lfr_fixture_shards(t, 64, 4, LFR_SELECT_PRODUCER);
	for (i = 0; i < 16; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(c->shards, 0, lfr_item(0, i)), 0);
	return c;
}

static void lfring_default_cfg(struct lfr_test *t)
{
	struct lfr_backoff how = LFR_BACKOFF_INIT;

	LFR_EXPECT_EQ(t, how.max_retries, 10);
	LFR_EXPECT_EQ(t, how.backoff_us, 100);
	LFR_EXPECT_EQ(t, how.max_backoffs, 0);
}

static void lfring_backoff(struct lfr_test *t)
{
	struct lfr_backoff how = { .max_retries = 5, .backoff_us = 10, .max_backoffs = 100 };
	struct lfr_backoff_case *c = lfr_backoff_case_full(t);
	void *item = lfr_item(0, 16), *out[16];
	u32 done, i;

	/* Nothing is in at once, whatever room there is. */
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, NULL, 0, how, &done), 0);
	LFR_EXPECT_EQ(t, done, 0);
	LFR_EXPECT_EQ(t, c->calls, 0);

	/* Nobody takes anything. */
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, how, &done), -ENOSPC);
	LFR_EXPECT_EQ(t, done, 0);
	LFR_EXPECT_EQ(t, c->calls, 100);
	LFR_EXPECT_EQ(t, c->us, 1000);
	LFR_EXPECT_EQ(t, lfr_shards_len(c->shards), 16);

	LFR_ASSERT_EQ(t, lfr_shards_pop_batch(c->shards, out, 5), 5);
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, how, &done), 0);
	LFR_EXPECT_EQ(t, done, 1);
	LFR_EXPECT_EQ(t, c->calls, 0);
	LFR_ASSERT_EQ(t, lfr_shards_pop_batch(c->shards, out, 16), 12);
	for (i = 0; i < 12; i++)
		LFR_EXPECT(t, out[i] == lfr_item(0, 5 + i));
}

/* Exactly as many sleeps as were allowed, and one more round of attempts after each. */
static void lfring_backoff_exhausted(struct lfr_test *t)
{
	static const u32 limits[] = { 1, 2, 3, 10, 1000 };
	static const u32 retries[] = { 1, 2, 10 };
	struct lfr_backoff_case *c = lfr_backoff_case_full(t);
	void *item = NULL;
	u32 i, k, done = 77;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		for (k = 0; k < ARRAY_SIZE(retries); k++) {
			struct lfr_backoff how = { retries[k], 7, limits[i] };

			LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, how, &done), -ENOSPC);
			LFR_EXPECT_EQ(t, done, 0);
			LFR_EXPECT_EQ(t, c->calls, limits[i]);
			LFR_EXPECT_EQ(t, c->us, 7 * limits[i]);
		}
	}
	/* Room that appears in the last sleep is used. */
	c->take = 1;
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, (struct lfr_backoff){ 1, 1, 1 },
					       &done), 0);
	LFR_EXPECT_EQ(t, c->calls, 1);
	LFR_EXPECT_EQ(t, lfr_shards_len(c->shards), 16);
}

/* What has been put in starts the patience anew. */
static void lfring_backoff_progress(struct lfr_test *t)
{
	struct lfr_backoff how = { .max_retries = 3, .backoff_us = 5, .max_backoffs = 1 };
	struct lfr_backoff_case *c = lfr_backoff_case_full(t);
	void *items[20], *item;
	u32 done, i;

	for (i = 0; i < 20; i++)
		items[i] = lfr_item(0, 16 + i);
	c->take = 1;
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, items, 20, how, &done), 0);
	LFR_EXPECT_EQ(t, done, 20);
	LFR_EXPECT_EQ(t, c->calls, 20);
	LFR_EXPECT_EQ(t, c->got, 20);
	for (i = 0; i < 16; i++) {
		LFR_ASSERT_EQ(t, lfr_shards_pop(c->shards, &item), 0);
		LFR_EXPECT(t, item == lfr_item(0, 20 + i));
	}
}

/* A push that gives up says how much of it is in. */
static void lfring_backoff_partial(struct lfr_test *t)
{
	struct lfr_backoff how = { .max_retries = 2, .backoff_us = 5, .max_backoffs = 3 };
	struct lfr_backoff_case *c = lfr_backoff_case_full(t);
	void *items[10], *out[16];
	u32 done, i;

	for (i = 0; i < 10; i++)
		items[i] = lfr_item(0, 16 + i);
	LFR_ASSERT_EQ(t, lfr_shards_pop_batch(c->shards, out, 4), 4);
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, items, 10, how, &done), -ENOSPC);
	LFR_EXPECT_EQ(t, done, 4);
	LFR_EXPECT_EQ(t, c->calls, 3);
	LFR_EXPECT_EQ(t, lfr_shards_pop_batch(c->shards, out, 16), 16);
	for (i = 0; i < 16; i++)
		LFR_EXPECT(t, out[i] == lfr_item(0, 4 + i));

	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, items, 0, how, &done), 0);
	LFR_EXPECT_EQ(t, done, 0);
	LFR_EXPECT_EQ(t, c->calls, 0);
}

/* Whatever the limits, and even without any, the caller can stop at each sleep. */
static void lfring_backoff_stop(struct lfr_test *t)
{
	struct lfr_backoff forever = LFR_BACKOFF_INIT;
	struct lfr_backoff limited = { .max_retries = 1, .backoff_us = 1, .max_backoffs = 50 };
	struct lfr_backoff_case *c = lfr_backoff_case_full(t);
	void *items[2] = {};
	u32 done;

	for (c->stop_at = 1; c->stop_at < 50; c->stop_at++) {
		LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, items, 1, forever, &done), -EINTR);
		LFR_EXPECT_EQ(t, c->calls, c->stop_at);
		LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, items, 1, limited, &done), -EINTR);
		LFR_EXPECT_EQ(t, c->calls, c->stop_at);
		LFR_EXPECT_EQ(t, done, 0);
		LFR_EXPECT_EQ(t, lfr_shards_len(c->shards), 16);
	}
	c->stop_at = 100000;
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, items, 1, forever, &done), -EINTR);
	LFR_EXPECT_EQ(t, c->calls, 100000);
	LFR_EXPECT_EQ(t, c->us, 100000 * 100);
}

static void lfring_backoff_high(struct lfr_test *t)
{
	struct lfr_backoff how = LFR_BACKOFF_INIT;
	struct lfr_shards *shards = lfr_fixture_shards(t, 64, 4, LFR_SELECT_PRODUCER);
	void *items[16] = {};
	bool high = false;
	u32 done;

	lfr_shards_set_mark(shards, 12);
	LFR_EXPECT_EQ(t, lfr_shards_push_backoff(shards, 0, items, 11, &how, NULL, NULL, &done,
						 &high), 0);
	LFR_EXPECT(t, !high);
	LFR_EXPECT_EQ(t, lfr_shards_push_backoff(shards, 0, items, 1, &how, NULL, NULL, &done,
						 &high), 0);
	LFR_EXPECT(t, high);
}

static struct lfr_case lfr_backoff_cases[] = {
	LFR_CASE(lfring_default_cfg),
	LFR_CASE(lfring_backoff),
	LFR_CASE(lfring_backoff_exhausted),
	LFR_CASE(lfring_backoff_progress),
	LFR_CASE(lfring_backoff_partial),
	LFR_CASE(lfring_backoff_stop),
	LFR_CASE(lfring_backoff_high),
	{}
};

#endif /* _LFRING_BACKOFF_CASES_H */
