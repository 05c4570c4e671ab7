/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shards_cases.h - several shards and one consumer, one step at a time
 */
#ifndef _LFRING_SHARDS_CASES_H
#define _LFRING_SHARDS_CASES_H

#include <linux/preempt.h>
#include <linux/smp.h>
#include <lfring/limits.h>
#include <lfring/shards.h>
#include "case.h"
#include "fixture.h"

/*
 * What a capacity and a number of shards make. Sizes that cannot be had exactly
 * are rounded up, down to a shard for each slot: one slot cannot tell "written"
 * from "free for the next lap" (KA4), so 64 slots in 64 shards become 128.
 */
static void lfring_create_params(struct lfr_test *t)
{
	static const struct {
		u64 total;
		u32 nr;
		u32 each;	/* 0: refused */
	} rows[] = {
		{ 1024, 4, 256 },
		{ 1024, 8, 128 },
		{ 256, 1, 256 },
		{ 64, 64, 2 },
		{ 1024, 3, 0 },
		{ 1024, 0, 0 },
		{ 0, 4, 2 },
		{ 2, 4, 2 },
		{ 10, 4, 4 },
		{ 400, 4, 128 },
		{ 10000, 8, 2048 },
	};
	struct lfr_shards *shards;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		shards = lfr_case_alloc(t, lfr_shards_bytes(rows[i].nr));
		for (k = LFR_SELECT_PRODUCER; k < LFR_SELECT_CPU; k++)
			LFR_EXPECT_MSG(t, lfr_shards_init(shards, rows[i].nr, k) ==
					  (rows[i].each ? 0 : -EINVAL),
				       "%u shards, selection %u", rows[i].nr, k);
		if (!rows[i].each)
			continue;
		LFR_EXPECT_EQ(t, lfr_shards_split(rows[i].total, rows[i].nr), rows[i].each);
		shards = lfr_fixture_shards(t, rows[i].total, rows[i].nr, LFR_SELECT_PRODUCER);
		LFR_EXPECT_EQ(t, lfr_shards_nr(shards), rows[i].nr);
		LFR_EXPECT_EQ(t, lfr_shards_capacity(shards), (u64)rows[i].each * rows[i].nr);
		LFR_EXPECT(t, lfr_shards_capacity(shards) >= rows[i].total);
		LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
	}

	shards = lfr_case_alloc(t, lfr_shards_bytes(3));
	/* There may be any number of CPUs. */
	LFR_EXPECT_EQ(t, lfr_shards_init(shards, 3, LFR_SELECT_CPU), 0);
	LFR_EXPECT_EQ(t, lfr_shards_init(shards, 0, LFR_SELECT_CPU), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_shards_init(shards, 2, LFR_SELECT_CPU + 1), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_shards_init(shards, 2, (enum lfr_select)-1), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_shards_init(shards, 2 * LFR_SHARDS_MAX, LFR_SELECT_RR), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_shards_split(64, 0), 0);
	LFR_EXPECT_EQ(t, lfr_shards_split(U64_MAX, 2), 0);
	LFR_EXPECT_EQ(t, lfr_shards_split((u64)LFR_SHARD_SLOTS_MAX * 4, 4), LFR_SHARD_SLOTS_MAX);
	LFR_EXPECT_EQ(t, lfr_shards_split((u64)LFR_SHARD_SLOTS_MAX * 4 + 1, 4), 0);
}

static void lfring_basic(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 1024, 4, LFR_SELECT_PRODUCER);
	void *item;
	u32 i;

	for (i = 0; i < 100; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, 0, lfr_item(0, i)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 100);
	for (i = 0; i < 100; i++) {
		LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
		LFR_EXPECT(t, item == lfr_item(0, i));
	}
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
}

static void lfring_multi_producer(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 1024, 4, LFR_SELECT_PRODUCER);
	struct lfr_seqcheck *check = lfr_case_alloc(t, sizeof(*check));
	void *item;
	u32 id, i;

	for (id = 0; id < 4; id++)
		for (i = 0; i < 100; i++)
			LFR_ASSERT_EQ(t, lfr_shards_push(shards, id, lfr_item(id, i)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 400);
	while (!lfr_shards_pop(shards, &item))
		lfr_seqcheck_item(check, item);
	LFR_EXPECT_EQ(t, check->got, 400);
	lfr_seqcheck_report(t, check);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
}

static void lfring_full(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 64, 4, LFR_SELECT_PRODUCER);
	void *item;
	u32 i;

	for (i = 0; i < 16; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, 0, lfr_item(0, i)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_push(shards, 0, NULL), -ENOSPC);
	LFR_EXPECT_EQ(t, lfr_shards_push(shards, 4, NULL), -ENOSPC);
	LFR_EXPECT_EQ(t, lfr_shards_push(shards, 1, lfr_item(1, 0)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 17);
	/* A refused push has left no trace. */
	for (i = 0; i < 16; i++) {
		LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
		LFR_EXPECT(t, item == lfr_item(0, i));
	}
	LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
	LFR_EXPECT(t, item == lfr_item(1, 0));
	LFR_EXPECT_EQ(t, lfr_shards_pop(shards, &item), -EAGAIN);
}

static void lfring_empty(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 64, 4, LFR_SELECT_PRODUCER);
	void *mine = t, *item = mine, *out[4] = { mine, mine, mine, mine };
	u32 i;

	for (i = 0; i < 10; i++) {
		LFR_EXPECT_EQ(t, lfr_shards_pop(shards, &item), -EAGAIN);
		LFR_EXPECT_EQ(t, lfr_shards_pop_batch(shards, out, 4), 0);
		LFR_EXPECT_EQ(t, lfr_shards_pop_batch(shards, out, 0), 0);
		LFR_EXPECT_EQ(t, lfr_shards_stalled(shards), 0);
		LFR_EXPECT_EQ(t, lfr_shards_depth(shards), 0);
	}
	LFR_EXPECT(t, item == mine);
	LFR_EXPECT(t, out[0] == mine);
}

static void lfring_read_batch(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 1024, 4, LFR_SELECT_PRODUCER);
	struct lfr_seqcheck *check = lfr_case_alloc(t, sizeof(*check));
	void **out = lfr_case_alloc(t, 200 * sizeof(*out));
	u32 i, n;

	for (i = 0; i < 200; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, i % 4, lfr_item(i % 4, i / 4)), 0);
	n = lfr_shards_pop_batch(shards, out, 50);
	LFR_EXPECT_EQ(t, n, 50);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 150);
	for (i = 0; i < n; i++)
		lfr_seqcheck_item(check, out[i]);
	n = lfr_shards_pop_batch(shards, out, 200);
	LFR_EXPECT_EQ(t, n, 150);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
	for (i = 0; i < n; i++)
		lfr_seqcheck_item(check, out[i]);
	lfr_seqcheck_report(t, check);
}

static void lfring_batch_reuse(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 1024, 4, LFR_SELECT_PRODUCER);
	struct lfr_seqcheck *check = lfr_case_alloc(t, sizeof(*check));
	void **out = lfr_case_alloc(t, 50 * sizeof(*out));
	u32 i, round;

	for (i = 0; i < 200; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, i % 4, lfr_item(i % 4, i / 4)), 0);
	for (round = 0; round < 2; round++) {
		LFR_ASSERT_EQ(t, lfr_shards_pop_batch(shards, out, 50), 50);
		for (i = 0; i < 50; i++)
			lfr_seqcheck_item(check, out[i]);
	}
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 100);
	LFR_EXPECT_EQ(t, check->got, 100);
	lfr_seqcheck_report(t, check);
}

static void lfring_shard_map(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 400, 4, LFR_SELECT_PRODUCER);
	u32 id;

	LFR_EXPECT_EQ(t, lfr_ring_size(lfr_fixture_shard(shards, 0)), 128);
	for (id = 0; id < 8; id++) {
		struct lfr_ring *ring = lfr_fixture_shard(shards, id % 4);
		void *item;

		LFR_ASSERT_EQ(t, lfr_shards_push(shards, id, lfr_item(id, 0)), 0);
		LFR_EXPECT_EQ(t, lfr_ring_len(ring), 1 + id / 4);
		LFR_EXPECT_EQ(t, lfr_shards_len(shards), id + 1);
		if (id < 4)
			continue;
		/* 0 and 4 share a shard, and so on. */
		LFR_ASSERT(t, lfr_ring_peek(ring, 0, &item));
		LFR_EXPECT(t, item == lfr_item(id - 4, 0));
		LFR_ASSERT(t, lfr_ring_peek(ring, 1, &item));
		LFR_EXPECT(t, item == lfr_item(id, 0));
	}
}

static void lfring_cap_len(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards_at(t, 1024, 8, LFR_SELECT_PRODUCER,
							  U64_MAX - 20);
	void **out = lfr_case_alloc(t, 200 * sizeof(*out));
	u32 i;

	LFR_EXPECT_EQ(t, lfr_shards_capacity(shards), 1024);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
	for (i = 0; i < 500; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, i % 8, lfr_item(i % 8, i / 8)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 500);
	LFR_EXPECT_EQ(t, lfr_shards_pop_batch(shards, out, 200), 200);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 300);
	/* Pushing on into a full ring never shows more than there is. */
	for (i = 0; i < 2000; i++) {
		lfr_shards_push(shards, i, NULL);
		LFR_EXPECT(t, lfr_shards_len(shards) <= lfr_shards_capacity(shards));
	}
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 1024);
	LFR_EXPECT_EQ(t, lfr_shards_capacity(shards), 1024);
}

/* Each way to choose must stay within the shards, one shard included. */
static void lfring_select_range(struct lfr_test *t)
{
	static const u32 nrs[] = { 1, 2, 8, 64 };
	u32 n, k, i;

	for (n = 0; n < ARRAY_SIZE(nrs); n++) {
		for (k = LFR_SELECT_PRODUCER; k < LFR_SELECT_CPU; k++) {
			struct lfr_shards *shards = lfr_fixture_shards(t, 64 * 256, nrs[n], k);
			u32 used = 0;

			for (i = 0; i < 16 * nrs[n]; i++) {
				u32 id = i * 3 + U32_MAX - 40;

				LFR_ASSERT_EQ(t, lfr_shards_push(shards, id, NULL), 0);
			}
			LFR_EXPECT_EQ(t, lfr_shards_len(shards), 16 * nrs[n]);
			for (i = 0; i < nrs[n]; i++)
				used += !!lfr_ring_len(lfr_fixture_shard(shards, i));
			/* Many producers do not end up in few shards. */
			LFR_EXPECT_MSG(t, used > nrs[n] / 2, "selection %u used %u of %u shards",
				       k, used, nrs[n]);
		}
	}
}

static void lfring_select_rr(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 4 * 64, 4, LFR_SELECT_RR);
	u32 i, k;

	for (i = 0; i < 40; i++) {
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, 7, lfr_item(7, i)), 0);
		for (k = 0; k < 4; k++)
			LFR_EXPECT_EQ(t, lfr_ring_len(lfr_fixture_shard(shards, k)),
				      (i + 4 - k) / 4);
	}
}

/* A producer keeps its shard, so its items keep their order. */
static void lfring_select_hash(struct lfr_test *t)
{
	u32 id, i, k;

	for (id = 0; id < 100; id++) {
		struct lfr_shards *shards = lfr_fixture_shards(t, 8 * 16, 8, LFR_SELECT_HASH);
		u32 used = 0;

		for (i = 0; i < 10; i++)
			LFR_ASSERT_EQ(t, lfr_shards_push(shards, id, lfr_item(id, i)), 0);
		for (k = 0; k < 8; k++)
			used += !!lfr_ring_len(lfr_fixture_shard(shards, k));
		LFR_EXPECT_EQ(t, used, 1);
	}
}

/* One producer alone is spread over all shards. */
static void lfring_select_random(struct lfr_test *t)
{
	u32 id, i;

	for (id = 0; id < 8; id++) {
		struct lfr_shards *shards = lfr_fixture_shards(t, 8 * 1024, 8, LFR_SELECT_RANDOM);

		for (i = 0; i < 1024; i++)
			LFR_ASSERT_EQ(t, lfr_shards_push(shards, id, NULL), 0);
		for (i = 0; i < 8; i++) {
			u32 len = lfr_ring_len(lfr_fixture_shard(shards, i));

			LFR_EXPECT_MSG(t, len >= 64 && len <= 256,
				       "producer %u: shard %u got %u of 1024", id, i, len);
		}
	}
}

static void lfring_select_cpu(struct lfr_test *t)
{
	u32 cpus = lfr_case_cpus();
	struct lfr_shards *shards = lfr_fixture_shards(t, (u64)cpus * 4, cpus, LFR_SELECT_CPU);
	void *items[3] = { lfr_item(0, 1), lfr_item(0, 2), NULL };
	u32 i, round;
	void *item;

	for (round = 0; round < 32; round++) {
		struct lfr_ring *mine;
		int ret[4];

		/* Not @round's shard, nor the producer's: that of this CPU. */
		preempt_disable();
		mine = lfr_fixture_shard(shards, smp_processor_id());
		ret[0] = lfr_shards_push(shards, round, lfr_item(0, 0));
		ret[1] = lfr_shards_push_batch(shards, round, items, 3, NULL);
		ret[2] = lfr_shards_push(shards, round, NULL);
		ret[3] = lfr_shards_push_batch(shards, round, items, 3, NULL);
		preempt_enable();

		LFR_ASSERT_EQ(t, ret[0], 0);
		LFR_ASSERT_EQ(t, ret[1], 3);
		LFR_EXPECT_EQ(t, ret[2], -ENOSPC);
		LFR_EXPECT_EQ(t, ret[3], 0);
		LFR_ASSERT_EQ(t, lfr_shards_len(shards), 4);
		LFR_ASSERT_EQ(t, lfr_ring_len(mine), 4);
		for (i = 0; i < 4; i++) {
			LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
			LFR_EXPECT(t, item == (i < 3 ? lfr_item(0, i) : NULL));
		}
	}
	/* Callers may be preemptible: the push itself stays on one CPU. */
	for (i = 0; i < 32; i++) {
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, i, lfr_item(0, 2 * i)), 0);
		LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
		LFR_EXPECT(t, item == lfr_item(0, 2 * i));
		items[0] = lfr_item(0, 2 * i + 1);
		LFR_ASSERT_EQ(t, lfr_shards_push_batch(shards, i, items, 1, NULL), 1);
		LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
		LFR_EXPECT(t, item == items[0]);
	}
}

/*
 * One round takes LFR_SHARDS_QUANTUM from each shard at most; a shard that has
 * less is left for the next at once.
 */
static void lfring_drain_order(struct lfr_test *t)
{
	static const u32 len[4] = { 3 * LFR_SHARDS_QUANTUM + 1, 10, 0, LFR_SHARDS_QUANTUM };
	struct lfr_shards *shards = lfr_fixture_shards(t, 4 * 128, 4, LFR_SELECT_PRODUCER);
	void **out = lfr_case_alloc(t, 512 * sizeof(*out));
	u32 shard, i, n, at = 0, total = 0, left[4], next[4] = {};

	for (shard = 0; shard < 4; shard++) {
		for (i = 0; i < len[shard]; i++)
			LFR_ASSERT_EQ(t, lfr_shards_push(shards, shard, lfr_item(shard, i)), 0);
		left[shard] = len[shard];
		total += len[shard];
	}
	n = lfr_shards_pop_batch(shards, out, 512);
	LFR_ASSERT_EQ(t, n, total);
	while (at < n) {
		for (shard = 0; shard < 4; shard++) {
			u32 turn = min(left[shard], LFR_SHARDS_QUANTUM);

			left[shard] -= turn;
			for (i = 0; i < turn; i++, at++)
				LFR_EXPECT_MSG(t, out[at] == lfr_item(shard, next[shard]++),
					       "place %u: producer %u item %u, not shard %u's",
					       at, lfr_item_producer(out[at]), lfr_item_n(out[at]),
					       shard);
		}
	}
}

/* The order of the drain does not depend on how much each call asks for. */
static void lfring_drain_resume(struct lfr_test *t)
{
	static const u32 asks[] = { 1, 5, 8, 31, 32, 33, 100 };
	void **whole = lfr_case_alloc(t, 512 * sizeof(*whole));
	void **out = lfr_case_alloc(t, 512 * sizeof(*out));
	u32 a, shard, i, n, got;

	for (a = 0; a < ARRAY_SIZE(asks); a++) {
		struct lfr_shards *one = lfr_fixture_shards(t, 4 * 128, 4, LFR_SELECT_PRODUCER);
		struct lfr_shards *many = lfr_fixture_shards(t, 4 * 128, 4, LFR_SELECT_PRODUCER);

		for (shard = 0; shard < 4; shard++) {
			for (i = 0; i < 40 + 25 * shard; i++) {
				lfr_shards_push(one, shard, lfr_item(shard, i));
				lfr_shards_push(many, shard, lfr_item(shard, i));
			}
		}
		LFR_ASSERT_EQ(t, lfr_shards_pop_batch(one, whole, 512), 310);
		for (n = 0; (got = lfr_shards_pop_batch(many, out + n, asks[a])); n += got) {
			LFR_ASSERT(t, got <= asks[a]);
			/* Less than asked for means that there was no more. */
			if (got < asks[a])
				LFR_EXPECT_EQ(t, lfr_shards_len(many), 0);
		}
		LFR_ASSERT_EQ(t, n, 310);
		for (i = 0; i < n; i++)
			LFR_EXPECT_MSG(t, out[i] == whole[i], "asking for %u: place %u", asks[a],
				       i);
	}
}

/* What goes on behind a stalled shard is not held up, and it is not forgotten. */
static void lfring_shards_stalled(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 4 * 8, 4, LFR_SELECT_PRODUCER);
	struct lfr_ring *ring = lfr_fixture_shard(shards, 1);
	void *out[8], *item;
	u64 pos;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &pos), 1);
	for (i = 0; i < 4; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, i, lfr_item(i, 0)), 0);

	LFR_EXPECT_EQ(t, lfr_shards_pop_batch(shards, out, 8), 3);
	LFR_EXPECT(t, out[0] == lfr_item(0, 0));
	LFR_EXPECT(t, out[1] == lfr_item(2, 0));
	LFR_EXPECT(t, out[2] == lfr_item(3, 0));
	LFR_EXPECT_EQ(t, lfr_shards_pop(shards, &item), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_shards_stalled(shards), 1);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 2);

	lfr_ring_publish(ring, pos, lfr_item(5, 0));
	LFR_EXPECT_EQ(t, lfr_shards_stalled(shards), 0);
	LFR_EXPECT_EQ(t, lfr_shards_pop_batch(shards, out, 8), 2);
	LFR_EXPECT(t, out[0] == lfr_item(5, 0));
	LFR_EXPECT(t, out[1] == lfr_item(1, 0));
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
}

static void lfring_mark(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 2 * 8, 2, LFR_SELECT_PRODUCER);
	void *items[8] = {}, *out[8];
	bool high = false;
	u32 i;

	/* None unless it is set, not even when full. */
	for (i = 0; i < 3; i++)
		lfr_shards_push_batch(shards, 0, items, 4, &high);
	LFR_EXPECT(t, !high);
	LFR_EXPECT_EQ(t, lfr_shards_pop_batch(shards, out, 8), 8);

	lfr_shards_set_mark(shards, 6);
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 0, items, 5, &high), 5);
	LFR_EXPECT(t, !high);
	/* It is this shard that counts. */
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 1, items, 5, &high), 5);
	LFR_EXPECT(t, !high);
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 0, items, 1, &high), 1);
	LFR_EXPECT(t, high);
	/* Only ever set: the caller may collect over several pushes. */
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 1, items, 0, &high), 0);
	LFR_EXPECT(t, high);
	/* Who does not ask is not told. */
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 0, items, 1, NULL), 1);
	/* A push that finds no room tells, too. */
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 0, items, 8, &high), 1);
	high = false;
	LFR_EXPECT_EQ(t, lfr_shards_push_batch(shards, 0, items, 1, &high), 0);
	LFR_EXPECT(t, high);
	LFR_EXPECT_EQ(t, lfr_shards_depth(shards), 8);
	LFR_EXPECT_EQ(t, lfr_fixture_shard(shards, 0)->deepest, 8);
	LFR_EXPECT_EQ(t, lfr_fixture_shard(shards, 1)->deepest, 5);
}

static struct lfr_case lfr_shards_cases[] = {
	LFR_CASE(lfring_create_params),
	LFR_CASE(lfring_basic),
	LFR_CASE(lfring_multi_producer),
	LFR_CASE(lfring_full),
	LFR_CASE(lfring_empty),
	LFR_CASE(lfring_read_batch),
	LFR_CASE(lfring_batch_reuse),
	LFR_CASE(lfring_shard_map),
	LFR_CASE(lfring_cap_len),
	LFR_CASE(lfring_select_range),
	LFR_CASE(lfring_select_rr),
	LFR_CASE(lfring_select_hash),
	LFR_CASE(lfring_select_random),
	LFR_CASE(lfring_select_cpu),
	LFR_CASE(lfring_drain_order),
	LFR_CASE(lfring_drain_resume),
	LFR_CASE(lfring_shards_stalled),
	LFR_CASE(lfring_mark),
	{}
};

#endif /* _LFRING_SHARDS_CASES_H */
